"""Export of an answer's citations: read back by other parsers, every field is what it was."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from qa.exports.csl import StyleUnusable
from qa.exports.exports import export
from qa.exports.formats import MEDIA_TYPES, ExportFormat
from qa.exports.references import CitationMissing, list_references
from qa.reply import (
    Answer,
    Citation,
    LibraryState,
    NoAnswer,
    RankedPassage,
    Reply,
    Retrievers,
    Statement,
    StatementCitation,
    Upstream,
)

LAMP = Citation(
    number=1,
    id="x",
    source="harbour/lamp.txt",
    start=300,
    end=420,
    lines=(6, 8),
    quote="…",
    sha256="ab" * 32,
    text_sha256="cd" * 32,
    title="Red lamp goes dark: 100% of the & {pier}",
    byline="Ines Arvo and Jan van der Berg Jr.",
    publisher="Kvitnes Gazette",
    published=date(2024, 3, 2),
    language="en",
    url="https://gazette.example.com/red_lamp?a=1&b=2",
    formatted="…",
)
BARE = replace(
    LAMP,
    number=2,
    source="export.jsonl:204",
    of="extracted text",
    text_sha256="ef" * 32,
    title=None,
    byline=None,
    publisher=None,
    published=None,
    language=None,
    url=None,
)


def quoting(citation: Citation, words: str = "The work costs 41,000 crowns.[1]", **more: object) -> Statement:
    place = StatementCitation(number=citation.number, start=350, end=382, lines=(8, 8))
    return Statement(text=words, citations=(replace(place, **more),))  # type: ignore[arg-type]


def replying(citations: list[Citation], statements: list[Statement]) -> Reply:
    return Reply(
        question="How much?",
        asked_on=date(2024, 5, 1),
        answer=Answer(text="…", statements=tuple(statements)) if statements else None,
        no_answer=None if statements else NoAnswer(reason="…"),
        confidence=0.8,
        passages=tuple(
            RankedPassage(rank=one.number, score=0.5, retrievers=Retrievers(), citation=one) for one in citations
        ),
        library=LibraryState(generation=1, articles=1, passages=1, model="m"),
        took_ms=1.0,
    )


MINUTES = Upstream(
    kind="footnote", start=0, end=3, marker="1", title="Minutes", publisher="Harbour board", published=date(2024, 2, 28)
)
LINK = "https://gazette.example.com/red_lamp?a=1&b=2#:~:text=The%20work"
ANSWERED = replying([LAMP, BARE], [quoting(LAMP, deep_link=LINK, upstream=(MINUTES,)), quoting(BARE, "So it is.")])
NOTE = f"“The work costs 41,000 crowns.[1]” harbour/lamp.txt, line 8, characters 350–382, sha256 {'ab' * 32}, {LINK}"
NAMED = "Source named by the article: [1] “Minutes”, Harbour board, 28 February 2024"


# other parsers


def read_bibtex(text: str) -> dict[str, Entry]:
    return dict(parse_string(text, "bibtex").entries)


_LATEX = get_default_latex_context_db().filter_context(exclude_categories=["nonascii-specials"])
_LATEX.add_context_category(
    "of LaTeX's kernel",
    macros=[
        MacroTextSpec("textbraceleft", "{"),
        MacroTextSpec("textbraceright", "}"),
        MacroTextSpec("textasciicircum", "^"),
    ],
    prepend=True,
)


def latex(entry: Entry, field: str) -> str:
    """What LaTeX would print of a field, but for dashes and quotation marks put together from several characters."""
    reader = LatexNodes2Text(latex_context=_LATEX, math_mode="verbatim", keep_comments=True, strict_latex_spaces=True)
    read: str = reader.latex_to_text(entry.fields[field])
    return read


def read_ris(text: str) -> list[list[tuple[str, str]]]:
    """The records, by the format's own definition: two characters, two spaces, a dash, a space, and the value."""
    records: list[list[tuple[str, str]]] = []
    for line in text.split("\n"):
        if not line:
            continue
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found is not None, line
        if found[1] == "TY":
            records.append([])
        if found[1] != "ER":
            records[-1].append((found[1], found[2]))
    assert text.count("\nER  - ") == len(records)
    return records


# every format


def test_bibtex_has_an_entry_for_each_article_with_the_place_of_its_words() -> None:
    written = export(ANSWERED, ExportFormat.BIBTEX)
    entries = read_bibtex(written)
    lamp, bare = entries.values()
    assert [one.key for one in list_references(ANSWERED)] == list(entries)
    assert (lamp.type, bare.type) == ("article", "misc")
    assert [str(person) for person in lamp.persons["author"]] == ["Arvo, Ines", "van der Berg, Jr., Jan"]
    assert (lamp.persons["author"][1].prelast_names, lamp.persons["author"][1].lineage_names) == (
        ["van", "der"],
        ["Jr."],
    )
    assert latex(lamp, "title") == LAMP.title
    assert "title = {{Red lamp goes dark: 100\\% of the \\& \\textbraceleft{}pier\\textbraceright{}}}," in written
    assert latex(lamp, "journal") == "Kvitnes Gazette"
    assert (lamp.fields["year"], lamp.fields["month"], lamp.fields["day"]) == ("2024", "March", "2")
    assert lamp.fields["url"] == LAMP.url
    assert latex(lamp, "annote") == f"{NOTE}; {NAMED}"
    assert set(bare.fields) == {"annote"}
    assert "export.jsonl:204, line 8 of its extracted text, characters 350–382" in latex(bare, "annote")


def test_ris_has_a_record_for_each_article_with_the_place_of_its_words() -> None:
    lamp, bare = read_ris(export(ANSWERED, ExportFormat.RIS))
    assert lamp == [
        ("TY", "NEWS"),
        ("ID", list_references(ANSWERED)[0].key),
        ("AU", "Arvo, Ines"),
        ("AU", "van der Berg, Jan, Jr."),
        ("TI", LAMP.title),
        ("T2", "Kvitnes Gazette"),
        ("PY", "2024"),
        ("DA", "2024/03/02"),
        ("LA", "en"),
        ("UR", LAMP.url),
        ("N1", NOTE),
        ("N1", NAMED),
    ]
    assert [tag for tag, _ in bare] == ["TY", "ID", "N1"]


def test_csl_json_has_an_item_for_each_article_with_the_place_of_its_words() -> None:
    lamp, bare = json.loads(export(ANSWERED, ExportFormat.CSL_JSON))
    assert lamp == {
        "id": list_references(ANSWERED)[0].key,
        "type": "article-newspaper",
        "title": LAMP.title,
        "author": [
            {"family": "Arvo", "given": "Ines"},
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der", "suffix": "Jr."},
        ],
        "container-title": "Kvitnes Gazette",
        "issued": {"date-parts": [[2024, 3, 2]]},
        "language": "en",
        "URL": LAMP.url,
        "archive_location": "harbour/lamp.txt, line 8",
        "note": f"{NOTE}\n{NAMED}",
    }
    assert set(bare) == {"id", "type", "archive_location", "note"}


def test_a_bibliography_reads_as_its_style_has_it(tmp_path: Path) -> None:
    assert export(ANSWERED, ExportFormat.BIBLIOGRAPHY).splitlines() == [
        "Ines Arvo and Jan van der Berg Jr., “Red lamp goes dark: 100% of the & {pier}”, Kvitnes Gazette, 2 March 2024, "
        "https://gazette.example.com/red_lamp?a=1&b=2, harbour/lamp.txt, line 8.",
        "n.d., export.jsonl:204, line 8 of its extracted text.",
    ]
    house = (Path(__file__).parents[1] / "qa/exports/house.csl").read_text()
    other = tmp_path / "other.csl"
    other.write_text(
        house.replace('<text variable="container-title"/>', '<text variable="container-title" prefix="In: "/>')
    )
    assert ", In: Kvitnes Gazette, " in export(ANSWERED, ExportFormat.BIBLIOGRAPHY, style=other)


def test_markup_in_a_title_is_no_markup_of_the_bibliography() -> None:
    title = 'The <span class="nocase">lock</span>, <span class="nocase">again'
    citation = replace(LAMP, title=title)
    assert f"“{title}”" in export(replying([citation], [quoting(citation)]), ExportFormat.BIBLIOGRAPHY)


@pytest.mark.parametrize("text", ["no XML", "<style/>", '<style xmlns="http://purl.org/net/xbiblio/csl"/>'])
def test_what_is_no_style_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.csl").write_text(text)
    with pytest.raises(StyleUnusable, match=r"odd\.csl' is "):
        export(ANSWERED, ExportFormat.BIBLIOGRAPHY, style=tmp_path / "odd.csl")
    with pytest.raises(StyleUnusable, match=r"gone\.csl' is no CSL style"):
        export(ANSWERED, ExportFormat.BIBLIOGRAPHY, style=tmp_path / "gone.csl")


@pytest.mark.parametrize(("form", "empty"), [("bibliography", ""), ("bibtex", ""), ("ris", ""), ("csl-json", "[]\n")])
def test_declining_gives_an_empty_document_whatever_was_found(form: str, empty: str) -> None:
    assert export(replying([LAMP], []), ExportFormat(form)) == empty


def test_every_format_has_a_media_type() -> None:
    assert MEDIA_TYPES.keys() == set(ExportFormat)


# which articles, and their keys


def test_an_article_quoted_twice_is_one_entry_with_both_places() -> None:
    second = replace(LAMP, number=2, start=600, end=700, lines=(12, 12))
    twice = replying(
        [LAMP, second], [quoting(LAMP), quoting(second, "It is so.", start=610, lines=(12, 12)), quoting(LAMP)]
    )
    (reference,) = list_references(twice)
    assert reference.places == ("harbour/lamp.txt, line 8", "harbour/lamp.txt, line 12")
    assert [note.partition("”")[0] for note in reference.notes] == ["“The work costs 41,000 crowns.[1]", "“It is so."]


def test_the_same_article_in_two_files_is_one_entry_and_one_of_another_outlet_or_text_is_not() -> None:
    copy = replace(LAMP, number=2, source="copies/lamp.txt")
    (reference,) = list_references(replying([LAMP, copy], [quoting(LAMP), quoting(copy)]))
    assert reference.places == ("harbour/lamp.txt, line 8", "copies/lamp.txt, line 8")
    for other in (replace(LAMP, number=2, publisher="Fenland Post"), replace(LAMP, number=2, text_sha256="00" * 32)):
        first, second = list_references(replying([LAMP, other], [quoting(LAMP), quoting(other)]))
        assert first.key != second.key


def test_words_of_a_file_that_has_changed_are_said_to_be() -> None:
    stale = replace(LAMP, stale=True)
    (reference,) = list_references(replying([stale], [quoting(stale)]))
    assert reference.notes[0].endswith(f"sha256 {'ab' * 32}; the file is no longer what was indexed")


def test_the_day_of_a_change_is_noted_where_it_is_not_that_of_publication() -> None:
    for updated, noted in ((date(2024, 3, 5), ["Updated 5 March 2024"]), (LAMP.published, []), (None, [])):
        changed = replace(LAMP, updated=updated)
        (reference,) = list_references(replying([changed], [quoting(changed)]))
        assert list(reference.notes[1:]) == noted


def test_only_what_statements_cite_is_exported() -> None:
    assert [one.title for one in list_references(replying([LAMP, BARE], [quoting(LAMP)]))] == [LAMP.title]


def test_a_key_is_the_same_whatever_else_is_cited_and_names_author_and_year() -> None:
    alone = list_references(replying([LAMP], [quoting(LAMP)]))[0].key
    assert list_references(ANSWERED)[0].key == alone
    assert re.fullmatch(r"arvo2024-[0-9a-f]{6}", alone)


@pytest.mark.parametrize(
    ("byline", "publisher", "published", "start"),
    [
        ("Étienne Ødegård-Marchal", "Post", date(2023, 1, 1), "degardmarchal2023-"),
        (None, "Tarn Herald", date(2023, 1, 1), "tarnherald2023-"),
        ("Reuters", "Tarn Herald", None, "reuters-"),
        ("李明", None, date(2023, 1, 1), "article2023-"),
        (None, None, None, "article-"),
    ],
)
def test_a_key_is_ascii_whatever_is_known(
    byline: str | None, publisher: str | None, published: date | None, start: str
) -> None:
    citation = replace(LAMP, byline=byline, publisher=publisher, published=published)
    (reference,) = list_references(replying([citation], [quoting(citation)]))
    assert reference.key.startswith(start)
    assert re.fullmatch(r"[a-z0-9-]+", reference.key)


def test_a_statement_without_its_passage_is_said() -> None:
    with pytest.raises(CitationMissing, match="a statement cites passage 2, which the reply does not have"):
        export(replying([LAMP], [quoting(BARE)]), ExportFormat.RIS)


# whatever an article says

TRAPS = [
    *"\\{}%&$#_~^\"'@,=`<>|- \n\r\t\x00\x1b\x85\u2028\u202e\u2066\u200f\ufeff\ufffe🛟é",
    "\n}\n@misc{x,",
    "\nER  - ",
    "\\item{",
]
TRAPS += ['<span class="nocase">', "</span>", "<b>", "\\{", "{\\", " and ", "--", "''", "“", ". ", ",, ", "A", "word"]
NASTY = st.lists(st.one_of(st.sampled_from(TRAPS), st.text(max_size=4)), max_size=8).map("".join)


def plain(text: str) -> str:
    """What any format can carry of a text."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", "\ufffd", " ".join(text.split()))


@given(title=NASTY, publisher=NASTY, words=NASTY, byline=NASTY, source=NASTY)
def test_any_title_outlet_byline_and_quote_come_back_from_every_format(
    title: str, publisher: str, words: str, byline: str, source: str
) -> None:
    citation = replace(LAMP, title=title, publisher=publisher, byline=byline, source=source)
    reply = replying([citation], [quoting(citation, words)])
    (reference,) = list_references(reply)
    place = plain(f"{source}, line 8" if source else "line 8")
    note = f"“{plain(words)}” {place}, characters 350–382, sha256 {'ab' * 32}"

    (item,) = json.loads(export(reply, ExportFormat.CSL_JSON))
    assert (item.get("title", ""), item.get("container-title", "")) == (plain(title), plain(publisher))
    assert item["note"] == note

    (record,) = read_ris(export(reply, ExportFormat.RIS))
    told = dict(record)
    assert (told.get("TI", ""), told.get("T2", "")) == (plain(title), plain(publisher))
    assert told["N1"] == note
    assert sum(tag == "AU" for tag, _ in record) == len(reference.authors)

    (entry,) = read_bibtex(export(reply, ExportFormat.BIBTEX)).values()
    for field, value in (("title", plain(title)), ("journal", plain(publisher)), ("annote", note)):
        assert (latex(entry, field) if value else entry.fields.get(field, "")) == value
    assert len(entry.persons.get("author", [])) == len(reference.authors)

    (line,) = export(reply, ExportFormat.BIBLIOGRAPHY).split("\n")[:-1]
    assert plain(title) in line
    assert plain(publisher) in line
    assert line.count("2 March 2024, https://gazette.example.com/red_lamp") == 1
