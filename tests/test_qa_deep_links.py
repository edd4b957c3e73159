"""Addresses that open a page at the words quoted from it: how they are written, and that a browser finds the words."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Region, RegionKind
from qa.deep_links import deep_link

URL = "https://herald.example.com/lock"


def linked(text: str, *, url: str | None = URL, start: int = 0, end: int | None = None) -> str | None:
    article = Article(
        source="lock.html",
        text=text,
        sha256="0" * 64,
        regions=(Region(kind=RegionKind.BODY, start=0, end=len(text)),),
        url=url,
    )
    return deep_link(article, start, len(text) if end is None else end)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("The lock is shut.", "text=The%20lock%20is%20shut."),
        ("  The  lock\tis\u00a0shut. ", "text=The%20lock%20is%20shut."),
        ("A well-known, 12% “fix” & more", "text=A%20well%2Dknown%2C%2012%25%20%E2%80%9Cfix%E2%80%9D%20%26%20more"),
        (" ".join("abcdefghijkl"), "text=a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k%20l"),
        (" ".join("abcdefghijklm"), "text=a%20b%20c%20d%20e%20f,h%20i%20j%20k%20l%20m"),
        ("One two.\r\n\r\nThree four.", "text=One%20two.,Three%20four."),
        ("Why?\nIt is so.\n", "text=Why%3F,It%20is%20so."),
        ("a:~:text=b#c", "text=a%3A~%3Atext%3Db%23c"),
    ],
)
def test_short_quotes_stand_whole_and_long_ones_by_their_first_and_last_words(text: str, fragment: str) -> None:
    assert linked(text) == f"{URL}#:~:{fragment}"


def test_only_the_quoted_words_are_linked() -> None:
    assert linked("The lock is shut. It opens in May.", start=18, end=34) == f"{URL}#:~:text=It%20opens%20in%20May."


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?q=1&r=2", "https://a.example/x?q=1&r=2#:~:text=Shut."),
        ("https://a.example/x#top", "https://a.example/x#top:~:text=Shut."),
        ("https://a.example/x#:~:text=old", "https://a.example/x#:~:text=Shut."),
        ("https://a.example/x#top:~:text=old", "https://a.example/x#top:~:text=Shut."),
        ("HTTP://a.example/x", "HTTP://a.example/x#:~:text=Shut."),
        ("javascript:alert(1)", None),
        ("ftp://a.example/x", None),
        ("https://a.example/x y", None),
        ("a.example/x", None),
        ("", None),
        (None, None),
    ],
)
def test_the_address_keeps_its_own_fragment_and_must_be_one_of_the_web(url: str | None, link: str | None) -> None:
    assert linked("Shut.", url=url) == link


@given(st.text(min_size=1))
def test_whatever_the_words_the_directive_is_one_line_of_ascii_that_decodes_to_them(text: str) -> None:
    link = linked(text)
    assert link is not None
    assert link.isascii()
    assert link.isprintable()
    directive = urlsplit(link).fragment.removeprefix(":~:text=")
    assert not set("&-#") & set(directive)
    words = text.split()
    first, *last = (unquote(part).split() for part in directive.split(","))
    if words:
        assert first == words[: len(first)]
        assert not last or last[0] == words[-len(last[0]) :]
        assert last or first == words
    else:
        assert link == URL
