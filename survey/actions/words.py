"""The fixed words of improvement: states, sources, steps, results, each with its label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survey.language import Message, m

__all__ = ["LIVE", "RESULTS", "SOURCES", "STATES", "STEPS", "TONES", "UNDER_WAY"]

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
    "customer": m("客户总分"),
    "comment": m("客户意见"),
    "complaint": m("顾客投诉"),
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
    "review": m("审核"),
    "approve": m("批准"),
    "evidence": m("增加证据"),
    "remove": m("删除证据"),
}
RESULTS: Final[Mapping[str, Message]] = {
    "effective": m("有效"),
    "not_effective": m("无效"),
}
