"""What a question asks for: the clause of it that asks, and the kind of thing that would answer it.

Who asks about news tells first what happened: `We lost an actress, who died at 89. Which role did she bring to life?` asks for
no age and no person. So the clause that asks is found, in it the word that asks (a `who` that only relates asks nothing), and
behind `which` and `what` the noun that says which kind.

Out of scope: whether a sentence has such a thing (`qa.kinds`).
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from itertools import islice
from typing import NamedTuple


class Asked(StrEnum):
    """The kind of thing that a question asks for, where its words tell."""

    DURATION = "a length of time"
    AGE = "an age"
    MONEY = "an amount of money"
    SHARE = "a share"
    QUANTITY = "a measure"
    NUMBER = "a number"
    TIME = "a time"
    YEAR = "a year"
    PLACE = "a place"
    COUNTRY = "a country"
    STATE = "a state"
    PERSON = "a person"
    NAME = "a name"
    TITLE = "a name or a title"
    REASON = "a reason"
    SPEECH = "what was said by whom it asks about"
    NATURE = "words that tell who or what that is"
    """Told by `qa.definitions`."""


class Asking(NamedTuple):
    """What asks in a question."""

    clause: str
    kind: Asked | None


def find_asked(text: str) -> Asking:
    """The clause of `text` that asks, and for what."""
    clause = _clause(text)
    return Asking(clause, _kind(clause))


_SENTENCE_END = re.compile(r"(?<=[.?!:])[\"”’')]{0,3}\s+(?=[\"“‘'(]?[A-Z0-9])")
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gov|Sen|Rep|Gen|Jr|vs|Lt|Prof|Jan|Feb|Aug|Sept|Oct|Nov|Dec|No|v|U\.S|U\.K)\.$"
)

_ASKS = re.compile(r"\b(?:who(?:m|se|[’']?s)?|which|what(?:[’']?s)?|when|where|why|how)\b", re.IGNORECASE)
_MANY = 8
"""Words that ask of which one is chosen."""

_LEADS_IN = re.compile(
    r"\W*(?:according|in|on|at|after|as|while|when|if|since|during|with|for|following|even|due|despite|before)\b",
    re.IGNORECASE,
)
_NO_MORE = re.compile(
    r"(?:\W|\b(?:and|so|but|or|to|by|for|in|on|at|from|under|of|with|about|since|until|through|during|around|near|into|over"
    r"|according|approximately|roughly|nearly|exactly|than|after|before|as|up|among|between)\b)*",
    re.IGNORECASE,
)
"""What may stand before the word that a question opens with."""
_OPENS_WITH_VERB = re.compile(
    r"\W*(?:did|does|do|will|was|were|is|are|has|have|had|can|could|should|would|if)\b", re.IGNORECASE
)
_RELATES = re.compile(
    r"\s+(?:the|a|an|it|he|she|they|his|her|is|are|was|were|has|have|had|will|would|can|may|some)\b", re.IGNORECASE
)


def _clause(text: str) -> str:
    """The last sentence with a word that asks, or the last."""
    sentences: list[str] = []
    for part in _SENTENCE_END.split(text):
        if sentences and _ABBREVIATED.search(sentences[-1][-6:]):
            sentences[-1] += " " + part
        elif part.strip():
            sentences.append(part)
    return next((one for one in reversed(sentences) if _ASKS.search(one)), sentences[-1] if sentences else text)


def _kind(clause: str) -> Asked | None:
    found = [(_asks(clause, match), -match.start(), match) for match in islice(_ASKS.finditer(clause), _MANY)]
    sure, _, match = max(found, default=(0, 0, None), key=lambda one: one[:2])
    if match is None:
        return _BEHIND.get(clause.rstrip("\"”’' .:?").rpartition(" ")[2].lower()) or _by_pattern(clause, [*_PATTERNS])
    if sure < 0 or (sure < _OPENLY and _OPENS_WITH_VERB.match(clause)):
        return None
    word, behind = match[0].lower(), clause[match.end() :]
    if word.startswith("who"):
        return Asked.PERSON
    if word in _ALWAYS:
        return _ALWAYS[word]
    if word == "how":
        return _by_pattern(clause[match.start() :], _MEASURES, wider=clause)
    return _of_which(clause, behind)


_OPENLY = 2


def _asks(clause: str, match: re.Match[str]) -> int:
    """How surely a word asks: below 0 it only relates one clause to another."""
    word = match[0].lower()
    before, behind = clause[: match.start()][-400:], clause[match.end() : match.end() + 40]
    lead, comma, rest = before.rpartition(",")
    if _NO_MORE.fullmatch(before):
        return 10
    if word == "which" and _RELATES.match(behind):
        return -1
    if comma and word in ("who", "which", "where", "when") and not rest.strip() and not _LEADS_IN.match(lead):
        return -2
    if comma and _NO_MORE.fullmatch(rest):
        return 6 if word not in ("who", "when") or _LEADS_IN.match(lead) else 1
    if not behind.strip(' ?"”.'):
        return 5
    if word == "how":
        return 5 if re.match(r"\s+(?:many|much|long|old|far|often|big|tall|high)\b", behind) else _OPENLY
    if word in ("what", "which"):
        return 4
    return {"whose": 3, "whom": 3, "why": _OPENLY}.get(word, 0)


_ALWAYS = {"where": Asked.PLACE, "when": Asked.TIME, "why": Asked.REASON}
_BEHIND = {"titled": Asked.TITLE, "called": Asked.TITLE, "named": Asked.TITLE, "since": Asked.YEAR}
"""The last word of a clause that is to be gone on with: `… for the first time since:`."""


_UNITS = r"(?:big|large|tall|high|deep|wide|heavy|fast|far|strong|hot|cold|loud|thick|long|broad|steep|small|short)"
_PATTERNS: dict[Asked, str] = {
    Asked.AGE: r"\bhow old\b|\bage (?:of|is|was)\b|\bage\W*$",
    Asked.DURATION: r"\bhow long\b(?! is the (?:road|river|bridge|tunnel|line|route|pier|wall|track))|\bhow much time\b|\bhow many (?:more |full )?(?:second|minute|hour|day|night|week|month|year|decade)s?\b",
    Asked.SHARE: r"\bhow many percent\b|\bby (?:what|how much) percent",
    Asked.MONEY: r"\b(?:price|cost|costs|costing|fee|fees|fine[ds]?|salary|wage|wages|budget|bill|ticket price|worth|paid|pay|pays|spend|spent|spending|money|funding|raise[ds]?|dollars?|euros?|pounds?)\b.*\bhow much\b|\bhow much (?:money|cash|funding|in|of|more|less|extra|is|are|was|were|does|do|did|will|would|has|have|had|could|should|can)\b.*\b(?:cost|costs|pay|pays|paid|spend|spent|worth|money|fine[ds]?|fund|funding|raise[ds]?|earn|earns|earned|sell|sold|sale|buy|bought|charge[ds]?|price|budget|donate[ds]?|invest|invested|lose|lost|owe[ds]?|award|awarded|receive[ds]?|get|got|grant|save[ds]?)\b|\bhow expensive\b|\bhow many (?:dollars|euros|pounds|millions|billions)\b",
    Asked.NUMBER: r"\bhow many\b|\bnumber of\b.*\?$|\bhow often\b",
    Asked.QUANTITY: rf"\bhow (?:much|{_UNITS})\b",
    Asked.TIME: r"\bhow (?:soon|recently|late|early)\b",
    Asked.REASON: r"\bhow come\b",
}  # fmt: skip
_MEASURES = [*_PATTERNS]


def _by_pattern(text: str, kinds: Iterable[Asked], wider: str = "") -> Asked | None:
    kind = next((one for one in kinds if re.search(_PATTERNS[one], text, re.IGNORECASE)), None)
    if kind is Asked.QUANTITY and re.search(_PATTERNS[Asked.MONEY], wider, re.IGNORECASE):
        return Asked.MONEY
    return kind


SPEECH = re.compile(
    r"\bwhat (?:did|does|do|has|have|had) (.{1,80}?) (?:say|said|tell|told|think|call|called|argue|claim|promise|warn|state|suggest"
    r"|admit|deny|demand)\b",
    re.IGNORECASE,
)
"""Behind whom a question asks what somebody said."""

_NOUNS: dict[Asked, str] = {
    Asked.PERSON: """
        person man woman boy girl player actor actress singer senator minister president politician author director judge star
        celebrity golfer billionaire leader governor congressman congresswoman lawmaker justice king queen prince princess duke
        pope comedian rapper musician artist writer novelist poet scientist athlete footballer swimmer runner driver rider champion
        coach manager chancellor secretary mayor official officer executive ceo chief boss founder host presenter broadcaster
        journalist reporter model filmmaker astronaut activist candidate republican democrat mp peer chair chairman spokesman
        lawyer attorney doctor figure individual member sibling brother sister son daughter wife husband mother father teacher
        victim inventor designer chef entertainer influencer heavyweight contestant winner monarch royal dictator general
        commander speaker cricketer boxer quarterback striker jockey cyclist guitarist drummer pianist composer conductor dancer
        gymnast skater businessman businesswoman entrepreneur tycoon mogul economist historian philosopher couple duo people""",
    Asked.NAME: """
        company firm team club party agency organisation organization group university outlet newspaper airline bank automaker
        carmaker retailer chain channel brand platform network supermarket store union charity studio publisher college school
        band airport manufacturer startup conglomerate department ministry committee body corporation maker website magazine
        association league restaurant""",
    Asked.TITLE: """
        show movie film song album book novel series game app programme program drama musical play painting single podcast sitcom
        documentary bill law act hurricane storm typhoon comet planet ship mission award prize tournament event festival treaty
        agreement operation variant drug vaccine title nickname name service product car language religion holiday""",
    Asked.COUNTRY: "country nation",
    Asked.STATE: "state",
    Asked.PLACE: """
        city town village place region county street island continent province district venue port river neighbourhood
        neighborhood territory capital park location destination area mountain volcano lake borough suburb site stadium building
        hotel museum gallery landmark""",
    Asked.YEAR: "year",
    Asked.TIME: "month day date time week weekday season decade century hour",
    Asked.SHARE: "percentage percent share proportion fraction rate",
    Asked.MONEY: "price cost fee fine salary budget pay compensation wage",
    Asked.NUMBER: "number total score tally toll magnitude",
    Asked.AGE: "age",
    Asked.DURATION: "duration",
    Asked.QUANTITY: "length height speed temperature distance weight size limit depth width",
    Asked.REASON: "reason cause",
}
_KIND_OF = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}

_FIGURES = frozenset({"figure", "figures", "count"})
"""Nouns that are a number in `What is the latest figure for …?`, and may be a person or a verb elsewhere."""

_COUNTRY_WORDS = "gulf baltic balkan european asian african arab caribbean pacific island member"
_COUNTRIES = frozenset(_COUNTRY_WORDS.split())
"""What stands before `state` where a country is meant."""

_NO_NOUNS = """
did does do will was were is are has have had can could should would may might must of in on at from to for by with about that
who which when where as and or after before during into over under than the a an this these those its his her their it he she
they not be been being there
"""
_ENDS_NOUNS = frozenset(_NO_NOUNS.split())
_PAST = re.compile(r"\w+(?:ed|ing)")
_THIRD_PERSON = "hosts stars pays costs prices fines scores rates judges coaches chairs models names titles bills ships plays shows causes limits"
_VERBS = frozenset(_THIRD_PERSON.split())
_OF_WHICH = re.compile(r"\s+(?:(?:one|two) )?of (?:(?:these|the|this|those|following|their|his|her) )*", re.IGNORECASE)
_IS_THE_NAME = re.compile(
    r"\s+(?:(?:is|was|are|were)\s+(?:the|his|her|their|its)\s+(?:\w+\s+){0,2})?names?\b(?: of (?:the|a|an|his|her|their)?((?:\s*[\w’'“”\"-]+){1,6}))?",
    re.IGNORECASE,
)
_IS_THE = re.compile(
    r"\s+(?:is|was|are|were)\s+(?:the|a|an|his|her|their|its|[\w’'. -]{2,30}?[’']s)\s+(?:[\w-]+\s+){0,3}?([\w-]+)"
    r"(?=\s+(?:of|for|in|at|on|to|that|per|from|did|does|was|is|last|this)\b|\s*\??\W*$)",
    re.IGNORECASE,
)
_LED_TO_IT = re.compile(r"\s+(?:caused|causes|led|prompted|triggered)\b", re.IGNORECASE)
_WITHOUT_NOUN = re.compile(r"\s+(?:did|does|do|has|have|had|will|would|can|could|should)\b", re.IGNORECASE)


def _of_which(clause: str, behind: str) -> Asked | None:
    """The kind of thing that is asked for with `which` or `what`, and what stands behind it."""
    named = _IS_THE_NAME.match(behind)
    if named:
        return Asked.PERSON if Asked.PERSON in _kinds(re.findall(r"\w+", named[1] or "")) else Asked.NAME
    if re.search(r"\b(?:called|titled|named)\W*$", clause[-20:], re.IGNORECASE):
        return Asked.TITLE
    if _LED_TO_IT.match(behind):
        return Asked.REASON
    if is_the := _IS_THE.match(behind[:200]):
        if is_the[1].lower() in _FIGURES:
            return Asked.NUMBER
        kind = next(iter(_kinds([is_the[1]])), None)
        return None if kind in (Asked.NAME, Asked.TITLE, Asked.PLACE, Asked.STATE, Asked.TIME) else kind
    if _WITHOUT_NOUN.match(behind):
        if SPEECH.search(clause):
            return Asked.SPEECH
        return Asked.MONEY if re.search(r"\b(?:costs?|pay|worth)\b", clause, re.IGNORECASE) else None
    of_which = _OF_WHICH.match(behind)
    nouns: list[str] = []
    for word in re.findall(r"[\w’'-]+", behind[of_which.end() if of_which else 0 :][:120])[:7]:
        if word.lower() in _ENDS_NOUNS or (nouns and _is_verb(word.lower())):
            break
        nouns.append(word)
    kind = next(reversed(_kinds(nouns)), None)
    return Asked.COUNTRY if kind is Asked.STATE and not _COUNTRIES.isdisjoint(map(str.lower, nouns)) else kind


def _is_verb(word: str) -> bool:
    """Whether it is one behind a noun: `which city hosts …`."""
    return word in _VERBS or (_PAST.fullmatch(word) is not None and not _kinds([word]))


def _kinds(words: Iterable[str]) -> list[Asked]:
    """Those of nouns that tell one, in order."""
    kinds = [_KIND_OF.get(word) or _KIND_OF.get(_singular(word)) for word in map(str.lower, words)]
    return [kind for kind in kinds if kind]


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word
