"""The paired randomisation test: it finds a planted fall, is calm about none, and says which questions moved."""

from collections.abc import Mapping, Sequence
from random import Random

import pytest

from evals.compare import Change, compare, p_worse


def of(**values: Sequence[float]) -> Mapping[str, Mapping[str, float]]:
    """Values by measure, their questions called q0, q1, …"""
    names = {"mrr": "MRR@10", "wrongly": "wrongly declined", "rightly": "rightly declined"}
    return {names[name]: {f"q{n}": one for n, one in enumerate(many)} for name, many in values.items()}


def test_runs_that_are_alike_are_not_worse_and_p_is_one() -> None:
    values = of(mrr=[1, 0.5, 0.3333, 0] * 10)
    (one,) = compare(values, values).comparisons
    assert (one.difference, one.p, one.is_worse, one.better, one.worse) == (0, 1, False, (), ())


@pytest.mark.parametrize(
    ("lost", "p", "is_worse"), [(1, 1 / 2, False), (4, 1 / 16, False), (5, 1 / 32, True), (13, 2**-13, True)]
)
def test_p_of_questions_lost_and_none_won_is_exactly_that_of_as_many_coins(lost: int, p: float, is_worse: bool) -> None:
    before = of(mrr=[1] * 40)
    (one,) = compare(before, of(mrr=[0] * lost + [1] * (40 - lost))).comparisons
    assert one.p == pytest.approx(p)
    assert one.is_worse is is_worse
    assert [change.id for change in one.worse] == sorted(f"q{n}" for n in range(lost))


def test_two_runs_side_by_side_are_tested_both_ways() -> None:
    before, now = of(mrr=[1] * 40), of(mrr=[0] * 5 + [1] * 35)
    (worse,) = compare(before, now, two_sided=True).comparisons
    (better,) = compare(now, before, two_sided=True).comparisons
    assert [worse.p, better.p] == pytest.approx([1 / 16, 1 / 16])
    assert not worse.is_worse
    (worse,) = compare(before, of(mrr=[0] * 6 + [1] * 34), two_sided=True).comparisons
    assert worse.p == pytest.approx(1 / 32)
    assert worse.is_worse


def test_a_gain_however_great_is_never_worse() -> None:
    (one,) = compare(of(mrr=[0] * 30), of(mrr=[1] * 30)).comparisons
    assert (one.difference, one.is_worse, len(one.better)) == (1, False, 30)
    assert one.p == pytest.approx(1)


def test_a_planted_fall_among_noise_is_found_and_noise_alone_is_not() -> None:
    random = Random(7)
    before = [random.random() for _ in range(120)]
    noise = [value + random.gauss(0, 0.1) for value in before]
    level = sum(noise) / 120 - sum(before) / 120
    (calm,) = compare(of(mrr=before), of(mrr=[value - level for value in noise])).comparisons
    (fallen,) = compare(of(mrr=before), of(mrr=[value - level - 0.05 for value in noise])).comparisons
    assert calm.p == pytest.approx(0.5, abs=0.02)
    assert not calm.is_worse
    assert fallen.p < 0.001
    assert fallen.is_worse
    assert fallen.difference == pytest.approx(-0.05)


def test_false_alarms_among_runs_that_differ_by_chance_are_about_one_in_twenty() -> None:
    random = Random(11)
    alarms = sum(p_worse([random.gauss(0, 1) for _ in range(9)]) < 0.05 for _ in range(200))
    assert 3 <= alarms <= 19  # 99.9 % of the binomial of 200 and .05


def test_p_repeats_where_it_is_sampled() -> None:
    random = Random(3)
    gains = [random.gauss(-0.1, 1) for _ in range(60)]
    assert p_worse(gains) == p_worse(gains)


def test_where_lower_is_better_a_rise_is_a_fall() -> None:
    (one,) = compare(of(wrongly=[0] * 10), of(wrongly=[1] * 6 + [0] * 4)).comparisons
    assert (one.before, one.now, one.difference) == (0, 0.6, 0.6)
    assert one.is_worse
    assert one.worse[0] == Change(id="q0", before=0, now=1)
    (one,) = compare(of(wrongly=[1] * 10), of(wrongly=[0] * 10)).comparisons
    assert not one.is_worse
    assert len(one.better) == 10


def test_each_measure_is_compared_by_itself_and_the_worse_ones_are_named() -> None:
    before = of(mrr=[1] * 10, rightly=[1] * 10)
    compared = compare(before, of(mrr=[1] * 10, rightly=[0] * 7 + [1] * 3))
    assert [one.measure.name for one in compared.comparisons] == ["MRR@10", "rightly declined"]
    assert [one.measure.name for one in compared.worse] == ["rightly declined"]


def test_runs_of_different_questions_are_compared_on_those_in_common_and_the_rest_is_named() -> None:
    before = {"MRR@10": {"a": 1.0, "b": 0.5, "gone": 1.0}, "rightly declined": {"u": 1.0}}
    now = {"MRR@10": {"a": 0.5, "b": 0.5, "new": 0.0}}
    compared = compare(before, now)
    (one,) = compared.comparisons
    assert (one.questions, one.before, one.now) == (2, 0.75, 0.5)
    assert one.worse == (Change(id="a", before=1, now=0.5),)
    assert (compared.only_before, compared.only_now) == (("gone", "u"), ("new",))


def test_runs_without_a_question_in_common_have_nothing_to_compare() -> None:
    assert compare({"MRR@10": {"a": 1.0}}, {"MRR@10": {"b": 1.0}}).comparisons == ()
