"""Our own quantiles and tests against scipy, which the product itself does not need."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import special
from scipy import stats as scipy_stats

from survey import stats
from survey.stats.distributions import incomplete_beta, t_quantile, t_two_sided, z_for


@pytest.mark.parametrize("df", [1, 2, 3, 4.5, 10, 41, 100, 1000, 1e6])
@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.99, 0.999])
def test_t_quantiles_are_those_of_scipy(df: float, confidence: float) -> None:
    assert t_quantile(confidence, df) == pytest.approx(special.stdtrit(df, (1 + confidence) / 2), rel=1e-8)


@pytest.mark.parametrize("df", [1, 2, 7.3, 41, 5000])
@pytest.mark.parametrize("t", [0.0, 0.1, -1.0, 2.5, 12.0, 40.0])
def test_t_tails_are_those_of_scipy(df: float, t: float) -> None:
    assert t_two_sided(t, df) == pytest.approx(2 * special.stdtr(df, -abs(t)), rel=1e-8, abs=1e-290)


def test_the_incomplete_beta_function_is_that_of_scipy() -> None:
    rng = np.random.default_rng(7)
    for a, b, x in zip(
        rng.uniform(0.1, 60, 200), rng.uniform(0.1, 60, 200), rng.uniform(0, 1, 200), strict=True
    ):
        assert incomplete_beta(a, b, x) == pytest.approx(special.betainc(a, b, x), rel=1e-9, abs=1e-14)
    assert incomplete_beta(2, 3, 0) == 0
    assert incomplete_beta(2, 3, 1) == 1


def test_the_normal_quantile() -> None:
    assert z_for(0.95) == pytest.approx(1.959963984540054)


def test_t_tests_are_those_of_scipy() -> None:
    rng = np.random.default_rng(3)
    one, two = rng.normal(4, 1, 30), rng.normal(3.5, 2, 30)
    ours, theirs = stats.paired_t(one, two), scipy_stats.ttest_rel(one, two)
    assert (ours.t, ours.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    interval = theirs.confidence_interval()
    assert (ours.difference.low, ours.difference.high) == (
        pytest.approx(interval.low),
        pytest.approx(interval.high),
    )
    ours, theirs = stats.welch_t(one, two[:17]), scipy_stats.ttest_ind(one, two[:17], equal_var=False)
    assert (ours.t, ours.df, ours.p) == (
        pytest.approx(theirs.statistic),
        pytest.approx(theirs.df),
        pytest.approx(theirs.pvalue),
    )


def test_pearson_is_that_of_scipy() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=40)
    y = 0.5 * x + rng.normal(size=40)
    ours, theirs = stats.pearson(x, y), scipy_stats.pearsonr(x, y)
    assert (ours.r.value, ours.p) == (pytest.approx(theirs.statistic), pytest.approx(theirs.pvalue))
    interval = theirs.confidence_interval()
    assert (ours.r.low, ours.r.high) == (pytest.approx(interval.low), pytest.approx(interval.high))


def test_wilson_is_that_of_scipy() -> None:
    theirs = scipy_stats.binomtest(17, 60).proportion_ci(method="wilson")
    ours = stats.wilson(17, 60)
    assert (ours.low, ours.high) == (pytest.approx(theirs.low), pytest.approx(theirs.high))


def test_the_adjustments_are_those_of_scipy() -> None:
    p = [0.01, 0.2, 0.03, 0.04, 0.0001, 0.9]
    theirs = scipy_stats.false_discovery_control(p, method="bh")
    assert stats.benjamini_hochberg(p) == pytest.approx(tuple(theirs))
    assert stats.holm([0.01, 0.04, 0.03]) == pytest.approx((0.03, 0.06, 0.06))
    assert stats.holm([0.01, None, 0.03]) == pytest.approx((0.02, None, 0.03))


def test_importing_the_package_loads_neither_scipy_nor_flask() -> None:
    code = (
        "import sys, survey.stats; print([n for n in ('scipy', 'flask', 'sqlalchemy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
