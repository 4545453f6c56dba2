"""The analysis report and the management-review input: figures of the day, a conclusion written by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from survey.actions.queries import ReviewAction
from survey.fieldwork.models import Wave
from survey.language import Message, m
from survey.reports.change.trend_report import Trend
from survey.reports.gaps.gap_report import GapReport
from survey.reports.leaving.reasons import ReasonsReport
from survey.reports.outputs.blocks import (
    Block,
    Document,
    Fact,
    Heading,
    Paragraph,
    Signature,
    SignOff,
)
from survey.reports.outputs.gap_document import made, wave_facts
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.parts import (
    comments,
    competitors,
    gaps,
    improvement,
    leaving,
    method,
    over_time,
    recounts,
    returns,
    summary,
)
from survey.reports.outputs.voice import Voice

__all__ = ["Background", "Control", "Signed", "analysis_document", "review_document"]

TOP_GAPS = 5


@dataclass(frozen=True, slots=True)
class Signed:
    """Who did it and when; the empty name leaves the box to the pen."""

    name: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """What document control adds to the figures (R41)."""

    document_no: str = ""
    revision: str = ""
    effective_on: date | None = None
    change_note: str = ""
    conclusion: str = ""
    kept_for: str = ""
    kept_by: str = ""
    prepared: Signed = Signed()
    reviewed: Signed = Signed()
    approved: Signed = Signed()
    draft: bool = True


@dataclass(frozen=True, slots=True)
class Background:
    """What stands beside the wave: earlier waves (oldest first, this one last), the trend, losses, action forms."""

    waves: Sequence[tuple[Wave, GapReport]]
    trend: Trend
    losses: ReasonsReport
    actions: Sequence[ReviewAction]


def analysis_document(material: WaveMaterial, background: Background, control: Control) -> Document:
    """顾客满意度分析报告."""
    voice = material.voice
    return _controlled(
        material,
        control,
        m("顾客满意度分析报告"),
        (
            *summary.summary(material),
            *gaps.by_class(material),
            Heading(voice.say(m("调查方法"))),
            method.record_table(material),
            *returns.returns(material),
            *over_time.over_time(background.trend, background.waves, voice),
            *gaps.gaps(material),
            *gaps.quadrants(material),
            *competitors.competitors(material),
            *gaps.dimensions(material),
            *recounts.recounts(material),
            *comments.comments(material, most=4),
            *leaving.leaving(background.losses, voice),
            *improvement.improvement(background.actions, voice),
            *_conclusion(control, voice),
            *method.method(material, record=False),
        ),
    )


def review_document(material: WaveMaterial, background: Background, control: Control) -> Document:
    """管理评审输入材料: GB/T 19001-2016 9.3.2 c) 1), customer satisfaction and feedback."""
    voice = material.voice
    return _controlled(
        material,
        control,
        m("管理评审输入材料（顾客满意）"),
        (
            *summary.summary(material),
            *over_time.over_time(background.trend, background.waves, voice),
            *returns.returns(material, names=False),
            Heading(voice.say(m("主要差距"))),
            gaps.items_table(material, TOP_GAPS),
            *gaps.by_class(material),
            *recounts.recounts(material),
            *leaving.leaving(background.losses, voice),
            *improvement.improvement(background.actions, voice),
            *_conclusion(control, voice),
        ),
    )


def _controlled(
    material: WaveMaterial, control: Control, title: Message, blocks: tuple[Block, ...]
) -> Document:
    voice = material.voice
    return made(
        voice,
        material.company,
        title=title,
        subtitle=material.wave.name,
        facts=(*wave_facts(material, control.document_no, control.revision), *_facts(control, voice)),
        sign_off=_sign_off(control, voice),
        running_head=f"{control.document_no} {control.revision} {material.wave.name}".strip(),
        blocks=blocks,
    )


def _facts(control: Control, voice: Voice) -> tuple[Fact, ...]:
    facts = (
        (m("生效日期"), "" if control.effective_on is None else control.effective_on.isoformat()),
        (m("变更说明"), control.change_note),
        (m("保存期限"), control.kept_for),
        (m("保存部门"), control.kept_by),
        (
            m("状态"),
            voice.say(m("草稿，尚未批准")) if control.draft else voice.say(m("已批准，数字为批准当日")),
        ),
    )
    return tuple(Fact(voice.say(label), value) for label, value in facts if value)


def _sign_off(control: Control, voice: Voice) -> SignOff:
    roles = ((m("编制"), control.prepared), (m("审核"), control.reviewed), (m("批准"), control.approved))
    return SignOff(
        tuple(
            Signature(voice.say(role), signed.name, "" if signed.on is None else signed.on.isoformat())
            for role, signed in roles
        )
    )


def _conclusion(control: Control, voice: Voice) -> list[Block]:
    """What a person concludes, signed; empty until it is written."""
    text = control.conclusion or voice.say(m("（结论尚未填写）"))
    return [
        Heading(voice.say(m("结论与建议"))),
        *(
            Paragraph(part, "" if control.conclusion else "attention")
            for part in text.split("\n\n")
            if part.strip()
        ),
        _sign_off(control, voice),
    ]
