"""Names of persons without a title, found by what stands beside them: 联系人张伟, 找李晓东, a name at a telephone number.

A surname begins thousands of ordinary words (方便, 马上, 高温), so a name is only believed in such places, and
only where after it a text pauses or goes on as it does after a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["SURNAME", "Span", "introduced"]

_HAN: Final = "\u4e00-\u9fff"
_COMPOUND: Final = "欧阳|司马|上官|诸葛|皇甫|尉迟|慕容|令狐|端木|夏侯|司徒"
_SINGLE: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴"
    "夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文倪严牛温鲁葛韦俞章申"
    "尤毕聂焦柳邢骆岳齐欧梅莫庄辛祝左涂谷祁舒耿牟詹关苗凌费纪靳盛童裴甄阮翁隋宫娄桂缪卓褚"
)
SURNAME: Final = f"(?:{_COMPOUND}|[{_SINGLE}])"
_RARER: Final = "洪施殷季项喻鲍兰符简饶柯宁冉岑桑卜蒲屈单路包向游蓝应阳占巩翟佟商尚华成池沙艾房米鄢覃闵"
"""Surnames that more often are other words: believed only where a name must follow."""

_PAUSE: Final = f"(?=$|[^{_HAN}])"
_GOES_ON: Final = f"(?=$|[^{_HAN}]|[的说是在来和跟给对让帮很不没也都就去要已处负签收拿接回联反电转])"
_GIVEN: Final = f"[{_HAN}]{{1,2}}?"
_ANY: Final = f"(?:{_COMPOUND}|[{_SINGLE}{_RARER}])"
_NAMED: Final = re.compile(
    r"(?:联系人|收件人|收货人|经办人|签字人|姓名|名字叫|我叫|名叫)(?:[是为： :]|叫){0,3}"
    rf"({_ANY}{_GIVEN}){_GOES_ON}"
)
_CALLED_FOR: Final = re.compile(rf"(?:找(?:一下|到)?|叫|我是|联系(?:一下)?)({SURNAME}{_GIVEN}){_GOES_ON}")
_NUMBER: Final = r"(?:\(?\+?86\)?[ -]?)?(?:1[3-9]\d[ -]?\d{4}|\(?0\d{2,3}\)?[ -]?[2-9]\d{3})"
_BEFORE_NUMBER: Final = re.compile(
    rf"(?<![{_HAN}])({_ANY}[{_HAN}]{{1,2}})(?=[ ，,、(（：:]{{0,2}}(?:联系)?(?:电话|手机|座机|微信|tel)?号?码?[是为：: ]{{0,2}}{_NUMBER})",
    re.I,
)
_AFTER_NUMBER: Final = re.compile(
    rf"(?<!\d)1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}[ ，,、(（]{{1,2}}({_ANY}[{_HAN}]{{1,2}}){_PAUSE}"
)
_ORDINARY_WORDS: Final = (
    "马上 马达 马力 方便 方案 方法 方向 方面 方式 高手 高管 高层 高工 高温 高压 高端 高级 高速 高清 高价 常用 常规 常客 常驻 常温 "
    "成本 成品 程序 程度 程控 万一 万万 万能 万元 白天 白色 白跑 文件 文员 文档 金额 金属 金牌 关系 关键 关门 关于 任何 任务 何时 何人 "
    "何处 何必 何况 何以 温度 温控 石材 石油 石头 田间 江苏 江西 江浙 江南 江边 龙头 雷同 钱款 汤圆 易损 易耗 武汉 贺卡 严重 牛奶 牛肉 "
    "章程 申请 申诉 毕竟 焦点 齐全 莫名 庄重 辛苦 祝福 左右 左边 谷物 舒服 苗头 费用 费劲 费时 纪律 盛夏 童装 单位 单据 单价 路线 路上 "
    "包装 包裹 向导 应急 应该 阳台 商务 商家 商量 商品 尚未 华东 华南 华北 成都 池州 沙子 房东 房子 米面 施工 项目 季节 简单 简历 宁波 "
    "宁夏 游客 蓝色 占用 林业 叶子 叶片 黄色 黄油 黄河 周边 周末 周期 周一 周二 周三 周四 周五 周六 周日 周转 唐山 夏天 夏季 康复 毛病 "
    "毛刺 毛坯 毛利 秦岭 史上 顾客 顾问 段子 段位 黎明 乔迁 赖账 鲁莽 葛根 余额 余款 余量 余下 郑重 郑州 谢谢 许多 许可 许久 曾经 苏州 "
    "卢布 陆续 陆运 孔径 孔位 汪洋 钟头 罗列 梁柱 宋体 于是 于此 董事"
)
"""Words that begin with a surname and stand in such places without being a name."""
_ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())

Span = tuple[int, int]


def introduced(text: str) -> Iterator[Span]:
    """Where names stand that something beside them introduces, some of them twice; digits are narrow ones."""
    for pattern in (_NAMED, _CALLED_FOR, _BEFORE_NUMBER, _AFTER_NUMBER):
        for found in pattern.finditer(text):
            if found.group(1)[:2] not in _ORDINARY:
                yield found.span(1)
