"""What is printed: replies, checks and articles, with nothing of an article's text taken for more than characters."""

import io
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from qa.schema import (
    Answer,
    Citation,
    CitationCheck,
    Contribution,
    Disagreement,
    Explanation,
    Figure,
    LibraryState,
    NoAnswer,
    Notice,
    PassageReading,
    Print,
    QuestionReading,
    RankedPassage,
    Reply,
    Retrievers,
    Statement,
    StatementCitation,
    Upstream,
    VerifyReply,
)
from qa.terminal import print_checks, print_excerpt, print_list, print_reply, printable

HOSTILE = "\x1b]0;owned\x07\x1b[31mRed\x1b[0m [bold]x[/bold] :smile: <script>alert(1)</script> {0} %s \u202eevil\u202c\u2066a\u2069 \u200b\x9b2J"
SHOWN = (
    "\\x1b]0;owned\\x07\\x1b[31mRed\\x1b[0m [bold]x[/bold] :smile: <script>alert(1)</script> {0} %s "
    "\\u202eevil\\u202c\\u2066a\\u2069 \\u200b\\x9b2J"
)


def _pipe() -> Console:
    return Console(file=io.StringIO(), width=40)


def _terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=60, color_system="standard", legacy_windows=False)


def _text(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def _reply(quote: str = "The lock will stay shut.", **more: object) -> Reply:
    citation = Citation(
        number=1,
        id="x",
        source="canal/lock.txt",
        start=7,
        end=7 + len(quote),
        lines=(3, 3),
        quote=quote,
        sha256="ab" * 32,
        text_sha256="cd" * 32,
        formatted="“Boulder shuts the lock.” Tarn Herald, 12 April 2024. canal/lock.txt, line 3.",
    ).model_copy(update=more)
    place = StatementCitation(number=1, start=citation.start, end=citation.end, lines=(3, 3))
    return Reply(
        question="Is the lock shut?",
        asked_on=date(2024, 5, 1),
        answer=Answer(text=quote, statements=(Statement(text=quote, citations=(place,)),)),
        no_answer=None,
        confidence=0.834,
        passages=(RankedPassage(rank=1, score=0.834, retrievers=Retrievers(), citation=citation),),
        library=LibraryState(generation=1, articles=1, passages=1200, model="m"),
        took_ms=1.0,
    )


def _linked(link: str | None) -> Reply:
    reply = _reply(url="https://h.example/x", deep_link="https://h.example/x#:~:text=The,shut.")
    assert reply.answer is not None
    (statement,) = reply.answer.statements
    (place,) = statement.citations
    linked = statement.model_copy(update={"citations": (place.model_copy(update={"deep_link": link}),)})
    return reply.model_copy(update={"answer": reply.answer.model_copy(update={"statements": (linked,)})})


@pytest.mark.parametrize("make", [_pipe, _terminal])
@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://h.example/x#:~:text=" + "lock%20" * 30, "https://h.example/x#:~:text=" + "lock%20" * 30),
        ("https://h.example/x[bold]\u202e", "https://h.example/x[bold]\\u202e"),
        (None, "https://h.example/x#:~:text=The,shut."),
    ],
)
def test_the_address_of_the_quoted_words_stands_on_a_line_of_its_own(
    make: Callable[[], Console], link: str | None, shown: str
) -> None:
    out = make()
    print_reply(out, _linked(link))
    assert [line for line in _text(out).splitlines() if "https:" in line] == [f"    {shown}"]


def test_prints_are_counted_where_not_all_are_named_and_so_are_articles_and_origins_behind_a_statement() -> None:
    reply = _reply(also_in=(Print(source="a.txt", start=0, end=9), Print(source="b.txt", start=0, end=9)), also_in_articles=1_052)  # fmt: skip
    assert reply.answer is not None
    (statement,) = reply.answer.statements
    backed = reply.answer.model_copy(update={"statements": (statement.model_copy(update={"articles": 3}),)})
    out = _pipe()
    print_reply(out, reply.model_copy(update={"answer": backed}))
    lines = _text(out).splitlines()
    assert lines[0] == "The lock will stay shut. [1] (in 3 articles, 1 origin)"
    assert lines[-1] == "    the same words also in: a.txt, b.txt and 1,050 more"


@pytest.mark.parametrize("make", [_pipe, _terminal])
def test_different_figures_stand_each_with_who_gives_it_and_when(make: Callable[[], Console]) -> None:
    reply = _reply(publisher="Tarn Herald", published=date(2024, 4, 12))
    place = StatementCitation(number=1, start=7, end=9, lines=(3, 3))
    figures = (Figure(text=HOSTILE, citations=(place, place)), Figure(text="four weeks", citations=(place,)))
    out = make()
    print_reply(out, reply.model_copy(update={"disagreements": (Disagreement(about=HOSTILE, figures=figures),)}))
    assert not set(_text(out)) & {"\u202e", "\u200b", "\x9b"}
    if not out.is_terminal:
        assert _text(out).splitlines()[-3:] == [
            f"The articles give different figures: “{SHOWN}”",
            f"  {SHOWN} [1] Tarn Herald, 2024-04-12 [1] Tarn Herald, 2024-04-12",
            "  four weeks [1] Tarn Herald, 2024-04-12",
        ]


def test_a_reply_reads_as_an_answer_with_numbers_and_the_passages_behind_it() -> None:
    out = _pipe()
    print_reply(
        out,
        _reply(
            upstream=(
                Upstream(
                    kind="footnote",
                    start=31,
                    end=34,
                    marker="3",
                    title="Minutes",
                    publisher="Gazette",
                    published=date(2024, 2, 28),
                    url="https://g.example/m",
                ),
                Upstream(kind="attribution", start=11, end=24, publisher="Reuters"),
                Upstream(kind="agency", start=2, end=11, publisher="Northwire"),
            ),
            also_in=(Print(source="canal/wire.txt", start=0, end=9),),
        ),
    )
    assert _text(out) == (
        "The lock will stay shut. [1]\n"
        "\n"
        "Confidence 83%, from 1 article, 1,200 passages; the passages behind it:\n"
        "\n"
        "[1] “Boulder shuts the lock.” Tarn Herald, 12 April 2024. canal/lock.txt, line 3.\n"
        "    The lock will stay shut.\n"
        "    characters 7–31 · sha256 abababababab · score 0.83\n"
        "    source named by the article: [3] “Minutes”, Gazette, 28 February 2024, https://g.example/m\n"
        "    source named by the article: “lock will sta”, Reuters\n"
        "    agency behind the article: Northwire\n"
        "    the same words also in: canal/wire.txt\n"
    )


def test_that_there_is_no_answer_is_said_with_its_reason_and_the_nearest_passages_follow() -> None:
    out = _pipe()
    declined = {"answer": None, "no_answer": NoAnswer(reason="the passages that come nearest do not say")}
    print_reply(out, _reply().model_copy(update=declined | {"confidence": 0.041}))
    lines = _text(out).splitlines()
    assert lines[:3] == [
        "No answer: the passages that come nearest do not say.",
        "",
        "Confidence 4%, from 1 article, 1,200 passages; the passages that come nearest:",
    ]
    assert lines[4].startswith("[1] “Boulder shuts the lock.”")


def test_a_stale_citation_and_a_warning_are_said() -> None:
    out = _pipe()
    warning = Notice(source="canal/lock.txt", reason="the file has changed since it was indexed")
    print_reply(out, _reply(stale=True).model_copy(update={"warnings": (warning, Notice(reason="it is late"))}))
    text = _text(out)
    assert "canal/lock.txt, line 3. STALE: the file is not what was indexed\n" in text
    assert text.endswith(
        "\nWarning: canal/lock.txt: the file has changed since it was indexed\n\nWarning: it is late\n"
    )


def test_a_pipe_gets_a_quote_as_it_is_with_its_tabs_and_long_lines() -> None:
    quote = "The lock\twill stay " + "very " * 60 + "shut.\n\nSo it is said."
    out = _pipe()
    print_reply(out, _reply(quote))
    first, second = quote.split("\n\n")
    assert f"\n    {first}\n    \n    {second}\n" in _text(out)


def _explanation(reply: Reply, term: str) -> Explanation:
    citation = reply.passages[0].citation
    part = Contribution(name="cosine", value=0.5, weight=6.34, adds=3.17)
    ranked = Contribution(name="reranker", rank=2, score=-1.25, value=1.0, weight=5.0, adds=5.0)
    reading = PassageReading(
        rank=1,
        fused=0.5,
        fusion=(),
        start=citation.start,
        end=citation.end,
        log_odds=3.17,
        evidence=(part,),
        confidence=0.9,
        order=(Contribution(name="evidence", value=3.17, weight=1.0, adds=3.17), ranked),
    )
    read = QuestionReading(terms={term: 1.5}, names=(term,), asked=term, times=(term,), outlets=(term,))
    return Explanation(question=read, passages=(reading,))


def test_an_explanation_is_sums_below_the_question_and_below_each_passage() -> None:
    out = _pipe()
    reply = _reply("The lock\nis shut.")
    print_reply(out, reply.model_copy(update={"explanation": _explanation(reply, "lock")}))
    assert "\nThe question was read as\n    terms, by what they tell: lock 1.50\n    names: lock\n" in _text(out)
    assert _text(out).endswith(
        "    best sentence: The lock is shut.\n"
        "    evidence           value    weight     adds\n"
        "      cosine           0.500 ×   6.340    3.170\n"
        "      log odds                            3.170, a confidence of 90%\n"
        "    order              value    weight     adds\n"
        "      evidence         3.170 ×   1.000    3.170\n"
        "      reranker         1.000 ×   5.000    5.000   rank 2, score -1.25\n"
        "      in all                              8.170\n"
    )


@pytest.mark.parametrize("make", [_pipe, _terminal])
def test_no_text_of_an_article_is_taken_for_control_sequences_markup_or_emoji(make: Callable[[], Console]) -> None:
    out = make()
    out.width = 2000
    hostile = {
        "source": HOSTILE,
        "formatted": HOSTILE,
        "upstream": (Upstream(kind="link", start=0, end=1, title=HOSTILE, url=HOSTILE),),
    }
    reply = _reply(HOSTILE, also_in=(Print(source=HOSTILE, start=0, end=1),), **hostile)
    reply = reply.model_copy(update={"explanation": _explanation(reply, HOSTILE)})
    print_reply(out, reply.model_copy(update={"warnings": (Notice(source=HOSTILE, reason=HOSTILE),)}))
    print_reply(out, reply.model_copy(update={"answer": None, "no_answer": NoAnswer(reason=HOSTILE)}))
    print_checks(
        out, VerifyReply(holds=False, checks=(CitationCheck(number=1, source=HOSTILE, holds=False, reason=HOSTILE),))
    )
    print_excerpt(out, HOSTILE + "\n" + HOSTILE + "\n", 3, len(HOSTILE) + 5, around=3)
    print_list(out, "refused", [(HOSTILE, HOSTILE)])
    text = _text(out)
    assert not {character for character in text if unicodedata.category(character) == "Cf"}
    allowed = "\n\x1b" if make is _terminal else "\n"
    assert not {character for character in text if unicodedata.category(character) == "Cc"} - set(allowed)
    assert "\x1b]" not in text
    assert "\x1b[31mRed" not in text
    assert text.count(SHOWN) >= 12
    if make is _pipe:
        assert "\x1b" not in text


@given(st.text())
def test_printable_text_holds_nothing_that_moves_the_cursor_or_turns_the_writing(text: str) -> None:
    shown = printable(text)
    assert all(c.isprintable() or c in "\n\t" or unicodedata.category(c) == "Zs" for c in shown)
    assert shown.count("\n") == text.count("\n")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_text_that_has_nothing_to_hide_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\\x0db"),
        ("\ufeffa", "\\ufeffa"),
        ("\0", "\\x00"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
        ("a\u2028b", "a\\u2028b"),
        ("naïve “5 €” 习近平 عربي", "naïve “5 €” 习近平 عربي"),
    ],
)
def test_what_can_not_be_seen_is_printed_as_its_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


LINES = "Title\r\n\r\nFirst line here.\r\nSecond line.\r\n\r\n\r\nThird.\r\nFourth.\r\n"


@pytest.mark.parametrize(
    ("words", "around", "shown"),
    [
        ("line here.", 0, "3  First line here.\n"),
        ("line here.", 1, "1  Title\n3  First line here.\n4  Second line.\n"),
        ("here.\r\nSecond", 0, "3  First line here.\n4  Second line.\n"),
        ("Title", 9, "1  Title\n3  First line here.\n4  Second line.\n7  Third.\n8  Fourth.\n"),
        ("Fourth.\r\n", 2, "4  Second line.\n7  Third.\n8  Fourth.\n"),
    ],
)
def test_an_excerpt_shows_the_lines_of_the_words_and_those_around_that_have_words(
    words: str, around: int, shown: str
) -> None:
    out = _pipe()
    start = LINES.index(words)
    print_excerpt(out, LINES, start, start + len(words), around=around)
    assert _text(out) == shown


def test_an_excerpt_marks_just_the_words_on_a_terminal() -> None:
    out = _terminal()
    start = LINES.index("line here.")
    print_excerpt(out, LINES, start, LINES.index(" line.\r\n\r\n\r\nThird"), around=0)
    marked = [piece.partition("\x1b[0m")[0] for piece in _text(out).split("\x1b[1;7m")[1:]]
    assert marked == ["line here.", "Second"]


def test_checks_are_listed_with_a_verdict_on_all() -> None:
    out = _pipe()
    good = CitationCheck(number=1, source="a.txt", holds=True)
    bad = CitationCheck(number=2, source="b.txt", holds=False, reason="the file is gone")
    lost = CitationCheck(number=0, source="", holds=False, reason="the statement 'So.' has no citation")
    print_checks(out, VerifyReply(holds=False, checks=(good, bad, lost)))
    print_checks(out, VerifyReply(holds=True, checks=(good,)))
    print_checks(out, VerifyReply(holds=True, checks=()))
    assert _text(out) == (
        "[1] holds  a.txt\n"
        "[2] FALSE  b.txt: the file is gone\n"
        "FALSE  the statement 'So.' has no citation\n"
        "2 of 3 checks failed\n"
        "[1] holds  a.txt\n"
        "all citations hold\n"
        "nothing is cited, so there is nothing to check\n"
    )


def test_a_list_counts_what_it_does_not_show_and_an_empty_one_is_not_there() -> None:
    out = _pipe()
    print_list(out, "refused", [(f"{number}.txt", "is empty") for number in range(5)], most=2)
    print_list(out, "gone", [])
    print_list(out, "new", [("a.txt", "")])
    assert _text(out) == "refused (5):\n  0.txt: is empty\n  1.txt: is empty\n  … and 3 more\nnew (1):\n  a.txt\n"
