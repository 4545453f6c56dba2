"""From a built-in questionnaire to a report that changes: told through the browser, on a desk and on phones."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Newcomer
from tests.support.browser import PHONE, Person
from tests.support.instance import PASSWORD, address
from tests.support.respondent import answer_all
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "questionnaire"
WAVE = "2026-story"
CUSTOMERS = (("KH-001", "霁川注塑装备股份有限公司"), ("KH-002", "鹿坪包装机械有限公司"))
COMPLAINT = "交期经常延误，耽误我们装机。"
REASON = "今年交货一再延误。"
TODAY = datetime.now(ZoneInfo("Asia/Shanghai"))


def staff(newcomer: Newcomer, server: Server, role: str) -> Person:
    person = newcomer(server, STORY)
    person.sign_in(address(role), PASSWORD)
    return person


def test_a_questionnaire_is_made_answered_read_and_reported(server: Server, newcomer: Newcomer) -> None:
    quality = staff(newcomer, server, "quality")
    for code, name in CUSTOMERS:
        add_customer(quality, code, name)
    publish_the_iso_questionnaire(quality)
    create_a_wave(quality)
    links = give_out(quality)
    begin(quality)

    manager = staff(newcomer, server, "manager")
    report = manager.open(f"/reports/{WAVE}/gap")
    expect(report.get_by_text("还没有有效答卷")).to_be_visible()
    manager.look("report-empty")

    first = newcomer(server, STORY, PHONE)
    pages = answer_all(
        first,
        links[0],
        ratings={"准时程度": (5, 2), "供货周期满足": (5, 3)},
        words={"最不满意": COMPLAINT},
        why={"准时程度": REASON},
        look=True,
    )
    assert pages >= 8
    first.look("thanks")

    report = manager.open(f"/reports/{WAVE}/gap")
    before = row_of(report, "按约定日期到货的准时程度")
    assert "5.0/2.0" in before  # so few customers are listed one by one
    manager.look("report-one-customer")

    second = newcomer(server, STORY, PHONE)
    answer_all(second, links[1])
    report = manager.open(f"/reports/{WAVE}/gap")
    after = row_of(report, "按约定日期到货的准时程度")
    assert "5.0/2.0" in after
    assert "4.0/5.0" in after
    expect(report.get_by_text(re.compile(r"2 家客户\W+2 份答卷")).first).to_be_visible()
    manager.look("report-two-customers")

    comments = wait_until_read(manager)
    manager.look("comments")
    delivery = comments.get_by_role("article").filter(has_text=COMPLAINT)
    expect(delivery).to_contain_text("负面")
    expect(delivery).to_contain_text("供货周期")
    manager.open(f"/comments/?wave={WAVE}&dimension=delivery&polarity=neg")
    expect(manager.page.get_by_text(REASON)).to_be_visible()
    report = manager.open(f"/reports/{WAVE}/gap")
    report.get_by_role("row").filter(
        has=report.get_by_role("rowheader", name="供货周期", exact=True)
    ).get_by_role("link").first.click()
    expect(manager.page.get_by_text(COMPLAINT)).to_be_visible()


def add_customer(quality: Person, code: str, name: str) -> None:
    page = quality.open("/customers/new")
    page.get_by_label("客户编号").fill(code)
    page.get_by_label("客户名称").fill(name)
    page.get_by_label("类别").select_option("A")
    if code == CUSTOMERS[0][0]:
        quality.look("new-customer")
    page.get_by_role("button", name=re.compile("保存|登记|添加|新建")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def publish_the_iso_questionnaire(quality: Person) -> None:
    page = quality.open("/questionnaires/")
    quality.look("questionnaires-empty")
    page.get_by_role("link", name="新建问卷").first.click()
    quality.look("templates")
    page.get_by_role("button", name=re.compile(r"用“顾客满意度调查表”新建")).click()
    page.wait_for_load_state()
    quality.look("builder")
    page.get_by_role("link", name="预览").first.click()
    quality.look("preview")
    page.go_back()
    page.get_by_role("link", name="发布", exact=True).first.click()
    page.get_by_label("文件编号").fill("QR-9.1.2-01")
    page.get_by_label("版本").fill("A/0")
    page.get_by_label("编制").fill("质量部 林工")
    page.get_by_label("审核").fill("质量部 温工")
    page.get_by_label("批准").fill("总经办 季总")
    page.get_by_label("生效日期").fill(TODAY.date().isoformat())
    quality.look("publish")
    page.get_by_role("button", name="确认发布").click()
    expect(page.get_by_text("已发布").first).to_be_visible()
    quality.look("published")


def create_a_wave(quality: Person) -> None:
    page = quality.open("/waves/new")
    page.get_by_label("调查名称").fill("讲故事的调查")
    page.get_by_label("调查期").fill("2026 年下半年")
    page.get_by_label("代码").fill(WAVE)
    page.get_by_label("开始时间").fill((TODAY - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("截止时间").fill((TODAY + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"))
    quality.look("new-wave")
    page.get_by_role("button", name="建立调查").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("讲故事的调查")
    quality.look("wave-draft")


def give_out(quality: Person) -> list[str]:
    """Puts both customers on the list, gives each a questionnaire, and takes their links down."""
    page = quality.page
    page.get_by_role("link", name=re.compile("确定应调查的客户名单")).click()
    quality.look("choose-customers")
    page.get_by_role("button", name=re.compile("全部在册客户")).click()
    page.get_by_role("link", name="发放", exact=True).click()
    page.get_by_role("button", name=re.compile("各发放一份")).click()
    quality.look("given-out")
    links = []
    for _, name in CUSTOMERS:
        row = page.get_by_role("row").filter(has_text=name)
        row.get_by_role("link").first.click()
        links.append(page.get_by_label("这家客户的链接").input_value())
        page.go_back()
    return links


def begin(quality: Person) -> None:
    page = quality.page
    page.get_by_role("link", name="说明与隐私").click()
    quality.look("notice")
    page.get_by_label(re.compile("填写说明与实际权限一致")).check()
    page.get_by_label(re.compile("方法记录完整")).check()
    page.get_by_role("button", name="开始调查").click()
    expect(page.get_by_text("进行中").first).to_be_visible()
    quality.look("wave-open")


def row_of(page: Page, item: str) -> str:
    """The report's row of that item, as it reads."""
    return page.get_by_role("row").filter(has_text=item).first.inner_text()


def wait_until_read(manager: Person) -> Page:
    """The page of comments once the worker has read them."""
    deadline = time.monotonic() + 60
    while True:
        page = manager.open(f"/comments/?wave={WAVE}")
        if not page.get_by_text("还没有读").count() and page.get_by_text(COMPLAINT).count():
            return page
        assert time.monotonic() < deadline, "the worker has not read the comments"
        time.sleep(1)
