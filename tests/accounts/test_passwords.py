"""Passwords: what is refused, how they are kept."""

from __future__ import annotations

import pytest

from survey.accounts import passwords
from survey.accounts.common_passwords import common, is_common
from survey.errors import InvalidInput

COMMON = [
    "12345678",
    "123456789",
    "88888888",
    "password",
    "password1",
    "qwertyuiop",
    "1qaz2wsx",
    "1q2w3e4r5t",
    "asdfghjkl",
    "zxcvbnm123",
    "woaini1314",
    "woaini520",
    "a12345678",
    "a123456789",
    "5201314a",
    "1314520a",
    "zhangwei123",
    "wang5201314",
    "liming1234",
    "admin123",
    "admin888",
    "admin@123",
    "Passw0rd",
    "P@ssw0rd123",
    "Abcd1234",
    "abc12345",
    "Aa123456",
    "qwe123456",
    "11223344",
    "147258369",
    "12341234",
    "abcabcabc",
    "19900101",
    "a19851212",
    "zhiliang2026",
    "zhiliangbu123",
    "manyidu2026",
    "iso9001123",
    "gongsi888",
    "huawei2025",
    "beijing2008",
    "１２３４５６７８",
    "ADMIN123",
    "nihao123456",
    "5201314520",
]
FINE = [
    "三只松鼠-过桥-7",
    "correct horse battery",
    "x7#kQp2!vz",
    "gangqin liuda jiandan",
    "梧桐更兼细雨到黄昏",
    "9f3b1c7e20",
]


@pytest.mark.parametrize("password", COMMON)
def test_a_common_password_is_refused(password: str) -> None:
    assert len(password) < passwords.SHORTEST or is_common(password)
    with pytest.raises(InvalidInput) as refusal:
        passwords.check(password)
    assert set(refusal.value.problems) == {"password"}


@pytest.mark.parametrize("password", FINE)
def test_a_password_that_is_hard_to_guess_is_taken(password: str) -> None:
    passwords.check(password, about=("zhang@example.com", "张工", "示例机械"))


def test_the_list_is_long_and_holds_only_possible_passwords() -> None:
    assert len(common()) >= 3000
    assert min(map(len, common())) == passwords.SHORTEST


def test_length_counts_in_characters() -> None:
    passwords.check("梧桐更兼细雨黄昏")
    passwords.check("长" * 60 + "x9" * 34)
    for password in ("七个字不够长的", "x9" * 65):
        with pytest.raises(InvalidInput):
            passwords.check(password)


@pytest.mark.parametrize("password", ["zhanglong1", "ZhangLong-88", "示例机械2026x", "zhanglong@163"])
def test_a_password_built_on_the_person_or_the_company_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput):
        passwords.check(password, about=("zhanglong@example.com", "张龙", "示例机械"))


def test_kept_passwords_are_argon2id_and_salted() -> None:
    first, second = passwords.hashed("三只松鼠-过桥-7"), passwords.hashed("三只松鼠-过桥-7")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches("三只松鼠-过桥-7", first)
    assert not passwords.matches("三只松鼠-过桥-8", first)


def test_full_width_typing_is_the_same_password() -> None:
    assert passwords.matches("abc-１２３-xyz", passwords.hashed("abc-123-xyz"))


def test_no_password_opens_an_account_without_one() -> None:
    for password in ("", "!", "no account has this password"):
        assert not passwords.matches(password, passwords.unusable())
        assert not passwords.matches(password, None)
