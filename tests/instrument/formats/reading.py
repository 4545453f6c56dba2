"""What tests of imports look at: a file read, its items, and the sentences on what was left out."""

from __future__ import annotations

import json
from typing import Any

from survey.instrument import formats
from survey.instrument.finding import Finding
from survey.instrument.formats import Imported
from survey.instrument.lint import lint
from survey.questions import Item


def read(content: Any, name: str = "", *, format: str = "auto") -> Imported:
    """The import of a text, of bytes, or of plain data written as JSON."""
    if isinstance(content, str):
        content = content.encode()
    elif not isinstance(content, bytes):
        content = json.dumps(content, ensure_ascii=False).encode()
    return formats.read(content, name, format=format)


def items(found: Imported) -> list[Item]:
    return list(found.definition.items())


def types(found: Imported) -> list[str]:
    return [item.type for item in found.definition.items()]


def labels(item: Item) -> list[str]:
    return [option.label["zh"] for option in item.options]


def points(found: Imported, item: Item) -> list[str]:
    """The words of the item's scale from low to high."""
    return [point.label["zh"] for point in found.definition.scale_by_key[item.scales["score"]].points]


def left_out(found: Imported) -> str:
    """Every sentence on what was left out, with where it stood."""
    return "\n".join(f"{one.where} {one.what}" for one in found.dropped)


def errors(found: Imported) -> list[Finding]:
    """What forbids publishing, besides the notice and consent that no other system's file has."""
    severe = [one for one in lint(found.definition) if one.severity == "error"]
    return [one for one in severe if "填写说明与同意" not in str(one.message)]
