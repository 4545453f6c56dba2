"""Questionnaires of other systems: read as sketches and made into ours, and ours written for them.

A format is one module of this folder with a subclass of `Format`; nothing is registered. Scripts are
never run, and what cannot be taken over is listed.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any, Final

from survey.errors import InvalidInput
from survey.instrument.definition import Definition
from survey.instrument.formats.base import Format, Source
from survey.instrument.formats.build import build
from survey.instrument.formats.opening import open_up
from survey.instrument.formats.sketch import Dropped, Sketch
from survey.instrument.formats.surveyjs_writer import write_surveyjs
from survey.instrument.formats.wjx_writer import write_text
from survey.instrument.load import load_definition
from survey.language import m

__all__ = ["OWN", "WRITTEN", "Dropped", "Imported", "Written", "formats", "read", "write"]

OWN = "liusheng"
"""The name of our own format."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A questionnaire from a file, and what of the file it does not have."""

    definition: Definition
    dropped: tuple[Dropped, ...] = ()
    format: str = OWN


@dataclass(frozen=True, slots=True)
class Written:
    """A questionnaire for another system: the text, how its file ends, and what it does not say."""

    text: str
    suffix: str
    media_type: str
    dropped: tuple[Dropped, ...] = ()


_WRITERS: Final[dict[str, tuple[Callable[[Sketch], str], str, str]]] = {
    "surveyjs": (write_surveyjs, "surveyjs.json", "application/json"),
    "text": (write_text, "txt", "text/plain"),
}
WRITTEN: Final = (OWN, *_WRITERS)
"""The names of the formats that questionnaires are written in."""


@cache
def formats() -> Mapping[str, Format]:
    """Every format of other systems by its name, those that are surest of their files first."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    found = sorted((kind() for kind in Format.__subclasses__()), key=lambda one: (one.order, one.name))
    return {one.name: one for one in found}


def read(data: bytes, name: str = "", *, format: str = "auto") -> Imported:
    """The questionnaire in a file or pasted text.

    Raises InvalidInput for a file that is broken or of no known kind, InvalidDefinition with every fault
    where what it asks cannot be asked here, TooLarge.
    """
    if not data.strip():
        raise InvalidInput(m("文件是空的，没有导入。"))
    source = Source(data, name)
    if format == OWN or (format == "auto" and "sections" in source.fields):
        return Imported(load_definition(data))
    if format != "auto" and format not in formats():
        offered = " ".join([OWN, *formats()])
        raise InvalidInput(
            m("没有“%(format)s”这种格式。可用的有：%(offered)s。", format=format, offered=offered)
        )
    chosen = (
        formats()[format]
        if format != "auto"
        else next((one for one in formats().values() if one.recognises(source)), None)
    )
    if chosen is None:
        if source.text.lstrip().startswith("{"):
            return Imported(load_definition(data))  # says where the JSON is wrong
        raise InvalidInput(
            m(
                "看不出这是哪种问卷文件，没有导入。支持的格式见说明；文字请按“1. 题目[单选题]”的写法，选项每行一个。"
            )
        )
    sketch = chosen.read(source)
    definition = build(sketch, PurePath(name).stem)
    return Imported(definition, tuple(sketch.dropped), chosen.name)


def write(definition: Mapping[str, Any], format: str = OWN) -> Written:
    """The questionnaire, as it is stored, in one of the formats `WRITTEN`; raises InvalidInput for any other."""
    if format == OWN:
        text = json.dumps(definition, ensure_ascii=False, indent=2) + "\n"
        return Written(text, "json", "application/json")
    if format not in _WRITERS:
        offered = " ".join(WRITTEN)
        raise InvalidInput(
            m("没有“%(format)s”这种格式。可用的有：%(offered)s。", format=format[:40], offered=offered)
        )
    writer, suffix, media_type = _WRITERS[format]
    sketch = open_up(load_definition(definition))
    text = writer(sketch)
    return Written(text, suffix, media_type, tuple(sketch.dropped))
