"""The fixed words of the project, each with its label: one place for codes that are stored and shown.

A member is a plain string (`Polarity.NEG == "neg"`), so tables, JSON and templates use it as it is;
`.label` is the message a person sees. Nothing heavy is imported here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self

from survey.language import Message, m

__all__ = [
    "FIRST_LEVEL_REASONS",
    "NEVER_SUGGESTED",
    "UNCONTROLLABLE_REASONS",
    "Dimension",
    "Kind",
    "Labelled",
    "LossKind",
    "Mode",
    "Polarity",
    "Privacy",
    "Reason",
    "first_level",
]


_UNLABELLED: Final = Message("")


class Labelled(StrEnum):
    """A stored word with the label a person sees."""

    label: Message

    def __new__(cls, value: str, label: Message = _UNLABELLED) -> Self:
        """The member equal to `value`, carrying `label` (the default lets `Polarity("neg")` type-check)."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Polarity(Labelled):
    """What a comment or clause says; `none` is a non-answer."""

    POS = "pos", m("正面")
    NEG = "neg", m("负面")
    MIXED = "mixed", m("有褒有贬")
    NEUTRAL = "neutral", m("中性")
    NONE = "none", m("无实际内容")


class Kind(Labelled):
    """What sort of utterance a comment is, decided before any polarity."""

    OPINION = "opinion", m("评价")
    SUGGESTION = "suggestion", m("建议")
    QUESTION = "question", m("提问")
    FACTUAL = "factual", m("陈述事实")
    NON_ANSWER = "non_answer", m("无实际内容")


class Dimension(Labelled):
    """The dimensions of the built-in questionnaires; a company's own are mapped onto these."""

    PRODUCT = "product", m("产品质量")
    DELIVERY = "delivery", m("供货周期与交付")
    PRICE = "price", m("价格")
    SERVICE = "service", m("业务服务")
    AFTER_SALES = "after_sales", m("售后与技术支持")
    COMPLAINT = "complaint", m("投诉处理")
    CHANNEL = "channel", m("渠道")
    COMMITMENT = "commitment", m("承诺与沟通")
    COMPETITOR = "competitor", m("竞争对手")
    RELATIONSHIP = "relationship", m("客户关系")
    POLICY = "policy", m("我方政策")
    NEED = "need", m("客户需求变化")
    OTHER = "other", m("其他")


class Reason(Labelled):
    """First-level reasons for leaving; the leaves (`B2.1`) are data of the built-in reason tree."""

    A1 = "A1", m("业务收缩")
    A2 = "A2", m("业务扩张自供")
    A3 = "A3", m("意外·倒闭")
    A4 = "A4", m("迁离·改行")
    A5 = "A5", m("个人生活变化")
    A6 = "A6", m("需求消失")
    B1 = "B1", m("产品")
    B2 = "B2", m("交付")
    B3 = "B3", m("服务")
    B4 = "B4", m("投诉")
    B5 = "B5", m("价格")
    B6 = "B6", m("渠道")
    B7 = "B7", m("承诺")
    B8 = "B8", m("竞争者")
    B9 = "B9", m("关系")
    B10 = "B10", m("我方政策")
    B11 = "B11", m("遗忘·失联")
    B12 = "B12", m("分散采购·尝试别家")
    B13 = "B13", m("采购习惯改变")
    C = "C", m("不知道·拒答")
    D = "D", m("其他")
    Z = "Z", m("我方终止")


class Privacy(Labelled):
    """How a wave treats who answered; fixed before the first response."""

    NAMED = "named", m("实名")
    CONFIDENTIAL = "confidential", m("保密")
    ANONYMOUS = "anonymous", m("匿名")


class LossKind(Labelled):
    """The kinds of loss of a customer; lost orders are counted apart."""

    COMPLETE = "complete", m("完全流失")
    FORMER = "former", m("需求消失")
    PARTIAL = "partial", m("部分流失")
    PAUSE = "pause", m("暂停采购")
    ENDED_BY_US = "ended_by_us", m("我方终止")


class Mode(Labelled):
    """How a response reached us; stored with each response."""

    LINK = "link", m("链接")
    QR = "qr", m("二维码")
    PAPER = "paper", m("纸质")
    PHONE = "phone", m("电话")
    VISIT = "visit", m("走访")
    INTERCEPT = "intercept", m("现场拦访")
    KEY_PERSON = "key_person", m("关键人访谈")
    IMPORT = "import", m("导入")


FIRST_LEVEL_REASONS: Final = tuple(Reason)
UNCONTROLLABLE_REASONS: Final = (Reason.A1, Reason.A2, Reason.A3, Reason.A4, Reason.A5, Reason.A6)
NEVER_SUGGESTED: Final = (Reason.Z,)
"""Ending a relation is our own decision: no machine reads it out of a customer's words."""


def first_level(code: str) -> Reason:
    """The first-level reason of a leaf code: `first_level("B2.1") is Reason.B2`; ValueError if unknown."""
    return Reason(code.split(".", 1)[0])
