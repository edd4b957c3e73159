"""Names in sentences, and how far several articles agree on one."""

import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embed import Embedder
from index.library import Library
from index.passage_terms import in_order
from index.split import SplitSettings
from index.sync import sync
from qa.agreed import find_agreed
from qa.retrieve import Hit

ARTICLES = {
    "1.txt": "Lamp dark\n\nThe lamp was lit by Odd Lunde, said Odd Lunde in 2019. It is dark now.\n",
    "2.txt": "Lamp lit\n\nIt was Lunde who lit the lamp at Kvitnes.\n",
    "3.txt": "Lamp sold\n\nA lamp of Lunde and of Kvitnes was sold in Moss. Moss and Moss again.\n",
}


@pytest.fixture
def library(tmp_path: Path, word_embedder: Embedder) -> Iterator[Library]:
    for source, text in ARTICLES.items():
        (tmp_path / source).write_text(text)
    sync(tmp_path, tmp_path / ".pressmark", word_embedder)
    with closing(Library.open(tmp_path / ".pressmark", word_embedder, settings=SplitSettings())) as library:
        yield library


def agreed(library: Library, known: frozenset[str], twice: str | None = None) -> tuple[list[float], list[float]]:
    """Of the sentences of all articles, those of article `twice` being found twice."""
    found = [excerpt for _, excerpt in sorted(library.excerpts(range(1, 4)).items())]
    found += [one for one in found if one.source == twice]
    terms = in_order([one.terms for one in found])
    of = np.repeat(np.arange(len(found)), [len(one.terms.lengths_and_ends()[0]) for one in found])
    hits = [Hit(excerpt=one, score=0.0, dense=None, bm25=None) for one in found]
    names, agreed = find_agreed(library, known, hits, of, terms)
    return names.tolist(), agreed.tolist()


def weight(library: Library, name: str) -> float:
    return library.weights([name])[name] / math.log(1 + 3.5 / 0.5)


def test_of_names_that_several_articles_have_the_rarest_and_most_agreed_counts(library: Library) -> None:
    names, found = agreed(library, frozenset({"lamp"}))
    assert names == [0.6, 0.0, 0.4, 0.6, 0.2]  # Odd, Lunde and 2019; Lunde and Kvitnes; and Moss; each of them once
    lunde, kvitnes = weight(library, "lund") * math.log(3), weight(library, "kvitn") * math.log(2)
    assert found == [lunde, 0.0, max(lunde, kvitnes), max(lunde, kvitnes), 0.0]


def test_names_of_the_question_and_those_of_one_article_alone_count_for_nothing(library: Library) -> None:
    names, found = agreed(library, frozenset({"lund", "kvitn"}), "3.txt")
    assert names == [0.4, 0.0, 0.0, 0.2, 0.2, 0.2, 0.2]
    assert found == [0.0] * 7
