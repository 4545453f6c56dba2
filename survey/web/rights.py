"""What the access rules do with a wave's answers, told beside the notice on the opening page."""

from __future__ import annotations

from dataclasses import dataclass

from survey.accounts.actor import Actor
from survey.accounts.users import ROLE_NAMES
from survey.language import Message, m
from survey.responses.queries import may_join, may_list, sees_people

__all__ = ["Right", "may_read", "rights"]


@dataclass(frozen=True, slots=True)
class Right:
    """What a role sees of the answers of a wave."""

    role: Message
    sees: Message


def may_read(actor: Actor, privacy: str) -> bool:
    """Whether the person may open single responses on the pages; salespeople never (no own scores)."""
    return actor.role != "sales" and may_list(actor, privacy)


def rights(privacy: str, k_min: int) -> list[Right]:
    """Role by role, what the access rules do in a wave of that privacy."""
    return [Right(label, _sees(Actor("", role), privacy, k_min)) for role, label in ROLE_NAMES.items()]


def _sees(actor: Actor, privacy: str, k_min: int) -> Message:
    if actor.role == "sales":
        return m("只看到自己的客户有没有交回，看不到评价、意见和填写人。")
    if not may_read(actor, privacy):
        return m("只看到汇总结果和不带客户名称的意见，不足 %(k)d 家的分组不显示。", k=k_min)
    if not may_join(actor, privacy):
        return m("看到逐份评价和意见，看不到来自哪家客户、由谁填写，只有日期，没有时刻。")
    if sees_people(actor):
        return m("看到每份答卷、客户名称和填写人。")
    return m("看到每份答卷和客户名称，看不到填写人姓名和联系方式。")
