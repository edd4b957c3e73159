"""The sample articles, their gold, and the questions asked of them.

`corpus/samples/` holds articles in our own words about invented people, towns and outlets, in the shapes in which real
ones are saved. Six tell of one ferry accident: two carry the same agency paragraphs under different headlines, the
number of injured is 14 on the day, 17 in another paper, and 16 in the later article that corrects both. Two tell of one
vote on a dam, and differ on its cost.

`tests/gold/samples.json` says of each what is true of the page: title, byline, publisher and publication date where the
page itself states them (an agency's dateline names no publisher; the date of a comment, a footnote or a copyright line is
no publication date), and which stretches are body. Body are the sentences of the article, its standfirst and the
questions and answers of an FAQ; not body are menus, titles, subheadings, bylines, datelines, captions, embedded posts,
teasers, comments, references, footers and front matter. Runs of one sort are one span; only white space stands between.

`evals/questions.jsonl` holds the questions. `answers` lists every place of body text that answers, each the smallest
verbatim stretch; titles and captions are not listed, as no passage holds them. Where articles disagree, a question that
takes no side lists all sides. `note` says of an unanswerable question why it is one.

Out of scope: how the answers are scored (`evals`).
"""

import json
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.article import Article, RegionKind
from corpus.folder import find_files
from corpus.read import read_article

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
KINDS = {"who", "when", "where", "howmany", "howlong", "howmuch", "why", "what", "which", "quote", "unanswerable"}
WIRE_PAIR = ("harbour/lowland-ledger-ferry.txt", "harbour/isles today ferry.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is true of one sample article; spans are `[start, end)` in characters of the decoded file."""

    source: str
    title: str | None
    byline: str | None
    publisher: str | None
    published: str | None
    encoding: str
    body: list[list[int]]
    not_body: list[list[int]]

    @property
    def text(self) -> str:
        return (SAMPLES / self.source).read_bytes().decode(self.encoding)

    def is_body(self, start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stretch of a sample that answers a question."""

    source: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    id: str
    question: str
    asked_on: str | None
    kind: str
    difficulty: str
    answers: list[Place]
    note: str | None


def _load_gold() -> dict[str, Sample]:
    rows = json.loads((ROOT / "tests" / "gold" / "samples.json").read_text(encoding="utf-8"))
    return {row["source"]: Sample(**row) for row in rows}


def _load_questions() -> list[Question]:
    lines = (ROOT / "evals" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [{"note": None} | json.loads(line) for line in lines]
    return [Question(**{**row, "answers": [Place(**place) for place in row["answers"]]}) for row in rows]


GOLD = _load_gold()
QUESTIONS = _load_questions()
UNANSWERABLE = [question for question in QUESTIONS if question.kind == "unanswerable"]

each_sample = pytest.mark.parametrize("sample", GOLD.values(), ids=list(GOLD))
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])


def test_the_gold_describes_every_sample_and_no_other_file() -> None:
    listing = find_files(SAMPLES)
    assert [file.source for file in listing.files] == sorted(GOLD)
    assert listing.refused == ()
    assert len(GOLD) == 19


@each_sample
def test_gold_spans_cover_all_but_white_space_exactly_once(sample: Sample) -> None:
    spans = sorted((start, end) for start, end in sample.body + sample.not_body)
    text = sample.text
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert [(one, two) for one, two in pairwise(spans) if one[1] > two[0]] == []
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    gaps = [text[edges[i] : edges[i + 1]] for i in range(0, len(edges), 2)]
    assert [gap for gap in gaps if gap.strip()] == []


@each_sample
def test_no_gold_span_starts_or_ends_with_white_space(sample: Sample) -> None:
    text = sample.text
    cut = [text[start:end] for start, end in sample.body + sample.not_body]
    assert [span for span in cut if span != span.strip()] == []


@each_sample
def test_a_sample_has_250_to_700_words_of_body(sample: Sample) -> None:
    words = sum(len(sample.text[start:end].split()) for start, end in sample.body)
    assert 250 <= words <= 700


@each_sample
def test_gold_metadata_stands_on_the_page_outside_the_body(sample: Sample) -> None:
    outside = "\n".join(sample.text[start:end] for start, end in sample.not_body)
    stated = [value for value in (sample.title, sample.byline, sample.publisher) if value is not None]
    assert [value for value in stated if value not in outside] == []
    if sample.published is not None:
        assert str(date.fromisoformat(sample.published).year) in outside


def test_the_samples_show_the_encodings_and_names_that_a_reader_must_meet() -> None:
    data = {source: (SAMPLES / source).read_bytes() for source in GOLD}
    assert [source for source in GOLD if b"\r\n" in data[source]] == ["harbour/isles today ferry.txt"]
    assert data["harbour/isles today ferry.txt"].count(b"\n") == data["harbour/isles today ferry.txt"].count(b"\r\n")
    assert [source for source in GOLD if data[source].startswith(b"\xef\xbb\xbf")] == ["desk/vents-survey.txt"]
    assert [source for source in GOLD if GOLD[source].encoding != "utf-8"] == ["desk/stage-nine.txt"]
    assert GOLD["desk/stage-nine.txt"].encoding == "cp1252"
    assert [source for source in GOLD if not source.isascii()] == ["desk/musée-des-îles.md"]
    assert [source for source in GOLD if " " in source] == ["harbour/isles today ferry.txt"]
    assert [source for source in GOLD if GOLD[source].title is None] == ["desk/fisheries-talks.txt"]
    assert [source for source in GOLD if GOLD[source].published is None] == [
        "county/dam-vote-roundup.txt",
        "county/school-budget.txt",
        "desk/clinic-outbreak.txt",
    ]


def test_two_samples_carry_six_agency_paragraphs_word_for_word_under_different_headlines() -> None:
    one, two = (GOLD[source] for source in WIRE_PAIR)
    shared = {line for line in one.text.splitlines() if len(line.split()) > 10} & set(two.text.splitlines())
    assert len(shared) == 6
    assert one.title != two.title


def test_there_are_enough_questions_and_enough_that_nothing_answers() -> None:
    assert len(QUESTIONS) == 172
    assert len(UNANSWERABLE) == 48
    assert sum("near miss" in (question.note or "") for question in UNANSWERABLE) == 39
    assert [question.id for question in QUESTIONS] == [f"q{number:03}" for number in range(1, 173)]


def test_no_two_questions_are_alike() -> None:
    asked = ["".join(c for c in question.question.casefold() if c.isalnum()) for question in QUESTIONS]
    assert len(set(asked)) == len(asked)


def test_every_sample_answers_a_question_and_every_kind_is_asked() -> None:
    assert {place.source for question in QUESTIONS for place in question.answers} == set(GOLD)
    assert {question.kind for question in QUESTIONS} == KINDS
    assert {question.difficulty for question in QUESTIONS} == {"plain", "hard"}


@each_question
def test_a_quote_is_the_body_text_at_its_offsets(question: Question) -> None:
    for place in question.answers:
        sample = GOLD[place.source]
        assert sample.text[place.start : place.end] == place.quote
        assert place.quote == place.quote.strip() != ""
        assert sample.is_body(place.start, place.end)


@each_question
def test_a_question_has_answers_or_the_reason_why_not(question: Question) -> None:
    assert (question.kind == "unanswerable") == (question.answers == []) == (question.note is not None)
    assert question.asked_on is None or date.fromisoformat(question.asked_on)
    places = sorted((place.source, place.start, place.end) for place in question.answers)
    assert [(one, two) for one, two in pairwise(places) if one[0] == two[0] and one[2] > two[1]] == []


@each_question
def test_words_that_two_samples_share_are_listed_for_both(question: Question) -> None:
    listed = {(place.source, place.start) for place in question.answers}
    for place in question.answers:
        for source, sample in GOLD.items():
            at = sample.text.find(place.quote)
            assert at < 0 or not sample.is_body(at, at + 1) or (source, at) in listed


def _read(source: str) -> Article:
    return read_article(next(file for file in find_files(SAMPLES).files if file.source == source))


@each_sample
def test_the_reader_finds_the_text_and_what_the_page_states(sample: Sample) -> None:
    article = _read(sample.source)
    assert article.text == sample.text
    published = article.published.isoformat() if article.published else None
    assert (article.title, article.byline, article.publisher, published) == (
        sample.title,
        sample.byline,
        sample.publisher,
        sample.published,
    )


@each_sample
def test_the_reader_takes_for_body_just_what_is_body(sample: Sample) -> None:
    article = _read(sample.source)
    taken = [False] * len(article.text)
    for region in article.regions:
        if region.kind is RegionKind.BODY:
            taken[region.start : region.end] = [True] * (region.end - region.start)
    inside = [[i for i in range(start, end) if not sample.text[i].isspace()] for start, end in sample.body]
    outside = [[i for i in range(start, end) if not sample.text[i].isspace()] for start, end in sample.not_body]
    lost = "".join(sample.text[i] for span in inside for i in span if not taken[i])
    let_in = "".join(sample.text[i] for span in outside for i in span if taken[i])
    assert (lost, let_in) == ("", "")


@pytest.mark.parametrize(
    ("source", "markers"),
    [("county/dam-vote-roundup.txt", ["0", "1", "2", "3", "4"]), ("desk/vents-survey.txt", ["1", "2", "3", "4", "5"])],
)
def test_the_reader_resolves_numbered_footnotes_from_their_first_number(source: str, markers: list[str]) -> None:
    assert [footnote.marker for footnote in _read(source).footnotes] == markers


def test_the_reader_takes_a_footnote_apart() -> None:
    third = _read("county/dam-vote-roundup.txt").footnotes[3]
    assert third.title == "Second opinion on dam: $41 million"
    assert third.publisher == "Northwire"
    assert third.published == date(2024, 4, 2)
    assert third.url == "https://northwire.example.com/second-opinion-on-dam-41-million"
