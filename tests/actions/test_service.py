"""From finding to closing: every step, and every reason why one is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import AuditEntry, StoredFile
from survey.actions import evidence, proposing, queries, rules, service, verifying
from survey.actions.models import Action
from survey.actions.queries import ActionFilter
from survey.actions.rules import Rules
from survey.actions.service import Finding, Plan, Work
from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput, NotFound, TooLarge
from tests.actions.builders import (
    CHECK,
    QUALITY,
    TODAY,
    actor_of,
    add_owner,
    closed,
    in_work,
    opened,
    to_verify,
)
from tests.builders.fieldwork import add_company
from tests.conftest import NOW

FINDING = Finding(
    source="item", title="供货周期低于目标", facts="重要 4.6，满意 3.3", key="2026-h1:item:lead"
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.unit_of_work() as session:
        add_company(session)
        yield session


def test_forms_are_numbered_without_holes_under_the_companys_pattern(session: Session) -> None:
    rules.change(session, Rules(pattern="ZG-{year}-{serial:2}"), actor=QUALITY, now=NOW)
    assert [opened(session).record_no for _ in range(3)] == ["ZG-2026-01", "ZG-2026-02", "ZG-2026-03"]


def test_a_pattern_without_a_serial_is_refused(session: Session) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.change(session, Rules(pattern="ZG-{year}"), actor=QUALITY, now=NOW)
    assert "pattern" in refusal.value.problems


def test_a_form_goes_from_opening_to_closing_and_every_step_is_on_record(session: Session) -> None:
    action = closed(session)
    assert (action.state, action.check_result, action.closed_on) == ("closed", "effective", TODAY)
    steps = [step.what for step in queries.by_ref(session, action.ref, QUALITY).steps]
    assert steps == ["open", "change", "start", "evidence", "done", "review", "approve", "close"]
    trail = set(session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject == action.record_no)))
    assert {"action.open", "action.start", "action.done", "action.close", "action.approve"} <= trail


def test_work_does_not_start_without_cause_measures_owner_and_due_date(session: Session) -> None:
    action = opened(session, owner="", due_on=None)
    with pytest.raises(InvalidInput) as refusal:
        service.start(session, action, actor=QUALITY, now=NOW)
    assert set(refusal.value.problems) == {"owner", "due_on", "cause", "measures"}


def test_nothing_is_reported_done_without_evidence(session: Session) -> None:
    action = in_work(session)
    with pytest.raises(InvalidInput) as refusal:
        service.report_done(session, action, actor=QUALITY, now=NOW)
    assert set(refusal.value.problems) == {"evidence"}


def test_nothing_is_closed_without_a_result(session: Session) -> None:
    action = to_verify(session)
    with pytest.raises(InvalidInput) as refusal:
        verifying.verify(session, action, replace(CHECK, result=""), actor=QUALITY, now=NOW, today=TODAY)
    assert "没有验证结果不能关闭" in str(refusal.value.problems["result"])


def test_nothing_is_closed_without_its_signatures(session: Session) -> None:
    action = to_verify(session)
    with pytest.raises(InvalidInput) as refusal:
        verifying.verify(session, action, CHECK, actor=QUALITY, now=NOW, today=TODAY)
    assert set(refusal.value.problems) == {"reviewed_by", "approved_by"}


def test_review_can_be_switched_off(session: Session) -> None:
    rules.change(session, Rules(needs_review=False), actor=QUALITY, now=NOW)
    action = to_verify(session)
    verifying.sign(session, action, "approve", "季总", actor=QUALITY, now=NOW, today=TODAY)
    verifying.verify(session, action, CHECK, actor=QUALITY, now=NOW, today=TODAY)
    assert action.state == "closed"


def test_the_owner_does_not_verify_the_own_work(session: Session) -> None:
    action = to_verify(session)
    with pytest.raises(InvalidInput) as refusal:
        verifying.verify(session, action, replace(CHECK, by="赵工"), actor=QUALITY, now=NOW, today=TODAY)
    assert set(refusal.value.problems) == {"by"}


def test_the_store_itself_refuses_a_form_closed_without_a_result(session: Session) -> None:
    action = opened(session)
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(Action).where(Action.id == action.id).values(state="closed"))


def test_what_did_not_work_starts_another_round_and_stays_on_record(session: Session) -> None:
    action = to_verify(session)
    failed = replace(CHECK, result="not_effective", note="仍迟交 2 次")
    verifying.verify(session, action, failed, actor=QUALITY, now=NOW, today=TODAY)
    assert (action.state, action.due_on, action.check_result) == ("reopened", None, "")
    last = queries.by_ref(session, action.ref, QUALITY).steps[-1]
    assert (last.what, last.note, last.kept["measures"]) == ("fail", "仍迟交 2 次", "变更必须当天通知")


def test_a_new_round_needs_new_evidence(session: Session) -> None:
    action = to_verify(session)
    failed = replace(CHECK, result="not_effective", note="仍迟交 2 次")
    verifying.verify(session, action, failed, actor=QUALITY, now=NOW, today=TODAY)
    plan = Plan(title="供货周期长", owner="赵工", due_on=TODAY + timedelta(days=9))
    service.change_plan(session, action, plan, stamp=action.stamp, actor=QUALITY, now=NOW)
    work = Work(cause="没有制度", measures="订单系统锁定变更", done_note="已上线", done_on=TODAY)
    service.change_work(session, action, work, stamp=action.stamp, actor=QUALITY, now=NOW, today=TODAY)
    with pytest.raises(InvalidInput) as refusal:
        service.report_done(session, action, actor=QUALITY, now=NOW)
    assert set(refusal.value.problems) == {"evidence"}
    with pytest.raises(Conflict, match="上一轮"):
        evidence.remove(session, action, action.evidence[0].ref, actor=QUALITY, now=NOW)
    later = NOW + timedelta(minutes=1)
    evidence.add(session, action, note="系统截图", actor=QUALITY, now=later)
    service.report_done(session, action, actor=QUALITY, now=later)
    assert action.state == "to_verify"


def test_a_closed_form_is_reopened_only_with_a_reason(session: Session) -> None:
    action = closed(session)
    with pytest.raises(InvalidInput):
        verifying.reopen(session, action, "  ", actor=QUALITY, now=NOW)
    verifying.reopen(session, action, "客户再次投诉", actor=QUALITY, now=NOW)
    assert (action.state, action.closed_on, action.approved_by) == ("reopened", None, "")


def test_steps_out_of_order_are_refused_with_the_present_state(session: Session) -> None:
    action = opened(session)
    for step in (
        lambda: service.report_done(session, action, actor=QUALITY, now=NOW),
        lambda: verifying.verify(session, action, CHECK, actor=QUALITY, now=NOW, today=TODAY),
        lambda: verifying.reopen(session, action, "因为", actor=QUALITY, now=NOW),
    ):
        with pytest.raises(Conflict, match="已开出"):
            step()


def test_a_closed_form_is_not_changed(session: Session) -> None:
    action = closed(session)
    with pytest.raises(Conflict, match="已经关闭"):
        service.change_work(session, action, Work(), stamp=action.stamp, actor=QUALITY, now=NOW, today=TODAY)


def test_a_change_made_on_an_older_state_is_refused(session: Session) -> None:
    action = opened(session)
    seen = action.stamp
    service.change_work(session, action, Work(cause="甲"), stamp=seen, actor=QUALITY, now=NOW, today=TODAY)
    with pytest.raises(Conflict, match="别人改过"):
        service.change_work(
            session, action, Work(cause="乙"), stamp=seen, actor=QUALITY, now=NOW, today=TODAY
        )
    assert action.cause == "甲"


def test_a_moved_due_date_stays_on_record(session: Session) -> None:
    action = opened(session)
    plan = Plan(title=action.title, owner="赵工", due_on=TODAY + timedelta(days=60))
    service.change_plan(session, action, plan, stamp=action.stamp, actor=QUALITY, now=NOW)
    moved = [step.note for step in queries.by_ref(session, action.ref, QUALITY).steps if step.what == "due"]
    assert moved == ["2026-11-19 → 2026-12-19"]


# --- who may -------------------------------------------------------------------------------


def test_the_owner_fills_in_but_neither_opens_nor_verifies(session: Session) -> None:
    owner = add_owner(session)
    action = to_verify(session, owner)
    person = actor_of(owner)
    assert queries.by_ref(session, action.ref, person) is action
    with pytest.raises(Forbidden):
        verifying.verify(session, action, CHECK, actor=person, now=NOW, today=TODAY)
    with pytest.raises(Forbidden):
        service.open_action(session, FINDING, Plan(title="x"), actor=person, now=NOW, today=TODAY)


def test_forms_of_others_are_not_found_by_sales_staff(session: Session) -> None:
    action = opened(session)
    stranger = actor_of(add_owner(session, name="别人"))
    with pytest.raises(NotFound):
        queries.by_ref(session, action.ref, stranger)
    assert queries.counts(session, stranger, TODAY).all == 0


def test_viewers_see_no_form_that_names_a_customer(session: Session) -> None:
    viewer = Actor(name="看", role="viewer", user_id=None)
    plan = Plan(title="客户投诉")
    for source in ("complaint", "item"):
        finding = Finding(source=source, title="x")
        service.open_action(session, finding, plan, actor=QUALITY, now=NOW, today=TODAY)
    seen = queries.page(session, ActionFilter(view="all"), viewer, TODAY).rows
    assert [action.source for action in seen] == ["item"]


# --- proposals -----------------------------------------------------------------------------


def test_the_same_finding_is_proposed_once(session: Session) -> None:
    assert proposing.propose(session, [FINDING, FINDING], actor=QUALITY, now=NOW) == 1
    assert proposing.propose(session, [FINDING], actor=QUALITY, now=NOW) == 0


def test_a_proposal_has_no_number_until_a_person_opens_it(session: Session) -> None:
    proposing.propose(session, [FINDING], actor=QUALITY, now=NOW)
    (action,) = queries.page(session, ActionFilter(view="proposed"), QUALITY, TODAY).rows
    assert action.record_no is None
    service.open_proposal(session, action, Plan(title="改短交期"), actor=QUALITY, now=NOW, today=TODAY)
    assert (action.record_no, action.title) == ("QR-10.2-01-2026-001", "改短交期")
    assert action.facts == "重要 4.6，满意 3.3"


def test_a_dismissed_proposal_needs_a_reason_and_does_not_come_back(session: Session) -> None:
    proposing.propose(session, [FINDING], actor=QUALITY, now=NOW)
    (action,) = queries.page(session, ActionFilter(view="proposed"), QUALITY, TODAY).rows
    with pytest.raises(InvalidInput):
        proposing.dismiss(session, action, "", actor=QUALITY, now=NOW)
    proposing.dismiss(session, action, "已有措施", actor=QUALITY, now=NOW)
    assert proposing.propose(session, [FINDING], actor=QUALITY, now=NOW) == 0
    proposing.restore(session, action, actor=QUALITY, now=NOW)
    assert action.state == "proposed"


# --- lists ---------------------------------------------------------------------------------


def test_overdue_begins_the_day_after_the_due_date(session: Session) -> None:
    opened(session, due_on=TODAY)
    assert queries.counts(session, QUALITY, TODAY).overdue == 0
    assert queries.counts(session, QUALITY, TODAY + timedelta(days=1)).overdue == 1


def test_what_waits_for_its_check_is_not_overdue(session: Session) -> None:
    to_verify(session, due_on=TODAY)
    counts = queries.counts(session, QUALITY, TODAY + timedelta(days=9))
    assert (counts.overdue, counts.to_verify, counts.live) == (0, 1, 1)


def test_the_review_reads_what_is_open_and_what_happened_in_the_period(session: Session) -> None:
    closed(session, title="已关闭的")
    opened(session, title="未关闭的")
    year = {"since": TODAY.replace(month=1, day=1), "until": TODAY.replace(month=12, day=31)}
    rows = queries.for_review(session, today=TODAY, **year)
    assert [(row.title, row.state, row.effectiveness) for row in rows] == [
        ("已关闭的", "closed", "effective"),
        ("未关闭的", "open", ""),
    ]
    next_year = TODAY.replace(year=2027)
    later = queries.for_review(session, today=next_year, since=next_year)
    assert [(row.title, row.overdue) for row in later] == [("未关闭的", True)]


# --- evidence ------------------------------------------------------------------------------


def package(*parts: str) -> bytes:
    """A zip archive with these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return held.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")


def test_an_office_document_is_kept_as_what_it_is(session: Session) -> None:
    action = in_work(session)
    piece = evidence.add(session, action, note="", name="8D.docx", content=WORD, actor=QUALITY, now=NOW)
    assert piece.file is not None
    assert piece.file.media_type.endswith("wordprocessingml.document")
    assert evidence.file_of(session, action, piece.ref).content == WORD


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.exe", b"MZ" + b"0" * 100),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.pdf", b"<html>not a pdf</html>"),
        ("a.xlsx", WORD),
        ("a.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("a.docx", package("word/document.xml")),
        ("a.zip", package("x.txt")),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.pdf", b""),
    ],
)
def test_what_is_not_what_it_says_is_refused(session: Session, name: str, content: bytes) -> None:
    action = in_work(session)
    with pytest.raises(InvalidInput):
        evidence.add(session, action, note="", name=name, content=content, actor=QUALITY, now=NOW)
    assert session.scalar(sa.select(sa.func.count(StoredFile.id))) == 0


def test_more_than_ten_megabytes_are_refused(session: Session) -> None:
    action = in_work(session)
    big = b"%PDF-1.7" + b"0" * evidence.LIMIT + b"%%EOF"
    with pytest.raises(TooLarge):
        evidence.add(session, action, note="", name="a.pdf", content=big, actor=QUALITY, now=NOW)


def test_removed_evidence_takes_its_file_along(session: Session) -> None:
    action = in_work(session)
    piece = evidence.add(session, action, note="", name="8D.docx", content=WORD, actor=QUALITY, now=NOW)
    evidence.remove(session, action, piece.ref, actor=QUALITY, now=NOW)
    assert session.scalar(sa.select(sa.func.count(StoredFile.id))) == 0


def test_evidence_of_a_closed_form_stays(session: Session) -> None:
    action = closed(session)
    with pytest.raises(Conflict):
        evidence.remove(session, action, action.evidence[0].ref, actor=QUALITY, now=NOW)
