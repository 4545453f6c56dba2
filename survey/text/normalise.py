"""A comment made safe and even for analysis, with every character traceable to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from survey.language import Message, m

__all__ = ["LENGTH_CAP", "NormalText", "normalise", "simplified"]

LENGTH_CAP: Final = 4000
"""Characters analysed of one comment: four pages; keeps the work of one comment bounded."""

_PLAIN: Final = re.compile(r"[\u4e00-\u9fa5 -@\[-~\n，。、；：？！“”‘’（）《》【】…—～]*")
_KEPT: Final = frozenset("，。、；：？！“”‘’（）《》【】…—～\n")
_MOJIBAKE: Final = re.compile(
    r"[\ufffd\u0080-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u024f]|锟斤拷|烫烫烫|屯屯屯"
)
_MOJIBAKE_SHARE: Final = 0.3
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class NormalText:
    """Text for analysis; `origin[i]` is where character i stands in the original (None: same place)."""

    text: str
    original: str
    origin: tuple[int, ...] | None
    note: Message | None
    is_mojibake: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same span in the original text."""
        if self.origin is None:
            return start, end
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str | None, *, limit: int = LENGTH_CAP) -> NormalText:
    """The text for analysis: simplified, half-width, lower-case, without invisible or broken characters."""
    original = text or ""
    taken = original[:limit]
    note = m("意见过长，只分析了前 %(count)d 个字", count=limit) if len(original) > limit else None
    if _PLAIN.fullmatch(taken):
        origin: tuple[int, ...] | None = None
        clean = taken
    else:
        clean, origin = _cleaned(taken)
    if not _is_simple(clean):
        clean = simplified(clean)
    mojibake = _looks_broken(clean)
    if mojibake:
        note = m("文字像是乱码，没有分析；请按 UTF-8 或 GBK 重新导入")
    return NormalText(clean, original, origin, note, mojibake)


def _cleaned(text: str) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        even = _even(character)
        pieces.append(even)
        origin.extend([place] * len(even))
    return "".join(pieces), tuple(origin)


@cache
def _even(character: str) -> str:
    """One character in its even form: nothing, itself, or what NFKC makes of it."""
    if character in _KEPT:
        return character
    if character.isascii() and character.isprintable():
        return character.lower()
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"}:
        return " "
    if kind in {"Cf", "Mn", "Me"} or ord(character) in _SKIN_TONES:
        return ""
    # Surrogates never come from NFKC; lower() of a single character may be longer ("İ"), which is fine here.
    return unicodedata.normalize("NFKC", character).lower()


def _is_simple(text: str) -> bool:
    """Whether no traditional character can be in it: GB 2312 holds simplified forms only."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length, so that places stay true."""
    converter = _converter()
    whole: str = converter.convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(_single(character) for character in text)


@cache
def _single(character: str) -> str:
    turned: str = _converter().convert(character)
    return turned if len(turned) == 1 else character


@cache
def _converter() -> Any:
    import opencc  # slow to load, and needed only when traditional characters appear

    return opencc.OpenCC("t2s")


def _looks_broken(text: str) -> bool:
    if text.isascii() or _MOJIBAKE.search(text) is None:
        return False
    solid = sum(not character.isspace() for character in text)
    broken = sum(len(found.group()) for found in _MOJIBAKE.finditer(text))
    return solid > 0 and broken / solid > _MOJIBAKE_SHARE
