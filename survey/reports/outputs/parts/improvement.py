"""The action forms for the review: what was started, by whom, until when, whether it worked."""

from __future__ import annotations

from collections.abc import Sequence

from survey.actions.queries import ReviewAction
from survey.actions.words import RESULTS, STATES
from survey.language import m
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Table
from survey.reports.outputs.voice import NOTHING, Voice

__all__ = ["improvement"]


def improvement(forms: Sequence[ReviewAction], voice: Voice) -> list[Block]:
    """A sentence with the counts, then one line for each form."""
    title = Heading(voice.say(m("改进措施")))
    if not forms:
        return [title, Paragraph(voice.say(m("没有开出的改进措施单。")))]
    closed = [form for form in forms if form.state == "closed"]
    counts = m(
        "改进措施单 %(all)d 份：已关闭 %(closed)d 份，其中验证有效 %(good)d 份；进行中 %(open)d 份，其中超期 %(late)d 份。",
        all=len(forms),
        closed=len(closed),
        good=sum(1 for form in closed if form.effectiveness == "effective"),
        open=len(forms) - len(closed),
        late=sum(1 for form in forms if form.overdue),
    )
    return [title, Paragraph(voice.say(counts)), _table(forms, voice)]


def _table(forms: Sequence[ReviewAction], voice: Voice) -> Table:
    return Table(
        title="",
        columns=(
            Column(voice.say(m("编号")), width=1.9),
            Column(voice.say(m("问题")), width=2.4),
            Column(voice.say(m("责任部门")), width=0.9),
            Column(voice.say(m("责任人")), width=0.9),
            Column(voice.say(m("完成期限")), width=1.0),
            Column(voice.say(m("状态")), width=1.0),
            Column(voice.say(m("有效性")), width=0.8),
        ),
        rows=tuple(_row(form, voice) for form in forms),
    )


def _row(form: ReviewAction, voice: Voice) -> tuple[str, ...]:
    state = voice.say(STATES[form.state]) if form.state in STATES else form.state
    if form.overdue:
        state = f"{state}\n{voice.say(m('超期'))}"
    checked = RESULTS.get(form.effectiveness)
    return (
        form.number,
        form.title,
        form.department or NOTHING,
        form.owner or NOTHING,
        voice.day(form.due_on),
        state,
        voice.say(checked) if checked else NOTHING,
    )
