"""Routing expressions as data: conditions on the answers to earlier items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

__all__ = ["All", "Any_", "Condition", "Not", "Test", "holds", "tests"]


class _Node(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Test(_Node):
    """One test of one item's answer; exactly one of the comparisons is given.

    `is` equals (a chosen option of a multiple choice counts), `in` any of, `at_least` / `at_most`
    compare numbers (`part` picks the member of a pair: 0 importance or expectation, 1 performance),
    `answered` asks whether there is an answer at all.
    """

    __test__ = False  # pytest: this is no test case

    item: str
    is_: str | int | None = Field(default=None, alias="is")
    in_: tuple[str | int, ...] | None = Field(default=None, alias="in")
    at_least: float | None = None
    at_most: float | None = None
    answered: bool | None = None
    part: int | None = Field(default=None, ge=0, le=1)

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def comparisons(self) -> int:
        given = (self.is_, self.in_, self.at_least, self.at_most, self.answered)
        return sum(value is not None for value in given)


class All(_Node):
    """Every one of the conditions holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any_(_Node):  # noqa: N801  (`Any` is taken by typing)
    """At least one of the conditions holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(_Node):
    """The condition does not hold."""

    not_: Condition = Field(alias="not")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _kind(value: Any) -> str:
    for name in ("all", "any", "not"):
        if (isinstance(value, Mapping) and name in value) or hasattr(
            value, "not_" if name == "not" else name
        ):
            return name
    return "test"


Condition = Annotated[
    Union[  # noqa: UP007  (forward references inside Annotated need Union)
        Annotated[All, Tag("all")],
        Annotated[Any_, Tag("any")],
        Annotated[Not, Tag("not")],
        Annotated[Test, Tag("test")],
    ],
    Discriminator(_kind),
]

All.model_rebuild()
Any_.model_rebuild()
Not.model_rebuild()


def holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether `condition` holds for `answers`; no condition always holds, no answer never meets a test."""
    match condition:
        case None:
            return True
        case All(all=parts):
            return all(holds(part, answers) for part in parts)
        case Any_(any=parts):
            return any(holds(part, answers) for part in parts)
        case Not(not_=part):
            return not holds(part, answers)
        case Test():
            return _meets(condition, answers.get(condition.item))
    raise TypeError(condition)


def tests(condition: Condition | None) -> Iterator[Test]:
    """Every single test inside `condition`, in order."""
    match condition:
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from tests(part)
        case Not(not_=part):
            yield from tests(part)
        case Test():
            yield condition


def _meets(test: Test, answer: Any) -> bool:
    if test.answered is not None:
        return (answer not in (None, "", [])) == test.answered
    if test.part is not None and isinstance(answer, list):
        answer = answer[test.part] if test.part < len(answer) else None
    chosen = answer if isinstance(answer, list) else [answer]
    if test.is_ is not None:
        return test.is_ in chosen
    if test.in_ is not None:
        return any(value in test.in_ for value in chosen)
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    if test.at_least is not None:
        return answer >= test.at_least
    return test.at_most is not None and answer <= test.at_most
