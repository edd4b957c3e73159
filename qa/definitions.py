"""Questions of who somebody is or what something is, and the sentences that tell.

To `Who is Mira Oduya?` nearly every sentence of an article about her has all the words of the question, and few say who she is:
`the council’s chief engineer, Mira Oduya`. Out of scope: what else may be asked for (`qa.question`, `qa.kinds`).
"""

import re
from functools import lru_cache
from typing import NamedTuple

from index.stop import STOP
from index.words import terms

_ASKS = re.compile(
    r"^\W*(?:(?:and|so|but)\s+)?(?P<what>who|what)(?:[’']s|\s+(?:is|are|was|were))\s+(?P<article>(?:an?|the)\s+)?"
    r"(?P<target>[\w.’'-]+(?:\s+[\w.’'-]+){0,3})\W*$",
    re.IGNORECASE,
)
_PARTICLES = frozenset("al and bin bint da de del der di dos du el ibn la le of the van von y".split())  # noqa: SIM905
_NO_THING = frozenset(
    "new next wrong different odd special unusual true false likely possible needed left missing known better best worse worst".split()  # noqa: SIM905
)
"""`What is new?` asks for news."""


class Target(NamedTuple):
    """Of whom or what a question asks who or what that is."""

    name: str
    """As the question writes it, without an article."""
    is_person: bool


def target_of(question: str) -> Target | None:
    """What `question` asks the nature of; None where it asks for something else.

    `Who is the harbour master?` asks for a name, and `What is the speed limit?` for a figure: only names, and things
    without `the`, are asked to be told.
    """
    asks = _ASKS.match(question.strip())
    if not asks:
        return None
    is_person = asks["what"].lower() == "who"
    target = Target(asks["target"].rstrip(".’'"), is_person)
    words = target.name.split()
    if re.search(r"[’'](?:s\b|$)", target.name):
        return None
    if all(word[0].isupper() for word in words if word not in _PARTICLES):
        return target
    if is_person or (asks["article"] or "").strip().lower() == "the":
        return None
    said = terms(target.name)
    if (
        not STOP.isdisjoint(said)
        or not _NO_THING.isdisjoint(word.lower() for word in words)
        or words[-1].endswith("ing")
    ):
        return None
    return target


def defines(sentence: str, target: Target) -> bool:
    """Whether `sentence` tells who or what that is."""
    return _pattern(target).search(sentence) is not None


_ROLE = (
    r"(?i:(?!(?:after|over|under|never|ever|other|either|neither|whether|rather|together|however|later|earlier|for|or|nor)\b)"
    r"(?:\w{2,}(?:er|or|ist|ian|ant|man|woman|person)|president|chief|head|diplomat|official|general|king|queen|prince|princess|pope"
    r"|envoy|secretary|captain|aide|expert|analyst|star|champion|judge|justice|boss|premier|chair|coach|hero|widow|son"
    r"|daughter|wife|husband|brother|sister|mother|father|player|teenager|pensioner|student|resident|victim|suspect|ceo))s?"
)


@lru_cache(maxsize=64)
def _pattern(target: Target) -> re.Pattern[str]:
    """What tells of S: `S is a …`, `S, the …`, `the …, S,`, `Minister S`, `known as S`, `S and other …`."""
    words = [re.escape(word) for word in target.name.split()]
    is_name = target.name[:1].isupper()
    this = r"\s+".join(words)
    if target.is_person and len(words) == 2:
        this = rf"(?:{this}|{words[-1]})"  # the last name alone
    elif not is_name:
        this = rf"(?i:{this.removesuffix('s')})(?:s|es)?"
    this = rf"\b{this}\b"
    told = [
        rf"{this}(?:\s*\([^)]{{1,40}}\))?,?\s+(?:is|are|was|were|became|becomes)\s+(?:\w+ly\s+|also\s+|now\s+|then\s+|still\s+)?(?:an?|the|one\s+of|known|considered)\b",
        rf"{this}\s*(?:,|—|–|\()\s*(?:\d+\s*,\s*)?(?:an?|the|who|which|one\s+of|known|also\s+known|formerly|then|now|short\s+for|(?:[\w.’'-]+\s+){{0,4}}{_ROLE})\b",
        rf"(?:\b(?:[Aa]n?|[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)|[’']s)\s[^,.;:“”\"]{{3,60}},\s*(?:called\s+|named\s+)?{this}(?=[,.]|\s+(?:said|told|has|had|is|was)\b)",
        rf"\b(?:called|named|known\s+as|dubbed|such\s+as)\s+(?:the\s+)?{this}",
        rf"{this}\s+(?:refers?\s+to|means|stands\s+for|consists?\s+of)\b",
        rf"{this}\s+and\s+other\s",
    ]
    if is_name:
        told.append(rf"\b{_ROLE}(?:\s+(?:of|for)(?:\s+[A-ZÀ-Þ][\w.’'-]*){{1,3}})?\s+{this}")
        told.append(
            rf"\b[Tt]he\s+(?:[\w-]+\s+){{0,3}}(?:company|group|firm|site|agency|outlet|newspaper|party|union|ship|drug|charity|network|app)\s+{this}"
        )
    return re.compile("|".join(told))
