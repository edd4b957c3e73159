"""Which terms occur in a text: the same as taking all of it apart."""

import gzip
import json
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.mentions import mentioned
from index.words import terms

NEWS = Path(__file__).parents[1].parent / "shared" / "data" / "realtimeqa" / "articles.jsonl.gz"

PIECES = "U.S. US us use U.K.-led Xi’s XI'S 1,200 1200 1,2 12 2023. 2020s dying die vying skies sky Nestlé nestle Æsop aesop ß² K k₂ naïve-us the.US a.b.cat s.us _us us_ ﬁne \xa0us\u2003uk happy happily relational sensibility mbappé’s “Lie” \ufeffus 中文 中 ie eu"
texts = st.lists(st.sampled_from(PIECES.split(" ")) | st.text(max_size=4)).flatmap(
    lambda pieces: st.sampled_from([" ", "", "\n", "\x1f", "\u2028"]).map(lambda between: between.join(pieces))
)
names = sorted(set(terms(PIECES)))


@given(texts)
def test_terms_are_found_where_taking_the_text_apart_finds_them(text: str) -> None:
    there = {*terms(text)}
    wanted = [*names, *there]
    assert mentioned(text, wanted) == there


@pytest.mark.skipif(not NEWS.is_file(), reason="the news articles to compare on are not beside this checkout")
def test_terms_are_found_in_real_articles() -> None:
    chance = Random(4)
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line)["text"] for line in islice(lines, 0, 2000, 100)]
    vocabulary = sorted({term for article in articles for term in terms(article)})
    for article in articles:
        there = {*terms(article)}
        wanted = [
            *chance.sample(vocabulary, 40),
            *chance.sample(sorted(there), min(len(there), 40)),
            "us",
            "uk",
            "2023",
        ]
        assert mentioned(article, wanted) == there & {*wanted}


def test_nothing_is_mentioned_in_nothing() -> None:
    assert mentioned("", ["us"]) == mentioned("us", []) == set()
