"""From a question to hits: their order, and one hit for what several articles print. With the real model and library."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.split import SplitSettings
from index.store import Excerpt, Filters
from index.sync import sync
from qa.fuse import WEIGHTS, Values
from qa.question import parse_question
from qa.retrieve import NAMES, Favour, Hit, retrieve

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
WIRE = ("harbour/isles today ferry.txt", "harbour/lowland-ledger-ferry.txt")

SHORT = "The mill at Osier Basin will grind again from June, its keeper told the council, after a winter in which the wheel stood still."
MORE = "A new oak shaft was floated down the canal in March and cost the town nine thousand crowns, half of it given by bakers."
SLIDE = (
    "The slide of wet clay above Ravn buried the lower road of the valley on Tuesday, and 19 people were taken to the "
    "hospital in the county town, where it was said that none of them was in danger and most would be home by the weekend."
)
STORM = (
    "The {name} pylons that carry the line over Kvitnes fell on Sunday night, and the grid company said that "
    "thirty crews from the coast would need four days to raise it, so that schools stay closed till Friday."
)
ARTICLES = (
    {
        "mill/long.txt": f"Mill to turn\n\n{SHORT}\n\n{MORE}\n",
        "mill/short.txt": f"Basin mill\n\n{SHORT}\n",
        "toll/first.txt": f"Slide\n\n{SLIDE}\n",
        "toll/later.txt": f"Slide\n\n{SLIDE.replace('19 people', '21 people')}\n",
        "toll/denied.txt": f"Slide\n\n{SLIDE.replace('was said', 'was not said')}\n",
        "toll/print.txt": f"Slide in Ravn\n\n{SLIDE.replace('the valley', 'our valley')}\n",
        "twins/a.txt": "Bees move in\n\nForty hives of black bees were set on the roof of the town hall of Tarn on Monday.\n",
        "twins/b.txt": "Bees move in\n\nForty hives of black bees were set on the roof of the town hall of Tarn on Monday.\n",
    }
    | {
        f"storm/{number:02}.txt": f"Line down, report {number}\n\n{STORM.format(name='abc'[number % 3] * number)}\n"
        for number in range(1, 31)
    }
    | {
        f"lists/{number:02}.txt": f"List {number}\n\n{' '.join(f'entry{number}of{at}' for at in range(8))}\n"
        for number in range(60)
    }
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("retrieve")
    for source, text in ARTICLES.items():
        (folder / source).parent.mkdir(exist_ok=True)
        (folder / source).write_text(text)
    (folder / "harbour").mkdir()
    for source in WIRE:
        shutil.copy(SAMPLES / source, folder / source)
    sync(folder, folder / ".pressmark", embedder)
    library = Library.open(folder / ".pressmark", embedder, settings=SplitSettings())
    yield library
    library.close()


@pytest.fixture(scope="module")
def find(library: Library, embedder: SentenceTransformerEmbedder) -> "Find":
    return Find(library, embedder)


class Find:
    """Asks the library."""

    def __init__(self, library: Library, embedder: SentenceTransformerEmbedder) -> None:
        self.library = library
        self._embedder = embedder

    def __call__(
        self, question: str, k: int = 5, filters: Filters | None = None, favour: Favour | None = None
    ) -> list[Hit]:
        return retrieve(self.library, parse_question(question), self._embedder.question(question), k, filters, favour)


def _place(excerpt: Excerpt) -> tuple[str, int, int]:
    return excerpt.source, excerpt.start, excerpt.end


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("What went wrong with the propeller before docking?", "A passenger ferry with almost 200"),
        ("Who said that the order saved lives?", "“That order saved lives,”"),
    ],
)
def test_agency_paragraphs_in_two_articles_are_one_hit_that_names_both(find: Find, question: str, opens: str) -> None:
    (hit,) = [hit for hit in find(question, 10) if hit.excerpt.text.startswith(opens)]
    (copy,) = hit.also_in
    assert {hit.excerpt.source, copy.source} == set(WIRE)
    text = find.library.article(copy.article).article.text
    assert text[copy.start : copy.end].split() == hit.excerpt.text.split()


def test_the_same_article_twice_is_one_hit(find: Find) -> None:
    hits = find("Where were the hives of bees set?", 10)
    (bees,) = [hit for hit in hits if hit.excerpt.source.startswith("twins/")]
    assert bees == hits[0]
    assert (_place(bees.excerpt), [_place(copy) for copy in bees.also_in]) == (
        ("twins/a.txt", 14, 96),
        [("twins/b.txt", 14, 96)],
    )


def test_a_passage_that_holds_another_and_more_stays_a_hit_and_is_named_by_the_words_they_share(find: Find) -> None:
    hits = {hit.excerpt.source: hit for hit in find("When will the mill at Osier Basin grind again?", 5)}
    long, short = hits["mill/long.txt"], hits["mill/short.txt"]
    assert (long.excerpt.text, short.excerpt.text) == (f"{SHORT}\n\n{MORE}", SHORT)
    assert [_place(copy) for copy in short.also_in] == [("mill/long.txt", 14, 14 + len(SHORT))]
    assert long.also_in == ()


def test_a_shorter_print_of_the_words_of_a_longer_hit_is_not_shown_again(find: Find) -> None:
    hits = find("How much did the new oak shaft cost the town, and who gave half?", 10)
    (mill,) = [hit for hit in hits if hit.excerpt.source.startswith("mill/")]
    assert mill.excerpt.source == "mill/long.txt"
    assert [_place(copy) for copy in mill.also_in] == [("mill/short.txt", 12, 12 + len(SHORT))]


def test_thirty_prints_of_one_story_leave_room_for_other_hits(find: Find) -> None:
    hits = find("How many crews are needed to raise the pylons at Kvitnes?", 5)
    assert len(hits) == 5
    assert [hit.excerpt.source.startswith("storm/") for hit in hits] == [True, False, False, False, False]
    assert len(hits[0].also_in) == 29
    assert [copy.source for copy in hits[0].also_in] == sorted(copy.source for copy in hits[0].also_in)


def test_what_differs_by_a_figure_or_a_negation_is_no_print_and_stays_a_hit(find: Find) -> None:
    hits = {hit.excerpt.source: hit for hit in find("How many people did the slide of clay above Ravn hurt?", 10)}
    slides = {source: [copy.source for copy in hit.also_in] for source, hit in hits.items() if "toll" in source}
    (first,) = slides.keys() & {"toll/first.txt", "toll/print.txt"}
    (other,) = {"toll/first.txt", "toll/print.txt"} - {first}
    assert slides == {first: [other], "toll/later.txt": [], "toll/denied.txt": []}


def test_hits_come_by_score_and_then_by_place_with_the_ranks_that_each_retriever_gave(find: Find) -> None:
    hits = find("What did the police say about the ferry?", 40)
    keys = [(-hit.score, hit.excerpt.source, hit.excerpt.start) for hit in hits]
    assert keys == sorted(keys)
    assert all(0.0 <= hit.score <= 1.0 for hit in hits)
    assert all(hit.dense or hit.bm25 for hit in hits)
    dense = sorted((hit.dense for hit in hits if hit.dense), key=lambda one: one.rank)
    assert [one.score for one in dense] == sorted((one.score for one in dense), reverse=True)
    assert len({one.rank for one in dense}) == len(dense)


def test_a_score_is_made_of_the_signals_that_a_hit_names(find: Find) -> None:
    hits = find("What did the police say about the ferry?", 40)
    assert [hit.score for hit in hits] == pytest.approx(
        [sum(weight * signal for weight, signal in zip(WEIGHTS, hit.signals, strict=True)) for hit in hits]
    )
    assert {hit.favour for hit in hits} == {0.0}
    assert max(hit.signals.dense for hit in hits) == max(hit.signals.bm25 for hit in hits) == 1.0
    assert all(hit.signals.lead == 2 / (2 + hit.excerpt.number) for hit in hits)
    assert all(hit.dense is None or hit.dense.score == hit.cosine for hit in hits)
    assert all(hit.bm25 is None or hit.bm25.score == hit.match for hit in hits)
    highest = max(hit.cosine for hit in hits)
    assert [hit.signals.dense for hit in hits] == pytest.approx([max(hit.cosine, 0) / highest for hit in hits])


def test_a_name_weighs_more_than_another_word_as_rare(find: Find) -> None:
    assert find.library.weights(["tarn"]) == {"tarn": find.library.weights(["hive"])["hive"]}
    (bees,) = [hit for hit in find("Why are hives in Tarn?") if hit.excerpt.source == "twins/a.txt"]
    (lower,) = [hit for hit in find("why are hives in tarn?") if hit.excerpt.source == "twins/a.txt"]
    assert bees.match == pytest.approx(lower.match * (1 + NAMES) / 2)


def test_what_a_passage_is_favoured_by_is_added_to_its_score(find: Find) -> None:
    def favour(candidates: Sequence[Excerpt], fused: Values) -> Values:
        assert fused.shape == (len(candidates),)
        assert 0 <= fused.min() <= fused.max() <= 1
        return np.array([0.75 if one.source == "mill/short.txt" else -0.25 for one in candidates])

    question = "Where were the hives of bees set?"
    plain, favoured = find(question, 10), find(question, 10, favour=favour)
    assert (plain[0].excerpt.source, favoured[0].excerpt.source) == ("twins/a.txt", "mill/short.txt")
    before = {hit.excerpt.id: hit.score for hit in plain}
    assert {hit.excerpt.source: hit.favour for hit in favoured[:2]} == {"mill/short.txt": 0.75, "twins/a.txt": -0.25}
    assert all(hit.score == before[hit.excerpt.id] + hit.favour for hit in favoured if hit.excerpt.id in before)


def test_one_hit_is_the_first_of_many_and_more_than_there_are_gives_all(find: Find) -> None:
    question = "Which propeller was at fault?"
    every = find(question, 1000)
    assert find(question, 1) == every[:1]
    assert find(question, 3)[0] == every[0]
    shown = {_place(excerpt) for hit in every for excerpt in (hit.excerpt, *hit.also_in)}
    assert len(shown) >= find.library.passage_count
    assert len(every) < find.library.passage_count


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (Filters(sources=("twins",)), {"twins/a.txt"}),
        (Filters(sources=("mill/short.txt",)), {"mill/short.txt"}),
        (Filters(publishers=("lowland LEDGER",)), {WIRE[1]}),
        (Filters(publishers=("nobody",)), set()),
    ],
)
def test_only_passages_that_pass_the_filters_are_hits(find: Find, filters: Filters, sources: set[str]) -> None:
    assert {hit.excerpt.source for hit in find("Who moved in?", 50, filters)} == sources


@pytest.mark.parametrize("question", ["?", "🦆", '"', "* % ("])
def test_a_question_without_words_is_left_to_the_vectors(find: Find, question: str) -> None:
    hits = find(question, 3)
    assert len(hits) == 3
    assert all(hit.bm25 is None and hit.dense is not None for hit in hits)


def test_prints_are_only_those_that_pass_the_filters(find: Find) -> None:
    (bees,) = find("How many hives of black bees are there?", 1, Filters(sources=("twins/b.txt",)))
    assert (bees.excerpt.source, bees.also_in) == ("twins/b.txt", ())
    (bees,) = find("How many hives of black bees are there?", 1, Filters(sources=("twins",)))
    assert [copy.source for copy in bees.also_in] == ["twins/b.txt"]
