"""Libraries of records: as an index of files would be, nothing embedded twice; and asked as if some articles were not there."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.article import RegionKind
from evals.citations import check_against_files, check_against_library
from evals.datasets.dataset import (
    ArticleRecord,
    Documents,
    Folder,
    LabelledQuestion,
    Records,
    Relevance,
    Span,
    Spans,
    Strings,
    source_of,
)
from evals.embeddings import EmbeddingCache
from evals.library import PlacedLibrary, article_of, open_articles
from evals.removal import ReducedService, RemovedArticle, find_holders
from evals.rows import REPLY, WITHOUT
from evals.run import Found, newest_day, run
from evals.stages import STAGES, stages_of
from index.embed import Embedder
from index.library import Library
from index.likeness import Vectors
from qa.service import Service


class Counted:
    """An embedder that counts the passages that it embeds."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.digest, self.dim, self.max_tokens = (
            embedder.name,
            embedder.digest,
            embedder.dim,
            embedder.max_tokens,
        )
        self.count_tokens, self.question, self.likeness = (
            embedder.count_tokens,
            embedder.question,
            embedder.likeness,
        )
        self.passages_embedded = 0

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.passages_embedded += len(texts)
        return self._embedder.passages(texts)


@pytest.fixture
def embedder(word_embedder: Embedder) -> Counted:
    return Counted(word_embedder)


@pytest.fixture
def records(chronicle: Callable[..., dict[str, str]]) -> Records:
    bodies = [text.partition("---\n\n")[2] for text in chronicle(60).values()]
    articles = [
        ArticleRecord(
            source=source_of(f"a{n}"),
            text=body,
            title=f"Week\n {n}",
            published=date(2024, 1, 1 + n % 28) if n % 7 else None,
            publisher=f"Paper {n % 3}",
        )
        for n, body in enumerate(bodies)
    ]
    return of(articles)


def of(articles: Sequence[ArticleRecord], stamp: str = "one") -> Records:
    return Records(stamp=stamp, count=len(articles), read=lambda: iter(articles), ids={})


def place(articles: Records | Folder, work: Path, embedder: Embedder) -> PlacedLibrary:
    return open_articles(articles, work, embedder, "test", lambda *_: None)


@pytest.fixture
def placed(records: Records, tmp_path: Path, embedder: Counted) -> PlacedLibrary:
    return place(records, tmp_path / "work", embedder)


@pytest.fixture
def service(placed: PlacedLibrary, embedder: Counted) -> Iterator[ReducedService]:
    with ReducedService.open(placed.articles, library=placed.path, embedder=embedder, threshold=0.0) as service:
        assert isinstance(service, ReducedService)
        yield service


# the library


def test_a_record_becomes_an_article_with_what_is_known_of_it_in_front_and_all_else_body() -> None:
    article = article_of(
        ArticleRecord(source="a.txt", text="One.\n\nTwo.", title="A\nbell", published=date(2024, 5, 4))
    )
    assert article.text == "---\ntitle: A bell\npublished: 2024-05-04\n---\n\nOne.\n\nTwo."
    assert [(region.kind, article.text[region.start : region.end]) for region in article.regions][1] == (
        RegionKind.BODY,
        "One.\n\nTwo.",
    )
    bare = article_of(ArticleRecord(source="a.txt", text="One."))
    assert (bare.text, [region.kind for region in bare.regions]) == ("One.", [RegionKind.BODY])
    assert article_of(ArticleRecord(source="a.txt", text="")).regions == ()


def test_a_library_of_records_is_asked_as_any_other_and_its_citations_hold(
    service: Service, records: Records, placed: PlacedLibrary
) -> None:
    assert service.state().articles == 60
    reply = service.ask("How many things did the ferry of the hive count near the fog?")
    assert service.verify(reply).holds
    assert reply.warnings == ()
    assert not any(passage.citation.stale for passage in reply.passages)
    assert {file.relative_to(placed.articles).as_posix() for file in placed.articles.rglob("*.txt")} == {
        record.source for record in records.read()
    }
    assert newest_day(service) == date(2024, 1, 28)


def test_a_citation_of_a_file_that_is_not_as_it_was_written_does_not_hold(
    service: ReducedService, placed: PlacedLibrary
) -> None:
    reply = service.ask("How many things did the ferry of the hive count near the fog?")
    against_files, against_library = check_against_files(service), check_against_library(service)
    cited = placed.articles / reply.passages[0].citation.source
    assert all(check.holds for check in (*against_files(reply), *against_library(reply)))
    cited.write_text(cited.read_text(encoding="utf-8") + "Another line.\n", encoding="utf-8")
    assert all(check.holds for check in against_files(reply))  # each file is read once
    for check in (check_against_files(service), check_against_library(service)):
        assert [one.source for one in check(reply) if not one.holds] == [reply.passages[0].citation.source]


def test_nothing_is_embedded_twice_and_other_articles_get_another_library(
    records: Records, placed: PlacedLibrary, tmp_path: Path, embedder: Counted
) -> None:
    embedded = embedder.passages_embedded
    assert embedded > 60
    assert place(records, tmp_path / "work", embedder) == placed
    more = [*records.read(), ArticleRecord(source=source_of("new"), text="A bell was found in the harbour of Orrin.")]
    other = place(of(more, "two"), tmp_path / "work", embedder)
    assert other.path != placed.path
    assert embedder.passages_embedded == embedded + 1
    with Service.open(other.articles, library=other.path, embedder=embedder) as service:
        assert service.state().articles == 61


def test_a_library_that_was_killed_while_it_was_built_is_built_again(
    records: Records, placed: PlacedLibrary, tmp_path: Path, embedder: Counted
) -> None:
    (placed.path.parent / "recipe.json").unlink()
    (placed.path / "library.db").write_bytes(b"half")
    assert place(records, tmp_path / "work", embedder) == placed
    Library.open(placed.path, embedder).close()


def test_a_folder_is_indexed_as_a_user_s_is_and_brought_up_to_date(
    meadow: Path, tmp_path: Path, embedder: Counted
) -> None:
    placed = place(Folder(path=meadow), tmp_path / "work", embedder)
    assert placed.articles == meadow
    assert not (meadow / ".pressmark").exists()
    with Service.open(meadow, library=placed.path, embedder=embedder) as service:
        assert service.state().articles == 3
    embedded = embedder.passages_embedded
    (meadow / "new.txt").write_text("The bell of Orrin was raised on Monday. Divers found it in the harbour.\n")
    assert place(Folder(path=meadow), tmp_path / "work", embedder) == placed
    assert embedder.passages_embedded == embedded + 1


# without some articles


def test_retrievers_pass_over_what_is_left_out_as_if_it_had_never_been_there(
    service: ReducedService, records: Records, tmp_path: Path, embedder: Counted
) -> None:
    first = service.ask("How many things did the ferry of the hive count near the fog?", k=10)
    gone = {passage.citation.source for passage in first.passages}
    ids = {one.id for one in service.articles() if one.article.source in gone}
    less = place(of([one for one in records.read() if one.source not in gone], "less"), tmp_path / "less", embedder)
    row = embedder.question("the ferry of the hive")
    with Service.open(less.articles, library=less.path, embedder=embedder) as other:
        with other.library() as library:
            expected = [library.excerpt(one.id) for one in library.dense(row, 100)]
        with service.without(ids), service.library() as library:
            found = [library.excerpt(one.id) for one in library.dense(row, 100)]
            lexical = [library.excerpt(one.id) for one in library.lexical(("ferri", "hive"), 100)]
    assert [(one.source, one.start) for one in found] == [(one.source, one.start) for one in expected]
    assert len(found) == 100
    assert lexical
    assert not gone & {one.source for one in (*found, *lexical)}


def test_retrievers_look_as_far_as_it_takes_when_most_of_what_is_nearest_is_left_out(
    service: ReducedService, embedder: Counted
) -> None:
    row, words = embedder.question("the ferry of the hive"), ("ferri", "hive")
    with service.library() as library:
        weights = library.weights(words)
        nearest = [library.excerpt(one.id) for one in library.dense(row, 120)]
        matching = [library.excerpt(one.id) for one in library.lexical(words, 120)]
    gone = {one.article for one in (*nearest[:40], *matching[:40])}
    left = [[one.id for one in some if one.article not in gone][:5] for some in (nearest, matching)]
    assert [len(ids) for ids in left] == [5, 5]
    with service.without(gone), service.library() as library:
        assert [one.id for one in library.dense(row, 5)] == left[0]
        assert [one.id for one in library.lexical(words, 5)] == left[1]
        found = library.candidates(row, weights, 5)
    assert [list(found.nearest), list(found.matching)] == left
    assert {one.id for one in found.passages} == {*left[0], *left[1]}
    assert len(found.passages) == len(found.dense) == len(found.bm25)


def test_a_reply_without_articles_cites_none_of_them_and_the_next_one_is_as_before(service: ReducedService) -> None:
    question = "How many things did the ferry of the hive count near the fog?"
    before = service.ask(question)
    gone = {passage.citation.source for passage in before.passages}
    with service.without({one.id for one in service.articles() if one.article.source in gone}):
        during = service.ask(question)
    assert not gone & {passage.citation.source for passage in during.passages}
    assert len(during.passages) == 5
    assert service.verify(during).holds
    assert [passage.citation.id for passage in service.ask(question).passages] == [
        passage.citation.id for passage in before.passages
    ]


class Leaking(ReducedService):
    """One whose retrieval has found a way past what is left out."""

    @contextmanager
    def library(self) -> Iterator[Library]:
        with Service.library(self) as library:
            yield library


def test_a_reply_that_cites_what_is_left_out_is_an_error_of_ours(placed: PlacedLibrary, embedder: Counted) -> None:
    with Leaking.open(placed.articles, library=placed.path, embedder=embedder, threshold=0.0) as service:
        assert isinstance(service, Leaking)
        ids = {one.id for one in service.articles()}
        with (
            service.without(ids),
            pytest.raises(RemovedArticle, match=r"\.txt' is cited, though it was left out"),
        ):
            service.ask("How many things did the ferry of the hive count near the fog?")


def asked(id: str, relevance: Relevance) -> LabelledQuestion:
    return LabelledQuestion(id=id, text="How many things did the lamp count?", relevance=relevance)


def test_the_articles_that_hold_an_answer_are_found_by_its_words_place_or_name(service: ReducedService) -> None:
    articles = service.articles()
    text = articles[7].article.text
    number = text.partition(" counted ")[2].split()[0]
    holding = {one.id for one in articles if f" {number} " in one.article.text}
    source = articles[3].article.source
    found = find_holders(
        service,
        [
            asked("words", Strings(answers=(f"counted “{number}” things", "no such words"))),
            asked("everywhere", Strings(answers=("things",))),
            asked("nowhere", Strings(answers=("no such words",))),
            asked("scattered", Strings(answers=(f"{number} counted things",))),
            asked("place", Spans(spans=(Span(source, 0, 9),))),
            asked("article", Documents(grades={source: 2, "gone.txt": 1})),
        ],
    )
    assert found == {"words": holding, "place": {articles[3].id}, "article": {articles[3].id}}


def test_a_question_is_asked_again_without_and_then_nothing_answers(service: ReducedService) -> None:
    article = service.articles()[7].article
    number = article.text.partition(" counted ")[2].split()[0]
    question = asked("q", Strings(answers=(number,)))
    holders = find_holders(service, [question])
    told: list[tuple[int, int]] = []
    rows = run(service, [question], holders=holders, progress=lambda *step: told.append(step)).rows
    assert [(row.id, row.answerable, row.without) for row in rows] == [
        ("q", True, 0),
        (f"q{WITHOUT}", False, len(holders["q"])),
    ]
    assert not any(one.relevant for one in rows[1].passages)
    assert not {one.source for one in rows[1].passages} & {
        one.article.source for one in service.articles() if one.id in holders["q"]
    }
    assert told == [(1, 2), (2, 2)]


# rankings


def test_the_stages_are_ranked_beside_the_reply(service: ReducedService, embedder: Counted) -> None:
    source = service.articles()[0].article.source
    (row,) = run(
        service, [asked("q", Documents(grades={source: 1}))], k=30, stages=stages_of(service, embedder, 50)
    ).rows
    assert list(row.rankings) == [REPLY, *STAGES]
    for ranking in row.rankings.values():
        sources = [one.source for one in ranking.passages]
        assert len(sources) == len(set(sources))  # articles are judged: each is ranked once
        assert (ranking.missed == ()) is (source in sources)
    found = stages_of(service, embedder, 50)(replace(asked("q", Spans()), asked_on=row.asked_on))["dense"]
    best: dict[str, Span] = {}
    for one in found:
        best.setdefault(one.spans[0].source, one.spans[0])
    assert len(best) < len(found)
    assert [(one.source, one.start, one.end) for one in row.rankings["dense"].passages] == list(best.values())


def test_the_stages_are_asked_on_the_day_on_which_the_reply_is(service: ReducedService, embedder: Counted) -> None:
    question, find = asked("q", Strings(answers=("lamp",))), stages_of(service, embedder, 5)
    told: list[date | None] = []

    def stages(one: LabelledQuestion) -> Mapping[str, Sequence[Found]]:
        told.append(one.asked_on)
        return find(one)

    days = [date(2020, 1, 2), date(2021, 3, 4), newest_day(service)]
    run(service, [replace(question, asked_on=days[1])], asked_on=days[0], stages=stages)
    run(service, [replace(question, asked_on=days[1])], stages=stages)
    run(service, [question], stages=stages)
    assert told == days


def test_a_reply_with_too_little_confidence_counts_as_declined_and_what_it_said_is_kept(
    service: ReducedService,
) -> None:
    question = asked("q", Strings(answers=("no such words",)))
    (sure,) = run(service, [question], threshold=0.0).rows
    (unsure,) = run(service, [question], threshold=1.0).rows
    assert (sure.declined, unsure.declined) == (sure.said is None, True)
    assert replace(unsure, declined=False, took_ms=0) == replace(sure, declined=False, took_ms=0)


def test_files_of_a_library_are_as_old_whenever_it_is_built(placed: PlacedLibrary) -> None:
    times = {os.stat(path).st_mtime for path in placed.articles.rglob("*.txt")}
    assert times == {1_700_000_000}
    assert np.all([path.read_bytes().startswith(b"---\ntitle: Week ") for path in placed.articles.rglob("*.txt")])


def test_a_library_that_no_run_has_used_for_a_week_is_cleared_away(
    records: Records, placed: PlacedLibrary, tmp_path: Path, embedder: Counted
) -> None:
    home = placed.path.parent
    old = placed.path.parents[1] / "of-another-cut"
    shutil.copytree(home, old)
    for recipe in (home / "recipe.json", old / "recipe.json"):
        os.utime(recipe, (1_700_000_000, 1_700_000_000))
    (home / "recipe.json").touch()
    place(records, tmp_path / "work", embedder)
    assert [path.name for path in home.parent.iterdir()] == [home.name]


def test_two_runs_that_embed_at_once_keep_what_both_have(tmp_path: Path, embedder: Counted) -> None:
    one, other = (EmbeddingCache(tmp_path, embedder, "test") for _ in range(2))
    texts = [f"The bell of week {n} weighs {n} kilos." for n in range(9)]
    first = one.rows(texts[:5])
    second = other.rows(texts[3:])
    both = EmbeddingCache(tmp_path, embedder, "test").rows(texts)
    assert np.array_equal(both, np.concatenate([first[:5], second[2:]]))
    assert np.array_equal(one.rows(texts[:5]), first)
    assert embedder.passages_embedded == 5 + 6
