"""The `pressmark` command: the commands of `qa.cli`, and `eval`."""

from qa.cli import app


def main() -> None:
    """Runs the command line."""
    app()
