"""What must come of the real articles outside the tree. Gold is files, lines, dates and hashes: none of their text is kept here."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.schema import Reply
from qa.service import Service

ARTICLES = Path(__file__).parents[1].parent / "shared" / "articles"

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason=f"the real articles are not at {ARTICLES}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Where the answer stands; `digest` is the sha256 of the statement that answers."""

    question: str
    source: str
    line: int
    published: date | None
    digest: str


GOLD = [
    Gold(
        question="How long did Blinken's meeting with Qin Gang last?",
        source="004_5c2a39057628c2a6.txt",
        line=12,
        published=date(2023, 6, 19),
        digest="55d0eb6fa7bb2bf19f8b6a9a5b8d47eac8650822dfddf7ccc5c358d2cdd57afc",
    ),
    Gold(
        question="What were Blinken's three main objectives?",
        source="001_b0ccbc8c9a36bb37.txt",
        line=7,
        published=date(2023, 6, 18),
        digest="d9ccab1277520011ac34ab78a4079c5dc24fd6a5fdc746af4a857e3be977478b",
    ),
    Gold(
        question="From which country was China reported to be spying on the US?",
        source="000_42fd6e7905b25eef.txt",
        line=11,
        published=None,
        digest="ea34231ef56b17eac8e5cb50634d86fc58c6ab66e417b975798439710ada7179",
    ),
    Gold(
        question="Whom did Xi meet on Friday?",
        source="003_06aa891ee1b7a861.txt",
        line=17,
        published=date(2023, 6, 18),
        digest="924c8a4d565234b8e2084276b53bc3fef8fa82cb3851cef3f83c94fd8237c889",
    ),
    Gold(
        question="How many new embassies does China plan to open?",
        source="002_bcedf06285efe212.txt",
        line=43,
        published=None,
        digest="496d1e97af0421871747248c139c2cb2decc3558528d08a38a89b9d225deb50a",
    ),
]
DECLINED = ["Who won the 2022 World Cup?", "What is the price of the submarines?", "When did Blinken visit Moscow?"]

each_gold = pytest.mark.parametrize("gold", GOLD, ids=[gold.source[:3] for gold in GOLD])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Iterator[Service]:
    """A service over a copy of the articles, which nothing may change."""
    folder = tmp_path_factory.mktemp("acceptance") / "articles"
    folder.mkdir()
    for path in sorted(ARTICLES.glob("*.txt")):
        shutil.copy(path, folder)
    sync(folder, folder / ".pressmark", embedder)
    with Service.open(folder, embedder=embedder) as service:
        yield service


@cache
def _characters(source: str) -> str:
    with (ARTICLES / source).open(encoding="utf-8", newline="") as file:
        return file.read()


@cache
def _sed(source: str, first: int, last: int) -> str:
    command = ["sed", "-n", f"{first},{last}p", str(ARTICLES / source)]
    return subprocess.run(command, capture_output=True, check=True, env=os.environ | {"LC_ALL": "C"}).stdout.decode()


def assert_cited(reply: Reply) -> None:
    quotes = {passage.citation.number: passage.citation for passage in reply.passages}
    for citation in quotes.values():
        assert _characters(citation.source)[citation.start : citation.end] == citation.quote != ""
        assert citation.quote in _sed(citation.source, *citation.lines)
        assert citation.sha256 == sha256((ARTICLES / citation.source).read_bytes()).hexdigest()
        assert not citation.stale
    for statement in reply.answer.statements if reply.answer else ():
        for place in statement.citations:
            source = quotes[place.number].source
            assert _characters(source)[place.start : place.end] == statement.text != ""
            assert statement.text in _sed(source, *place.lines)


@each_gold
def test_a_question_is_answered_from_the_right_line_of_the_right_article_with_its_date(
    desk: Service, gold: Gold
) -> None:
    reply = desk.ask(gold.question)
    assert_cited(reply)
    citation = reply.passages[0].citation
    assert (citation.source, citation.published) == (gold.source, gold.published)
    assert citation.lines[0] <= gold.line <= citation.lines[1]
    assert reply.answer is not None
    first = reply.answer.statements[0]
    assert [(place.number, place.lines) for place in first.citations] == [(1, (gold.line, gold.line))]
    assert sha256(first.text.encode()).hexdigest() == gold.digest


@each_gold
def test_a_question_is_answered_alike_in_capitals_in_small_letters_and_without_its_mark(
    desk: Service, gold: Gold
) -> None:
    for question in (gold.question.upper(), gold.question.title(), gold.question.lower(), gold.question.rstrip("?")):
        reply = desk.ask(question)
        assert reply.answer is not None, question
        assert sha256(reply.answer.statements[0].text.encode()).hexdigest() == gold.digest, question


def test_words_that_the_article_takes_from_a_footnote_come_with_its_entry(desk: Service) -> None:
    reply = desk.ask("From which country was China reported to be spying on the US?")
    assert reply.answer is not None
    (cited,) = reply.answer.statements[0].citations[0].upstream
    assert cited in reply.passages[0].citation.upstream
    assert (cited.marker, cited.publisher, cited.published) == ("3", "POLITICO", date(2023, 6, 16))
    assert cited.url is not None
    assert cited.url.startswith("https://www.politico.com/")


@pytest.mark.parametrize("question", DECLINED)
def test_a_question_that_the_articles_do_not_answer_is_declined(desk: Service, question: str) -> None:
    reply = desk.ask(question)
    assert_cited(reply)
    assert (reply.answer, len(reply.passages)) == (None, 5)
    assert reply.no_answer is not None
    assert reply.confidence < 0.5


def test_every_citation_of_100_random_questions_of_article_words_is_the_file_at_its_place(desk: Service) -> None:
    random = Random(20230618)
    sources = sorted(path.name for path in ARTICLES.glob("*.txt"))
    answered = 0
    for _ in range(100):
        words = _characters(random.choice(sources)).split()
        at = random.randrange(len(words))
        some = words[at : at + random.randint(1, 12)] if random.random() < 0.5 else random.choices(words, k=7)
        reply = desk.ask(" ".join(some))
        assert_cited(reply)
        answered += reply.answer is not None
    assert answered > 0


def test_every_citation_holds_when_the_files_are_read_again(desk: Service) -> None:
    for question in [*(gold.question for gold in GOLD), *DECLINED]:
        assert desk.verify(desk.ask(question)).holds
