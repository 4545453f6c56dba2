"""Checking the words: translations, two things asked at once, leading and private questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.instrument.finding import Finding, warning
from survey.language import m
from survey.questions import Item, get

__all__ = ["translations", "wording"]

_TWO_AT_ONCE: Final = re.compile("以及|和|及(?!时|格|早|其他)|、")
_TWO_AT_ONCE_NOT: Final = re.compile("普及|涉及|和谐|和气|温和|共和|缓和")
_LEADING: Final = re.compile(
    "是否同意|您也认为|难道|众所周知|大家都|一流的|优质的|优秀的|卓越的|先进的|是不是很|相信您|不会不"
)
_PRIVATE: Final = re.compile(
    "婚姻|配偶|子女|家庭|生育|宗教|信仰|政治|党派|民族|健康|病史|疾病|身份证|生日|出生日期|爱好|住址|收入|性格|饮酒|吸烟"
)


def translations(definition: Definition) -> Iterator[Finding]:
    """Texts that lack one of the languages the questionnaire declares."""
    for where, text in _texts(definition):
        if text is None:
            continue
        for language in definition.languages:
            if not text.get(language, "").strip():
                yield warning(where, m("缺少“%(language)s”的文字。", language=language))


def _texts(definition: Definition) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    yield "title", definition.title
    yield "opening", definition.opening
    yield "thanks", definition.thanks
    for scale in definition.scales:
        yield f"scale {scale.key}", scale.na
        yield f"scale {scale.key}", scale.ends
        for point in scale.points:
            yield f"scale {scale.key}: {point.value}", point.label
    for dimension in definition.dimensions:
        yield f"dimension {dimension.key}", dimension.label
    for touchpoint in definition.touchpoints:
        yield f"touchpoint {touchpoint.key}", touchpoint.label
    for section in definition.sections:
        yield f"section {section.key}", section.title
        yield f"section {section.key}", section.intro
        for item in section.items:
            yield f"item {item.key}", item.text
            yield f"item {item.key}: help", item.help
            for option in item.options:
                yield f"item {item.key}: {option.key}", option.label


def wording(definition: Definition) -> Iterator[Finding]:
    """Questions that ask two things, lead the answer or pry into private life."""
    for item in definition.items():
        text = item.text.get("zh", "")
        where = f"item {item.key}"
        if (found := _LEADING.search(text)) is not None:
            yield warning(where, m("“%(word)s”可能引导回答，请换成中性的说法。", word=found[0]))
        if definition.kind != "employee" and (found := _private(item)) is not None:
            yield warning(where, m("“%(word)s”涉及个人私生活，请不要询问。", word=found[0]))
        if _is_rated(item) and (found := _two_at_once(text)) is not None:
            yield warning(where, m("“%(word)s”可能让一道题问了两件事，请拆成两题。", word=found[0]))


def _is_rated(item: Item) -> bool:
    try:
        return bool(get(item.type).scale_roles)
    except NotFound:
        return False


def _private(item: Item) -> re.Match[str] | None:
    return _PRIVATE.search(f"{item.text.get('zh', '')} {(item.help or {}).get('zh', '')}")


def _two_at_once(text: str) -> re.Match[str] | None:
    """Joining words; those inside brackets and quotation marks are examples or names and left out."""
    bare = re.sub("[(（].*?[)）]|“.*?”", "", text)
    return _TWO_AT_ONCE.search(_TWO_AT_ONCE_NOT.sub("", bare))
