"""A lost customer is interviewed, coded by two people, and the reasons report changes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Newcomer
from tests.support.browser import PHONE, Person
from tests.support.instance import PASSWORD, address
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "lost-customer"
NAME = "白梧矿山机械有限公司"
WORDS = "说好周三到，周五还没发，装配线停了一天。"
STATED, ROOT, OTHER = "B5.1", "B2.2", "B2.1"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def staff(newcomer: Newcomer, server: Server, role: str, viewport: dict[str, int] | None = None) -> Person:
    person = newcomer(server, STORY, viewport) if viewport else newcomer(server, STORY)
    person.sign_in(address(role), PASSWORD)
    return person


def test_a_lost_customer_is_interviewed_and_the_reasons_change(server: Server, newcomer: Newcomer) -> None:
    manager = staff(newcomer, server, "manager")
    report = manager.open("/reports/reasons")
    expect(report.get_by_text("还没有确定了根本原因的访谈")).to_be_visible()
    manager.look("reasons-empty")

    quality = staff(newcomer, server, "quality")
    judge_lost(quality)
    open_case(quality)
    attribute(quality)

    interviewer = staff(newcomer, server, "interviewer")
    appoint(interviewer)
    talk(interviewer)
    record(interviewer)
    code(interviewer, "根本原因", ROOT)
    finish(interviewer)

    report = manager.open("/reports/reasons")
    expect(report.get_by_role("row").filter(has_text="B2").first).to_contain_text("100%")
    expect(report.get_by_text(re.compile(r"120\s*万元")).first).to_be_visible()
    manager.look("reasons-one-coder")

    second_code(quality)
    report = manager.open("/reports/reasons")
    expect(report.get_by_role("heading", name=re.compile("客户怎么说"))).to_be_visible()
    expect(report.get_by_text(WORDS)).to_be_visible()
    manager.look("reasons-two-coders")

    on_the_way = staff(newcomer, server, "interviewer", PHONE)
    case_page(on_the_way)
    on_the_way.look("case")
    for step in ("screening", "talk", "record"):
        on_the_way.page.goto(f"{on_the_way.page.url.rstrip('/')}/fill/{step}")
        on_the_way.look(step)
        case_page(on_the_way)


def judge_lost(quality: Person) -> None:
    page = quality.open("/customers/new")
    page.get_by_label("客户编号").fill("KH-900")
    page.get_by_label("客户名称").fill(NAME)
    page.get_by_label("类别").select_option("B")
    page.get_by_role("button", name=re.compile("保存|登记|添加|新建")).first.click()
    page.get_by_role("link", name="登记流失").click()
    page.get_by_label("流失类型").select_option("complete")
    page.get_by_label("判定日").fill((TODAY - timedelta(days=20)).isoformat())
    page.get_by_label(re.compile("最后订货日")).fill((TODAY - timedelta(days=400)).isoformat())
    page.get_by_label(re.compile("年流失销售额")).fill("1200000")
    page.get_by_label("流失销售额来源").select_option("finance")
    quality.look("judge-lost")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    quality.look("customer")


def open_case(quality: Person) -> None:
    page = quality.open("/interviews/new")
    expect(page.get_by_role("checkbox", name=NAME)).to_be_checked()
    page.get_by_label("回访员").select_option(label="回访员甲")
    quality.look("new-interviews")
    page.get_by_role("button", name="为选中的客户建立访谈").click()
    case_page(quality)
    quality.look("case-new")


def case_page(person: Person) -> Page:
    page = person.open("/interviews/?state=all")
    page.get_by_role("link", name=NAME).first.click()
    return page


def attribute(quality: Person) -> None:
    """The account's salesperson told quality staff on the telephone; they note it."""
    page = case_page(quality)
    section = page.locator("#attribution")
    section.get_by_label("原因").select_option("B5.1")
    section.get_by_label("说明").fill("对方说价格高。")
    section.get_by_role("button", name="写下判断").click()
    expect(page.locator("#attribution")).to_contain_text("B5.1")


def appoint(interviewer: Person) -> None:
    page = case_page(interviewer)
    page.get_by_label("联系结果").select_option("appointed")
    page.get_by_label(re.compile("约定的时间")).fill(f"{TODAY.isoformat()}T14:00")
    page.get_by_role("button", name="记下这次联系").click()
    expect(page.get_by_text("已约定").first).to_be_visible()
    interviewer.look("case-appointed")


def talk(interviewer: Person) -> None:
    page = interviewer.page
    page.get_by_role("link", name=re.compile("开始访谈")).click()
    page.get_by_label("同意记录").check()
    page.get_by_label("可以怎样引用客户的话").select_option("unnamed")
    page.get_by_label("访谈日期").fill(TODAY.isoformat())
    page.get_by_label("方式", exact=True).select_option("phone")
    page.locator("textarea[name='note:trigger']").fill(WORDS)
    page.get_by_label(re.compile("离开前总体评分")).fill("6")
    interviewer.look("talk")
    page.get_by_role("button", name=re.compile("保存.*写访谈后记录")).click()
    expect(page.get_by_role("heading", name="可控性")).to_be_visible()


def record(interviewer: Person) -> None:
    page = interviewer.page
    page.get_by_label(re.compile(r"^客户自述原因")).fill("价格比别家高。")
    page.get_by_label("自述原因的编码").select_option(STATED)
    page.get_by_label("第 1 位").select_option(ROOT)
    page.get_by_label("第 2 位").select_option(STATED)
    page.get_by_label("去向").select_option("competitor")
    page.get_by_label("可信度").select_option("high")
    interviewer.look("record")
    page.get_by_role("button", name=re.compile("保存.*去编码")).click()


def code(person: Person, label: str, reason: str) -> None:
    page = person.page
    page.get_by_label(label, exact=True).select_option(reason)
    person.look("coding")
    page.get_by_role("button", name="保存编码").click()
    page.wait_for_load_state()


def finish(interviewer: Person) -> None:
    page = case_page(interviewer)
    interviewer.look("check")
    page.get_by_role("button", name="结束访谈").click()
    expect(page.get_by_text("访谈已结束").first).to_be_visible()


def second_code(quality: Person) -> None:
    """The second coder does not see the first code, differs, and quality staff settle it."""
    page = case_page(quality)
    page.goto(f"{page.url.rstrip('/')}/coding")
    expect(page.get_by_text("第二人编码之前不显示")).to_be_visible()
    code(quality, "您认为的根本原因", OTHER)
    code(quality, "裁定的根本原因", ROOT)
    expect(page.get_by_text(ROOT).first).to_be_visible()
    quality.look("adjudicated")
