"""The five real articles outside the tree, read exactly. Gold is offsets and hashes: none of their text is kept here."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from corpus.article import Article, RegionKind
from corpus.folder import find_files
from corpus.read import read_article

ARTICLES = Path(__file__).parents[1].parent / "shared" / "articles"
GOLD: dict[str, Any] = json.loads((Path(__file__).parent / "gold" / "articles.json").read_text())

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the real articles are not at {ARTICLES}")
each_article = pytest.mark.parametrize("source", sorted(GOLD))


def _read(source: str) -> Article:
    found = {file.source: file for file in find_files(ARTICLES).files}
    return read_article(found[source])


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _same(stated: str | None, gold: list[Any] | None, text: str) -> bool:
    """Whether what was read is the words at the gold span, or None where there is no gold."""
    if gold is None or stated is None:
        return gold is None and stated is None
    start, end, digest = gold
    return stated == text[start:end] and _hash(stated) == digest


@each_article
def test_every_article_is_the_one_the_gold_was_made_on(source: str) -> None:
    article = _read(source)
    assert article.sha256 == GOLD[source]["sha256"] == article.text_sha256


@each_article
def test_body_is_exactly_the_body(source: str) -> None:
    article = _read(source)
    found = []
    for region in article.regions:
        if region.kind is RegionKind.BODY:
            words = article.text[region.start : region.end].rstrip()
            found.append([region.start, region.start + len(words), _hash(words)])
    assert found == GOLD[source]["body"]


@each_article
def test_what_the_text_states_is_read_and_what_it_does_not_state_is_none(source: str) -> None:
    article, gold = _read(source), GOLD[source]
    assert _same(article.title, gold["title"], article.text)
    assert _same(article.byline, gold["byline"], article.text)
    assert _same(article.publisher, gold["publisher"], article.text)
    assert (article.published.isoformat() if article.published else None) == gold["published"]
    assert article.url is None


@each_article
def test_footnotes_are_found_with_a_publisher_a_date_and_an_address_each(source: str) -> None:
    notes = _read(source).footnotes
    assert [note.marker for note in notes] == [str(number) for number in range(GOLD[source]["footnotes"])]
    for note in notes:
        assert None not in (note.title, note.publisher, note.published, note.url)


def test_a_footnote_resolves_to_what_its_entry_says() -> None:
    third = _read("000_42fd6e7905b25eef.txt").footnotes[3]
    assert third.publisher == "POLITICO"
    assert str(third.published) == "2023-06-16"
    assert str(third.url).startswith("https://www.politico.com/news/2023/06/16/")
