"""PDF and PNG by typst: the only place that loads it, in workers and commands, never in a web process."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from survey.errors import Unavailable
from survey.language import m
from survey.reports.outputs.blocks import Document, dump

__all__ = ["chinese_font", "pdf", "png"]

TEMPLATES: Final = Path(__file__).resolve().parent
FAMILIES: Final = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
)
"""Chinese faces we know, the best first."""
PNG_DENSITY: Final = 144.0
"""Pixels for each 72 units of a chart: two for one."""


def pdf(document: Document, *, font_folders: Sequence[Path] = (), made_at: datetime | None = None) -> bytes:
    """The document as PDF; raises Unavailable where no Chinese font is found."""
    data = dump(document)
    with TemporaryDirectory(prefix="liusheng-") as folder:
        root = Path(folder)
        data["fonts"] = _fonts(font_folders)
        data["logo_file"] = _logo(root, document.logo)
        blocks: Any = data["blocks"]
        for number, block in enumerate(blocks):
            if block["kind"] == "picture":
                block["file"] = f"picture-{number}.svg"
                (root / block["file"]).write_text(block.pop("svg"), encoding="utf-8")
        return _compile(root, "document.typ", data, "pdf", font_folders, made_at)


def png(svg: str, *, font_folders: Sequence[Path] = ()) -> bytes:
    """A chart as PNG at twice its size; raises Unavailable where no Chinese font is found."""
    with TemporaryDirectory(prefix="liusheng-") as folder:
        root = Path(folder)
        (root / "chart.svg").write_text(svg, encoding="utf-8")
        return _compile(root, "chart.typ", {"fonts": _fonts(font_folders)}, "png", font_folders, None)


@cache
def chinese_font(font_folders: tuple[Path, ...] = ()) -> str:
    """The best Chinese face of the system and `font_folders`; raises Unavailable when there is none."""
    import typst  # see the module's first line

    there = set(typst.Fonts(font_paths=[str(folder) for folder in font_folders]).families())
    found = next((family for family in FAMILIES if family in there), None)
    if found is None:
        raise Unavailable(
            m(
                "这台机器上没有找到中文字体，不能生成 PDF 和图片。请安装 Noto Sans CJK（Debian 和 Ubuntu："
                "apt install fonts-noto-cjk），或在 LIUSHENG_FONT_FOLDERS 中写明字体所在的文件夹，再重新生成。"
            )
        )
    return found


def _fonts(font_folders: Sequence[Path]) -> list[str]:
    return [chinese_font(tuple(font_folders))]


def _compile(
    root: Path,
    template: str,
    data: dict[str, Any],
    form: Literal["pdf", "png"],
    font_folders: Sequence[Path],
    made_at: datetime | None,
) -> bytes:
    import typst  # see the module's first line

    (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (root / template).write_bytes((TEMPLATES / template).read_bytes())
    found = typst.compile(
        str(root / template),
        root=str(root),
        font_paths=[str(folder) for folder in font_folders],
        format=form,
        ppi=PNG_DENSITY,
        timestamp=None if made_at is None else int(made_at.timestamp()),
    )
    if not isinstance(found, bytes):
        raise TypeError("one page was expected")
    return found


def _logo(root: Path, encoded: str) -> str:
    """The file in `root` that holds the logo, '' without one."""
    if not encoded:
        return ""
    content = base64.b64decode(encoded)
    name = "logo.png" if content.startswith(b"\x89PNG") else "logo.jpg"
    (root / name).write_bytes(content)
    return name
