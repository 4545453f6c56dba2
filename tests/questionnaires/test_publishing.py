"""Publishing: frozen, numbered, fingerprinted, under document control."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from survey.accounts.models import AuditEntry
from survey.db import Database
from survey.errors import Conflict, InvalidDefinition, InvalidInput
from survey.fieldwork import queries as fieldwork
from survey.instrument.definition import Definition
from survey.questionnaires import editing, publishing, queries, service
from tests.conftest import NOW
from tests.questionnaires.conftest import QUALITY, control


def reworded(definition: Definition) -> Definition:
    item = definition.item_by_key["product_consistency"]
    return editing.put_item(definition, editing.update(item, text={"zh": "批次之间的质量稳定程度"}))


def test_a_version_is_numbered_and_carries_the_fingerprint_of_its_content(
    database: Database, ref: str
) -> None:
    with database.unit_of_work() as session:
        version = publishing.publish(session, ref, control(), QUALITY, NOW)
    canonical = json.dumps(version.definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert version.number == 1
    assert version.sha256 == hashlib.sha256(canonical.encode()).hexdigest()
    assert (version.document_no, version.revision, version.approved_by) == ("QR-9.1.2-01", "A/0", "总经理")
    with database.reading() as session:
        read = queries.version_by_ref(session, version.ref)
        assert queries.sha256_of(read.definition) == version.sha256


def test_a_version_stays_as_it_was_when_the_draft_moves_on(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        first = publishing.publish(session, ref, control(), QUALITY, NOW)
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
        second = publishing.publish(session, ref, control("A/1"), QUALITY, NOW)
    assert (first.number, second.number) == (1, 2)
    assert queries.definition_of(first).item_by_key["product_consistency"].text["zh"].startswith("不同批次")
    assert queries.definition_of(second).item_by_key["product_consistency"].text["zh"].startswith("批次之间")


def test_errors_forbid_publishing_and_come_with_their_places(database: Database, ref: str) -> None:
    def without_consent(definition: Definition) -> Definition:
        return editing.remove_item(definition, "consent")

    with database.unit_of_work() as session:
        service.edit(session, ref, without_consent, 1, QUALITY, NOW)
    with pytest.raises(InvalidDefinition, match="错误") as refused, database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
    assert any(finding.severity == "error" for finding in refused.value.findings)  # type: ignore[attr-defined]
    with database.reading() as session:
        assert queries.versions_of(session, queries.by_ref(session, ref)) == []


def test_the_same_revision_is_refused_the_second_time(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
    with pytest.raises(Conflict, match="A/0"), database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)


def test_a_document_number_and_revision_name_one_content_across_questionnaires(
    database: Database, ref: str
) -> None:
    with database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
        other = service.create_from_template(session, "pulse", "pulse", "", QUALITY, NOW)
        with pytest.raises(Conflict):
            publishing.publish(session, other.ref, control(), QUALITY, NOW)
        publishing.publish(session, other.ref, control(document_no="QR-9.1.2-02"), QUALITY, NOW)


@pytest.mark.parametrize("name", ["document_no", "revision", "prepared_by", "approved_by"])
def test_document_control_must_be_complete(database: Database, ref: str, name: str) -> None:
    values = {"document_no": "D", "revision": "A/0"} | {name: "   "}
    with pytest.raises(InvalidInput) as refused, database.unit_of_work() as session:
        publishing.publish(session, ref, control(**values), QUALITY, NOW)
    assert set(refused.value.problems) == {name}


def test_the_review_may_be_switched_off(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        assert publishing.publish(session, ref, control(reviewed_by=""), QUALITY, NOW).reviewed_by == ""


def test_a_draft_changed_since_it_was_seen_is_not_published(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
    with pytest.raises(Conflict, match="草稿"), database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW, stamp=1)


def test_publishing_at_the_same_moment_numbers_in_turn(database: Database, ref: str) -> None:
    def publish(revision: int) -> int:
        with database.unit_of_work() as session:
            return publishing.publish(session, ref, control(f"B/{revision}"), QUALITY, NOW).number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, range(4))) == [1, 2, 3, 4]


def test_publishing_leaves_a_line_in_the_audit_trail(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        version = publishing.publish(session, ref, control(), QUALITY, NOW)
        line = session.query(AuditEntry).filter_by(action="questionnaire.publish").one()
    assert (line.subject, line.detail["revision"], line.detail["sha256"]) == ("annual", "A/0", version.sha256)


def test_versions_say_which_items_stay_comparable(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        publishing.publish(session, ref, control(), QUALITY, NOW)
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
        publishing.publish(session, ref, control("A/1"), QUALITY, NOW)
        newest, first = queries.version_rows(session, queries.by_ref(session, ref))
    assert first.diff is None
    assert newest.diff is not None
    assert "product_consistency" not in newest.diff.comparable
    assert "product_reliability" in newest.diff.comparable


def test_an_old_version_becomes_the_draft_again(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        first = publishing.publish(session, ref, control(), QUALITY, NOW)
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
        publishing.publish(session, ref, control("A/1"), QUALITY, NOW)
        row = publishing.new_draft_from(session, first.ref, 2, QUALITY, NOW)
    assert queries.sha256_of(row.draft) == first.sha256
    assert row.draft_stamp == 3


def test_changes_not_yet_published_are_only_thrown_away_on_purpose(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        first = publishing.publish(session, ref, control(), QUALITY, NOW)
        service.edit(session, ref, reworded, 1, QUALITY, NOW)
    with pytest.raises(Conflict, match="尚未发布"), database.unit_of_work() as session:
        publishing.new_draft_from(session, first.ref, 2, QUALITY, NOW)
    with database.unit_of_work() as session:
        row = publishing.new_draft_from(session, first.ref, 2, QUALITY, NOW, discard=True)
        assert queries.sha256_of(row.draft) == first.sha256


def test_a_retired_version_is_not_the_one_to_field(database: Database, ref: str) -> None:
    with database.unit_of_work() as session:
        first = publishing.publish(session, ref, control(), QUALITY, NOW)
        second = publishing.publish(session, ref, control("A/1"), QUALITY, NOW)
        row = queries.by_ref(session, ref)
        assert fieldwork.version_for_wave(session, row.key) is second
        publishing.retire_version(session, second.ref, QUALITY, NOW)
        assert fieldwork.version_for_wave(session, row.key) is first
