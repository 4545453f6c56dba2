"""The two questionnaires that are measured: fifteen questions on one page, and fifteen pairs."""

from __future__ import annotations

from typing import Any

from survey.instrument import library
from survey.instrument.definition import Definition

__all__ = ["ANSWERS", "CHOICES", "OPENING", "RATED", "fifteen_pairs", "fifteen_questions"]

OPENING = "感谢您参加这次调查。请按您的实际感受填写,大约需要三分钟。"
RATED = (
    "产品质量稳定",
    "性能符合要求",
    "包装完好",
    "按期交货",
    "交货数量准确",
    "变更提前通知",
    "价格合理",
    "对账开票准确",
    "报价及时",
    "售后响应及时",
    "问题一次解决",
    "业务人员专业",
)
CHOICES = (("purchasing", "采购"), ("technical", "技术"), ("quality", "质量"), ("use", "使用"))
COMMENT = "交货比去年准时多了,就是包装还可以再结实一点。"

ANSWERS: dict[str, str] = {
    **{f"rated_{number}": str(3 + number % 3) for number in range(1, 13)},
    "nps": "9",
    "role": "quality",
    "comment": COMMENT,
}
"""What each respondent answers, by item key."""


def fifteen_questions() -> Definition:
    """Twelve five-point items, one 0–10 item, one choice and one comment on one page.

    A questionnaire that respondents fill in themselves must carry notice and consent: that is a sixteenth
    field on our page, which the anchor does not have.
    """
    pulse = library.template("pulse")
    consent = next(item for item in pulse.items() if item.type == "consent")
    rated = [
        {"key": f"rated_{number}", "type": "rating", "text": text, "scales": {"score": "satisfaction5"}}
        for number, text in enumerate(RATED, start=1)
    ]
    items: list[dict[str, Any]] = [
        consent.model_dump(mode="json", exclude_defaults=True),
        *rated,
        {"key": "nps", "type": "nps", "text": "您有多大可能推荐我公司?", "scales": {"score": "nps11"}},
        {
            "key": "role",
            "type": "single_choice",
            "text": "您的工作",
            "options": [{"key": key, "label": label} for key, label in CHOICES],
        },
        {"key": "comment", "type": "comment", "text": "最想让我们改进的一点是什么?"},
    ]
    return Definition.model_validate(
        {
            "key": "fifteen",
            "title": "顾客满意度调查表",
            "opening": OPENING,
            "scales": [_scale(pulse, "satisfaction5"), _scale(pulse, "nps11")],
            "sections": [{"key": "page", "title": "您的评价", "items": items}],
        }
    )


def fifteen_pairs(*, commented: bool = False) -> Definition:
    """Fifteen importance–performance pairs in four dimensions, for reports; a comment behind them if wished."""
    standard = library.template("iso_b2b")
    dimensions = ("product", "delivery", "price", "service")
    consent = next(item for item in standard.items() if item.type == "consent")
    pairs = [
        {
            "key": f"pair_{number}",
            "type": "importance_performance",
            "text": f"评价项目{number}",
            "dimension": dimensions[number % len(dimensions)],
            "scales": {"importance": "importance5", "performance": "satisfaction5"},
        }
        for number in range(1, 16)
    ]
    comments = (
        [{"key": "comment", "type": "comment", "text": "最想让我们改进的一点是什么?"}] if commented else []
    )
    return Definition.model_validate(
        {
            "key": "fifteen_pairs",
            "title": "顾客满意度调查表",
            "scales": [_scale(standard, "importance5"), _scale(standard, "satisfaction5")],
            "dimensions": [{"key": key, "label": key, "weight": 25} for key in dimensions],
            "sections": [
                {
                    "key": "notice",
                    "title": "填写说明",
                    "items": [consent.model_dump(mode="json", exclude_defaults=True)],
                },
                {"key": "pairs", "title": "您的评价", "items": [*pairs, *comments]},
            ],
        }
    )


def _scale(source: Definition, key: str) -> dict[str, Any]:
    return source.scale_by_key[key].model_dump(mode="json", exclude_defaults=True)
