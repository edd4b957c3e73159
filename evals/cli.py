"""The `pressmark` command: the commands of `qa.cli`, and `eval`."""

from evals.command import app as evaluation
from qa.cli import app

app.add_typer(evaluation)


def main() -> None:
    """Runs the command line."""
    app()
