"""Made libraries: exactly as large as asked for, the same for the same seed, and near to what they were made of."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.embeddings import EmbeddingCache
from evals.errors import CantMeasure
from evals.speed.libraries import BuiltLibrary, Recipe, build_library, check_room
from evals.speed.made import FAR, NEAR, make_articles, with_noise
from evals.speed.material import Material, open_material
from evals.speed.pool import Pool, open_pool
from index.embed import Embedder, unit_rows
from index.library import Library
from qa.service import Service

Writer = Callable[..., None]


def no_progress(*_: object) -> None:
    pass


@pytest.fixture
def material(tmp_path: Path, write: Writer, chronicle: Callable[..., dict[str, str]]) -> Material:
    write(tmp_path / "news", chronicle(12, passages=3))
    return Material(name="news", folder=tmp_path / "news", questions=("How many things near the pier?",))


@pytest.fixture
def pool(material: Material, tmp_path: Path, word_embedder: Embedder) -> Pool:
    return open_pool(material, 30, tmp_path / "work", word_embedder, "words", no_progress)


@pytest.fixture
def library(pool: Pool, tmp_path: Path, word_embedder: Embedder) -> BuiltLibrary:
    return build_library(recipe(7), lambda: pool, tmp_path / "work", word_embedder, no_progress)


def recipe(seed: int) -> Recipe:
    return Recipe(passages=200, seed=seed, articles="chronicle", model="words")


def test_a_pool_holds_the_first_passages_with_the_vectors_that_they_have(pool: Pool, word_embedder: Embedder) -> None:
    assert (len(pool), len(pool.articles)) == (30, 10)
    assert pool.articles[0].title == "Notes of week 0"
    assert [(one.first, one.last) for one in pool.articles][:2] == [(0, 3), (3, 6)]
    np.testing.assert_array_equal(pool.vectors, word_embedder.passages(pool.texts))


def test_articles_hold_exactly_the_passages_asked_for_the_real_ones_first_and_none_twice(pool: Pool) -> None:
    for count in (1, 29, 30, 31, 200):
        articles = list(make_articles(pool, count, 0))
        texts = [text for article in articles for text in article.texts]
        assert (len(texts), len(set(texts))) == (count, count)
        assert texts[:30] == list(pool.texts)[:count]
        assert sum(len(article.texts) for article in articles if article.is_real) == min(count, 30)
        assert all(len(article.vectors) == len(article.texts) == len(article.origins) for article in articles)


def test_a_made_passage_keeps_most_sentences_of_its_origin_and_its_vector_is_as_near_as_is_said(pool: Pool) -> None:
    whole = pool.sentences()
    known = {sentence for sentences in whole for sentence in sentences}
    cosines = []
    for article in make_articles(pool, 200, 0):
        for text, row, origin in zip(article.texts, article.vectors, article.origins, strict=True):
            cosines.append(float(row @ pool.vectors[origin]))
            if not article.is_real:
                kept = sum(sentence in text for sentence in whole[origin])
                assert len(whole[origin]) / 2 <= kept < len(whole[origin])
                assert all(any(sentence in text for sentence in known) for _ in text)
    assert cosines[:30] == pytest.approx([1.0] * 30)
    assert min(cosines[30:]) >= FAR - 1e-5
    assert max(cosines[30:]) <= NEAR + 1e-5
    assert max(cosines[30:]) - min(cosines[30:]) > 0.08


@given(seed=st.integers(0, 2**32), dim=st.integers(3, 400), rows=st.integers(1, 20))
def test_noise_leaves_a_cosine_within_the_stated_range(seed: int, dim: int, rows: int) -> None:
    chance = np.random.default_rng(seed)
    given_rows = unit_rows(chance.standard_normal((rows, dim)))
    noisy = with_noise(given_rows, chance)
    cosines = (given_rows.astype(np.float64) * noisy).sum(axis=1)
    assert np.all((cosines > FAR - 1e-4) & (cosines < NEAR + 1e-4))
    assert np.linalg.norm(noisy, axis=1) == pytest.approx(np.ones(rows), abs=1e-5)


def test_too_few_real_passages_to_make_so_many_of_are_said(pool: Pool) -> None:
    small = Pool(articles=pool.articles[:1], texts=["One.", "Two.", "Three."], vectors=pool.vectors[:3])
    with pytest.raises(
        CantMeasure, match="out of 3 real passages no more than 12 different ones can be made; name more"
    ):
        list(make_articles(small, 100, 0))


def test_a_built_library_opens_with_exactly_its_passages_and_answers(
    library: BuiltLibrary, word_embedder: Embedder
) -> None:
    assert (library.passages, library.made) == (200, 170)
    with closing(Library.open(library.path, word_embedder)) as opened:
        assert opened.passage_count == 200
        assert opened.notes == ()
        assert opened.article_count == len(list(library.articles.rglob("*.txt")))
    with Service.open(library.articles, library=library.path, embedder=word_embedder) as service:
        reply = service.ask("How many things did the mill of the lamp count near the pier?")
        assert len(reply.passages) == 5
        assert reply.warnings == ()
        assert service.verify(reply).holds


def test_the_passages_of_a_built_library_are_those_that_were_made_each_with_its_vector(
    pool: Pool, library: BuiltLibrary
) -> None:
    sql = "select p.text, v.vector from passages p join vectors v on v.id = p.vector order by p.id"
    with closing(sqlite3.connect(library.path / "library.db")) as database:
        found = database.execute(sql).fetchall()
    made = list(make_articles(pool, 200, 7))
    assert [text for text, _ in found] == [text for article in made for text in article.texts]
    kept = np.stack([np.frombuffer(blob, dtype=np.float16) for _, blob in found])
    np.testing.assert_array_equal(kept, np.concatenate([article.vectors for article in made]).astype(np.float16))


def rows(library: BuiltLibrary) -> Iterator[tuple[object, ...]]:
    with closing(sqlite3.connect(library.path / "library.db")) as database:
        for table in ("articles", "remainders", "passages", "vectors"):
            yield from database.execute(f"select * from {table} order by 1")


def test_the_same_seed_gives_the_same_library_and_another_seed_another(
    pool: Pool, library: BuiltLibrary, tmp_path: Path, word_embedder: Embedder
) -> None:
    again = build_library(recipe(7), lambda: pool, tmp_path / "elsewhere", word_embedder, no_progress)
    other = build_library(recipe(8), lambda: pool, tmp_path / "elsewhere", word_embedder, no_progress)
    assert list(rows(again)) == list(rows(library))
    assert list(rows(other)) != list(rows(library))
    assert again.path.parent.name == library.path.parent.name != other.path.parent.name


def test_a_library_that_is_there_is_used_again_and_one_that_was_not_finished_is_built_anew(
    pool: Pool, library: BuiltLibrary, tmp_path: Path, word_embedder: Embedder
) -> None:
    def build() -> BuiltLibrary:
        return build_library(recipe(7), lambda: pool, tmp_path / "work", word_embedder, no_progress)

    left = library.path / "left.txt"
    left.write_text("")
    assert build() == library
    assert left.exists()
    (library.path.parent / "recipe.json").unlink()
    assert build() == library
    assert json.loads((library.path.parent / "recipe.json").read_text())["passages"] == 200
    assert not left.exists()


def test_its_readme_says_how_it_was_made(library: BuiltLibrary) -> None:
    says = (library.path.parent / "README.txt").read_text()
    assert "200 passages: 30 real, 170 made of these" in says
    assert f"cosine with it {FAR} to {NEAR}" in says


def test_too_little_room_is_said_before_anything_is_built(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(
        CantMeasure, match=r"a library of 9 passages needs [\d,.]+ GB in .* where [\d,.]+ GB are free; name"
    ):
        check_room(tmp_path, free * 2, "a library of 9 passages")


def test_embeddings_are_kept_by_content_and_a_row_without_its_key_is_written_over(
    tmp_path: Path, word_embedder: Embedder
) -> None:
    cache = EmbeddingCache(tmp_path, word_embedder, "words")
    first = cache.rows(["one lamp", "two  lamps", "one lamp"])
    assert len(cache) == 2
    (keys,) = (tmp_path / "embeddings").glob("*.keys")
    keys.write_bytes(keys.read_bytes()[:20])  # as a killed run may leave it
    again = EmbeddingCache(tmp_path, word_embedder, "words")
    assert len(again) == 1
    texts = ["two lamps", "three", "one lamp"]
    np.testing.assert_array_equal(again.rows(texts), word_embedder.passages(texts))
    np.testing.assert_array_equal(first, word_embedder.passages(["one lamp", "two lamps", "one lamp"]))
    assert len(EmbeddingCache(tmp_path, word_embedder, "words")) == 3
    assert len(EmbeddingCache(tmp_path, word_embedder, "another")) == 0


@pytest.mark.parametrize("there", [False, True])
def test_articles_that_are_not_there_are_named_with_the_next_step(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "nowhere"
    if there:
        folder.mkdir()
    with pytest.raises(CantMeasure, match=r"nowhere'.*; name a folder of articles, or that of"):
        open_material(folder, tmp_path, lambda _: None)


def test_realtimeqa_s_articles_become_files_that_keep_what_is_known_of_them(tmp_path: Path) -> None:
    import gzip

    data = tmp_path / "data"
    data.mkdir()
    record = {
        "url": "https://www.osk.example.com/b",
        "title": "Bees: the\n count",
        "authors": ["Lena Ruud", "Tor Hagen"],
    }
    text = "Beekeepers in the Osk valley counted 312 hives this spring.\n\nThe count was led by Tor Hagen."
    with gzip.open(data / "articles.jsonl.gz", "wt") as file:
        file.write(json.dumps({**record, "published": "2024-05-04", "text": text}) + "\n")
    question = {"id": "q", "question": "Who led?", "date": "2024-05-05", "choices": ["a"], "answers": ["a"]}
    (data / "questions.jsonl").write_text(json.dumps(question))
    told: list[str] = []
    material = open_material(data / "articles.jsonl.gz", tmp_path, told.append)
    (article,) = material.articles()
    assert material.questions == ("Who led?",)
    assert (article.title, article.byline) == ("Bees: the count", "Lena Ruud, Tor Hagen")
    assert (article.publisher, str(article.published)) == ("osk.example.com", "2024-05-04")
    assert text in article.text
    open_material(data, tmp_path, told.append)
    assert len(told) == 1  # written out once


@pytest.mark.parametrize(("made", "often"), [(0, False), (9_000, False), (9_900, True)])
def test_a_library_made_of_few_articles_says_that_its_sentences_stand_in_many_passages(made: int, often: bool) -> None:
    built = BuiltLibrary(articles=Path(), path=Path(), passages=10_000, made=made)
    assert ("a sentence stands in some 100 passages" in built.note) is often
