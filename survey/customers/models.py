"""The customer register: companies, contacts, sales by period, losses and lost orders."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.accounts import models as _accounts  # noqa: F401  (foreign keys)
from survey.db import Base, HasRef, Pk

__all__ = ["Contact", "Customer", "Loss", "LostOrder", "SalesPeriod"]


class Customer(HasRef, Base):
    """A company we deal, dealt or hope to deal with again."""

    __tablename__ = "customer"

    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    short_name: Mapped[str] = mapped_column(sa.String(60), default="")
    class_key: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    region: Mapped[str] = mapped_column(sa.String(40), default="")
    industry: Mapped[str] = mapped_column(sa.String(60), default="")
    product_lines: Mapped[list[str]] = mapped_column(default=list)
    since: Mapped[int | None]
    """The year in which the relationship began."""
    owner: Mapped[str] = mapped_column(sa.String(60), default="")
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id", ondelete="SET NULL"), index=True)
    payment_days: Mapped[int | None]
    service_cost: Mapped[float | None]
    contract_end: Mapped[date | None]
    referred_by: Mapped[str] = mapped_column(sa.String(120), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]

    contacts: Mapped[list[Contact]] = relationship(order_by="Contact.id")
    sales: Mapped[list[SalesPeriod]] = relationship(order_by="SalesPeriod.period")

    @property
    def product_line(self) -> str:
        """The first product line: the one that is copied to responses as segment."""
        return self.product_lines[0] if self.product_lines else ""


class Contact(HasRef, Base):
    """A person at a customer, with the part played in the business."""

    __tablename__ = "contact"

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    roles: Mapped[list[str]] = mapped_column(default=list)
    department: Mapped[str] = mapped_column(sa.String(60), default="")
    title: Mapped[str] = mapped_column(sa.String(60), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    language: Mapped[str] = mapped_column(sa.String(5), default="zh")


class SalesPeriod(Base):
    """What a customer bought from us, and in all, in a year (`2026`) or month (`2026-03`)."""

    __tablename__ = "sales_period"
    __table_args__ = (sa.UniqueConstraint("customer_id", "period", "product_line"),)

    id: Mapped[Pk]
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"))
    period: Mapped[str] = mapped_column(sa.String(7))
    product_line: Mapped[str] = mapped_column(sa.String(60), default="")
    sales: Mapped[float]
    """Yuan, excluding tax."""
    purchases: Mapped[float | None]
    """The customer's purchases of this kind in all (采购总额), yuan."""
    share_source: Mapped[str] = mapped_column(sa.String(20), default="")


class Loss(HasRef, Base):
    """A customer judged lost, partly lost, paused or ended by us; three dates, never mixed."""

    __tablename__ = "loss"
    __table_args__ = (
        sa.CheckConstraint(
            "kind IN ('complete', 'former', 'partial', 'pause', 'ended_by_us')", name="known_kind"
        ),
        sa.CheckConstraint("lost_sales IS NULL OR lost_sales >= 0", name="not_negative"),
    )

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    product_line: Mapped[str] = mapped_column(sa.String(60), default="")
    last_order_on: Mapped[date | None]
    left_on: Mapped[date | None]
    """As the customer tells it."""
    recognised_on: Mapped[date]
    """判定日: the interview clock runs from here."""
    lost_sales: Mapped[float | None]
    """Yuan a year, excluding tax; the lost part only."""
    lost_sales_source: Mapped[str] = mapped_column(sa.String(20), default="")
    last_score: Mapped[float | None]
    """The latest overall satisfaction before leaving (1–5), where one is known."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    withdrawn_at: Mapped[datetime | None]
    """Set when the customer turned out not to be lost."""

    customer: Mapped[Customer] = relationship()


class LostOrder(HasRef, Base):
    """An order or bid lost while the customer stays (or never came)."""

    __tablename__ = "lost_order"

    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("customer.id", ondelete="RESTRICT"), index=True)
    decided_on: Mapped[date]
    product: Mapped[str] = mapped_column(sa.String(120), default="")
    amount: Mapped[float | None]
    step: Mapped[str] = mapped_column(sa.String(20), default="")
    winner: Mapped[str] = mapped_column(sa.String(120), default="")
    """Restricted: shown to quality staff and managers only."""
    reason_code: Mapped[str] = mapped_column(sa.String(10), default="")
    next_chance_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")

    customer: Mapped[Customer] = relationship()
