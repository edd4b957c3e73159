"""Questions that must not be lost: which are read, when one is kept, and what is said when it is not."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from evals.errors import BadFile, BadLines
from evals.pinned import is_kept, read_pinned, what_came
from evals.rows import REPLY, RankedSpan, Ranking, Row

ROOT = Path(__file__).parents[1]
FIRST = RankedSpan(source="a.txt", start=10, end=90, score=0.9, grade=1)
ANSWERED = Row(
    id="q1",
    question="How heavy is the bell?",
    kind="howmuch",
    asked_on=date(2024, 6, 20),
    answerable=True,
    declined=False,
    said_right=True,
    confidence=0.875,
    citations=2,
    citations_held=2,
    took_ms=1.0,
    said="It weighs 90 kilos.",
    sentences=1,
    rankings={REPLY: Ranking(passages=(FIRST,), missed=())},
)
DECLINED = replace(
    ANSWERED,
    answerable=False,
    declined=True,
    said_right=False,
    confidence=0.125,
    rankings={REPLY: Ranking(passages=())},
)


def ranked(rank: int | None) -> dict[str, Ranking]:
    """Three passages, of which the one at `rank` is relevant."""
    return {REPLY: Ranking(passages=tuple(replace(FIRST, grade=int(n == rank)) for n in (1, 2, 3)))}


def test_ids_are_read_without_comments_and_empty_lines(tmp_path: Path) -> None:
    path = tmp_path / "pinned.txt"
    path.write_text("# all of these\n\nq2  # a price\n  q1\r\n", encoding="utf-8")
    assert read_pinned(path, ["q1", "q2", "q3"]) == ("q2", "q1")


def test_unknown_and_repeated_ids_are_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "pinned.txt"
    path.write_text("q1\nq9\nq1\n", encoding="utf-8")
    faults = (
        f"{path}:2: no question has the id 'q9'; correct it, or take the line out\n{path}:3: 'q1' is on line 1 already"
    )
    with pytest.raises(BadLines, match=f"^{re.escape(faults)}$"):
        read_pinned(path, ["q1"])
    with pytest.raises(BadFile, match=r"none\.txt' can't be read: No such file"):
        read_pinned(tmp_path / "none.txt", [])


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (ANSWERED, True),
        (replace(ANSWERED, rankings=ranked(2)), False),
        (replace(ANSWERED, said_right=False), False),
        (replace(ANSWERED, said_right=False, declined=True), False),
        (DECLINED, True),
        (replace(DECLINED, declined=False), False),
    ],
)
def test_a_question_is_kept_when_answered_from_the_first_passage_or_rightly_declined(row: Row, kept: bool) -> None:
    assert is_kept(row) is kept


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            replace(ANSWERED, rankings=ranked(3)),
            "answered right (confidence 0.88); first came a.txt:10-90, the first right passage came 3.",
        ),
        (
            replace(ANSWERED, rankings=ranked(None), said_right=False),
            "answered something else (confidence 0.88); first came a.txt:10-90, no right passage came",
        ),
        (
            replace(ANSWERED, declined=True, said_right=False),
            "declined (confidence 0.88); the right passage came first (a.txt:10-90)",
        ),
        (
            replace(ANSWERED, declined=True, said_right=False, rankings={REPLY: Ranking(passages=())}),
            "declined (confidence 0.88); first came no passage, no right passage came",
        ),
        (
            replace(DECLINED, declined=False, rankings=ranked(None)),
            "answered (confidence 0.12), though the articles do not say; first came a.txt:10-90",
        ),
    ],
)
def test_what_came_instead_is_said(row: Row, said: str) -> None:
    assert what_came(row) == said
