"""The trail's actions in words."""

from __future__ import annotations

from typing import Final

from survey.language import Message, m
from survey.web.i18n import translate

__all__ = ["NAMES", "action_name"]

NAMES: Final[dict[str, Message]] = {
    "access.refused": m("拒绝访问"),
    "case.assign": m("分派访谈对象"),
    "case.attribution": m("记录业务员判断"),
    "case.attribution_skipped": m("跳过业务员判断"),
    "case.open": m("建立访谈对象"),
    "case.won_back": m("记录客户挽回"),
    "coding.correct": m("更正编码"),
    "coding.withdraw": m("撤回更正的编码"),
    "collector.add": m("添加发放方式"),
    "collector.close": m("停用发放方式"),
    "collector.reopen": m("恢复发放方式"),
    "company.change": m("更改公司信息"),
    "company.logo": m("更换标志图片"),
    "contact.add": m("添加联系人"),
    "contact.change": m("更改联系人"),
    "contact.remove": m("删除联系人"),
    "customer.add": m("添加客户"),
    "customer.change": m("更改客户"),
    "customer.sales": m("更改客户销售额"),
    "customers.export": m("导出客户台账"),
    "customers.import": m("导入客户台账"),
    "interview.change": m("更改访谈记录"),
    "interview.code": m("访谈编码"),
    "interview.finish": m("完成访谈记录"),
    "interviews.import": m("导入访谈记录"),
    "invitation.issue": m("发放问卷"),
    "invitation.renew": m("重新生成链接"),
    "invitation.withdraw": m("撤销发放"),
    "loss.kind": m("更改流失类型"),
    "loss.record": m("登记流失"),
    "loss.withdraw": m("撤回流失判定"),
    "losses.import": m("导入流失客户名单"),
    "lost_order.add": m("登记丢单"),
    "lost_orders.import": m("导入丢单"),
    "password.change": m("更改密码"),
    "password.change.refused": m("更改密码未成功"),
    "password.reset": m("重设密码"),
    "password.reset.link": m("生成重设密码的链接"),
    "plan.approve": m("批准年度计划"),
    "plan.create": m("建立年度计划"),
    "plan.line.add": m("增加计划的一行"),
    "plan.line.edit": m("更改计划的一行"),
    "plan.line.remove": m("去掉计划的一行"),
    "questionnaire.create": m("建立问卷"),
    "questionnaire.publish": m("发布问卷版本"),
    "questionnaire.retire": m("停用问卷"),
    "questionnaire.retire_version": m("停用问卷版本"),
    "questionnaire.revive": m("恢复问卷"),
    "response.correct": m("更正答卷"),
    "response.delete": m("删除答卷"),
    "response.enter": m("录入答卷"),
    "response.erase": m("清除个人信息"),
    "response.restore": m("恢复答卷"),
    "responses.export": m("导出答卷"),
    "responses.import": m("导入答卷"),
    "responses.purge": m("清除已删除的答卷"),
    "sign_in": m("登录"),
    "sign_in.link": m("用一次性链接登录"),
    "sign_in.refused": m("登录未成功"),
    "sign_in.throttled": m("登录过于频繁"),
    "sign_out": m("退出登录"),
    "store.purge": m("清除到期数据"),
    "store.restore": m("从备份恢复"),
    "target.remove": m("删除目标值"),
    "target.set": m("设定目标值"),
    "user.add": m("添加用户"),
    "user.change": m("更改用户"),
    "user.disable": m("停用用户"),
    "user.enable": m("启用用户"),
    "wave.close": m("截止调查"),
    "wave.create": m("建立调查"),
    "wave.disposition": m("记下联系结果"),
    "wave.extend": m("延长调查"),
    "wave.frame": m("更改应调查名单"),
    "wave.open": m("开始调查"),
    "wave.revise": m("更改调查"),
}


def action_name(action: str) -> str:
    """The action in the request's language; one that has no words yet is shown by its code."""
    return translate(NAMES[action]) if action in NAMES else action
