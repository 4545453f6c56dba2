"""满意度 by other ways of counting the same responses, on paper."""

from __future__ import annotations

from survey.language import m
from survey.reports.outputs.blocks import Block, Column, Heading, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.voice import NOTHING

__all__ = ["recounts"]


def recounts(material: WaveMaterial) -> list[Block]:
    """A line for each way of counting; nothing where the figures are withheld."""
    voice = material.voice
    if not material.recounts:
        return []
    return [
        Heading(voice.say(m("同样的答卷，换一种算法"))),
        Table(
            title=voice.say(m("满意度的几种算法")),
            columns=(
                Column(voice.say(m("算法")), width=2.2),
                Column(voice.say(m("满意度")), numeric=True, width=1.4),
                Column("n", numeric=True, width=0.5),
                Column(voice.say(m("说明")), width=2.4),
            ),
            rows=tuple(
                (
                    voice.say(one.title),
                    voice.estimate(one.degree),
                    NOTHING if one.degree.hidden else str(one.degree.n),
                    voice.say(one.note) if one.note else "",
                )
                for one in material.recounts
            ),
            note=voice.say(m("各行相差越小，结论越不依赖算法。")),
        ),
    ]
