"""Notes are never lost, the three reasons never merge, the coders do not see one another."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from survey.db import Database
from survey.errors import Conflict, Forbidden, InvalidInput
from survey.interviews import finishing, root_cause, service
from survey.interviews.access import (
    attribution_of,
    may_see_result,
    require_result,
    sees_restricted,
    shown_code,
)
from survey.interviews.fields import digest, parse_contributing
from survey.interviews.recording import Sheet
from survey.responses.models import Verbatim
from tests.conftest import NOW
from tests.interviews.builders import RECORD, SAID, Story

GOOD = "note:what_good"
WHY = "note:why_chose"


def test_what_is_typed_is_kept_with_a_stamp(database: Database) -> None:
    story = Story.begin(database)
    saved = story.type_in("talk", {**SAID, "rating": "6"})
    assert saved.whole
    with database.reading() as session:
        interview = story.interview(session)
        assert interview.notes["main_reason"] == "说白了还是价格。"
        assert (interview.held_on, interview.rating, interview.stamp) == (date(2026, 10, 1), 6, 1)


def test_two_people_in_different_fields_do_not_disturb_each_other(database: Database) -> None:
    story = Story.begin(database)
    page = story.sheet()
    story.type_in("talk", {GOOD: "产品好", WHY: ""}, on=page, who="quality")
    saved = story.type_in("talk", {GOOD: "", WHY: "厂长上门"}, on=page)
    assert saved.whole
    assert saved.interview.notes == {"what_good": "产品好", "why_chose": "厂长上门"}


def test_two_people_in_one_field_get_both_texts_back(database: Database) -> None:
    story = Story.begin(database)
    page = story.sheet()
    story.type_in("talk", {GOOD: "甲写的", WHY: "甲"}, on=page, who="quality")
    saved = story.type_in("talk", {GOOD: "乙写的", "note:trigger": "乙的另一题"}, on=page)
    (clash,) = saved.clashes
    assert (clash.field, clash.stored, clash.typed) == (GOOD, "甲写的", "乙写的")
    assert saved.interview.notes == {"what_good": "甲写的", "why_chose": "甲", "trigger": "乙的另一题"}
    joined = story.type_in("talk", {GOOD: "甲写的,乙写的"})
    assert joined.whole
    assert joined.interview.notes["what_good"] == "甲写的,乙写的"


def test_saving_again_on_an_old_page_never_wipes_what_somebody_else_wrote(database: Database) -> None:
    story = Story.begin(database)
    page = story.sheet()
    story.type_in("talk", {GOOD: "甲写的"}, on=page, who="quality")
    first = story.type_in("talk", {GOOD: "", WHY: "乙"}, on=page)
    newer = Sheet(first.interview.stamp, page.values, {**page.seen, WHY: digest("乙")})
    assert story.type_in("talk", {GOOD: "", WHY: "乙,再写"}, on=newer).whole
    assert story.sheet().values[GOOD] == "甲写的"
    (clash,) = story.type_in("talk", {GOOD: "乙也写"}, on=newer).clashes
    assert clash.stored == "甲写的"


def test_a_form_without_marks_is_taken_on_the_newest_state_only(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", {GOOD: "甲写的"})
    old, new = Sheet(0, {}, {}), Sheet(1, {}, {})
    assert story.type_in("talk", {GOOD: "乙写的"}, on=old).clashes
    assert story.type_in("talk", {GOOD: "乙写的"}, on=new).whole


def test_one_wrong_field_does_not_cost_the_others(database: Database) -> None:
    story = Story.begin(database)
    saved = story.type_in("talk", {**SAID, "rating": "11", "held_on": "昨天", "mode": "telepathy"})
    assert set(saved.problems) == {"rating", "held_on", "mode"}
    assert saved.interview.notes["main_reason"] == "说白了还是价格。"
    assert saved.interview.held_on is None


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "'; DROP TABLE interview; --",
        "=HYPERLINK()",
        "\u202e反向",
        "🙂" * 500,
        "第一行\n第二行",
    ],
)
def test_notes_are_kept_as_they_were_typed(database: Database, text: str) -> None:
    story = Story.begin(database)
    story.type_in("talk", {GOOD: text.replace("\n", "\r\n")})
    assert story.sheet().values[GOOD] == text


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("B2.2", [("B2.2", 100)]),
        ("B2.2;B5.1", [("B2.2", 60), ("B5.1", 40)]),
        ("B2.2;B5.1;B9.2", [("B2.2", 50), ("B5.1", 30), ("B9.2", 20)]),
        ("B2.2=70;B5.1=30", [("B2.2", 70), ("B5.1", 30)]),
        ("B2.2=33.3;B5.1=33.3;B9.2=33.4", [("B2.2", 33.3), ("B5.1", 33.3), ("B9.2", 33.4)]),
        ("", []),
    ],
)
def test_contributing_reasons_are_ranked_with_weights(text: str, pairs: list[tuple[str, float]]) -> None:
    assert parse_contributing(text) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "B2.2=70;B5.1=20",
        "B2.2=70;B5.1=",
        "B2.2;B2.2",
        "B2.2;B5.1;B9.2;B9.3",
        "X1",
        "=50;B5.1=50",
        "B2.2=0;B5.1=100",
        "B2.2=-1;B5.1=101",
    ],
)
def test_weights_that_do_not_add_up_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_contributing(text)


def test_the_owner_writes_a_judgement_before_seeing_anything(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", SAID)
    with database.reading() as session:
        with pytest.raises(Forbidden):
            require_result(session, story.found(session), story.people["seller"])
        with pytest.raises(Forbidden):
            require_result(session, story.found(session), story.people["stranger"])
    with database.unit_of_work() as session:
        service.skip_attribution(
            session, story.found(session), "业务员已离职", actor=story.people["caller"], now=NOW
        )
    with database.reading() as session, pytest.raises(Forbidden):
        require_result(session, story.found(session), story.people["seller"])
    story.attribute()
    with database.reading() as session:
        case = story.found(session)
        assert may_see_result(story.people["seller"], case, attribution_of(session, case))
    with pytest.raises(Conflict):
        story.attribute("B1.1", "看过以后改口")


def test_nobody_else_writes_the_judgement_once_the_interview_holds_something(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", SAID)
    with pytest.raises(Conflict):
        story.attribute(who="quality")
    with pytest.raises(Forbidden):
        story.attribute(who="manager")


def test_the_other_interviewer_sees_neither_case_nor_result(database: Database) -> None:
    story = Story.begin(database)
    with database.reading() as session:
        case = story.found(session)
        assert not may_see_result(story.people["other"], case, None)
        assert sees_restricted(story.people["manager"], case)
        assert not sees_restricted(story.people["viewer"], case)
    assert shown_code(story.people["viewer"], "B8.7") == "B8"
    assert shown_code(story.people["manager"], "B8.7") == "B8.7"


def test_the_three_reasons_never_merge(database: Database) -> None:
    story = Story.begin(database)
    story.tell_all()
    with database.reading() as session:
        interview = story.interview(session)
        attribution = attribution_of(session, story.found(session))
        assert attribution is not None
        assert (interview.stated_code, attribution.code, interview.root_code) == ("B5.1", "B8.1", "B2.2")
        assert interview.controllable is True, "the tree says so"


def test_finishing_names_what_is_missing_and_keeps_all(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", {"note:main_reason": "价格"})
    with pytest.raises(InvalidInput) as refusal:
        story.finish()
    assert set(refusal.value.problems) == {
        "held_on",
        "consent_notes",
        "stated_text",
        "stated_code",
        "attribution",
        "coder1",
        "destination",
        "confidence",
    }
    assert story.sheet().values["note:main_reason"] == "价格"


def test_the_words_go_to_be_read_only_with_consent_and_follow_corrections(database: Database) -> None:
    story = Story.begin(database)
    story.tell_all()

    def standing() -> dict[str, str]:
        with database.reading() as session:
            rows = session.scalars(sa.select(Verbatim).where(Verbatim.gone.is_(False)))
            return {row.item_key: row.text for row in rows}

    assert standing() == {
        "stated": "价格高。",
        "main_reason": "说白了还是价格。",
        "first_doubt": "去年五月晚了十一天。",
    }
    story.type_in("talk", {"note:first_doubt": "前年就想换了。"})
    assert standing()["first_doubt"] == "前年就想换了。"
    story.type_in("talk", {"restricted_note": "不送去阅读"})
    assert "不送去阅读" not in standing().values()
    story.type_in("talk", {"consent_notes": ""})
    assert standing() == {}


def test_a_verbatim_carries_the_segment_of_its_customer(database: Database) -> None:
    story = Story.begin(database)
    story.tell_all()
    with database.reading() as session:
        one = session.scalars(sa.select(Verbatim).where(Verbatim.item_key == "stated")).one()
        assert (one.source, one.source_ref) == ("interview", story.interview(session).ref)
        assert (one.class_key, one.region, one.product_line) == ("A", "华东", "联轴器")
        assert one.written_on == date(2026, 10, 1)


def test_the_second_coder_does_not_see_the_first_code(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", SAID)
    story.code_first("B2.2")
    with database.reading() as session:
        case, interview = story.found(session), story.interview(session)
        for name in ("second", "quality", "manager"):
            view = root_cause.coding_view(interview, case, story.people[name])
            assert (view.coder1_code, view.hidden) == ("", True)
        assert root_cause.coding_view(interview, case, story.people["caller"]).coder1_code == "B2.2"
    with pytest.raises(Conflict):
        story.code_second("B2.2", who="caller")
    with pytest.raises(Forbidden):
        story.code_second("B2.2", who="manager")
    story.code_second("B2.1")
    with database.reading() as session:
        view = root_cause.coding_view(story.interview(session), story.found(session), story.people["second"])
        assert (view.coder1_code, view.coder2_code, view.agreed) == ("B2.2", "B2.1", False)
    with pytest.raises(Conflict):
        story.code_first("B2.1")


def test_differing_codes_are_adjudicated_and_both_stay_on_record(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", SAID)
    story.code_first("B2.2")
    story.code_second("A6.1")
    with database.unit_of_work() as session:
        case, interview = story.found(session), story.interview(session)
        with pytest.raises(Forbidden):
            root_cause.adjudicate(session, case, interview, "A6.1", actor=story.people["caller"], now=NOW)
        root_cause.adjudicate(session, case, interview, "A6.1", actor=story.people["quality"], now=NOW)
        assert (interview.coder1_code, interview.coder2_code, interview.root_code) == ("B2.2", "A6.1", "A6.1")
        assert interview.controllable is False


def test_agreeing_codes_need_no_adjudication(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("talk", SAID)
    story.code_first("B2.2")
    story.code_second("B2.2")
    with database.unit_of_work() as session, pytest.raises(Conflict):
        root_cause.adjudicate(
            session,
            story.found(session),
            story.interview(session),
            "B2.2",
            actor=story.people["quality"],
            now=NOW,
        )


def test_a_written_reason_keeps_the_flag_that_a_person_set(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("record", {"controllable": "no", "controllable_why": "集团统一采购"})
    story.code_first("B2.2")
    with database.reading() as session:
        assert story.interview(session).controllable is False


def test_a_competitors_name_is_written_blind_by_the_interviewer(database: Database) -> None:
    story = Story.begin(database)
    story.type_in("record", {"destination_name": "某同行"})
    assert story.sheet("record").values["destination_name"] == ""
    assert story.sheet("record", "quality").values["destination_name"] == "某同行"
    story.type_in("record", {"destination_name": ""})
    assert story.sheet("record", "quality").values["destination_name"] == "某同行"
    story.type_in("record", {"destination_name": ""}, who="quality")
    assert story.sheet("record", "quality").values["destination_name"] == ""


def test_only_the_interviewer_and_quality_staff_type(database: Database) -> None:
    story = Story.begin(database)
    for name in ("manager", "viewer", "seller"):
        with pytest.raises(Forbidden):
            story.type_in("talk", SAID, who=name)


def test_the_list_of_what_is_missing_shrinks(database: Database) -> None:
    story = Story.begin(database)
    story.attribute()
    story.type_in("talk", SAID)
    story.type_in("record", RECORD)
    with database.reading() as session:
        case, interview = story.found(session), story.interview(session)
        lacking = finishing.missing(case, interview, attribution_of(session, case))
    assert [one.field for one in lacking if one.needed] == ["coder1"]
