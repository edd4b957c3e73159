"""Addresses that open a page at the words quoted from it: how they are written, and that a browser finds the words."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Region, RegionKind
from qa.deep_links import deep_link

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


# in a browser

_FILLER = '<div style="height: 3000px">Filler.</div>'
STORY = f"""<!doctype html><meta charset="utf-8"><title>Story</title>
<p>The lock is shut.</p>{_FILLER}
<p id="why">The well-known lock, 12% of it, is “shut” &amp; will open in May. <a href="#">Linked words</a> follow here.</p>{_FILLER}
<p id="boats">Boats can't turn&nbsp;at Osier
  Basin, said the trust, because a boulder of the size of four cows has bent the lower gate<sup>[3]</sup> of the lock.</p>
<p id="thaw">It came down with the thaw.</p>{_FILLER}
<p id="other">Die Schleuse – 🛟 – sei zu. 水门关闭到五月九日。</p>{_FILLER}
"""
BOATS = (
    "Boats can't turn at Osier Basin, said the trust, because a boulder of the size of four cows has bent the lower "
    "gate[3] of the lock."
)


@pytest.fixture(scope="module")
def story_url() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = STORY.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/story"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("quote", "stands_in"),
    [
        ("The well-known lock, 12% of it, is “shut” & will open in May.", "why"),
        ("Linked words follow here.", "why"),
        (BOATS, "boats"),
        (BOATS.replace("Osier Basin", "Osier\nBasin") + "\n\nIt came down with the thaw.\n", "boats"),
        ("It came down with the thaw.", "thaw"),
        ("lower gate[3] of the lock.", "boats"),
        ("Die Schleuse – 🛟 – sei zu.", "other"),
        ("水门关闭到五月九日。", "other"),
        ("These words do not stand there.", None),
    ],
)
def test_a_browser_opens_the_page_at_the_quoted_words(
    browser: "Browser", story_url: str, quote: str, stands_in: str | None
) -> None:
    with browser.new_context(viewport={"width": 800, "height": 600}) as context:
        page = context.new_page()
        page.goto(linked(quote, url=story_url) or "")
        seen = "[...document.querySelectorAll('p[id]')].filter(p => { const { top, bottom } = p.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }).map(p => p.id)"
        if stands_in:
            page.wait_for_function("scrollY > 0")
            assert stands_in in page.evaluate(seen)
        else:
            page.wait_for_timeout(100)
            assert page.evaluate("scrollY") == 0
