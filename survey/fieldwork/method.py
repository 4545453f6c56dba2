"""The method record of a wave: how the customers' perception is obtained, as an audit asks for it.

ISO 9001:2015 9.1.2: the organisation determines the methods for obtaining, monitoring and reviewing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from survey.accounts.models import Company
from survey.instrument.definition import Definition
from survey.language import Message, m

__all__ = ["FIELDS", "missing", "with_defaults"]

FIELDS: Final[Mapping[str, Message]] = {
    "purpose": m("目的"),
    "population": m("调查对象"),
    "frame": m("名单来源"),
    "sampling": m("抽样方式"),
    "mode": m("发放方式"),
    "formula": m("计算公式"),
    "owner": m("负责部门"),
    "approved_by": m("批准人"),
}
"""Every field of the record with its label; all but the approver must be filled before opening."""
OPTIONAL: Final = frozenset({"approved_by"})
LONGEST: Final = 500


def with_defaults(
    given: Mapping[str, Any], definition: Definition, company: Company, *, privacy: str
) -> dict[str, Any]:
    """The record as given, its empty fields filled with what we propose."""
    proposed = _proposal(definition, company, privacy)
    filled = {name: str(given.get(name) or "").strip()[:LONGEST] for name in FIELDS}
    return {name: filled[name] or proposed.get(name, "") for name in FIELDS}


def missing(record: Mapping[str, Any]) -> dict[str, Message]:
    """Field → why the record is not complete; empty when it is."""
    return {
        name: m("“%(field)s”还没有填写。", field=label)
        for name, label in FIELDS.items()
        if name not in OPTIONAL and not str(record.get(name) or "").strip()
    }


def _proposal(definition: Definition, company: Company, privacy: str) -> dict[str, str]:
    """Written into the record in Chinese: it is a document of the company, not a text of the page."""
    return {
        "purpose": "了解顾客对其要求得到满足程度的感受，并据此改进",
        "population": "报告期内有业务往来的客户",
        "frame": "客户台账中确定的应调查客户名单",
        "sampling": "全部调查",
        "mode": "链接、二维码、纸质、电话、走访",
        "formula": _formula(definition, privacy),
        "owner": company.department,
    }


def _formula(definition: Definition, privacy: str) -> str:
    unit = "先按客户平均" if privacy != "anonymous" else "按答卷平均"
    weights = "维度权重见问卷修订" if any(d.weight for d in definition.dimensions) else "各维度权重相同"
    return f"满意度按评分等级的企业折算分计算，{unit}，{weights}；满意率 =（非常满意 + 满意）÷ 有效评价数"
