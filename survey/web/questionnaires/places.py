"""Where a finding is: its place as people call it, and the page on which to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from survey.instrument.definition import Definition
from survey.instrument.finding import Finding
from survey.language import Message, m
from survey.questions import text_in
from survey.web.i18n import language

__all__ = ["Problem", "problems"]

_SHORT = 30


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding as the page lists it; `url` leads to where it can be mended."""

    severity: str
    place: str | Message
    message: Message
    url: str


def problems(ref: str, definition: Definition, findings: list[Finding]) -> list[Problem]:
    """The findings with their places."""
    return [Problem(one.severity, *_named(ref, definition, one)) for one in findings]


def _named(ref: str, definition: Definition, finding: Finding) -> tuple[str | Message, Message, str]:
    kind, _, rest = finding.where.partition(" ")
    key = rest.partition(":")[0]
    place, url = _place(ref, definition, kind, key)
    return place, finding.message, url


def _place(ref: str, definition: Definition, kind: str, key: str) -> tuple[str | Message, str]:
    if kind == "item" and key in definition.item_by_key:
        text = text_in(definition.item_by_key[key].text, language()) or key
        return _cut(text), url_for("questionnaires.item", ref=ref, key=key, _anchor="form")
    if kind == "section" and (section := definition.section(key)) is not None:
        return _cut(text_in(section.title, language()) or key), url_for(
            "questionnaires.section", ref=ref, key=key, _anchor="form"
        )
    if kind == "scale":
        return m("评分等级“%(key)s”", key=key), url_for(
            "questionnaires.scales", ref=ref, _anchor=f"scale-{key}"
        )
    if kind in {"dimension", "dimensions", "touchpoint"}:
        return m("维度与触点"), url_for("questionnaires.dimensions", ref=ref)
    if kind in {"title", "opening", "thanks", "languages"}:
        return m("标题与开头语"), url_for("questionnaires.heading", ref=ref)
    return m("整份问卷"), url_for("questionnaires.edit", ref=ref)


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}……"
