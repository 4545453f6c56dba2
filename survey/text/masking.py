"""Personal particulars in free text made unreadable: numbers, addresses and names of persons.

A masked text has the length of the original, so that places in it (deciding words, clauses) stay true.
Patterns err on the side of hiding, except where a word in front says that it is a number of a thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from survey.text.names import SURNAME, Span, introduced

__all__ = ["Masker", "mask"]

MARK: Final = "*"
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９＠．－＿（）＋　Ｘｘ：", "0123456789@.-_()+ Xx:")

_EMAIL: Final = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
)
_THING: Final = re.compile(
    r"(?:订单|单号|编号|批号|批次|货号|料号|件号|图号|型号|合同|发票|运单|快递|序列|流水|工单|机号|条码|凭证)[^\d，。；,;]{0,3}$"
)
"""What stands before a number of a thing, not of a person."""
_MOBILE: Final = re.compile(
    r"(?<![\dA-Za-z])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|[ -]?\d{3}[ -]?\d{5})(?![\dA-Za-z])"
)
_LANDLINE: Final = re.compile(r"(?<!\d)(?:\(0\d{2,3}\) ?|0\d{2,3}[ -])[2-9]\d{6,7}(?:-\d{1,5})?(?!\d)")
_CALLED: Final = re.compile(
    r"(?:电话|手机|座机|致电|拨打|联系方式|tel|mobile|phone)[号码是为： :]{0,4}(\d[\d -]{5,14}\d)(?!\d)", re.I
)
_ACCOUNT: Final = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|汇款到|打款到|打到)[是为： :]{0,3}(\d[\d ]{8,28}\d)(?!\d)"
)
_ID_CARD: Final = re.compile(
    r"(?<![\dA-Za-z])(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)\d{4}"
    r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_CARD: Final = re.compile(r"(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
_CHAT: Final = re.compile(
    r"(?:微信|wechat|vx|qq)号?(?:码)?[是为： :]{0,3}([A-Za-z][\w-]{5,19}|[1-9]\d{4,11})", re.I | re.A
)

_NOT_AFTER: Final = {
    "方": "贵我对双甲乙各厂供需买卖官", "何": "任如为几", "于": "由对关等终至属位处", "任": "责主担信前现后几上继历", "高": "提",
    "常": "经非正日平异", "文": "中英公", "金": "资现五基合佣", "段": "阶时手工", "关": "相有海", "程": "工过流课",
    "万": "千百十几", "易": "交贸容", "余": "其多剩", "白": "明", "顾": "回照", "江": "", "温": "高低", "章": "印公",
    "费": "收免付", "严": "", "谢": "感谢多", "石": "", "龙": "", "马": "", "左": "", "宫": "", "钱": "价付", "纪": "世",
}  # fmt: skip
"""Characters after which a surname is only the end of another word: 由于总是, 相关主管, 贵方经理."""
_TITLED: Final = re.compile(
    SURNAME
    + r"(?=(?:先生|女士|小姐|太太|经理|总监|总经理|主任|主管|部长|科长|处长|厂长|课长|组长|班长|队长|师傅|老师|老板|会计|助理|秘书|"
    r"工程师|博士|董事长|采购员?|业务员))"
)
_SHORT_TITLED: Final = re.compile(
    r"(?:(?<=^)|(?<=[^\u4e00-\u9fff])|(?<=[的找给跟和与是请问让叫对由位谢司部厂你您我方派向被]))"
    + SURNAME
    + r"(?=[总工董哥姐](?:$|[^\u4e00-\u9fff]|[的说来和给对等在很人负帮是也都反沟处联非不已去每经做服态技答打讲]))"
)
_WORDS: Final = frozenset({"施工", "金工", "高工", "万工", "常工", "石工", "田工"})
_FULL: Final = re.compile(SURNAME + r"[\u4e00-\u9fff]{1,2}(?=先生|女士|小姐)")


class Masker:
    """Masks texts; `names` are names of persons known beforehand, hidden wherever they stand."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, list[str]] = {}
        """First character → the names that begin with it: a register may hold ten thousand."""
        for name in {name for name in names if len(name) > 1}:
            self._names.setdefault(name[0], []).append(name)

    def __call__(self, text: str, names: Iterable[str] = ()) -> str:
        """The text with every personal particular replaced by as many marks; `names` are further known ones."""
        even = text.translate(_HALF_WIDTH)
        letters = list(text)
        for start, end in (*_spans(even), *self._known(text, names)):
            letters[start:end] = [letter if letter.isspace() else MARK for letter in letters[start:end]]
        return "".join(letters)

    def _known(self, text: str, names: Iterable[str]) -> Iterator[Span]:
        for start, first in enumerate(text):
            for name in self._names.get(first, ()):
                if text.startswith(name, start):
                    yield start, start + len(name)
        for name in names:
            if len(name) > 1:
                yield from (found.span() for found in re.finditer(re.escape(name), text))


_PLAIN: Final = Masker()


def mask(text: str, names: Iterable[str] = ()) -> str:
    """`Masker()(text, names)` for those who know no register."""
    return _PLAIN(text, names)


def _spans(text: str) -> Iterator[Span]:
    for pattern in (_EMAIL, _LANDLINE):
        yield from (found.span() for found in pattern.finditer(text))
    for pattern in (_CALLED, _ACCOUNT, _CHAT):
        yield from (found.span(1) for found in pattern.finditer(text))
    for pattern in (_MOBILE, _ID_CARD):
        yield from (found.span() for found in pattern.finditer(text) if not _of_a_thing(text, found.start()))
    for found in _CARD.finditer(text):
        if _is_card(found.group()) and not _of_a_thing(text, found.start()):
            yield found.span()
    yield from _persons(text)
    yield from introduced(text)


def _persons(text: str) -> Iterator[Span]:
    for pattern in (_TITLED, _SHORT_TITLED, _FULL):
        for found in pattern.finditer(text):
            before = text[found.start() - 1 : found.start()] if found.start() else ""
            if before and before in _NOT_AFTER.get(found.group()[0], ""):
                continue
            if text[found.start() : found.end() + 1] not in _WORDS:
                yield found.span()


def _of_a_thing(text: str, start: int) -> bool:
    return bool(_THING.search(text[max(0, start - 8) : start]))


def _is_card(digits: str) -> bool:
    """Whether it is the number of a bank card: its first digits, its length and the check digit of ISO/IEC 7812."""
    number = [int(digit) for digit in digits if digit.isdigit()]
    if number[0] not in {3, 4, 5, 6} or not 16 <= len(number) <= 19:
        return False
    doubled = [
        digit * 2 - 9 * (digit > 4) if place % 2 else digit for place, digit in enumerate(reversed(number))
    ]
    return sum(doubled) % 10 == 0
