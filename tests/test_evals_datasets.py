"""Data sets: each layout read into the same questions and articles, and each fault named by file and line."""

import csv
import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.datasets.beir import read_beir
from evals.datasets.chunking import read_chunking
from evals.datasets.dataset import (
    ArticleRecord,
    Documents,
    Fault,
    Folder,
    LabelledQuestion,
    Layout,
    Records,
    Span,
    Spans,
    Strings,
    source_of,
)
from evals.datasets.find import find_dataset
from evals.datasets.qrels import read_qrels, read_run
from evals.datasets.realtimeqa import read_realtimeqa
from evals.datasets.trec import read_topics, read_trec
from evals.errors import BadFile

SHARED = Path(__file__).parents[1].parent / "shared" / "data"

BEES = "Beekeepers in the Osk valley counted 312 hives."
DOCUMENTS = [
    {"_id": "bees", "title": "Bees return", "text": BEES},
    {"_id": "seals 1", "title": "", "text": "Two pilots counted 1,140 grey seals off Varn.", "metadata": {"published": "2023-05-04T10:00", "url": "https://varn.example.org/s"}},
    {"_id": 3, "text": "Divers will mend the cable of the red lamp."},
]  # fmt: skip
QUERIES = [{"_id": "q1", "text": "Where are hives?"}, {"_id": "q2", "text": "How many seals?"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\tbees\t2\nq2\tseals 1\t1\nq2\tbees\t0\n"


def write_lines(path: Path, lines: list[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), encoding="utf-8"
    )


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "beir"
    write_lines(folder / "corpus.jsonl", [*DOCUMENTS])
    write_lines(folder / "queries.jsonl", [*QUERIES, {"_id": "train", "text": "Not of this file."}])
    write_lines(folder / "qrels" / "test.tsv", [QRELS.rstrip("\n")])
    return folder


@pytest.fixture
def trec(tmp_path: Path) -> Path:
    folder = tmp_path / "trec"
    write_lines(folder / "corpus.jsonl", [*DOCUMENTS])
    (folder / "topics.txt").write_text(
        "<top>\n<num> Number: 301\n<title> hives &amp; bees\n<desc> Description:\nnever asked\n</top>\n\n"
        "<top>\n<num>302</num>\n<title>seals\noff Varn</title>\n</top>\n"
    )
    (folder / "qrels.txt").write_text("301 0 bees 1\n302 0 3 0\n302 0 bees 1\n")
    return folder


@pytest.fixture
def chunking(tmp_path: Path) -> Path:
    folder = tmp_path / "chunking"
    (folder / "corpora").mkdir(parents=True)
    (folder / "corpora" / "speech.md").write_text("Good evening.\n\nWe cut the fee to $8.", encoding="utf-8")
    write_questions(folder, ["What is the fee?", "speech", [("to $8", 30, 35)]])
    return folder


def write_questions(folder: Path, *rows: list[object]) -> None:
    with (folder / "questions_df.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["question", "references", "corpus_id"])
        for question, corpus, references in rows:
            assert isinstance(references, list)
            told = [{"content": content, "start_index": start, "end_index": end} for content, start, end in references]
            writer.writerow([question, json.dumps(told), corpus])


def records(articles: Folder | Records) -> list[ArticleRecord]:
    assert isinstance(articles, Records)
    return list(articles.read())


def reasons(faults: tuple[Fault, ...]) -> list[str]:
    return [f"{fault.path.name}:{fault.line}: {fault.reason}" for fault in faults]


# BEIR


def test_beir_gives_graded_documents_and_articles_with_what_is_known_of_them(beir: Path) -> None:
    dataset = read_beir(beir)
    assert (dataset.name, dataset.faults, dataset.ranks_documents) == ("beir", (), True)
    assert dataset.questions == (
        LabelledQuestion(id="q1", text="Where are hives?", relevance=Documents(grades={source_of("bees"): 2})),
        LabelledQuestion(id="q2", text="How many seals?", relevance=Documents(grades={source_of("seals 1"): 1})),
    )
    assert isinstance(dataset.articles, Records)
    assert dataset.articles.ids == {source_of(id): id for id in ("bees", "seals 1", "3")}
    bees, seals, lamp = records(dataset.articles)
    assert (bees.source, bees.title, bees.text) == (source_of("bees"), "Bees return", BEES)
    assert (seals.title, seals.published, seals.url) == (None, date(2023, 5, 4), "https://varn.example.org/s")
    assert lamp == ArticleRecord(source=source_of("3"), text="Divers will mend the cable of the red lamp.")


def test_beir_names_what_can_not_be_used_and_asks_the_rest(beir: Path) -> None:
    write_lines(beir / "corpus.jsonl", [*DOCUMENTS, {"_id": "bees", "text": "Again."}, "{", {"_id": "x"}])
    write_lines(
        beir / "queries.jsonl", [*QUERIES, QUERIES[0], {"_id": "q3", "text": " "}, {"_id": "q4", "text": "Who?"}]
    )
    rows = [
        "q2\tnowhere\t1",
        "q9\tbees\t1",
        "q1\tbees\t1",
        "q1\tseals 1\tmuch",
        "q1\tbees",
        "q4\tbees\t0",
        "q3\tbees\t1",
    ]
    write_lines(beir / "qrels" / "test.tsv", [QRELS.rstrip("\n"), *rows])
    dataset = read_beir(beir)
    assert [one.id for one in dataset.questions] == ["q1", "q2"]
    assert len(records(dataset.articles)) == 3
    assert reasons(dataset.faults) == [
        "corpus.jsonl:4: the id 'bees' is that of line 1 too; the first one is used",
        "corpus.jsonl:5: Invalid JSON: EOF while parsing an object at column 1",
        "corpus.jsonl:6: text: Field required",
        "queries.jsonl:3: the id 'q1' is that of line 1 too; the first one is used",
        "queries.jsonl:4: the question is empty",
        "test.tsv:5: names the document 'nowhere', which there is not",
        "test.tsv:6: names the question 'q9', which there is not",
        "test.tsv:7: grades 'bees' for 'q1' once more; the first grade is used",
        "test.tsv:8: the grade is 'much' and not a whole number",
        "test.tsv:9: has 2 columns and not 3 or 4",
        "queries.jsonl:5: no qrels name a document that answers 'q4'",
    ]


def test_beir_without_qrels_or_with_several_says_what_to_do(beir: Path) -> None:
    (beir / "qrels" / "test.tsv").rename(beir / "qrels" / "dev.tsv")
    assert len(read_beir(beir).questions) == 2
    (beir / "qrels" / "train.tsv").write_text(QRELS)
    with pytest.raises(BadFile, match=r"qrels' holds dev\.tsv, train\.tsv and no test\.tsv; leave the one there"):
        read_beir(beir)
    for path in (beir / "qrels").iterdir():
        path.unlink()
    with pytest.raises(BadFile, match="holds no qrels"):
        read_beir(beir)


def test_beir_of_which_nothing_can_be_asked_names_the_first_fault(beir: Path) -> None:
    write_lines(beir / "qrels" / "test.tsv", ["q1\tnowhere\t1"])
    with pytest.raises(
        BadFile, match=r"holds no question that can be asked.*test\.tsv:1: names the document 'nowhere'"
    ):
        read_beir(beir)


def test_a_packed_corpus_is_read_and_one_cut_short_is_named(beir: Path) -> None:
    whole = gzip.compress((beir / "corpus.jsonl").read_bytes())
    (beir / "corpus.jsonl").unlink()
    (beir / "corpus.jsonl.gz").write_bytes(whole)
    assert len(records(read_beir(beir).articles)) == 3
    (beir / "corpus.jsonl.gz").write_bytes(whole[:-20])
    with pytest.raises(BadFile, match=r"corpus\.jsonl\.gz' can't be read"):
        read_beir(beir)


# TREC


def test_trec_topics_qrels_and_documents_are_read(trec: Path) -> None:
    dataset = read_trec(trec)
    bees = Documents(grades={source_of("bees"): 1})
    assert dataset.questions == (
        LabelledQuestion(id="301", text="hives & bees", relevance=bees),
        LabelledQuestion(id="302", text="seals off Varn", relevance=bees),
    )
    assert dataset.faults == ()


def test_trec_documents_may_be_files_called_by_path_or_by_name(trec: Path) -> None:
    (trec / "corpus.jsonl").unlink()
    (trec / "articles" / "desk").mkdir(parents=True)
    for source in ("bees.txt", "desk/seals.txt", "desk/lamp.md"):
        (trec / "articles" / source).write_text("The bees of the Osk valley are back.\n")
    (trec / "qrels.txt").write_text("301 0 bees 1\n302 0 desk/seals.txt 2\n")
    first, second = (one.relevance for one in read_trec(trec).questions)
    assert (first, second) == (Documents(grades={"bees.txt": 1}), Documents(grades={"desk/seals.txt": 2}))
    # Runs call them as the qrels do, and by name where these don't say.
    called = {"bees.txt": "bees", "desk/lamp.md": "lamp"}
    assert read_trec(trec).articles == Folder(path=trec / "articles", ids=called)


@pytest.mark.parametrize(
    ("text", "topics", "faults"),
    [
        ("1\tWho?\n\n2\t Where? \nno topic\n", [(1, "1", "Who?"), (3, "2", "Where?")], ["t.txt:4: is no topic: an id, a tab and the question"]),
        ('<topics>\n<topic number="7">\n<query>grey seals</query>\n</topic></topics>', [(2, "7", "grey seals")], []),
        ("<top>\n<num> Number: 9\n</top>\n<top>\n<num> Number: 10\n<title> Topic: bees\n</top>", [(4, "10", "bees")], ["t.txt:1: the topic has no <num> or no <title>"]),
    ],
)  # fmt: skip
def test_topics_are_read_as_the_tracks_write_them(
    tmp_path: Path, text: str, topics: list[tuple[int, str, str]], faults: list[str]
) -> None:
    (tmp_path / "t.txt").write_text(text)
    found: list[Fault] = []
    assert list(read_topics(tmp_path / "t.txt", found)) == topics
    assert reasons(tuple(found)) == faults


def test_a_run_is_sorted_by_score_and_its_faults_are_named(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text(
        "q1 Q0 b 1 0.5 x\nq1 Q0 a 2 0.5 x\nq1 Q0 c 3 0.9 x\nq1 Q0 c 4 0.1 x\nq2 Q0 a 1 high x\nq2 Q0\nq1 Q0 d 5 0.1 x\n"
    )
    faults: list[Fault] = []
    assert read_run(path, lambda name: name in "abc", faults) == {"q1": [("c", 0.9), ("b", 0.5), ("a", 0.5)]}
    assert reasons(tuple(faults)) == [
        "run.txt:4: ranks 'c' for 'q1' once more; the first score is used",
        "run.txt:5: the score is 'high' and not a number",
        "run.txt:6: has 2 columns and not 6",
        "run.txt:7: ranks the document 'd', which there is not",
    ]


def test_documents_of_one_score_stand_as_trec_eval_has_them(tmp_path: Path) -> None:
    path = tmp_path / "run.txt"
    path.write_text("".join(f"q1 Q0 {id} 1 0.5 x\n" for id in "bdac"))
    ours = [id for id, _ in read_run(path, lambda _: True, [])["q1"]]
    tool: Any = ir_measures
    scored = [*tool.read_trec_run(str(path))]
    for rank, id in enumerate(ours, 1):
        theirs = ir_measures.calc_aggregate([ir_measures.RR], [ir_measures.Qrel("q1", id, 1)], scored)
        assert theirs[ir_measures.RR] == pytest.approx(1 / rank)


def test_a_run_of_which_no_line_can_be_used_is_told_by_the_first(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("q1 Q0 a 1 0.5 x\nq1 Q0 b 2 0.4 x\n")
    with pytest.raises(BadFile, match=r"the first line that can't be used: .*run\.txt:1: ranks the document 'a'"):
        read_run(tmp_path / "run.txt", lambda _: False, [])


def test_qrels_without_a_heading_of_three_or_four_columns_are_alike(tmp_path: Path) -> None:
    three, four = tmp_path / "three.tsv", tmp_path / "four.txt"
    three.write_text("q1\tbees\t2\n")
    four.write_text("q1 0 bees 2\n")
    everything: Callable[[str], bool] = lambda _: True  # noqa: E731
    assert (
        read_qrels(three, everything, everything, [])
        == read_qrels(four, everything, everything, [])
        == {"q1": {"bees": 2}}
    )


# the chunking evaluation


def test_chunking_gives_spans_of_whole_texts(chunking: Path) -> None:
    dataset = read_chunking(chunking)
    assert dataset.questions == (
        LabelledQuestion(
            id="001", text="What is the fee?", relevance=Spans(spans=(Span("speech.md", 30, 35),)), kind="speech"
        ),
    )
    assert [one.text for one in records(dataset.articles)] == ["Good evening.\n\nWe cut the fee to $8."]


def test_chunking_names_references_that_do_not_stand_there(chunking: Path) -> None:
    good: list[object] = ["What is the fee?", "speech", [("to $8", 30, 35)]]
    write_questions(chunking, good, ["Why?", "speech", [("to $9", 30, 35)]], ["Who?", "other", []], ["", "speech", []])
    dataset = read_chunking(chunking)
    assert len(dataset.questions) == 1
    assert reasons(dataset.faults) == [
        "questions_df.csv:3: 'speech' does not have 'to $9' at 30-35",
        "questions_df.csv:4: there is no text 'other' in 'corpora'",
        "questions_df.csv:5: the question is empty",
        "questions_df.csv:5: there are no references",
    ]


def test_chunking_without_its_columns_is_named(chunking: Path) -> None:
    (chunking / "questions_df.csv").write_text("question\nWho?\n")
    with pytest.raises(BadFile, match=r"questions_df\.csv' has no column corpus_id, references"):
        read_chunking(chunking)


# RealTime QA


def write_realtimeqa(folder: Path) -> Path:
    folder.mkdir()
    with gzip.open(folder / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        for url in ("https://a.example/bees", "https://b.example/seals", "https://a.example/bees"):
            file.write(
                json.dumps({"url": url, "title": "T", "authors": ["A", "B"], "published": "2023-05-04", "text": "x"})
                + "\n"
            )
    questions = [
        ("q1", "Where are hives?", ["Osk", "Varn"], ["Osk"]),
        ("q2", "Is it red?", ["Yes", "No"], ["Yes"]),
        ("q3", "  ", ["a", "b"], ["a"]),
        ("q4", "Who?", ["a", "b"], []),
        ("q5", "Not in the sample?", ["a", "b"], ["a"]),
    ]
    write_lines(
        folder / "questions.jsonl",
        [{"id": id, "question": question, "date": "2023-05-05", "quiz": "CNN", "choices": choices, "answers": answers}
         for id, question, choices, answers in [*questions, questions[0]]],
    )  # fmt: skip
    sample = {
        "questions": ["q1", "q2", "q3", "q4", "q9"],
        "articles": ["https://a.example/bees", "https://c.example/gone"],
    }
    (folder / "sample.json").write_text(json.dumps(sample))
    return folder


def test_realtimeqa_gives_the_sample_with_the_day_of_each_quiz_and_names_what_is_amiss(tmp_path: Path) -> None:
    dataset = read_realtimeqa(write_realtimeqa(tmp_path / "data"))
    assert dataset.questions == (
        LabelledQuestion(
            id="q1", text="Where are hives?", relevance=Strings(answers=("Osk",)), asked_on=date(2023, 5, 5), kind="CNN"
        ),
    )
    (bees,) = records(dataset.articles)
    assert (bees.byline, bees.publisher, bees.published) == ("A, B", "a.example", date(2023, 5, 4))
    assert reasons(dataset.faults) == [
        "questions.jsonl:3: the question is empty",
        "questions.jsonl:4: question 'q4' has no answer",
        "questions.jsonl:6: the id 'q1' is that of line 1 too; the first one is used",
        "sample.json:1: names the question 'q9', which questions.jsonl does not have",
        "articles.jsonl.gz:3: the id 'https://a.example/bees' is that of line 1 too; the first one is used",
        "sample.json:1: names the article 'https://c.example/gone', which articles.jsonl.gz does not have",
    ]


def test_realtimeqa_without_a_sample_is_read_whole(tmp_path: Path) -> None:
    folder = write_realtimeqa(tmp_path / "data")
    (folder / "sample.json").unlink()
    dataset = read_realtimeqa(folder)
    assert [one.id for one in dataset.questions] == ["q1", "q5"]
    assert len(records(dataset.articles)) == 2


# which one is meant


def test_a_layout_is_recognised_by_its_files(beir: Path, trec: Path, chunking: Path, tmp_path: Path) -> None:
    realtimeqa = write_realtimeqa(tmp_path / "quizzes")
    found = {path.name: find_dataset(path).name for path in (beir, trec, chunking, realtimeqa)}
    assert found == {"beir": "beir", "trec": "trec", "chunking": "chunking", "quizzes": "realtimeqa"}
    assert len(find_dataset(None).questions) == 172


def test_a_file_of_questions_needs_the_folder_of_their_articles(meadow: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    write_lines(path, [{"question": "How many?", "answer": "12"}])
    dataset = find_dataset(path, folder=meadow)
    assert (dataset.name, dataset.articles) == ("mine", Folder(path=meadow))
    assert dataset.questions[0].relevance == Strings(answers=("12",))
    with pytest.raises(
        BadFile, match=r"mine\.jsonl' has questions about articles; name the folder .* with --folder DIR"
    ):
        find_dataset(path)
    assert len(find_dataset(path.rename(tmp_path / "mine.txt"), layout=Layout.LINES, folder=meadow).questions) == 1


def test_what_is_no_data_set_is_told_what_one_is(beir: Path, trec: Path, tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="nowhere' does not exist; name a file of questions"):
        find_dataset(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(
        BadFile, match=r"empty' holds no data set that is known.*beir: corpus\.jsonl, queries\.jsonl and qrels/"
    ):
        find_dataset(tmp_path / "empty")
    (beir / "topics.txt").write_bytes((trec / "topics.txt").read_bytes())
    (beir / "qrels.txt").write_bytes((trec / "qrels.txt").read_bytes())
    with pytest.raises(BadFile, match="could be beir or trec data; say which with --as beir"):
        find_dataset(beir)
    assert [one.id for one in find_dataset(beir, layout=Layout.TREC).questions] == ["301", "302"]
    with pytest.raises(BadFile, match="brings its own articles; leave --folder away"):
        find_dataset(beir, layout=Layout.BEIR, folder=tmp_path)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=2, unique=True))
def test_every_id_has_a_source_of_its_own_that_is_a_path_inside_the_folder(ids: list[str]) -> None:
    sources = [source_of(id.encode(errors="replace").decode()) for id in ids]
    for source in sources:
        folder, _, name = source.partition("/")
        assert (len(folder), "/" in name, name.endswith(".txt")) == (2, False, True)
        assert len(name) <= 104
        assert name not in (".txt", "..txt")
    if ids[0].encode(errors="replace") != ids[1].encode(errors="replace"):
        assert sources[0] != sources[1]


# the data itself


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"there is no evaluation data at {SHARED}")
def test_the_data_has_the_numbers_of_its_description() -> None:
    realtimeqa, chunking = find_dataset(SHARED / "realtimeqa"), find_dataset(SHARED / "chunking_evaluation")
    assert (len(realtimeqa.questions), len(chunking.questions)) == (499, 472)
    assert isinstance(realtimeqa.articles, Records)
    assert (realtimeqa.articles.count, len(realtimeqa.faults), len(chunking.faults)) == (2525, 8, 0)
    assert {(one.asked_on or date.min).year for one in realtimeqa.questions} == {2023}
