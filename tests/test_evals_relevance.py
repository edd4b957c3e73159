"""What counts as relevant and as right, and the span measures of the chunking evaluation, worked by hand."""

from dataclasses import replace
from datetime import date

import pytest

from evals.datasets.dataset import Documents, LabelledQuestion, Relevance, Span, Spans, Strings
from evals.metrics import measure_answers, measure_ranking
from evals.relevance import grade, is_right
from evals.rows import REPLY, RankedSpan, Ranking, Row
from qa.reply import Answer, Citation, LibraryState, RankedPassage, Reply, Retrievers, Statement, StatementCitation

HERE = Span("a.txt", 10, 40)
TEXT = "The “Squid-Game” is back."


@pytest.mark.parametrize(
    ("relevance", "expected"),
    [
        (Spans(spans=(Span("a.txt", 39, 50),)), 1),
        (Spans(spans=(Span("a.txt", 40, 50), Span("b.txt", 10, 40))), 0),
        (Spans(), 0),
        (Documents(grades={"a.txt": 2}), 2),
        (Documents(grades={"b.txt": 2}), 0),
        (Strings(answers=("Squid Game", "nothing")), 1),
        (Strings(answers=("quid game",)), 0),
        (Strings(answers=("?",)), 0),
        (Strings(answers=("squid game",), sources=frozenset({"a.txt"})), 1),
        (Strings(answers=("squid game",), sources=frozenset({"b.txt"})), 0),
    ],
)
def test_a_passage_is_graded_by_place_by_article_or_by_its_words(relevance: Relevance, expected: int) -> None:
    assert grade(relevance, [HERE], TEXT) == expected


def test_a_passage_is_as_good_as_the_best_print_that_it_stands_for() -> None:
    assert grade(Documents(grades={"b.txt": 3}), [HERE, Span("b.txt", 0, 9)], "") == 3
    assert grade(Spans(spans=(Span("b.txt", 5, 6),)), [HERE, Span("b.txt", 0, 9)], "") == 1


def reply(answer: str | None) -> Reply:
    citation = Citation(
        number=1,
        id="x",
        source="a.txt",
        start=10,
        end=40,
        lines=(1, 1),
        quote=TEXT,
        sha256="",
        text_sha256="",
        formatted="",
    )
    place = StatementCitation(number=1, start=10, end=20, lines=(1, 1))
    return Reply(
        question="?",
        asked_on=date(2024, 1, 1),
        answer=Answer(text=answer, statements=(Statement(text=answer, citations=(place,)),)) if answer else None,
        no_answer=None,
        confidence=0.5,
        passages=(RankedPassage(rank=1, score=1, retrievers=Retrievers(), citation=citation),),
        library=LibraryState(generation=1, articles=1, passages=1, model="m"),
        took_ms=1,
    )


@pytest.mark.parametrize(
    ("relevance", "answer", "right"),
    [
        (Strings(answers=("squid game",)), "The squid game, they say.", True),
        (Strings(answers=("squid game",)), "They say so.", False),  # though the passage holds it
        (Strings(answers=("squid game",)), None, False),
        (Spans(spans=(Span("a.txt", 19, 25),)), "They say so.", True),
        (Spans(spans=(Span("a.txt", 20, 25),)), "They say so.", False),
        (Spans(), "They say so.", False),
        (Documents(grades={"a.txt": 1}), "They say so.", True),
    ],
)
def test_an_answer_is_right_when_it_holds_the_words_or_stands_where_they_are(
    relevance: Relevance, answer: str | None, right: bool
) -> None:
    assert is_right(LabelledQuestion(id="q", text="?", relevance=relevance), reply(answer)) is right


def ranked(*passages: tuple[str, int, int], places: tuple[Span, ...] = (), grades: tuple[int, ...] = (), missed: tuple[int, ...] | None = None) -> Row:  # fmt: skip
    spans = tuple(
        RankedSpan(source=source, start=start, end=end, score=1, grade=grade)
        for (source, start, end), grade in zip(passages, grades or (0,) * len(passages), strict=True)
    )
    return Row(
        id="q",
        question="?",
        kind="",
        asked_on=date(2024, 1, 1),
        answerable=True,
        declined=False,
        said=None,
        said_right=False,
        sentences=0,
        confidence=0.5,
        citations=0,
        citations_held=0,
        took_ms=1,
        rankings={REPLY: Ranking(passages=spans, missed=missed)},
        places=places,
    )


def test_span_measures_count_characters_of_the_first_five() -> None:
    places = (Span("a.txt", 0, 10), Span("b.txt", 100, 110))
    row = ranked(("a.txt", 5, 25), ("a.txt", 90, 120), ("b.txt", 0, 50), ("c.txt", 0, 10), ("d.txt", 0, 10), ("b.txt", 100, 110), places=places, missed=())  # fmt: skip
    values = measure_ranking([row], REPLY)
    # 5 of 20 characters found, among 20 + 30 + 50 + 10 + 10 retrieved.
    assert values["span recall@5"] == {"q": 0.25}
    assert values["span precision@5"] == {"q": pytest.approx(5 / 120, abs=1e-4)}
    assert values["span IoU@5"] == {"q": pytest.approx(5 / 135, abs=1e-4)}


def test_by_answer_string_nothing_is_said_of_recall() -> None:
    values = measure_ranking([ranked(("a.txt", 0, 9), ("b.txt", 0, 9), grades=(0, 1))], REPLY)
    assert values == {"Success@1": {"q": 0}, "Success@5": {"q": 1}, "Success@10": {"q": 1}, "MRR@10": {"q": 0.5}}


def test_a_question_of_which_nothing_was_found_counts_as_nought() -> None:
    assert measure_ranking([ranked(("a.txt", 0, 9))], REPLY)["MRR@10"] == {"q": 0}


def test_an_answer_is_looked_for_where_one_of_the_first_five_passages_holds_it() -> None:
    fifth, sixth = (
        replace(ranked(*[("a.txt", n, n + 1) for n in range(8)], grades=tuple(int(n == at) for n in range(8))), id=id)
        for id, at in (("fifth", 4), ("sixth", 5))
    )
    values = measure_answers([replace(fifth, said_right=True, declined=True), sixth])
    assert values["right where found"] == {"fifth": 0}
    assert values["said right where found"] == {"fifth": 1}
    assert values["answered right"] == {"fifth": 0, "sixth": 0}
    assert values["words"] == {"sixth": 0}


def test_graded_articles_count_by_their_grade() -> None:
    row = ranked(("a.txt", 0, 9), ("b.txt", 0, 9), grades=(1, 2), missed=(1,))
    values = measure_ranking([row], REPLY)
    # (1/log2 2 + 2/log2 3) / (2/log2 2 + 1/log2 3 + 1/log2 4) = 2.2619 / 3.1309
    assert values["nDCG@10"] == {"q": pytest.approx(0.7224, abs=1e-4)}
    assert values["R@10"] == {"q": pytest.approx(0.6667, abs=1e-4)}
    assert "R@100" not in values
    assert "span recall@5" not in values
