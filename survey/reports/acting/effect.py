"""Before and after: an item or dimension of an action form in its wave and in the latest one since."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey.actions.models import Action
from survey.fieldwork import queries
from survey.fieldwork.models import Wave
from survey.reports.acting.proposing import ANY_READER
from survey.reports.change import compare
from survey.reports.change.comparison import Row, label_of
from survey.reports.change.comparison_words import interval, shown
from survey.reports.counting.columns import ColumnStore
from survey.stats import Estimate

__all__ = ["Effect", "effect"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One measure in two waves; `change` is later − earlier, within the customers of both where it can be."""

    earlier: str
    later: str
    row: Row

    @property
    def before(self) -> Estimate:
        return self.row.second

    @property
    def after(self) -> Estimate:
        return self.row.first

    @property
    def change(self) -> Estimate:
        return self.row.best.estimate

    @property
    def paired(self) -> bool:
        return self.row.best is self.row.paired

    @property
    def sentence(self) -> str:
        """Both figures and their difference as a form keeps them, in the company's own language."""
        measure = self.row.measure
        who = "同一批客户前后对比" if self.paired else "两期各自的客户"
        said = (
            f"{label_of(measure)}：{self.earlier} {shown(measure, self.before.value)}（n = {self.before.n}），"
            f"{self.later} {shown(measure, self.after.value)}（n = {self.after.n}），"
            f"变化 {shown(measure, self.change.value, sign=True)}"
        )
        if not self.change.has_interval:
            return f"{said}（{who}，客户太少，没有区间）。"
        sure = "" if self.change.contains(0.0) is False else "，还不能肯定有变化"
        return f"{said}（{who}，n = {self.change.n}，区间 {interval(measure, self.change)}{sure}）。"


def effect(session: Session, store: ColumnStore, action: Action) -> Effect | None:
    """The comparison for the form's item or dimension; None where no later wave can be compared.

    Taken as the reader with the fewest rights sees it: the sentence is printed on the form.
    """
    if action.wave is None or action.source not in ("item", "dimension"):
        return None
    later = _latest_since(session, action.wave)
    if later is None:
        return None
    found = compare.of_waves(session, store, later, action.wave, actor=ANY_READER)
    key = f"{action.source}:{action.subject_key}"
    row = next((row for row in found.rows if row.measure.key == key), None)
    if found.withheld is not None or row is None or row.breaks:
        return None
    if row.first.value is None or row.second.value is None:
        return None
    return Effect(action.wave.period or action.wave.name, later.period or later.name, row)


def _latest_since(session: Session, wave: Wave) -> Wave | None:
    """The newest wave of the same questionnaire that opened after `wave`."""
    questionnaire = queries.wave(session, wave.key).version.questionnaire.key
    newer = (one for one in queries.waves(session, questionnaire=questionnaire) if one.state != "draft")
    return next((one for one in newer if one.opens_at > wave.opens_at), None)
