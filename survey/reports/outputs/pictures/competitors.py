"""The chart of where we stand against the best competitor."""

from __future__ import annotations

from survey import charts
from survey.fieldwork import queries as fieldwork
from survey.language import m
from survey.reports.competing import building
from survey.reports.competing.comparison import Standing
from survey.reports.competing.report import CompetitorReport
from survey.reports.counting.filters import Filter
from survey.reports.outputs.pictures.bench import Asked, Bench, Drawn, of_wave
from survey.reports.outputs.voice import Voice

__all__ = ["competitors", "lead_bars"]


def lead_bars(report: CompetitorReport, voice: Voice) -> charts.Chart | None:
    """The items by our lead over the best competitor, the largest lag first; None where nothing may be drawn."""
    shown = [
        item for item in report.furthest_behind_first if item.difference.value is not None and not item.values
    ]
    if not shown:
        return None
    return charts.difference_bars(
        voice.say(m("我公司减最强竞争者：左边落后，右边领先")),
        [
            (voice.text(item.label), item.difference, item.standing in (Standing.HIGHER, Standing.LOWER))
            for item in shown
        ],
        translate=voice.translate,
    )


def competitors(bench: Bench, asked: Asked) -> Drawn | None:
    """Our lead over the best competitor in a wave."""
    wave = fieldwork.wave(bench.session, asked.wave_key)
    wanted = Filter.from_mapping(asked.where)
    report = building.build(bench.session, bench.store, wave, actor=bench.actor, wanted=wanted)
    return of_wave(lead_bars(report, asked.voice), report, asked)
