"""Importing the register, lists of lost customers and of lost orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask.typing import ResponseReturnValue

from survey.customers.customer_import import TEMPLATE_HEADERS, read_customers, store_customers
from survey.customers.loss_import import LOSSES, LOST_ORDERS
from survey.errors import NotFound
from survey.language import m
from survey.web.access import allow
from survey.web.customers.blueprint import bp
from survey.web.table_import import Importer, preview, show, store, template_file

__all__ = ["IMPORTERS"]

PLACES: Final = {
    "template": "customers/import.html",
    "upload": "customers.import_table",
    "confirm": "customers.import_confirm",
    "download": "customers.import_template",
}
CODE_HINT: Final = m("客户编号必须是台账里已有的编号。")
DAY_HINT: Final = m("日期写成 2026-03-31；只知道月份时写 2026-03。")
MONEY_HINT: Final = m(
    "金额的单位是元（列名里写“万元”的按万元换算），不含税；写了金额要注明来源：客户告知、财务、业务估计、公开资料。"
)

IMPORTERS: Final[Mapping[str, Importer]] = {
    "customers": Importer(
        title=m("导入客户台账"),
        read=lambda session, content, name, _today: read_customers(session, content, name),
        store=store_customers,
        headers=TEMPLATE_HEADERS,
        hints=(
            m("客户编号必填，新客户还要有客户名称。编号已有的更新，没有的新增；空白的格不改动台账里的内容。"),
            m("类别写代号或名称，例如 A 或 战略客户。产品线有几条时用分号隔开。"),
            m("每年一列“销售额 2026”和“采购总额 2026”，也可以按月写“销售额 2026-03”。单位元，不含税。"),
            m("采购总额来源写：客户告知、财务、业务估计、公开资料；不写按业务估计记。"),
            m("业务员写姓名或登录邮箱，与系统用户一致时，该业务员可以看到这家客户。"),
            m(
                "联系人有几位时，加“联系人2”“联系人2电话”等列。角色写：采购、技术、质量、生产使用、维修、财务、决策。"
            ),
        ),
        back="customers.index",
        values=(("kind", "customers"),),
        **PLACES,
    ),
    "losses": Importer(
        title=m("导入流失客户名单"),
        read=LOSSES.read,
        store=LOSSES.store,
        headers=LOSSES.headers,
        hints=(
            CODE_HINT,
            m("流失类型写：完全流失、需求消失、部分流失、暂停采购、我方终止。"),
            m(
                "三个日期各填各的：最后订货日、客户所说的流失日、我们判定的日子。判定日必填，访谈期限从它算起。"
            ),
            DAY_HINT,
            MONEY_HINT,
        ),
        back="interviews.new",
        values=(("kind", "losses"),),
        **PLACES,
    ),
    "lost-orders": Importer(
        title=m("导入丢单"),
        read=LOST_ORDERS.read,
        store=LOST_ORDERS.store,
        headers=LOST_ORDERS.headers,
        hints=(
            CODE_HINT,
            m("排除环节写：资格、技术、商务、最后决定。原因编码用原因分类表的编码，例如 B2.1。"),
            m("中选单位只有质量管理员、管理层和管理员能看到。"),
            DAY_HINT,
        ),
        back="customers.lost_orders",
        values=(("kind", "lost-orders"),),
        **PLACES,
    ),
}


@bp.get("/import/<kind>")
@allow("quality")
def import_page(kind: str) -> ResponseReturnValue:
    return show(_importer(kind))


@bp.post("/import/<kind>")
@allow("quality")
def import_table(kind: str) -> ResponseReturnValue:
    """What the uploaded table would change."""
    return preview(_importer(kind))


@bp.post("/import/<kind>/confirm")
@allow("quality")
def import_confirm(kind: str) -> ResponseReturnValue:
    """Stores the table that was previewed."""
    return store(_importer(kind))


@bp.get("/import/<kind>/template.xlsx")
@allow("quality")
def import_template(kind: str) -> ResponseReturnValue:
    importer = _importer(kind)
    return template_file(importer)


def _importer(kind: str) -> Importer:
    if kind not in IMPORTERS:
        raise NotFound(m("没有这种导入。"))
    return IMPORTERS[kind]
