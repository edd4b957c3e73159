"""Whether a sentence holds the kind of thing that a question asks for: a price, a length of time, a place, a person …

What the question itself says does not count: `Who won the 2022 World Cup?` is not answered by `2022` or `World Cup`.

Out of scope: whether it is the *right* price or person (`qa.evidence` weighs that), and who or what something is (`qa.definitions`).
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from typing import NamedTuple

from index.recent import Recent
from index.stop import STOP
from index.words import term_number, terms
from qa.asked import Asked
from qa.lands import COUNTRY, STATE
from qa.question import in_lower_case

_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen dozens hundreds thousands millions half couple several"
_NUMBER_WORD = "|".join(sorted(_WORDS.split(), key=len, reverse=True))
_NUMBER = rf"(?:\d[\d,.]*|\b(?:{_NUMBER_WORD})\b)"
_UNIT_OF_TIME = (
    r"(?:second|minute|hour|day|night|week|weekend|month|year|decade|centur|semester|season|term)(?:s|ies|y)?"
)
_MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

_DURATION = (
    rf"{_NUMBER}(?:[-\s](?:and[-\s]a[-\s]half|to[-\s]\w+|more|or\s\w+|full|straight|consecutive|additional))*[-\s]+{_UNIT_OF_TIME}\b"
    rf"|\b(?:(?:an?|the|whole|entire|all|half|last|past|next|few|many)(?:\s(?:half|few|entire|whole|full))?[-\s]+{_UNIT_OF_TIME}\b|overnight\b|(?:since|until|from)\s+(?:{_MONTH}|\d{{4}})"
    r"|(?:permanent|indefinite|brief)(?:ly)?\b|life (?:in|without|sentence))"
)
_AGE = r"\b(?:\d{1,3}[-\s]years?[-\s]olds?\b|aged?\s+\d|age of \d|(?:is|was|turned|turns|age)\s\d{1,3}\b(?![-–:.,]\d|%)|\w+-year-old)|,\s\d{1,3}\s?(?:,|\.|\)|who\b|and\b)|\(\d{1,3}\)"
_MONEY = rf"[$€£¥₹]\s?\d|\b(?:US|C|A|HK)\$\s?\d|{_NUMBER}(?:\s(?:hundred|thousand|million|billion|trillion))*[-\s](?:dollar|euro|pound|cent|yuan|yen|rupee|ruble|rouble|franc|peso|won|krona|crown|bitcoin)s?\b|\b(?:free of charge|for free|at no cost|no charge)\b"
_SHARE = rf"{_NUMBER}\s?(?:%|percent|per cent|percentage)|\b(?:half|a third|a quarter|two-thirds|three-quarters|one in \w+|most|majority)\b"
_TIME = (
    rf"\b(?:{_WEEKDAY}\b|{_MONTH}\s+\d|\d{{1,2}}\s+{_MONTH}\b|(?:in|since|by|until|of|late|early|mid|last|next|this)[-\s]+{_MONTH}\b"
    r"|(?:1[5-9]|20)\d\d(?:s\b|\b)|\d{1,2}(?::\d\d)?\s?[ap]\.?m\b|\d{1,2}:\d\d\b|(?:today|yesterday|tomorrow|tonight|midnight|noon|dawn|overnight|century)\b"
    r"|(?:last|next|this|earlier|later|early|late|end of|previous|following|coming)\s+(?:the\s+|this\s+|that\s+)?(?:week|month|year|decade|night|morning|afternoon|evening|summer|winter|spring|autumn|fall|weekend|season)\b"
    rf"|(?:{_NUMBER}|an?|few|several|couple of)\s+{_UNIT_OF_TIME}\s+(?:ago|later|earlier|before|after|from now)\b|in (?:the )?(?:spring|summer|autumn|fall|winter)\b|(?:New Year|Christmas|Easter|Thanksgiving|Halloween|Labor Day|Memorial Day)\b)"
)  # fmt: skip
_REASON = (
    r"\b(?:because|due to|owing to|as a result|after|since|following|amid|in order to|so that|so (?:many|much|few)"
    r"|to (?:avoid|prevent|protect|reduce|allow|help|keep|curb|ease|stop|ensure|cut)|caus(?:e|es|ed|ing)|blam(?:e|ed|es|ing)"
    r"|reasons?|prompted|led to|leading to|citing|cited|thanks to|triggered|sparked|in response|concerns?|worr(?:y|ied|ies)"
    r"|fear(?:s|ed)?|fail(?:s|ed|ure)?|attribut\w+|mean(?:t|s|ing)?|broke|fault\w*|want(?:s|ed)|aim(?:s|ed))\b"
    r"|\bfor (?!example)\w+ing\b"
)
_SPEECH = (
    r"[\"“”]|\b(?:said|says?|saying|told|tells|stat(?:ed|es|ing)|add(?:ed|s)|according to|argu(?:ed|es|ing)|claim(?:ed|s|ing)"
    r"|warn(?:ed|s|ing)|announc(?:ed|es|ing)|call(?:ed|s|ing)|describ(?:ed|es|ing)|insist(?:ed|s)|stress(?:ed|es)|emphasi[sz]ed"
    r"|expressed|noted|wrote|asked|urged|reiterated|underscored|highlighted|remarked|replied|admitted|denied|promised|vowed"
    r"|suggested|demanded|criticised|criticized|praised|thinks?|thought|believes?|believed)\b"
)
_CAPITALISED = r"[A-ZÀ-Þ][\w’'.-]*"
_PLACE = rf"\b(?:in|at|from|to|near|off|outside|inside|into|across|around|through|of|on|between|toward|towards|via|and|over|under|beneath|beside|behind|along|the)\s+(?:the\s+|a\s+|an\s+|\w+ern\s+|\w+\s)?({_CAPITALISED}(?:\s+{_CAPITALISED})*)"
_PLACE_NOUN = r"\b(?:at|in|from|to|near|outside|inside|on|under|behind)\s+(?:the|a|an|his|her|their|its)\s+(?:\w+\s+){0,3}(?:airport|airfield|base|basement|beach|bridge|building|capital|castle|cathedral|centre|center|church|city|club|coast|court|courthouse|farm|field|forest|garage|hall|harbou?r|home|hospital|hotel|house|island|jail|lake|library|market|museum|office|palace|park|pier|plant|port|prison|river|road|room|school|shop|site|stadium|state|station|store|street|studio|theat(?:er|re)|town|university|village|warehouse|yard)\b"
_NAME = rf"\b[A-ZÀ-Þ](?<![.!?]\s.)(?<!^.)(?<!^[\"“'‘].)[\w’'.-]*|^[\"“'‘]?{_CAPITALISED}(?=\s+(?:{_CAPITALISED}|said|says|told|announced|wrote|was|is|has|had|will|won|and|of|,))|\b[A-Z]{{2,}}\b"
_NOT_A_NAME = rf"^(?:{_WEEKDAY}|{_MONTH}|The|A|An|In|On|At|It|He|She|They|We|I|But|And|This|That|There|If|When|As|For|Its|His|Her|Their)\.?$"
_PERSON = (
    rf"\b(?:(?<![\w.])((?:[A-ZÀ-Þ]\.\s?)+{_CAPITALISED}|{_CAPITALISED}\s(?:(?:[A-Z]\.|van|von|de|da|del|al|bin|la|le)\s){{0,2}}{_CAPITALISED}(?:\s{_CAPITALISED})?)"
    r"|(?:[Aa](?i:ctor|ctress|uthor)|[Cc](?i:aptain|oach|hief|eo)|[Dd](?i:uke|irector|r\.|etective)|[Ff](?i:ounder)"
    r"|[Gg](?i:ov\.|overnor|eneral|en\.)|[Jj](?i:udge|ustice)|[Kk](?i:ing)|[Ll](?i:ord|ady)|[Mm](?i:inister|ayor|rs?\.?|s\.?)"
    r"|[Oo](?i:fficer)|[Pp](?i:resident|rince|rincess|ope|rofessor|rof\.)|[Qq](?i:ueen)|[Rr](?i:ep\.)"
    rf"|[Ss](?i:ecretary|enator|en\.|inger|ir|heriff))\s+({_CAPITALISED})"
    rf"|(?<![\w.])({_CAPITALISED})(?=(?:,\s(?:who|\d\d)\b|\s(?:said|says|told|added|won|beat|wrote|tweeted|announced)\b|[’']s\s(?:wife|husband|son|daughter|mother|father|lawyer|spokes\w+))))"
)
"""Two names or more, a name behind a title, one that speaks or has a relative. Titles stand by their first letters, so that
most places of a sentence are passed over at the first."""
_NO_PERSON_BEGINS = rf"^(?:{_WEEKDAY}|{_MONTH}|The|A|An|In|On|At|It|He|She|They|We|I|But|And|This|That|There|If|When|As|For|Its|His|Her|Their|After|Before|While|Since|By|From|With|Of|To|New|North|South|East|West|United|Saudi|San|Los|Las|Hong|White|Supreme|House)\b"
_NO_PERSON_ENDS = r"\b(?:City|County|States?|University|College|School|Street|Road|Avenue|Park|House|Court|Senate|Congress|Parliament|Party|Council|Department|Ministry|Agency|Bank|Church|Hospital|Islands?|River|Lake|Sea|Ocean|Bay|Point|Harbou?r|Airport|Station|Cent(?:er|re)|League|Cup|Games|Awards?|Prize|Act|Bill|War|Day|Week|Times|News|Post|Press|Journal|Today|World|Hills?|Valley|Beach|Creek|Town|Village|Province|Kingdom|Union|Nations|Republic|Company|Corp|Inc|Ltd|Group|Association|Service|Guard|Force|Police|Office|Bureau|Committee|Commission|Conference|Festival|Museum|Library|Theat(?:re|er)|Club|Stadium|Championships?|Open|Bowl|Series|Slam)$"
_AT_A_PLACE = r"\b(?:in|at|near|across|through|around|outside|inside|towards?|(?:in|at|near|from|to|on|of) the)\s$"
_YEAR = r"\b(?:1[5-9]|20)\d\d(?:s\b|\b)"
_TITLE = r"[\"“‘']([A-Z0-9][^\"“”’']{1,60})[\"”’']"
_NUMERAL = rf"{_NUMBER}|\b(?:no|none|both|single|pair|trio|twice|once|double|triple|dozen)\b"

_COUNT = (
    rf"{_MONTH}\s+\d{{1,2}}\b(?:,?\s+\d{{4}})?|\b\d{{1,2}}\s+{_MONTH}|\b(?:19|20)\d\d\b(?![,.]?\d)|\b\d{{1,2}}:\d\d"
    rf"|{_NUMBER}(?:[-\s]and[-\s]a[-\s]half)?(?:[-\s]+{_UNIT_OF_TIME}\b|\s*(?:%|percent\b|per cent\b|[ap]\.?m\b))|({_NUMERAL})"
)
"""Days, years, hours, lengths of time and shares, which no `how many` asks for, or another number."""


class Things(NamedTuple):
    """What a sentence has of a kind."""

    each: tuple[frozenset[str], ...]
    """The terms of each thing."""
    numbers: tuple[int, ...]
    """The informative terms of all, as their numbers (`index.words.term_number`)."""

    def hold_more(self, question_terms: frozenset[str]) -> bool:
        """Whether one of them is not in the question, whose terms are given."""
        return any(not thing <= question_terms for thing in self.each)


def find_things(sentence: str, asked: Asked) -> Things:
    """What `sentence` has of the kind `asked`."""
    return _found[asked, sentence]


def gives_number(sentence: str, counted: tuple[str, ...]) -> bool:
    """Whether a number stands in `sentence` not far before what is `counted`: `12 newly discovered moons`."""
    said = [term for term in terms(sentence) if term not in STOP]
    return any(
        term in counted and any(one[0].isdecimal() or one in _NUMERALS for one in said[max(at - 3, 0) : at])
        for at, term in enumerate(said)
    )


_NUMERALS = frozenset(terms(_WORDS))


_SAYING = (
    r"\b(?:(said|says|told|tells|stated|states|added|adds|argued|argues|claimed|claims|warned|warns|announced|called|calls"
    r"|described|insisted|insists|stressed|emphasi[sz]ed|noted|notes|wrote|asked|urged|reiterated|underscored|highlighted"
    r"|remarked|replied|admitted|denied|promised|vowed|suggested|demanded|critici[sz]ed|praised|expressed|dismissed|accused)"
    r"|(saying|stating|adding|warning|telling|noting|arguing|claiming|insisting|calling|stressing)|(?i:according to))\b"
)
_RUN = rf"{_CAPITALISED}(?:\s+{_CAPITALISED})*"
_OBJECT = re.compile(
    r"\b(?:in|at|on|of|to|with|by|from|for|against|about|after|before|during|between|and|told|met|asked|than)\s+(?:the\s+|then-?\s*|[a-z]+-?[a-z]+\s+)?$"
)
"""What stands before a name that is no subject: `in a meeting with Bill Gates on Friday`."""


def speakers(sentence: str) -> frozenset[str]:
    """The terms of the names of those who say something in `sentence`, and an empty one where it is somebody by a pronoun.

    A name behind a verb that follows upon a quotation, else the last name before the verb that could be its subject; the
    first of the sentence for `saying`, and where there is no verb of saying. Empty where no name is found.
    """
    return _speakers[sentence]


def _who_says(sentence: str) -> frozenset[str]:
    found: set[str] = set()
    verbs = [*re.finditer(_SAYING, sentence)]
    if not verbs:
        return frozenset(chain(*(terms(name) for name in _subjects(sentence)[:1])))
    for verb in verbs:
        before = sentence[: verb.start()]
        behind = re.match(rf"\s+(?:[a-z]+\s+){{0,3}}({_RUN})", sentence[verb.end() : verb.end() + 100])
        inverted = not (verb[1] or verb[2]) or (verb[1] and re.search(r"[,?!”\"’]\s*$", before[-4:]))
        if inverted and behind:
            found.update(terms(behind[1]))
        elif re.search(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|I|[Ww]e|who)(?:\s\w+){0,2}\s$", before[-60:]):
            found.add("")
        else:
            names = _subjects(before)
            if names:
                found.update(terms(names[0] if verb[2] else names[-1]))
    return frozenset(found)


def _subjects(text: str) -> list[str]:
    names = [one for one in re.finditer(_RUN, text) if not _OBJECT.search(text[max(one.start() - 40, 0) : one.start()])]
    return [one[0] for one in names if not STOP.issuperset(terms(one[0]))]


_speakers = Recent(1 << 12, _who_says)


_Found = Iterator[frozenset[str]]
"""The terms of each thing that was found."""

_WHATEVER_IS_ASKED = frozenset({""})
"""A term of no question, for what counts wherever it is found."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # On its first use: a question asks for one kind.
    return re.compile(pattern)


def _things(pattern: str) -> Callable[[str], _Found]:
    lower = pattern.lower()

    def find(sentence: str) -> _Found:
        for match in _compiled(lower).finditer(in_lower_case(sentence)):
            # Up to the end of its last word: of `May 14` not `May 1`, which no question names.
            end = _REST_OF_WORD.match(sentence, match.end())
            yield frozenset(terms(sentence[match.start() : end.end() if end else match.end()]))

    return find


_REST_OF_WORD = re.compile(r"\w*\.?")


def _written_so(pattern: str) -> Callable[[str], _Found]:
    def find(sentence: str) -> _Found:
        for match in _compiled(pattern).finditer(sentence):
            yield frozenset(terms(match[0]))

    return find


def _counts(sentence: str) -> _Found:
    for match in _compiled(_COUNT.lower()).finditer(in_lower_case(sentence)):
        if match[1]:
            yield frozenset(terms(match[1]))


def _titles(sentence: str) -> _Found:
    """What stands in quotation marks, and names: few titles of shows and laws are marked."""
    for match in _compiled(_TITLE).finditer(sentence):
        yield frozenset(terms(match[1]))
    yield from _names(sentence)


def _names(sentence: str) -> _Found:
    for match in _compiled(_NAME).finditer(sentence):
        if not _compiled(_NOT_A_NAME).match(match[0]):
            yield frozenset(terms(match[0]))


def _persons(sentence: str) -> _Found:
    for match in _compiled(_PERSON).finditer(sentence):
        name = match[match.lastindex or 0]
        if not (
            _compiled(_NO_PERSON_BEGINS).match(name)
            or _compiled(_NO_PERSON_ENDS).search(name)
            or _compiled(_AT_A_PLACE).search(in_lower_case(sentence[max(match.start() - 12, 0) : match.start()]))
        ):
            yield frozenset(terms(name))


def _places(sentence: str) -> _Found:
    for match in _compiled(_PLACE).finditer(sentence):
        if not _compiled(_NOT_A_NAME).match(match[1]):
            yield frozenset(terms(match[1]))
    if _compiled(_PLACE_NOUN).search(in_lower_case(sentence)):
        yield _WHATEVER_IS_ASKED


def _anything(pattern: str) -> Callable[[str], _Found]:
    def find(sentence: str) -> _Found:
        if _compiled(pattern).search(in_lower_case(sentence)):
            yield _WHATEVER_IS_ASKED

    return find


_FINDERS: dict[Asked, Callable[[str], _Found]] = {
    Asked.DURATION: _things(_DURATION),
    Asked.AGE: _things(_AGE),
    Asked.MONEY: _things(_MONEY),
    Asked.SHARE: _things(_SHARE),
    Asked.QUANTITY: _things(_NUMERAL),
    Asked.NUMBER: _counts,
    Asked.TIME: _things(_TIME),
    Asked.YEAR: _things(_YEAR),
    Asked.PLACE: _places,
    Asked.COUNTRY: _written_so(COUNTRY),
    Asked.STATE: _written_so(STATE),
    Asked.PERSON: _persons,
    Asked.NAME: _names,
    Asked.TITLE: _titles,
    Asked.REASON: _anything(_REASON),
    Asked.SPEECH: _anything(_SPEECH),
}


def _find(wanted: tuple[Asked, str]) -> Things:
    asked, sentence = wanted
    each = tuple(dict.fromkeys(_FINDERS[asked](sentence)))
    return Things(each, tuple(term_number(term) for term in dict.fromkeys(chain(*each)) if term not in STOP))


_found: Recent[tuple[Asked, str], Things] = Recent(1 << 13, _find)
"""Of kinds and sentences: some 600 bytes each, 5 to 10 MB when full."""
