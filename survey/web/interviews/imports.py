"""Importing past interviews from a table."""

from __future__ import annotations

from typing import Final

from flask.typing import ResponseReturnValue

from survey.interviews.importing import TEMPLATE_HEADERS, read_interviews, store_interviews
from survey.language import m
from survey.web.access import allow
from survey.web.interviews.blueprint import bp
from survey.web.table_import import Importer, preview, show, store, template_file

__all__ = ["IMPORTER"]

IMPORTER: Final = Importer(
    title=m("导入以往的访谈"),
    read=read_interviews,
    store=store_interviews,
    headers=TEMPLATE_HEADERS,
    hints=(
        m("客户编号和访谈日期必填。客户还没有登记流失时，要有“流失类型”和“判定日”。"),
        m("三个原因各写各的：客户自述（原话和自述编码）、业务员判断编码、根本原因编码。不要互相抄。"),
        m("原因编码用原因分类表的编码（B2.1）或名称。双人编码时另加“编码员2编码”“复核裁定编码”两列。"),
        m("促成因素写成 B2.1=60;B5.1=40，最多三个，合计 100；不写权重按 100、60/40、50/30/20 记。"),
        m("去向写：竞争者、自产、替代品、不再需要、不便说明。竞争者名称写在“竞争者名称”列，限权查看。"),
        m("提纲各题的记录可以另加列，列名写题目原文。没有同意记录的写“同意记录”列为“否”，原话不送去阅读。"),
    ),
    back="interviews.index",
    template="interviews/import.html",
    upload="interviews.import_table",
    confirm="interviews.import_confirm",
    download="interviews.import_template",
)


@bp.get("/import")
@allow("quality")
def import_page() -> ResponseReturnValue:
    return show(IMPORTER)


@bp.post("/import")
@allow("quality")
def import_table() -> ResponseReturnValue:
    """What the uploaded table would change."""
    return preview(IMPORTER)


@bp.post("/import/confirm")
@allow("quality")
def import_confirm() -> ResponseReturnValue:
    """Stores the table that was previewed."""
    return store(IMPORTER)


@bp.get("/import/template.xlsx")
@allow("quality")
def import_template() -> ResponseReturnValue:
    return template_file(IMPORTER)
