"""The path through a questionnaire: which sections and items these answers lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from survey.instrument.definition import Definition, Section
from survey.questions import Answers, Item, Json, get
from survey.questions.condition import holds

__all__ = [
    "END",
    "Path",
    "Step",
    "asked_items",
    "kept_of",
    "path",
    "previous_section",
    "section_after",
]

END: Final = "end"
"""The target of a jump that closes the questionnaire."""


@dataclass(frozen=True, slots=True)
class Step:
    """A section shown, with those of its items that are shown."""

    section: Section
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """The sections shown, in order; a section none of whose items is shown is passed over."""

    steps: tuple[Step, ...]

    def items(self) -> Iterator[Item]:
        """Every item shown, in order."""
        for step in self.steps:
            yield from step.items

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the sections shown."""
        return tuple(step.section.key for step in self.steps)

    def step(self, key: str) -> Step | None:
        """The step of section `key`, or None when it is not shown."""
        return next((step for step in self.steps if step.section.key == key), None)


def path(definition: Definition, answers: Mapping[str, Json]) -> Path:
    """The path that `answers` lead along.

    One pass is enough, because conditions look back only and answers to items that are not shown
    are out of sight of the conditions after them.
    """
    positions = {section.key: index for index, section in enumerate(definition.sections)}
    steps: list[Step] = []
    seen: dict[str, Json] = {}
    index = 0
    while index < len(definition.sections):
        section = definition.sections[index]
        index += 1
        if not holds(section.show_if, seen):
            continue
        items = _shown(section, answers, seen)
        if items:
            steps.append(Step(section, items))
        target = next((jump.to for jump in section.jumps if holds(jump.when, seen)), None)
        if target == END:
            break
        if target is not None:
            index = max(index, positions.get(target, index))
    return Path(tuple(steps))


def _shown(section: Section, answers: Mapping[str, Json], seen: dict[str, Json]) -> tuple[Item, ...]:
    """The items of `section` shown, their answers added to `seen`."""
    shown = []
    for item in section.items:
        if holds(item.show_if, seen):
            shown.append(item)
            if item.key in answers:
                seen[item.key] = answers[item.key]
    return tuple(shown)


def section_after(definition: Definition, way: Path, key: str) -> Section | None:
    """The section after `key` on the path `way`, or None at the end.

    A section that the answers no longer lead to is followed by the next one shown after its place.
    """
    position = _position(definition, key)
    return next((s.section for s in way.steps if _position(definition, s.section.key) > position), None)


def previous_section(definition: Definition, answers: Mapping[str, Json], key: str) -> Section | None:
    """The section before `key` on the path, or None at the beginning."""
    position = _position(definition, key)
    before = [
        step.section
        for step in path(definition, answers).steps
        if _position(definition, step.section.key) < position
    ]
    return before[-1] if before else None


def _position(definition: Definition, key: str) -> int:
    keys = [section.key for section in definition.sections]
    return keys.index(key) if key in keys else len(keys)


def asked_items(definition: Definition, answers: Mapping[str, Json]) -> tuple[Item, ...]:
    """The items that these answers lead to and that ask something."""
    return tuple(item for item in path(definition, answers).items() if get(item.type).asks)


def kept_of(asked: Iterable[Item], answers: Mapping[str, Json]) -> Answers:
    """`answers` to the items asked, parts included."""
    keys = {item.key for item in asked}
    return {key: value for key, value in answers.items() if key.partition(":")[0] in keys}
