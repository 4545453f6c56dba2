"""A finding of the survey becomes an action form: owner, measures, evidence, check, closed, printed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Newcomer
from tests.support.browser import PHONE, Person
from tests.support.instance import demo_entrance
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "action-form"
PROPOSED = "我公司兑现承诺的程度"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_a_finding_is_acted_on_checked_and_closed(demo_server: Server, newcomer: Newcomer) -> None:
    person = newcomer(demo_server, STORY)
    person.open(demo_entrance(demo_server.instance)).get_by_role("button", name="登录").click()

    page = open_form(person)
    address = page.url
    decide(person)
    carry_out(person)
    sign(person)
    check(person)

    person.open(f"{address}print")
    expect(page.get_by_text("☑ 措施有效")).to_be_visible()
    person.look("printed")

    on_the_way = newcomer(demo_server, STORY, PHONE)
    on_the_way.open(demo_entrance(demo_server.instance)).get_by_role("button", name="登录").click()
    on_the_way.open(address)
    on_the_way.look("closed")


def open_form(person: Person) -> Page:
    page = person.open("/actions/?view=proposed")
    page.get_by_role(
        "link", name=re.compile(PROPOSED)
    ).last.click()  # the earlier survey is followed by another
    expect(page.get_by_text(re.compile(f"“{PROPOSED}”：重要程度"))).to_be_visible()
    person.look("proposal")
    page.get_by_role("link", name="开改进措施单").click()
    page.get_by_label("责任部门").fill("销售部")
    page.get_by_label("责任人", exact=True).select_option(label="销售二部 郑经理")
    page.get_by_label("完成期限").fill((TODAY + timedelta(days=30)).isoformat())
    person.look("opening")
    page.get_by_role("button", name="开出").click()
    expect(page.get_by_text(re.compile(r"QR-10\.2-01-2026-\d{3}")).first).to_be_visible()
    return page


def decide(person: Person) -> None:
    """Cause and measures; what is missing is named before."""
    page = person.page
    expect(page.get_by_text("还没有填写原因分析。")).to_be_visible()
    page.get_by_role("link", name="填写原因和措施").click()
    page.get_by_label("原因分析").fill("口头承诺没有登记，内部没有人跟踪。")
    page.get_by_label("纠正措施").fill("承诺写入承诺台账，指定跟踪人，到期前提醒。")
    person.look("work")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="措施已定，开始整改").click()
    expect(page.get_by_text("整改中").first).to_be_visible()


def carry_out(person: Person) -> None:
    page = person.page
    page.get_by_role("link", name="填写措施和完成情况").click()
    page.get_by_label("完成情况").fill("承诺台账已启用，登记 12 条。")
    page.get_by_label("完成日期").fill(TODAY.isoformat())
    page.get_by_role("button", name="保存").click()
    page.get_by_label("证据文件").set_input_files(
        {"name": "不是.pdf", "mimeType": "application/pdf", "buffer": b"<script>alert(1)</script>"}
    )
    person.expected.append("422")
    page.get_by_role("button", name="增加证据").click()
    expect(page.get_by_text("不能接受这种文件")).to_be_visible()
    page.get_by_label("证据文件").set_input_files(
        {"name": "承诺台账.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="增加证据").click()
    expect(page.get_by_role("link", name="承诺台账.pdf")).to_be_visible()
    person.look("evidence")
    page.get_by_role("button", name="报告完成").click()
    expect(page.get_by_text("措施已完成，等待验证。")).to_be_visible()


def sign(person: Person) -> None:
    page = person.page
    for part, name in (("审核", "质量部 林工"), ("批准", "总经办 季总")):
        page.get_by_label(f"{part}人").fill(name)
        page.get_by_role("button", name=f"{part}签字").click()
        expect(page.get_by_text(re.compile(f"{name} · "))).to_be_visible()


def check(person: Person) -> None:
    page = person.page
    page.get_by_role("link", name="验证有效性").click()
    expect(page.get_by_text(re.compile("同一批客户前后对比"))).to_be_visible()
    page.get_by_label("验证方法").fill("抽查承诺台账，并对比下半年调查。")
    page.get_by_label("措施有效", exact=True).check()
    page.get_by_label("验证人").fill("质量部 温工")
    person.look("check")
    page.get_by_role("button", name="记录验证结果").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已关闭")
    person.look("closed")
