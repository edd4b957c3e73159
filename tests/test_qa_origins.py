"""In how many articles a statement stands and of how many origins these are, and every print that a library holds, asked of a service."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.embed import Embedder
from index.sync import sync
from qa.reply import Reply, Statement
from qa.schema import FilterSpec
from qa.service import Service

SLIDE = "A slide of wet clay above Ravn buried the lower road of the valley on Tuesday night, the county said."
HOME = "Nineteen people were taken to the hospital in the county town, and most of them will be home by the weekend."
ROAD = "The road will be cleared by soldiers, who have brought six diggers and a bridge that can be laid in a day."
QUOTE = (
    "“I heard it before I saw it, like a train that does not stop,” said Jorunn Dahl, who keeps the shop at the bend."
)
OTHER = (
    "Farmers in the valley had asked for drains along the slope since spring, and were told to wait for a survey. Now the survey "
    "has been promised for August, with a geologist from the coast who has mapped the clay of three other valleys."
)
QUESTION = "What did the slide of clay above Ravn bury?"
COPIES = 150


def _folder(path: Path, articles: dict[str, str]) -> Path:
    for source, text in articles.items():
        (path / source).parent.mkdir(parents=True, exist_ok=True)
        (path / source).write_text(text)
    return path


def _story(number: int) -> str:
    return f"Road buried {'ab'[number % 2]}\n\n{SLIDE} {HOME}\n\n{ROAD}\n"


@contextmanager
def _service(folder: Path, embedder: Embedder) -> Iterator[Service]:
    sync(folder, folder / ".pressmark", embedder)
    with Service.open(folder, embedder=embedder, threshold=0.0) as service:
        yield service


def _statement(reply: Reply, words: str) -> Statement:
    assert reply.answer
    (found,) = [one for one in reply.answer.statements if words in one.text]
    return found


@pytest.fixture
def wire(tmp_path: Path, word_embedder: Embedder) -> Iterator[Service]:
    folder = _folder(
        tmp_path,
        {f"papers/{number:03}.txt": _story(number) for number in range(COPIES)}
        | {"own/farm.txt": f"Drains\n\n{OTHER}\n"},
    )
    with _service(folder, word_embedder) as service:
        yield service


def test_a_story_printed_a_hundred_and_fifty_times_is_one_origin_and_every_print_is_counted(wire: Service) -> None:
    reply = wire.ask(QUESTION, k=3)
    citation = reply.passages[0].citation
    assert citation.source == "papers/000.txt"
    assert [one.source for one in citation.also_in] == [f"papers/{number:03}.txt" for number in range(1, 51)]
    assert citation.also_in_articles == COPIES - 1
    statement = _statement(reply, "A slide of wet clay")
    assert (statement.articles, statement.origins) == (COPIES, 1)


def test_only_prints_that_pass_the_filters_are_named_and_counted(wire: Service) -> None:
    sources = tuple(f"papers/{number:03}.txt" for number in (3, 70, 149))
    reply = wire.ask(QUESTION, k=1, filters=FilterSpec(sources=sources))
    (passage,) = reply.passages
    assert [passage.citation.source, *(one.source for one in passage.citation.also_in)] == [*sources]
    assert _statement(reply, "A slide").articles == 3


def test_what_is_deleted_is_no_print_any_more_and_what_is_added_is_one(tmp_path: Path, word_embedder: Embedder) -> None:
    folder = _folder(tmp_path, {f"{number}.txt": _story(number) for number in range(4)})
    with _service(folder, word_embedder) as service:
        assert service.ask(QUESTION).passages[0].citation.also_in_articles == 3
        (folder / "1.txt").unlink()
        (folder / "2.txt").write_text(f"Farms\n\n{OTHER}\n")
        sync(folder, folder / ".pressmark", word_embedder)
        assert [one.source for one in service.ask(QUESTION).passages[0].citation.also_in] == ["3.txt"]
        _folder(folder, {"4.txt": _story(4)})
        sync(folder, folder / ".pressmark", word_embedder)
        assert [one.source for one in service.ask(QUESTION).passages[0].citation.also_in] == ["3.txt", "4.txt"]


def test_a_library_that_came_to_be_step_by_step_replies_as_one_built_at_once(
    tmp_path: Path, word_embedder: Embedder
) -> None:
    stories = {f"{number}.txt": _story(number) for number in range(6)}
    once = _folder(tmp_path / "once", stories)
    steps = _folder(tmp_path / "steps", {"5.txt": _story(5), "9.txt": _story(9)})
    sync(steps, steps / ".pressmark", word_embedder)
    (steps / "9.txt").unlink()
    for source in ("3.txt", "0.txt", "4.txt", "2.txt", "1.txt"):
        _folder(steps, {source: stories[source]})
        sync(steps, steps / ".pressmark", word_embedder)
    replies = []
    for folder in (once, steps):
        with _service(folder, word_embedder) as service:
            told = json.loads(service.ask(QUESTION).model_dump_json())
            replies.append({name: told[name] for name in ("answer", "passages", "disagreements", "confidence")})
    assert replies[0] == replies[1]


def test_a_sentence_in_articles_that_differ_has_as_many_origins(tmp_path: Path, word_embedder: Embedder) -> None:
    own = "The shop at the bend of the road opened in 1931 and has been hit by falling stones twice since then, in winters of much snow."
    folder = _folder(
        tmp_path,
        {
            "a.txt": f"Road buried\n\n{SLIDE} {HOME} {ROAD} {QUOTE}\n",
            "b.txt": f"A keeper tells\n\n{own} {OTHER} {QUOTE.replace('“', chr(34)).replace('”', chr(34))}\n",
            "c.txt": f"Road buried\n\n{SLIDE} {QUOTE} {ROAD}\n",
            "d.txt": f"Denied\n\n{OTHER} {QUOTE.replace('does not stop', 'did not stop')}\n",
        },
    )
    with _service(folder, word_embedder) as service:
        reply = service.ask("What did Jorunn Dahl, who keeps the shop at the bend, say she heard like a train?")
        statement = _statement(reply, "like a train that does not stop")
        assert (statement.articles, statement.origins) == (3, 2)


def test_articles_that_print_a_passage_are_of_one_origin_whatever_else_they_say(
    tmp_path: Path, word_embedder: Embedder
) -> None:
    filler = [
        " ".join(f"{word}{number}{at}" for at in range(80)) + "." for word in ("oak", "elm") for number in range(4)
    ]
    folder = _folder(
        tmp_path,
        {
            "a.txt": "\n\n".join(("Slide", f"{SLIDE} {HOME} {ROAD}", *filler[:4])) + "\n",
            "b.txt": "\n\n".join(("Slide", f"{SLIDE} {HOME} {ROAD}", *filler[4:])) + "\n",
        },
    )
    with _service(folder, word_embedder) as service:
        statement = _statement(service.ask(QUESTION), "A slide")
        assert (statement.articles, statement.origins) == (2, 1)


def test_a_short_sentence_that_several_articles_have_counts_only_where_they_print_the_words_around_it(
    tmp_path: Path, word_embedder: Embedder
) -> None:
    short = "Nobody in Ravn slept."
    folder = _folder(
        tmp_path,
        {
            "a.txt": f"Slide\n\n{SLIDE} {HOME} {short}\n",
            "b.txt": f"Slide\n\n{SLIDE} {HOME} {short}\n",
            "c.txt": f"Drains\n\n{OTHER} {short} {QUOTE}\n",
        },
    )
    with _service(folder, word_embedder) as service:
        statement = _statement(
            service.ask("Who in Ravn slept after the slide of wet clay above the lower road?"), short
        )
        assert (statement.articles, statement.origins) == (2, 1)


def test_a_statement_of_one_article_alone_stands_in_one(wire: Service) -> None:
    statement = _statement(wire.ask("Who asked for drains along the slope since spring?"), "drains")
    assert (statement.articles, statement.origins) == (1, 1)
