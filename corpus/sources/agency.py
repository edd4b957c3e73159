"""The news agency that an article's dateline or byline names: `HARLOW, March 3 (Northwire) —`, `By Jane Roe, Associated Press`.

It stands behind the words of the article that name no other source. Out of scope: agencies that single sentences name
(`corpus.sources.attributions`).
"""

from corpus.article import Article, Region, RegionKind
from corpus.sources.mentions import Mention, ends_like_a_publication, find_mentions, is_own, pattern, publication_of

_BRACKETED = r"\(([A-ZÀ-Þ][^()\n]{1,40})\)"
_HEAD = 600
"""Behind so many characters of the body, a dateline is that of an item, and a byline that of a teaser."""
_DASHED = r"([A-ZÀ-Þ][\w ./-]{1,40}?) ?(?:--|[—–-])\s*$"


def find_agency(article: Article) -> Mention | None:
    """The agency, at its name's characters; None where none is named, or it is the article's own outlet."""
    body = 0
    for region in article.regions:
        if body > _HEAD:
            break
        if region.kind is RegionKind.BODY:
            body += region.end - region.start
        named = None
        if region.kind is RegionKind.DATELINE:
            named = _in_dateline(article.text, region)
        elif region.kind is RegionKind.BYLINE:
            named = _in_byline(article.text, region)
        if named is not None:
            return None if is_own(article, named.publication) else named
    return None


def _in_dateline(text: str, region: Region) -> Mention | None:
    for expression in (_BRACKETED, _DASHED):
        for match in pattern(expression).finditer(text, region.start, region.end):
            publication = publication_of(match[1])
            if publication.is_agency or publication.is_broadcaster or ends_like_a_publication(match[1]):
                return Mention(match.start(1), match.end(1), publication)
    return None


def _in_byline(text: str, region: Region) -> Mention | None:
    return next((one for one in find_mentions(text, region.start, region.end, {}) if one.publication.is_agency), None)
