"""Compiled models on disk: found, or made by a process of its own, under `PRESSMARK_CACHE` or the user's cache folder.

Each is a folder under a name that tells the model and what it was compiled with. It appears whole or not at all, and one
process makes it while others wait. A model that can't be compiled has such a folder too, with the reason in it, so that
this is not tried again by every command.

Each installation that opens a compiled model notes itself in its folder. What an installation has made anew, and nobody else
that is still there has noted, is removed: several may share a cache, and the others would have to compile it again.
"""

import errno
import fcntl
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.compiled import MANIFEST, CompiledDamaged, CompiledEmbedder, read_manifest, settings_of
from index.model import ModelFiles

AGREEMENT, REFUSED, USERS = "agreement.json", "refused.txt", "users.txt"

_INSTALLED = str(Path(__file__).resolve().parents[1])

Say = Callable[[str], None]


class NotCompiled(Exception):
    """There is no compiled form of a model to be had; the message is why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    folder: Path
    settings: dict[str, str]


def cache_folder() -> Path:
    """Where what can be made again is kept: `PRESSMARK_CACHE`, else the virtual environment's own, else the user's."""
    if folder := os.environ.get("PRESSMARK_CACHE"):
        return Path(folder)
    # The Makefile makes one, so that nothing outside the checkout is written.
    own = Path(sys.prefix) / "pressmark-cache"
    if own.is_dir():
        return own
    import platformdirs

    return platformdirs.user_cache_path("pressmark")


def describe_compiled(files: ModelFiles, cache: Path) -> str:
    """What there is of a model, in a few words; compiles nothing. Raises `NotCompiled` where it was or would be refused."""
    place = _find_place(files, cache)
    _check_refusal(place)
    if not (place.folder / MANIFEST).is_file():
        _check_room(files, place)
        return "ONNX Runtime, once it is compiled on first use"
    from index.agreement import Agreement

    try:
        manifest = read_manifest(place.folder, place.settings)
        agreement = Agreement(**json.loads((place.folder / AGREEMENT).read_bytes()))
    except (CompiledDamaged, OSError, ValueError, TypeError) as error:
        return f"ONNX Runtime, once it is compiled again, because what is there can't be used ({error})"
    why = f", because {manifest.turned_down}" if manifest.turned_down else ""
    return f"ONNX Runtime {place.settings['onnxruntime']}, {manifest.precision}{why}: {agreement}"


def is_compiled(files: ModelFiles, cache: Path) -> bool:
    """Whether the compiled model is there, whole or not."""
    try:
        return (_find_place(files, cache).folder / MANIFEST).is_file()
    except NotCompiled:
        return False


def open_compiled(files: ModelFiles, cache: Path, say: Say) -> CompiledEmbedder:
    """The compiled model, made where there is none or it is damaged, which `say` is told. Raises `NotCompiled`."""
    place = _find_place(files, cache)
    try:
        if embedder := _load(place, files.name):
            _note_user(place.folder)
            return embedder
    except CompiledDamaged:
        pass  # It is looked at again by whoever may replace it.
    try:
        with _making(place):
            _make(files, place, say)
        embedder = _load(place, files.name)
    except CompiledDamaged as error:
        raise NotCompiled(f"what was compiled into {str(place.folder)!r} can't be used ({error})") from error
    except OSError as error:
        raise _unwritable(place, error.strerror or str(error)) from error
    if embedder is None:
        raise NotCompiled(f"what was compiled into {str(place.folder)!r} is gone")
    _note_user(place.folder)
    _remove_outdated(place, say)
    return embedder


def _find_place(files: ModelFiles, cache: Path) -> _Place:
    try:
        settings = settings_of(files.digest)
    except ImportError as error:
        raise NotCompiled(f"{error.name} is not installed; install it with: pip install {error.name}") from error
    key = sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
    name = re.sub(r"[^\w.-]+", "-", Path(files.name).name)
    return _Place(folder=cache / "models" / f"{name}-{key}", settings=settings)


def _check_refusal(place: _Place) -> None:
    if (place.folder / REFUSED).is_file():
        why = (place.folder / REFUSED).read_text(encoding="utf-8")
        raise NotCompiled(f"{why}; to have it tried again, remove {str(place.folder)!r}")


def _check_room(files: ModelFiles, place: _Place) -> None:
    there = next(path for path in place.folder.parents if path.exists())
    if not there.is_dir():
        raise _unwritable(place, os.strerror(errno.ENOTDIR))
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unwritable(place, "no permission")
    needed = 4 * sum(path.stat().st_size for path in files.folder.rglob("*.safetensors"))
    free = shutil.disk_usage(there).free
    if free < needed:
        raise NotCompiled(
            f"compiling it takes {needed >> 20:,} MB in {str(place.folder.parent)!r}, which has {free >> 20:,} MB left"
        )


def _unwritable(place: _Place, why: str) -> NotCompiled:
    cache = str(place.folder.parents[1])
    return NotCompiled(f"the cache folder {cache!r} can't be written ({why}); set PRESSMARK_CACHE to another")


def _load(place: _Place, name: str) -> CompiledEmbedder | None:
    _check_refusal(place)
    return CompiledEmbedder(place.folder, name, place.settings) if place.folder.exists() else None


@contextmanager
def _making(place: _Place) -> Iterator[None]:
    place.folder.parent.mkdir(parents=True, exist_ok=True)
    with (place.folder.parent / f"{place.folder.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(files: ModelFiles, place: _Place, say: Say) -> None:
    """With the lock held. What another process has made in the meantime is kept, if it is whole."""
    from index.compiler import run_compiler

    try:
        if _load(place, files.name):
            return
    except CompiledDamaged as error:
        shutil.rmtree(place.folder)
        say(f"the compiled model in {str(place.folder)!r} can't be used ({error}); it is made again")
    _check_room(files, place)
    say(f"compiling model {files.name!r}, which takes half a minute, once; from then on it starts in a second")
    # What a killed process has left goes first.
    for leftover in place.folder.parent.glob(f"{place.folder.name}.new-*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix=f"{place.folder.name}.new-", dir=place.folder.parent) as scratch:
        made = Path(scratch) / "model"
        run_compiler(files, made)
        for path in made.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        made.rename(place.folder)


def _users(folder: Path) -> set[str]:
    """The installations that opened a compiled model, as far as they are still there."""
    try:
        noted = (folder / USERS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return set()
    return {path for path in noted if Path(path, "index", Path(__file__).name).is_file()}


def _note_user(folder: Path) -> None:
    if _INSTALLED not in _users(folder):
        with suppress(OSError), (folder / USERS).open("a", encoding="utf-8", errors="surrogateescape") as file:
            file.write(f"{_INSTALLED}\n")


def _remove_outdated(place: _Place, say: Say) -> None:
    """Removes what this installation alone used before, of the same model and for the same machine."""
    changing = {"format", "onnxruntime"}
    same = {key: value for key, value in place.settings.items() if key not in changing}
    removed = 0
    for manifest in place.folder.parent.glob(f"*/{MANIFEST}"):
        folder = manifest.parent
        try:
            settings = json.loads(manifest.read_bytes())["settings"]
            if folder == place.folder or {key: settings[key] for key in same} != same or _users(folder) != {_INSTALLED}:
                continue
            size = sum(path.stat().st_size for path in folder.iterdir())
            # Without a manifest it is no model any more, however far the rest comes.
            manifest.unlink()
            shutil.rmtree(folder)
        except (OSError, ValueError, TypeError, KeyError):
            continue
        removed += size
    if removed:
        say(f"removed what an earlier version had compiled of this model ({removed / 1e6:,.0f} MB)")
