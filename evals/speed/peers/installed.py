"""What a program takes on disk with all that it needs, and in which versions: `python installed.py NAME…`, JSON out.

Run by the interpreter of the environment in question; nothing of ours is imported.
"""

import json
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def closure(roots: list[str]) -> dict[str, Distribution]:
    """The distributions that `roots` need, themselves among them, by normalised name."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(root) for root in roots]
    seen = set()
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        key = (name, tuple(sorted(wanted.extras)))
        if key in seen:
            continue
        seen.add(key)
        try:
            one = distribution(wanted.name)
        except PackageNotFoundError:
            continue  # not for this platform
        found[name] = one
        for line in one.requires or ():
            needed = Requirement(line)
            extras = [{"extra": extra} for extra in wanted.extras] or [{"extra": ""}]
            if needed.marker is None or any(needed.marker.evaluate(extra) for extra in extras):
                waiting.append(needed)
    return found


def size(one: Distribution) -> int:
    """The bytes of a distribution's files that are there."""
    paths = (Path(str(one.locate_file(file))) for file in one.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


if __name__ == "__main__":
    needed = closure(sys.argv[1:])
    print(
        json.dumps(
            {
                "bytes": sum(map(size, needed.values())),
                "versions": {name: one.version for name, one in sorted(needed.items())},
            }
        )
    )
