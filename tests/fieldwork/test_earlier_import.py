"""Tables of earlier years' totals."""

from __future__ import annotations

import pytest

from survey.accounts.actor import Actor
from survey.db import Database
from survey.errors import ImportRefused
from survey.fieldwork import earlier
from survey.fieldwork.earlier_import import read_totals, store_totals
from tests.conftest import NOW

QUALITY = Actor(name="质量部", role="quality")
TABLE = """年度,期间,指标,维度或题目,数值,客户数,计算公式,来源
2023,,满意度,,78.4,61,加权平均,2023 年报告
2024,上半年,满意率,,92%,,,2024 年报告
2024,下半年,满意率,,0.9,40,,2024 年报告
2024,,维度,delivery,70.5,40,,2024 年报告
2024,,净推荐值 NPS,,-3.5,,,2024 年报告
"""


def test_a_table_is_read_with_its_units_and_stored_once(database: Database) -> None:
    with database.unit_of_work() as session:
        plan = read_totals(session, TABLE.encode(), "往年.csv")
        assert (plan.added, plan.changed, plan.problems) == (5, 0, ())
        store_totals(session, plan, actor=QUALITY, now=NOW)
        found = {(one.year, one.part, one.measure): one.value for one in earlier.earlier_totals(session)}
        again = read_totals(session, TABLE.encode(), "往年.csv")
    assert found == {
        (2023, 0, "degree"): 78.4,
        (2024, 1, "rate"): 0.92,
        (2024, 2, "rate"): 0.9,
        (2024, 0, "dimension:delivery"): 70.5,
        (2024, 0, "nps"): -3.5,
    }
    assert (again.added, again.changed, again.unchanged) == (0, 0, 5)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_one_wrong_row_stores_nothing_and_is_named(database: Database) -> None:
    rows = "年度,指标,维度或题目,数值,来源\n2023,满意度,,178,报告\n2024,维度,,80,报告\n2025,满意度,,八十,报告\n2026,满意度,,80,\n"
    with database.unit_of_work() as session:
        plan = read_totals(session, rows.encode(), "往年.csv")
        assert [(one.row, one.column) for one in plan.problems] == [
            (2, "数值"),
            (3, "维度或题目"),
            (4, "数值"),
            (5, "来源"),
        ]
        with pytest.raises(ImportRefused):
            store_totals(session, plan, actor=QUALITY, now=NOW)
        assert not earlier.earlier_totals(session)
