from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from survey.instrument.definition import Definition
from survey.instrument.lint import has_errors, lint
from tests.instrument.samples import small

Data = dict[str, Any]


def findings(data: Data) -> list[tuple[str, str, str]]:
    return [(f.severity, f.where, str(f.message)) for f in lint(Definition.model_validate(data))]


def item(data: Data, section: int, position: int) -> Data:
    found: Data = data["sections"][section]["items"][position]
    return found


def test_a_sound_questionnaire_has_no_findings() -> None:
    assert findings(small()) == []


SPOILED: dict[str, tuple[Callable[[Data], Any], str, str]] = {
    "item twice": (lambda d: item(d, 3, 1).update(key="fit"), "error", "用了 2 次"),
    "section twice": (lambda d: d["sections"][3].update(key="rated"), "error", "用了 2 次"),
    "section called end": (lambda d: d["sections"][3].update(key="end"), "error", "不能用作板块代码"),
    "unknown type": (lambda d: item(d, 3, 1).update(type="hologram"), "error", "没有“hologram”这种题型"),
    "type complains": (lambda d: item(d, 1, 1).update(options=[]), "error", "至少要有两个选项"),
    "no dimension": (lambda d: item(d, 1, 0).update(dimension="x"), "error", "没有“x”这个维度"),
    "no touchpoint": (lambda d: item(d, 1, 0).update(touchpoint="x"), "error", "没有“x”这个触点"),
    "no scale": (lambda d: item(d, 2, 0).update(scales={"score": "x"}), "error", "没有选定评分等级"),
    "condition on nothing": (
        lambda d: item(d, 2, 0).update(show_if={"item": "x", "is": "a"}),
        "error",
        "“x”不存在",
    ),
    "condition on later": (
        lambda d: item(d, 1, 0).update(show_if={"item": "worst", "answered": True}),
        "error",
        "后面才出现",
    ),
    "condition on itself": (
        lambda d: item(d, 1, 1).update(show_if={"item": "complained", "is": "told"}),
        "error",
        "后面才出现",
    ),
    "condition on no option": (
        lambda d: item(d, 2, 0).update(show_if={"item": "complained", "in": ["told", "maybe"]}),
        "error",
        "“maybe”不是题目",
    ),
    "condition with two tests": (
        lambda d: item(d, 2, 0).update(show_if={"item": "complained", "is": "told", "answered": True}),
        "error",
        "恰好写一个比较",
    ),
    "jump backwards": (lambda d: d["sections"][1]["jumps"][0].update(to="start"), "error", "不能跳回"),
    "jump nowhere": (lambda d: d["sections"][1]["jumps"][0].update(to="x"), "error", "目标板块“x”不存在"),
    "never reached": (
        lambda d: d["sections"][1]["jumps"].append(
            {"when": {"not": {"item": "complained", "is": "never"}}, "to": "close"}
        ),
        "error",
        "没有任何路径",
    ),
    "no consent": (lambda d: d["sections"].pop(0), "error", "填写说明与同意"),
    "descending scale": (lambda d: d["scales"][0]["points"].reverse(), "error", "从低到高"),
    "low_to off the scale": (lambda d: d["scales"][0].update(low_to=9), "error", "不是其中的等级"),
    "unknown language": (lambda d: d.update(languages=["zh", "fr"]), "error", "fr"),
    "empty section": (lambda d: d["sections"].append({"key": "x", "title": "x"}), "warning", "没有题目"),
    "missing translation": (lambda d: d.update(languages=["zh", "en"]), "warning", "缺少“en”"),
    "idle dimension": (
        lambda d: d["dimensions"].append({"key": "price", "label": "价格"}),
        "warning",
        "没有评价项目",
    ),
    "weights": (lambda d: d["dimensions"][0].update(weight=90), "warning", "合计为 90"),
    "two things at once": (
        lambda d: item(d, 1, 0).update(text="产品质量和交货速度"),
        "warning",
        "问了两件事",
    ),
    "leading": (lambda d: item(d, 3, 1).update(text="您对我们一流的服务有何看法?"), "warning", "引导回答"),
    "private": (lambda d: item(d, 3, 1).update(text="您的家庭情况如何?"), "warning", "私生活"),
    "reversed words": (
        lambda d: d["scales"][0].update(
            points=[{"value": 1, "label": "非常满意"}, {"value": 2, "label": "不满意"}],
            low_to=1,
            satisfied_from=2,
        ),
        "warning",
        "写反了",
    ),
    "reversed scores": (
        lambda d: d["scales"][0]["points"][0].update(converted=100),
        "warning",
        "折算分",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_questionnaire_is_found_out(name: str) -> None:
    spoil, severity, words = SPOILED[name]
    data = small()
    spoil(data)
    assert any(found[0] == severity and words in found[2] for found in findings(data)), findings(data)


def test_errors_come_first_and_forbid_publishing() -> None:
    data = small()
    data["dimensions"][0]["weight"] = 90
    item(data, 1, 0)["touchpoint"] = "x"
    found = lint(Definition.model_validate(data))
    assert [finding.severity for finding in found] == ["error", "warning"]
    assert has_errors(found)
    assert not has_errors(found[1:])


def test_weights_all_zero_mean_equal_weights() -> None:
    data = small()
    data["dimensions"][0]["weight"] = 0
    assert findings(data) == []


@pytest.mark.parametrize("text", ["交货的及时程度", "产品的普及程度", "质量(外观、尺寸)的稳定程度"])
def test_words_that_only_look_double_are_left_alone(text: str) -> None:
    data = small()
    item(data, 1, 0)["text"] = text
    assert [found for found in findings(data) if "两件事" in found[2]] == []


def test_an_interview_needs_no_consent_item() -> None:
    data = small() | {"kind": "exit_interview"}
    data["sections"].pop(0)
    assert findings(data) == []
