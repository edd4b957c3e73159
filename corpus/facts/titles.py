"""Which line of a page's head is the headline."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    re.findall(
        r"[\w&]+",
        "the a an of to in on at for and or but as by is are was were be with from that this it its his her their "
        "he she they you we i not no has have had will would can could after before over into out up about than "
        "more new says said say how why what when who",
    )
)


def words_of(line: str) -> list[str]:
    lowered = line.lower()
    # Two letters are lowered by what stands beside them, or into two; as a whole it is several times as fast.
    if len(lowered) == len(line) and "Σ" not in line:
        return _WORD.findall(lowered)
    return [word.lower() for word in _WORD.findall(line)]


def same_words(line: str, title: str) -> bool:
    """Whether two lines are the same headline, quotes, dashes and case apart."""
    return abs(len(line) - len(title)) <= 12 and words_of(line) == words_of(title)


def is_alike(headline: str, title: str) -> bool:
    """Whether a title takes up half of a headline's words or more."""
    words = set(words_of(headline))
    return len(words) >= 3 and 2 * len(words & set(words_of(title))) >= len(words)


_OUTLET = re.compile(
    r"\b(?:news|times|post|herald|tribune|gazette|journal|courier|today|daily|weekly|media|press|guardian|reuters|bbc|cnn|ap|afp|online|radio|tv"
    r"|magazine|review|chronicle|observer|star|mail|telegraph|independent|globe|standard|record|leader|ledger|mirror|express|npr|politico|bloomberg"
    r"|wire|network|broadcasting|examiner|dispatch|sentinel|inquirer|bulletin|digest|report|monitor|argus|advertiser|echo|voice|world|business|affairs"
    r"|street journal|associated press|al jazeera|axios|forbes|newsweek|economist|atlantic|nation|politics)\b|\.(?:com|org|net|co|uk|news|info|eu|in)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\s+(?P<mark>[|·•»]|::|[-–—])\s+(?=(?P<name>[^|·•»]{2,50})$)")


def is_outlet(name: str) -> bool:
    """Whether a short line names a newspaper, agency or site rather than a person."""
    return len(name.split()) <= 7 and (_OUTLET.search(name) is not None or name.startswith("The "))


def without_outlet(headline: str) -> tuple[str, str | None]:
    """A headline less the name of the site that a browser's title ends in (`… | The Harbour Times`), and that name."""
    cuts = list(_SUFFIX.finditer(headline))
    if not cuts:
        return headline, None
    name = cuts[-1]["name"].strip()
    capitals = all(word[0].isupper() or word in ("of", "the", "and", "&", "for") for word in name.split())
    named = _OUTLET.search(name) is not None or cuts[-1]["mark"] not in "-–—"
    if headline[: cuts[-1].start()].count(" ") >= 2 and len(name.split()) <= 6 and capitals and named:
        return headline[: cuts[-1].start()].rstrip(), name
    return headline, None


def choose_title(
    lines: Sequence[str], possible: Sequence[bool], signed: Sequence[bool], first: int, last: int
) -> int | None:
    """The index of the headline among the lines before `first`, where the body starts; None where there is none.

    A headline is told by its words, which the body takes up again, by being repeated, by a byline or date (`signed`)
    close below it, and by standing low in the head.
    """
    body: set[str] = set()
    for line in lines[first : last + 1]:
        body.update(words_of(line[:1500]))
        if len(body) > 400:
            break
    best, best_score = None, 0.0
    scores: dict[int, float] = {}
    seen: dict[tuple[str, ...], int] = {}
    repeated: set[int] = set()
    for index, line in enumerate(lines[:first]):
        # `… | The Harbour Times` is what a browser calls the whole page; with more bars it is a menu.
        named = index == 0 and sum(map(line.count, "|·•»")) <= 1 and without_outlet(line)[1] is not None
        marked = re.match(r"#{1,2} ", line) is not None or named
        if not possible[index] and not marked:
            continue
        words = words_of(line)
        telling = {word for word in words if word not in _COMMON}
        if not telling or (len(words) < 3 and not marked):
            continue
        share = sum(word in body for word in telling) / len(telling)
        score = share * min(len(telling), 7) / 7
        score += 0.6 * marked
        key = tuple(words)
        if key in seen:
            index = seen[key]
            repeated.add(index)
            score += 0.3
        seen.setdefault(key, index)
        score += 0.15 * (index + 1) / first
        if any(signed[index + 1 : min(index + 5, first)]):
            score += 0.25
        score += 0.2 * (index == 0)
        if line.endswith("."):
            score -= 0.3
        if not share and not marked and index not in repeated:
            continue
        scores[index] = max(score, scores.get(index, 0.0)) if share >= 0.5 and len(telling) >= 3 else 0.0
        if score > best_score:
            best, best_score = index, score
    if best is None or best_score < 0.35:
        return None
    # A deck below the headline takes up the body's words as well.
    above = best - 1
    return above if best not in repeated and scores.get(above, 0.0) >= 0.35 else best
