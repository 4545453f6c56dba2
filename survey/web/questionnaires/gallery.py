"""What the built-in questionnaires are for, in a sentence each."""

from __future__ import annotations

from typing import Final

from survey.language import Message, m

__all__ = ["description"]

_DESCRIPTIONS: Final[dict[str, Message]] = {
    "iso_b2b": m(
        "企业客户年度调查。18 个项目各评重要程度和满意程度，另有总体评价、今后合作、投诉、承诺和开放意见。"
    ),
    "iso_b2b_short": m("标准版的精简：9 个评价项目和关键问题，适合手机填写或较频繁的调查。"),
    "key_account": m("面向重点客户。在标准版基础上逐项评价主要竞争者，可以计算与对手的差距。"),
    "service_four": m("按产品、价格、渠道、竞争对手四个方面提问，适合服务型企业。"),
    "servqual22": m("按服务质量五个方面编排的 22 对题目，比较期望与实际感受。"),
    "pulse": m("一分钟快速回访：几道题，用在交货或服务之后。"),
    "exit_interview": m("流失客户访谈提纲，由访谈员照着提问和记录，含追问和五问阶梯。"),
    "exit_self": m("不便通话的流失客户自己填写的短问卷。"),
    "lost_order": m("丢单之后的简短访谈：输在哪一步、差在哪里、下次机会。"),
    "employee_exit": m("员工离职时的谈话，只以汇总形式反馈，与客户的原因分开统计。"),
}


def description(template_key: str) -> Message | None:
    """What the template is for; None for one that was added without a description."""
    return _DESCRIPTIONS.get(template_key)
