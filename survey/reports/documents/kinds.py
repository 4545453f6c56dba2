"""What can be asked for: kinds of documents, their formats, who may have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from survey.language import Message, m
from survey.reports.outputs.pictures.names import CHART_FORMATS

__all__ = [
    "ASKED_FREELY",
    "CONTROLLED",
    "FORMATS",
    "KINDS",
    "LANGUAGES",
    "READERS",
    "WRITERS",
    "Kind",
    "format_of",
]

READERS: Final = ("quality", "manager", "viewer")
WRITERS: Final = ("quality", "manager")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document."""

    label: Message
    formats: tuple[str, ...]
    roles: tuple[str, ...]
    needs_wave: bool = True
    filtered: bool = False
    """Whether a filter narrows what it counts."""


KINDS: Final[Mapping[str, Kind]] = {
    "gap": Kind(m("顾客满意度差距报告"), ("pdf", "docx", "xlsx"), READERS, filtered=True),
    "analysis": Kind(m("顾客满意度分析报告"), ("pdf", "docx"), WRITERS),
    "review": Kind(m("管理评审输入材料（顾客满意）"), ("pdf", "docx"), WRITERS),
    "reasons": Kind(m("流失原因报告"), ("pdf", "docx", "xlsx"), READERS, needs_wave=False),
    "responses": Kind(m("答卷数据"), ("sav", "csv"), WRITERS),
    "chart": Kind(m("图"), tuple(CHART_FORMATS), READERS, filtered=True),
}

FORMATS: Final[Mapping[str, tuple[Message, str]]] = {
    "pdf": (m("PDF"), "application/pdf"),
    "docx": (
        m("Word"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "xlsx": (m("Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "sav": (m("SPSS"), "application/x-spss-sav"),
    "csv": (m("CSV"), "text/csv"),
    "svg": (CHART_FORMATS["svg"], "image/svg+xml"),
    "png": (CHART_FORMATS["png"], "image/png"),
    "vega.json": (CHART_FORMATS["vega.json"], "application/json"),
}
"""Format → its name for people, its media type."""

LANGUAGES: Final = ("zh", "en")
CONTROLLED: Final = ("analysis", "review")
"""Kinds that are written and signed by a person before they are made."""
ASKED_FREELY: Final = ("gap", "reasons", "responses")
"""Kinds that can be asked for on the page of documents without anything written first."""


def format_of(name: str) -> str:
    """The format that a file's name ends with; what stands behind its last point where it is none of ours."""
    low = name.lower()
    return next((form for form in FORMATS if low.endswith(f".{form}")), low.rpartition(".")[2])
