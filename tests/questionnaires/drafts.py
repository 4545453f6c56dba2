"""Drafts and versions on a site, as the tests of its pages make and change them."""

from __future__ import annotations

from survey.accounts.actor import COMMAND_LINE
from survey.instrument.definition import Definition
from survey.questionnaires import publishing, queries, service
from tests.conftest import NOW
from tests.questionnaires.conftest import control
from tests.web.site import Site


def made(site: Site, template_key: str = "iso_b2b_short", key: str = "annual") -> str:
    with site.database.unit_of_work() as session:
        return service.create_from_template(session, template_key, key, "", COMMAND_LINE, NOW).ref


def published(site: Site, ref: str, revision: str = "A/0") -> str:
    with site.database.unit_of_work() as session:
        return publishing.publish(session, ref, control(revision), COMMAND_LINE, NOW).ref


def draft(site: Site, ref: str) -> Definition:
    with site.database.reading() as session:
        return queries.draft_of(queries.by_ref(session, ref))


def changed(site: Site, ref: str, change: service.Change) -> None:
    with site.database.unit_of_work() as session:
        stamp = queries.by_ref(session, ref).draft_stamp
        service.edit(session, ref, change, stamp, COMMAND_LINE, NOW)


def edit_page(ref: str, *rest: str) -> str:
    return "/".join(("/questionnaires", ref, "edit", *rest))
