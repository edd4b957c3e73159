"""What a question asks for: the terms that carry its information, and the kind of thing that would answer it.

Out of scope: finding passages (`qa.retrieve`), and whether one answers (`qa.evidence`).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from index.stop import STOP
from index.words import terms
from qa.definitions import Target, target_of
from qa.errors import QuestionRefused
from qa.limits import MAX_QUESTION


class Asked(StrEnum):
    """The kind of thing that a question asks for, where its words tell."""

    DURATION = "a length of time"
    AGE = "an age"
    MONEY = "an amount of money"
    SHARE = "a share"
    QUANTITY = "a measure"
    NUMBER = "a number"
    TIME = "a time"
    PLACE = "a place"
    PERSON = "a person"
    NAME = "a name"
    REASON = "a reason"
    SPEECH = "what was said by whom it asks about"
    NATURE = "words that tell who or what that is"


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
    speaker: tuple[str, ...] = ()
    """The terms for whom it asks about, where it asks what somebody said."""
    target: Target | None = None
    """Of whom or what it asks who or what that is."""
    counted: tuple[str, ...] = ()
    """The terms for what it asks the number of: `moons`, where it asks how many moons Pluto has."""


_UNITS = r"(?:big|large|tall|high|deep|wide|heavy|fast|far|strong|hot|cold|loud|thick|long|broad|steep|small|short)"
_KINDS: tuple[tuple[Asked, str], ...] = (
    (Asked.AGE, r"\bhow old\b|\b(?:what|which) age\b|\bage (?:of|is|was)\b|\bage\W*$"),
    (Asked.DURATION, r"\bhow long (?!is the (?:road|river|bridge|tunnel|line|route|pier|wall|track))|\bhow much time\b|\bhow many (?:more |full )?(?:second|minute|hour|day|night|week|month|year|decade)s?\b|\b(?:what|which) (?:length of time|duration)\b|\bfor how long\b"),
    (Asked.SHARE, r"\b(?:what|which) (?:percentage|percent|per cent|share|proportion|fraction)\b|\bhow many percent\b|\bby (?:what|how much) percent"),
    (Asked.MONEY, r"\b(?:price|cost|costs|costing|fee|fees|fine[ds]?|salary|wage|wages|budget|bill|ticket price|worth|paid|pay|pays|spend|spent|spending|money|funding|raise[ds]?|dollars?|euros?|pounds?)\b.*\bhow much\b|\bhow much (?:money|cash|funding|in|of|more|less|extra|is|are|was|were|does|do|did|will|would|has|have|had|could|should|can)\b.*\b(?:cost|costs|pay|pays|paid|spend|spent|worth|money|fine[ds]?|fund|funding|raise[ds]?|earn|earns|earned|sell|sold|sale|buy|bought|charge[ds]?|price|budget|donate[ds]?|invest|invested|lose|lost|owe[ds]?|award|awarded|receive[ds]?|get|got|grant|save[ds]?)\b|\b(?:what|which)\b.{0,40}\b(?:price|cost|fee|fine|salary|budget|price tag|pay rise|pay)\b|\bhow expensive\b|\bhow many (?:dollars|euros|pounds|millions|billions)\b"),
    (Asked.NUMBER, r"\bhow many\b|\b(?:what|which) (?:number|total|score|tally|toll|figure)\b|\bnumber of\b.*\?$|\bhow often\b"),
    (Asked.QUANTITY, rf"\bhow (?:much|{_UNITS})\b"),
    (Asked.TIME, r"^(?:\W*(?:and|so|but|since|until|by|from|on|in|at|around|about)\s+)?when\b|\bwhen (?:did|does|do|will|was|were|is|are|has|have|had|can|should|would)\b|\b(?:what|which) (?:year|month|day|date|time|week|weekday|season|decade|century|hour)\b|\bhow (?:soon|recently|late|early)\b|\bwhen\?*$"),
    (Asked.PLACE, r"^(?:\W*(?:and|so|but|from|to|in|near)\s+)?where\b|\bwhere (?:did|does|do|will|was|were|is|are|has|have|had|can|should|would)\b|\b(?:what|which) (?:\w+ )?(?:country|countries|city|cities|town|towns|state|states|village|place|places|region|county|street|island|continent|province|district|venue|port|river|neighbou?rhood)\b|\bwhere\?*$"),
    (Asked.PERSON, r"\b(?:who|whom|whose)\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|player|actor|actress|singer|senator|minister|president|politician|author|director|judge)\b|\b(?:what|which) (?:is|was) the name of (?:the|a|his|her|their) (?:\w+ )?(?:person|man|woman|boy|girl|son|daughter|wife|husband|brother|sister|mother|father|driver|officer|victim|teacher)\b"),
    (Asked.NAME, r"\b(?:what|which) (?:\w+ )?(?:company|companies|firm|team|club|party|agency|organi[sz]ation|group|university|outlet|newspaper)\b|\bwhat (?:is|was) the name\b"),
    (Asked.REASON, r"\bwhy\b|\bhow come\b|\bwhat (?:caused|causes|led to|prompted|triggered)\b|\bfor what reason\b|\b(?:what|which)\b.{0,20}\b(?:reason|cause)\b"),
)  # fmt: skip

_SPEECH = re.compile(
    r"\bwhat (?:did|does|do|has|have|had) (.{1,80}?) (?:say|said|tell|told|think|call|called|argue|claim|promise|warn|state|suggest"
    r"|admit|deny|demand)\b"
)

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
    speech = _SPEECH.search(lower)
    speaker = terms(text[slice(*speech.span(1))]) if speech else []
    is_anybody = speech is not None and _NOBODY.fullmatch(speech[1].strip()) is not None
    informative = tuple(term for term in every if term not in STOP and not (is_anybody and term in speaker))
    capitals_tell = _capitals_tell(text)
    names = _NAME.findall(text) if capitals_tell else [word for word in _WORD.findall(text) if word[0].isdigit()]
    target = target_of(text) if capitals_tell else None
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
        asked=Asked.NATURE
        if target
        else next(
            (kind for kind, pattern in _KINDS if re.search(pattern, lower)),
            Asked.SPEECH if speech and not is_anybody else None,
        ),
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
