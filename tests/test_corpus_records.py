"""Exports read record by record: what each line gives, and what is wrong with those that give nothing."""

import io
import itertools
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, Form, How, Region, RegionKind
from corpus.errors import Refused
from corpus.exports.complaints import SHOWN
from corpus.exports.fields import Fields, FieldsMisnamed
from corpus.exports.json_items import read_items
from corpus.exports.record_lines import read_record_lines
from corpus.exports.records import read_json, read_json_array, read_json_lines
from corpus.limits import MAX_BYTES
from corpus.origin import Origin
from corpus.pages.json_ld import Json

ORIGIN = Origin(source="export.jsonl", file="export.jsonl", sha256="ab")
TITLE = "Harbour Town council votes to build new bridge"
TEXT = (
    "The council of Harbour Town voted on Monday to build a new bridge across the Lune, ending a dispute of nine years.\n\n"
    "The bridge will cost 40 million dollars and be finished in three years, the engineers told the council.\n"
)
P = TEXT.partition("\n")[0]


def read(*lines: object, fields: Fields | None = None) -> list[Article | Refused]:
    """What is read of lines: bytes as they are, other values written in JSON."""
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return list(read_json_lines(io.BytesIO(b"\n".join(written)), ORIGIN, fields))


def article(*lines: object, fields: Fields | None = None) -> Article:
    (one,) = read(*lines, fields=fields)
    assert isinstance(one, Article), one
    return one


def reason(*lines: object) -> str:
    (one,) = read(*lines)
    assert isinstance(one, Refused), one
    return f"{one.source} {one.reason}"


def test_a_line_gives_its_title_and_its_text_exactly_as_they_were_decoded() -> None:
    one = article({"title": TITLE, "text": TEXT, "published": "2024-06-03", "url": "https://example.com/a"})
    assert one.text == f"{TITLE}\n\n{TEXT}"
    assert [(region.kind, one.text[region.start : region.end]) for region in one.regions] == [
        (RegionKind.TITLE, f"{TITLE}\n\n"),
        (RegionKind.BODY, TEXT),
    ]
    assert (one.source, one.file, one.container, one.of) == ("export.jsonl:1", "export.jsonl", "export.jsonl", Form.EXTRACTED)  # fmt: skip
    assert (one.title, one.published, one.url, one.sha256) == (TITLE, date(2024, 6, 3), "https://example.com/a", "ab")
    assert (one.provenance.title, one.provenance.published, one.provenance.byline) == (How.FIELD, How.FIELD, None)


def test_a_bad_line_in_the_middle_is_named_and_the_rest_is_read() -> None:
    good = {"title": TITLE, "text": TEXT}
    out = read(good, b'{"title": "cut of', b"", good)
    assert [one.source for one in out] == ["export.jsonl:1", "export.jsonl:2", "export.jsonl:4"]
    assert isinstance(out[1], Refused)
    assert out[1].reason == "is JSON that breaks off"


def test_thousands_of_bad_lines_are_counted_and_not_told_one_by_one() -> None:
    out = read(*[b"[]"] * 832, *[{"id": number} for number in range(25)], {"text": TEXT})
    told = [one for one in out if isinstance(one, Refused)]
    assert len(told) == 2 * SHOWN + 1
    assert (told[-1].source, told[-1].reason) == (
        "export.jsonl",
        "and 812 more lines that can't be read, 5 more lines without text to cite",
    )
    assert len({one.source for one in out}) == len(out)


def test_a_file_may_have_a_mark_or_be_in_utf_16_or_an_old_encoding() -> None:
    line = json.dumps({"title": "Café", "text": TEXT}, ensure_ascii=False)
    for data in (
        b"\xef\xbb\xbf" + line.encode(),
        line.encode("utf-16"),
        line.encode("utf-16-be"),
        line.encode("utf-32"),
        line.encode("cp1252"),
    ):
        (one,) = read_json_lines(io.BytesIO(data), ORIGIN)
        assert isinstance(one, Article)
        assert one.text == f"Café\n\n{TEXT}"


def test_fields_that_a_user_names_come_first() -> None:
    fields = Fields.parse(["text=Volltext", "title=meta.titel"])
    one = article({"meta": {"titel": TITLE}, "Volltext": TEXT, "text": "Teaser."}, fields=fields)
    assert one.text == f"{TITLE}\n\n{TEXT}"
    with pytest.raises(FieldsMisnamed, match=r"field 'body=' is not of the form FACT=NAME, FACT one of text, title,"):
        Fields.parse(["body="])


def test_regions_cover_the_text_whatever_the_title_is() -> None:
    for title in ("# Marked", "---", "Title: x", "  a\n b ", "“Why?”", "1. One", "By Jane Roe", "Advertisement", TEXT):
        one = article({"title": title, "text": TEXT})
        shown = " ".join(title.split())
        assert one.text == f"{shown}\n\n{TEXT}"
        assert one.regions[0] == Region(kind=RegionKind.TITLE, start=0, end=one.regions[0].end)
        assert one.regions[-1].end == len(one.text)
        assert all(first.end == second.start for first, second in itertools.pairwise(one.regions))
        assert TEXT.strip() in "".join(
            one.text[region.start : region.end] for region in one.regions if region.kind is RegionKind.BODY
        )


JSON = Origin(source="saved.json", file="saved.json", sha256="ab")
ONE = {"title": TITLE, "text": TEXT}


def told(document: object) -> list[str]:
    """Sources of articles, and of refusals with their reasons."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return [one.source if isinstance(one, Article) else f"{one.source} {one.reason}" for one in read_json(data, JSON)]


@pytest.mark.parametrize(
    ("document", "sources"),
    [
        (ONE, ["saved.json"]),
        ([ONE, ONE], ["saved.json!/1", "saved.json!/2"]),
        ({"status": "ok", "totalResults": 2, "articles": [ONE, ONE]}, ["saved.json!/1", "saved.json!/2"]),
        ({"hits": {"total": 2, "hits": [{"_id": "a", "_source": ONE}, {"_id": "b", "_source": ONE}]}}, ["saved.json!/1", "saved.json!/2"]),
        ({"response": {"status": "ok", "docs": [ONE]}}, ["saved.json!/1"]),
        ({"rss": {"channel": {"title": "News", "item": [ONE]}}}, ["saved.json!/1"]),
        ({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [ONE]}, ["saved.json!/1"]),
        ({"content": [ONE, ONE], "page": 1}, ["saved.json!/1", "saved.json!/2"]),
        ({"title": "News of May", "content": [ONE, ONE]}, ["saved.json!/1", "saved.json!/2"]),
        ({"a1": ONE, "a2": ONE}, ["saved.json!/1", "saved.json!/2"]),
        ({"title": TITLE, "paragraphs": [{"text": TEXT}, {"text": TEXT}]}, ["saved.json"]),
        ({"title": TITLE, "text": TEXT, "articles": [ONE]}, ["saved.json"]),
        ({"article": ONE}, ["saved.json"]),
    ],
)  # fmt: skip
def test_a_document_is_an_article_or_holds_a_list_of_them(document: object, sources: list[str]) -> None:
    assert told(document) == sources


@pytest.mark.parametrize(
    ("document", "refusals"),
    [
        ([], ["saved.json is an empty list"]),
        ({}, ["saved.json has no field of a name known to hold a text; its fields are none: name the right one with --field text=NAME"]),
        ({"name": "pressmark", "version": 1}, ["saved.json has no field of a name known to hold a text; its fields are 'name', 'version': name the right one with --field text=NAME"]),
        ({"text": ""}, ["saved.json has nothing in its field 'text'"]),
        ({"text": "Home\nLog in\nShare on Facebook"}, ["saved.json has no sentence to cite: only menu lines, captions, comments and the like"]),
        (7, ["saved.json is no object with fields"]),
        ([ONE, "x", None, ONE], ["saved.json!/1", "saved.json!/2 is no object with fields", "saved.json!/3 is no object with fields", "saved.json!/4"]),
        ({"text": f"\ud83d {TEXT}"}, ["saved.json holds half a character (\\ud83d, a surrogate without its pair), which is no text"]),
        ({"text": TEXT, "author": "Jane \udc00 Roe"}, ["saved.json holds half a character (\\udc00, a surrogate without its pair), which is no text"]),
        ({"text": f"\0 {TEXT}"}, ["saved.json holds the character NUL (\\u0000), which no text does"]),
        (b'{"text": "a", "text": "b"}', ["saved.json has the field 'text' twice, with different values"]),
        (b"", ["saved.json is JSON that breaks off"]),
        (b'{"text": "a"', ["saved.json is JSON that breaks off"]),
        (b'{\n"text": "a"}\n{"text": "b"}', ["saved.json is no JSON: something after its end, line 3, column 1"]),
        (b"{'text': 'a'}", ["saved.json is no JSON: expecting property name enclosed in double quotes, column 2"]),
        (b'{"a":' * 200_000, ["saved.json is JSON with values inside one another too deep to be read"]),
        (b"[" * 200_000, ["saved.json is JSON with values inside one another too deep to be read"]),
        (b'{"text": 1' + b"0" * 5000 + b"}", ["saved.json is JSON that can't be read: Exceeds the limit (4300 digits) for integer string conversion: value has 5001 digits; use sys.set_int_max_str_digits() to increase the limit"]),
    ],
    ids=range(18),
)  # fmt: skip
def test_a_document_without_an_article_says_what_it_lacks(document: object, refusals: list[str]) -> None:
    assert told(document) == refusals


def test_what_programs_write_for_nothing_is_nothing() -> None:
    (one,) = read_json(b'{"title": NaN, "text": "%s", "url": Infinity, "published": null}' % TEXT.encode(), JSON)
    assert isinstance(one, Article)
    assert (one.title, one.url, one.published) == (None, None, None)


def test_a_document_of_one_record_a_line_is_read_line_by_line() -> None:
    line = json.dumps(ONE).encode()
    assert told(line + b"\n" + line[:40] + b"\n" + line) == [
        "saved.json:1",
        "saved.json:2 is JSON that breaks off",
        "saved.json:3",
    ]


def test_fields_twice_with_the_same_value_do_no_harm() -> None:
    assert told(b'[{"text": "%s", "id": 1, "id": 1}]' % json.dumps(TEXT)[1:-1].encode()) == ["saved.json!/1"]


def test_a_list_that_breaks_off_gives_what_stands_before_and_where_it_ends() -> None:
    data = json.dumps([ONE, ONE, ONE], indent=1).encode()
    assert told(data[: len(data) - 100]) == [
        "saved.json!/1",
        "saved.json!/2",
        "saved.json is JSON that breaks off in line 12; what follows record 2 is not read",
    ]
    assert told(data.replace(b"},\n", b"}\n").replace(b"}\n]", b"},\n]")) == [f"saved.json!/{n}" for n in (1, 2, 3)]
    assert told(data + b"\n[]")[3:] == [
        "saved.json goes on after its list has ended; what follows record 3 is not read"
    ]


def test_bytes_that_are_no_text_cost_one_record_and_an_old_encoding_none() -> None:
    line = json.dumps([{"title": "Café", "text": TEXT}] * 2, ensure_ascii=False)
    assert told(line.encode().replace(b"\xc3\xa9", b"\xe9").replace(b"\xe9", b"\xc3\xa9", 1)) == [
        "saved.json!/1",
        "saved.json!/2 is not UTF-8, as what is before it is: byte 15",
    ]
    for encoding in ("cp1252", "utf-16", "utf-16-le", "utf-8-sig"):
        one, two = read_json(line.encode(encoding), JSON)
        assert isinstance(one, Article)
        assert isinstance(two, Article)
        assert one.text == two.text == f"Café\n\n{TEXT}"


class Slow(io.BytesIO):
    """Some bytes that come a few at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._step if size is None or size < 0 else min(size, self._step))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), max_size=5), st.integers(1, 40), st.booleans()
)
def test_a_list_gives_its_items_however_its_bytes_come(items: list[Json], step: int, ascii: bool) -> None:
    data = json.dumps(items, ensure_ascii=ascii, indent=1 if step % 2 else None).encode()
    assert list(read_items(Slow(data, step))) == items


@given(st.lists(st.binary(max_size=20), max_size=9), st.integers(1, 7), st.integers(1, 20))
def test_lines_are_those_of_the_bytes_less_those_too_long(pieces: list[bytes], step: int, limit: int) -> None:
    data = b"{" + b"\n".join(pieces).replace(b"\0", b"")
    lines = data.split(b"\n")
    if not lines[-1]:
        lines.pop()
    read_ = list(read_record_lines(Slow(data, step), limit))
    assert [line.number for line in read_] == list(range(1, len(lines) + 1))
    assert [line.data for line in read_] == [line if len(line) <= limit else None for line in lines]


def test_a_line_past_the_limit_is_named_and_not_held() -> None:
    class Endless(io.RawIOBase):
        """A line of 200 MB between two articles."""

        left = 800

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1, /) -> bytes:
            self.left -= 1
            line = json.dumps(ONE).encode()
            return {799: line + b"\n", 0: b"\n" + line}.get(self.left, b"x" * 262_144 if self.left > 0 else b"")

    tracemalloc.start()
    out = list(read_json_lines(cast(BinaryIO, Endless()), ORIGIN))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [one.source for one in out] == ["export.jsonl:1", "export.jsonl:2", "export.jsonl:3"]
    assert isinstance(out[1], Refused)
    assert out[1].reason == "is longer than 20 MB, the most that is read as one article"
    assert peak < 2.5 * MAX_BYTES


@pytest.mark.parametrize("reader", [read_json_lines, read_json_array])
def test_memory_does_not_grow_with_an_export(reader: Callable[..., Iterator[Article | Refused]]) -> None:
    def peak(count: int) -> int:
        line = json.dumps({"id": "x" * 5000}).encode()
        joined = (b"\n" if reader is read_json_lines else b",").join([line] * count)
        stream = io.BytesIO(joined if reader is read_json_lines else b"[" + joined + b"]")
        del joined
        tracemalloc.start()
        assert sum(isinstance(one, Refused) for one in reader(stream, ORIGIN)) == SHOWN + 1
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    assert peak(4000) < 1.2 * peak(500)


@pytest.mark.parametrize(
    ("text", "shown", "kinds"),
    [
        (f"<p>{P}</p><h2>What next</h2><p>{P}</p>", f"{TITLE}\n\n{P}\n\nWhat next\n\n{P}", "title body heading body"),
        (f"{P}\n\n{P} <em>Yes</em>, it said.", f"{TITLE}\n\n{P}\n\n{P} Yes, it said.", "title body"),
        (f"&lt;p&gt;{P}&lt;/p&gt;&lt;p&gt;{P}&lt;/p&gt;", f"{TITLE}\n\n{P}\n\n{P}", "title body"),
        (f"{P} It&#8217;s so &amp; so.", f"{TITLE}\n\n{P} It’s so & so.", "title body"),
        (f"{P} AT&T is < 3 and > 2.", f"{TITLE}\n\n{P} AT&T is < 3 and > 2.", "title body"),
        (f"{P} It said th… [+4310 chars]", f"{TITLE}\n\n{P} It said th… [+4310 chars]", "title body navigation"),
        (f"{TITLE}\n\n{P}", f"{TITLE}\n\n{P}", "title body"),
        (f"\r\n{TITLE.upper()}\r\n\r\n{P}", f"\r\n{TITLE.upper()}\r\n\r\n{P}", "title body"),
    ],
)  # fmt: skip
def test_html_is_read_as_a_page_and_a_plain_text_stays_as_it_is(text: str, shown: str, kinds: str) -> None:
    one = article({"title": TITLE, "text": text})
    assert one.text == shown
    assert " ".join(region.kind for region in one.regions) == kinds


def test_links_of_html_are_kept_with_their_words() -> None:
    one = article({"title": TITLE, "url": "https://h.example/1", "text": f"<p>{P} That is what <a href='https://x.example/2023/06/a-study-of-bridges'>a study</a> said in 2023.</p>"})  # fmt: skip
    assert [(one.text[link.start : link.end], link.url) for link in one.links] == [("a study", "https://x.example/2023/06/a-study-of-bridges")]  # fmt: skip


def test_a_day_in_utc_gives_way_to_the_one_beside_it_in_the_address() -> None:
    one = article({"text": TEXT, "date": "2024-06-04T01:00:00Z", "url": "https://h.example/2024/06/03/bridge"})
    assert (one.published, one.provenance.published) == (date(2024, 6, 3), How.ADDRESS)


def test_an_agency_that_a_text_names_is_not_the_publisher_of_another_sites_article() -> None:
    text = f"By Jane Roe, Reuters\n\n{TEXT}"
    assert article({"title": TITLE, "text": text}).publisher == "Reuters"
    assert article({"title": TITLE, "text": text, "url": "https://www.reuters.com/a"}).publisher == "Reuters"
    one = article({"title": TITLE, "text": text, "url": "https://harbour.example/a"})
    assert (one.publisher, one.provenance.publisher, one.outlet, one.byline) == (
        None,
        None,
        "harbour.example",
        "Jane Roe",
    )
