"""The built-in content: questionnaires, the reason tree, spare items and fixed wordings, all as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, Self

from survey.errors import NotFound
from survey.instrument.definition import Definition
from survey.instrument.load import load_definition
from survey.instrument.minutes import minutes
from survey.language import m
from survey.questions import Item, Scale, text_in

__all__ = [
    "PLACEHOLDERS",
    "ReasonNode",
    "ReasonTree",
    "TemplateInfo",
    "reason_tree",
    "spare_items",
    "spare_scales",
    "template",
    "templates",
    "wording",
    "wording_keys",
]

PLACEHOLDERS: Final = frozenset(
    {
        # about the company, the survey and the document
        "company",
        "department",
        "period",
        "privacy_contact",
        "retention",
        "who_can_see",
        "minutes",
        "doc_no",
        "revision",
        "effective_date",
        "record_no",
        "customer_name",
        "owner_name",
        "draft_fixes",
        # invitations, paper and close
        "sender",
        "link",
        "due_date",
        "fax",
        "email",
        "receipt_no",
        "hotline",
        "top_reason",
        "date",
        # report sentences
        "population",
        "n",
        "sent",
        "returned",
        "valid",
        "response_rate",
        "valid_rate",
        "coverage",
        "share",
        "conversion",
        "value",
        "target",
        "low",
        "high",
        "diff",
        "items",
        "item",
        "importance",
        "satisfaction",
        "gap",
        "k",
        "pct",
        "values",
        "rate",
        "sales",
        "p",
        "q",
        "r1",
        "r2",
    }
)
"""The only names that may stand in braces in a shipped text."""

_OTHER_DATA: Final = ("reasons", "spare_items", "wordings")
_ORDER: Final = (
    "iso_b2b",
    "iso_b2b_short",
    "key_account",
    "service_four",
    "servqual22",
    "pulse",
    "exit_interview",
    "exit_self",
    "lost_order",
    "employee_exit",
)


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """One built-in questionnaire as a list shows it; `title` is by language, `minutes` computed."""

    key: str
    title: Mapping[str, str]
    kind: str
    items: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ReasonNode:
    """One reason for leaving; a leaf names its `parent`, `group` is A (outside our control) or B."""

    code: str
    label: Mapping[str, str]
    definition: Mapping[str, str]
    example: str
    controllable: bool | None
    """None where it cannot be known (C don't know, D other)."""
    department: str
    parent: str | None = None
    group: str | None = None
    asked: Mapping[str, str] | None = None
    """How it reads to the customer in the self-service form; None where it is not offered to them."""
    restricted: bool = False
    explain: bool = False


@dataclass(frozen=True)
class ReasonTree:
    """A two-level tree of reasons; a company's edited tree has the same shape."""

    version: str
    reasons: tuple[ReasonNode, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The tree in `data`, as `reasons.json` is laid out."""
        return cls(data["version"], tuple(ReasonNode(**reason) for reason in data["reasons"]))

    @cached_property
    def _by_code(self) -> dict[str, ReasonNode]:
        return {reason.code: reason for reason in self.reasons}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code, each first-level reason followed by its leaves."""
        return tuple(self._by_code)

    @cached_property
    def roots(self) -> tuple[ReasonNode, ...]:
        """The first-level reasons."""
        return tuple(reason for reason in self.reasons if reason.parent is None)

    def by_code(self, code: str) -> ReasonNode:
        """The reason with that code; raises NotFound."""
        try:
            return self._by_code[code]
        except KeyError:
            raise NotFound(m("原因分类表里没有“%(code)s”。", code=code)) from None

    def children(self, code: str) -> tuple[ReasonNode, ...]:
        """The leaves of a first-level reason; none for a leaf."""
        self.by_code(code)
        return tuple(reason for reason in self.reasons if reason.parent == code)

    def first_level(self, code: str) -> str:
        """The first-level code that `code` belongs to, itself when it is one."""
        return self.by_code(code).parent or code

    def controllable(self, code: str) -> bool | None:
        """Whether we could have changed it: the leaf's own flag; None where it cannot be known."""
        return self.by_code(code).controllable

    def label(self, code: str, language: str = "zh") -> str:
        """What people read for `code`."""
        return text_in(self.by_code(code).label, language)


def _text(name: str) -> str:
    return files("survey.instrument").joinpath("templates", f"{name}.json").read_text(encoding="utf-8")


def _read(name: str) -> Any:
    return json.loads(_text(name))


@cache
def _template_keys() -> tuple[str, ...]:
    """The known ones in our order, then any file added to the folder, by name."""
    folder = files("survey.instrument").joinpath("templates")
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    found = {name.removesuffix(".json") for name in names} - set(_OTHER_DATA)
    return (*(key for key in _ORDER if key in found), *sorted(found - set(_ORDER)))


@cache
def _template(key: str) -> Definition:
    return load_definition(_text(key))


def template(key: str) -> Definition:
    """The built-in questionnaire called `key`; raises NotFound."""
    if key not in _template_keys():
        raise NotFound(m("没有“%(key)s”这份内置问卷。", key=key))
    return _template(key)


@cache
def templates() -> tuple[TemplateInfo, ...]:
    """Every built-in questionnaire, the standard one first."""
    return tuple(_info(template(key)) for key in _template_keys())


def _info(definition: Definition) -> TemplateInfo:
    return TemplateInfo(
        key=definition.key,
        title=definition.title,
        kind=definition.kind,
        items=len(definition.item_by_key),
        minutes=minutes(definition),
    )


@cache
def reason_tree() -> ReasonTree:
    """The default tree of reasons for leaving."""
    return ReasonTree.from_json(_read("reasons"))


@cache
def spare_items() -> tuple[Item, ...]:
    """Rated items ready to be added to a questionnaire that has the scales of `spare_scales`."""
    return tuple(Item.model_validate(item) for item in _read("spare_items")["items"])


@cache
def spare_scales() -> tuple[Scale, ...]:
    """The two scales that the spare items are rated on."""
    return tuple(Scale.model_validate(scale) for scale in _read("spare_items")["scales"])


@cache
def _wordings() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = _read("wordings")
    return found


def wording_keys() -> tuple[str, ...]:
    """The names of the fixed wordings."""
    return tuple(_wordings())


def wording(key: str, language: str = "zh") -> str:
    """A fixed wording with its placeholders still in braces; raises NotFound."""
    if key not in _wordings():
        raise NotFound(m("没有“%(key)s”这条用语。", key=key))
    return text_in(_wordings()[key], language)
