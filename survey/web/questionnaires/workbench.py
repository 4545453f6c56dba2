"""What every page on a draft shows beside its own business: the draft, its stamp, its findings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import render_template
from flask.typing import ResponseReturnValue

from survey.instrument.definition import Definition
from survey.instrument.lint import lint
from survey.instrument.minutes import minutes
from survey.questionnaires import queries
from survey.questionnaires.models import Questionnaire, Version
from survey.questions import Item, get, text_in
from survey.web.context import database
from survey.web.i18n import language
from survey.web.questionnaires.blueprint import may_edit
from survey.web.questionnaires.places import Problem, problems

__all__ = ["Workbench", "open_workbench"]


@dataclass(frozen=True)
class Workbench:
    """One draft as it is now."""

    row: Questionnaire
    definition: Definition
    latest: Version | None
    published: dict[str, str]
    """Item key → type of everything that was ever published: these keys are for ever."""

    @property
    def ref(self) -> str:
        return self.row.ref

    @property
    def stamp(self) -> int:
        return self.row.draft_stamp

    @property
    def minutes(self) -> int:
        return minutes(self.definition)

    @property
    def asked(self) -> int:
        return sum(get(item.type).asks for item in self.definition.items())

    @property
    def changed(self) -> bool:
        return queries.changed_since(self.row, self.latest)

    @cached_property
    def problems(self) -> list[Problem]:
        return problems(self.ref, self.definition, lint(self.definition))

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def numbers(self) -> dict[str, int]:
        """Item key → the number that people read before it."""
        asked = [item.key for item in self.definition.items() if get(item.type).asks]
        return {key: number for number, key in enumerate(asked, start=1)}

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The sections as a list offers them."""
        return [(one.key, text_in(one.title, language()) or one.key) for one in self.definition.sections]

    @property
    def taken(self) -> set[str]:
        """Item keys that a new item may not have."""
        return set(self.definition.item_by_key) | set(self.published)

    def item(self, key: str) -> Item | None:
        return self.definition.item_by_key.get(key)

    def page(self, template: str, *, status: int = 200, **values: object) -> ResponseReturnValue:
        """The page `template` over this draft."""
        shown = render_template(
            f"questionnaires/{template}.html", bench=self, editable=may_edit(), type_of=get, **values
        )
        return shown, status


def open_workbench(ref: str) -> Workbench:
    """The draft of the questionnaire `ref`; raises NotFound."""
    with database().reading() as session:
        row = queries.by_ref(session, ref)
        versions = queries.versions_of(session, row)
        return Workbench(
            row=row,
            definition=queries.draft_of(row),
            latest=versions[0] if versions else None,
            published=queries.published_types(session, row),
        )
