"""Lost customers: churn, reasons, satisfied but left, agreement of coders."""

from __future__ import annotations

from typing import Final

from survey.language import m
from survey.reports.method.entry import Chapter, Entry

__all__ = ["LOSS"]

LOSS: Final = Chapter(
    m("流失"),
    (
        Entry(
            "churn",
            m("客户流失率"),
            m("期初在册的客户，这一年失去了多少。"),
            m("流失客户数除以期初在册客户数；新客户不抵消流失。部分流失、丢单和我方终止分别单列。"),
            "lost / opening base, Wilson",
            "",
            m("不要用“期末减期初”代替：进来的会掩盖走掉的。"),
        ),
        Entry(
            "satisfied_left",
            m("满意仍流失"),
            m("走掉的客户里，有多少上一次还说满意。"),
            m("离开前 12 个月内有总体评分的流失客户中，最近一次达到“满意”的占比；没有评分的家数写在旁边。"),
            "k / n, Wilson",
            "",
            m("满意不等于忠诚；这个比例高，说明问卷没有问到让客户离开的事。"),
        ),
        Entry(
            "reasons",
            m("原因占比与 80% 线"),
            m("先解决哪几个原因就能覆盖大部分流失。"),
            m(
                "每家流失客户只计一次，按复核裁定的根本原因；按家数和按流失销售额各排一次，累计达到 80% 为止。"
            ),
            "k / n, Wilson",
            "",
            m("自述原因不是根本原因，“价格”常是客气的说法：请看自述与根本原因的对照表。"),
        ),
        Entry(
            "kappa",
            m("编码一致性 κ"),
            m("两位编码员各自归类，有多一致。"),
            m("两人一致的比例扣除碰巧一致的部分。"),
            "κ = (p_o − p_e)/(1 − p_e)",
            "Cohen 1960",
            m("0.8 以上可报告，0.667–0.8 只作参考，更低先修订原因分类表；只有几份访谈时不计算。"),
        ),
    ),
)
