"""Which embedder runs a model: the compiled one where there is one or one can be made, else sentence-transformers itself."""

import shutil
import threading
from contextlib import suppress
from pathlib import Path

from index.compilations import NotCompiled, Say, cache_folder, describe_compiled, is_compiled, open_compiled
from index.embed import Embedder, ForwardingEmbedder, SentenceTransformerEmbedder
from index.model import DEFAULT_MODEL, ModelFiles, find_known_model


def open_embedder(
    model: str | None = None, *, cache: Path | None = None, say: Say = lambda _: None
) -> "ChosenEmbedder":
    """The embedder of a model; of the default one where none is named.

    The model is found at once; nothing is loaded or compiled before the first text. Then `say` is told, in a line each,
    that the model is being compiled, and why it does not run compiled. Raises `index.errors.ModelUnusable`.
    """
    cache = cache or cache_folder()
    return ChosenEmbedder(find_known_model(model or DEFAULT_MODEL, cache / "digests"), cache, say)


class ChosenEmbedder(ForwardingEmbedder):
    """An `Embedder` that runs the compiled model where it can, and says which one runs."""

    def __init__(self, files: ModelFiles, cache: Path, say: Say) -> None:
        self._files = files
        self._cache = cache
        self._say = say
        self._choosing = threading.Lock()
        self._chosen: Embedder | None = None
        self._why_not: str | None = None

    @property
    def name(self) -> str:
        return self._files.name

    @property
    def digest(self) -> str:
        """The model's own, whichever embedder runs: their vectors agree."""
        return self._files.digest

    @property
    def runtime(self) -> str:
        """What runs the model, or will on the first text, and why; for people. Compiles nothing."""
        if self._why_not is None and has_gpu():
            return "sentence-transformers, because there is a GPU"
        try:
            if self._why_not is None:
                return describe_compiled(self._files, self._cache)
        except NotCompiled as error:
            return f"sentence-transformers, because {error}"
        return f"sentence-transformers, because {self._why_not}"

    def prepare(self) -> None:
        """Begins to load the model, beside what the caller does before the first text: most of that is not Python's.

        Not where it has to be compiled first, since that would go on when the caller is interrupted.
        """
        if not has_gpu() and is_compiled(self._files, self._cache):
            threading.Thread(target=self._prepare).start()

    def _prepare(self) -> None:
        with suppress(Exception):  # What stands in its way is raised again on the first text.
            _ = self._embedder

    @property
    def _embedder(self) -> Embedder:
        with self._choosing:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen

    def _choose(self) -> Embedder:
        if not has_gpu():
            try:
                return open_compiled(self._files, self._cache, self._say)
            except NotCompiled as error:
                self._why_not = str(error)
                self._say(f"model {self.name!r} is not compiled, so it starts and runs slower: {error}")
        return SentenceTransformerEmbedder(self.name)


_DEVICES = (Path("/dev/nvidia0"), Path("/dev/nvidiactl"), Path("/dev/kfd"))


def has_gpu() -> bool:
    """Whether PyTorch would run on a GPU. It is imported to say so only where there are signs of one."""
    if not any(device.exists() for device in _DEVICES) and shutil.which("nvidia-smi") is None:
        return False
    from importlib.metadata import version

    if version("torch").endswith("+cpu"):
        return False
    import torch

    return torch.cuda.is_available()
