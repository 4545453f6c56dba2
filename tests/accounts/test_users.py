"""Users and the company: what may be said about them, and what an administrator cannot break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey.accounts import company, users
from survey.accounts.actor import COMMAND_LINE
from survey.accounts.company import Details
from survey.accounts.models import Company, User
from survey.db import Database
from survey.errors import Conflict, InvalidInput, NotFound
from tests.accounts.test_files import PNG
from tests.conftest import NOW


def add(database: Database, email: str = "a@example.com", role: str = "admin", **more: str) -> User:
    with database.unit_of_work() as session:
        return users.add(session, email=email, name="甲", role=role, actor=COMMAND_LINE, now=NOW, **more)


def test_an_address_belongs_to_one_user_whatever_its_case(database: Database) -> None:
    add(database)
    with pytest.raises(InvalidInput) as refusal:
        add(database, " A@Example.COM ")
    assert "email" in refusal.value.problems


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@",
        "@b",
        "a b@c.cn",
        "a@b@c",
        "a@b.cn\r\nBcc: x@y.z",
        "<a@b.cn>",
        "a,b@c.cn",
        "a" * 65 + "@b.cn",
        "a@" + "b" * 300,
    ],
)
def test_what_is_no_address_is_refused(database: Database, email: str) -> None:
    with pytest.raises(InvalidInput):
        add(database, email)


def test_a_user_has_one_of_our_roles(database: Database) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add(database, role="boss")
    assert "role" in refusal.value.problems


def test_the_last_administrator_stays(database: Database) -> None:
    user = add(database)
    add(database, "q@example.com", "quality")
    with database.unit_of_work() as session:
        found = users.by_ref(session, user.ref)
        with pytest.raises(Conflict):
            users.change(session, found, name="甲", role="viewer", department="", actor=COMMAND_LINE, now=NOW)
        with pytest.raises(Conflict):
            users.set_active(session, found, False, actor=COMMAND_LINE, now=NOW)
    add(database, "b@example.com")
    with database.unit_of_work() as session:
        users.set_active(session, users.by_ref(session, user.ref), False, actor=COMMAND_LINE, now=NOW)


def test_a_disabled_user_gets_no_link(database: Database) -> None:
    add(database)
    user = add(database, "q@example.com", "quality")
    with database.unit_of_work() as session:
        found = users.by_ref(session, user.ref)
        users.set_active(session, found, False, actor=COMMAND_LINE, now=NOW)
    with pytest.raises(Conflict), database.unit_of_work() as session:
        users.reset_link(session, users.by_ref(session, user.ref), actor=COMMAND_LINE, now=NOW)


def test_nobody_is_found_under_a_name_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotFound), database.reading() as session:
        users.by_ref(session, "nothing")


GOOD = Details(
    name="示例机械有限公司",
    hotline="400-000-0000",
    email="zhiliang@example.com",
    class_labels={"A": "战略客户"},
)


def test_the_company_keeps_what_was_said_about_it(database: Database) -> None:
    with database.unit_of_work() as session:
        company.change(session, GOOD, actor=COMMAND_LINE, now=NOW)
    with database.reading() as session:
        assert company.details(session) == GOOD


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 121),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("email", "nobody"),
        ("record_pattern", "QR-9.1.2-01"),
        ("record_pattern", "QR-{serial:3}-{serial:3}"),
        ("record_pattern", "QR-{year.__class__}-{serial:3}"),
        ("record_pattern", "QR-{0}{serial:3}"),
        ("record_pattern", "{serial:3"),
        ("record_pattern", "}{serial:3}"),
    ],
)
def test_what_cannot_be_said_about_a_company_is_refused_at_its_field(
    database: Database, field: str, value: str
) -> None:
    with pytest.raises(InvalidInput) as refusal, database.unit_of_work() as session:
        company.change(session, replace(GOOD, **{field: value}), actor=COMMAND_LINE, now=NOW)
    assert set(refusal.value.problems) == {field}


def test_class_labels_are_read_line_by_line() -> None:
    assert company.parse_class_labels("A 战略客户\n\n B  重点 客户 ") == {"A": "战略客户", "B": "重点 客户"}
    assert company.parse_class_labels("") == {}
    for text in ("战略客户", "A", "A 甲\nA 乙", "A " + "长" * 41, "A/B 甲"):
        with pytest.raises(InvalidInput):
            company.parse_class_labels(text)
    assert list(company.class_labels(replace(GOOD, class_labels={}))) == ["A", "B", "C", "D"]


def test_a_new_logo_replaces_the_old_and_other_files_are_not_shown(database: Database) -> None:
    with database.unit_of_work() as session:
        session.add(Company(id=1, name="示例"))
    refs = []
    for _ in range(2):
        with database.unit_of_work() as session:
            file = company.set_logo(session, name="l.png", content=PNG, actor=COMMAND_LINE, now=NOW)
            refs.append(file.ref)
    with database.reading() as session:
        assert company.logo(session, refs[1]).content == PNG
        assert company.logo_ref(session) == refs[1]
        with pytest.raises(NotFound):
            company.logo(session, refs[0])
    with pytest.raises(InvalidInput), database.unit_of_work() as session:
        company.set_logo(session, name="l.svg", content=b"<svg/>", actor=COMMAND_LINE, now=NOW)
