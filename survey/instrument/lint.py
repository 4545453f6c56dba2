"""Checking a questionnaire before it is published: errors forbid it, warnings are to be thought about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.instrument.finding import Finding, error, warning
from survey.instrument.lint_competitors import competitors
from survey.instrument.lint_routing import conditions, reachability
from survey.instrument.lint_wording import translations, wording
from survey.language import m
from survey.questions import QuestionType, Scale, get

__all__ = ["has_errors", "lint"]

_RESPONDENT_KINDS: Final = ("satisfaction", "exit_self", "pulse")
_LANGUAGES: Final = ("zh", "en")
_ALL_POINTS: Final = 100
_SLACK: Final = 0.01


def lint(definition: Definition) -> list[Finding]:
    """Every finding, errors first, each group in the order of the questionnaire."""
    found = [finding for rule in _RULES for finding in rule(definition)]
    return sorted(found, key=lambda finding: finding.severity)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether the findings forbid publishing."""
    return any(finding.severity == "error" for finding in findings)


def type_of(name: str) -> QuestionType | None:
    """The question type, or None where the definition names one that does not exist."""
    try:
        return get(name)
    except NotFound:
        return None


def _keys(definition: Definition) -> Iterator[Finding]:
    groups: tuple[tuple[str, Sequence[str]], ...] = (
        ("item", [item.key for item in definition.items()]),
        ("section", [section.key for section in definition.sections]),
        ("scale", [scale.key for scale in definition.scales]),
        ("dimension", [dimension.key for dimension in definition.dimensions]),
        ("touchpoint", [touchpoint.key for touchpoint in definition.touchpoints]),
    )
    for group, keys in groups:
        for key, times in Counter(keys).items():
            if times > 1:
                yield error(f"{group} {key}", m("代码“%(key)s”用了 %(n)d 次。", key=key, n=times))
    if any(section.key == "end" for section in definition.sections):
        yield error("section end", m("“end”表示问卷结束，不能用作板块代码。"))


def _types(definition: Definition) -> Iterator[Finding]:
    for item in definition.items():
        kind = type_of(item.type)
        if kind is None:
            yield error(f"item {item.key}", m("没有“%(name)s”这种题型。", name=item.type))
            continue
        for message in kind.check(item, definition.scale_by_key):
            yield error(f"item {item.key}", message)


def _references(definition: Definition) -> Iterator[Finding]:
    touchpoints = {touchpoint.key for touchpoint in definition.touchpoints}
    for item in definition.items():
        if item.dimension is not None and item.dimension not in definition.dimension_by_key:
            yield error(f"item {item.key}", m("没有“%(key)s”这个维度。", key=item.dimension))
        if item.touchpoint is not None and item.touchpoint not in touchpoints:
            yield error(f"item {item.key}", m("没有“%(key)s”这个触点。", key=item.touchpoint))
    used = {key for item in definition.items() for key in item.scales.values()}
    for scale in definition.scales:
        if scale.key not in used:
            yield warning(f"scale {scale.key}", m("这套评分等级没有题目使用。"))


def _scales(definition: Definition) -> Iterator[Finding]:
    for scale in definition.scales:
        yield from _scale(scale)


def _scale(scale: Scale) -> Iterator[Finding]:
    where = f"scale {scale.key}"
    if any(later <= earlier for earlier, later in pairwise(scale.values)):
        yield error(where, m("等级的分值应从低到高排列，且不重复。"))
        return
    converted = list(scale.conversion().values())
    if any(later < earlier for earlier, later in pairwise(converted)):
        yield warning(where, m("折算分不随等级升高而升高，等级方向可能写反了。"))
    for name, value in (("satisfied_from", scale.satisfied_from), ("low_to", scale.low_to)):
        if value is not None and scale.point(value) is None:
            yield error(where, m("“%(name)s”的值 %(value)d 不是其中的等级。", name=name, value=value))
    lowest, highest = (scale.points[end].label.get("zh", "") for end in (0, -1))
    if ("不" not in lowest and lowest.startswith(("非常", "完全", "很"))) and "不" in highest:
        yield warning(where, m("最低分写的是“%(label)s”，等级方向可能写反了。", label=lowest))


def _dimensions(definition: Definition) -> Iterator[Finding]:
    rated = {
        item.dimension
        for item in definition.items()
        if (kind := type_of(item.type)) is not None and kind.scale_roles
    }
    for dimension in definition.dimensions:
        if dimension.key not in rated:
            yield warning(f"dimension {dimension.key}", m("这个维度没有评价项目。"))
    total = sum(dimension.weight for dimension in definition.dimensions)
    if total and abs(total - _ALL_POINTS) > _SLACK:
        yield warning("dimensions", m("维度权重合计为 %(total)s，应为 100。", total=f"{total:g}"))


def _sections(definition: Definition) -> Iterator[Finding]:
    for section in definition.sections:
        if not section.items:
            yield warning(f"section {section.key}", m("这个板块没有题目。"))
    if not any((kind := type_of(item.type)) and kind.asks for item in definition.items()):
        yield error("sections", m("问卷里还没有题目。"))


def _consent(definition: Definition) -> Iterator[Finding]:
    if definition.kind not in _RESPONDENT_KINDS:
        return
    if not any((kind := type_of(item.type)) and kind.gives_consent for item in definition.items()):
        yield error("sections", m("由填写人自己填写的问卷，必须有“填写说明与同意”一题。"))


def _languages(definition: Definition) -> Iterator[Finding]:
    for language in definition.languages:
        if language not in _LANGUAGES:
            yield error("languages", m("还不支持“%(language)s”这种语言。", language=language))
    if "zh" not in definition.languages:
        yield error("languages", m("问卷必须有中文。"))


_RULES: Final[tuple[Callable[[Definition], Iterator[Finding]], ...]] = (
    _keys,
    _languages,
    _sections,
    _types,
    _references,
    _scales,
    _dimensions,
    conditions,
    reachability,
    competitors,
    _consent,
    translations,
    wording,
)
