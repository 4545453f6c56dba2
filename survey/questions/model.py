"""The nouns of a question: texts in languages, scales with their conversion table, options, items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from survey.language import LIST_MARK
from survey.questions.condition import Condition

__all__ = ["Item", "Key", "Option", "Part", "Point", "Scale", "Scales", "Text", "listed", "text_in"]

LANGUAGES = ("zh", "en")

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]


def _as_text(value: Any) -> Any:
    return {"zh": value} if isinstance(value, str) else value


Text = Annotated[
    dict[Annotated[str, Field(pattern="^(zh|en)$")], Annotated[str, Field(max_length=8000)]],
    BeforeValidator(_as_text),
]
"""What people read, by language: `{"zh": "产品质量", "en": "Product quality"}`; a plain string is Chinese."""


def text_in(text: Mapping[str, str] | None, language: str = "zh") -> str:
    """`text` in `language`, else in Chinese, else in whatever it has; an absent text is ''."""
    if not text:
        return ""
    return text.get(language) or text.get("zh") or next(iter(text.values()), "")


def listed(texts: Iterable[str], language: str = "zh") -> str:
    """`texts` in a row, as `language` separates them."""
    return (LIST_MARK if language == "zh" else ", ").join(texts)


class Part(BaseModel):
    """A frozen piece of a definition; unknown keys are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Point(Part):
    """One answer point of a scale with its factory score （企业折算分）."""

    value: int = Field(ge=0, le=100)
    label: Text
    converted: float | None = Field(default=None, ge=0, le=100)


class Scale(Part):
    """Ordered answer points, lowest value first; `na` labels the choice that stands apart."""

    key: Key
    points: tuple[Point, ...] = Field(min_length=2, max_length=21)
    na: Text | None = None
    satisfied_from: int | None = None
    """From this value upwards a customer counts as satisfied （满意率）."""
    low_to: int | None = None
    """Down from this value an optional short reason opens under the item."""
    ends: Text | None = None
    """For number scales (0–10): the words at both ends, separated by a vertical bar."""

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(point.value for point in self.points)

    def point(self, value: int) -> Point | None:
        return next((point for point in self.points if point.value == value), None)

    def conversion(self) -> dict[int, float]:
        """Value → score on 0–100; points without a score of their own are converted linearly."""
        low, high = self.points[0].value, self.points[-1].value
        return {
            point.value: point.converted
            if point.converted is not None
            else 100 * (point.value - low) / (high - low)
            for point in self.points
        }


Scales = Mapping[str, Scale]


class Option(Part):
    """One choice; `other` asks for a word of explanation, `exclusive` cannot be joined with another."""

    key: Key
    label: Text
    other: bool = False
    exclusive: bool = False


class Item(Part):
    """One asked thing; what `scales`, `options` and `settings` mean is the business of its type."""

    key: Key
    type: Key
    text: Text
    help: Text | None = None
    required: bool = False
    dimension: Key | None = None
    touchpoint: Key | None = None
    department: str | None = Field(default=None, max_length=60)
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    scales: dict[str, str] = Field(default_factory=dict)
    """Role → scale key, such as `{"importance": "importance5", "performance": "satisfaction5"}`."""
    settings: dict[str, Any] = Field(default_factory=dict)
    tags: tuple[str, ...] = ()
    """Meanings that reports look for: overall, nps, repurchase, most_important, complaint, …"""

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)
