"""Other systems' texts as plain words: markup taken off, languages picked out, nothing run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final

__all__ = ["LONGEST", "plain", "slug", "words"]

LONGEST: Final = 4000
"""Characters kept of one text."""

_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"})
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "iframe", "object"})
_CHINESE: Final = ("zh-cn", "zh", "zh-hans", "zh_cn", "zh-tw", "zh-hant", "zh-s", "zh-t")
_MARKUP: Final = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


class _Words(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain(text: Any) -> str:
    """The words of a text that may hold HTML; '' for anything that is no text."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return str(text)
    if not isinstance(text, str):
        return ""
    text = text[: 10 * LONGEST].replace("\x00", "")
    if _MARKUP.search(text):
        reader = _Words()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    text = text.encode("utf-8", "replace").decode()
    lines = (" ".join(line.split()) for line in text.replace("\u00a0", " ").split("\n"))
    return "\n".join(line for line in lines if line)[:LONGEST]


def words(text: Any) -> dict[str, str]:
    """A text by language (`zh` is the questionnaire's own, whatever it is); {} for an empty one.

    Systems write either a plain text or texts by language code; Chinese comes first, then the default,
    then English, then any other.
    """
    if not isinstance(text, Mapping):
        found = plain(text)
        return {"zh": found} if found else {}
    by_code = {str(code).lower(): plain(one) for code, one in text.items()}
    by_code = {code: one for code, one in by_code.items() if one}
    chinese = next((by_code[code] for code in _CHINESE if code in by_code), "")
    english = by_code.get("en", "")
    own = chinese or by_code.get("default", "") or english or next(iter(by_code.values()), "")
    if not own:
        return {}
    return {"zh": own, "en": english} if english and english != own else {"zh": own}


def slug(name: str) -> str:
    """The name as a key of ours, '' where nothing of it can stay."""
    kept = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50]
    return kept if kept[:1].isalpha() else f"q_{kept}" if kept else ""
