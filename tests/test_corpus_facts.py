"""How each fact about an article was found: the gold of our samples and pages, of the real articles, and how two witnesses join.

The values themselves are held by `test_samples`, `test_corpus_articles` and `test_corpus_page`.
"""

from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article, How, Provenance
from corpus.facts.facts import Fact, Metadata, known
from corpus.folder import find_files
from corpus.read import read_article

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT.parent / "shared" / "articles"

FACTS = ("title", "byline", "publisher", "published", "updated", "url", "language")

SAMPLES = {
    "county/courthouse-verdict.txt": "headline | byline | byline | dateline | - | - | words",
    "county/dam-vote-council.txt": "headline | - | - | dateline | - | - | words",
    "county/dam-vote-roundup.txt": "headline | - | - | - | - | - | words",
    "county/school-budget.txt": "headline | byline | copyright line | - | - | - | words",
    "desk/battery-plant.md": "headline | byline | copyright line | dateline | - | - | words",
    "desk/clinic-outbreak.txt": "headline | byline | copyright line | - | - | - | words",
    "desk/fisheries-talks.txt": "- | - | - | dateline | - | - | words",
    "desk/line-reopens.txt": "headline | byline | copyright line | dateline | - | - | words",
    "desk/musée-des-îles.md": "front matter | front matter | front matter | front matter | - | - | words",
    "desk/senate-hearing.txt": "headline | byline | copyright line | dateline | update line | - | words",
    "desk/stage-nine.txt": "headline | byline | copyright line | dateline | - | - | words",
    "desk/storm-ilse.txt": "headline | - | - | dateline | - | - | words",
    "desk/vents-survey.txt": "headline | byline | - | dateline | - | - | words",
    "harbour/ferry-count-corrected.md": "front matter | front matter | front matter | front matter | - | - | words",
    "harbour/ferry-hits-pier.txt": "headline | byline | copyright line | dateline | - | - | words",
    "harbour/isles today ferry.txt": "headline | - | copyright line | dateline | - | - | words",
    "harbour/lowland-ledger-ferry.txt": "headline | byline | copyright line | dateline | - | - | words",
    "harbour/port-strike.txt": "headline | byline | copyright line | dateline | - | - | words",
    "harbour/seventeen-hurt.txt": "headline | byline | copyright line | dateline | - | - | words",
}
PAGES = {
    "harbour-bridge.html": "headline | json-ld | json-ld | json-ld | json-ld | canonical link | words",
    "lock-report.html": "headline | microdata | open graph | open graph | - | canonical link | words",
    "mill-fire.htm": "headline | byline | title element | dateline | - | - | words",
}
REAL = {
    "000_42fd6e7905b25eef.txt": (None, None, None, "headline | - | - | - | - | - | words"),
    "001_b0ccbc8c9a36bb37.txt": (None, None, date(2023, 6, 18), "- | - | - | dateline | - | - | words"),
    "002_bcedf06285efe212.txt": ("Ethan Kim", "BBN – Big Big News", None, "headline | byline | copyright line | - | - | - | words"),
    "003_06aa891ee1b7a861.txt": (
        "Newser Editors and Wire Services", "Newser", date(2023, 6, 18), "headline | byline | byline | dateline | - | - | words"
    ),
    "004_5c2a39057628c2a6.txt": (None, None, date(2023, 6, 19), "headline | - | - | dateline | - | - | words"),
}  # fmt: skip


def _witnesses(article: Article) -> str:
    return " | ".join(getattr(article.provenance, fact) or "-" for fact in FACTS)


def _read(folder: Path) -> dict[str, Article]:
    return {file.source: read_article(file) for file in find_files(folder).files}


@pytest.mark.parametrize(
    ("folder", "gold"), [(ROOT / "corpus" / "samples", SAMPLES), (ROOT / "tests" / "pages", PAGES)], ids=["samples", "pages"]
)  # fmt: skip
def test_of_each_fact_it_is_told_how_it_was_found(folder: Path, gold: dict[str, str]) -> None:
    assert {source: _witnesses(article) for source, article in _read(folder).items()} == gold


def test_a_fact_is_known_exactly_when_it_is_told_how() -> None:
    for folder in (ROOT / "corpus" / "samples", ROOT / "tests" / "pages"):
        for article in _read(folder).values():
            assert all((getattr(article, of) is None) == (getattr(article.provenance, of) is None) for of in FACTS)
            assert article.language == "en"


def test_the_days_of_change_of_the_samples_are_those_that_they_give() -> None:
    updated = {source: article.updated for source, article in _read(ROOT / "corpus" / "samples").items()}
    assert {source: day for source, day in updated.items() if day} == {"desk/senate-hearing.txt": date(2024, 5, 15)}


@pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the real articles are not at {ARTICLES}")
def test_of_the_real_articles_every_fact_is_right_and_told_how_it_was_found() -> None:
    read = _read(ARTICLES)
    assert {
        source: (article.byline, article.publisher, article.published, _witnesses(article))
        for source, article in read.items()
    } == REAL
    assert {(article.updated, article.url, article.language) for article in read.values()} == {(None, None, "en")}


def test_what_the_first_says_counts_and_the_other_fills_its_gaps() -> None:
    first = known(title=Fact("A", How.JSON_LD), published=Fact(date(2024, 3, 7), How.META))
    other = known(title=Fact("B", How.HEADLINE), byline=Fact("Ada Quill", How.BYLINE))
    both = first.over(other)
    assert both == Metadata(
        title="A",
        byline="Ada Quill",
        published=date(2024, 3, 7),
        provenance=Provenance(title=How.JSON_LD, byline=How.BYLINE, published=How.META),
    )
    assert Metadata().over(both) == both.over(Metadata()) == both


@pytest.mark.parametrize(("day", "updated"), [(8, date(2024, 3, 8)), (7, date(2024, 3, 7)), (6, None)])
def test_a_change_before_the_day_of_publication_is_left_out(day: int, updated: date | None) -> None:
    published = known(published=Fact(date(2024, 3, 7), How.DATELINE))
    changed = known(updated=Fact(date(2024, 3, day), How.JSON_LD))
    assert changed.over(published).updated == updated
    assert (changed.over(published).provenance.updated is None) == (updated is None)
