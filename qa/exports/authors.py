"""A byline taken apart into persons, whose family names other formats want by themselves, and organisations.

What can't be told is left as it is written: a single word, a desk, a name in a script without capitals. Of a person the last word is
the family name, with the particles before it, as BibTeX has it; a byline does not say that a name has two (`García Márquez`) or
begins with it (`Xi Jinping`).
"""

import re
from dataclasses import dataclass

_BY = re.compile(r"\s*by\b:?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;|/·•&]\s*(?:\band\s+)?|\band\s+|\bwith\s+)\s*", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)
_PARTICLE = re.compile(
    r"van|von|vom|zu|zum|der|den|de|del|della|di|da|do|dos|das|du|la|le|ter|ten|af|av|bin|bint|ibn|y|e", re.IGNORECASE
)
_NAME = re.compile(r"[^\W\d_]+(?:[.'’\-]+[^\W\d_]*)*")
_PREFIXED = re.compile(r"(?:al|el|ul|as|d|l|o)[-'’]\w.*", re.IGNORECASE)
"""`al-Bashir`, `d'Alembert`: no particle of its own."""
_NOBODY = re.compile(
    r"agence|agenc(?:y|ies)|associated|associates|board|bureau|business|company|contributors?|correspondents?|desk|editors?|"
    r"editorial|foundation|gazette|group|herald|inc|institute|international|journal|limited|ltd|magazine|media|ministry|network|"
    r"newspaper|news|newsroom|office|post|presse?|radio|reporters?|reuters|services?|society|staff|team|the|times|tribune|tv|"
    r"union|university|wires?|writers?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`Jan van der Berg Jr.` has the particle `van der` and the suffix `Jr.`."""

    family: str
    given: str
    particle: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An author whose name is not taken apart."""

    name: str


Author = Person | Organisation


def read_authors(byline: str) -> tuple[Author, ...]:
    """The authors that a byline names, in order, each once."""
    signed = _BY.sub("", " ".join(byline.split()) + " ", count=1).strip(" .,;")
    parts = [part for part in _BETWEEN.split(signed) if part]
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f" {part}"
        else:
            names.append(part)
    if len(names) == 2 and "," in byline and all(_is_word_of_a_name(name) for name in names):
        names = [" ".join(reversed(names))]  # `Roe, Jane`
    return tuple(dict.fromkeys(map(_read, names)))


def _is_word_of_a_name(word: str) -> bool:
    return " " not in word and word[0].isupper() and not word.isupper() and not _NOBODY.fullmatch(word)


def _read(name: str) -> Author:
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if not 2 <= len(words) <= 6 or not all(_may_be_of_a_person(word) for word in words) or words[-1].islower():
        return Organisation(name=name)
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    parts = parse_single_name_into_parts(" ".join(words))
    if not parts.first:
        return Organisation(name=name)
    family, given, particle = (" ".join(words) for words in (parts.last, parts.first, parts.von))
    return Person(family=family, given=given, particle=particle, suffix=_dotted(suffix))


def _may_be_of_a_person(word: str) -> bool:
    if _NOBODY.fullmatch(word) or not _NAME.fullmatch(word):
        return False
    return word[0].isupper() or bool(_PARTICLE.fullmatch(word) or _PREFIXED.fullmatch(word))


def _dotted(suffix: str) -> str:
    return f"{suffix.rstrip('.')}." if suffix and suffix[0] in "JjSs" else suffix
