"""A document as plain blocks: the same content becomes PDF and Word, and is kept as JSON once it is approved."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

__all__ = [
    "Block",
    "Column",
    "Document",
    "Fact",
    "Figure",
    "Figures",
    "Findings",
    "Heading",
    "NewPage",
    "Paragraph",
    "Picture",
    "Quotes",
    "Said",
    "SignOff",
    "Signature",
    "Table",
    "dump",
    "load",
    "printable",
]

Tone = Literal["", "good", "attention", "danger", "muted"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading of level 1 or 2."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; line breaks in it are kept."""

    text: str
    tone: Tone = ""
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Findings:
    """Sentences for a manager, each with its tone."""

    sentences: tuple[tuple[str, Tone], ...]
    kind: Literal["findings"] = "findings"


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure with its name and what belongs to it (interval, n, target)."""

    label: str
    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Large figures side by side."""

    figures: tuple[Figure, ...]
    kind: Literal["figures"] = "figures"


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its head, whether it holds figures (set to the right), its relative width."""

    head: str
    numeric: bool = False
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title above it and notes below; `foot` counts the last rows that sum up."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    foot: int = 0
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG of our own drawing; `alt` says in words what it shows."""

    title: str
    svg: str
    alt: str = ""
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True, slots=True)
class Said:
    """One comment in its writer's words; `source` is what may stand beside it ("" for nothing)."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Quotes:
    """Comments under a common title."""

    title: str
    quotes: tuple[Said, ...]
    kind: Literal["quotes"] = "quotes"


@dataclass(frozen=True, slots=True)
class Signature:
    """One box of the sign-off: the role, who signed and when ("" leaves the box to the pen)."""

    role: str
    name: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class SignOff:
    """The boxes for 编制, 审核, 批准."""

    signatures: tuple[Signature, ...]
    kind: Literal["sign_off"] = "sign_off"


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""

    kind: Literal["new_page"] = "new_page"


Block = Annotated[
    Heading | Paragraph | Findings | Figures | Table | Picture | Quotes | SignOff | NewPage,
    Field(discriminator="kind"),
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the cover: document number, wave, method …"""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language. `logo` is PNG or JPEG in base64; `classification` stands in the foot."""

    language: Literal["zh", "en"]
    title: str
    subtitle: str
    company: str
    facts: tuple[Fact, ...]
    sign_off: SignOff
    blocks: tuple[Block, ...]
    running_head: str
    contents_title: str
    page_of: str
    """`第 {page} 页 共 {pages} 页`"""
    sign_by: str
    sign_date: str
    classification: str = ""
    logo: str = ""


_ADAPTER: TypeAdapter[Document] = TypeAdapter(Document)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dump(document: Document) -> dict[str, object]:
    """The document as JSON values, every text printable."""
    found: dict[str, object] = _ADAPTER.dump_python(document, mode="python")
    return {key: _clean(value) for key, value in found.items()}


def load(data: dict[str, object]) -> Document:
    """The document that `dump` wrote."""
    return _ADAPTER.validate_python(data)


def printable(text: str) -> str:
    """The text without what no page can show: controls, lone surrogates, marks that turn the direction."""
    if text.isascii() and text.isprintable():
        return text
    kept = (char for char in _LONE_SURROGATE.sub("\ufffd", text.replace("\t", " ")) if _shows(char))
    return "".join(kept)


def _shows(char: str) -> bool:
    if char == "\n":
        return True
    if unicodedata.category(char) in ("Cc", "Cs", "Co") or ord(char) & 0xFFFE == 0xFFFE:
        return False
    return not ("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069")


def _clean(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    return value
