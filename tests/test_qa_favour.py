"""What candidates are favoured for, as the retriever asks it."""

from datetime import date

import numpy as np
import pytest

from index.passage_terms import read_terms, terms_row
from index.store import Excerpt
from qa.favour import favours
from qa.outlets import ATTRIBUTED, Outlets
from qa.time.closeness import SPOKEN_OF, UNSAID
from qa.time.when import parse_when

ASKED = date(2023, 6, 16)
DAYS = {1: date(2023, 6, 16), 2: date(2023, 5, 17), 3: None}
PUBLISHERS = {1: "CNN", 2: "theweek.co.uk", 3: None}


def excerpt(article: int, text: str = "It burned down.") -> Excerpt:
    return Excerpt(
        id=article,
        article=article,
        source="a.txt",
        start=0,
        end=len(text),
        text=text,
        title=None,
        outlet=PUBLISHERS[article],
        published=DAYS[article],
        vector=1,
        terms=read_terms(terms_row("")),
    )


def added(question: str, *candidates: Excerpt) -> list[float]:
    outlets = Outlets(name for name in PUBLISHERS.values() if name).named(question)
    add = favours(parse_when(question, ASKED), outlets)
    return [float(value) for value in add(candidates, np.full(len(candidates), 0.5))]


def test_a_candidate_is_favoured_for_the_day_of_its_article() -> None:
    new, old, undated = added("Who resigned?", excerpt(1), excerpt(2), excerpt(3))
    assert (new, old, undated) == pytest.approx((UNSAID / 4, -UNSAID / 4, 0))


def test_a_candidate_is_favoured_for_its_outlet_too() -> None:
    without, named = (
        added("Who resigned?", excerpt(1), excerpt(2)),
        added("Who did The Week say resigned?", excerpt(1), excerpt(2)),
    )
    assert [after - before for before, after in zip(without, named, strict=True)] == [0, ATTRIBUTED]


def test_a_candidate_is_favoured_for_the_days_that_it_speaks_of() -> None:
    values = added("Who resigned on 2 May 2023?", excerpt(3, "She resigned on May 2, 2023."), excerpt(3))
    assert values == [SPOKEN_OF, 0]


def test_no_candidates_are_favoured_for_nothing() -> None:
    assert added("Who did CNN say resigned on 2 May 2023?") == []
