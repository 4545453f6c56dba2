"""The fixed words of touchpoint checks: where, by what way, and what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m

__all__ = ["ANSWERS", "POINTS", "TOUCHPOINTS", "WAYS"]

TOUCHPOINTS: Final[Mapping[str, Message]] = {
    "switchboard": m("总机与接待"),
    "inquiry": m("询价与咨询"),
    "order": m("下单与合同"),
    "delivery": m("交货与收货"),
    "invoice": m("开票与对账"),
    "after_sales": m("售后与技术支持"),
    "complaint": m("投诉与反馈"),
    "website": m("网站与线上资料"),
    "other": m("其他"),
}
"""Where a customer meets us."""
WAYS: Final[Mapping[str, Message]] = {
    "phone": m("电话"),
    "wechat": m("微信"),
    "email": m("邮件"),
    "visit": m("上门"),
    "web": m("网站"),
    "other": m("其他"),
}
"""How the check was made."""
POINTS: Final[Mapping[str, Message]] = {
    "answered": m("有人应答，没有转来转去"),
    "polite": m("报了单位和姓名，有礼貌"),
    "understood": m("听懂了要什么，问清了情况"),
    "answer": m("给了正确的答复，或说明何时答复"),
    "kept": m("答应的事按时做到"),
}
"""What is looked at, each with yes or no, or left open where it did not apply."""
ANSWERS: Final[Mapping[str, Message]] = {"yes": m("是"), "no": m("否")}
