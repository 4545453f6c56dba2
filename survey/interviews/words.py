"""The fixed words of exit interviews, each with its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.instrument.library import template
from survey.language import Message, m

__all__ = [
    "COME_BACK",
    "CONFIDENCE",
    "DESTINATIONS",
    "IMPROVEMENTS",
    "MODES",
    "OPEN_STATES",
    "OUTCOMES",
    "PREVENTABLE",
    "QUOTATIONS",
    "STATES",
    "YES_NO",
    "touchpoints",
]

STATES: Final[Mapping[str, Message]] = {
    "to_contact": m("待联系"),
    "no_answer": m("未联系上"),
    "refused": m("拒绝访谈"),
    "appointed": m("已约定"),
    "done": m("已访谈"),
    "done_by_link": m("已自填"),
    "not_lost": m("并未流失"),
    "won_back": m("已挽回"),
}
OPEN_STATES: Final = ("to_contact", "no_answer", "appointed")
"""The states in which somebody still has to reach the customer."""

OUTCOMES: Final[Mapping[str, Message]] = {
    "no_answer": m("无人接听"),
    "call_back": m("请另找时间"),
    "wrong_person": m("不是知情人"),
    "appointed": m("已约定时间"),
    "sent_link": m("改发自填问卷"),
    "refused": m("拒绝访谈"),
}
"""How one try to reach the customer ended."""

MODES: Final[Mapping[str, Message]] = {
    "phone": m("电话"),
    "visit": m("走访"),
    "link": m("链接"),
}
QUOTATIONS: Final[Mapping[str, Message]] = {
    "named": m("可以署名引用"),
    "unnamed": m("只能不署名引用"),
    "none": m("不要引用"),
}
DESTINATIONS: Final[Mapping[str, Message]] = {
    "competitor": m("竞争者"),
    "own_production": m("自产"),
    "substitute": m("替代品"),
    "no_need": m("不再需要"),
    "unsaid": m("不便说明"),
}
PREVENTABLE: Final[Mapping[str, Message]] = {"yes": m("本可挽留"), "maybe": m("也许"), "no": m("不能")}
IMPROVEMENTS: Final[Mapping[str, Message]] = {
    "at_once": m("可立即实施"),
    "investment": m("需投入后实施"),
}
COME_BACK: Final[Mapping[str, Message]] = {
    "yes": m("愿意"),
    "conditional": m("有条件"),
    "not_now": m("暂不"),
    "no": m("不会"),
}
CONFIDENCE: Final[Mapping[str, Message]] = {
    "high": m("高（亲历决策）"),
    "medium": m("中"),
    "low": m("低（转述）"),
}
YES_NO: Final[Mapping[str, Message]] = {"yes": m("是"), "no": m("否")}


def touchpoints() -> dict[str, Mapping[str, str]]:
    """Touchpoint key → its label by language, as the built-in questionnaire names them."""
    return {touchpoint.key: touchpoint.label for touchpoint in template("iso_b2b").touchpoints}
