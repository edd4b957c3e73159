"""Links of the body's own words: in pages, in Markdown, and addresses as they stand; which may lead to a source."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.article import Article, Form, Region, RegionKind
from corpus.document import read_document
from corpus.origin import Origin
from corpus.sources.links import find_links
from corpus.sources.markers import find_markers

PAGE = Path(__file__).parent / "pages" / "lock-report.html"
STORY = (
    "The lower lock will stay shut until the autumn, the canal board said on Friday, and boats must turn back at the upper one.",
    "Silt has bent its gate so far that it can’t be closed any more, and a new one has to be made in the yard at Tarn.",
)


def _read(data: str | bytes, name: str = "a.txt") -> Article:
    code = data.encode() if isinstance(data, str) else data
    form = Form.EXTRACTED if name.endswith("html") else Form.FILE
    return read_document(code, name, Origin(source=name, file=name, sha256="0" * 64), form)


def _links(article: Article) -> list[tuple[str, str]]:
    return [(article.text[link.start : link.end], link.url) for link in article.links]


def _on_page(words: str, url: str = "https://fenland.example/2024/04/12/lock.html") -> list[tuple[str, str]]:
    return _links(
        _read(
            f'<html><head><title>Lock to stay shut</title><link rel="canonical" href="{url}"></head><body><article><h1>Lock to stay shut</h1>'
            f"<p>{STORY[0]}</p><p>Divers had warned of it {words} in the winter before last, as all may read.</p><p>{STORY[1]}</p></article></body></html>",
            "a.html",
        )
    )


def test_a_page_s_links_stand_at_their_words_through_line_breaks_and_elements_inside() -> None:
    article = _read(PAGE.read_bytes(), "lock-report.html")
    assert _links(article) == [
        ("a report by the engineers Boulder & Rook", "https://boulder.example/papers/lower-lock-2024.pdf"),
        ("Tarn Herald reported", "https://tarn.example/2019/11/divers-warn-of-silt"),
        ("reported last month", "https://fenland.example/2024/03/02/board-asks-for-money.html"),
        ("BBC", "https://www.bbc.co.uk/news/uk-england-12345678"),
        ("in a post", "https://twitter.com/lockboard/status/1779"),
    ]
    body = [region for region in article.regions if region.kind is RegionKind.BODY]
    assert all(any(region.start <= link.start < link.end <= region.end for region in body) for link in article.links)


def test_raised_numbers_of_a_page_are_raised_and_its_notes_are_numbered_and_no_body() -> None:
    article = _read(PAGE.read_bytes(), "lock-report.html")
    assert [word for word in article.text.split() if word[-1] in "¹²³"] == ["Thursday.¹", "then.²", "m²"]
    assert [(note.marker, note.title, note.publisher, note.url) for note in article.footnotes] == [
        ("1", "Minutes of the canal board", "Kvitnes Gazette", "https://gazette.example/minutes/april"),
        (
            "2",
            "Divers warn of silt at the lower lock",
            "Tarn Herald",
            "https://tarn.example/2019/11/divers-warn-of-silt",
        ),
    ]
    body = [article.text[region.start : region.end] for region in article.regions if region.kind is RegionKind.BODY]
    assert "Minutes" not in "".join(body)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('in <a href="https://tarn.example/silt">a letter</a>', [("a letter", "https://tarn.example/silt")]),
        ('in <a href="https://tarn.example/silt"> a  <b>let</b>ter </a>', [("a letter", "https://tarn.example/silt")]),
        ('in <a href="//tarn.example/silt">a letter</a>', [("a letter", "https://tarn.example/silt")]),
        (
            'as <a href="../03/board-was-told-of-silt">the Post reported</a>',
            [("the Post reported", "https://fenland.example/2024/04/03/board-was-told-of-silt")],
        ),
        ('<a href="https://tarn.example/a">one</a><a href="https://tarn.example/b">two</a>', [("one", "https://tarn.example/a"), ("two", "https://tarn.example/b")]),
        ('in <a href="https://tarn.example/">a letter</a>', []),
        ('in <a href="https://tarn.example">a letter</a>', []),
        ('in <a href="ftp://tarn.example/silt">a letter</a>', []),
        ('in <a href="javascript:alert(1)">a letter</a>', []),
        ('in <a href="mailto:ann@tarn.example">a letter</a>', []),
        ('in <a href="#silt">a letter</a>', []),
        ('in <a href="/2024/04/12/lock.html#silt">a letter of theirs</a>', []),
        ('in <a href="http://[tarn/silt">a letter</a>', []),
        ('of <a href="/topics/2024-the-year-of-silt">silt and sand together</a>', []),
        ('of <a href="/2024/03/02/board-asks-for-money.html">silt</a>', []),
        ('of <a href="https://canal.fenland.example/2024/03/02/board-asks">silt</a>', []),
        ('of <a href="https://notfenland.example/2024/03/02/board-asks">silt</a>', [("silt", "https://notfenland.example/2024/03/02/board-asks")]),
        ('by <a rel="author" href="https://tarn.example/ann-lee">Ann Lee</a>', []),
        ('by <a href="https://tarn.example/authors/ann-lee">Ann Lee</a>', []),
        ('by <a href="https://twitter.com/annlee">Ann Lee</a>', []),
        ('by <a href="https://twitter.com/annlee/status/17">Ann Lee</a>', [("Ann Lee", "https://twitter.com/annlee/status/17")]),
        ('see <a href="https://www.facebook.com/sharer/sharer.php?u=x">this</a>', []),
        ('for <a href="https://www.amazon.com/dp/B07W9">a boat</a>', []),
        ('for <a href="https://tarn.example/silt" rel="sponsored nofollow">a boat</a>', []),
        ('in <a href="https://tarn.example/silt"><img src="a.png" alt="a letter"></a>', []),
    ],
)  # fmt: skip
def test_a_link_counts_where_it_leads_to_a_document_of_another_or_to_an_article(
    words: str, found: list[tuple[str, str]]
) -> None:
    assert _on_page(words) == found


def test_without_a_page_s_address_only_whole_addresses_count() -> None:
    page = f"<html><body><article><h1>Lock shut</h1><p>{STORY[0]} It is <a href='/2024/03/02/bent.html'>reported here</a> and <a href='https://tarn.example/bent'>there</a>.</p><p>{STORY[1]}</p></article></body></html>"
    assert _links(_read(page, "a.html")) == [("there", "https://tarn.example/bent")]


def test_markdown_s_links_and_plain_addresses_count_in_the_body() -> None:
    text = (
        f'# Lock to stay shut\n\n{STORY[0]}\n\nDivers had warned of it, [a letter to the board](https://tarn.example/silt_(canal) "Silt") says;'
        " more of it at https://tarn.example/more. Minutes (https://tarn.example/minutes), too, and www.tarn.example/none.\n\n"
        "![The gate. Photo: Ines Arvo](https://fenland.example/gate.jpg)\n\n"
        f"{STORY[1]}\n\n[Back to the front page of the canal](https://fenland.example/canal/2024)\n"
    )
    assert _links(_read(text, "a.md")) == [
        ("a letter to the board", "https://tarn.example/silt_(canal)"),
        ("https://tarn.example/more", "https://tarn.example/more"),
        ("https://tarn.example/minutes", "https://tarn.example/minutes"),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[Five crossings to try](https://tarn.example/five)", []),
        ("• [Five crossings to try](https://tarn.example/five).", []),
        ("Read [five crossings to try](https://tarn.example/five)", ["five crossings to try"]),
        ("[Five crossings](https://tarn.example/five) are to be tried", ["Five crossings"]),
    ],
)
def test_a_link_that_is_all_of_its_paragraph_leads_on_and_is_no_source(line: str, found: list[str]) -> None:
    text = f"{STORY[0]}\n{line}\n{STORY[1]}\n"
    links = find_links(text, (Region(kind=RegionKind.BODY, start=0, end=len(text)),), None)
    assert [text[link.start : link.end] for link in links] == found


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["silt ", "\n ", "&nbsp;", "<br>", "<b>", "</b>", "\u200b", '<a href="https://t.example/x">', "</a>", "<p>", "é"]),
        max_size=20,
    )
)  # fmt: skip
def test_wherever_a_link_stands_its_words_begin_and_end_with_something_to_see(parts: list[str]) -> None:
    page = f"<html><body><article><h1>Lock</h1><p>{STORY[0]}</p><p>{STORY[1]} It is {''.join(parts)} here.</p></article></body></html>"
    article = _read(page, "a.html")
    assert all(article.text[link.start : link.end].strip() == article.text[link.start : link.end] != "" for link in article.links)  # fmt: skip


SAID = "The lower lock will stay shut until the autumn, the canal board said on Friday, and boats must turn back"
NOTED = [
    pytest.param(
        '<sup id="r1"><a href="#c1">[1]</a></sup>',
        '<ol class="references"><li id="c1"><a href="#r1">^</a> <cite>Lee, Ann (3 May 2024). <a href="https://tarn.example/silt">"Silt bends the gate"</a>. <i>Tarn Herald</i>.</cite></li></ol>',
        "[1]",
        id="encyclopedia",
    ),
    pytest.param(
        '<sup id="r"><a href="#fn:1" role="doc-noteref">1</a></sup>',
        '<div class="footnotes"><hr><ol><li id="fn:1"><p><a href="https://tarn.example/silt">Silt bends the gate</a>, Tarn Herald, 3 May 2024 <a href="#r">↩</a></p></li></ol></div>',
        "¹",
        id="from Markdown",
    ),
    pytest.param(
        "<sup>1</sup>",
        "<h3>Sources</h3><p><sup>1</sup> “Silt bends the gate” Tarn Herald, 3 May 2024, https://tarn.example/silt</p>",
        "¹",
        id="paragraphs",
    ),
    pytest.param(
        '<a class="note" href="#n1">1</a>',
        '<div id="n1">1. Ann Lee, <a href="https://tarn.example/silt">Silt bends the gate</a>, Tarn Herald, 3 May 2024.</div>',
        "¹",
        id="raised by style",
    ),
]


@pytest.mark.parametrize(("cited", "notes", "written"), NOTED)
def test_notes_of_pages_of_every_make_are_resolved(cited: str, notes: str, written: str) -> None:
    page = f"<html><body><article><h1>Lock shut</h1><p>{SAID}.{cited} {SAID.replace('lower', 'upper')}.</p><p>{SAID}, for now.</p>{notes}</article></body></html>"
    article = _read(page, "a.html")
    (note,) = article.footnotes
    assert (note.marker, note.title, note.publisher, note.url) == (
        "1",
        "Silt bends the gate",
        "Tarn Herald",
        "https://tarn.example/silt",
    )
    (marker,) = find_markers(article, 0, note.start - 1)
    assert article.text[marker.start : marker.end] == written
    kinds = {region.kind for region in article.regions if region.start <= note.start < region.end}
    assert kinds == {RegionKind.REFERENCES}


def test_a_number_that_leads_to_comments_or_pictures_makes_no_note_of_them() -> None:
    page = (
        f'<html><body><article><h1>Lock shut</h1><p>{SAID}. <a href="#comments">12</a> <a href="#picture">1</a></p><p>{SAID}, for now.</p>'
        f'<div id="picture"><p>{SAID.replace("lower", "upper")}.</p></div><div id="comments"><p>They are closed.</p></div></article></body></html>'
    )
    article = _read(page, "a.html")
    assert article.footnotes == ()
    assert RegionKind.REFERENCES not in {region.kind for region in article.regions}
