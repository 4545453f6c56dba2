"""Other systems' texts as plain words: markup taken off, languages picked out, nothing run."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any, Final

__all__ = ["LONGEST", "bounded", "plain", "slug", "words"]

LONGEST: Final = 4000
"""Characters kept of one text."""

_BREAKS: Final = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"})
_UNSEEN: Final = {
    name: re.compile(rf"</{name}\b[^<>]*>?", re.I)
    for name in ("script", "style", "noscript", "template", "iframe", "object")
}
"""What readers do not see, with the end of each."""
_TAG: Final = re.compile(r"<(?:(?P<end>/)?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*|[!?/][^<>]*)>")
_COMMENT_END: Final = re.compile("-->")
_LONG_NUMBER: Final = re.compile(r"&#[0-9]{8,};?")
_CHINESE: Final = ("zh-cn", "zh", "zh-hans", "zh_cn", "zh-tw", "zh-hant", "zh-s", "zh-t")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARKUP: Final = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


def _visible(text: str) -> str:
    """What a reader would see of HTML. Each character is looked at a few times at most, however broken the
    markup; Python's own parser takes minutes over some texts of this length.
    """
    parts: list[str] = []
    start = 0
    while (found := text.find("<", start)) >= 0:
        parts.append(_unescaped(text[start:found]))
        tag = _TAG.match(text, found)
        if text.startswith("<!--", found):
            start = _after(text, _COMMENT_END, found)
        elif tag is None:
            parts.append("<")
            start = found + 1
        else:
            name = (tag["name"] or "").lower()
            parts.append("\n" if name in _BREAKS else "")
            unseen = _UNSEEN.get(name) if not tag["end"] else None
            start = _after(text, unseen, tag.end()) if unseen else tag.end()
    return "".join([*parts, _unescaped(text[start:])])


def _after(text: str, pattern: re.Pattern[str], start: int) -> int:
    """Where the text goes on after the next match; its end when there is none."""
    found = pattern.search(text, start)
    return found.end() if found else len(text)


def _unescaped(text: str) -> str:
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text


def plain(text: Any) -> str:
    """The words of a text that may hold HTML; '' for anything that is no text."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return str(text)
    if not isinstance(text, str):
        return ""
    text = text[: 10 * LONGEST]
    if _MARKUP.search(text):
        text = _visible(text)
    text = _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
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


def bounded(text: Mapping[str, str]) -> dict[str, str]:
    """A text by language as far as one may be long, without control characters."""
    return {language: _CONTROL.sub(" ", one[:LONGEST]) for language, one in text.items()}


def slug(name: str) -> str:
    """The name as a key of ours, '' where nothing of it can stay."""
    kept = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:50]
    return kept if kept[:1].isalpha() else f"q_{kept}" if kept else ""
