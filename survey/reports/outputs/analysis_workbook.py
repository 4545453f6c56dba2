"""The analyses of a wave as one workbook: importance, loyalty, reliability, answer quality, features."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey.language import Message, m
from survey.questions import text_in
from survey.reports.drivers.importance_report import ImportanceReport
from survey.reports.gaps.kano import KanoReport
from survey.reports.loyalty import LoyaltyReport
from survey.reports.returns.answer_quality import QualityReport
from survey.reports.returns.careless import FLAGS
from survey.reports.returns.reliability import ReliabilityReport
from survey.sheets import Cell, Sheet, write_xlsx
from survey.stats import Estimate
from survey.stats.kano import ORDER_OF_TIES, TITLES

__all__ = ["analysis_workbook"]

Translate = Callable[[str], str]
Words = Callable[[Message], str]

FIGURE = "0.00"
SHARE = "0.0%"
COUNT = "0"
INTERVAL = (m("数值"), m("区间下限"), m("区间上限"), m("n"))


def analysis_workbook(
    importance: ImportanceReport,
    loyalty: LoyaltyReport,
    reliability: ReliabilityReport,
    quality: QualityReport,
    kano: KanoReport,
    *,
    language: str,
    translate: Translate,
) -> bytes:
    """One sheet for each analysis; withheld and undefined figures are empty cells with their reason beside them."""

    def t(message: Message) -> str:
        return message.render(translate)

    sheets = [
        Sheet(t(m("影响程度分析")), _driver_headers(t), _drivers(importance, language, t), _DRIVER_FORMATS),
        Sheet(t(m("最看重的几项")), _headers(t, m("方面"), m("列入最看重")), _ranked(importance, language, t), ("", "", *[SHARE] * 3, COUNT)),
        Sheet(t(m("忠诚")), _headers(t, m("指标"), m("题目")), _loyalty(loyalty, language, t), ("", "", *[FIGURE] * 3, COUNT)),
        Sheet(t(m("问卷信度")), _reliability_headers(t), _reliability(reliability, language, t), ("", "", *[FIGURE] * 4, COUNT, "")),
        Sheet(t(m("答卷质量")), [t(m("情形")), t(m("份数"))], _flags(quality, t), ("", COUNT)),
        Sheet(t(m("包含与不包含")), _headers(t, m("计入的答卷"), m("指标")), _results(quality, t), ("", "", *[FIGURE] * 3, COUNT)),
    ]  # fmt: skip
    if kano.features:
        sheets.append(Sheet(t(m("Kano 分类")), _kano_headers(t), _features(kano, language, t), ("", "", "", *[COUNT] * 6, FIGURE, FIGURE)))  # fmt: skip
    return write_xlsx(sheets)


def _headers(t: Words, *first: Message) -> list[str]:
    return [t(one) for one in (*first, *INTERVAL, m("说明"))]


def _cells(estimate: Estimate, t: Words) -> list[Cell]:
    """Value, both ends, n and, where there is none, why."""
    why = estimate.hidden or (estimate.reason if estimate.value is None else None)
    n = None if estimate.hidden else estimate.n
    return [estimate.value, estimate.low, estimate.high, n, t(why) if why else ""]


_DRIVER_FORMATS = ("", *[FIGURE] * 3, COUNT, *[FIGURE] * 3, *[FIGURE] * 3, *[SHARE] * 3, "", COUNT, "")


def _driver_headers(t: Words) -> list[str]:
    names = (
        m("评价项目"),
        m("自述重要程度"),
        m("区间下限"),
        m("区间上限"),
        m("自述名次"),
        m("满意程度"),
        m("区间下限"),
        m("区间上限"),
        m("与总体满意的相关 r"),
        m("区间下限"),
        m("区间上限"),
        m("影响份额"),
        m("区间下限"),
        m("区间上限"),
        m("判断"),
        m("n"),
        m("说明"),
    )
    return [t(name) for name in names]


def _drivers(report: ImportanceReport, language: str, t: Words) -> list[Sequence[Cell]]:
    found: list[Sequence[Cell]] = []
    for driver in report.strongest_first:
        verdict = m("有影响") if driver.significant else m("分不开随机变化")
        stated, performance, r, part = (
            _cells(one, t) for one in (driver.stated, driver.performance, driver.correlation.r, driver.part)
        )
        row = [
            text_in(driver.label, language),
            *stated[:3],
            driver.place,
            *performance[:3],
            *r[:3],
            *part[:3],
        ]
        found.append([*row, t(verdict) if report.derived else "", performance[3], part[4]])
    return found


def _ranked(report: ImportanceReport, language: str, t: Words) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    for one in report.ranked:
        for label, share in ((m("列入最看重"), one.named), (m("排第一位"), one.first)):
            rows.append([text_in(one.label, language), t(label), *_cells(share, t)])
    return rows


def _loyalty(report: LoyaltyReport, language: str, t: Words) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = [
        [t(score.name), text_in(score.label, language), *_cells(score.estimate, t)] for score in report.scores
    ]
    rows += [[t(sign.title), text_in(sign.label, language), *_cells(sign.share, t)] for sign in report.signs]
    rows.append([t(m("总体满意（0–100）")), "", *_cells(report.overall, t)])
    rows.append([t(m("满意度（0–100）")), "", *_cells(report.degree, t)])
    rows.append([t(m("满意仍流失")), "", *_cells(report.loyal.shares.of_leavers, t)])
    return rows


def _reliability_headers(t: Words) -> list[str]:
    names = (
        m("维度"),
        m("评价项目"),
        m("原始 α"),
        m("标准化 α"),
        m("与其余各项的相关"),
        m("删去该项后的 α"),
        m("n"),
        m("说明"),
    )
    return [t(name) for name in names]


def _reliability(report: ReliabilityReport, language: str, t: Words) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = []
    for scale in report.scales:
        name = text_in(scale.label, language) if scale.key else t(m("全部评价项目"))
        why = t(scale.reason) if scale.reason else ""
        rows.append([name, "", scale.raw, scale.standardised, None, None, scale.n, why])
        for item in scale.items if scale.key else ():
            told = t(item.reason) if item.reason else ""
            rows.append(
                [
                    name,
                    text_in(item.label, language),
                    None,
                    None,
                    item.item_rest,
                    item.if_deleted,
                    scale.n,
                    told,
                ]
            )
    return rows


def _flags(report: QualityReport, t: Words) -> list[Sequence[Cell]]:
    rows: list[Sequence[Cell]] = [[t(FLAGS[key]), count] for key, count in report.flags.items()]
    return [*rows, [t(m("至少有一种情形")), report.n_flagged]] if report.flags else []


def _results(report: QualityReport, t: Words) -> list[Sequence[Cell]]:
    choices = (
        (m("全部有回答的答卷"), report.everything),
        (m("不计需要核对的"), report.without_flagged),
        (m("不计业务员代交的"), report.without_by_owner),
    )
    return [
        [t(label), t(name), *_cells(estimate, t)]
        for label, results in choices
        for name, estimate in (
            (m("满意度"), results.degree),
            (m("满意率"), results.rate),
            (m("平均差距"), results.gap),
        )
    ]


def _kano_headers(t: Words) -> list[str]:
    letters = [f"{t(TITLES[letter])} {letter}" for letter in ORDER_OF_TIES]
    return [t(m("功能")), t(m("众数归类")), t(m("Blauth 归类")), *letters, "Better", "Worse"]


def _features(report: KanoReport, language: str, t: Words) -> list[Sequence[Cell]]:
    def title(letter: str | None) -> str:
        return t(TITLES[letter]) if letter else ""

    return [
        [
            text_in(feature.label, language),
            title(feature.found.mode),
            title(feature.found.blauth),
            *(feature.found.counts.get(letter) for letter in ORDER_OF_TIES),
            feature.found.better.value,
            feature.found.worse.value,
        ]
        for feature in report.features
    ]
