"""The trail's actions in words."""

from __future__ import annotations

from typing import Final

from survey.language import Message, m
from survey.web.i18n import translate

__all__ = ["NAMES", "action_name"]

NAMES: Final[dict[str, Message]] = {
    "access.refused": m("拒绝访问"),
    "company.change": m("更改公司信息"),
    "company.logo": m("更换标志图片"),
    "password.change": m("更改密码"),
    "password.change.refused": m("更改密码未成功"),
    "password.reset": m("重设密码"),
    "password.reset.link": m("生成重设密码的链接"),
    "sign_in": m("登录"),
    "sign_in.link": m("用一次性链接登录"),
    "sign_in.refused": m("登录未成功"),
    "sign_in.throttled": m("登录过于频繁"),
    "sign_out": m("退出登录"),
    "store.purge": m("清除到期数据"),
    "store.restore": m("从备份恢复"),
    "user.add": m("添加用户"),
    "user.change": m("更改用户"),
    "user.disable": m("停用用户"),
    "user.enable": m("启用用户"),
}


def action_name(action: str) -> str:
    """The action in the request's language; one that has no words yet is shown by its code."""
    return translate(NAMES[action]) if action in NAMES else action
