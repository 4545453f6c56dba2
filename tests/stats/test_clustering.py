"""Intervals of answers that come in clusters, against values reckoned by hand and against the formula written out."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey import stats
from survey.errors import InvalidInput
from survey.stats.distributions import t_quantile, z_for

ALONE = -1


def test_a_mean_of_three_customers_by_hand() -> None:
    """5, 4 | 2, 2, 3 | 5: x̄ = 3.5; z = 2, −3.5, 1.5; v = 3/2 · 18.5 / 36 = .770833; t(2) = 4.302653."""
    found = stats.clustered_mean_interval([5, 4, 2, 2, 3, 5], np.array([7, 7, 9, 9, 9, 1]))
    assert found.value == pytest.approx(3.5)
    assert found.high == pytest.approx(3.5 + 4.302653 * sqrt(0.7708333), abs=1e-6)
    # s² = 9.5/5 = 1.9, so that the variance of six independent answers is 1.9/6
    assert found.clustering == stats.Clustering(3, pytest.approx(0.7708333 / (1.9 / 6), abs=1e-6))


def test_the_error_is_that_of_an_intercept_with_cluster_robust_errors() -> None:
    rng = np.random.default_rng(3)
    clusters = rng.integers(0, 25, 300)
    values = rng.normal(0, 1, 25)[clusters] + rng.normal(0, 1, 300)
    found = stats.clustered_mean_interval(values, clusters)
    # (X'X)⁻¹ [Σ_g X_g'u_g u_g'X_g] (X'X)⁻¹ · G/(G−1) · (n−1)/(n−k) with X a column of ones
    x, u = np.ones((300, 1)), values - values.mean()
    meat = sum(float(x[clusters == g][:, 0] @ u[clusters == g]) ** 2 for g in range(25))
    error = sqrt(meat / 300**2 * 25 / 24)
    assert found.low == pytest.approx(values.mean() - t_quantile(0.95, 24) * error)
    assert found.high == pytest.approx(values.mean() + t_quantile(0.95, 24) * error)


def test_a_share_rests_on_the_n_of_as_many_independent_answers() -> None:
    hits = [1, 1, 1, 0, 0, 0, 1, 0, 1, 1]
    clusters = np.array([1, 1, 1, 2, 2, 2, 3, 3, 4, ALONE])
    found = stats.clustered_share_interval(hits, clusters)
    p, n = 0.6, 10
    z = np.array([3 - 1.8, 0 - 1.8, 1 - 1.2, 1 - 0.6, 1 - 0.6])
    effect = 5 / 4 * float((z**2).sum()) / n**2 / (p * (1 - p) / (n - 1))
    effective = n / effect * (t_quantile(0.95, n - 1) / t_quantile(0.95, 4)) ** 2
    q = z_for()
    centre, half = p + q * q / (2 * effective), q * sqrt(p * (1 - p) / effective + q * q / (4 * effective**2))
    assert found.low == pytest.approx((centre - half) / (1 + q * q / effective))
    assert found.high == pytest.approx((centre + half) / (1 + q * q / effective))


def test_a_share_never_rests_on_more_than_its_answers() -> None:
    clusters = np.repeat(np.arange(20), 2)
    found = stats.clustered_share_interval([1, 0] * 20, clusters)  # every customer says both
    assert found.has_interval
    assert found.high is not None
    assert found.high >= (stats.wilson(20, 40).high or 0.0)


def test_customers_who_all_say_yes_count_as_customers() -> None:
    found = stats.clustered_share_interval([1] * 60, np.repeat(np.arange(6), 10))
    widest = stats.wilson(6, 6)
    assert found.clustering == stats.Clustering(6, 10.0)
    assert found.high == 1.0
    assert found.low is not None
    assert widest.low is not None
    assert found.low <= widest.low


def test_the_answers_of_one_customer_have_no_interval() -> None:
    same = np.zeros(4, dtype=int)
    for found in (
        stats.clustered_mean_interval([1, 2, 3, 4], same),
        stats.clustered_share_interval([1, 0, 0, 1], same),
        stats.nps([9, 10, 3, 7], clusters=same).score,
    ):
        assert found.value is not None
        assert not found.has_interval
        assert found.reason is not None


def test_customers_alike_by_chance_have_no_interval_of_no_width() -> None:
    found = stats.clustered_mean_interval([1, 5, 1, 5], np.array([0, 0, 1, 1]))
    assert (found.value, found.low, found.high) == (3.0, None, None)
    assert found.reason is not None


def test_nobody_answered_is_undefined() -> None:
    nothing = np.array([0, 1])
    assert stats.clustered_mean_interval([None, None], nothing).value is None
    assert stats.clustered_share_interval([None, None], nothing).value is None


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidInput):
        stats.clustered_mean_interval([1, 2], np.array([0]))
    with pytest.raises(InvalidInput):
        stats.clustered_share_interval([1, 0.5], np.array([0, 1]))
    with pytest.raises(InvalidInput):
        stats.ClusterSums(np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match="single cluster"):
        stats.Clustering(1, None).widening(5)


def test_the_recommendation_widens_as_its_points_are_clustered() -> None:
    scores = np.tile([10, 9, 9, 3, 2, 6, 8, 10, 9, 1], 9)
    clusters = np.array([0, 0, 0, 1, 1, 1, 2, 3, 3, 4])[np.arange(90) % 10] + 5 * (np.arange(90) // 10)
    points = np.where(scores >= 9, 1.0, np.where(scores < 7, -1.0, 0.0))
    clustered, own = stats.nps(scores, clusters=clusters).score, stats.nps(scores).score
    by_mean = stats.clustered_mean_interval(points, clusters).clustering
    assert by_mean is not None
    assert clustered.clustering == by_mean
    assert clustered.high is not None
    assert own.high is not None
    assert clustered.value == own.value
    wanted = (own.high - 10.0) * by_mean.widening(90)
    assert clustered.high == pytest.approx(10.0 + wanted)


def test_tests_take_the_clusters_error_and_degrees() -> None:
    values, clusters = [1.0, 2.0, 1.5, -0.5, 0.2, 3.0, 2.2], np.array([0, 0, 0, 1, 1, 2, 3])
    interval = stats.clustered_mean_interval(values, clusters)
    one = stats.moments_of(np.array(values), np.ones(7))
    test = stats.one_sample_t_from(one.mean, one.sd, 7, interval.clustering)
    assert test.df == 3
    assert (test.difference.low, test.difference.high) == pytest.approx((interval.low, interval.high))
    assert test.p is not None
    assert test.p > (stats.one_sample_t(values).p or 0.0)


def test_two_groups_are_apart_by_both_groups_errors() -> None:
    first = stats.Moments(100, 4.0, 1.0, stats.Clustering(20, 4.0))
    second = stats.Moments(50, 3.5, 1.0)
    found = stats.welch_from(first, second)
    assert found.t == pytest.approx(0.5 / sqrt(4 / 100 + 1 / 50))
    assert found.df == pytest.approx(0.06**2 / (0.04**2 / 19 + 0.02**2 / 49))
    plain = stats.shares_apart(60, 100, 20, 50)
    clustered = stats.shares_apart(60, 100, 20, 50, (stats.Clustering(20, 4.0), None))
    assert clustered.difference.value == plain.difference.value
    assert (clustered.p or 0.0) > (plain.p or 1.0)
    alone = stats.shares_apart(60, 100, 20, 50, (stats.Clustering(1, None), None))
    assert alone.p is None
    assert alone.reason is not None
    assert stats.welch_from(stats.Moments(9, 4.0, 1.0, stats.Clustering(1, None)), second).reason is not None


ANSWERS = st.lists(st.tuples(st.integers(1, 5), st.integers(-1, 6), st.booleans()), min_size=2, max_size=40)


@given(ANSWERS)
def test_answers_of_one_each_have_the_ordinary_interval(given: list[tuple[int, int, bool]]) -> None:
    values, hits = [one[0] for one in given], [int(one[2]) for one in given]
    for each in (np.arange(len(given)), np.full(len(given), ALONE)):
        assert stats.clustered_mean_interval(values, each) == stats.mean_interval(values)
        assert stats.clustered_share_interval(hits, each) == stats.wilson(sum(hits), len(hits))


@given(ANSWERS)
def test_names_and_order_of_clusters_do_not_matter(given: list[tuple[int, int, bool]]) -> None:
    values, clusters = np.array([one[0] for one in given]), np.array([one[1] for one in given])
    renamed = np.where(clusters >= 0, 100 - clusters, ALONE)
    one = stats.clustered_mean_interval(values, clusters)
    other = stats.clustered_mean_interval(values[::-1], renamed[::-1])
    assert one.has_interval == other.has_interval
    if one.has_interval:
        assert (one.low, one.high) == pytest.approx((other.low, other.high))


@given(ANSWERS, st.integers(2, 4))
def test_saying_everything_again_does_not_make_it_surer(
    given: list[tuple[int, int, bool]], times: int
) -> None:
    """Copies of customers' answers add nothing to what the customers tell."""
    clusters = np.arange(len(given))
    values = np.array([one[0] for one in given])
    once = stats.clustered_mean_interval(values, clusters)
    again = stats.clustered_mean_interval(np.tile(values, times), np.tile(clusters, times))
    assert (again.low, again.high) == pytest.approx((once.low, once.high))


def test_shares_of_satisfied_and_of_easy_are_clustered() -> None:
    scores = np.tile([5, 4, 2, 5, 1, 3], 8)
    clusters = np.arange(48) // 6 // 2
    assert stats.csat(scores, clusters=clusters) == stats.clustered_share_interval(
        (scores >= 4).astype(float), clusters
    )
    easy = stats.ces(scores, clusters=clusters)
    assert (easy.easy, easy.score) == (16, stats.clustered_share_interval((scores >= 5) * 1.0, clusters))
    mean = stats.ces(scores, "mean", clusters=clusters).score
    assert mean.clustering == stats.clustered_mean_interval(scores, clusters).clustering
    found = stats.servqual(np.ones((48, 1)), scores[:, np.newaxis], ["speed"], clusters=clusters)
    assert found.unweighted == stats.clustered_mean_interval(scores - 1.0, clusters)
