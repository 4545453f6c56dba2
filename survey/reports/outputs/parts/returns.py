"""Response accounting, the least rates, and what cannot be concluded when they are not reached."""

from __future__ import annotations

from typing import Final

from survey.language import Message, m
from survey.reports.outputs.blocks import Block, Column, Findings, Heading, Paragraph, Table, Tone
from survey.reports.outputs.material import WaveMaterial
from survey.reports.outputs.voice import NOTHING, Voice
from survey.reports.returns.accounting import AccountingRow, MissingCustomer
from survey.text.vocabulary import Mode

__all__ = ["LEAST_CORE_COVERAGE", "LEAST_RESPONSE_RATE", "limits", "returns"]

LEAST_RESPONSE_RATE: Final = 0.6
LEAST_CORE_COVERAGE: Final = 0.8
"""The least rates of a company that has set none (method.md: targets, below which conclusions are limited)."""
DISPOSITIONS: Final = {"refused": m("拒访"), "unreachable": m("联系不上"), "postponed": m("改约")}
MOST_MISSING: Final = 40


def returns(material: WaveMaterial, *, names: bool = True) -> list[Block]:
    """The account by class, what the rates allow to conclude, and who has not answered."""
    voice, account = material.voice, material.account
    found: list[Block] = [Heading(voice.say(m("回收情况"))), _table(material), limits(material)]
    if account.modes:
        modes = tuple(f"{voice.word(Mode, mode)} {n}" for mode, n in account.modes.items())
        found.append(Paragraph(voice.say(m("回收方式：%(modes)s。", modes=modes))))
    if said := account.call_backs.sentences():
        found.append(Paragraph(voice.sentences(voice.say(one) for one in said)))
    if names and account.names and account.missing:
        found += [Heading(voice.say(m("还没有回复的客户")), level=2), _missing(material)]
    elif not account.names:
        found.append(Paragraph(voice.say(m("按这期调查的隐私约定，不列出客户名单。")), "muted"))
    return found


def limits(material: WaveMaterial) -> Findings:
    """The least rates against the actual ones, each with what follows from it."""
    voice, account = material.voice, material.account
    sentences: list[tuple[str, Tone]] = [
        _rate(
            voice,
            account.total.response_rate.value,
            material.minimum.get("response_rate", LEAST_RESPONSE_RATE),
            good=m("回收率 %(rate)s，达到最低要求 %(least)s。"),
            short=m(
                "回收率 %(rate)s，低于最低要求 %(least)s：结果只代表已回复的客户，不能推断未回复客户的满意程度。"
            ),
        )
    ]
    core = next(iter(account.classes), None)
    if core is not None:
        sentences.append(
            _rate(
                voice,
                core.coverage.value,
                material.minimum.get("coverage", LEAST_CORE_COVERAGE),
                good=m("%(core)s覆盖率 %(rate)s，达到最低要求 %(least)s。"),
                short=m(
                    "%(core)s覆盖率 %(rate)s，低于最低要求 %(least)s：不能下结论说核心客户满意，先补访没有回复的客户。"
                ),
                core=material.class_label(core.key),
            )
        )
    sentences += _silent(material)
    return Findings(tuple(sentences))


def _silent(material: WaveMaterial) -> list[tuple[str, Tone]]:
    """Who did not answer, against who should have: the class that answered least, and the sales behind the rest."""
    voice, total = material.voice, material.account.total
    gone = total.frame - total.customers
    if gone <= 0 or not total.frame:
        return []
    classes = [row for row in material.account.classes if row.frame and row.coverage.value is not None]
    said = [m("应调查的客户中有 %(n)d 家没有有效答卷。", n=gone)]
    if total.sales_coverage is not None:
        share = voice.percent(1 - total.sales_coverage)
        said.append(m("他们占应调查客户上年销售额的 %(share)s。", share=share))
    if len(classes) > 1:
        least = min(classes, key=lambda row: row.coverage.value or 0.0)
        label, rate = material.class_label(least.key), voice.percent(least.coverage.value)
        said.append(
            m(
                "回复最少的是%(label)s（覆盖率 %(rate)s），合计数字对这类客户代表不足。",
                label=label,
                rate=rate,
            )
        )
    return [(voice.sentences(voice.say(one) for one in said), "")]


def _rate(
    voice: Voice, rate: float | None, least: float, *, good: Message, short: Message, core: str = ""
) -> tuple[str, Tone]:
    """A rate as it is printed, against the least one."""
    if rate is None:
        return voice.say(m("没有发放记录，不能计算回收率")) + voice.say(m("。")), "attention"
    met = rate >= least - 1e-9
    sentence = voice.translate((good if met else short).text) % {
        "rate": voice.percent(rate),
        "least": voice.percent(least),
        "core": core,
    }
    return sentence, "good" if met else "attention"


def _table(material: WaveMaterial) -> Table:
    voice, account = material.voice, material.account
    rows = [_row(row, material.class_label(row.key), voice) for row in account.classes]
    rows.append(_row(account.total, voice.say(m("合计")), voice))
    return Table(
        title="",
        columns=(
            Column(voice.say(m("客户类别")), width=1.0),
            Column(voice.say(m("应调查（家）")), numeric=True, width=0.8),
            Column(voice.say(m("发放（份）")), numeric=True, width=0.8),
            Column(voice.say(m("回收（份）")), numeric=True, width=0.8),
            Column(voice.say(m("有效（份）")), numeric=True, width=0.8),
            Column(voice.say(m("有效客户（家）")), numeric=True, width=0.85),
            Column(voice.say(m("回收率")), numeric=True, width=1.3),
            Column(voice.say(m("有效率")), numeric=True, width=1.3),
            Column(voice.say(m("客户覆盖率")), numeric=True, width=1.3),
            Column(voice.say(m("销售额覆盖率")), numeric=True, width=0.9),
        ),
        rows=tuple(rows),
        foot=1,
        note=voice.say(
            m(
                "有效：所问评价项目至少一半有回答（“不了解 / 未涉及”也算回答）。回收率 = 回收 ÷ 发放；有效率 = 有效 ÷ 回收；"
                "客户覆盖率 = 有效客户 ÷ 应调查客户；销售额覆盖率按上一完整年度的销售额。"
            )
        ),
    )


def _row(row: AccountingRow, label: str, voice: Voice) -> tuple[str, ...]:
    return (
        label,
        str(row.frame),
        str(row.issued),
        str(row.returned),
        str(row.valid),
        str(row.customers),
        voice.estimate(row.response_rate, 0, as_percent=True),
        voice.estimate(row.valid_rate, 0, as_percent=True),
        voice.estimate(row.coverage, 0, as_percent=True),
        voice.percent(row.sales_coverage),
    )


def _missing(material: WaveMaterial) -> Table:
    voice, missing = material.voice, material.account.missing
    note = ""
    if len(missing) > MOST_MISSING:
        note = voice.say(m("另有 %(n)d 家没有列出，全部名单见系统。", n=len(missing) - MOST_MISSING))
    return Table(
        title="",
        columns=(
            Column(voice.say(m("客户")), width=2.4),
            Column(voice.say(m("类别")), width=0.9),
            Column(voice.say(m("业务员")), width=0.8),
            Column(voice.say(m("是否发放")), width=0.8),
            Column(voice.say(m("联系结果")), width=0.8),
            Column(voice.say(m("上年销售额（万元）")), numeric=True),
        ),
        rows=tuple(_missing_row(one, material) for one in missing[:MOST_MISSING]),
        note=note,
    )


def _missing_row(one: MissingCustomer, material: WaveMaterial) -> tuple[str, ...]:
    voice = material.voice
    became = DISPOSITIONS.get(one.disposition)
    return (
        f"{one.name}\n{one.code}",
        material.class_label(one.class_key),
        one.owner or NOTHING,
        voice.say(m("已发放") if one.issued else m("未发放")),
        voice.say(became) if became else NOTHING,
        NOTHING if one.sales is None else f"{one.sales / 10000:,.1f}",
    )
