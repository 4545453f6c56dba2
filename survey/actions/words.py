"""The fixed words of improvement: states, sources, steps, results, each with its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m

__all__ = [
    "CHANNELS",
    "FREQUENCIES",
    "KINDS",
    "LIMITS",
    "LIVE",
    "RESULTS",
    "SOURCES",
    "STATES",
    "STEPS",
    "TONES",
    "UNDER_WAY",
    "VERDICTS",
]

STATES: Final[Mapping[str, Message]] = {
    "proposed": m("建议"),
    "dismissed": m("不采纳"),
    "open": m("已开出"),
    "in_work": m("整改中"),
    "to_verify": m("待验证"),
    "closed": m("已关闭"),
    "reopened": m("重新采取措施"),
}
TONES: Final[Mapping[str, str]] = {
    "open": "attention",
    "in_work": "brand",
    "to_verify": "brand",
    "closed": "good",
    "reopened": "danger",
}
"""State → the tone of its badge; the others are plain."""
UNDER_WAY: Final = ("open", "in_work", "reopened")
"""The states in which something still has to be done by the due date."""
LIVE: Final = (*UNDER_WAY, "to_verify")
"""The states of forms that are not finished."""

SOURCES: Final[Mapping[str, Message]] = {
    "item": m("评价项目"),
    "dimension": m("评价维度"),
    "customer": m("客户评价"),
    "comment": m("客户意见"),
    "complaint": m("顾客投诉"),
    "touchpoint_check": m("触点检查"),
    "exit_interview": m("流失客户访谈"),
    "lost_order": m("丢单"),
    "reason": m("流失原因"),
    "own": m("自行发现"),
}
STEPS: Final[Mapping[str, Message]] = {
    "propose": m("提出建议"),
    "dismiss": m("不采纳建议"),
    "restore": m("恢复为建议"),
    "open": m("开出改进措施单"),
    "change": m("修改"),
    "due": m("更改完成期限"),
    "start": m("措施已定，开始整改"),
    "done": m("报告完成"),
    "close": m("验证有效，关闭"),
    "fail": m("验证无效，重新采取措施"),
    "reopen": m("重新打开"),
    "review": m("审核签字"),
    "approve": m("批准签字"),
    "evidence": m("增加证据"),
    "remove": m("删除证据"),
}
RESULTS: Final[Mapping[str, Message]] = {
    "effective": m("措施有效"),
    "not_effective": m("措施无效"),
}

CHANNELS: Final[Mapping[str, Message]] = {
    "phone": m("电话"),
    "wechat": m("微信"),
    "email": m("邮件"),
    "letter": m("来函、传真"),
    "visit": m("走访、来访"),
    "survey": m("满意度调查"),
    "interview": m("流失客户访谈"),
    "dealer": m("经销商转达"),
    "other": m("其他"),
}
"""How a complaint reached us."""
KINDS: Final[Mapping[str, Message]] = {
    "product": m("产品质量"),
    "delivery": m("交付"),
    "price": m("价格与结算"),
    "service": m("业务服务"),
    "after_sales": m("售后与技术支持"),
    "commitment": m("承诺没有兑现"),
    "other": m("其他"),
}
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "product": (1, 7),
    "delivery": (1, 3),
    "price": (2, 7),
    "service": (1, 3),
    "after_sales": (1, 7),
    "commitment": (1, 7),
    "other": (2, 10),
}
"""Kind → days to the first reply and to the solution, until the company sets its own."""
VERDICTS: Final[Mapping[str, Message]] = {
    "yes": m("满意"),
    "partly": m("基本满意"),
    "no": m("不满意"),
}
"""What the customer says of the handling."""
FREQUENCIES: Final[Mapping[str, Message]] = {
    "continuous": m("随时"),
    "month": m("每月"),
    "quarter": m("每季度"),
    "half_year": m("每半年"),
    "year": m("每年"),
}
