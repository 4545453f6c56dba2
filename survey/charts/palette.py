"""The colours of charts: distinct to colour-blind eyes, and in order of lightness where they mean an order."""

from __future__ import annotations

__all__ = [
    "BRAND", "FONTS", "INK", "LINE", "MIST", "MUTED", "NEGATIVE", "NEGATIVE_TEXT", "NEUTRAL", "PAPER",
    "POSITIVE", "UNSURE", "WEAK", "contrast_text", "scale_colours", "steps_of_brand",
]  # fmt: skip

INK = "#1F2933"
MUTED = "#52606D"
LINE = "#D9E0E6"
MIST = "#F5F7F9"
PAPER = "#FFFFFF"
BRAND = "#0F766E"
NEGATIVE = "#D55E00"
NEGATIVE_TEXT = "#B34700"
"""The negative colour darkened, so that small words keep a contrast of 4.5 to 1."""
NEUTRAL = "#D9E0E6"
UNSURE = "#7B8794"
"""What cannot be told from chance."""
WEAK = "#5B9C96"
"""The brand colour where a figure is only a hint."""
POSITIVE = "#0072B2"

FONTS = (
    '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", '
    "system-ui, sans-serif"
)

# The five of a usual scale differ in lightness too (25, 77, 88, 66, 46), so that a grey print keeps them apart.
_LOW = ("#6B2C00", "#F2B27F")
_HIGH = ("#63ADDC", "#0072B2")
_BRAND = ("#CFE8E5", BRAND)


def scale_colours(count: int) -> tuple[str, ...]:
    """`count` colours from the worst point to the best: brown, through light grey, to blue."""
    if count < 2:
        return (_HIGH[1],) * count
    half = count // 2
    middle = (NEUTRAL,) if count % 2 else ()
    return (*_between(*_LOW, half), *middle, *_between(*_HIGH, half))


def steps_of_brand(count: int) -> tuple[str, ...]:
    """`count` shades of the brand colour, the palest first."""
    return _between(*_BRAND, count) if count > 1 else (_BRAND[0],) * count


def _between(first: str, last: str, count: int) -> tuple[str, ...]:
    if count == 1:
        return (first if first == _LOW[0] else last,)
    steps = [i / (count - 1) for i in range(count)]
    ends = [(int(first[i : i + 2], 16), int(last[i : i + 2], 16)) for i in (1, 3, 5)]
    return tuple("#" + "".join(f"{round(a + (b - a) * step):02X}" for a, b in ends) for step in steps)


def contrast_text(fill: str) -> str:
    """Ink or paper, whichever is easier to read on `fill` (WCAG relative luminance)."""
    parts = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return PAPER if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.0705 else INK
