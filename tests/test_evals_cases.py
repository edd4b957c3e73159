"""Questions with known answers, read from JSON Lines: what is read, and how each fault is named by file and line."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import FolderUnusable
from evals.cases import read_all_cases, read_cases
from evals.datasets.dataset import Documents, LabelledQuestion, Span, Spans, Strings
from evals.errors import BadFile, BadLines

ROOT = Path(__file__).parents[1]
TEXT = "Bell found in Orrin harbour\n\nDivers raised the bell on Monday. It weighs 90 kilos, the harbour master said.\n"
START = TEXT.index("90 kilos")
ANSWER = {"source": "bell.txt", "start": START, "end": START + 8, "quote": "90 kilos"}
CASE = {"id": "q1", "question": "How heavy is the bell?", "answers": [ANSWER]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "bell.txt").write_text(TEXT, encoding="utf-8")
    (articles / "empty.txt").write_text("", encoding="utf-8")
    return articles


def write(folder: Path, *lines: object) -> Path:
    path = folder.parent / "questions.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_question_is_read_with_its_answers_and_an_empty_line_is_passed_over(folder: Path) -> None:
    full = CASE | {"asked_on": "2024-05-16", "kind": "howmuch", "difficulty": "plain", "note": "a bell"}
    bare = {"id": "q2", "question": "Who cast it?", "answers": []}
    first, second = read_cases(write(folder, full, "", bare, ""), folder).questions
    assert first == LabelledQuestion(
        id="q1",
        text="How heavy is the bell?",
        relevance=Spans(spans=(Span("bell.txt", START, START + 8),)),
        asked_on=date(2024, 5, 16),
        kind="howmuch",
    )
    assert second == LabelledQuestion(id="q2", text="Who cast it?", relevance=Spans())
    assert (first.answerable, second.answerable) == (True, False)


@pytest.mark.parametrize(
    ("says", "relevance"),
    [
        ({"answer": "90 kilos"}, Strings(answers=("90 kilos",))),
        ({"answer": ["90 kilos", 90]}, Strings(answers=("90 kilos", "90"))),
        ({"answer": 90, "source": "bell.txt"}, Strings(answers=("90",), sources=frozenset({"bell.txt"}))),
        ({"quote": "90 kilos"}, Spans(spans=(Span("bell.txt", START, START + 8),))),
        ({"quote": "Orrin harbour Divers", "source": "bell.txt"}, Spans(spans=(Span("bell.txt", 14, 35),))),
        ({"source": "bell.txt"}, Documents(grades={"bell.txt": 1})),
    ],
)
def test_what_answers_is_said_by_words_a_quote_or_an_article(
    folder: Path, says: dict[str, object], relevance: object
) -> None:
    (one,) = read_cases(write(folder, {"question": "How heavy is it?"} | says), folder).questions
    assert one.relevance == relevance


def test_a_question_without_an_id_keeps_the_one_it_is_given_when_lines_come_before_it(folder: Path) -> None:
    asked: list[dict[str, object]] = [
        {"question": "How heavy is it?", "answer": "90", **day} for day in ({}, {"asked_on": "2024-05-05"})
    ]
    before = [one.id for one in read_cases(write(folder, *asked), folder).questions]
    now = [
        one.id for one in read_cases(write(folder, {"question": "Who?", "answer": "Orrin"}, *asked), folder).questions
    ]
    assert now[1:] == before
    assert len(set(now)) == 3
    twice = read_cases(write(folder, asked[0], asked[0]), folder)
    assert [str(fault).partition(":")[2] for fault in twice.faults] == [
        "2: the question is that of line 1 too; the first one is used"
    ]


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        ({}, "says not what answers it: give "),
        ({"answer": "  "}, "answer: there is no word in it, or: Input should be a valid integer, or: "),
        ({"quote": "80 kilos"}, "the quote '80 kilos' stands nowhere in the folder's articles"),
        ({"quote": "90 kilos", "source": "no.txt"}, "there is no article 'no.txt' in the folder"),
        ({"source": "empty.txt"}, "the article 'empty.txt': is empty"),
    ],
)
def test_lines_that_can_not_be_used_are_named_and_the_others_asked(
    folder: Path, says: dict[str, object], reason: str
) -> None:
    path = write(folder, {"question": "How heavy is it?"} | says, CASE)
    read = read_cases(path, folder)
    assert [one.id for one in read.questions] == ["q1"]
    assert read.faults[0][:2] == (path, 1)
    assert read.faults[0].reason.startswith(reason)


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(folder: Path) -> None:
    path = folder.parent / "questions.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(CASE).encode() + b"\r\n\r\n")
    assert [case.id for case in read_cases(path, folder).questions] == ["q1"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "q2", "question": ', "Invalid JSON: EOF while parsing a value at column 25"),
        ("[1, 2]", "Input should be an object"),
        (CASE | {"id": "q2", "question": "  "}, "the question is empty"),
        (CASE | {"id": "q 2"}, "id: String should match pattern '^\\S+$'"),
        (CASE | {"id": "q2", "anwser": []}, "anwser: there is no such field; correct its name, or take it out"),
        ({"id": "q2", "question": "Who?"}, "says not what answers it"),
        (CASE | {"id": "q2", "asked_on": "May 16"}, "asked_on: Input should be a valid date"),
        (CASE | {"id": "q2", "answers": [ANSWER | {"start": -1}]}, "answers.0.start: Input should be greater than or"),
        (
            CASE | {"id": "q2", "answers": [ANSWER | {"start": "12"}]},
            "answers.0.start: Input should be a valid integer",
        ),
        (CASE, "the id 'q1' is that of line 1 too; the first one is used"),
        (
            CASE | {"id": "q2", "answers": [ANSWER | {"source": "bells.txt"}]},
            "there is no article 'bells.txt' in the folder",
        ),
        (CASE | {"id": "q2", "answers": [ANSWER | {"source": "empty.txt"}]}, "the article 'empty.txt': is empty"),
        (
            CASE | {"id": "q2", "answers": [ANSWER | {"start": START + 1, "end": START + 9}]},
            f"'bell.txt' has '0 kilos,' at {START + 1}-{START + 9}, and not the quote '90 kilos'; the quote stands at {START}-{START + 8}",
        ),
        (
            CASE | {"id": "q2", "answers": [ANSWER | {"quote": "80 kilos"}]},
            f"'bell.txt' has '90 kilos' at {START}-{START + 8}, and not the quote '80 kilos'; the quote stands nowhere in it",
        ),
        (
            CASE | {"id": "q2", "answers": [ANSWER | {"start": START, "end": START - 3}]},
            f"'bell.txt' has '' at {START}-{START - 3}, and not the quote '90 kilos'",
        ),
    ],
)
def test_a_fault_is_named_by_file_and_line(folder: Path, line: object, reason: str) -> None:
    path = write(folder, CASE, line)
    with pytest.raises(BadLines, match=re.escape(f"{path}:2: {reason}")) as caught:
        read_all_cases(path, folder)
    assert [number for number, _ in caught.value.faults] == [2]


def test_bytes_that_are_not_utf8_are_named_by_line(folder: Path) -> None:
    path = folder.parent / "questions.jsonl"
    path.write_bytes(json.dumps(CASE).encode() + b'\n{"id": "q2", "question": "\xff", "answers": []}\n')
    with pytest.raises(BadLines, match=re.escape(f"{path}:2: Invalid JSON")):
        read_all_cases(path, folder)


def test_all_faults_are_named_at_once(folder: Path) -> None:
    path = write(folder, "{", CASE, CASE, CASE | {"id": "", "question": ""})
    with pytest.raises(BadLines, match="questions") as caught:
        read_all_cases(path, folder)
    assert [number for number, _ in caught.value.faults] == [1, 3, 4]
    assert len(str(caught.value).splitlines()) == 3


def test_a_file_without_questions_is_refused(folder: Path) -> None:
    path = write(folder, "", "")
    with pytest.raises(BadLines, match=re.escape(f"{path}:1: there is no question in it")):
        read_cases(path, folder)


def test_a_missing_file_and_a_missing_folder_are_named(folder: Path) -> None:
    with pytest.raises(BadFile, match=r"none\.jsonl' can't be read: No such file or directory"):
        read_cases(folder / "none.jsonl", folder)
    with pytest.raises(FolderUnusable, match="nowhere' does not exist"):
        read_cases(write(folder, CASE), folder / "nowhere")


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [(10, 20, True), (12, 13, True), (5, 30, True), (5, 11, True), (19, 25, True), (5, 10, False), (20, 25, False)],
)
def test_a_span_overlaps_what_shares_a_character_with_it(start: int, end: int, overlaps: bool) -> None:
    span = Span("a.txt", 10, 20)
    assert span.overlaps(Span("a.txt", start, end)) is overlaps
    assert span.overlaps(Span("b.txt", start, end)) is False


def test_our_own_questions_are_read_whole() -> None:
    cases = read_all_cases(ROOT / "evals" / "questions.jsonl", ROOT / "corpus" / "samples").questions
    assert len(cases) == 172
    assert sum(not case.answerable for case in cases) == 48
