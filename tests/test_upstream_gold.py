"""Every note, attribution, link and dateline of the real articles and of the samples, read by hand: all resolved, none false.

Of the real articles, which are no part of this tree, only places, names and addresses are kept, and the words that name a source.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from corpus.article import Article, RegionKind
from corpus.folder import find_files
from corpus.read import read_article
from index.sentences import find_sentences
from qa.reply import Upstream
from qa.upstream import find_agency_behind, find_upstream

SAMPLES = Path(corpus.__file__).parent / "samples"
ARTICLES = Path(__file__).parents[1].parent / "shared" / "articles"

Named = tuple[int, str, str | None]
"""Where the naming words stand, they, and the publisher that is named; for a link its address."""

POLITICO, KYODO = "POLITICO", "Kyodo News Plus"
REAL: dict[str, list[Named]] = {
    "000_42fd6e7905b25eef.txt": [
        (282, "[0]", "CNBC"),
        (814, "[1]", KYODO),
        (1149, "[2]", "The Guardian US"),
        (1379, "[3]", POLITICO),
        (1482, "[3]", POLITICO),
        (1640, "according to state-run broadcaster CCTV", "CCTV"),
        (1680, "[4]", "CNA"),
        (1904, "[5]", "CNN"),
        (2095, "[6]", "Xinhua"),
        (2530, "[3]", POLITICO),
        (2781, "[1]", KYODO),
        (2991, "[7]", "The Jerusalem Post"),
        (3216, "[8]", "CNN"),
    ],
    "001_b0ccbc8c9a36bb37.txt": [],
    "002_bcedf06285efe212.txt": [],
    "003_06aa891ee1b7a861.txt": [
        (591, "reports the AP", "Associated Press"),
        (1135, "The Washington Post notes", "The Washington Post"),
    ],
    "004_5c2a39057628c2a6.txt": [(3928, "China’s state-owned news agency Xinhua reported", "Xinhua")],
}
ADDRESSES = {
    "0": "https://www.cnbc.com/2023/06/16/china-blinken-to-beijing-for-high-stakes-diplomacy-after-spy-balloon-saga.html",
    "1": "https://english.kyodonews.net/news/2023/06/a6164888931e-china-us-top-diplomats-to-meet-discuss-ways-to-prevent-conflict.html",
    "2": "https://www.theguardian.com/us-news/2023/jun/18/antony-blinken-china-visit",
    "3": "https://www.politico.com/news/2023/06/16/blinkens-beijing-trip-tests-chinas-appetite-for-a-diplomatic-thaw-00102495",
    "4": "https://www.channelnewsasia.com/world/blinken-may-meet-xi-during-final-day-talks-beijing-3571276",
    "5": "https://www.cnn.com/2023/06/18/china/blinken-china-visit-wang-yi-meeting-intl-hnk/index.html",
    "6": "https://english.news.cn/20230619/c22737da6a5e46b7948682b5560cd5e7/c.html",
    "7": "https://www.jpost.com/international/article-746676",
    "8": "https://www.cnn.com/2023/06/15/china/china-us-spying-diplomacy-intl-hnk/index.html",
}
"""Of the notes of the first article."""

TRIBUNE, LEADER, RADIO, WIRE = "Tamarack Tribune", "The Larkfield Leader", "Upriver Public Radio", "Northwire"
LETTERS, FJORD, DEEP, HOUR = "Tromsdal Marine Letters", "The Fjord Post", "Open Deep", "Atlantic Science Hour"
OWN: dict[str, list[Named]] = {
    "county/dam-vote-roundup.txt": [
        *((327, "[0]", TRIBUNE), (477, "[1]", LEADER), (565, "[2]", RADIO), (683, "[0]", TRIBUNE), (810, "[3]", WIRE), (1046, "[3]", WIRE)),
        *((1181, "[1]", LEADER), (1299, "[3]", WIRE), (1466, "[2]", RADIO), (1551, "[1]", LEADER), (1742, "[4]", RADIO)),
        *((1976, "[4]", RADIO), (2067, "[0]", TRIBUNE), (2300, "[1]", LEADER)),
    ],
    "desk/battery-plant.md": [
        (789, "a study by the consultants Lindgren Hale", "https://lindgrenhale.example.com/cells-2023")
    ],
    "desk/vents-survey.txt": [
        *((320, "[1]", LETTERS), (433, "[1]", LETTERS), (540, "[2]", FJORD), (842, "[2]", FJORD), (926, "[1]", LETTERS), (1025, "[3]", DEEP)),
        *((1257, "[3]", DEEP), (1496, "[4]", HOUR), (1894, "[5]", FJORD), (2047, "[5]", FJORD), (2231, "[4]", HOUR), (2366, "[5]", FJORD)),
        *((2451, "[2]", FJORD), (2565, "[2]", FJORD), (2687, "[3]", DEEP)),
    ],
    "harbour/isles today ferry.txt": [(511, "Northwire has heard", WIRE)],
    "harbour/lowland-ledger-ferry.txt": [(553, "Northwire has heard", WIRE)],
    "harbour/seventeen-hurt.txt": [
        (1250, "tells the Calder Courier", "Calder Courier"),
        (2213, "the Courier notes", "Calder Courier"),
        (2322, "per Northwire", WIRE),
    ],
}  # fmt: skip
"""Those that are not listed name none."""
AGENCIES = {
    "desk/storm-ilse.txt": (153, WIRE),
    "harbour/isles today ferry.txt": (158, WIRE),
    "harbour/lowland-ledger-ferry.txt": (202, WIRE),
}
"""In a dateline. Those that are not listed have none: `(BEIJING)` is a place."""

real = pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the real articles are not at {ARTICLES}")


def _articles(folder: Path) -> dict[str, Article]:
    return {file.source: read_article(file) for file in find_files(folder).files}


def _by_sentence(article: Article) -> Iterator[Upstream]:
    for region in article.regions:
        if region.kind is RegionKind.BODY:
            for start, end in find_sentences(article.text, region.start, region.end):
                found = find_upstream(article, start, end)
                assert all(start <= one.start < one.end <= end for one in found)
                yield from found


def _named(article: Article) -> list[Named]:
    return [
        (one.start, article.text[one.start : one.end], one.publisher or one.url) for one in _by_sentence(article)
    ]  # fmt: skip


@real
@pytest.mark.parametrize("source", sorted(REAL))
def test_every_sentence_of_the_real_articles_gives_the_sources_that_it_names(source: str) -> None:
    article = _articles(ARTICLES)[source]
    assert _named(article) == REAL[source]
    assert find_agency_behind(article) == ()
    if article.footnotes:
        assert {note.marker: note.url for note in article.footnotes} == ADDRESSES


@pytest.mark.parametrize("source", sorted(file.source for file in find_files(SAMPLES).files))
def test_every_sentence_of_the_samples_gives_the_sources_that_it_names(source: str) -> None:
    article = _articles(SAMPLES)[source]
    assert _named(article) == OWN.get(source, [])
    agency = [(one.start, one.publisher) for one in find_agency_behind(article)]
    assert agency == ([AGENCIES[source]] if source in AGENCIES else [])
