"""Saved web pages: their text, its regions, what they state of themselves, and every way in which they can't be read."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Form, RegionKind
from corpus.errors import Refused
from corpus.folder import find_files
from corpus.limits import MAX_DEPTH, MAX_TAGS
from corpus.pages.markup import Unreadable, decode_page, is_page
from corpus.pages.page import read_page
from corpus.read import read_article

PAGES = Path(__file__).parent / "pages"
STORY = (
    "<p>The bridge over the Lune will open to traffic on 14 May, the harbour board said on Thursday evening.</p>"
    "<p>It has cost 41 million crowns, which is 9 million more than was planned when the work on it began.</p>"
    "<p>The ferry will go on sailing until the end of September, and after that its two boats are to be sold.</p>"
)
LONGER = "“We can’t wait,” Irma Tåge said on Friday – “nor should we”; she left for the coast – with her team – at noon. “It’s late,” she said. “It’s too late – for us.”"
RUSSIAN = "Правление порта сообщило в четверг вечером, что мост через реку откроется для движения четырнадцатого мая, позже, чем было обещано."
HEAD = "<!DOCTYPE html><html><head><title>Bridge to open in May</title>{}</head><body><article><h1>Bridge to open in May</h1>{}</article></body></html>"


def _read(folder: Path, data: bytes | str, name: str = "a.html") -> Article:
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    (found,) = [file for file in find_files(folder).files if file.source == name]
    return read_article(found)


def _sample(name: str) -> Article:
    (found,) = [file for file in find_files(PAGES).files if file.source == name]
    return read_article(found)


def _parts(article: Article) -> list[tuple[str, str]]:
    """Kind and words of each region, the first and the last few words only."""
    texts = ((region.kind.value, article.text[region.start : region.end].split()) for region in article.regions)
    return [(kind, " ".join(words if len(words) <= 6 else [*words[:3], "…", *words[-2:]])) for kind, words in texts]


def _page(head: str = "", body: str = STORY) -> str:
    return HEAD.format(head, body)


def test_a_page_is_read_whole_with_its_regions_told_apart() -> None:
    assert _parts(_sample("harbour-bridge.html")) == [
        ("navigation", "Home Harbour Sport … The bridge"),
        ("title", "Harbour bridge to … year late"),
        ("byline", "By Ada Quill and Ben Marlow"),
        ("dateline", "7 March 2024"),
        ("caption", "The new bridge … Cora Vane"),
        ("body", "The bridge over … drawings showed."),
        ("navigation", "Related stories Ferry … fish market?"),
        ("heading", "What will change for the ferry"),
        ("body", "The ferry will … the lock."),
        ("embed", "Eleven jobs, one … 7, 2024"),
        ("body", "Shopkeepers on the … since 1998."),
        ("navigation", "Sign up for … before breakfast."),
        ("body", "The board will … by ten."),
        ("comment", "2 comments Gil … early here."),
        ("footer", "© 2024 The … rights reserved."),
    ]


def test_a_page_states_its_title_authors_publisher_day_and_address_itself() -> None:
    article = _sample("harbour-bridge.html")
    assert article.title == "Harbour bridge to open in May, a year late"
    assert article.byline == "Ada Quill and Ben Marlow"
    assert article.publisher == "The Lune Courier"
    assert article.published == date(2024, 3, 7)
    assert article.url == "https://courier.example/harbour/bridge-opens-in-may"
    assert article.of is Form.EXTRACTED
    assert article.sha256 == sha256((PAGES / "harbour-bridge.html").read_bytes()).hexdigest()


def test_a_page_of_tables_and_line_breaks_is_read_too() -> None:
    article = _sample("mill-fire.htm")
    assert _parts(article) == [
        ("navigation", "Front page Letters About us"),
        ("title", "Mill at Weir … a night"),
        ("byline", "by Hal Oakes … November 2003"),
        ("body", "The old mill … the same."),
        ("footer", "Copyright 2003 Weir Valley Gazette"),
    ]
    assert "nobody was hurt.\n\n“We heard the roof go at about four,” said the miller’s widow" in article.text
    assert (article.title, article.byline, article.publisher, article.published) == (
        "Mill at Weir End burns for a night",
        "Hal Oakes",
        "Weir Valley Gazette",
        date(2003, 11, 3),
    )


@pytest.mark.parametrize("name", ["harbour-bridge.html", "mill-fire.htm"])
def test_reading_a_page_again_gives_the_same_article(name: str) -> None:
    assert _sample(name) == _sample(name)


def test_no_visible_word_of_a_page_is_lost_and_no_script_s_is_found() -> None:
    article = _sample("harbour-bridge.html")
    for words in ("Sport", "Ferry fares to rise again", "@lunedockers", "took nine years", "All rights reserved"):
        assert words in article.text
    assert "A script wrote" not in article.text


@given(
    st.lists(st.sampled_from(["p", "div", "h2", "li", "span", "blockquote", "td", "b", "br"]), max_size=30), st.data()
)
@settings(max_examples=60, deadline=None)
def test_regions_cover_the_text_of_any_page_once_and_in_order(tags: list[str], data: st.DataObject) -> None:
    words = st.text(st.sampled_from("ab é.\n<&"), min_size=1, max_size=12)
    inner = "".join(f"<{tag}>{data.draw(words)}" + f"</{tag}>" * data.draw(st.booleans()) for tag in tags)
    page = read_page(_page(body=STORY + inner))
    assert [region.start for region in page.regions] == [0, *(region.end for region in page.regions[:-1])]
    assert page.regions[-1].end == len(page.text)
    assert all(one.kind is not next.kind for one, next in zip(page.regions, page.regions[1:], strict=False))


def test_a_page_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    assert _read(tmp_path, _page(), "a.txt").of is Form.EXTRACTED
    plain = _read(tmp_path, "The bridge will open in May, the board said on Thursday.\n", "b.html")
    assert (plain.of, plain.text) == (Form.FILE, "The bridge will open in May, the board said on Thursday.\n")


@pytest.mark.parametrize(
    ("text", "suffix", "expected"),
    [
        ("\ufeff \n<!-- saved from url=(0014)about:internet -->\n<html>", ".txt", True),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', ".md", True),
        ("How to write <html> in a page, and <p> too.", ".txt", False),
        ("<p align=center>A readme</p>", ".md", False),
        ("<p>A piece of a page</p>", ".html", True),
        ("if a < b and c > d: done", ".htm", False),
    ],
)
def test_only_what_begins_as_a_page_is_one_but_for_files_named_so(text: str, suffix: str, expected: bool) -> None:
    assert is_page(text, suffix) is expected


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('<meta charset="iso-8859-1">Tåge — “é”'.encode(), "Tåge — “é”"),
        ("<meta charset=iso-8859-1>Tåge “é”".encode("cp1252"), "Tåge “é”"),
        (b"<meta charset='utf-8'>" + LONGER.encode("cp1252"), LONGER),
        (
            "<meta charset=gb2312>外交部长周五表示，会谈非常有益，镕".encode("gb18030"),
            "外交部长周五表示，会谈非常有益，镕",
        ),
        ('<?xml version="1.0" encoding="windows-1251"?>Министр'.encode("cp1251"), "Министр"),
        ("<meta charset=macintosh>Tåge".encode("mac_roman"), "Tåge"),
        (b"\xff\xfe" + "<meta charset=utf-8>Tåge".encode("utf-16-le"), "Tåge"),
        (b"\xef\xbb\xbf<meta charset=koi8-r>T\xc3\xa5ge", "Tåge"),
        ("<meta charset=utf-16>Tåge".encode(), "Tåge"),
        ("<html><meta charset=utf-8>Tåge".encode("utf-16-le"), "Tåge"),
        ("<html><meta charset=utf-8>Tåge".encode("utf-16-be"), "Tåge"),
        (
            ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>" + RUSSIAN).encode("cp1251"),
            RUSSIAN,
        ),
        (("<meta charset=windows-1252>" + RUSSIAN).encode("koi8-r"), RUSSIAN),
        (b"<meta charset=hex>" + LONGER.encode() + b"\xe2\x80", LONGER + "\ufffd"),
    ],
)
def test_a_page_is_decoded_by_what_its_bytes_are_and_then_by_what_it_says(data: bytes, text: str) -> None:
    assert decode_page(data).rpartition(">")[2] == text


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-03-07T23:30:00-05:00">', date(2024, 3, 7)),
        ('<meta name="DC.date.issued" content="2024-03-07">', date(2024, 3, 7)),
        ('<meta name="date" content="7 mars 2024">', date(2024, 3, 7)),
        ('<meta name="date" content="3/4/2024">', None),
        ('<meta name="date" content="31 Feb 2024">', None),
        ('<meta name="date" content="2018 September 7 2024-13-45">', None),
        ('<meta property="article:modified_time" content="2024-03-09">', None),
        ('<meta itemprop="copyrightYear" content="2024">', None),
        ('<link rel="canonical" href="https://courier.example/2024/03/07/bridge">', None),
        ('<script type="application/ld+json">{"@type": "Event", "startDate": "2024-05-14"}</script>', None),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "datePublished": 7}</script>',
            None,
        ),
        ('<script type="application/ld+json">{broken</script>', None),
    ],
)
def test_the_day_of_publication_is_stated_or_not_known(head: str, published: date | None) -> None:
    assert read_page(_page(head)).known.published == published


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("2024/03/07", 7),
        ("2024/3/7", 7),
        ("2024-03-07", 7),
        ("2024/mar/07", 7),
        ("2024/03/09", 9),
        ("2024/03/01", 8),
        ("2023/03/07", 8),
        ("2024/02/31", 8),
        ("2024/abc/07", 8),
    ],
)
def test_a_time_past_midnight_in_utc_is_of_the_day_that_the_address_bears(address: str, published: int) -> None:
    head = (
        '<meta property="article:published_time" content="2024-03-08T02:10:00Z">'
        f'<link rel="canonical" href="https://courier.example/{address}/bridge">'
    )
    assert read_page(_page(head)).known.published == date(2024, 3, published)


LD = '<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge to open in May", {}}}</script>'


@pytest.mark.parametrize(
    ("head", "fact", "value", "how"),
    [
        (LD.format('"datePublished": "2024-03-07"'), "published", date(2024, 3, 7), "json-ld"),
        ('<meta property="article:published_time" content="2024-03-07">', "published", date(2024, 3, 7), "open graph"),
        ('<meta name="sailthru.date" content="2024-03-07">', "published", date(2024, 3, 7), "meta"),
        ('<meta name="date" content="7 mars 2024">', "published", date(2024, 3, 7), "meta"),
        (LD.format('"dateModified": "2024-03-09T10:00Z"'), "updated", date(2024, 3, 9), "json-ld"),
        ('<meta property="article:modified_time" content="2024-03-09">', "updated", date(2024, 3, 9), "open graph"),
        ('<meta property="og:updated_time" content="31 Feb 2024">', "updated", None, None),
        ('<meta itemprop="dateModified" content="2024-03-09">', "updated", date(2024, 3, 9), "meta"),
        ('<meta http-equiv="last-modified" content="2024-03-09">', "updated", None, None),
        ('<meta name="author" content="Ada Quill">', "byline", "Ada Quill", "meta"),
        (LD.format('"author": "Ada Quill"'), "byline", "Ada Quill", "json-ld"),
        ('<meta property="og:site_name" content="The Courier">', "publisher", "The Courier", "open graph"),
        ('<meta name="application-name" content="The Courier">', "publisher", "The Courier", "meta"),
        ('<link rel="canonical" href="https://courier.example/a">', "url", "https://courier.example/a", "canonical link"),
        ('<meta property="og:url" content="https://courier.example/a">', "url", "https://courier.example/a", "open graph"),
        (LD.format('"url": "https://courier.example/a"'), "url", "https://courier.example/a", "json-ld"),
        ("", "title", "Bridge to open in May", "headline"),
        ("", "language", "en", "words"),
    ],
)  # fmt: skip
def test_of_what_a_page_states_it_is_told_which_statement_it_was(
    head: str, fact: str, value: date | str | None, how: str | None
) -> None:
    known = read_page(_page(head)).known
    assert (getattr(known, fact), getattr(known.provenance, fact)) == (value, how)


@pytest.mark.parametrize(
    ("said", "published"),
    [
        ('"datePublished": "2024-03-07", "keywords": ["bridge", ],', date(2024, 3, 7)),
        ('"datePublished": "2024-03-07", // the day it went up', date(2024, 3, 7)),
        ('"datePublished": "2024-03-07", "description": \'in May\'', date(2024, 3, 7)),
        ('"datePublished": 2024-03-07', None),
    ],
)
def test_json_ld_with_a_slip_in_it_is_read_for_its_plain_fields(said: str, published: date | None) -> None:
    known = read_page(_page(LD.format(f'"author": {{"@type": "Person", "name": "Ada Quill"}}, {said}'))).known
    assert (known.published, known.byline) == (published, "Ada Quill")


@pytest.mark.parametrize(
    ("stamp", "published", "how"),
    [
        ("Published 7 March 2024, 10:31 pm CST", 7, "dateline"),
        ("Updated 7 March 2024, 10:31 pm CST", 7, "update line"),
        ("7 March 2024", 7, "dateline"),
        ("9 March 2024", 8, "open graph"),
        ("6 March 2024", 8, "open graph"),
    ],
)
def test_the_day_that_readers_are_shown_counts_where_a_time_in_utc_is_of_the_next(
    stamp: str, published: int, how: str
) -> None:
    head = '<meta property="article:published_time" content="2024-03-08T04:31:13Z">'
    known = read_page(_page(head, f"<p>{stamp}</p>" + STORY)).known
    assert (known.published, known.provenance.published) == (date(2024, 3, published), how)


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        ("<p>Publié le 7 mars 2024</p>", date(2024, 3, 7)),
        ("<p>Von Ada Quill publiziert am 7. März 2024</p>", date(2024, 3, 7)),
        ("<p>Publié le 3/4/2024</p>", None),
        ("<p>Publié le 7 mars 2024</p><p>Modifié le 9 mars 2024</p>", None),
        ("<p>Le 7 mars 2024</p><figcaption>Le pont, le 9 mai 2024</figcaption>", date(2024, 3, 7)),
    ],
)
def test_a_day_in_another_language_below_the_headline_is_read(lines: str, published: date | None) -> None:
    assert read_page(_page(body=lines + STORY)).known.published == published


@pytest.mark.parametrize(
    ("lang", "body", "language", "how"),
    [
        ("de", STORY, "en", "words"),
        ("en-GB", "<p>Sitzung: 19 Uhr.</p>", "en", "html lang"),
        ("", "<p>Sitzung: 19 Uhr.</p>", None, None),
        ("klingon", "<p>Sitzung: 19 Uhr.</p>", None, None),
    ],
)
def test_words_tell_the_language_and_where_they_are_too_few_the_page_does(
    lang: str, body: str, language: str | None, how: str | None
) -> None:
    known = read_page(_page(body=body).replace("<html>", f'<html lang="{lang}">')).known
    assert (known.language, known.provenance.language) == (language, how)


def test_the_name_of_the_file_gives_a_page_s_day_only_where_the_page_does_not() -> None:
    assert read_page(_page(), "desk/2024-03-07-bridge.html").known.published == date(2024, 3, 7)
    stated = '<meta property="article:published_time" content="2024-03-05">'
    assert read_page(_page(stated), "desk/2024-03-07-bridge.html").known.published == date(2024, 3, 5)


def test_an_event_s_day_in_the_text_is_no_day_of_publication() -> None:
    body = (
        STORY + '<p>It opens on <time datetime="2024-05-14">14 May 2024</time>, and there will be bread and music.</p>'
    )
    assert read_page(_page(body=body)).known.published is None


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta name="author" content="By Ada Quill">', "Ada Quill"),
        ('<meta name="author" content="Analysis by Ada Quill | 7 March 2024 10:43">', "Ada Quill"),
        ('<meta name="author" content="COURIER STAFF MARCH 7, 2024 10:43">', "COURIER STAFF"),
        ('<meta property="article:author" content="https://courier.example/ada">', None),
        ('<meta name="author" content="The Courier"><meta property="og:site_name" content="The Courier">', None),
        ('<script type="application/ld+json">[{"@type": ["NewsArticle"], "headline": "x", "author": ["Ada Quill", {"name": "Ben"}, {"name": "Cora"}]}]</script>', "Ada Quill, Ben and Cora"),
        ('<script type="application/ld+json">{"@graph": [{"@type": "Article", "headline": "x", "author": {"@id": "#a"}}, {"@type": "Person", "@id": "#a", "name": "Ada Quill"}]}</script>', "Ada Quill"),
    ],
)  # fmt: skip
def test_authors_are_persons_that_the_page_names(head: str, byline: str | None) -> None:
    assert read_page(_page(head)).known.byline == byline


def test_of_several_articles_that_a_page_states_its_own_counts() -> None:
    other = '{"@type": "NewsArticle", "headline": "Ferry fares to rise again", "author": "Ben Marlow"}'
    own = '{"@type": "NewsArticle", "headline": "Bridge to open in May", "author": "Ada Quill"}'
    for graph in (f"{other}, {own}", f"{own}, {other}"):
        assert read_page(_page(f'<script type="application/ld+json">[{graph}]</script>')).known.byline == "Ada Quill"
    assert read_page(_page(f'<script type="application/ld+json">[{other}, {other}]</script>')).known.byline is None


@pytest.mark.parametrize("depth", [100, 900, 100_000])
def test_statements_inside_one_another_past_all_sense_are_left_out(depth: int) -> None:
    deep = "[" * depth + '"Ada Quill"' + "]" * depth
    said = f'{{"@type": "NewsArticle", "headline": "Bridge to open in May", "author": {deep}}}'
    known = read_page(_page(f'<script type="application/ld+json">{said}</script>')).known
    assert (known.title, known.byline) == ("Bridge to open in May", None)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Bridge to open in May | The Lune Courier", "Bridge to open in May"),
        ("Bridge to open in May - Courier Online", "Bridge to open in May"),
        ("The Courier: Bridge to open in May", "Bridge to open in May"),
        ("Bridge to open in May – and the ferry to stop", "Bridge to open in May – and the ferry to stop"),
    ],
)
def test_a_title_loses_the_outlet_s_name_and_nothing_else(title: str, expected: str) -> None:
    code = f"<html><head><title>{title}</title><meta property='og:site_name' content='The Courier'></head><body>{STORY}</body></html>"
    assert read_page(code).known.title == expected


def test_the_headline_is_what_the_page_shows_not_what_it_shares() -> None:
    page = read_page(_page('<meta property="og:title" content="You won\'t believe when the bridge is to open in May">'))
    assert page.known.title == "Bridge to open in May"


def test_an_address_is_the_article_s_own_and_never_a_front_page_s_or_a_script() -> None:
    head = (
        '<link rel="canonical" href="https://courier.example/"><meta property="og:url" content="javascript:alert(1)">'
    )
    assert read_page(_page(head)).known.url is None
    saved = _page().replace("<html>", "<!-- saved from url=(0031)https://courier.example/bridge -->\n<html>")
    assert read_page(saved).known.url == "https://courier.example/bridge"


def test_an_article_that_only_search_engines_are_shown_is_read() -> None:
    said = " ".join(
        f"The board met for the {n}th time and said that the bridge would open in May." for n in range(20, 40)
    )
    code = f'<html><head><script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{said}"}}</script></head><body><div id="app">Loading…</div></body></html>'
    page = read_page(code)
    assert [region.kind for region in page.regions] == [RegionKind.NAVIGATION, RegionKind.BODY]
    assert page.text == f"Loading…\n\n{said}"


def test_a_class_that_every_paragraph_has_does_not_take_the_article_away() -> None:
    page = read_page(_page(body=STORY.replace("<p>", '<p class="comment">')))
    assert sum(region.end - region.start for region in page.regions if region.kind is RegionKind.BODY) > 290


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<html></html>", "shows no text: it breaks off before its article, or scripts make that"),
        (b"<html><script>document.write('<p>x</p>')</script></html>", "shows no text"),
        (b"<!doctype html><!-- nothing -->", "is an HTML page without anything in it"),
        (b"<html><body><form><p>Log in to read on</p><input><button>Log in</button></form></body></html>", "has no article that could be told from what surrounds it"),
        (b"\x89PNG\r\n\x1a\n<html>", "is a PNG image, whatever its name says"),
        (b"<html>\0\0\x01\x02 junk", "is binary: byte 6 is NUL"),
        (b"<html>" + b"<div>" * (MAX_DEPTH + 1) + b"text", r"inside one another more than 500 deep"),
        (b"<html>" + b"<b>" * MAX_TAGS, r"holds 50,001 tags; at most 50,000 are read as one article"),
        (b"<html><p>" + b"word " * 500_000, r"shows 2,499,999 characters; at most 2,000,000"),
        (b"<html>" + b" " * 50_000_000, r"holds 50\.0 MB; at most 20 MB are read as one article"),
        (b"", "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_page_without_an_article_is_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        _read(tmp_path, data)
    assert not refusal.value.transient


def test_a_page_that_breaks_off_is_read_to_where_it_does(tmp_path: Path) -> None:
    code = _page()
    article = _read(tmp_path, code[: code.index("boats are")])
    assert article.text.endswith("until the end of September, and after that its two")
    assert article.regions[-1].kind is RegionKind.BODY


def _kinds(body: str) -> list[tuple[str, str]]:
    page = read_page(_page(body=body))
    return [(region.kind.value, page.text[region.start : region.end].strip()[:24]) for region in page.regions]


def test_an_article_that_advertisements_cut_into_several_elements_is_read_whole() -> None:
    more = "<p>Shopkeepers on the quay fear for their trade, since nobody, as one of them said, stops on a bridge.</p>"
    last = "<p>The board will show the bridge to the public on the Sunday before it is opened to the traffic.</p>"
    parts = [
        f'<div class="article-body">{part}</div><div class="ad">Advertisement</div>' for part in (STORY * 3, more, last)
    ]
    body = [words for kind, words in _kinds("".join(parts)) if kind == "body"]
    assert [words for words in body if words.startswith(("Shopkeepers", "The board will"))] == [
        "Shopkeepers on the quay ",
        "The board will show the ",
    ]


def test_of_two_paragraphs_that_say_the_same_the_one_among_the_others_is_body() -> None:
    first = STORY[: STORY.index("</p>") + 4]
    teaser = f'<div class="top">{first}</div>'
    code = _page().replace("<article>", f"{teaser}<p>Weather: rain until noon</p><article>")
    page = read_page(code)
    bodies = [page.text[region.start : region.end] for region in page.regions if region.kind is RegionKind.BODY]
    assert [body.count("will open to traffic") for body in bodies] == [1]
    assert page.text.count("will open to traffic") == 2


def test_what_the_last_paragraph_says_of_the_author_is_no_body() -> None:
    note = "<p>Ada Quill is a reporter at the Lune Courier. Follow her on Twitter @adaquill.</p>"
    assert [kind for kind, _ in _kinds(STORY + note)][-2:] == ["body", "byline"]


def test_an_aside_is_no_body_and_a_paragraph_named_for_what_it_lacks_is() -> None:
    aside = "<aside><p>The bridge is 214 metres long and carries two lanes, a footway and the water main.</p></aside>"
    named = '<p class="has-comments">The first bridge, which stood for eighty years, was taken down in the summer.</p>'
    assert [kind for kind, _ in _kinds(STORY + aside + STORY + named)] == ["title", "body", "navigation", "body"]


def test_notes_in_the_code_are_not_shown_and_part_no_sentence() -> None:
    text = read_page(_page(body=STORY.replace("harbour board", "harbour <!-- sic! --> board"))).text
    assert "the harbour board said" in text
    assert "sic" not in text


def test_of_two_days_below_the_headline_neither_is_taken_for_the_publication_s() -> None:
    stamp = '<p><time datetime="2024-03-{}">Thursday</time></p>'
    assert read_page(_page(body=stamp.format("07") + STORY)).known.published == date(2024, 3, 7)
    assert read_page(_page(body=stamp.format("07") + stamp.format("09") + STORY)).known.published is None


def test_who_took_a_picture_is_not_the_publisher() -> None:
    credit = "<p>Copyright 2024 Northwire</p>"
    assert read_page(_page(body=STORY + credit)).known.publisher is None
    own = _page('<link rel="canonical" href="https://www.north-wire.example/bridge">', STORY + credit)
    assert read_page(own).known.publisher == "Northwire"


def test_a_post_is_one_whatever_the_element_around_it_is_called() -> None:
    post = '<div class="social-media-embed"><blockquote class="twitter-tweet"><p>Eleven jobs, one lift.</p>— Lune Dockers (@lunedockers) March 7, 2024</blockquote></div>'
    assert [kind for kind, _ in _kinds(STORY + post + STORY)] == ["title", "body", "embed", "body"]


def test_what_a_page_says_of_itself_in_marked_elements_is_no_body() -> None:
    said = '<div itemprop="keywords">bridges, ferries and what is to become of them in the years to come, says the board.</div>'
    assert [kind for kind, _ in _kinds(STORY + said + STORY)] == ["title", "body", "navigation", "body"]


def test_each_paragraph_between_line_breaks_has_its_own_links() -> None:
    linked = '<a href="/a">The board will meet again in the first week of the next month, says the harbour master of the town</a>'
    plain = "The ferry has sailed from the same quay since 1951 and has never once been late."
    for parts in (f"{linked}<br><br>{plain}", f"{plain}<br><br>{linked}<br><br>{plain}"):
        kinds = _kinds(f"{STORY}<div>{parts}</div>{STORY}")
        assert [kind for kind, _ in kinds] == ["title", "body", "navigation", "body"]
        assert kinds[2][1] == "The board will meet agai"


def test_a_row_of_a_table_is_one_line_with_tabs() -> None:
    table = "<table><tr><th>Boat</th><th>Built</th></tr><tr><td>The <b>Heron</b></td><td>\n1971</td></tr></table>"
    text = read_page(_page(body=STORY + table)).text
    assert text.endswith("Boat\tBuilt\n\nThe Heron\t1971")


def test_a_subheading_is_a_heading_and_a_question_put_as_one_is_body() -> None:
    body = STORY + "<h3>The price</h3>" + STORY + "<h3>What will become of the ferry after that?</h3>" + STORY
    assert [kind for kind, _ in _kinds(body)] == ["title", "body", "heading", "body"]


def test_a_paragraph_that_is_one_link_is_no_body_and_a_link_in_a_sentence_is() -> None:
    link = '<p><a href="/x">Ferry fares to rise again in the spring, says the board</a></p>'
    said = '<p>The board, <a href="/y">Lune Radio says</a>, will meet again in the first week of the next month.</p>'
    assert [(kind, words) for kind, words in _kinds(STORY + link + said)][2:] == [
        ("navigation", "Ferry fares to rise agai"),
        ("body", "The board, Lune Radio sa"),
    ]


def test_words_are_whole_where_the_page_lets_them_be_broken() -> None:
    assert "harbour board" in read_page(_page(body=STORY.replace("harbour", "har&shy;b<wbr>our"))).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_a_page_in_utf_16_is_one_whatever_its_name(tmp_path: Path, encoding: str) -> None:
    assert _read(tmp_path, _page().encode(encoding), "a.txt").title == "Bridge to open in May"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))


def test_entities_that_are_made_of_entities_are_not_unfolded() -> None:
    code = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{LAUGHS}]><html xmlns="http://www.w3.org/1999/xhtml"><body><h1>Bridge to open in May</h1>{STORY}<p>&l29; is all.</p></body></html>'
    text = read_page(code).text
    assert "41 million crowns" in text
    assert "lollol" not in text
    assert len(text) < len(code)


def test_a_page_of_50_mb_and_one_of_100_000_nested_elements_are_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.html").open("wb") as stream:
        stream.write(_page().encode())
        stream.truncate(50_000_000)
    (found,) = find_files(tmp_path).files
    with pytest.raises(Refused, match=r"holds 50\.0 MB; at most 20 MB are read as one article"):
        read_article(found)
    with pytest.raises(Unreadable, match="holds 100,000 tags; at most 50,000 are read"):
        read_page("<div>" * 100_000)


def test_code_that_is_no_page_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="without anything in it"):
        read_page("")


@contextmanager
def _listening() -> Iterator[tuple[socket.socket, int]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server, server.getsockname()[1]


def test_nothing_that_a_page_refers_to_is_fetched_and_no_entity_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The key is under the mat.")
    with _listening() as (server, port):
        at = f"http://127.0.0.1:{port}"
        code = (
            f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{at}/page.dtd" [<!ENTITY far SYSTEM "{at}/entity">'
            f'<!ENTITY near SYSTEM "{secret.as_uri()}">]><html><head><link rel="stylesheet" href="{at}/a.css">'
            f'<link rel="canonical" href="{at}/story"><base href="{at}/"><script src="{at}/a.js"></script></head><body>'
            f'<h1>Bridge to open in May</h1>{STORY}<p>&far; &near; is all that it says of this in the whole of the page.</p>'
            f'<img src="{at}/a.png"><iframe src="{at}/frame"></iframe></body></html>'
        )  # fmt: skip
        (tmp_path / "a.html").write_text(code)
        # An audit hook sees every connection that Python makes; the server, any that a C library makes.
        program = (
            "import sys\n"
            "def guard(event, args):\n"
            "    assert not event.startswith(('socket.', 'urllib.')), (event, args)\n"
            "sys.addaudithook(guard)\n"
            "from pathlib import Path\n"
            "from corpus.folder import find_files\n"
            "from corpus.read import read_article\n"
            f"(file,) = [f for f in find_files(Path({str(tmp_path)!r})).files if f.source == 'a.html']\n"
            "print(read_article(file).text)\n"
        )
        root = Path(__file__).parents[1]
        ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
        with pytest.raises(TimeoutError):
            server.accept()
    assert "41 million crowns" in ran.stdout
    assert "under the mat" not in ran.stdout
    assert ran.stderr == ""


def test_what_reads_pages_is_loaded_only_for_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge will open in May, the board said on Thursday.\n")
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from corpus.folder import find_files\n"
        "from corpus.read import read_article\n"
        f"read_article(find_files(Path({str(tmp_path)!r})).files[0])\n"
        "print(sorted({'lxml', 'trafilatura', 'htmldate', 'urllib3', 'ssl'} & sys.modules.keys()))\n"
    )
    root = Path(__file__).parents[1]
    ran = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
