"""How every figure is reckoned, for those who have to defend it: the help page and docs/method.md show the same."""

from survey.reports.method.comparing import COMPARING
from survey.reports.method.entry import Chapter, Entry
from survey.reports.method.importance import IMPORTANCE
from survey.reports.method.loss import LOSS
from survey.reports.method.quality import QUALITY
from survey.reports.method.satisfaction import SATISFACTION
from survey.reports.method.sureness import SURENESS

__all__ = ["CHAPTERS", "Chapter", "Entry"]

CHAPTERS = (SATISFACTION, IMPORTANCE, SURENESS, COMPARING, QUALITY, LOSS)
