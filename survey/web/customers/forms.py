"""Forms of the register: customers, contacts, sales, losses, lost orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    FloatField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from survey.accounts.company import class_labels
from survey.accounts.models import User
from survey.customers.losses import LossDetails, LostOrderDetails
from survey.customers.models import Contact, Customer
from survey.customers.service import ContactDetails, CustomerDetails, SalesDetails
from survey.customers.words import CONTACT_ROLES, LOSS_KINDS, LOST_STEPS, SHARE_SOURCES
from survey.web.context import company
from survey.web.forms import NOT_CHOSEN, REQUIRED, Boxes, SelectChoice, choices_of, text

__all__ = ["ContactForm", "CustomerForm", "LossForm", "LostOrderForm", "SalesForm"]

LARGEST = 1e13


class CustomerForm(FlaskForm):  # type: ignore[misc]
    """A customer of the register."""

    code = StringField(_l("客户编号"), [DataRequired(REQUIRED), Length(max=40)])
    name = StringField(_l("客户名称"), [DataRequired(REQUIRED), Length(max=120)])
    short_name = StringField(_l("简称"), [Length(max=60)])
    class_key = SelectField(_l("类别"))
    region = StringField(_l("地区"), [Length(max=40)])
    industry = StringField(_l("行业"), [Length(max=60)])
    product_lines = StringField(_l("产品线"), [Length(max=600)])
    since = IntegerField(_l("合作起始年"), [Optional(), NumberRange(1900, 2100)])
    owner_id = SelectField(_l("业务员"), coerce=int)
    owner = StringField(_l("业务员（没有账号的）"), [Length(max=60)])
    contract_end = DateField(_l("合同到期日"), [Optional()])
    payment_days = IntegerField(_l("账期（天）"), [Optional(), NumberRange(0, 3650)])
    service_cost = FloatField(_l("年服务费用（元）"), [Optional(), NumberRange(0, LARGEST)])
    referred_by = StringField(_l("介绍人"), [Length(max=120)])
    note = TextAreaField(_l("备注"), [Length(max=5000)], render_kw={"rows": 3})

    def offer(self, owners: Sequence[User], current: str = "") -> None:
        """Fills the choices; a class that the company has dropped stays selectable where it stands."""
        labels = class_labels(company())
        if current and current not in labels:
            labels[current] = ""
        self.class_key.choices = [
            NOT_CHOSEN,
            *(SelectChoice(key, f"{key} {label}".strip()) for key, label in labels.items()),
        ]
        self.owner_id.choices = [SelectChoice(0, "—"), *(SelectChoice(user.id, user.name) for user in owners)]

    def show(self, customer: Customer) -> None:
        self.process(obj=customer)
        self.product_lines.data = ";".join(customer.product_lines)
        self.owner_id.data = customer.owner_id or 0

    def details(self) -> CustomerDetails:
        lines = text(self.product_lines).replace("；", ";").replace("、", ";").split(";")
        return CustomerDetails(
            code=text(self.code),
            name=text(self.name),
            short_name=text(self.short_name),
            class_key=self.class_key.data or "",
            region=text(self.region),
            industry=text(self.industry),
            product_lines=tuple(dict.fromkeys(filter(None, map(str.strip, lines)))),
            since=self.since.data,
            owner=text(self.owner),
            owner_id=self.owner_id.data or None,
            payment_days=self.payment_days.data,
            service_cost=self.service_cost.data,
            contract_end=self.contract_end.data,
            referred_by=text(self.referred_by),
            note=text(self.note),
        )


class ContactForm(FlaskForm):  # type: ignore[misc]
    """A person at a customer."""

    name = StringField(_l("称呼"), [DataRequired(REQUIRED), Length(max=60)])
    roles = Boxes(_l("在业务中的角色"))
    department = StringField(_l("部门"), [Length(max=60)])
    title = StringField(_l("职务"), [Length(max=60)])
    phone = StringField(_l("电话"), [Length(max=40)])
    email = StringField(_l("邮箱"), [Length(max=254)])
    language = SelectField(_l("语言"), choices=[SelectChoice("zh", "中文"), SelectChoice("en", "English")])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.roles.choices = choices_of(CONTACT_ROLES)

    def show(self, contact: Contact) -> None:
        self.process(obj=contact)

    def details(self) -> ContactDetails:
        return ContactDetails(
            name=text(self.name),
            roles=tuple(self.roles.data or ()),
            department=text(self.department),
            title=text(self.title),
            phone=text(self.phone),
            email=text(self.email),
            language=self.language.data or "zh",
        )


class SalesForm(FlaskForm):  # type: ignore[misc]
    """What a customer bought in a year or month."""

    period = StringField(_l("年份或月份"), [DataRequired(REQUIRED), Length(max=7)])
    sales = FloatField(_l("我方销售额（元，不含税）"), [InputRequired(REQUIRED), NumberRange(0, LARGEST)])
    purchases = FloatField(_l("采购总额（元）"), [Optional(), NumberRange(0, LARGEST)])
    share_source = SelectField(_l("采购总额来源"))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.share_source.choices = [NOT_CHOSEN, *choices_of(SHARE_SOURCES)]

    def details(self) -> SalesDetails:
        return SalesDetails(
            period=text(self.period),
            sales=self.sales.data or 0.0,
            purchases=self.purchases.data,
            share_source=self.share_source.data or "",
        )


class LossForm(FlaskForm):  # type: ignore[misc]
    """A judged loss with its three dates."""

    kind = SelectField(_l("流失类型"))
    recognised_on = DateField(_l("判定日"), [InputRequired(REQUIRED)])
    left_on = DateField(_l("流失日（客户所述）"), [Optional()])
    last_order_on = DateField(_l("最后订货日"), [Optional()])
    product_line = StringField(_l("产品线"), [Length(max=60)])
    lost_sales = FloatField(_l("年流失销售额（元，不含税）"), [Optional(), NumberRange(0, LARGEST)])
    lost_sales_source = SelectField(_l("流失销售额来源"))
    last_score = FloatField(_l("离开前总体满意度（1–5）"), [Optional(), NumberRange(1, 5)])
    note = TextAreaField(_l("备注"), [Length(max=5000)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind.choices = choices_of(LOSS_KINDS)
        self.lost_sales_source.choices = [NOT_CHOSEN, *choices_of(SHARE_SOURCES)]

    def details(self) -> LossDetails:
        return LossDetails(
            kind=self.kind.data,
            recognised_on=self.recognised_on.data,
            product_line=text(self.product_line),
            last_order_on=self.last_order_on.data,
            left_on=self.left_on.data,
            lost_sales=self.lost_sales.data,
            lost_sales_source=self.lost_sales_source.data or "",
            last_score=self.last_score.data,
            note=text(self.note),
        )


class LostOrderForm(FlaskForm):  # type: ignore[misc]
    """An order or bid that went elsewhere."""

    decided_on = DateField(_l("决定日期"), [InputRequired(REQUIRED)])
    product = StringField(_l("产品或标的"), [Length(max=120)])
    amount = FloatField(_l("丢单金额（元）"), [Optional(), NumberRange(0, LARGEST)])
    step = SelectField(_l("我方在哪一步被排除"))
    winner = StringField(_l("中选单位"), [Length(max=120)])
    reason_code = StringField(_l("原因"), [Length(max=10)])
    next_chance_on = DateField(_l("下次机会日期"), [Optional()])
    note = TextAreaField(_l("备注"), [Length(max=5000)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.step.choices = [NOT_CHOSEN, *choices_of(LOST_STEPS)]

    def details(self) -> LostOrderDetails:
        return LostOrderDetails(
            decided_on=self.decided_on.data,
            product=text(self.product),
            amount=self.amount.data,
            step=self.step.data or "",
            winner=text(self.winner),
            reason_code=text(self.reason_code),
            next_chance_on=self.next_chance_on.data,
            note=text(self.note),
        )
