"""Publications that an article's sentences give as their source: `reports the AP`, `state broadcaster CCTV said`.

What counts is an outlet, agency, broadcaster or journal that is named, and tied to the words by a verb or a phrase of reporting.
Persons and governments that say something are who speaks, not where it was printed. Out of scope: what is a publication's
name (`corpus.mentions`), and an agency that stands behind a whole article (`corpus.agency`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.agency import find_agency
from corpus.article import Article, RegionKind
from corpus.mentions import OPENS, Mention, Names, by_first_word, find_mentions, pattern
from corpus.outlet_names import keys_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Words `[start, end)` of a text that name a publication as the source of what is said there."""

    start: int
    end: int
    publisher: str


_DAYS = r"(?:on |late |early |earlier |last |this )*(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|week|month|year|morning|night)\b"
_CALLED_AS = r"(?:(?:news|press|wire) agency|newswire|wire service|broadcaster|newspaper|paper|daily|weekly|tabloid|broadsheet|magazine|journal|(?:news )?(?:website|site|outlet|channel|network|station|portal)|television(?: network| station| channel)?|TV(?: network| station| channel)?|radio(?: station)?|publication|affiliate)"
_LAND = (
    r"(?:[A-Z][\w.]+['’]s|British|English|Scottish|Welsh|Irish|French|German|Dutch|Danish|Swedish|Finnish|Polish|Czech|Greek|Swiss|Spanish|Turkish|Chinese|Japanese|Taiwanese|Portuguese|Vietnamese"
    r"|Lebanese|Israeli|Iraqi|Saudi|Emirati|Qatari|Kuwaiti|Pakistani|Bangladeshi|Thai|American|Mexican|Korean|African|European|Kenyan|Libyan|Cuban|Afghan|Ugandan|Moroccan|U\.?S\.?|U\.?K\.?"
    r"|(?:Russ|Iran|Ital|Ukrain|Ind|Canad|Austral|Austr|Belg|Norweg|Hungar|Roman|Bulgar|Brazil|Argentin|Colomb|Egypt|Syr|Jordan|Palestin|Tunis|Niger|Serb|Croat|Eston|Latv|Lithuan|Belarus|Georg|Armen|Indones|Malays|Ethiop)\w*ian)"
)
_KIND = rf"(?:{_LAND}|(?:semi-)?official|local|state|public|private|independent|opposition|influential|conservative|liberal|leading|right-wing|left-wing|today['’]s|London|pro-\w+|[\w’]+-(?:run|owned|controlled|based|backed|language|circulation))"
_WHICH = rf"(?:(?:[Tt]he |[Aa]n? |both )?(?:(?:[\w.’'-]+ ){{0,4}}?{_CALLED_AS},? |(?:{_KIND} ){{1,2}})?)"
"""What may stand between a verb and the name: `state-run broadcaster`, `Britain’s`."""
_WHEN = (
    rf"(?:(?:{_DAYS}|[A-Z][\w.’'-]+|\d{{1,4}}|first|exclusively|recently|earlier|later|online|live|jointly) ){{0,4}}?"
)
"""What may stand between a verb and `in` or `to`: a day, a name, a date."""
_PRINTED = "reported|published|revealed|obtained|seen|viewed|reviewed|cited|quoted|shared|compiled|conducted|commissioned|detailed|disclosed|noted|verified|confirmed|interviewed|provided|released|leaked|printed|posted|written|translated"
_PIECE = "statement|interview|e-?mail|text|message|comments?|remarks|reports?|reporting|stor(?:y|ies)|articles?|piece|op-ed|opinion|column|essay|editorial|letter|analysis|investigation|review|tally|count|poll|survey|study|studies|research|paper|dispatch|account|data|figures|footage|video|appearance|exclusive|transcript|recording|documents|profile|documentary|commentary|obituary|projection|estimate|findings"
_SPEAKS = "speaking|spoke|talking|talked|confirmed|admitted|explained|revealed|said|insisted|wrote|writing|writes|added|remarked|denied|recalled|reiterated|announced|argued|acknowledged"
_BEFORE = (
    rf"\b(?P<cue>(?P<plain>[Aa]ccording to|[Tt]old|tells?|telling|[Pp]er|[Cc]iting|cites|cited)"
    rf"|(?:(?:as|first|originally|previously) )*(?:[Rr]eported|{_PRINTED}) (?:as (?:saying|telling \w+) )?{_WHEN}(?:by|in|on|to|with|from)|(?:broadcast|aired|shown|carried) {_WHEN}by"
    rf"|(?:{_PIECE}) (?:(?:published|released|conducted|broadcast|aired|printed) )?{_WHEN}(?:by|in|on|to|with|from)"
    rf"|(?:{_SPEAKS}) {_WHEN}(?:to|with|on|in)|[Ww]riting for|appear(?:ed|ance) {_WHEN}on"
    rf"|(?:tally|count|analysis) of"
    rf"|(?P<inverted>reports|reported|says|said|notes|noted|writes|wrote|adds|added|observes|claims)) (?P<which>{_WHICH})$"
)
_NOT_SAID = r"\b(?:declin\w+|refus\w+|request\w*|respon[ds]\w*|repl(?:y|ied)|without|never|no longer|work\w*|columnist|contribut\w+)\b[^.;]{0,30}$"
"""Before a cue: that nothing was said to the outlet, or that it is where somebody works."""
_NOT_TOLD = r"(?:['’]s?)? (?:employees|staff|staffers|executives|management|viewers|readers|audiences|shareholders|lawyers|users|subscribers|parent|owner|chief executive|CEO|board|headquarters)\b"
"""Behind the name: that it is the company that is spoken of."""
_SAYS = (
    r"(?:report(?:s|ed)?|sa(?:ys?|id)|not(?:es?|ed)|writ(?:es?|ten)|wrote|quot(?:es?|ed)|cit(?:es|ed)|add(?:s|ed)|claim(?:s|ed)|reveal(?:s|ed)|f(?:inds|ound)|observ(?:es|ed)|expla(?:ins|ined)"
    r"|point(?:s|ed) out|describ(?:es|ed)|puts? it|argu(?:es|ed)|learn(?:s|ed|t)|obtained|reviewed|viewed|seen|heard|verified|confirm(?:s|ed)|estimat(?:es|ed)|publish(?:es|ed)"
    r"|project(?:s|ed)|understands|detail(?:s|ed)|calculat(?:es|ed)|tall(?:ies|ied)|recounts|recounted|suggest(?:s|ed)|spoke (?:to|with)|interview(?:s|ed)|broke the (?:news|story)|called the (?:race|election))\b"
)
_FIRM = r"reports?\b|reported|writes?\b|wrote|quot|cit(?:es|ed)|publish|has learned|broke"
"""What even an outlet that is called by a common word may be said to do."""
_ITEM = r"(?:['’]s?)?(?: (?:own|latest|new|recent|exclusive|original|earlier|[Ee]lection|opinion|data))* (?:reports?|reporting|analysis|tally|count|poll|survey|investigation|story|articles?|interview|database|tracker|op-ed|editorial(?! board| page)|column|calculations|projections|estimates)\b"
_AFTER = (
    rf"(?: \([A-Z][\w .-]{{1,20}}\))?(?:,? which)?(?: (?:{_CALLED_AS}|also|first|has|had|have|previously|later|recently|earlier|exclusively|separately|then|itself|{_DAYS}))* {_SAYS}"
    rf"|{_ITEM}"
    r"|['’]s (?:[A-Z][\w.’'-]+ ){1,4}(?:also |has |first )*(?:report(?:s|ed)|writes|wrote|notes|noted)\b"
    r"| (?:reporters?|correspondents?|journalists?|team)(?: [\w’'-]+){0,3} (?:saw|witnessed|heard|reported|observed|found)\b"
)
_OF_ITSELF = (
    r" (?:in (?:a|the) (?:press )?(?:statement|filing|release|memo)|it (?:will|would|plans|expects|intends|is|was) )"
)
"""`CNN said in a statement`: the company speaks."""
_GOES_ON = r"[ -][A-ZÀ-Þ]"
_PROGRAMME = rf" (?:{_DAYS}|Radio|News\w*|TV|Television|Sports?|Online|Magazine|Business|Politics|World|Digital|Mornings?|This|Today|Tonight|Breakfast|Live|Sunday|International|America|Europe|Asia|Africa|Arabia|Australia|Persian?|Russian|Arabic|Mundo|Afrique|Hindi|Urdu|Ukraine|Wales|Scotland|Verify|Panorama|Newsnight|Eikon|Chief|White|Capitol|Washington)\b"  # fmt: skip
_CLOSES = rf"['’]?[,.;:)”\"’—–]|$| [(—–-]|\[| {_DAYS}| in (?:a|an|its|the)\b| of \w+ (?:officials|sources)|['’]s (?:[A-Z]|[a-z]+ (?:editor|correspondent|reporter|columnist|critic) )"
_SPOKEN = r"\b(?:said|says?|saying|told|tells|telling|interview\w*|appear\w*|asked|added|spoke\w*|speaking|argued|warned|insisted|remarks|acknowledged|noted|explained|admitted)\b"
_LISTED = r",? (?:and|or)(?: the| to the)? |, (?:the )?| ?/ ?| & "

_AGAIN = rf"(?:(?P<cue>[Aa]ccording to|told|tells?|per) )?[Tt]he (?:newspaper|news agency|broadcaster|magazine|(?:news )?outlet|news (?:site|organization|website)|publication)\b(?(cue)|(?: also| later| has| had)* {_SAYS})"
_CALLED_AGAIN = ("he newspaper", "he news ", "he broadcaster", "he magazine", "he outlet", "he publication")
_NEAR = 500
"""Within how many characters `the newspaper` is the one that was named last."""


def find_attributions(article: Article, start: int, end: int) -> tuple[Attribution, ...]:
    """The attributions inside `[start, end)` of the article's text, in order. Its own outlet is no source of itself."""
    text = article.text
    elsewhere = _named_elsewhere(article)
    own = _own_keys(article.outlet)
    found: list[Attribution] = []
    if mentions := list(find_mentions(text, start, end, elsewhere)):
        others = [one for one in mentions if own.isdisjoint(keys_of(one.publication.name))]
        found += _with_listed(text, others, [_attributed(text, one, start, end) for one in others])
    if any(text.find(word, start, end) >= 0 for word in _CALLED_AGAIN):
        found += _named_again(article, start, end, elsewhere, own)
        found.sort(key=lambda one: one.start)
    return tuple(found)


def _named_again(
    article: Article, start: int, end: int, elsewhere: Names, own: frozenset[str]
) -> Iterator[Attribution]:
    """`the newspaper reported`, of the one that was named last."""
    text = article.text
    for match in pattern(_AGAIN).finditer(text, start, end):
        from_ = max(0, match.start() - _NEAR)
        before = [
            one
            for one in find_mentions(text, from_, match.start(), elsewhere)
            if _attributed(text, one, from_, len(text))
        ]
        if before and own.isdisjoint(keys_of(before[-1].publication.name)):
            yield Attribution(start=match.start(), end=match.end(), publisher=before[-1].publication.name)


@lru_cache(maxsize=256)
def _own_keys(outlet: str | None) -> frozenset[str]:
    return frozenset(keys_of(outlet)) if outlet else frozenset()


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
                if pattern(_LISTED).fullmatch(text, first.end, second.start):
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
    cue = pattern(_BEFORE).search(before)
    goes_on = pattern(_GOES_ON).match(behind) is not None and not pattern(_PROGRAMME).match(behind)
    if (
        cue is not None
        and not (
            cue["inverted"] and ((is_common and not before.endswith("The ")) or not pattern(_CLOSES).match(behind))
        )
        and not goes_on
    ):
        if pattern(_NOT_TOLD).match(behind) or (not cue["plain"] and pattern(_NOT_SAID).search(before, 0, cue.start())):
            return None
        item = pattern(_ITEM).match(behind)
        return Attribution(start=line + cue.start(), end=one.end + (item.end() if item else 0), publisher=name)
    after = pattern(_AFTER).match(behind)
    if after is not None and not (is_common and pattern(_FIRM).search(after[0]) is None):
        if after[0].endswith(" said") and pattern(_OF_ITSELF).match(behind, after.end()):
            return None
        which = pattern(rf"(?<![\w-])(?:[Tt]he )?(?:{_KIND} )*(?:{_CALLED_AS},? )?$").search(before)
        return Attribution(
            start=line + (which.start() if which else len(before)), end=one.end + after.end(), publisher=name
        )
    if one.publication.is_broadcaster and before.lower().endswith(("on ", "on the ")):
        programme = pattern(r"['’]s? [\"“‘]?[A-Z]|,? (?:on )?" + _DAYS).match(behind)
        if programme and pattern(_SPOKEN).search(text, max(start, one.start - 200), one.start):
            return Attribution(start=one.start - (7 if before.endswith("the ") else 3), end=one.end, publisher=name)
    return None


def _may_be_meant(written: str, one: Mention, before: str, behind: str) -> bool:
    """Whether the name, as it stands there, can be an outlet's."""
    if one.publication.is_common:
        if pattern(rf"{_CALLED_AS},? $").search(before) or pattern(rf" {_CALLED_AS}\b").match(behind):
            return True
        has_article = one.publication.name.startswith("The ")
        if has_article != before.endswith("The "):
            return False
        if pattern(r"(?:^|[.!?:”\"]\s+)(?:The )?$").search(before) and not (
            has_article and pattern(rf" (?:also |first |has )?(?:{_FIRM})").match(behind)
        ):
            return False
        if not has_article and behind.startswith(("'", "’")):
            return False
    # Of Michael Bloomberg, or of Evan Spiegel, it is only a part.
    if " " not in written and (part := pattern(r"([A-ZÀ-Þ][\w’'.-]*) $").search(before)):
        return part[1] in OPENS or part[1] == "TV" or pattern(_LAND).fullmatch(part[1]) is not None
    return True
