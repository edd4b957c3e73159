"""Publications that an article's sentences give as their source: `reports the AP`, `state broadcaster CCTV said`.

What counts is an outlet, agency, broadcaster or journal that is named, and tied to the words by a verb or a phrase of reporting.
Persons and governments that say something are who speaks, not where it was printed. Out of scope: what is a publication's
name (`corpus.sources.mentions`), and an agency that stands behind a whole article (`corpus.sources.agency`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Article, RegionKind
from corpus.sources.agency import find_agency
from corpus.sources.mentions import OPENS, Mention, Names, by_first_word, find_mentions, is_own, pattern
from corpus.sources.reporting import (
    AFTER,
    AGAIN,
    BEFORE,
    CALLED_AS,
    CLOSES,
    DAYS,
    FIRM,
    GOES_ON,
    ITEM,
    KIND,
    LAND,
    LISTED,
    NOT_SAID,
    NOT_TOLD,
    OF_ITSELF,
    PROGRAMME,
    SPOKEN,
    ties,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Words `[start, end)` of a text that name a publication as the source of what is said there."""

    start: int
    end: int
    publisher: str


_CALLED_AGAIN = ("he newspaper", "he news ", "he broadcaster", "he magazine", "he outlet", "he publication")
_NEAR = 500
"""Within how many characters `the newspaper` is the one that was named last."""


def find_attributions(article: Article, start: int, end: int) -> tuple[Attribution, ...]:
    """The attributions inside `[start, end)` of the article's text, in order. Its own outlet is no source of itself."""
    text = article.text
    elsewhere = _named_elsewhere(article)
    found: list[Attribution] = []
    if mentions := list(find_mentions(text, start, end, elsewhere)):
        others = [one for one in mentions if not is_own(article, one.publication)]
        found += _with_listed(text, others, [_attributed(text, one, start, end) for one in others])
    if any(text.find(word, start, end) >= 0 for word in _CALLED_AGAIN):
        found += _named_again(article, start, end, elsewhere)
        found.sort(key=lambda one: one.start)
    return tuple(found)


def _named_again(article: Article, start: int, end: int, elsewhere: Names) -> Iterator[Attribution]:
    """`the newspaper reported`, of the one that was named last."""
    text = article.text
    for match in pattern(AGAIN).finditer(text, start, end):
        from_ = max(0, match.start() - _NEAR)
        before = [
            one
            for one in find_mentions(text, from_, match.start(), elsewhere)
            if _attributed(text, one, from_, len(text))
        ]
        if before and not is_own(article, before[-1].publication):
            yield Attribution(start=match.start(), end=match.end(), publisher=before[-1].publication.name)


def _named_elsewhere(article: Article) -> Names:
    """Publications that the article names as such outside its sentences: in its notes, its dateline, its credits."""
    names = [note.publisher for note in article.footnotes if note.publisher]
    credited = pattern(r"(?:\bvia |/)([A-ZÀ-Þ][\w.-]*(?: [A-ZÀ-Þ][\w.-]*)*)\)")
    for region in article.regions:
        if region.kind is RegionKind.CAPTION:
            names += credited.findall(article.text, region.start, region.end)
    if (agency := find_agency(article)) is not None:
        names.append(agency.publication.name)
    return by_first_word(names)


def _with_listed(text: str, mentions: Sequence[Mention], found: list[Attribution | None]) -> Iterator[Attribution]:
    """`CNN and Fox News report`: what is said of one in a list holds for all."""
    for step in (1, -1):
        for at in range(len(found))[::step]:
            other = at - step
            if found[at] is None and 0 <= other < len(found) and found[other] is not None:
                first, second = sorted((mentions[at], mentions[other]), key=lambda one: one.start)
                if pattern(LISTED).fullmatch(text, first.end, second.start):
                    one = mentions[at]
                    found[at] = Attribution(start=one.start, end=one.end, publisher=one.publication.name)
    yield from (one for one in found if one is not None)


def _attributed(text: str, one: Mention, start: int, end: int) -> Attribution | None:
    """The words that attribute something to what is mentioned, if they are there."""
    line = max(start, text.rfind("\n", start, one.start) + 1, one.start - 120)
    before, behind = text[line : one.start], text[one.end : min(end, one.end + 90)]
    if not _may_be_meant(text[one.start : one.end], one, before, behind):
        return None
    name, is_common = one.publication.name, one.publication.is_common
    cue = pattern(BEFORE).search(before)
    goes_on = pattern(GOES_ON).match(behind) is not None and not pattern(PROGRAMME).match(behind)
    if (
        cue is not None
        and ties(cue)
        and not (cue["inverted"] and ((is_common and not before.endswith("The ")) or not pattern(CLOSES).match(behind)))
        and not goes_on
    ):
        if pattern(NOT_TOLD).match(behind) or (not cue["plain"] and pattern(NOT_SAID).search(before, 0, cue.start())):
            return None
        item = pattern(ITEM).match(behind)
        return Attribution(start=line + cue.start(), end=one.end + (item.end() if item else 0), publisher=name)
    after = pattern(AFTER).match(behind)
    if after is not None and not (is_common and pattern(FIRM).search(after[0]) is None):
        if after[0].endswith(" said") and pattern(OF_ITSELF).match(behind, after.end()):
            return None
        which = pattern(rf"(?<![\w-])(?:[Tt]he )?(?:{KIND} )*(?:{CALLED_AS},? )?$").search(before)
        return Attribution(
            start=line + (which.start() if which else len(before)), end=one.end + after.end(), publisher=name
        )
    if one.publication.is_broadcaster and before.lower().endswith(("on ", "on the ")):
        programme = pattern(r"['’]s? [\"“‘]?[A-Z]|,? (?:on )?" + DAYS).match(behind)
        if programme and pattern(SPOKEN).search(text, max(start, one.start - 200), one.start):
            return Attribution(start=one.start - (7 if before.endswith("the ") else 3), end=one.end, publisher=name)
    return None


def _may_be_meant(written: str, one: Mention, before: str, behind: str) -> bool:
    """Whether the name, as it stands there, can be an outlet's."""
    if one.publication.is_common:
        if pattern(rf"{CALLED_AS},? $").search(before) or pattern(rf" {CALLED_AS}\b").match(behind):
            return True
        has_article = one.publication.name.startswith("The ")
        if has_article != before.endswith("The "):
            return False
        if pattern(r"(?:^|[.!?:”\"]\s+)(?:The )?$").search(before) and not (
            has_article and pattern(rf" (?:also |first |has )?(?:{FIRM})").match(behind)
        ):
            return False
        if not has_article and behind.startswith(("'", "’")):
            return False
    # Of Michael Bloomberg, or of Evan Spiegel, it is only a part.
    if " " not in written and (part := pattern(r"([A-ZÀ-Þ][\w’'.-]*) $").search(before)):
        return part[1] in OPENS or part[1] == "TV" or pattern(LAND).fullmatch(part[1]) is not None
    return True
