"""What a comparison says in sentences, never more than its intervals and its correction allow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from survey.charts.lettering import figure, signed
from survey.language import Message, m
from survey.reports.change.compare import MODE_SHIFT
from survey.reports.change.comparison import Comparison, Row
from survey.reports.counting.measures import Measure
from survey.stats import Estimate

__all__ = ["Said", "change", "interval", "said", "shown"]

MOST = 5
Name = Callable[[Measure], str | Message]


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence for a manager, not yet translated; `tone` is good, attention, danger or ''."""

    text: Message
    tone: str = ""


def said(report: Comparison, names: tuple[str, str], name: Name) -> list[Said]:
    """The sentences of a comparison; `names` are the two sides', `name` gives a measure's own."""
    if report.withheld is not None:
        return []
    found = [one for row in report.group("overall") for one in _overall(row, names)]
    return [*found, *_items(report, names, name), *_warnings(report, name)]


def shown(measure: Measure, value: float | None, *, sign: bool = False) -> str:
    """A figure as sentences write it: shares in per cent."""
    write = signed if sign else figure
    if measure.percent:
        text = write(None if value is None else 100 * value, 1)
        return text if value is None else f"{text}%"
    return write(value, measure.digits)


def change(measure: Measure, value: float | None) -> str | Message:
    """A difference as sentences write it: of shares in percentage points."""
    if measure.percent and value is not None:
        return m("%(d)s 个百分点", d=signed(100 * value, 1))
    return shown(measure, value, sign=True)


def interval(measure: Measure, estimate: Estimate) -> str:
    """The two ends of a difference's interval, with their signs; of shares in percentage points."""
    factor = 100 if measure.percent else 1
    ends = [None if end is None else factor * end for end in (estimate.low, estimate.high)]
    return "~".join(signed(end, measure.digits) for end in ends)


def _overall(row: Row, names: tuple[str, str]) -> Iterator[Said]:
    best = row.best
    if best.estimate.value is None or best.estimate.low is None:
        return
    values = {
        "what": row.measure.label,
        "first": names[0],
        "a": shown(row.measure, row.first.value),
        "second": names[1],
        "b": shown(row.measure, row.second.value),
        "d": change(row.measure, best.estimate.value),
        "interval": interval(row.measure, best.estimate),
        "n": best.estimate.n,
        "verdict": m("差异能够肯定") if row.direction else m("还不能肯定有差异"),
    }
    if best is row.paired:
        text = m(
            "%(what)s：%(first)s %(a)s，%(second)s %(b)s；两期都评价的 %(n)d 家客户平均变化 %(d)s（95%% 区间 %(interval)s），%(verdict)s。",
            **values,
        )
    else:
        text = m(
            "%(what)s：%(first)s %(a)s（n = %(n1)d），%(second)s %(b)s（n = %(n2)d）；相差 %(d)s（95%% 区间 %(interval)s），%(verdict)s。",
            **values,
            n1=row.first.n,
            n2=row.second.n,
        )
    yield Said(text, {"up": "good", "down": "danger", "": ""}[row.direction])


def _items(report: Comparison, names: tuple[str, str], name: Name) -> Iterator[Said]:
    rows = [row for row in report.group("item") if row.best.p_adjusted is not None]
    if not rows:
        return
    for direction, tone in (("down", "danger"), ("up", "good")):
        clear = [row for row in rows if row.direction == direction]
        clear.sort(key=lambda row: -abs(row.best.estimate.value or 0.0))
        if clear:
            listed = tuple(_one(row, name) for row in clear[:MOST])
            values = {"first": names[0], "second": names[1], "n": len(clear), "items": listed}
            text = (
                m("%(first)s明显低于%(second)s的有 %(n)d 项：%(items)s。", **values)
                if direction == "down"
                else m("%(first)s明显高于%(second)s的有 %(n)d 项：%(items)s。", **values)
            )
            yield Said(text, "" if report.figure == "importance" else tone)
    if not any(row.direction for row in rows):
        yield Said(
            m(
                "同时比较了 %(n)d 个项目，按霍尔姆法校正后，没有一项的差异能够肯定；不能肯定不等于没有差异。",
                n=len(rows),
            )
        )


def _one(row: Row, name: Name) -> Message:
    best = row.best.estimate
    return m(
        "“%(item)s” %(d)s（%(interval)s）",
        item=name(row.measure),
        d=change(row.measure, best.value),
        interval=interval(row.measure, best),
    )


def _warnings(report: Comparison, name: Name) -> Iterator[Said]:
    by_itself = [row for row in report.rows if row.best.only_by_itself and not row.breaks]
    if by_itself:
        items = tuple(name(row.measure) for row in by_itself[:MOST])
        yield Said(m("单看区间不含 0、校正后还不能肯定的：%(items)s。", items=items), "attention")
    broken = [row for row in report.group("item") if row.breaks]
    if broken:
        yield Said(m("有 %(n)d 个项目两个版本的问法或评分等级不同，不作比较。", n=len(broken)), "attention")
    if report.mode_shift > MODE_SHIFT:
        yield Said(
            m(
                "两边的调查方式构成相差 %(p)s 个百分点：电话和面访的评分通常偏高，差异可能部分来自调查方式。",
                p=figure(100 * report.mode_shift, 0),
            ),
            "attention",
        )
    for message in report.recalculated:
        yield Said(message, "attention")
