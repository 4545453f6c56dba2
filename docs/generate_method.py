"""Writes docs/method.md from the explanations that the report pages link to; a test compares the two."""

from __future__ import annotations

import gettext
from pathlib import Path

from survey.language import Message
from survey.paths import TRANSLATIONS
from survey.reports.method import CHAPTERS, Chapter, Entry

__all__ = ["FILE", "text"]

FILE = Path(__file__).with_name("method.md")
HEAD = """# 各项数字怎样计算 · How every figure is reckoned

Written from `survey/reports/method/` by `python docs/generate_method.py`; do not edit.

报告页上每个“?”都指向这里的一节。Every “?” on the pages of reports leads to one of these sections.
"""


def text() -> str:
    """The whole page, Chinese first and English below it."""
    return "\n".join([HEAD, *(_chapter(chapter) for chapter in CHAPTERS)])


def _chapter(chapter: Chapter) -> str:
    return "\n".join([f"## {_both(chapter.title)}\n", *(_entry(entry) for entry in chapter.entries)])


def _entry(entry: Entry) -> str:
    parts = [
        f"### {_both(entry.title)}",
        f"{entry.meaning}{entry.reckoning}",
        f"    {entry.formula}" if entry.formula else "",
        f"**注意** {entry.caution}",
        f"{english(entry.meaning)} {english(entry.reckoning)}",
        f"**Caution** {english(entry.caution)}",
        f"*{entry.source}*" if entry.source else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _both(message: Message) -> str:
    return f"{message} · {english(message)}"


def english(message: Message) -> str:
    """The message in English, as the catalogue has it."""
    return message.render(gettext.translation("messages", TRANSLATIONS, ["en"]).gettext)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
