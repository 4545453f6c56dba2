"""The names and signatures of the statistics that other code relies on."""

from __future__ import annotations

import inspect

import pytest

from survey import stats

NAMES = [
    "wilson",
    "newcombe",
    "mean_interval",
    "nps",
    "csat",
    "ces",
    "index_100",
    "acsi_index",
    "factory_index",
    "gap",
    "servqual",
    "ipa_quadrants",
    "kano",
    "pearson",
    "lmg",
    "relative_weights",
    "penalty_reward",
    "cronbach_alpha",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "holm",
    "benjamini_hochberg",
    "welch_t",
    "paired_t",
    "mann_whitney",
    "chi_square",
    "sample_size",
    "finite_population",
    "pareto",
    "defection_rates",
    "share_of_wallet",
    "longest_run",
    "post_stratify",
    "suppress_small",
]


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_offered_under_its_name_and_says_what_it_is(name: str) -> None:
    assert name in stats.__all__
    assert inspect.getdoc(getattr(stats, name))


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("wilson", "k n"),
        ("newcombe", "k1 n1 k2 n2"),
        ("nps", "scores"),
        ("acsi_index", "scores weights"),
        ("ipa_quadrants", "importance performance axes"),
        ("kano", "functional dysfunctional table"),
        ("lmg", "y x"),
        ("relative_weights", "y x"),
        ("cohen_kappa", "first second weights"),
        ("fleiss_kappa", "ratings"),
        ("krippendorff_alpha", "ratings level"),
        ("sample_size", "margin population confidence"),
        ("pareto", "amounts line"),
    ],
)
def test_what_is_given_comes_in_this_order(name: str, parameters: str) -> None:
    taken = [
        key
        for key, one in inspect.signature(getattr(stats, name)).parameters.items()
        if one.kind is one.POSITIONAL_OR_KEYWORD
    ]
    assert taken == parameters.split()
