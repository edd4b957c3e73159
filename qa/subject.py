"""Whether a question says what it is about: `yesterday?`, `12 March 2024` and `7` do not.

Such a question has passages that come nearest, but none that answers: whatever a sentence about another day says would do.
Out of scope: what the words for a time mean (`qa.time.when`).
"""

from collections.abc import Iterable

from corpus.facts.calendar import WEEKDAYS
from index.stop import STOP
from index.words import terms
from qa.question import Question
from qa.time.wording import MONTH, UNITS

_TIMES = """
mon tue tues wed thu thurs fri sat sun
today yesterday tomorrow tonight now ago last next past previous coming recent recently latest current currently early
earlier late later mid beginning start end since
second minute morning afternoon evening noon midnight spring summer autumn fall winter am pm th st nd rd
"""
_WHEN = frozenset(terms(" ".join((*MONTH, *UNITS, *WEEKDAYS, _TIMES))))


_LATIN = "\u024f"
"""The last of the Latin letters. One of them says nothing; one character of another script may be a word."""


def lacking(question: Question, outlets: Iterable[str] = ()) -> str | None:
    """Why nothing can answer the question; None where it is about something. `outlets` are those that it may name."""
    said = {term for term in question.terms if term not in STOP and (len(term) > 1 or term > _LATIN)}
    if not said:
        return "the question has no word that says what it is about"
    if all(map(_is_time, said)):
        return "the question says when, and not what it is about"
    for outlet in outlets:
        named = set(terms(outlet)) - STOP
        if named and named <= said and all(map(_is_time, said - named)):
            return "the question names an outlet, and not what it is about"
    return None


def _is_time(term: str) -> bool:
    return term in _WHEN or term[0].isdecimal()
