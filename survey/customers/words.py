"""The fixed words of the register, each with its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m
from survey.text.vocabulary import LossKind

__all__ = ["CONTACT_ROLES", "LOSS_KINDS", "LOST_STEPS", "SHARE_SOURCES"]

CONTACT_ROLES: Final[Mapping[str, Message]] = {
    "purchasing": m("采购"),
    "technical": m("技术"),
    "quality": m("质量"),
    "production": m("生产使用"),
    "maintenance": m("维修"),
    "finance": m("财务"),
    "management": m("决策"),
    "other": m("其他"),
}
"""The part that a contact plays in the business."""

SHARE_SOURCES: Final[Mapping[str, Message]] = {
    "customer": m("客户告知"),
    "finance": m("财务"),
    "estimate": m("业务估计"),
    "public": m("公开资料"),
}
"""Where a figure on the customer's purchases or on lost sales comes from."""

LOST_STEPS: Final[Mapping[str, Message]] = {
    "qualification": m("资格"),
    "technical": m("技术"),
    "commercial": m("商务"),
    "final": m("最后决定"),
}
"""The step at which we dropped out of an order."""

LOSS_KINDS: Final[Mapping[str, Message]] = {str(kind): kind.label for kind in LossKind}
