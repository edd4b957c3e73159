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
from index.words import terms as all_terms
from qa.agreed import find_agreed
from qa.matching import Terms
from qa.question import parse_question
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


def agreed(library: Library, question: str, twice: str | None = None) -> tuple[list[float], list[float]]:
    """Of the sentences of all articles, those of article `twice` being found twice."""
    found = [excerpt for _, excerpt in sorted(library.excerpts(range(1, 4)).items())]
    found += [one for one in found if one.source == twice]
    terms = in_order([one.terms for one in found])
    of = np.repeat(np.arange(len(found)), [len(one.terms.lengths_and_ends()[0]) for one in found])
    hits = [Hit(excerpt=one, score=0.0, dense=None, bm25=None) for one in found]
    parsed = parse_question(question)
    names, agreed = find_agreed(Terms(library, parsed), frozenset(all_terms(question)), hits, of, terms)
    return names.tolist(), agreed.tolist()


def test_other_articles_agree_on_a_name_as_far_as_words_of_the_question_stand_near_it(library: Library) -> None:
    names, found = agreed(library, "lamp")
    assert names == [0.6, 0.0, 0.4, 0.6, 0.2]  # Odd, Lunde and 2019; Lunde and Kvitnes; and Moss; each of them once
    # Lunde is in three articles, Kvitnes in two, and the lamp near either in each.
    two, one = math.log(1 + 2), math.log(1 + 1)
    assert found == pytest.approx([two, 0.0, two, two, 0.0])
    assert one < two
    # Of what is asked, nothing stands near a name.
    assert agreed(library, "dark")[1] == pytest.approx([0.0, 0.0, 0.0, 0.0, 0.0])


def test_names_of_the_question_and_those_of_one_article_alone_count_for_nothing(library: Library) -> None:
    names, found = agreed(library, "Lunde of Kvitnes and the lamp", "3.txt")
    assert names == [0.4, 0.0, 0.0, 0.2, 0.2, 0.2, 0.2]
    assert found == [0.0] * 7


def test_sentences_without_names_agree_on_none(library: Library) -> None:
    assert agreed(library, "Odd Lunde 2019 Kvitnes Moss") == ([0.0] * 5, [0.0] * 5)
