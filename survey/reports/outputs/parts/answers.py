"""How the answers to every item are spread: ratings as stacks, all else as tables."""

from __future__ import annotations

from collections.abc import Mapping

from survey.language import m
from survey.reports.gaps.distributions import ColumnCounts, ItemCounts
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.pictures.block import picture
from survey.reports.outputs.pictures.gaps import PARTS, is_pair, paired_columns, part_distribution
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["answers"]


def answers(material: WaveMaterial) -> list[Block]:
    """The distributions of a wave; responses are counted, not customers."""
    voice, spread = material.voice, material.spread
    if spread.withheld or not spread.n_responses:
        return []
    others = [item for _, items in spread.sections for item in items if not is_pair(item)]
    found: list[Block] = [Heading(voice.say(m("回答分布")))]
    for part in PARTS:
        found += _stack(material, part)
    rows = tuple(row for item in others if (row := _row(item, voice)))
    return [*found, _table(rows, voice)] if rows else found


def _stack(material: WaveMaterial, part: str) -> list[Block]:
    drawn = picture(part_distribution(material.spread, part, material.voice))
    columns = paired_columns(material.spread, part, material.voice)
    return [*drawn, _silent(columns, material)] if drawn else []


def _silent(columns: list[tuple[str, ColumnCounts]], material: WaveMaterial) -> Paragraph:
    """What is counted, and what was no rating, kept apart: not applicable, not answered, not asked."""
    voice = material.voice
    totals = [
        sum(getattr(counts, name) for _, counts in columns) for name in ("na", "not_answered", "not_asked")
    ]
    counted = m("按答卷计数（%(n)d 份），不按客户平均。", n=material.spread.n_responses)
    uncounted = m(
        "不计入：不了解或未涉及 %(na)d 次，未回答 %(silent)d 次，未询问 %(skipped)d 次（全部项目合计）。",
        na=totals[0],
        silent=totals[1],
        skipped=totals[2],
    )
    return Paragraph(voice.sentences((voice.say(counted), voice.say(uncounted))), "muted")


def _table(rows: tuple[tuple[str, ...], ...], voice: Voice) -> Table:
    return Table(
        title=voice.say(m("其他问题")),
        columns=(
            Column(voice.say(m("题目")), width=2.2),
            Column(voice.say(m("回答：份数（占比）")), width=4.4),
            Column("n", numeric=True, width=0.5),
            Column(voice.say(m("未答 / 未询问")), numeric=True, width=0.9),
        ),
        rows=rows,
    )


def _row(item: ItemCounts, voice: Voice) -> tuple[str, ...] | None:
    """One question with its answers in words; None when nobody answered it."""
    first = item.columns[0]
    n = max(column.n for column in item.columns)
    if not n:
        return None
    if first.column.kind in ("flag", "rank", "points"):
        told = [_option(item, column, voice) for column in item.columns]
    else:
        told = [
            _counted(_label(label, voice), k, share, voice)
            for column in item.columns
            for label, k, share in column.counts
        ]
    return (
        voice.text(item.item.text),
        voice.say(m("；")).join(told),
        str(n),
        f"{first.not_answered} / {first.not_asked}",
    )


def _option(item: ItemCounts, counts: ColumnCounts, voice: Voice) -> str:
    """An option that could be ticked, or ranked: how often it was."""
    key = counts.column.part or counts.column.key.rpartition(":")[2]
    label = next((voice.text(option.label) for option in item.item.options if option.key == key), key)
    chosen = sum(k for code, (_, k, _) in zip(counts.column.labels, counts.counts, strict=True) if code)
    return _counted(label, chosen, chosen / counts.n if counts.n else None, voice)


def _counted(label: str, k: int, share: float | None, voice: Voice) -> str:
    return voice.say(m("%(label)s %(k)d（%(share)s）", label=label, k=k, share=voice.percent(share)))


def _label(label: Mapping[str, str] | str, voice: Voice) -> str:
    return (label if isinstance(label, str) else voice.text(label)) or NOTHING
