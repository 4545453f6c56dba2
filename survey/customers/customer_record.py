"""One row of an imported register: what it would change of a customer, and writing it down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from survey.customers.models import Contact, Customer, SalesPeriod

__all__ = ["CustomerRecord", "differs", "fill_customer", "whole_entries"]


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One row that can be stored; what its cells leave empty stays as it is on the register."""

    row: int
    code: str
    values: Mapping[str, Any]
    contacts: tuple[Mapping[str, Any], ...]
    sales: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    """Period → (sales, purchases)."""
    share_source: str = ""


def whole_entries(customer: Customer | None) -> Iterable[SalesPeriod]:
    """The sales of the customer that are not those of a single product line."""
    return (entry for entry in customer.sales if not entry.product_line) if customer else ()


def differs(customer: Customer, record: CustomerRecord) -> bool:
    """Whether the record says anything that the customer does not have yet."""
    if any(getattr(customer, name) != value for name, value in record.values.items()):
        return True
    by_name = {contact.name: contact for contact in customer.contacts}
    for contact in record.contacts:
        same = by_name.get(contact["name"])
        if same is None or any(getattr(same, name) != value for name, value in contact.items()):
            return True
    before = {entry.period: entry for entry in whole_entries(customer)}
    return any(_changes(before.get(period), pair, record) for period, pair in record.sales.items())


def _changes(
    entry: SalesPeriod | None, pair: tuple[float | None, float | None], record: CustomerRecord
) -> bool:
    if entry is None:
        return True
    sales, purchases = pair
    return (
        (sales is not None and sales != entry.sales)
        or (purchases is not None and purchases != entry.purchases)
        or (purchases is not None and bool(record.share_source) and record.share_source != entry.share_source)
    )


def fill_customer(customer: Customer, record: CustomerRecord) -> None:
    """Writes what the record says; what it leaves empty stays."""
    for name, value in record.values.items():
        setattr(customer, name, value)
    by_name = {contact.name: contact for contact in customer.contacts}
    for values in record.contacts:
        contact = by_name.get(values["name"])
        if contact is None:
            contact = Contact(name=values["name"])
            customer.contacts.append(contact)
        for name, value in values.items():
            setattr(contact, name, value)
    _fill_sales(customer, record)


def _fill_sales(customer: Customer, record: CustomerRecord) -> None:
    before = {entry.period: entry for entry in whole_entries(customer)}
    for period, (sales, purchases) in record.sales.items():
        entry = before.get(period)
        if entry is None:
            entry = SalesPeriod(period=period, sales=sales or 0.0, purchases=None)
            customer.sales.append(entry)
        if sales is not None:
            entry.sales = sales
        if purchases is not None:
            entry.purchases = purchases
            entry.share_source = record.share_source or entry.share_source or "estimate"
