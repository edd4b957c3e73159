"""A question taken apart: the terms that carry its information, those of the clause that asks, and what it asks for.

Out of scope: which clause asks, and for what (`qa.asked`), finding passages (`qa.retrieve`), and whether one answers
(`qa.evidence`).
"""

import re
from dataclasses import dataclass
from itertools import takewhile

from index.stop import STOP
from index.words import terms
from qa.asked import SPEECH, Asked, find_asked
from qa.definitions import Target, target_of
from qa.errors import QuestionRefused
from qa.limits import MAX_QUESTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question taken apart."""

    text: str
    terms: tuple[str, ...]
    """The distinct terms that carry information, in order; all of its terms where none does."""
    names: tuple[str, ...]
    """The terms among them that are written as names or numbers."""
    words: tuple[tuple[str, str], ...]
    """The informative terms that are no names, each behind the word that it comes from, in lower case."""
    asked: Asked | None
    asking: tuple[str, ...]
    """The terms of the clause that asks; all of them where it has but one (`… What is it called?`)."""
    speaker: tuple[str, ...] = ()
    """The terms for whom it asks about, where it asks what somebody said."""
    target: Target | None = None
    """Of whom or what it asks who or what that is."""
    counted: tuple[str, ...] = ()
    """The terms for what it asks the number of: `moons`, where it asks how many moons Pluto has."""


_NOBODY = re.compile(
    r"(?:(?:the|these|those|all|any|your|my|news|other|local)\s+)*(?:articles?|reports?|stor(?:y|ies)|papers?|newspapers?|media|press|news|outlets?|sources?"
    r"|texts?|coverage)"
)
"""Who says what is asked for where it may be anybody: `What do the articles say about trade?`"""

_TAKES_PLACE = re.compile(r"\b(?:take|takes|took|taken|taking) place\b")
"""`happen` in two words, neither of which says what about."""

_COUNTED = re.compile(r"\bhow many((?:\s+[\w'’-]+){1,4})")

_NAME = re.compile(r"(?<![.?!]\s)(?<!^)(?<!^[\"“'‘])\b(?:(?:[A-ZÀ-Þ]\.){2,}|[A-ZÀ-Þ]\w*(?:\.\w)*|\d[\d,.:]*\w*)|^\d\w*")


_WORD = re.compile(r"\w+")
_CAPITALISED_VERB = re.compile(r"(?<=\w )(?:Is|Are|Was|Were|Did|Does|Do|Has|Have|Had|Can|Could|Should|Would)\b")
"""In a Question Written Like a Headline, a verb that is no name stands with a capital."""


def parse_question(text: str) -> Question:
    """Takes `text` apart. Raises `QuestionRefused` where it is empty, no text, or longer than `MAX_QUESTION` characters."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuestionRefused(
            f"the question is not valid Unicode: character {error.start + 1:,} is half of a pair; write it as UTF-8"
        ) from None
    if not text.strip():
        raise QuestionRefused("the question is empty; ask something, such as: Who won the election?")
    if len(text) > MAX_QUESTION:
        raise QuestionRefused(
            f"the question has {len(text):,} characters, more than {MAX_QUESTION:,}; ask for one thing in a sentence or two"
        )
    lower = in_lower_case(text)
    every = _distinct_terms(_TAKES_PLACE.sub("", lower) if "place" in lower else text) or _distinct_terms(text)
    speech = SPEECH.search(text)
    speaker = terms(speech[1]) if speech else []
    is_anybody = speech is not None and _NOBODY.fullmatch(in_lower_case(speech[1]).strip()) is not None
    informative = tuple(term for term in every if term not in STOP and not (is_anybody and term in speaker))
    capitals_tell = _capitals_tell(text)
    names = _NAME.findall(text) if capitals_tell else [word for word in _WORD.findall(text) if word[0].isdigit()]
    target = target_of(text) if capitals_tell else None
    clause, asked = find_asked(text)
    in_clause = {*terms(clause)}
    asking = tuple(term for term in informative or every if term in in_clause)
    if target:
        asked = Asked.NATURE
    elif is_anybody and asked is Asked.SPEECH:
        asked = None
    written_as_names = {term for name in names for term in terms(name)}
    return Question(
        text=text,
        terms=informative or every,
        names=tuple(term for term in informative if term in written_as_names),
        words=tuple(
            (word, term)
            for word in dict.fromkeys(word.lower() for word in _WORD.findall(text))
            for term in terms(word)[:1]
            if term in (informative or every) and term not in written_as_names
        ),
        asked=asked,
        asking=asking if len(asking) > 1 else informative or every,
        speaker=tuple(term for term in speaker if term in informative),
        target=target,
        counted=_counted(text, lower),
    )


def in_lower_case(text: str) -> str:
    """`text` with each character where it was. A pattern in lower case is found there in a third of the time that it takes to
    look for either case."""
    return text.replace("İ", "i").lower()  # the one character of which Python makes two


def _distinct_terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms(text)))


def _counted(text: str, lower: str) -> tuple[str, ...]:
    """The informative terms behind `how many`, up to two, as far as they follow on each other."""
    counted = _COUNTED.search(lower)
    behind = terms(text[slice(*counted.span(1))]) if counted else []
    if behind[:1] in (["of"], ["other"], ["more"]):
        behind = [term for term in behind[1:] if term not in ("the", "these", "those")]
    return tuple(takewhile(lambda term: term not in STOP, behind))[:2]


def _capitals_tell(text: str) -> bool:
    """Whether capitals mark names, rather than every word."""
    return not (text.isupper() and len(text.split()) > 3) and not _CAPITALISED_VERB.search(text)
