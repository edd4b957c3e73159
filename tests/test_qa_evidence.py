"""What speaks for a sentence. With the real model and a real library of three short articles."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embed import SentenceTransformerEmbedder
from index.library import Library
from index.split import SplitSettings
from index.sync import sync
from index.weighing import K1
from qa.evidence import Evidence, Sentence, confidence
from qa.question import parse_question
from qa.ranking import rank
from qa.retrieve import retrieve
from qa.time.when import When, parse_when
from qa.weigh import _Pool, weigh

ARTICLES = {
    "lamp.txt": (
        "Red lamp goes dark\n\n"
        "The lamp on the east pier of Kvitnes will be switched off for nine weeks. Who pays for it? The harbour board"
        " pays 41,000 crowns, said Odd Lunde.\n"
    ),
    "lock.txt": "Lock shut at Tarn Mill\n\nA boulder has bent the lower gate of the lock. It weighs four tonnes.\n",
    "bees.txt": "Bees move in\n\nForty hives of black bees stand on the roof of the town hall.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceTransformerEmbedder) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("evidence")
    for source, text in ARTICLES.items():
        (folder / source).write_text(text)
    sync(folder, folder / ".pressmark", embedder)
    library = Library.open(folder / ".pressmark", embedder, settings=SplitSettings())
    yield library
    library.close()


@pytest.fixture(scope="module")
def ask(library: Library, embedder: SentenceTransformerEmbedder) -> "Ask":
    return Ask(library, embedder)


class Ask:
    """Weighs every sentence of the library against a question; the sentences by their first words."""

    def __init__(self, library: Library, embedder: SentenceTransformerEmbedder) -> None:
        self._library = library
        self._embedder = embedder

    def __call__(self, question: str) -> dict[str, Sentence]:
        return {one.text.split(" ")[0]: one for sentences in self.passages(question) for one in sentences}

    def passages(self, question: str, *, first: int | None = None) -> list[list[Sentence]]:
        parsed = parse_question(question)
        hits = retrieve(self._library, parsed, self._embedder.question(question), 10)
        return weigh(self._library, self._embedder, parsed, hits, first=first)


QUESTIONS = [
    "How long will the lamp on the east pier be switched off?",
    "How much does the harbour board pay?",
    "Who won the 2022 World Cup?",
    "What has bent the gate?",
    "who is it",
    "?",
    "习近平",
    "lamp " * 1500,
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_sentences_of_a_passage_cover_it_in_order_and_are_its_text(ask: Ask, question: str) -> None:
    passages = ask.passages(question)
    assert sum(len(sentences) for sentences in passages) == 6
    for sentences in passages:
        excerpt = sentences[0].hit.excerpt
        text = ARTICLES[excerpt.source]
        assert (sentences[0].start, sentences[-1].end) == (excerpt.start, excerpt.end)
        assert all(text[one.start : one.end] == one.text for one in sentences)
        assert [text[one.end : two.start] for one, two in pairwise(sentences)] == [" "] * (len(sentences) - 1)


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_piece_of_evidence_is_within_its_bounds(ask: Ask, question: str) -> None:
    # BM25 counts a word K1 + 1 times its weight at most, and what it weighs in the title comes under the same limit.
    most = dict.fromkeys(Evidence._fields, 1.0 + 1e-6) | {
        "repetition": K1 + 1,
        "agreed": log(1 + 2),
        "terms": log(10_000),
    }
    most |= {"kind": 3.0, "size": log(5)}
    for sentence in ask(question).values():
        values = {name: float(getattr(sentence.evidence, name)) for name in most}
        assert {
            name: value for name, value in values.items() if not -3.5 * (name == "kind") - 1.0 <= value <= most[name]
        } == {}
        assert sentence.logit == pytest.approx(sentence.evidence.logit)


def test_where_the_question_tells_no_kind_none_is_held_against_a_sentence(ask: Ask) -> None:
    assert {sentence.evidence.kind for sentence in ask("What is it?").values()} == {0.0}


def test_the_kind_asked_for_speaks_for_a_sentence_that_has_it_and_against_one_that_has_not(ask: Ask) -> None:
    found = ask("How much did the lock cost?")
    assert found["A"].evidence.kind < -1.0 < 1.0 < found["The"].evidence.kind
    weighed = ask("How many hives stand on the roof?")
    assert weighed["A"].evidence.kind < -2.0 < 0.0 < weighed["Forty"].evidence.kind


def test_a_kind_tells_as_much_as_it_is_rare(ask: Ask) -> None:
    # Any sentence may have a name; few have a price.
    name, price = ask("Which company pays?")["The"].evidence.kind, ask("How much money is it?")["The"].evidence.kind
    assert 0.0 < name < price
    without = [ask(question)["A"].evidence.kind for question in ("Which company pays?", "How many are there?")]
    assert without[1] < without[0] < 0.0


def test_a_number_before_what_is_counted_is_known(ask: Ask) -> None:
    counted = {word: one.evidence.counted for word, one in ask("How many hives stand on the roof?").items()}
    assert counted == {"The": 0.0, "Who": 0.0, "A": 0.0, "It": 0.0, "Forty": 1.0}
    assert {one.evidence.counted for one in ask("How many keepers stand on the roof?").values()} == {0.0}


def test_what_stands_near_the_kind_of_thing_that_is_asked_for_counts(ask: Ask) -> None:
    found = ask("For how many weeks will the lamp on the east pier be switched off?")
    lamp = found["The"].evidence
    assert lamp.near == pytest.approx(lamp.in_sentence)
    # No length of time stands there, whatever else does.
    assert found["A"].evidence.near == found["Forty"].evidence.near == 0.0
    assert (
        ask("How long is the boulder there?")["A"].evidence.near == 0.0 < ask("What of the boulder?")["A"].evidence.near
    )


def test_words_of_the_question_count_in_the_whole_passage(ask: Ask) -> None:
    found = ask("How heavy was the boulder that bent the gate?")
    assert found["A"].evidence.in_passage == found["It"].evidence.in_passage == found["A"].evidence.in_context
    assert found["Forty"].evidence.in_passage == 0.0


def test_a_name_that_the_article_never_mentions_speaks_against_all_of_it(ask: Ask) -> None:
    found = ask("What did Odd Lunde say of Moscow?")
    assert 0.0 < found["The"].evidence.missing_names < found["A"].evidence.missing_names
    assert found["The"].evidence.missing_names == found["Who"].evidence.missing_names
    assert ask("what did the keeper say of the lamp?")["A"].evidence.missing_names == 0.0


def test_words_of_the_question_count_in_the_sentence_and_around_it(ask: Ask) -> None:
    found = ask("How heavy was the boulder that bent the gate?")
    boulder, weight = found["A"].evidence, found["It"].evidence
    assert boulder.in_sentence > 0.5 > weight.in_sentence == 0.0
    assert weight.in_context == boulder.in_sentence
    assert found["Forty"].evidence.in_context == 0.0


def test_a_sentence_that_asks_is_known_for_a_question(ask: Ask) -> None:
    assert {word: one.evidence.asks for word, one in ask("Who pays?").items()} == {
        "The": 0.0,
        "Who": 1.0,
        "A": 0.0,
        "It": 0.0,
        "Forty": 0.0,
    }


@pytest.mark.parametrize(
    "question",
    [
        *QUESTIONS,
        "How much is 4 tonnes?",
        "What did Odd Lunde say?",
        "Where is Moscow?",
        "Who lives on the roof of Tarn Mill lock?",
    ],
)
@pytest.mark.parametrize("first", [1, 2, 3])
def test_what_is_left_out_where_few_are_wanted_would_not_have_been_among_them(
    ask: Ask, question: str, first: int
) -> None:
    assert rank(ask.passages(question, first=first), {})[:first] == rank(ask.passages(question), {})[:first]


@pytest.mark.parametrize("question", [*QUESTIONS, "How many tonnes does it weigh?", "Who is Odd Lunde in Moscow?"])
def test_no_passage_is_likelier_than_was_thought_before_it_was_looked_into(
    library: Library, embedder: SentenceTransformerEmbedder, question: str
) -> None:
    parsed = parse_question(question)
    hits = retrieve(library, parsed, embedder.question(question), 10)
    pool = _Pool(library, embedder, parsed, hits, (), None)
    at_most = pool.likeliest()
    pool.look_into(range(len(hits)))
    assert (pool.likeliest() <= at_most + 1e-9).all()


def test_passages_that_can_not_be_among_the_first_are_left_out(ask: Ask) -> None:
    question = "What has bent the lower gate of the lock at Tarn Mill?"
    assert len(ask.passages(question)) == 3
    assert [one[0].hit.excerpt.source for one in ask.passages(question, first=1)] == ["lock.txt"]


def test_names_that_the_question_has_not_count(ask: Ask) -> None:
    found = ask("Who pays for the lamp?")
    assert found["The"].evidence.names == 0.6
    assert found["It"].evidence.names == found["Who"].evidence.names == 0.0


def test_what_stands_near_words_of_the_question_in_other_articles_too_is_agreed_on(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    (tmp_path / "one.txt").write_text("The lamp is mended by Odd Lunde. Ines Arvo looks on.\n")
    (tmp_path / "two.txt").write_text("On Monday Odd Lunde said that the lamp was mended.\n")
    (tmp_path / "three.txt").write_text("Odd Lunde keeps black bees.\n")
    sync(tmp_path, tmp_path / ".pressmark", embedder)
    with closing(Library.open(tmp_path / ".pressmark", embedder, settings=SplitSettings())) as library:
        found = Ask(library, embedder)("Who mended the lamp?")
        # Both words stand near him in one other article; in the third, neither does.
        assert found["The"].evidence.agreed == pytest.approx(log(1 + 1))
        assert found["Odd"].evidence.agreed == pytest.approx(log(1 + 2))
        assert found["Ines"].evidence.agreed == 0.0


def test_the_clause_that_asks_counts_apart_from_what_is_told_before_it(ask: Ask) -> None:
    found = ask("The lamp on the east pier of Kvitnes will be switched off. What has bent the gate?")
    lamp, gate = found["The"].evidence, found["A"].evidence
    assert (lamp.clause, gate.clause) == (0.0, 1.0)
    assert 0.0 < lamp.in_context < gate.in_context < 0.5
    whole = ask("What has bent the gate?")["A"].evidence
    assert whole.clause == whole.in_context == 1.0


def test_what_was_published_in_another_week_is_stale_where_the_question_speaks_of_this_one(
    tmp_path: Path, embedder: SentenceTransformerEmbedder
) -> None:
    for source, day in (("old", "2023-06-02"), ("new", "2023-06-15"), ("none", None)):
        text = f"The lamp went out, and {source} bees moved in."
        (tmp_path / f"{source}.json").write_text(json.dumps({"title": source, "published": day, "text": text}))
    sync(tmp_path, tmp_path / ".pressmark", embedder)
    with closing(Library.open(tmp_path / ".pressmark", embedder, settings=SplitSettings())) as library:
        parsed = parse_question("What went out yesterday?")
        hits = retrieve(library, parsed, embedder.question(parsed.text), 10)

        def stale(when: When | None) -> dict[str, float]:
            found = weigh(library, embedder, parsed, hits, when=when)
            return {some[0].hit.excerpt.source: some[0].evidence.stale for some in found}

        when = parse_when(parsed.text, date(2023, 6, 16))
        assert stale(when) == {"old.json": pytest.approx(13 / 20), "new.json": 0.0, "none.json": 0.0}
        assert set(stale(None).values()) == set(stale(When(asked_on=date(2023, 6, 16))).values()) == {0.0}


def test_what_somebody_said_stands_where_that_person_is_named_and_speaks(ask: Ask) -> None:
    kinds = {word: one.evidence.kind for word, one in ask("What did Odd Lunde say about the lock?").items()}
    assert {word for word, kind in kinds.items() if kind > 0} == {"The"}
    assert ask("What did Ines Arvo say about the lamp?")["The"].evidence.kind == min(kinds.values()) < -2.0


def test_a_passage_is_ahead_by_its_fused_score_above_the_mean_of_what_was_found(ask: Ask) -> None:
    passages = ask.passages("How long will the lamp on the east pier be switched off?")
    ahead = [sentences[0].evidence.ahead for sentences in passages]
    # Four were found, and .4 stands for each of the eight more that there might be.
    scores = [sentences[0].hit.score for sentences in passages]
    assert scores[0] - ahead[0] == pytest.approx((sum(scores) + 0.4 * (12 - len(scores))) / 12)
    assert [sentences[0].hit.score for sentences in passages] == pytest.approx(
        [one + passages[0][0].hit.score - ahead[0] for one in ahead]
    )
    assert ahead == sorted(ahead, reverse=True)


def test_a_question_of_more_terms_and_one_that_tells_no_kind_are_known_as_such(ask: Ask) -> None:
    found = ask("What has bent the gate of the lock?")["A"].evidence
    assert found.terms == pytest.approx(log(4))
    assert found.open == 1.0
    assert found.size == pytest.approx(log(4))  # three passages
    found = ask("How long will it be shut?")["A"].evidence
    assert found.terms == pytest.approx(log(2))
    assert found.open == 0.0


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("How long will the lamp on the east pier be switched off?", "The lamp"),
        ("How much does the harbour board pay?", "The harbour"),
        ("What has bent the gate of the lock?", "A boulder"),
        ("Where do the hives of bees stand?", "Forty"),
    ],
)
def test_the_sentence_that_answers_is_the_likeliest(ask: Ask, question: str, opens: str) -> None:
    likeliest = max((one for sentences in ask.passages(question) for one in sentences), key=lambda one: one.logit)
    assert likeliest.text.startswith(opens)


def test_whether_to_answer_is_weighed_apart_from_which_sentence_to_answer_with(ask: Ask) -> None:
    found = ask("How long will the lamp on the east pier be switched off?")["The"].evidence
    # A longer question or a larger library changes no order, and what is thought of the best.
    for name in ("terms", "size", "open"):
        more = found._replace(**{name: getattr(found, name) + 1.0})
        assert more.logit == found.logit
        assert more.trust != found.trust
    assert found.trust > ask("How long was the lamp in Moscow switched off?")["The"].evidence.trust


@given(st.floats(-300, 300), st.floats(0, 50))
def test_confidence_is_between_0_and_1_and_grows_with_the_log_odds(logit: float, more: float) -> None:
    assert 0.0 <= confidence(logit) <= confidence(logit + more) <= 1.0
