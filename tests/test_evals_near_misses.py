"""Questions with something swapped, of real libraries of a few articles."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from evals.datasets.dataset import LabelledQuestion, Spans, Strings
from evals.datasets.near_misses import near_misses
from index.embed import SentenceTransformerEmbedder
from index.sync import sync
from qa.service import Service

ARTICLES = {
    "harbour.txt": (
        "Harbour deal signed in Norway\n\nPublished 4 May 2022\n\n"
        "David Rowe signed the harbour deal in Norway in May 2022, and the cranes came from Finland.\n\n"
        "Rowe said that the sheds would be painted in June. Asked of the money, he laughed.\n\n"
        "Karen Hill, who keeps the lighthouse, had asked for a bell. Hill said that fog was thick in 2019.\n\n"
        "She grew up on a farm. The bell was cast for her by a smith in Denmark.\n"
    ),
    "bread.txt": (
        "Bread prize goes to Sweden\n\nPublished 9 August 2021\n\n"
        "Laura Black won the bread prize in Sweden in August 2021. A black loaf came second.\n\n"
        "Black said that rye was dear.\n"
    ),
    "rye.txt": "Rye is dear\n\nPublished 12 August 2021\n\nLaura Black and David Rowe met. Farmers sow less rye.\n",
    "ice.txt": "Ice on the lake\n\nPublished 3 January 2020\n\nLaura Black and David Rowe skated.\n\nKaren Hill fell.\n",
}


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory,
    write: Callable[[Path, dict[str, str]], None],
    embedder: SentenceTransformerEmbedder,
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("swapped")
    write(folder, ARTICLES)
    sync(folder, folder / ".pressmark", embedder)
    with Service(folder, folder / ".pressmark", embedder) as service:
        yield service


def swapped(service: Service, *texts: str) -> list[str]:
    questions = [
        LabelledQuestion(id=f"q{n}", text=text, relevance=Strings(answers=("x",))) for n, text in enumerate(texts)
    ]
    return [one.text for one in near_misses(service, questions)]


def test_a_place_gives_way_to_one_that_stands_nowhere_beside_the_rest(service: Service) -> None:
    # Finland and Denmark stand in the article whose title says the rest.
    asked = ["Who signed the harbour deal in Norway?"] * 12  # where the drawing begins depends on the id
    assert swapped(service, *asked) == ["Who signed the harbour deal in Sweden?"] * 12


def test_a_person_gives_way_to_another_by_full_and_by_last_name(service: Service) -> None:
    assert swapped(service, "What did David Rowe say of the sheds, and why did Rowe laugh?") == [
        "What did Laura Black say of the sheds, and why did Black laugh?"
    ]
    assert swapped(service, "What did Rowe say of the sheds?") == ["What did Black say of the sheds?"]


def test_a_last_name_that_is_a_word_too_is_left_alone(service: Service) -> None:
    assert swapped(service, "What did Black say of rye?") == []


def test_years_and_months_give_way_to_their_like(service: Service) -> None:
    (year,) = swapped(service, "When in 2019 was the fog thick?")
    assert year in {f"When in {year} was the fog thick?" for year in (2020, 2021, 2022)}
    (month,) = swapped(service, "Who won the bread prize in August?")
    assert month in {f"Who won the bread prize in {month}?" for month in ("January", "May", "June")}


def test_what_is_part_of_another_name_stays(service: Service) -> None:
    assert (
        swapped(
            service, "Who plays for Norway United?", "What closed the 2019-20 season?", "Who lives in North Norway?"
        )
        == []
    )


def test_what_does_not_stand_in_the_sentence_that_asks_stays(service: Service) -> None:
    assert swapped(service, "A deal was signed in Norway. Where did the cranes come from?") == []


def test_nothing_answers_a_near_miss_and_its_id_says_whose_it_is(service: Service) -> None:
    question = LabelledQuestion(
        id="a",
        text="Who signed the harbour deal in Norway?",
        relevance=Strings(answers=("x",)),
        asked_on=date(2024, 1, 2),
    )
    nothing = LabelledQuestion(id="b", text="Who won the bread prize in Sweden?", relevance=Spans())
    (one,) = near_misses(service, [question, nothing])
    assert (one.id, one.answerable, one.asked_on) == ("a-swapped", False, date(2024, 1, 2))
    assert near_misses(service, [question, nothing]) == [one]
