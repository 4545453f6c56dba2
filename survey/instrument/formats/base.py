"""What a format says about itself, and the file it is given; a new format is one file in this folder."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Final

from survey.errors import InvalidDefinition, InvalidInput, TooLarge
from survey.instrument.formats.sketch import Sketch
from survey.instrument.load import parse_json
from survey.language import Message, m

__all__ = ["MOST_BYTES", "Format", "Source", "parsed", "unreadable"]

MOST_BYTES: Final = 5_000_000
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True)
class Source:
    """The file as it came: its bytes and its name ('' for pasted text)."""

    data: bytes
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.data) > MOST_BYTES:
            raise TooLarge(m("问卷文件不能超过 %(max)d MB。", max=MOST_BYTES // 1_000_000))

    @cached_property
    def text(self) -> str:
        """The file as text, UTF-8 or GB18030; '' when it is neither."""
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
            return "" if "\x00" in text else text.replace("\r\n", "\n").replace("\r", "\n")
        return ""

    @cached_property
    def json(self) -> Any:
        """The file's JSON, None when it is none; duplicate names are taken as JSON readers take them."""
        if self.text.lstrip()[:1] not in ("{", "["):
            return None
        try:
            return parsed(self.text)
        except (InvalidDefinition, json.JSONDecodeError):
            return None

    @property
    def fields(self) -> dict[str, Any]:
        """The outermost JSON object, {} when there is none."""
        return self.json if isinstance(self.json, dict) else {}


class Format(ABC):
    """One kind of file. Instances hold no state."""

    name: ClassVar[str]
    label: ClassVar[Message]
    order: ClassVar[int] = 50
    """Formats that could take another's file for theirs come later."""

    @abstractmethod
    def recognises(self, source: Source) -> bool:
        """Whether the file looks like one of this kind."""

    @abstractmethod
    def read(self, source: Source) -> Sketch:
        """The file as a sketch; raises InvalidInput where it is broken."""


def parsed(text: str) -> Any:
    """JSON as other systems write it; halves of characters, which nothing could store, become `?`."""
    found = parse_json(text, most_bytes=MOST_BYTES, unique=False)
    if _SURROGATE.search(text):
        found = json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    return found


def unreadable(label: Message) -> InvalidInput:
    """The refusal of a file that is not what it was said to be."""
    return InvalidInput(
        m("这个文件不是有效的%(label)s，没有导入。请重新导出，或换一种格式再试。", label=label)
    )
