"""Where a text names a publication, whether or not anything is attributed to it.

A publication is known by a list, by its name (`the Calder Courier`), by what it is called (`the daily Bild`), or since the
article names it as one in its notes, dateline or credits. A name that may be several outlets' (`the Times`) is resolved by
the full name before it, or left out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus.article import Article
from corpus.sources.known_outlets import Publication, known_names, publication_at
from corpus.sources.outlet_names import keys_of, one_of


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `[start, end)` of the text."""

    start: int
    end: int
    publication: Publication


_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w&/-]*")
_TITLES = one_of(
    "News Times Post Herald Tribune Gazette Journal Courier Chronicle Telegraph Ledger Examiner Dispatch Sentinel Inquirer Enquirer Bulletin Argus"
    " Advertiser Newswire Radio TV Television Broadcasting Shimbun Zeitung Magazine Weekly Press Newspaper Observer Globe"
)
"""Words that end the names of publications, and of hardly anything else that reports."""
_LONGER = one_of(
    "News Agency Service Network Online Plus Union International World Corporation Times Post Magazine Guide"
)
"""Words that may follow those in a name."""
_CALLED = one_of(
    "agency newswire broadcaster newspaper paper daily weekly tabloid broadsheet magazine journal website site outlet network channel television"
    " TV radio station publication portal affiliate"
)
_LOOKED_AT = 30
"""How many places of a short name are looked at for the full one; an article names it in the first few."""
OPENS = one_of(
    "The A An In On At By For From But And As According Per Meanwhile Also Since When While After Before If That This It He She They We I Both Citing Local"
    " However Although Though Last One Two Former"
)
"""Words that a sentence begins with, and that are no part of a name behind them."""
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_SHARED = one_of("Daily Sunday Evening Morning National Press")
"""First words of names that several lands have."""
_HEAD = rf"(?<![.’'\w-])(?!(?:{'|'.join(sorted(OPENS))}) |{_DAY})(?:[A-Z][a-z]+ ){{1,2}}$"
_CALLED_ENDS = frozenset(f"{word[-1]} " for word in _CALLED)

Names = Mapping[str, Sequence[tuple[str, Publication]]]
"""Written names by their first word, as `corpus.sources.known_outlets` has them."""


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """Compiled when a publication is first named: most questions show none."""
    return re.compile(expression)


def find_mentions(text: str, start: int, end: int, elsewhere: Names) -> Iterator[Mention]:
    """The publications that `text[start:end]` names, in order; `elsewhere` holds further names than the well-known."""
    known = known_names()
    done = start
    for match in _CAPITAL.finditer(text, start, end):
        # Most words are none of these, and a passage is to be read in some microseconds.
        word, at = match[0], match.start()
        names = known.get(word)
        called = ""
        if names is None and word not in _TITLES and word not in elsewhere:
            if at < 8 or text[at - 2 : at] not in _CALLED_ENDS:
                continue
            called = text[max(0, at - 14) : at - 1].rpartition(" ")[2]
            if called not in _CALLED:
                continue
        if at < done or (at and (text[at - 1].isalnum() or text[at - 1] in ".-’'")):
            continue
        found = _by_list(text, at, end, names or ()) or _by_list(text, at, end, elsewhere.get(word, ()))
        if found is None and word in _TITLES:
            found = _by_title(text, start, at, match.end(), end)
        if found is None and called in _CALLED:
            found = _by_what_it_is_called(text, at, end, called)
        if found is not None:
            yield found
            done = found.end


def is_own(article: Article, publication: Publication) -> bool:
    """Whether a publication is the article's own outlet, by its name or by the site that it is on."""
    return not _own_keys(article.outlet, article.url).isdisjoint(keys_of(publication.name))


@lru_cache(maxsize=256)
def _own_keys(outlet: str | None, url: str | None) -> frozenset[str]:
    names = (outlet, publication_of(outlet).name if outlet else None, publication_at(url) if url else None)
    return frozenset(key for name in names if name for key in keys_of(name))


def ends_like_a_publication(name: str) -> bool:
    """Whether a name in a dateline's brackets is an agency's rather than a place."""
    return name.rpartition(" ")[2] in _TITLES or pattern(r"[A-Z][\w-]*(?:wire|fax|press|news|media)|.* (?:Agency|Wire|Media)").fullmatch(name) is not None  # fmt: skip


def by_first_word(names: Sequence[str]) -> Names:
    """Names as `find_mentions` takes them."""
    by_word: dict[str, list[tuple[str, Publication]]] = {}
    for name in names:
        bare = name.removeprefix("The ")
        if (first := _CAPITAL.match(bare)) is not None:
            by_word.setdefault(first[0], []).append((bare, publication_of(name)))
    return by_word


def publication_of(name: str) -> Publication:
    """The well-known one of that name, or else one that bears it."""
    return _known(name) or Publication(name)


def _known(name: str) -> Publication | None:
    bare = name.removeprefix("The ")
    first = _CAPITAL.match(bare)
    names = known_names().get(first[0], ()) if first else ()
    return next((publication for written, publication in names if written == bare), None)


def _by_list(text: str, at: int, limit: int, names: Sequence[tuple[str, Publication]]) -> Mention | None:
    for written, publication in names:
        end = at + len(written)
        if end <= limit and text.startswith(written, at) and not _goes_on(text, end):
            if publication.is_common and publication.name.startswith("The "):
                # Of the Las Vegas Sun, not of London's.
                longer = _fuller(text, written, at)
                publication = (_known(longer) if longer else None) or publication
            if written.partition(" ")[0] in _SHARED and (head := pattern(_HEAD).search(text[max(0, at - 40) : at])):
                # Zambia's Daily Mail is another than London's.
                at -= len(head[0])
                publication = publication_of(text[at:end])
            return Mention(at, end, publication)
    return None


def _fuller(text: str, name: str, before: int) -> str | None:
    """The longer name that ends in `name` and stands first in the text `before` there."""
    at = text.find(f" {name}", 0, before)
    for _ in range(_LOOKED_AT):
        if at < 0:
            break
        head = pattern(r"(?:[A-ZÀ-Þ][\w.’'-]+ ){1,3}$").search(text[max(0, at - 60) : at + 1])
        if head is not None and not _goes_on(text, at + 1 + len(name)):
            words = head[0].split()
            while words and words[0] in OPENS:
                words.pop(0)
            if words:
                return " ".join([*words, name])
        at = text.find(f" {name}", at + 1, before)
    return None


def _goes_on(text: str, at: int) -> bool:
    """Whether a word goes on at `at`."""
    return text[at : at + 1].isalnum() or (text[at : at + 1] in ("-", "&", ".") and text[at + 1 : at + 2].isalnum())


def _by_title(text: str, start: int, at: int, end: int, limit: int) -> Mention | None:
    """A name that ends like a publication's: `Calder Courier`; of `the Courier` the name that stands further up."""
    word = text[at:end]
    run = pattern(r"(?:(?:(?:St|Mt|Ft)\.|[A-ZÀ-Þ][\w&/’'-]*) )+$").search(text[max(start, at - 60) : at])
    phrase = at - len(run[0]) if run else at
    while phrase < at and text[phrase:at].split(" ", 1)[0].endswith("-based"):
        phrase = text.index(" ", phrase) + 1
    while phrase < at and ((first := text[phrase:at].split(" ", 1)[0]) in OPENS or re.match(_DAY, first)):
        phrase += len(first) + 1
    while (more := pattern(r" (?:& )?([A-Z]\w*)").match(text, end, limit)) and more[1] in _LONGER:
        end = more.end()
    if word == "Journal" and (
        of := pattern(r" (?:of|on|for) (?:the )?[A-Z]\w+(?:(?:,? and| of(?: the)?)? [A-Z]\w+){0,5}").match(
            text, end, limit
        )
    ):
        end = of.end()
    if text[phrase:end] == "Times" and pattern(r"[a-z,“] The $").search(text[max(0, phrase - 6) : phrase]):
        return None  # London's is called so, and nothing else
    if (longer := _fuller(text, text[phrase:end], phrase)) is not None:
        return Mention(phrase, end, publication_of(longer))
    if word == "Post" and phrase < at and text[max(0, phrase - 4) : phrase].lower() != "the ":
        return None  # a surname, too
    if word == "Press" and pattern(r"(?:University|Institut\w+) $").search(text[phrase:at]):  # of books
        return None
    if phrase == at or (
        text[max(0, phrase - 4) : phrase].endswith((" a ", " an "))
        and word in ("TV", "Radio", "Television", "Press", "Newspaper", "Magazine")
    ):
        return None
    return Mention(phrase, end, publication_of(text[phrase:end]))


def _by_what_it_is_called(text: str, at: int, limit: int, called: str) -> Mention | None:
    """`the daily Bild`, `state broadcaster TVP`."""
    name = pattern(
        r"[A-ZÀ-Þ][\w&/-]*(?:(?: (?:de|del|della|di|du|la|le|am|of the|of))? [A-ZÀ-Þ0-9][\w&/-]*){0,3}"
    ).match(text, at, limit)
    words = re.sub(rf" {_DAY}.*", "", name[0]) if name else ""
    # Who speaks on the air, and an agency of the state, are no publications.
    is_other = (called == "broadcaster" and " " in words) or (
        called == "agency" and not text[max(0, at - 12) : at].startswith(("news ", "ress ", "wire "))
    )
    # `the daily COVID reports`, `weekly UI claims`
    is_other = is_other or (called in ("daily", "weekly") and words.isupper() and _known(words) is None)
    if len(words) < 2 or is_other or re.match(_DAY, words):
        return None
    return Mention(at, at + len(words), publication_of(words))
