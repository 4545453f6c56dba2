"""Figures with their intervals: pure functions on numbers, without framework or database."""

from survey.stats.agreement import Kappa, cohen_kappa
from survey.stats.association import Correlation, pearson
from survey.stats.careless import Sameness, longest_run, same_as_another, sameness, too_fast
from survey.stats.chi_square import ChiSquare, chi_square
from survey.stats.clustered import Clusters, clustered_mean_interval, clustered_share_interval, clustering_by
from survey.stats.clustering import Clustering, ClusterSums, clustering_of
from survey.stats.conversion import (
    ENTERPRISE,
    LINEAR_5,
    LINEAR_7,
    LINEAR_10,
    LINEAR_11,
    Conversion,
    conversion_table,
    linear,
)
from survey.stats.defection import DefectionRates, SatisfiedButLeft, defection_rates, satisfied_but_left
from survey.stats.difference import paired_shares, shares_apart, welch_from
from survey.stats.drivers import FEWEST_FOR_DRIVERS, FEWEST_PER_DRIVER, Drivers
from survey.stats.drivers_interval import DriversInterval, drivers_interval
from survey.stats.effort import Ces, ces
from survey.stats.estimate import Estimate, hidden, undefined
from survey.stats.fleiss import fleiss_kappa
from survey.stats.gap import (
    AgainstMeanGap,
    Gap,
    PairSums,
    Sign,
    against_mean_from,
    against_mean_gap,
    gap,
    gap_from_counts,
)
from survey.stats.index import (
    DEFAULT_BANDS,
    Band,
    Nps,
    acsi_index,
    band_of,
    csat,
    factory_index,
    index_100,
    nps,
    nps_from,
    share_satisfied,
)
from survey.stats.intervals import finite_population, mean_interval, mean_interval_from, newcombe, wilson
from survey.stats.kano import Kano, kano
from survey.stats.krippendorff import Alpha, krippendorff_alpha
from survey.stats.lmg import lmg
from survey.stats.moments import Moments, moments_of
from survey.stats.pareto import Pareto, ParetoRow, pareto
from survey.stats.penalty_reward import Effect, PenaltyReward, penalty_reward
from survey.stats.post_stratify import PostStratified, post_stratify
from survey.stats.quadrants import Quadrant, QuadrantPoint, Quadrants, ipa_quadrants
from survey.stats.ranks import RankTest, mann_whitney, wilcoxon
from survey.stats.relative_weights import relative_weights
from survey.stats.reliability import Reliability, cronbach_alpha
from survey.stats.rollup import RolledUp, effective_n, roll_up
from survey.stats.runs import fisher_more, longest_true_run, run_of_at_least
from survey.stats.sample import sample_size
from survey.stats.satisfaction import SatisfactionDegree, satisfaction_degree
from survey.stats.servqual import Servqual, servqual
from survey.stats.significance import (
    TTest,
    benjamini_hochberg,
    holm,
    one_sample_t,
    one_sample_t_from,
    paired_t,
    rejected,
    welch_t,
)
from survey.stats.suppression import Suppression, hide_small, safe_difference, suppress_small, too_few
from survey.stats.tiers import FEWEST_FOR_TIERS, Tier, Tiers, tiers, tiers_from
from survey.stats.verdict import Outcome, Verdict, verdict
from survey.stats.wallet import ShareOfWallet, share_of_wallet
from survey.stats.weighted import WeightedMean, weighted_mean

__all__ = [
    "DEFAULT_BANDS",
    "ENTERPRISE",
    "FEWEST_FOR_DRIVERS",
    "FEWEST_FOR_TIERS",
    "FEWEST_PER_DRIVER",
    "LINEAR_5",
    "LINEAR_7",
    "LINEAR_10",
    "LINEAR_11",
    "AgainstMeanGap",
    "Alpha",
    "Band",
    "Ces",
    "ChiSquare",
    "ClusterSums",
    "Clustering",
    "Clusters",
    "Conversion",
    "Correlation",
    "DefectionRates",
    "Drivers",
    "DriversInterval",
    "Effect",
    "Estimate",
    "Gap",
    "Kano",
    "Kappa",
    "Moments",
    "Nps",
    "Outcome",
    "PairSums",
    "Pareto",
    "ParetoRow",
    "PenaltyReward",
    "PostStratified",
    "Quadrant",
    "QuadrantPoint",
    "Quadrants",
    "RankTest",
    "Reliability",
    "RolledUp",
    "Sameness",
    "SatisfactionDegree",
    "SatisfiedButLeft",
    "Servqual",
    "ShareOfWallet",
    "Sign",
    "Suppression",
    "TTest",
    "Tier",
    "Tiers",
    "Verdict",
    "WeightedMean",
    "acsi_index",
    "against_mean_from",
    "against_mean_gap",
    "band_of",
    "benjamini_hochberg",
    "ces",
    "chi_square",
    "clustered_mean_interval",
    "clustered_share_interval",
    "clustering_by",
    "clustering_of",
    "cohen_kappa",
    "conversion_table",
    "cronbach_alpha",
    "csat",
    "defection_rates",
    "drivers_interval",
    "effective_n",
    "factory_index",
    "finite_population",
    "fisher_more",
    "fleiss_kappa",
    "gap",
    "gap_from_counts",
    "hidden",
    "hide_small",
    "holm",
    "index_100",
    "ipa_quadrants",
    "kano",
    "krippendorff_alpha",
    "linear",
    "lmg",
    "longest_run",
    "longest_true_run",
    "mann_whitney",
    "mean_interval",
    "mean_interval_from",
    "moments_of",
    "newcombe",
    "nps",
    "nps_from",
    "one_sample_t",
    "one_sample_t_from",
    "paired_shares",
    "paired_t",
    "pareto",
    "pearson",
    "penalty_reward",
    "post_stratify",
    "rejected",
    "relative_weights",
    "roll_up",
    "run_of_at_least",
    "safe_difference",
    "same_as_another",
    "sameness",
    "sample_size",
    "satisfaction_degree",
    "satisfied_but_left",
    "servqual",
    "share_of_wallet",
    "share_satisfied",
    "shares_apart",
    "suppress_small",
    "tiers",
    "tiers_from",
    "too_fast",
    "too_few",
    "undefined",
    "verdict",
    "weighted_mean",
    "welch_from",
    "welch_t",
    "wilcoxon",
    "wilson",
]
