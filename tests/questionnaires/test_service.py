"""Drafts: made from templates, changed on the stamp that was seen, never by those who may not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidDefinition, InvalidInput, NotFound
from survey.instrument.definition import Definition
from survey.instrument.library import template, templates
from survey.instrument.lint import has_errors, lint
from survey.questionnaires import editing, publishing, queries, service
from survey.questionnaires.models import Questionnaire
from tests.conftest import NOW
from tests.questionnaires.conftest import QUALITY, VIEWER, control


def retitled(title: str) -> service.Change:
    return lambda definition: editing.update(definition, title={"zh": title})


def test_a_template_becomes_a_draft_under_its_own_key(database: Database) -> None:
    with database.unit_of_work() as session:
        made = service.create_from_template(session, "iso_b2b", "y2026", "2026 年调查表", QUALITY, NOW)
        assert (made.key, made.title, made.draft_stamp, made.template_key) == (
            "y2026",
            "2026 年调查表",
            1,
            "iso_b2b",
        )
        draft = queries.draft_of(made)
    assert draft.key == "y2026"
    assert draft.sections == template("iso_b2b").sections
    assert draft.title["en"] == template("iso_b2b").title["en"]


def test_every_built_in_questionnaire_can_be_made_and_published(database: Database) -> None:
    for number, info in enumerate(templates()):
        with database.unit_of_work() as session:
            made = service.create_from_template(session, info.key, info.key, "", QUALITY, NOW)
            version = publishing.publish(session, made.ref, control(f"A/{number}"), QUALITY, NOW)
            assert queries.definition_of(version) == editing.update(template(info.key), key=info.key)


def test_a_blank_questionnaire_has_consent_scales_and_room_for_items(database: Database) -> None:
    with database.unit_of_work() as session:
        draft = queries.draft_of(service.create_blank(session, "own", "自定义", QUALITY, NOW))
    assert [item.type for item in draft.items()] == ["consent"]
    assert set(draft.scale_by_key) == {"importance5", "satisfaction5"}
    assert not has_errors(lint(draft))


def test_a_copy_has_the_draft_but_not_the_versions(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
        copied = service.copy(session, ref, "annual_2027", "2027 年调查表", QUALITY, NOW)
        assert queries.versions_of(session, copied) == []
        assert queries.draft_of(copied).sections == queries.draft_of(queries.by_ref(session, ref)).sections
        assert copied.title == "2027 年调查表"


@pytest.mark.parametrize("key", ["", "Annual", "1st", "a b", "顾客", "a" * 61, "../x", "a-b"])
def test_a_key_that_commands_could_not_name_is_refused(database: Database, key: str) -> None:
    with pytest.raises(InvalidInput) as refused, database.unit_of_work() as session:
        service.create_blank(session, key, "自定义", QUALITY, NOW)
    assert "key" in refused.value.problems


def test_a_key_is_given_once(database: Database, ref: str) -> None:
    with pytest.raises(InvalidInput, match="annual"), database.unit_of_work() as session:
        service.create_from_template(session, "pulse", "annual", "", QUALITY, NOW)
    with database.reading() as session:
        assert service.free_key(session, "annual") == "annual_2"
        assert service.free_key(session, "pulse") == "pulse"


def test_an_unknown_template_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound), database.unit_of_work() as session:
        service.create_from_template(session, "../reasons", "x", "", QUALITY, NOW)


def test_an_edit_raises_the_stamp_and_says_who(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        row = service.edit(session, ref, retitled("新标题"), 1, QUALITY, NOW)
    assert (row.draft_stamp, row.title, row.changed_by) == (2, "新标题", str(QUALITY))


def test_an_edit_on_an_older_stamp_is_refused_and_writes_nothing(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        service.edit(session, ref, retitled("先保存的"), 1, QUALITY, NOW)
    with pytest.raises(Conflict, match="周工"), database.unit_of_work() as session:
        service.edit(session, ref, retitled("后保存的"), 1, QUALITY, NOW)
    with database.reading() as session:
        assert queries.by_ref(session, ref).title == "先保存的"


def test_of_edits_at_the_same_moment_exactly_one_is_kept(database: Database, ref: str) -> None:
    def save(title: str) -> bool:
        try:
            with database.unit_of_work() as session:
                service.edit(session, ref, retitled(title), 1, QUALITY, NOW)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        kept = list(pool.map(save, [f"标题 {n}" for n in range(6)]))
    assert kept.count(True) == 1
    with database.reading() as session:
        row = queries.by_ref(session, ref)
    assert (row.title, row.draft_stamp) == (f"标题 {kept.index(True)}", 2)


def test_a_definition_that_cannot_be_read_is_refused_with_its_places(database: Database, ref: str) -> None:
    broken = template("pulse").to_json() | {"sections": []}
    with pytest.raises(InvalidDefinition) as refused, database.unit_of_work() as session:
        service.save_draft(session, ref, broken, 1, QUALITY, NOW)
    assert [finding.where for finding in refused.value.findings] == ["sections"]  # type: ignore[attr-defined]


def test_a_published_key_keeps_its_question_type(database: Database, ref: str) -> None:
    def as_short_text(definition: Definition) -> Definition:
        item = definition.item_by_key["worst"]
        return editing.put_item(definition, editing.update(item, type="short_text", settings={}))

    with database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
    with pytest.raises(Conflict, match="worst"), database.unit_of_work() as session:
        service.edit(session, ref, as_short_text, 1, QUALITY, NOW)


def test_those_who_may_not_change_questionnaires_are_refused(database: Database, ref: str) -> None:
    for attempt in (
        lambda session: service.create_blank(session, "x", "x", VIEWER, NOW),
        lambda session: service.edit(session, ref, retitled("x"), 1, VIEWER, NOW),
        lambda session: service.retire(session, ref, VIEWER, NOW),
        lambda session: publishing.publish(session, ref, control(), VIEWER, NOW),
    ):
        with pytest.raises(Forbidden), database.unit_of_work() as session:
            attempt(session)


def test_a_retired_questionnaire_rests_until_it_is_revived(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        service.retire(session, ref, QUALITY, NOW)
        assert queries.listing(session) == []
        assert [row.state for row in queries.listing(session, retired=True)] == ["retired"]
    with pytest.raises(Conflict, match="停用"), database.unit_of_work() as session:
        service.edit(session, ref, retitled("x"), 1, QUALITY, NOW)
    with database.unit_of_work() as session:
        service.revive(session, ref, QUALITY, NOW)
        service.edit(session, ref, retitled("x"), 1, QUALITY, NOW)


def test_the_list_says_how_far_each_questionnaire_is(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        assert [row.state for row in queries.listing(session)] == ["draft"]
        publishing.publish(session, ref, control(), QUALITY, NOW)
    with database.unit_of_work() as session:
        (row,) = queries.listing(session)
        assert (row.state, row.items, row.latest and row.latest.number) == ("published", 20, 1)
        service.edit(session, ref, retitled("改过"), 1, QUALITY, NOW)
    with database.reading() as session:
        assert [row.state for row in queries.listing(session)] == ["changed"]
        assert session.query(Questionnaire).count() == 1
