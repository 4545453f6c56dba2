"""The demonstration company's data agree with themselves and with the vocabularies and built-in templates."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from survey.accounts.models import ROLES
from survey.text.vocabulary import Dimension, Kind, LossKind, Polarity

PACKAGE = Path(__file__).parents[2] / "survey"
CONTACT_ROLES = {"purchasing", "technical", "quality", "production", "maintenance", "finance", "management"}
GUIDE_KEYS = {
    "why_chose", "what_good", "what_changed", "first_doubt", "trigger", "decision", "told_us", "promises",
    "where_to", "compare", "main_reason", "would_have_kept", "come_back", "anything",
}  # fmt: skip


@cache
def content(name: str) -> Any:
    return json.loads((PACKAGE / "demo" / "data" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def template(name: str) -> Any:
    return json.loads((PACKAGE / "instrument" / "templates" / f"{name}.json").read_text(encoding="utf-8"))


def reasons() -> dict[str, Any]:
    return {reason["code"]: reason for reason in template("reasons")["reasons"]}


def customers() -> dict[str, Any]:
    return {customer["code"]: customer for customer in content("customers")}


def items() -> dict[str, Any]:
    return {item["key"]: item for section in template("iso_b2b")["sections"] for item in section["items"]}


def lost(*kinds: str) -> list[Any]:
    return [c for c in customers().values() if "loss" in c and (not kinds or c["loss"]["kind"] in kinds)]


def test_there_are_96_customers_in_four_classes_with_7_strategic_ones() -> None:
    assert len(customers()) == len({c["name"] for c in customers().values()}) == 96
    classes = Counter(c["class"] for c in customers().values())
    assert set(classes) == set("ABCD")
    assert classes["A"] == 7


def test_64_customers_are_active_and_32_have_a_loss_of_every_kind() -> None:
    assert len(lost()) == 32
    assert {c["loss"]["kind"] for c in lost()} == {str(kind) for kind in LossKind}


def test_every_customer_has_a_known_owner_known_product_lines_and_seven_regions() -> None:
    salespeople = {person["name"] for person in content("company")["staff"] if person["role"] == "sales"}
    assert {c["owner"] for c in customers().values()} == salespeople
    lines = {line for c in customers().values() for line in c["product_lines"]}
    assert lines == set(content("company")["product_lines"])
    assert {c["region"] for c in customers().values()} == {
        "华东",
        "华南",
        "华北",
        "华中",
        "西南",
        "西北",
        "东北",
    }


def test_contacts_have_fictional_unique_numbers_and_addresses() -> None:
    contacts = [contact for c in customers().values() for contact in c["contacts"]]
    assert all(1 <= len(c["contacts"]) <= 5 for c in customers().values())
    assert all(re.fullmatch(r"1990000\d{4}", contact["phone"]) for contact in contacts)
    assert all(contact["email"].endswith("@example.com") for contact in contacts)
    assert len({contact["phone"] for contact in contacts}) == len(contacts)
    assert len({contact["email"] for contact in contacts}) == len(contacts)
    assert {role for contact in contacts for role in contact["roles"]} == CONTACT_ROLES


def test_company_addresses_are_fictional_and_all_roles_are_staffed() -> None:
    company = content("company")
    assert {person["role"] for person in company["staff"]} == set(ROLES)
    addresses = [person["email"] for person in company["staff"]]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.cn") for address in addresses)
    assert "@example.cn" in company["privacy_contact"]


def test_sales_cover_four_years_and_never_exceed_the_known_purchases() -> None:
    for customer in customers().values():
        assert list(customer["sales"]) == ["2023", "2024", "2025", "2026"]
        assert all(amount >= 0 for amount in customer["sales"].values())
        for year, known in customer["purchases"].items():
            assert known["amount"] >= customer["sales"][year]
            assert known["source"] in {"customer", "finance", "estimate", "public"}


def test_losses_have_three_dates_in_order_within_the_told_period() -> None:
    for customer in lost():
        loss = customer["loss"]
        last, left, recognised = (
            date.fromisoformat(loss[name]) for name in ("last_order_on", "left_on", "recognised_on")
        )
        assert max(last, left) < recognised
        assert date(2023, 11, 1) <= recognised <= date(2026, 10, 31)
        assert loss["lost_sales"] > 0
        assert loss["source"] in {"finance", "estimate"}


def test_customers_lost_for_good_stop_buying_in_the_year_after_the_last_order() -> None:
    for customer in lost("complete", "former", "ended_by_us"):
        year = int(customer["loss"]["last_order_on"][:4])
        assert all(customer["sales"][str(later)] == 0 for later in range(year + 1, 2027))


def test_no_comment_is_written_twice_and_there_are_about_260() -> None:
    texts = [comment["text"] for comment in content("comments")]
    assert len(texts) == len(set(texts))
    assert 250 <= len(texts) <= 300


def test_comments_answer_items_of_the_questionnaire_with_known_words() -> None:
    known = items()
    rated = {key for key, item in known.items() if item["type"] == "importance_performance"}
    for comment in content("comments"):
        key, _, why = comment["item"].partition(":")
        assert known[key]["type"] == "comment" if not why else (key in rated and why == "why"), comment
        assert comment["wave"] in {1, 2}
        assert Polarity(comment["polarity"])
        assert Kind(comment["kind"])
        assert comment["dimensions"][0] == comment["dimension"]
        assert all(Dimension(dimension) for dimension in comment["dimensions"])


def test_non_answers_have_no_polarity_and_nothing_else_lacks_one() -> None:
    for comment in content("comments"):
        assert (comment["kind"] == "non_answer") == (comment["polarity"] == "none"), comment


def test_delivery_is_the_weak_point_of_wave_1_and_better_in_wave_2() -> None:
    def complaints(wave: int) -> Counter[str]:
        return Counter(
            comment["dimension"]
            for comment in content("comments")
            if comment["wave"] == wave and comment["polarity"] == "neg"
        )

    assert complaints(1).most_common(1)[0][0] == "delivery"
    assert complaints(2)["delivery"] < complaints(1)["delivery"] / 2


def test_24_lost_customers_were_interviewed_two_to_eight_weeks_after_recognition() -> None:
    interviews = content("interviews")
    assert len({interview["customer"] for interview in interviews}) == len(interviews) == 24
    for interview in interviews:
        loss = customers()[interview["customer"]]["loss"]
        assert loss["kind"] in {"complete", "former", "partial"}
        days = date.fromisoformat(interview["held_on"]) - date.fromisoformat(loss["recognised_on"])
        assert 14 <= days.days <= 56
        assert interview["first_doubt_on"] <= loss["left_on"]
        assert interview["lost_sales"] == loss["lost_sales"]


def test_interview_codes_are_leaves_of_the_reason_tree() -> None:
    parents = {reason.get("parent") for reason in reasons().values()}
    for interview in content("interviews"):
        codes = [
            interview[name]
            for name in ("stated_code", "staff_code", "root_code1", "root_code2", "adjudicated_code")
        ]
        codes += [part["code"] for part in interview["contributing"]]
        assert all(code in reasons() and code not in parents for code in codes), interview["customer"]
        assert not any(code.startswith("Z") for code in codes)


def test_contributing_reasons_add_up_to_100_and_start_with_the_root_cause() -> None:
    for interview in content("interviews"):
        assert 1 <= len(interview["contributing"]) <= 3
        assert sum(part["weight"] for part in interview["contributing"]) == 100
        assert interview["contributing"][0]["code"] == interview["adjudicated_code"]


def test_coders_agree_on_four_of_five_and_the_ruling_is_one_of_theirs() -> None:
    interviews = content("interviews")
    agreed = sum(i["root_code1"] == i["root_code2"] for i in interviews)
    assert 0.75 <= agreed / len(interviews) <= 0.85
    assert all(i["adjudicated_code"] in {i["root_code1"], i["root_code2"]} for i in interviews)


def test_price_is_often_said_and_seldom_the_root() -> None:
    interviews = content("interviews")
    said = [i for i in interviews if i["stated_code"].startswith("B5")]
    assert len(said) >= 8
    assert sum(i["adjudicated_code"].startswith("B5") for i in said) == 1
    roots = Counter(re.match(r"[A-Z]\d*", i["adjudicated_code"])[0] for i in interviews)  # type: ignore[index]
    assert roots["B9"] >= 2
    assert sum(count for code, count in roots.items() if code.startswith("A")) >= 3


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        ("mode", {"phone", "visit"}),
        ("interviewee_role", CONTACT_ROLES),
        ("destination", {"competitor", "own_production", "substitute", "no_need", "unsaid"}),
        ("preventable", {"yes", "maybe", "no"}),
        ("improvement", {"at_once", "investment", None}),
        ("come_back", {"yes", "conditional", "not_now", "no"}),
        ("confidence", {"high", "medium", "low"}),
        ("rating_before", set(range(1, 11))),
    ],
)
def test_interview_fields_hold_known_values(field: str, allowed: set[object]) -> None:
    assert {interview[field] for interview in content("interviews")} <= allowed


def test_controllable_follows_the_tree_and_touchpoints_are_on_the_map() -> None:
    touchpoints = {touchpoint["key"] for touchpoint in template("iso_b2b")["touchpoints"]}
    for interview in content("interviews"):
        assert interview["controllable"] == reasons()[interview["adjudicated_code"]]["controllable"]
        assert interview["touchpoint"] in touchpoints


def test_notes_follow_the_guide_fill_most_of_it_and_no_two_are_alike() -> None:
    notes = [interview["notes"] for interview in content("interviews")]
    assert all(set(note) <= GUIDE_KEYS for note in notes)
    texts = [text for note in notes for text in note.values()]
    assert len(texts) == len(set(texts))
    assert min(len(note) for note in notes) >= 6


def test_lost_orders_belong_to_customers_who_stay() -> None:
    orders = content("lost_orders")
    assert len(orders) == 11
    for order in orders:
        assert "loss" not in customers()[order["customer"]]
        assert order["reason_code"] in reasons()
        assert order["step"] in {"qualification", "technical", "commercial", "final"}
        assert order["amount"] > 0
        assert order["next_chance_on"] is None or order["next_chance_on"] > order["decided_on"]
