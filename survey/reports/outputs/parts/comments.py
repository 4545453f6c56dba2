"""What customers wrote: how many on each dimension, and their own words as far as the promise allows."""

from __future__ import annotations

from survey.coding.queries import polarity_by_dimension
from survey.language import m
from survey.reports.outputs.blocks import Block, Column, Heading, Paragraph, Quotes, Said, Table
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.quoting import MOST_QUOTED, Quoted
from survey.reports.outputs.voice import Voice
from survey.text.vocabulary import Dimension, Polarity

__all__ = ["comments", "counts"]

TONES = ("neg", "mixed", "pos", "neutral")


def comments(material: WaveMaterial, most: int = MOST_QUOTED) -> list[Block]:
    """Counts by dimension, then the negative comments of each, at most `most`."""
    voice = material.voice
    if material.report.withheld:
        return []
    title = Heading(voice.say(m("客户意见")))
    if not material.words.verdicts:
        nothing = (
            m("这是保密调查：意见原文只给调查负责人看。")
            if material.wave.privacy == "confidential" and not material.account.names
            else m("没有收到意见。")
        )
        return [title, Paragraph(voice.say(nothing))]
    quotes = [_quotes(one, voice, most) for one in material.words.quoted]
    return [title, counts(material), *quotes]


def counts(material: WaveMaterial) -> Table:
    """How many comments speak of each dimension, and how."""
    voice = material.voice
    table = polarity_by_dimension(material.words.verdicts)
    order = sorted(table, key=lambda key: (-table[key]["neg"], -sum(table[key].values())))
    return Table(
        title=voice.say(m("各方面的意见")),
        columns=(
            Column(voice.say(m("方面")), width=2),
            *(Column(voice.say(Polarity(tone).label), numeric=True) for tone in TONES),
        ),
        rows=tuple((voice.word(Dimension, key), *(str(table[key][tone]) for tone in TONES)) for key in order),
        note=voice.say(
            m(
                "共 %(n)d 条意见；一条意见说到几个方面时，在每个方面各计一次。由本机程序阅读，人工更正优先；"
                "原话中的姓名、电话等已隐去。",
                n=len(material.words.verdicts),
            )
        ),
    )


def _quotes(one: Quoted, voice: Voice, most: int) -> Quotes:
    shown = one.comments[:most]
    title = m("%(what)s：负面意见 %(all)d 条", what=one.dimension.label, all=one.total)
    if len(shown) < one.total:
        title = m(
            "%(what)s：负面意见 %(all)d 条，列出 %(shown)d 条",
            what=one.dimension.label,
            all=one.total,
            shown=len(shown),
        )
    return Quotes(voice.say(title), tuple(Said(comment.text, comment.customer) for comment in shown))
