"""Charts of what was said: tones by dimension and their change, the words of a group."""

from __future__ import annotations

from collections.abc import Sequence

from survey import charts
from survey.coding import contrasts
from survey.coding.contrasts import DimensionRow
from survey.coding.wording import WordList
from survey.language import m
from survey.reports.comment_groups import Group, group_of, words_of
from survey.reports.comment_selection import LABELS, Selection, select
from survey.reports.outputs.filter_words import SEGMENT_NAMES, segment_value
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn
from survey.reports.outputs.voice import Voice

__all__ = [
    "comments",
    "comments_change",
    "shares_changed",
    "tones",
    "word_cloud",
    "words",
    "words_chart",
    "words_title",
]


def tones(rows: Sequence[DimensionRow], voice: Voice) -> charts.Chart | None:
    """Negative (with mixed), neutral and positive comments per dimension; None without any."""
    if not rows:
        return None
    bars = [
        (
            dimension_name(row, voice),
            row.counts["neg"] + row.counts["mixed"],
            row.counts["neutral"],
            row.counts["pos"],
        )
        for row in rows
    ]
    return charts.polarity_bars(voice.say(m("各维度的意见倾向")), bars, translate=voice.translate)


def shares_changed(rows: Sequence[DimensionRow], voice: Voice) -> charts.Chart | None:
    """How the share of negative comments changed, in percentage points; None where nothing is compared."""
    shown = [
        (dimension_name(row, voice), row.change.scaled(100), _certain(row))
        for row in rows
        if row.change is not None and row.change.value is not None
    ]
    if not shown:
        return None
    return charts.difference_bars(
        voice.say(m("各维度不满占比的变化（百分点，正数为增多）")),
        shown,
        digits=0,
        axis_digits=0,
        corrected=False,
        translate=voice.translate,
    )


def dimension_name(row: DimensionRow, voice: Voice) -> str:
    """What a dimension is called in the reader's language."""
    return voice.say(LABELS[row.dimension]) if row.dimension in LABELS else row.dimension


def words_title(group: Group, voice: Voice) -> str:
    """What a chart of the words of a group is called."""
    return voice.say(m("“%(group)s”比其他意见更常说的词", group=group.name))


def words_chart(listed: WordList, title: str, voice: Voice, *, cloudy: bool) -> charts.Chart | None:
    """The words of a group as bars or as a cloud; None without any."""
    if cloudy and listed.frequent:
        return charts.word_cloud(title, listed.frequent, translate=voice.translate)
    if not cloudy and listed.distinctive:
        return charts.word_bars(title, listed.distinctive, translate=voice.translate)
    return None


def comments(bench: Bench, asked: Asked) -> Drawn | None:
    """The tones of the comments chosen."""
    chosen = select(bench.session, _given(asked), actor=bench.actor)
    found, _refused = chosen.found(bench.session)
    return _drawn(tones(contrasts.by_dimension(found), asked.voice), len(found), chosen, asked)


def comments_change(bench: Bench, asked: Asked) -> Drawn | None:
    """The change of the shares of negative comments since another wave."""
    chosen = select(bench.session, _given(asked), actor=bench.actor)
    found, refused = chosen.found(bench.session)
    before, refused_before = chosen.of_waves(bench.session, chosen.against(asked.where.get("against")))
    if refused or refused_before:
        return None
    rows = contrasts.by_dimension(found, before)
    return _drawn(shares_changed(rows, asked.voice), len(found), chosen, asked)


def words(bench: Bench, asked: Asked) -> Drawn | None:
    """The words of the group chosen by how distinctive they are."""
    return _words(bench, asked, cloudy=False)


def word_cloud(bench: Bench, asked: Asked) -> Drawn | None:
    """The words of the group chosen by how often they are said."""
    return _words(bench, asked, cloudy=True)


def _words(bench: Bench, asked: Asked, *, cloudy: bool) -> Drawn | None:
    chosen = select(bench.session, _given(asked), actor=bench.actor)
    group = group_of(chosen, asked.where, asked.classes, asked.voice.say)
    listed, withheld = words_of(bench.session, chosen, group)
    if withheld:
        return None
    chart = words_chart(listed, words_title(group, asked.voice), asked.voice, cloudy=cloudy)
    return _drawn(chart, listed.n, chosen, asked)


def _given(asked: Asked) -> dict[str, str]:
    return {**asked.where, **({"wave": asked.wave_key} if asked.wave_key else {})}


def _certain(row: DimensionRow) -> bool:
    """Whether the interval of the change leaves 0 out."""
    return row.change is not None and row.change.has_interval and not row.change.contains(0.0)


def _drawn(chart: charts.Chart | None, n: int, chosen: Selection, asked: Asked) -> Drawn | None:
    if chart is None:
        return None
    voice = asked.voice
    if chosen.wanted.source == "interview":
        about = voice.say(m("流失客户访谈"))
    else:
        about = chosen.wave.name if chosen.wave else voice.say(m("各期调查"))
    terms = tuple(
        voice.say(
            m(
                "%(label)s：%(value)s",
                label=SEGMENT_NAMES[name],
                value=segment_value(name, asked.where[name], asked.classes, voice),
            )
        )
        for name in ("class", "region", "product_line", "mode")
        if asked.where.get(name)
    )
    return Drawn(chart, voice.say(m("%(n)d 条意见", n=n)), about, terms)
