"""The agency in a dateline or byline."""

import pytest

from corpus.article import Article, Form
from corpus.document import read_document
from corpus.origin import Origin
from corpus.sources.agency import find_agency

STORY = (
    "The lower lock will stay shut until the autumn, the canal board said on Friday, and boats must turn back at the upper one.\n\n"
    "Silt has bent its gate so far that it can’t be closed any more, and a new one has to be made in the yard at Tarn.\n"
)


def _read(text: str) -> Article:
    return read_document(text.encode(), "a.txt", Origin(source="a.txt", file="a.txt", sha256="0" * 64), Form.FILE)


@pytest.mark.parametrize(
    ("head", "written", "publisher"),
    [
        ("BEIJING (AP) — ", "AP", "Associated Press"),
        ("HARLOW, March 3 (Northwire) - ", "Northwire", "Northwire"),
        ("PARIS, May 2 (Reuters) – ", "Reuters", "Reuters"),
        ("(CNN) — ", "CNN", "CNN"),
        ("BERLIN (dpa) - ", None, None),
        ("18-6-2023 (BEIJING) ", None, None),
        ("GUARDA, Portugal — ", None, None),
        ("WASHINGTON — ", None, None),
        ("", None, None),
    ],
)
def test_a_dateline_names_an_agency_and_a_place_is_none(head: str, written: str | None, publisher: str | None) -> None:
    article = _read(f"Lock to stay shut\n\nBy Ann Lee\n\n{head}{STORY}")
    found = find_agency(article)
    assert (found and article.text[found.start : found.end]) == written
    assert (found and found.publication.name) == publisher


def test_the_outlet_of_an_article_is_not_its_agency() -> None:
    article = _read(f"---\ntitle: Lock to stay shut\npublisher: Associated Press\n---\n\nTARN (AP) — {STORY}")
    assert article.publisher == "Associated Press"
    assert find_agency(article) is None


def test_a_byline_names_the_agency_of_another_outlet_s_article() -> None:
    article = _read(
        f"---\ntitle: Lock to stay shut\npublisher: Tarn Herald\n---\n\nBy Ann Lee, Associated Press\n\n{STORY}"
    )
    found = find_agency(article)
    assert found is not None
    assert article.text[found.start : found.end] == found.publication.name == "Associated Press"


def test_an_agency_in_a_caption_or_a_sentence_is_not_the_article_s() -> None:
    assert (
        find_agency(_read(f"Lock to stay shut\n\nThe lock on Friday. (Ines Arvo/Pool Photo via AP)\n\n{STORY}")) is None
    )
    assert find_agency(_read(f"Lock to stay shut\n\nThe gate is bent, reports the AP. {STORY}")) is None
