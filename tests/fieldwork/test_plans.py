"""The annual plan that waves are opened from, and the targets of a year."""

from __future__ import annotations

import pytest

from survey.db import Database
from survey.errors import Conflict, InvalidInput
from survey.fieldwork import (
    plans,
    queries,
    targets,
)
from tests.builders import fieldwork as make
from tests.builders.fieldwork import WHO


def test_a_wave_is_opened_from_a_line_of_the_approved_plan(database: Database) -> None:
    with database.unit_of_work() as session:
        make.add_company(session)
        version = make.add_version(session)
        plan = plans.create_plan(session, 2026, "", **WHO)
        with pytest.raises(Conflict):
            plans.approve(session, plan, approved_by="李经理", **WHO)
        with pytest.raises(InvalidInput):
            plans.add_line(session, plan, plans.LineForm(period="", object=""), **WHO)
        line = plans.add_line(session, plan, plans.LineForm("上半年", "全部客户"), **WHO)
        spare = plans.add_line(session, plan, plans.LineForm("下半年", "重点客户"), **WHO)
        plans.edit_line(session, plan, line, plans.LineForm("下半年", "A、B 类客户"), **WHO)
        plans.remove_line(session, plan, spare, **WHO)
        with pytest.raises(Conflict, match="没有批准"):
            plans.open_from_line(session, plan, line, make.wave_form(version), **WHO)
        plans.approve(session, plan, approved_by="李经理", **WHO)
        wave = plans.open_from_line(session, plan, line, make.wave_form(version), **WHO)
        assert line.wave_id == wave.id
        with pytest.raises(Conflict):
            plans.open_from_line(session, plan, line, make.wave_form(version, key="b"), **WHO)
        with pytest.raises(Conflict, match="已经批准"):
            plans.add_line(session, plan, plans.LineForm("全年", "全部"), **WHO)
        assert [one.object for one in queries.plan(session, plan.ref).lines] == ["A、B 类客户"]
        assert plan.approved_on is not None
        assert len(queries.plans(session)) == 1


def test_targets_are_set_once_per_year_scope_and_measure(database: Database) -> None:
    with database.unit_of_work() as session:
        first = targets.set_target(session, 2026, "degree", 88, approved_by="李经理", **WHO)
        again = targets.set_target(session, 2026, "degree", 90, **WHO)
        targets.set_target(session, 2026, "degree", 85, scope="dimension", scope_key="delivery", **WHO)
        assert again is first
        found = queries.target_for(session, 2026, "degree")
        assert found is not None
        assert found.value == 90
        assert queries.target_for(session, 2025, "degree") is None
        assert len(queries.targets(session, 2026)) == 2
        for wrong in (
            {"measure": "degree", "value": 101},
            {"measure": "rate", "value": 95},
            {"measure": "rate", "value": float("nan")},
            {"measure": "beauty", "value": 1},
            {"measure": "rate", "value": 0.9, "scope": "department"},
        ):
            with pytest.raises(InvalidInput):
                targets.set_target(session, 2026, **{"measure": "rate", "value": 0.5} | wrong, **WHO)  # type: ignore[arg-type]
        targets.remove_target(session, first, **WHO)
        assert len(queries.targets(session)) == 1
