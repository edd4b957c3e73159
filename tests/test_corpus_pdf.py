"""PDFs as they are made in newsrooms, and those that can't be read."""

import io
import itertools
from collections.abc import Callable
from contextlib import suppress
from datetime import date

import pytest
from fpdf import FPDF
from fpdf.enums import AccessPermission, EncryptionMethod
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from corpus.article import Article, Form, How, RegionKind
from corpus.errors import Refused
from corpus.limits import MAX_PDF_PAGES
from corpus.origin import Origin
from corpus.pdfs.pdf import read_pdf
from corpus.pdfs.pdf_lines import DrawsTooMuch, read_lines

ORIGIN = Origin(source="desk/report.pdf", file="desk/report.pdf", sha256="ab")
TITLE = "Harbour Town council votes to build new bridge"
SENTENCES = [
    f"In year {number} the council of Harbour Town heard the engineers, who said that the bridge across the Lune would cost "
    f"{number} million dollars more than the residents had been told before the constitutional vote of that year."
    for number in range(2001, 2031)
]


def sheet(head: str | None = None, foot: str | None = None) -> FPDF:
    """An empty sheet in a serif face, with what stands at the edges of each page."""

    class Sheet(FPDF):
        def header(self) -> None:
            if head:
                self.set_font("Helvetica", size=8)
                self.cell(0, 5, head, new_x="LMARGIN", new_y="NEXT")
                self.ln(6)

        def footer(self) -> None:
            if foot:
                self.set_y(-15)
                self.set_font("Helvetica", size=8)
                self.cell(0, 5, foot.replace("{page}", str(self.page_no())))

    made = Sheet()
    made.add_page()
    made.set_font("Times", size=11)
    return made


def written(made: FPDF, title: str = TITLE, sentences: list[str] = SENTENCES, *, width: float = 0) -> bytes:
    """A headline, a byline, a dateline, and a paragraph of three sentences after another."""
    made.set_font("Times", "B", 20)
    made.multi_cell(width, 9, title, new_x="LMARGIN", new_y="NEXT")
    made.set_font("Times", size=11)
    made.cell(0, 8, "By Jane Roe", new_x="LMARGIN", new_y="NEXT")
    made.cell(0, 8, "June 3, 2024", new_x="LMARGIN", new_y="NEXT")
    for at in range(0, len(sentences), 3):
        made.multi_cell(width, 5, " ".join(sentences[at : at + 3]), new_x="LMARGIN", new_y="NEXT")
        made.ln(4)
    return bytes(made.output())


def article(data: bytes) -> Article:
    (one,) = read_pdf(data, ORIGIN)
    assert isinstance(one, Article), one
    return one


def kinds(one: Article) -> list[tuple[RegionKind, str]]:
    return [(region.kind, one.text[region.start : region.end]) for region in one.regions]


def test_lines_become_paragraphs_whose_sentences_can_be_quoted() -> None:
    one = article(written(sheet()))
    for sentence in SENTENCES:
        assert sentence in one.text
    assert one.text.count("\n\n") == 12
    assert kinds(one)[:3] == [
        (RegionKind.TITLE, f"{TITLE}\n\n"),
        (RegionKind.BYLINE, "By Jane Roe\n\n"),
        (RegionKind.DATELINE, "June 3, 2024\n\n"),
    ]
    assert kinds(one)[3][0] is RegionKind.BODY
    assert len(kinds(one)) == 4
    assert (one.source, one.container, one.of, one.sha256) == ("desk/report.pdf", None, Form.EXTRACTED, "ab")


def test_the_day_is_the_one_that_readers_see_and_never_the_files() -> None:
    one = article(written(sheet()))
    assert (one.title, one.byline, one.published) == (TITLE, "Jane Roe", date(2024, 6, 3))
    assert (one.provenance.published, one.provenance.byline) == (How.DATELINE, How.BYLINE)
    bare = sheet()
    bare.multi_cell(0, 5, " ".join(SENTENCES[:6]))
    one = article(bytes(bare.output()))
    assert PdfReader(io.BytesIO(bytes(bare.output()))).metadata is not None
    assert (one.title, one.byline, one.published, one.provenance.published) == (None, None, None, None)


def test_a_page_begins_where_its_first_words_stand_even_inside_a_paragraph() -> None:
    data = written(sheet("The Harbour Times", "Page {page}"))
    one = article(data)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]
    assert len(one.pages) == len(pages) > 1
    assert one.pages[0] == 0
    for sentence in SENTENCES:
        begin = sentence[:12]
        (page,) = [number for number, text in enumerate(pages, start=1) if begin in text]
        assert one.page(one.text.index(begin)) == page
    second = one.text[one.pages[1] :].split()[:4]
    assert " ".join(second) in pages[1]
    assert sum(one.text.count(sentence) for sentence in SENTENCES) == len(SENTENCES)


def test_what_stands_at_the_edges_of_pages_cuts_no_sentence_and_is_not_lost() -> None:
    one = article(written(sheet("The Harbour Times", "Page {page}")))
    kind, text = kinds(one)[-1]
    assert kind is RegionKind.FOOTER
    assert text.split("\n")[:4] == ["The Harbour Times", "Page 1", "The Harbour Times", "Page 2"]
    assert "Harbour Times" not in one.text[: -len(text)]


def test_words_parted_at_a_lines_end_are_put_together_as_the_text_writes_them() -> None:
    made = sheet()
    lines = (
        "The council said on Monday that the bridge would be built in the consti-",
        "tuency of the north, where a well-known engineer lives, and that the well-",
        "known engineer will plan it for his co-operation with the Anglo-",
        "American firm, which the people of the constituency had asked for long-",
        "term reasons, and that nobody will pay more than was agreed upon.",
    )
    for line in lines:
        made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    assert article(bytes(made.output())).text == (
        "The council said on Monday that the bridge would be built in the constituency of the north, where a well-known engineer "
        "lives, and that the well-known engineer will plan it for his co-operation with the Anglo-American firm, which the people "
        "of the constituency had asked for long-term reasons, and that nobody will pay more than was agreed upon."
    )


def test_columns_are_read_one_after_the_other_and_a_headline_drawn_last_comes_first() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Times", size=10)
    for left, sentences in ((10, SENTENCES[:6]), (108, SENTENCES[6:12])):
        made.set_xy(left, 50)
        made.multi_cell(90, 5, " ".join(sentences), align="L")
    made.set_font("Times", "B", 22)
    made.set_xy(10, 30)
    made.cell(0, 9, TITLE)
    one = article(bytes(made.output()))
    assert one.text == f"{TITLE}\n\n{' '.join(SENTENCES[:6])}\n\n{' '.join(SENTENCES[6:12])}"
    assert one.title == TITLE


def test_a_paragraph_that_is_only_indented_begins_anew() -> None:
    made = FPDF()
    made.add_page()
    made.set_font("Times", size=11)
    for sentences in (SENTENCES[:3], SENTENCES[3:6]):
        made.set_x(16)
        words = " ".join(sentences).split()
        line, indent = "", 6
        for word in [*words, ""]:
            if word and made.get_string_width(f"{line} {word}") < 180 - indent:
                line = f"{line} {word}".strip()
            else:
                made.set_x(10 + indent)
                made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
                line, indent = word, 0
        if line:
            made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    one = article(bytes(made.output()))
    assert [part for part in one.text.split("\n") if part] == [" ".join(SENTENCES[:3]), " ".join(SENTENCES[3:6])]


@pytest.mark.parametrize(
    ("stated", "title", "how"),
    [
        ("Microsoft Word - bridge_final2.docx", None, None),
        ("Press release template of the agency", None, None),
        ("Council of Harbour Town heard the engineers | The Harbour Times", "Council of Harbour Town heard the engineers", How.PDF_INFORMATION),
    ],
)  # fmt: skip
def test_a_title_that_is_stated_counts_where_the_text_bears_it_out(
    stated: str, title: str | None, how: How | None
) -> None:
    made = sheet()
    made.set_title(stated)
    made.set_author("Administrator")
    made.multi_cell(0, 5, " ".join(SENTENCES[:6]))
    one = article(bytes(made.output()))
    assert (one.title, one.provenance.title, one.byline) == (title, how, None)
    assert one.publisher == ("The Harbour Times" if title else None)


def test_an_author_who_is_stated_counts_where_the_text_names_him() -> None:
    made = sheet()
    made.set_author("Jane Roe")
    made.multi_cell(0, 5, " ".join(SENTENCES[:6]) + " The author of this is Jane Roe.")
    one = article(bytes(made.output()))
    assert (one.byline, one.provenance.byline) == ("Jane Roe", How.PDF_INFORMATION)
    other = sheet()
    other.set_author("Bob Stone")
    other.multi_cell(0, 5, " ".join(SENTENCES[:6]))
    assert article(bytes(other.output())).byline is None


def test_what_readers_see_counts_before_what_is_stated() -> None:
    made = sheet()
    made.set_title(f"{TITLE} | The Harbour Times")
    made.set_author("Jane Roe")
    one = article(written(made))
    assert (one.title, one.byline, one.publisher) == (TITLE, "Jane Roe", "The Harbour Times")
    assert (one.provenance.title, one.provenance.byline) == (How.HEADLINE, How.BYLINE)
    assert one.provenance.publisher is How.PDF_INFORMATION


def test_a_day_that_is_called_the_day_of_publication_is_one() -> None:
    made = sheet()
    made.multi_cell(0, 5, " ".join(SENTENCES[:6]))
    writer = PdfWriter(clone_from=io.BytesIO(bytes(made.output())))
    packet = DecodedStreamObject()
    packet.set_data(b"<rdf:RDF><prism:publicationDate>2024-06-03</prism:publicationDate></rdf:RDF>")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(packet)
    one = article(saved(writer))
    assert (one.published, one.provenance.published) == (date(2024, 6, 3), How.PDF_INFORMATION)


def test_the_address_that_a_browser_prints_below_each_page_is_that_of_the_article() -> None:
    made = sheet("6/18/23, 9:24 AM  Council votes", "https://harbour.example/news/bridge   {page}/9")
    one = article(written(made))
    assert (one.url, one.provenance.url) == ("https://harbour.example/news/bridge", How.SAVED_FROM)
    cut = sheet(None, "https://harbour.example/news/a-very-long-add...  {page}/9")
    assert article(written(cut)).url is None
    several = sheet(None, "https://harbour.example/news/page-{page}")
    assert article(written(several)).url is None


def saved(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def locked(user: str | None, method: EncryptionMethod) -> bytes:
    made = sheet()
    made.set_encryption("owner", user, method, AccessPermission.none())
    return written(made)


@pytest.mark.parametrize("method", [EncryptionMethod.RC4, EncryptionMethod.AES_128, EncryptionMethod.AES_256])
def test_one_that_only_forbids_copying_is_read_and_one_with_a_password_is_not(method: EncryptionMethod) -> None:
    assert article(locked(None, method)).title == TITLE
    with pytest.raises(Refused, match=r"^'desk/report.pdf': is a PDF that needs a password: save it without one$"):
        list(read_pdf(locked("secret", method), ORIGIN))


def picture() -> bytes:
    made = FPDF()
    for _ in range(3):
        made.add_page()
        made.rect(10, 10, 100, 100)
    return bytes(made.output())


def endless() -> bytes:
    """A page that draws a form, which draws another ten times, and so on."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    inner = None
    for _ in range(12):
        form = DecodedStreamObject()
        form.set_data(b"/F Do " * 10 if inner is not None else b"BT (x) Tj ET")
        form.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")})
        if inner is not None:
            form[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/F"): inner})})  # fmt: skip
        inner = writer._add_object(form)
    assert inner is not None
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject({NameObject("/F"): inner})})  # fmt: skip
    content = DecodedStreamObject()
    content.set_data(b"/F Do")
    page[NameObject("/Contents")] = writer._add_object(content)
    return saved(writer)


def many() -> bytes:
    writer = PdfWriter()
    for _ in range(MAX_PDF_PAGES + 1):
        writer.add_blank_page(200, 200)
    return saved(writer)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (picture, "is a PDF without text: its 3 pages are pictures, as scanners make them"),
        (many, "has 501 pages; at most 500 are read as one article: split it"),
        (lambda: b"%PDF-1.7\n" + b"garbage " * 100, "is a damaged PDF: "),
        (lambda: b"%PDF-1.7", "is a damaged PDF: "),
        (lambda: written(sheet())[:700], "is a damaged PDF"),
        (endless, "is a PDF of which no page can be read: page 1 has parts that can't be read: Exceeded"),
    ],
)  # fmt: skip
def test_a_pdf_that_cannot_be_read_is_refused_with_the_reason(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        list(read_pdf(make(), ORIGIN))


def test_a_page_that_draws_too_much_is_not_drawn_to_its_end() -> None:
    (page,) = PdfReader(io.BytesIO(written(sheet(), sentences=SENTENCES[:6]))).pages
    lines, drawn = read_lines(page, 1000)
    assert [line.text for line in lines][:3] == [TITLE, "By Jane Roe", "June 3, 2024"]
    with pytest.raises(DrawsTooMuch, match=r"^draws more than"):
        read_lines(page, drawn - 1)
    (page,) = PdfReader(io.BytesIO(endless())).pages
    with pytest.raises(DrawsTooMuch, match=r"^draws more than 50 things$"):  # in a form, where pypdf catches it
        read_lines(page, 50)


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    writer = PdfWriter(clone_from=io.BytesIO(written(sheet(None, "Page {page}"))))
    broken = DecodedStreamObject()
    broken.set_data(b"x")
    broken[NameObject("/Filter")] = NameObject("/NoSuchFilter")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(broken)
    one, lost = read_pdf(saved(writer), ORIGIN)
    assert isinstance(one, Article)
    assert one.pages[:2] == (0, 0)
    assert SENTENCES[22] in one.text
    assert isinstance(lost, Refused)
    assert (lost.source, lost.reason.partition(":")[0]) == ("desk/report.pdf#page=1", "is a damaged page")


def test_bytes_gone_wrong_anywhere_are_refused_or_read_but_never_an_error_of_ours() -> None:
    data = written(sheet("The Harbour Times", "Page {page}"))
    for at in range(0, len(data), 211):
        spoilt = data[:at] + b"\xff\0<<" + data[at + 4 :]
        with suppress(Refused):
            for one in read_pdf(spoilt, ORIGIN):
                if isinstance(one, Article):
                    assert one.regions[-1].end == len(one.text)
                    assert all(first.end == second.start for first, second in itertools.pairwise(one.regions))


def test_links_are_kept_with_the_words_that_they_lie_on() -> None:
    made = sheet()
    url = "https://stone.example/2024/06/02/study-of-bridges"
    made.write(5, SENTENCES[0])
    made.ln(10)
    made.write(5, "That is what ")
    made.write(5, "a study of the bridges", url)
    made.write(5, " said on Sunday. It was written by ")
    made.write(5, "somebody", "mailto:a@b.example")
    made.write(5, f" else. {SENTENCES[1]}")
    one = article(bytes(made.output()))
    assert "That is what a study of the bridges said on Sunday." in one.text
    assert [(one.text[link.start : link.end], link.url) for link in one.links] == [("a study of the bridges", url)]


def test_a_link_that_lies_on_a_part_of_what_is_drawn_in_one_go_is_left_out() -> None:
    made = sheet()
    made.link(10, 10, 20, 8, "https://stone.example/2024/06/02/study-of-bridges")
    made.set_xy(10, 10)
    made.cell(80, 5, "A study of the bridges of the north says")
    made.cell(60, 5, "that they are old.")
    one = article(bytes(made.output()))
    assert one.text == "A study of the bridges of the north says that they are old."
    assert one.links == ()


def test_a_sentence_that_a_box_at_the_end_of_a_page_cuts_is_put_together() -> None:
    made = FPDF()
    made.set_auto_page_break(False)
    for words, top in (("The engineers of the town said that the old bridge, which had stood for ninety years, would", 250), ("have to be closed to heavy lorries from the first of May until it has been repaired.", 20)):  # fmt: skip
        made.add_page()
        made.set_font("Times", size=11)
        made.set_xy(10, top)
        made.cell(0, 5, words)
        made.set_font("Helvetica", size=7)
        made.set_xy(10, 268)
        made.cell(0, 4, "This site asks for your consent")
        if top == 250:
            made.set_xy(120, 40)
            made.set_font("Helvetica", size=9)
            made.cell(0, 4, "The river in pictures")
    one = article(bytes(made.output()))
    assert one.text == (
        "The river in pictures\n\nThe engineers of the town said that the old bridge, which had stood for ninety years, would have to be "
        "closed to heavy lorries from the first of May until it has been repaired.\n\nThis site asks for your consent\nThis site asks for "
        "your consent"
    )
    assert one.text[one.pages[1] :].startswith("have to be closed")
