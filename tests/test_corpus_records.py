"""Exports read record by record: what each line gives, and what is wrong with those that give nothing."""

import io
import itertools
import json
from datetime import date

import pytest

from corpus.article import Article, Form, How, RegionKind
from corpus.complaints import SHOWN
from corpus.errors import Refused
from corpus.fields import Fields, FieldsMisnamed
from corpus.origin import Origin
from corpus.records import read_json_lines

ORIGIN = Origin(source="export.jsonl", file="export.jsonl", sha256="ab")
TITLE = "Harbour Town council votes to build new bridge"
TEXT = (
    "The council of Harbour Town voted on Monday to build a new bridge across the Lune, ending a dispute of nine years.\n\n"
    "The bridge will cost 40 million dollars and be finished in three years, the engineers told the council.\n"
)


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
        assert one.regions[0].start == 0
        assert one.regions[-1].end == len(one.text)
        assert all(first.end == second.start for first, second in itertools.pairwise(one.regions))
        assert TEXT.strip() in "".join(
            one.text[region.start : region.end] for region in one.regions if region.kind is RegionKind.BODY
        )
