"""The list of action forms as rows of a table and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from survey.actions.models import Action
from survey.actions.states import is_overdue
from survey.actions.words import RESULTS, SOURCES, STATES
from survey.language import Message, m

__all__ = ["HEADINGS", "as_json", "rows_of"]

HEADINGS: Final = (
    m("编号"),
    m("状态"),
    m("问题"),
    m("来源"),
    m("责任部门"),
    m("责任人"),
    m("开出日期"),
    m("完成期限"),
    m("是否超期"),
    m("原因分析"),
    m("纠正措施"),
    m("完成日期"),
    m("有效性"),
    m("验证人"),
    m("关闭日期"),
)


def rows_of(actions: Sequence[Action], today: date) -> list[list[Message | str]]:
    """One line for each form, in the order of `HEADINGS`."""
    return [
        [
            action.record_no or "",
            STATES[action.state],
            action.title,
            SOURCES[action.source],
            action.department,
            action.owner,
            _day(action.opened_on),
            _day(action.due_on),
            m("超期") if is_overdue(action, today) else "",
            action.cause,
            action.measures,
            _day(action.done_on),
            RESULTS.get(action.check_result, ""),
            action.checked_by,
            _day(action.closed_on),
        ]
        for action in actions
    ]


def as_json(action: Action, today: date) -> dict[str, Any]:
    """One form as the command line prints it; keys are stable, days ISO 8601."""
    return {
        "number": action.record_no,
        "state": action.state,
        "title": action.title,
        "source": action.source,
        "wave": action.wave.key if action.wave else None,
        "subject": action.subject_key,
        "department": action.department,
        "owner": action.owner,
        "opened_on": _day(action.opened_on) or None,
        "due_on": _day(action.due_on) or None,
        "overdue": is_overdue(action, today),
        "problem": action.problem,
        "facts": action.facts,
        "correction": action.correction,
        "cause": action.cause,
        "measures": action.measures,
        "done_on": _day(action.done_on) or None,
        "done_note": action.done_note,
        "check": {
            "method": action.check_method,
            "result": action.check_result or None,
            "note": action.check_note,
            "figures": action.check_figures,
            "by": action.checked_by,
            "on": _day(action.checked_on) or None,
        },
        "closed_on": _day(action.closed_on) or None,
    }


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
