"""A small questionnaire with every way of routing, as data."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from survey.instrument.definition import Definition

POINTS = [
    {"value": value, "label": label}
    for value, label in enumerate(("非常不满意", "不满意", "一般", "满意", "非常满意"), start=1)
]
IMPORTANCE = [
    {"value": value, "label": label}
    for value, label in enumerate(("不重要", "不太重要", "一般", "比较重要", "非常重要"), start=1)
]


def small() -> dict[str, Any]:
    """The questionnaire as plain JSON, a new copy at each call, to be spoiled by tests."""
    return {
        "key": "small",
        "title": "顾客满意度调查表",
        "scales": [
            {
                "key": "satisfaction5",
                "points": deepcopy(POINTS),
                "na": "不了解",
                "low_to": 2,
                "satisfied_from": 4,
            },
            {"key": "importance5", "points": deepcopy(IMPORTANCE), "na": "不了解"},
        ],
        "dimensions": [{"key": "product", "label": "产品质量", "weight": 100}],
        "touchpoints": [{"key": "use", "label": "使用"}],
        "sections": [
            {
                "key": "start",
                "title": "填写说明",
                "items": [
                    {
                        "key": "agree",
                        "type": "consent",
                        "text": "我同意",
                        "required": True,
                        "settings": {"notice": {"named": "说明"}, "version": "1"},
                    }
                ],
            },
            {
                "key": "rated",
                "title": "评价",
                "items": [
                    {
                        "key": "fit",
                        "type": "importance_performance",
                        "text": "产品的适用程度",
                        "dimension": "product",
                        "touchpoint": "use",
                        "scales": {"importance": "importance5", "performance": "satisfaction5"},
                    },
                    {
                        "key": "complained",
                        "type": "single_choice",
                        "text": "过去 12 个月有过不满吗?",
                        "required": True,
                        "options": [
                            {"key": "told", "label": "有,反映过"},
                            {"key": "silent", "label": "有,没有反映"},
                            {"key": "never", "label": "没有"},
                        ],
                    },
                ],
                "jumps": [{"when": {"item": "complained", "is": "never"}, "to": "close"}],
            },
            {
                "key": "complaint",
                "title": "投诉",
                "items": [
                    {
                        "key": "handling",
                        "type": "rating",
                        "text": "您对处理过程的满意程度",
                        "required": True,
                        "dimension": "product",
                        "scales": {"score": "satisfaction5"},
                        "show_if": {"item": "complained", "is": "told"},
                    },
                    {
                        "key": "why_silent",
                        "type": "multiple_choice",
                        "text": "没有反映的原因",
                        "options": [
                            {"key": "small", "label": "问题不大"},
                            {"key": "whom", "label": "不知道找谁"},
                            {"key": "other", "label": "其他", "other": True},
                        ],
                        "show_if": {"item": "complained", "is": "silent"},
                    },
                ],
            },
            {
                "key": "close",
                "title": "意见",
                "items": [
                    {"key": "hint", "type": "note", "text": "以下可不填"},
                    {"key": "worst", "type": "comment", "text": "您最不满意的是什么?"},
                    {
                        "key": "more",
                        "type": "short_text",
                        "text": "还有吗?",
                        "show_if": {"item": "worst", "answered": True},
                    },
                ],
            },
        ],
    }


def questionnaire() -> Definition:
    """The questionnaire, loaded."""
    return Definition.model_validate(small())
