"""Commands over data sets, with the real model: what they print, what they write, and what they say of bad input."""

import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ir_measures
import pytest
from typer.testing import CliRunner, Result

from evals.command import app
from evals.datasets.find import find_dataset
from evals.metrics import Estimate
from evals.page import to_html
from evals.rows import REPLY
from evals.saved import read_saved
from evals.stages import STAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCUMENTS = {
    "bees": ("Bees return", "Beekeepers in the Osk valley counted 312 hives this spring, the most in eleven years."),
    "seals": ("Seals", "Two pilots counted 1,140 grey seals on the skerries off Varn. The count lasted three days."),
    "lamp": ("", "Divers will mend the cable that feeds the red lamp in Kvitnes. It will be dark for nine weeks."),
    "mill": ("Mill", "The water mill at Osk ground its first sack of rye on Tuesday. The flour is sold on Saturdays."),
}
QUERIES = {
    "q1": "Where did beekeepers count hives?",
    "q2": "How many grey seals are there?",
    "q3": "How long is it dark?",
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="module")
def beir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "meadows"
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": id, "title": title, "text": text} for id, (title, text) in DOCUMENTS.items()]
    queries = [{"_id": id, "text": text} for id, text in QUERIES.items()]
    for name, lines in (("corpus.jsonl", corpus), ("queries.jsonl", queries)):
        (folder / name).write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tbees\t1\nq2\tseals\t2\nq3\tlamp\t1\n")
    return folder


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def table(result: Result) -> dict[str, list[str]]:
    """The lines of what was printed, by what stands before the first two blanks."""
    rows = (re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines() if line.strip())
    return {first: rest for first, *rest in rows}


@pytest.fixture(scope="module")
def runs(beir: Path, work: Path) -> tuple[Path, Path]:
    """A saved run of each command."""
    retrieval, answers = work / "retrieval.json", work / "answers.json"
    for command, path in (("retrieval", retrieval), ("answers", answers)):
        assert evaluate(command, beir, "--work", work, "--json", path).exit_code == 0
    return retrieval, answers


# retrieval


def test_retrieval_prints_each_measure_of_each_ranking_and_saves_the_run(
    beir: Path, work: Path, tmp_path: Path
) -> None:
    result = evaluate(
        "retrieval", beir, "--work", work, "--json", tmp_path / "run.json", "--trec", tmp_path / "run.txt"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("meadows: 3 questions; 4 articles, 4 passages, model all-MiniLM-L6-v2; ")
    shown = table(result)
    assert shown["measure"][:4] == [REPLY, *STAGES]
    assert shown["nDCG@10"][0] == "1.000"
    assert "\x1b" not in result.stdout
    saved = read_saved(tmp_path / "run.json")
    assert (saved.kind, saved.dataset, [row.id for row in saved.rows]) == ("retrieval", "meadows", ["q1", "q2", "q3"])
    assert list(saved.rows[0].rankings) == [REPLY, *STAGES]
    assert saved.rows[0].passages[0].text == DOCUMENTS["bees"][1]
    lines = [line.split() for line in (tmp_path / "run.txt").read_text().splitlines()]
    assert [line[:4] for line in lines if line[3] == "1"] == [[q, "Q0", d, "1"] for q, d in zip(QUERIES, DOCUMENTS)]  # noqa: B905
    assert {line[2] for line in lines if line[0] == "q1"} == set(DOCUMENTS)


def test_a_run_of_another_system_is_measured_beside_ours_and_our_own_run_file_measures_the_same(
    beir: Path, work: Path, tmp_path: Path
) -> None:
    (tmp_path / "theirs").write_text("q1 Q0 seals 1 9 x\nq1 Q0 bees 2 8 x\nq2 Q0 seals 1 9 x\nq2 Q0 gone 2 1 x\n")
    result = evaluate("retrieval", beir, "--work", work, "--no-stages", "--run", tmp_path / "theirs")
    assert result.exit_code == 0
    assert result.stderr == f"{tmp_path / 'theirs'}:4: ranks the document 'gone', which there is not\n"
    shown = table(result)
    assert shown["measure"][:2] == [REPLY, "theirs"]
    assert shown["MRR@10"][1] == "0.500"  # 1/2, 1, and nothing for q3
    evaluate("retrieval", beir, "--work", work, "--no-stages", "--trec", tmp_path / "ours")
    again = table(evaluate("retrieval", beir, "--work", work, "--no-stages", "--run", tmp_path / "ours"))
    assert again["nDCG@10"][0] == again["nDCG@10"][1]


def outside(qrels: Path, run: Path) -> dict[str, float]:
    """What ir-measures makes of the files, as its command reads them."""
    names = ("Success@1", "RR@10", "nDCG@10", "R@10")
    tool: Any = ir_measures
    measures = [tool.parse_measure(name) for name in names]
    found = tool.calc_aggregate(measures, tool.read_trec_qrels(str(qrels)), tool.read_trec_run(str(run)))
    return {name: round(found[measure], 3) for name, measure in zip(names, measures, strict=True)}


def test_other_tools_find_the_same_figures_by_the_files_that_are_written(
    meadow: Path, work: Path, tmp_path: Path
) -> None:
    trec, lines = tmp_path / "trec", tmp_path / "lines.jsonl"
    trec.mkdir()
    shutil.copytree(meadow, trec / "articles")
    shutil.copy(meadow / "coast/seals.md", trec / "articles" / "print.md")  # the same words
    (trec / "topics.txt").write_text("1\tHow many hives were counted?\n2\tWho counted the seals?\n")
    (trec / "qrels.txt").write_text("1 0 print 1\n2 0 print 2\n2 0 coast/seals.md 1\n")
    quotes = ["The miller, Anna Brekke, sells the flour", "312 hives"]
    asked = [
        {"question": "Who sells the flour?", "quote": quotes},
        {"question": "Who counted seals?", "quote": quotes[1]},
    ]
    lines.write_text("".join(f"{json.dumps(one)}\n" for one in asked))
    files = {name: tmp_path / name for name in ("run", "qrels", "topics")}
    for given in ([trec], [lines, "--folder", meadow]):
        written = ("--trec", files["run"], "--qrels", files["qrels"], "--topics", files["topics"])
        result = evaluate("retrieval", *given, "--work", work, "--no-stages", "--json", tmp_path / "a.json", *written)
        assert (result.exit_code, result.stderr) == (0, "")
        figures = json.loads((tmp_path / "a.json").read_text())["figures"][REPLY]
        theirs = outside(files["qrels"], files["run"])
        assert {name: round(figures[name.replace("RR@", "MRR@")]["mean"], 3) for name in theirs} == theirs
        assert 0 < theirs["nDCG@10"] < 1
    assert [line.split("\t")[1] for line in files["topics"].read_text().splitlines()] == [
        "Who sells the flour?",
        "Who counted seals?",
    ]


def test_files_of_a_folder_are_called_in_runs_as_the_qrels_call_them(meadow: Path, work: Path, tmp_path: Path) -> None:
    shutil.copytree(meadow, tmp_path / "trec" / "articles")
    (tmp_path / "trec" / "topics.txt").write_text("1\tWho counted the seals?\n")
    (tmp_path / "trec" / "qrels.txt").write_text("1 0 seals 1\n")
    (tmp_path / "theirs").write_text("1 Q0 seals 1 9 x\n")
    given = ("retrieval", tmp_path / "trec", "--work", work, "--no-stages", "--trec", tmp_path / "run")
    result = evaluate(*given, "--run", tmp_path / "theirs")
    assert (result.exit_code, result.stderr) == (0, "")
    assert table(result)["MRR@10"][:2] == ["1.000", "1.000"]
    assert (tmp_path / "run").read_text().startswith("1 Q0 seals 1 1.000000 pressmark\n")


def test_passages_may_be_cut_shorter_to_compare_sizes(meadow: Path, work: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"question": "How many hives were counted?", "answer": "312"}\n')
    given = ("retrieval", tmp_path / "mine.jsonl", "--folder", meadow, "--work", work, "--no-stages")
    for name, words in (("long", 100), ("short", 12)):
        assert evaluate(*given, "--words", words, "--json", tmp_path / f"{name}.json").exit_code == 0
    long, short = (read_saved(tmp_path / f"{name}.json") for name in ("long", "short"))
    assert short.library.passages > long.library.passages
    assert (long.settings["words"], short.settings["words"]) == (100, 12)
    result = evaluate("compare", tmp_path / "long.json", tmp_path / "short.json")
    said = f"the runs differ in more than their replies: passages {long.library.passages} → {short.library.passages}; words 100 → 12"
    assert " ".join(result.stderr.split()) == said


def test_questions_of_one_s_own_are_asked_of_one_s_own_folder(meadow: Path, work: Path, tmp_path: Path) -> None:
    questions = tmp_path / "mine.jsonl"
    lines = [
        {"question": "How many hives were counted?", "answer": 312, "asked_on": "2024-05-05", "kind": "how many"},
        {"question": "Who sells the flour?", "quote": "The miller, Anna Brekke, sells the flour", "kind": "who"},
        {"question": "Where were seals counted?", "source": "coast/seals.md", "kind": "where"},
        {"question": "", "answer": "x"},
    ]
    questions.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    result = evaluate("retrieval", questions, "--folder", meadow, "--work", work)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"{questions}:4: the question is empty",
        "what is named above is left out of 'mine'; 3 questions are asked",
    ]
    shown = table(result)
    assert shown["Success@5"][0] == "1.000"
    assert shown["who"][0] == "1"
    assert not (meadow / ".pressmark").exists()


def test_only_questions_of_a_time_are_asked_and_where_there_are_none_their_time_is_told(
    meadow: Path, work: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "mine.jsonl"
    days = [("2024-05-05", "a"), ("2024-06-05", "b"), ("2024-07-05", "c")]
    lines = [{"id": id, "question": "How many hives?", "answer": "312", "asked_on": day} for day, id in days]
    questions.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    given = ("retrieval", questions, "--folder", meadow, "--work", work)
    evaluate(*given, "--from", "2024-06-01", "--to", "2024-06-30", "--json", tmp_path / "run.json")
    assert [row.id for row in read_saved(tmp_path / "run.json").rows] == ["b"]
    evaluate(*given, "--asked-on", "2025-01-02", "--json", tmp_path / "run.json")
    assert {row.asked_on.isoformat() for row in read_saved(tmp_path / "run.json").rows} == {"2025-01-02"}
    none = evaluate(*given, "--from", "2025-01-01")
    assert none.exit_code == 2
    assert "no question of 'mine' was asked in that time: they were asked from 2024-05-05 to 2024-07-05" in none.stderr


# answers


def test_answers_are_measured_with_and_without_the_articles_that_hold_them(
    runs: tuple[Path, Path], beir: Path, work: Path
) -> None:
    saved = read_saved(runs[1])
    assert [(row.id, row.answerable, row.without) for row in saved.rows] == [
        *((id, True, 0) for id in QUERIES),
        *((f"{id}-without", False, 1) for id in QUERIES),
    ]
    result = evaluate("answers", beir, "--work", work)
    assert result.exit_code == 0
    shown = table(result)
    assert "3 questions, 3 of them once more without the articles that hold the answer" in result.stdout
    assert shown["citations hold"][:3] == ["1.000", "0.610 to 1.000", "6"]  # Wilson's, of six of six
    assert shown["ROC area"][2] == "6"
    once = evaluate("answers", beir, "--work", work, "--no-removal", "--threshold", "1")
    assert table(once)["wrongly declined"][0] == "1.000"
    assert "ROC area" not in table(once)


def test_json_on_standard_output_is_the_run_and_nothing_else(beir: Path, work: Path) -> None:
    result = evaluate("answers", beir, "--work", work, "--json", "-")
    told = json.loads(result.stdout)
    assert list(told) == ["version", "kind", "dataset", "library", "settings", "left_out", "figures", "rows"]
    assert set(told["figures"]) == {"answers", "refusals"}
    assert told["rows"][0]["rank"] == 1


# bad input


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{tmp}/none"], "none' does not exist; name a file of questions (.jsonl), or a folder that holds"),
        (["{tmp}"], "holds no data set that is known"),
        (["{tmp}/mine.jsonl"], "has questions about articles; name the folder that these are in with --folder DIR"),
        (["{tmp}/mine.jsonl", "--folder", "{tmp}/nowhere"], "nowhere' does not exist"),
        (["--json", "{tmp}/nowhere/run.json"], "run.json' can't be written: there is no folder"),
        (["--asked-on", "soon"], "--asked-on 'soon' is no day; give one as 2023-06-18, or `today`"),
        (["--as", "other"], "Invalid value for '--as'"),
    ],
)
@pytest.mark.parametrize("command", ["retrieval", "answers"])
def test_bad_input_is_named_with_exit_code_2(tmp_path: Path, command: str, arguments: Sequence[str], said: str) -> None:
    (tmp_path / "mine.jsonl").write_text('{"question": "Who?", "answer": "Ann"}\n')
    result = evaluate(command, *(one.replace("{tmp}", str(tmp_path)) for one in arguments))
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["retrieval", "answers", "compare"])
def test_help_has_examples(command: str) -> None:
    result = evaluate(command, "--help")
    assert result.exit_code == 0
    assert f"pressmark eval {command} " in result.stdout


# comparing


def change(path: Path, out: Path, **of: Mapping[str, object]) -> Path:
    """A saved run with other fields in the rows of those ids."""
    told = json.loads(path.read_text(encoding="utf-8"))
    for row in told["rows"]:
        row.update(of.get(row["id"], {}))
    out.write_text(json.dumps(told), encoding="utf-8")
    return out


def test_a_run_compared_with_itself_has_no_question_that_moved(runs: tuple[Path, Path]) -> None:
    result = evaluate("compare", runs[0], runs[0])
    assert result.exit_code == 0
    assert table(result)["MRR@10"][2:5] == ["+0.000", "+0.000 to +0.000", "1.000"]
    assert "worse by" not in result.stdout


def test_another_question_by_the_same_id_is_not_compared(runs: tuple[Path, Path], tmp_path: Path) -> None:
    other = change(runs[0], tmp_path / "other.json", q2={"question": "How many whales are there?"})
    result = evaluate("compare", runs[0], other)
    assert result.exit_code == 0
    assert result.stderr == "not compared, since NOW asks something else by the same id: 1 questions (q2)\n"
    assert table(result)["MRR@10"][7] == "2"


def test_articles_that_changed_between_two_runs_are_said(meadow: Path, work: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.jsonl").write_text('{"question": "How many hives were counted?", "answer": "312"}\n')
    given = ("retrieval", tmp_path / "mine.jsonl", "--folder", meadow, "--work", work, "--no-stages")
    evaluate(*given, "--json", tmp_path / "before.json")
    article = meadow / "coast/seals.md"
    article.write_text(article.read_text(encoding="utf-8").replace("seals", "whales"), encoding="utf-8")
    evaluate(*given, "--json", tmp_path / "now.json")
    result = evaluate("compare", tmp_path / "before.json", tmp_path / "now.json")
    assert re.fullmatch(r"the runs differ in more than their replies: corpus \w{12} → \w{12}\n", result.stderr)


def test_questions_that_got_worse_are_listed_with_their_passages(runs: tuple[Path, Path], tmp_path: Path) -> None:
    told = json.loads(runs[0].read_text(encoding="utf-8"))
    rankings = told["rows"][1]["rankings"]
    rankings[REPLY] = {"passages": rankings[REPLY]["passages"][1:], "missed": [2]}
    worse = change(runs[0], tmp_path / "worse.json", q2={"rankings": rankings})
    result = evaluate("compare", runs[0], worse)
    assert result.exit_code == 0  # one question of three may be chance
    lines = [line.strip() for line in result.stdout.splitlines()]
    at = lines.index("worse by nDCG@10 (1 questions):")
    assert lines[at + 2].startswith("q2  1 → 0  How many grey seals are there?")
    assert lines[at + 3].startswith("before: first right passage 1.; said: Two pilots counted 1,140 grey seals")
    assert lines[at + 4].startswith("*1. ")
    assert DOCUMENTS["seals"][1] in lines[at + 4]
    assert any(line.startswith("now: no right passage") for line in lines[at:])
    better = evaluate("compare", worse, runs[0], "--json", "-")
    first = json.loads(better.stdout)["comparisons"][0]
    assert (first["measure"], [one["id"] for one in first["better"]]) == ("Success@1", ["q2"])


def test_a_figure_that_is_worse_and_not_by_chance_gives_exit_code_1(runs: tuple[Path, Path], tmp_path: Path) -> None:
    told = json.loads(runs[1].read_text(encoding="utf-8"))
    for path, right in (("before.json", True), ("now.json", False)):
        rows = [{**told["rows"][0], "id": f"q{n}", "said_right": right, "declined": False} for n in range(8)]
        (tmp_path / path).write_text(json.dumps({**told, "rows": rows}))
    result = evaluate(
        "compare", tmp_path / "before.json", tmp_path / "now.json", "--by", "answered right", "--show", "2"
    )
    assert result.exit_code == 1
    assert table(result)["answered right"][-1] == "worse"
    assert "worse by answered right (8 questions, 2 shown):" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{run}", "{tmp}/none.json"], "none.json' can't be read: No such file or directory"),
        (["{run}", "{tmp}/bad.json"], "bad.json' is no run of this version of pressmark: version: Field required"),
        (["{run}", "{run}", "--ranking", "best"], "has no ranking 'best'; it has reply, dense, bm25, fused"),
        (["{run}", "{run}", "--by", "luck"], "no measure is called 'luck'; there are Success@1, "),
        (["{run}", "{tmp}/other.json"], "so that nothing can be compared"),
    ],
)
def test_runs_that_can_not_be_compared_are_named(
    runs: tuple[Path, Path], tmp_path: Path, arguments: Sequence[str], said: str
) -> None:
    (tmp_path / "bad.json").write_text("{}")
    change(runs[0], tmp_path / "other.json", **{id: {"id": f"other-{id}"} for id in QUERIES})
    result = evaluate(
        "compare", *(one.replace("{run}", str(runs[0])).replace("{tmp}", str(tmp_path)) for one in arguments)
    )
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


# the page


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("which", [0, 1], ids=["retrieval", "answers"])
def test_the_page_stands_alone_runs_nothing_and_draws_plots(runs: tuple[Path, Path], which: int) -> None:
    saved = read_saved(runs[which])
    page = to_html(saved, {})
    tags = Tags(page).tags
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in tags}
    assert not {"src", "href", "onclick"} & {name for _, attributes in tags for name in attributes}
    assert "url(" not in page
    assert "prefers-color-scheme: dark" in page
    drawings = re.findall(r"<svg.*?</svg>", page)
    assert len(drawings) >= 1
    for drawing in drawings:
        assert ElementTree.fromstring(drawing).get("role") == "img"
    assert page.count("<tr><td>") >= len(saved.rows)
    for row in saved.rows:
        assert bool(row.cited) is (row.said is not None)
        for one in row.cited:
            assert f"{one.source}:{one.start}-{one.end}" in page


@pytest.mark.parametrize("which", [0, 1], ids=["retrieval", "answers"])
def test_the_page_fits_a_narrow_screen_and_asks_for_nothing(
    runs: tuple[Path, Path], tmp_path: Path, browser: "Browser", which: int
) -> None:
    saved = read_saved(runs[which])
    told = json.loads(runs[which].read_text(encoding="utf-8"))["figures"]
    figures = {of: {name: Estimate(**one) for name, one in some.items()} for of, some in told.items()}
    (tmp_path / "run.html").write_text(to_html(saved, figures), encoding="utf-8")
    asked: list[str] = []
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "run.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    assert asked == [(tmp_path / "run.html").as_uri()]
    page.close()


def test_lines_that_can_not_be_used_are_all_in_the_run_and_in_the_page(
    meadow: Path, work: Path, tmp_path: Path
) -> None:
    questions = tmp_path / "mine.jsonl"
    questions.write_text('{"question": "How many hives were counted?", "answer": "312"}\n' + '{"question": ""}\n' * 12)
    written = ("--json", tmp_path / "run.json", "--html", tmp_path / "run.html")
    result = evaluate("retrieval", questions, "--folder", meadow, "--work", work, "--no-stages", *written)
    # Ten are named where all are counted.
    assert "and 14 more; 24 in all" in result.stderr
    saved = read_saved(tmp_path / "run.json")
    assert len(saved.left_out) == 24
    assert saved.left_out[-1].startswith(f"{questions}:13: ")
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "24 lines of the data can’t be used" in page
    assert page.count("<li>") == 24


def test_words_of_articles_and_questions_are_inert_in_the_page(runs: tuple[Path, Path], tmp_path: Path) -> None:
    hostile = {"question": "<script>alert(1)</script>\x1b[31m", "kind": "<b>", "said": "</blockquote><img src=x>\u202e"}
    page = to_html(read_saved(change(runs[0], tmp_path / "run.json", q1=hostile)), {})
    assert not {"script", "img"} & {tag for tag, _ in Tags(page).tags}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not {"\x1b", "\u202e"} & set(page)


def test_html_is_written_by_the_command(beir: Path, work: Path, tmp_path: Path) -> None:
    assert evaluate("answers", beir, "--work", work, "--html", tmp_path / "run.html").exit_code == 0
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "<title>meadows: answers</title>" in page
    assert "risk against coverage" in page
    assert "ROC area" in page


def test_our_own_questions_are_a_data_set_like_any_other() -> None:
    assert {question.kind for question in find_dataset(None).questions} >= {"who", "when", "unanswerable"}
