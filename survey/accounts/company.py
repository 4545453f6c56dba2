"""The company's own record: what documents, notices and pages say about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts import audit, files
from survey.accounts.actor import Actor
from survey.accounts.models import Company, StoredFile
from survey.accounts.users import EMAIL
from survey.db import take_turn
from survey.errors import InvalidInput, NotFound, too_long
from survey.language import Message, m

__all__ = [
    "DEFAULT_CLASS_LABELS",
    "Details",
    "change",
    "class_labels",
    "details",
    "logo",
    "logo_ref",
    "parse_class_labels",
    "set_logo",
]

DEFAULT_CLASS_LABELS: Final[Mapping[str, str]] = {
    "A": "战略客户",
    "B": "重点客户",
    "C": "一般客户",
    "D": "观察客户",
}
"""The four classes of a company that has not named its own; internal, never shown to respondents."""

SERIAL: Final = re.compile(r"\{serial(:[1-9])?\}")
PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
CLASS_KEY: Final = re.compile(r"[A-Za-z0-9_]{1,20}")
LOGO_LIMIT: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Details:
    """What can be changed about the company."""

    name: str
    short_name: str = ""
    time_zone: str = "Asia/Shanghai"
    department: str = "质量部"
    privacy_contact: str = ""
    hotline: str = ""
    fax: str = ""
    email: str = ""
    retention: str = ""
    record_pattern: str = "QR-9.1.2-01-{year}-{serial:3}"
    class_labels: Mapping[str, str] = field(default_factory=dict)


LONGEST: Final[Mapping[str, int]] = {
    column.name: column.type.length or 0
    for column in Company.__table__.columns
    if isinstance(column.type, sa.String)
}


def details(session: Session) -> Details:
    """The company as it is now; an empty name before it was set up."""
    company = session.get(Company, 1)
    if company is None:
        return Details(name="")
    return Details(**{field.name: getattr(company, field.name) for field in fields(Details)})


def change(session: Session, new: Details, *, actor: Actor, now: datetime) -> Company:
    """Keeps the company's details after checking each; raises InvalidInput naming the fields."""
    take_turn(session, "company")
    if problems := _problems(new):
        raise InvalidInput(m("公司信息没有保存，请检查填写的内容。"), problems)
    company = session.get(Company, 1) or Company(id=1, name="")
    changed = [
        field.name for field in fields(Details) if getattr(company, field.name) != getattr(new, field.name)
    ]
    for name in changed:
        setattr(company, name, getattr(new, name))
    session.add(company)
    session.flush()
    audit.record(session, actor, "company.change", company.name, now=now, fields=changed)
    return company


def set_logo(session: Session, *, name: str, content: bytes, actor: Actor, now: datetime) -> StoredFile:
    """Keeps a new logo (PNG or JPEG, at most 512 KB) and drops the one before."""
    if len(content) > LOGO_LIMIT:
        raise InvalidInput(m("标志图片不能超过 512 KB。"), {"logo": m("标志图片不能超过 512 KB。")})
    take_turn(session, "company")
    company = session.get_one(Company, 1)
    before = company.logo_file_id
    file = files.store(
        session, name=name, content=content, actor=actor, now=now, allowed=("image/png", "image/jpeg")
    )
    company.logo_file_id = file.id
    session.flush()
    if before is not None:
        session.delete(session.get_one(StoredFile, before))
    audit.record(session, actor, "company.logo", file.name, now=now, bytes=file.size)
    return file


def logo(session: Session, ref: str) -> StoredFile:
    """The company's logo, when `ref` names it; other stored files cannot be had this way."""
    file = files.by_ref(session, ref)
    company = session.get(Company, 1)
    if company is None or company.logo_file_id != file.id:
        raise NotFound(m("没有找到这个文件，可能已经过期删除。"))
    return file


def logo_ref(session: Session) -> str | None:
    """What the company's logo is called in its address; None without one."""
    found = sa.select(StoredFile.ref).join(Company, Company.logo_file_id == StoredFile.id)
    return session.scalars(found).one_or_none()


def class_labels(company: Company | Details) -> dict[str, str]:
    """Class key → the company's internal label, the default four when it has named none."""
    return dict(company.class_labels or DEFAULT_CLASS_LABELS)


def parse_class_labels(text: str) -> dict[str, str]:
    """The labels in lines such as `A 战略客户`; raises InvalidInput naming the line."""
    labels: dict[str, str] = {}
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        key, _, label = line.partition(" ")
        if not CLASS_KEY.fullmatch(key) or not label.strip() or len(label.strip()) > 40 or key in labels:
            sentence = m("第 %(row)d 行要写成“A 战略客户”的样子，代号不能重复。", row=number)
            raise InvalidInput(sentence, {"class_labels": sentence})
        labels[key] = label.strip()
    return labels


def _problems(new: Details) -> dict[str, Message]:
    problems = too_long(new, LONGEST)
    if not new.name:
        problems["name"] = m("请填写公司名称。")
    if not _is_time_zone(new.time_zone):
        problems["time_zone"] = m("没有这个时区。中国大陆请填 Asia/Shanghai。")
    if new.email and not EMAIL.fullmatch(new.email):
        problems["email"] = m("请填写完整的邮箱地址，例如 zhiliang@example.com。")
    rest = (
        PLACEHOLDER.sub("", new.record_pattern.replace("{year}", "", 1))
        if _numbers(new.record_pattern)
        else "{"
    )
    if "{" in rest or "}" in rest:
        problems["record_pattern"] = m(
            "编号规则要含一个 {serial:3}（流水号），可以含 {year}（年份），例如 QR-9.1.2-01-{year}-{serial:3}。"
        )
    return problems


def _numbers(pattern: str) -> bool:
    """Whether the pattern has exactly one serial number and otherwise at most the year."""
    others = [found for found in PLACEHOLDER.findall(pattern) if found != "{year}"]
    return len(others) == 1 and SERIAL.fullmatch(others[0]) is not None


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
