"""What the makers of charts share: the translation they are given, and a chart told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from survey.errors import InvalidInput
from survey.language import m

__all__ = ["Translate", "as_is", "as_many", "listed"]

Translate = Callable[[str], str]


def as_is(text: str) -> str:
    """The text in the source language."""
    return text


def listed(translate: Translate, pairs: Sequence[tuple[str, str]]) -> str:
    """The figures in words for those who cannot see the chart: one entry per item."""
    entries = [
        m("%(label)s：%(value)s", label=label, value=value).render(translate) for label, value in pairs
    ]
    return m("；").render(translate).join(entries)


def as_many(labels: Sequence[str], figures: Sequence[object]) -> None:
    """Refuses (InvalidInput) labels that are not as many as their figures."""
    if len(labels) != len(figures):
        raise InvalidInput(m("图中的名称与数值个数不一致：%(a)d 与 %(b)d", a=len(labels), b=len(figures)))
