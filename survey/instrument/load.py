"""Reading a questionnaire from JSON, with every fault named at its place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from survey.errors import InvalidDefinition, TooLarge
from survey.instrument.definition import Definition
from survey.instrument.finding import Finding, error
from survey.language import Message, m

__all__ = ["load_definition", "parse_json"]

_MOST_BYTES: Final = 2_000_000
_DEEPEST: Final = 50
_MOST_FINDINGS: Final = 100

_NOT_A_QUESTIONNAIRE: Final = m("这份问卷定义无法读取。")
_MESSAGES: Final = {
    "missing": m("缺少这一项。"),
    "extra_forbidden": m("没有这个名称的内容，请检查拼写。"),
    "string_type": m("这里应是文字。"),
    "int_type": m("这里应是整数。"),
    "int_parsing": m("这里应是整数。"),
    "int_from_float": m("这里应是整数。"),
    "float_type": m("这里应是数字。"),
    "float_parsing": m("这里应是数字。"),
    "finite_number": m("这里应是有限的数字。"),
    "bool_type": m("这里应是“是”或“否”（true / false）。"),
    "bool_parsing": m("这里应是“是”或“否”（true / false）。"),
    "dict_type": m("这里应是一组“名称： 内容”。"),
    "model_type": m("这里应是一组“名称： 内容”。"),
    "tuple_type": m("这里应是一个列表。"),
    "list_type": m("这里应是一个列表。"),
    "too_short": m("这里的内容太少。"),
    "too_long": m("这里的内容太多。"),
    "string_too_long": m("这段文字太长。"),
    "string_pattern_mismatch": m("代码只能由小写字母、数字和下划线组成，以字母开头；语言只能是 zh 或 en。"),
    "literal_error": m("这里不能填这个值。"),
    "greater_than_equal": m("这个数字太小。"),
    "less_than_equal": m("这个数字太大。"),
}
_ELSE: Final = m("这里的写法不对。")


def load_definition(data: bytes | str | Mapping[str, Any]) -> Definition:
    """The questionnaire in `data`; raises InvalidDefinition with all findings, TooLarge over 2 MB."""
    raw = data if isinstance(data, Mapping) else parse_json(data)
    if not isinstance(raw, Mapping):
        raise _refused("", m("最外层应是一组“名称： 内容”，而不是列表或单个值。"))
    if _depth(raw) > _DEEPEST:
        raise _refused("", m("内容嵌套超过 %(max)d 层。", max=_DEEPEST))
    try:
        definition = Definition.model_validate(raw)
    except ValidationError as problem:
        findings = [_finding(detail) for detail in problem.errors(include_url=False)[:_MOST_FINDINGS]]
        raise InvalidDefinition(m("问卷定义有 %(n)d 处错误。", n=problem.error_count()), findings) from None
    return definition


def _refused(where: str, message: Message) -> InvalidDefinition:
    return InvalidDefinition(_NOT_A_QUESTIONNAIRE, [error(where, message)])


def parse_json(data: bytes | str, *, most_bytes: int = _MOST_BYTES, unique: bool = True) -> Any:
    """JSON of bounded size and depth; raises InvalidDefinition, TooLarge. With `unique` no name comes twice."""
    if len(data) > most_bytes:
        raise TooLarge(m("问卷定义不能超过 %(max)d MB。", max=most_bytes // 1_000_000))
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
    except UnicodeDecodeError:
        raise _refused("", m("文件编码不是 UTF-8，请另存为 UTF-8 后再试。")) from None
    # json.loads recurses; a file nested too deeply is refused before it is parsed.
    if _bracket_depth(text) > _DEEPEST:
        raise _refused("", m("内容嵌套超过 %(max)d 层。", max=_DEEPEST))
    try:
        return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique if unique else None)
    except InvalidDefinition:
        raise
    except json.JSONDecodeError as problem:
        raise _refused(
            "",
            m("不是有效的 JSON：第 %(line)d 行第 %(column)d 列。", line=problem.lineno, column=problem.colno),
        ) from None
    except ValueError:  # an integer of more digits than Python converts
        raise _refused("", m("其中有过长的数字。")) from None


def _no_constant(name: str) -> Any:
    raise _refused("", m("不能使用 %(name)s，请改为普通数字。", name=name))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _refused(name[:60], m("“%(name)s”出现了两次。", name=name[:60]))
        found[name] = value
    return found


def _bracket_depth(text: str) -> int:
    """How deep the brackets of a JSON text are nested, those inside strings left out."""
    depth = deepest = 0
    inside = escaped = False
    for character in text:
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _depth(value: Any) -> int:
    """How deep plain data are nested, without recursion and not counted beyond what is refused."""
    depth, level = 0, [value]
    while level and depth <= _DEEPEST:
        depth += 1
        level = [inner for outer in level for inner in _members(outer) if isinstance(inner, Mapping | list)]
    return depth


def _members(value: Any) -> Any:
    return value.values() if isinstance(value, Mapping) else value


def _finding(detail: ErrorDetails) -> Finding:
    return error(_place(detail["loc"]), _MESSAGES.get(detail["type"], _ELSE))


def _place(location: Sequence[int | str]) -> str:
    """A path as people write it: `sections[0].items[3].text`."""
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}"
    return path.removeprefix(".")
