"""The gap table, the quadrants, dimensions, touchpoints and customer classes."""

from __future__ import annotations

from survey.language import Message, m
from survey.reports.gaps.gap_report import GapGroup, GapItem, GapReport
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.pictures.block import picture
from survey.reports.outputs.pictures.gaps import gap_bars, rated_quadrants
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["by_class", "dimensions", "gaps", "items_table", "quadrants"]


def gaps(material: WaveMaterial) -> list[Block]:
    """The items from the largest shortfall on: bars, then the table."""
    voice = material.voice
    return [
        Heading(voice.say(m("各评价项目的差距"))),
        *picture(gap_bars(material.report, voice)),
        items_table(material),
    ]


def items_table(material: WaveMaterial, most: int | None = None) -> Table:
    """The gap table, all items or the first `most`."""
    voice, report = material.voice, material.report
    expectation = report.sign == "perception-expectation"
    first = m("期望") if expectation else m("重要程度")
    second = m("实际感受") if expectation else m("满意程度")
    formula = (
        m("差距 = 实际感受 − 期望（负值表示低于期望）；括号内为 95%% 区间。")
        if expectation
        else m("差距 = 满意程度 − 重要程度（负值表示不足）；括号内为 95%% 区间。")
    )
    counts = m("客户 / 答卷") if report.unit == "customer" else m("答卷")
    return Table(
        title=voice.say(m("差距表")),
        columns=(
            Column(voice.say(m("评价项目")), width=2.5),
            Column(voice.say(first), numeric=True, width=1.35),
            Column(voice.say(second), numeric=True, width=1.35),
            Column(voice.say(m("差距")), numeric=True, width=1.55),
            Column(voice.say(m("未满足比例")), numeric=True, width=1.5),
            Column(voice.say(m("满意率")), numeric=True, width=1.3),
            Column(voice.say(counts), numeric=True, width=1.1),
        ),
        rows=tuple(_item_row(item, report, voice) for item in report.worst_first[:most]),
        note=voice.sentences((_plain(voice, formula), _corrected(report, voice), _larger(report, voice))),
    )


def quadrants(material: WaveMaterial) -> list[Block]:
    """The quadrant chart with the choice of its axes, and where each item stands."""
    voice, report = material.voice, material.report
    drawn = picture(rated_quadrants(report, voice))
    if not drawn:
        return []
    found: list[Block] = [Heading(voice.say(m("重要程度–满意程度四象限图")))]
    if report.quadrants.indistinct:
        found.append(
            Paragraph(
                voice.say(
                    m(
                        "%(what)s：各项都很重要，横竖比不出先后。请同时看“最看重的三项”。",
                        what=report.quadrants.indistinct,
                    )
                ),
                "attention",
            )
        )
    return [*found, *drawn, _fields(report, voice)]


def dimensions(material: WaveMaterial) -> list[Block]:
    """Dimensions with weight, 满意度 and gap; touchpoints with their owners."""
    voice, report = material.voice, material.report
    found: list[Block] = [Heading(voice.say(m("维度与触点")))]
    found.append(
        Table(
            title=voice.say(m("各维度")),
            columns=(
                Column(voice.say(m("维度")), width=1.5),
                Column(voice.say(m("责任部门")), width=1),
                Column(voice.say(m("权重")), numeric=True, width=0.6),
                Column(voice.say(m("满意度")), numeric=True, width=1.5),
                Column(voice.say(m("目标值")), width=1.1),
                Column(voice.say(m("差距")), numeric=True, width=1.6),
                Column("n", numeric=True, width=0.5),
            ),
            rows=tuple(
                (
                    voice.text(group.label),
                    group.owner or NOTHING,
                    voice.number(group.weight, 0),
                    voice.estimate(group.degree),
                    _aimed(group, voice),
                    voice.estimate(group.gap, 2, with_sign=True),
                    _n(group),
                )
                for group in report.dimensions
            ),
        )
    )
    if len(report.departments) > 1:
        found.append(_departments(report, voice))
    shown = sorted(
        (group for group in report.touchpoints if group.gap.value is not None),
        key=lambda group: group.gap.value or 0.0,
    )
    if shown:
        found.append(_touchpoints(shown, report, voice))
    return found


def by_class(material: WaveMaterial) -> list[Block]:
    """Each customer class, the core class first; nothing under a filter."""
    if material.wanted or not material.classes:
        return []
    voice = material.voice
    return [
        Heading(voice.say(m("各类客户"))),
        Table(
            title="",
            columns=(
                Column(voice.say(m("客户类别"))),
                Column(voice.say(m("评价客户")), width=1.5),
                Column(voice.say(m("满意度")), numeric=True, width=1.2),
                Column(voice.say(m("平均差距")), numeric=True, width=1.3),
                Column(voice.say(m("差距最大的项目")), width=2.0),
            ),
            rows=tuple(_class_row(key, report, material) for key, report in material.classes),
            note=voice.say(m("先看核心客户：全部客户的平均数会掩盖他们的不满。")),
        ),
    ]


def _item_row(item: GapItem, report: GapReport, voice: Voice) -> tuple[str, ...]:
    label = voice.text(item.label)
    if item.versus_mean and item.versus_mean.clearly_larger:
        label += " *"
    if item.department:
        label += f"\n{item.department}"
    if item.values:
        return (label, *_single_values(item, voice), *_shares(item, report, voice))
    figures = item.gap
    return (
        label,
        voice.estimate(figures.reference),
        voice.estimate(figures.performance),
        voice.estimate(figures.gap, 2, with_sign=True),
        *_shares(item, report, voice),
    )


def _single_values(item: GapItem, voice: Voice) -> tuple[str, str, str]:
    """A base so small that nothing is inferred: the values one by one."""
    firsts = [voice.number(first) for first, _ in item.values]
    seconds = [voice.number(second) for _, second in item.values]
    mark = voice.say(m("、"))
    return mark.join(firsts), mark.join(seconds), voice.say(m("逐家列出"))


def _shares(item: GapItem, report: GapReport, voice: Voice) -> tuple[str, str, str]:
    unmet = voice.estimate(item.gap.unmet, as_percent=True, digits=0)
    if item.gap.unmet.hidden is None and item.gap.unmet.value is not None:
        count = m("%(k)d 家", k=item.gap.unmet_count) if report.unit == "customer" else None
        unmet = f"{voice.say(count) if count else item.gap.unmet_count} {unmet}"
    if item.gap.gap.hidden:
        base = NOTHING
    elif report.unit == "customer":
        base = f"{item.gap.n} / {item.n_responses}"
    else:
        base = str(item.gap.n)
    return unmet, voice.estimate(item.satisfied, 0, as_percent=True), base


def _corrected(report: GapReport, voice: Voice) -> str:
    if not report.population:
        return ""
    return voice.say(
        m(
            "应调查客户全部发放，区间已按 %(n)d 家作有限总体校正（假定未回复的客户与回复的客户相似）。",
            n=report.population,
        )
    )


def _larger(report: GapReport, voice: Voice) -> str:
    if not any(item.versus_mean and item.versus_mean.clearly_larger for item in report.items):
        return ""
    return voice.say(m("* 差距明显大于平均（同一客户内比较，Holm 校正，p < 0.05）。"))


def _fields(report: GapReport, voice: Voice) -> Table:
    rows = []
    for item, point in zip(report.items, report.quadrants.points, strict=True):
        if point.quadrant is None:
            continue
        field = voice.say(point.quadrant.title)
        rows.append(
            (
                voice.text(item.label),
                field,
                voice.say(m("不能肯定")) if point.undecided else voice.say(m("肯定")),
            )
        )
    return Table(
        title=voice.say(m("各项目所在的象限")),
        columns=(
            Column(voice.say(m("评价项目")), width=2.5),
            Column(voice.say(m("象限"))),
            Column(voice.say(m("归属"))),
        ),
        rows=tuple(sorted(rows, key=lambda row: row[1])),
        note=voice.say(m("不能肯定：区间跨过分界线。")),
    )


def _departments(report: GapReport, voice: Voice) -> Table:
    return Table(
        title=voice.say(m("各责任部门")),
        columns=(
            Column(voice.say(m("责任部门")), width=1.5),
            Column(voice.say(m("评价项目")), numeric=True, width=0.8),
            Column(voice.say(m("满意度")), numeric=True, width=1.5),
            Column(voice.say(m("目标值")), width=1.1),
            Column(voice.say(m("差距")), numeric=True, width=1.6),
            Column("n", numeric=True, width=0.5),
        ),
        rows=tuple(
            (
                voice.text(group.label),
                str(len(group.items)),
                voice.estimate(group.degree),
                _aimed(group, voice),
                voice.estimate(group.gap, 2, with_sign=True),
                _n(group),
            )
            for group in report.departments
        ),
        note=voice.say(m("部门的满意度是它负责的各评价项目折算得分的平均，不加权。")),
    )


def _aimed(group: GapGroup, voice: Voice) -> str:
    """The target and what can be said of it: `≥ 85 未达到`."""
    if group.target is None:
        return NOTHING
    said = f" {voice.say(group.verdict.outcome.title)}" if group.verdict else ""
    return f"≥ {group.target:g}{said}"


def _touchpoints(groups: list[GapGroup], report: GapReport, voice: Voice) -> Table:
    return Table(
        title=voice.say(m("各触点")),
        columns=(
            Column(voice.say(m("触点")), width=1.2),
            Column(voice.say(m("责任部门"))),
            Column(voice.say(m("评价项目")), width=2.4),
            Column(voice.say(m("差距")), numeric=True, width=1.5),
            Column("n", numeric=True, width=0.6),
        ),
        rows=tuple(
            (
                voice.text(group.label),
                group.owner or NOTHING,
                voice.say(m("、")).join(voice.text(report.item(key).label) for key in group.items),
                voice.estimate(group.gap, 2, with_sign=True),
                _n(group),
            )
            for group in groups
        ),
    )


def _class_row(key: str, report: GapReport, material: WaveMaterial) -> tuple[str, ...]:
    voice = material.voice
    worst = next(iter(report.worst_first), None)
    named = NOTHING
    if worst is not None and worst.gap.gap.value is not None:
        named = f"{voice.text(worst.label)} {voice.number(worst.gap.gap.value)}"
    return (
        material.class_label(key),
        voice.say(report.withheld) if report.withheld else voice.base(report),
        voice.estimate(report.degree),
        voice.estimate(report.overall_gap, 2, with_sign=True),
        named,
    )


def _n(group: GapGroup) -> str:
    return NOTHING if group.gap.hidden else str(group.gap.n)


def _plain(voice: Voice, message: Message) -> str:
    """A message of the pages, whose percent signs are doubled, without values."""
    return voice.say(message).replace("%%", "%")
