"""Different figures for the same thing: pairs of sentences that disagree or don't, and what is made of them in a reply."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import Embedder
from index.passage_terms import read_terms, terms_row
from index.store import Excerpt
from index.sync import sync
from qa.disagree import MOST, find_disagreements
from qa.quantities import DATE, quantities
from qa.reply import Reply
from qa.service import Service
from qa.verify import QuoteMismatch, check_quotes

PAIRS = [json.loads(line) for line in (Path(__file__).parent / "gold" / "figures.jsonl").read_text().splitlines()]
SANK = "Nineteen people died when the ferry Solveig sank off Kvitnes."
KILLED = "The ferry Solveig sank off Kvitnes, killing 21 people."


def passage(text: str, article: int, *, published: date | None = None, title: str | None = None) -> Excerpt:
    return Excerpt(
        id=article,
        article=article,
        source=f"{article}.txt",
        start=100,
        end=100 + len(text),
        text=text,
        title=title,
        outlet=None,
        published=published,
        vector=article,
        terms=read_terms(terms_row(text)),
    )


def disputed(*texts: str) -> list[list[list[str]]]:
    """What passages of as many articles give different figures for."""
    found = find_disagreements([passage(text, number) for number, text in enumerate(texts)])
    return [[[one.text for one in side] for side in each.figures] for each in found]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["one"][:40])
def test_pairs_of_sentences_disagree_or_do_not_whichever_comes_first(pair: dict[str, str | list[str]]) -> None:
    one, other, figures = str(pair["one"]), str(pair["other"]), pair["disagree"]
    assert disputed(one, other) == ([[[figure] for figure in figures]] if figures else [])
    assert disputed(other, one) == ([[[figure] for figure in figures[::-1]]] if figures else [])


def test_twenty_pairs_disagree_and_as_many_do_not() -> None:
    assert sum(bool(pair["disagree"]) for pair in PAIRS) >= 20
    assert sum(not pair["disagree"] for pair in PAIRS) >= 20


def test_who_agrees_goes_together_in_order_of_passages() -> None:
    third = "When the ferry Solveig sank off Kvitnes, 19 people died."
    assert disputed(SANK, KILLED, third) == [[["Nineteen people", "19 people"], ["21 people"]]]


def test_an_article_does_not_disagree_with_itself() -> None:
    one, other = passage(SANK, 1), replace(passage(KILLED, 1), id=2, start=400)
    assert find_disagreements([one, other]) == []


def test_a_passage_that_gives_both_figures_tells_how_they_go_together() -> None:
    assert disputed(SANK, f"{KILLED} On Friday 19 people were known to have died.") == []


def test_places_are_those_of_the_figure_in_its_article_and_what_it_is_about_is_the_words_around_it() -> None:
    (found,) = find_disagreements([passage(f"Calm returned. {SANK}", 1), passage(KILLED, 2)])
    assert found.about == "… died when the ferry Solveig sank off Kvitnes."
    ((one,), (other,)) = found.figures
    assert (one.number, one.start, one.end, one.text) == (1, 115, 130, "Nineteen people")
    assert (other.number, other.start, other.end) == (2, 144, 153)


def test_what_it_is_about_is_cut_at_words() -> None:
    long = "In the north of the county, where the road from Osier bends away from the river twice, a fire at the Orrin warehouse injured"
    end = "firefighters, the chief said on Monday night while the last of the smoke was drifting over the harbour."
    (found,) = find_disagreements([passage(f"{long} eight {end}", 1), passage(f"{long} eleven {end}", 2)])
    assert found.about == (
        "…the river twice, a fire at the Orrin warehouse injured …, the chief said on Monday night while the last of the…"
    )


def test_prices_and_polls_of_another_week_are_no_disagreement_and_the_dead_of_another_week_are() -> None:
    price = "A barrel of oil from the Varn field sold for ${} in Lund, the exchange said."
    days = date(2024, 5, 1), date(2024, 5, 20)
    for texts, count in (((price.format(71), price.format(88)), 0), ((SANK, KILLED), 1)):
        passages = [
            passage(text, number, published=day) for number, (text, day) in enumerate(zip(texts, days, strict=True))
        ]
        assert len(find_disagreements(passages)) == count
    near = [passage(price.format(number), number, published=days[0]) for number in (71, 88)]
    assert len(find_disagreements(near)) == 1


def test_names_above_an_article_count_as_its_own() -> None:
    one = "The ferry Solveig sank off Kvitnes in fog, and nineteen people died."
    other = "The ferry Solveig sank off Lindholm in fog, and 21 people died."
    assert disputed(one, other) == []
    passages = [passage(one, 1), passage(other, 2, title="Disaster between Kvitnes and Lindholm")]
    assert len(find_disagreements(passages)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "The {} mill of Brekke employed {} millers, sold flour to Sedge and burned down.",
        "The fire at the {} mill of Brekke killed {} millers, who sold flour to Sedge.",
    ],
)
def test_a_figure_is_set_against_that_of_the_sentence_most_alike(sentence: str) -> None:
    one = " ".join(sentence.format(*pair) for pair in (("Ask", "thirty"), ("Bork", "forty")))
    other = " ".join(sentence.format(*pair) for pair in (("Bork", "fifty"), ("Ask", "sixty")))
    assert disputed(one, other) == [
        [["thirty millers"], ["sixty millers"]],
        [["forty millers"], ["fifty millers"]],
    ]


def test_two_firms_in_one_story_have_figures_of_their_own() -> None:
    hired = "{} hired {} drivers in the county of Osk this spring, the union said."
    title = "Halden Foods and Sedge Motors grow"
    passages = [
        passage(hired.format(firm, count), number, title=title)
        for number, (firm, count) in enumerate((("In Tarn Halden Foods", 130), ("In Tarn Sedge Motors", 170)))
    ]
    assert find_disagreements(passages) == []


def test_no_more_are_shown_than_a_reader_takes_in() -> None:
    sentences = "The {} mill of Brekke employed {} millers, sold flour to Sedge and burned down."
    names = ("Ask", "Bork", "Dale", "Elv", "Foss")
    one, other = (" ".join(sentences.format(name, count) for name in names) for count in ("thirty", "forty"))
    assert len(disputed(one, other)) == MOST


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At least 19 people were killed", [("At least 19 people", 19, float("inf"), "", "killed")]),
        ("killing 19 and wounding forty-two", [("19", 19, 19, "", "killed"), ("forty-two", 42, 42, "", "hurt")]),
        ("some 4,000 homes", [("some 4,000 homes", 3500, 4500, "", None)]),
        ("up to 500 jobs", [("up to 500 jobs", 0, 500, "", None)]),
        ("about $2 million", [("about $2 million", 1.5e6, 2.5e6, "$", None)]),
        ("£1.98m", [("£1.98m", 1.975e6, 1.985e6, "£", None)]),
        ("3.5% and 62 per cent", [("3.5%", 3.45, 3.55, "%", None), ("62 per cent", 61.5, 62.5, "%", None)]),
        ("on 14 June and May 3", [("14 June", 614, 614, DATE, None), ("May 3", 503, 503, DATE, None)]),
        ("in 2019 the Boeing 737 won 3-1 at 10:45 or 9 a.m.", []),
        ("a few dozen cases", []),
        ("", []),
    ],
)
def test_figures_are_read_with_what_they_count(sentence: str, expected: list[tuple[object, ...]]) -> None:
    found = [(sentence[one.start : one.end], one.low, one.high, one.unit, one.fate) for one in quantities[sentence]]
    assert [(text, *others) for text, _, _, *others in found] == [(text, *others) for text, _, _, *others in expected]
    assert [one[1:3] for one in found] == [pytest.approx(one[1:3]) for one in expected]


@pytest.mark.parametrize(
    "sentence", ["up from 19 people", "19 of the 21 boats", "another 19 boats", "19 points ahead", "rose by 19 boats"]
)
def test_parts_and_changes_of_another_figure_stand_aside(sentence: str) -> None:
    assert quantities[sentence]
    assert all(one.aside for one in quantities[sentence])


@given(st.text(alphabet="19,. $%£k-–twoelvndmilion hundredofMay", max_size=60))
def test_any_text_can_be_read_for_figures(text: str) -> None:
    for one in quantities[text]:
        assert 0 <= one.start < one.end <= len(text)
        assert one.low <= one.high
        assert text[one.start : one.end].strip()


# in a reply


def _reply(folder: Path, embedder: Embedder) -> Reply:
    head = "---\ntitle: Ferry lost\npublisher: {}\npublished: 2024-05-0{}\n---\n\n"
    (folder / "a.txt").write_text(f"{head.format('Varn Post', 2)}{SANK}\n")
    (folder / "b.txt").write_text(f"{head.format('Lund Courier', 4)}It was calm. {KILLED}\n")
    sync(folder, folder / ".pressmark", embedder)
    with Service.open(folder, embedder=embedder, threshold=0.0) as service:
        reply = service.ask("How many people died when the ferry Solveig sank off Kvitnes?")
        assert service.verify(reply).holds
        return reply


def test_a_reply_shows_both_figures_each_with_its_place(tmp_path: Path, word_embedder: Embedder) -> None:
    reply = _reply(tmp_path, word_embedder)
    (found,) = reply.disagreements
    cited = {passage.citation.number: passage.citation for passage in reply.passages}
    texts = {
        cited[place.number].source: cited[place.number].quote[
            place.start - cited[place.number].start : place.end - cited[place.number].start
        ]
        for figure in found.figures
        for place in figure.citations
    }
    assert texts == {"a.txt": "Nineteen people", "b.txt": "21 people"}
    assert {figure.text for figure in found.figures} == {*texts.values()}
    assert Reply.model_validate_json(reply.model_dump_json()) == reply


def test_a_figure_that_is_not_where_it_is_said_to_stand_is_found_out(tmp_path: Path, word_embedder: Embedder) -> None:
    reply = _reply(tmp_path, word_embedder)
    (found,) = reply.disagreements
    (place,) = found.figures[0].citations
    wrong = [
        replace(found.figures[0], text="40 people"),
        replace(found.figures[0], citations=(replace(place, start=place.start - 900),)),
        replace(found.figures[0], citations=(replace(place, lines=(1, 1)),)),
        replace(found.figures[0], citations=(replace(place, number=9),)),
    ]
    with Service.open(tmp_path, embedder=word_embedder, threshold=0.0) as service:
        with service.library() as library:
            articles = [one.article for one in library.articles()]
        for figure in wrong:
            forged = replace(reply, disagreements=(replace(found, figures=(figure, *found.figures[1:])),))
            assert not service.verify(forged).holds
            with pytest.raises((QuoteMismatch, KeyError)):
                check_quotes(forged, articles)
