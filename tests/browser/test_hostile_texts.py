"""Hostile texts in questionnaires, the register and answers stay texts on every page that shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from survey.db import Database
from survey.instrument.definition import Definition
from survey.questionnaires import publishing, service
from survey.responses.importing import import_rows
from survey.sheets import Row, Table
from tests.browser.conftest import Newcomer
from tests.builders import fieldwork as make
from tests.support.browser import PHONE, Person
from tests.support.instance import PASSWORD, address, make_instance
from tests.support.payloads import PAYLOADS
from tests.support.respondent import FINISHED
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STAFF_PAGES = (
    "/",
    "/comments/?wave=hostile",
    "/comments/?wave=hostile&page=2",
    "/reports/",
    "/reports/hostile/gap",
    "/reports/hostile/distributions",
    "/reports/hostile/accounting",
    "/responses/?wave=hostile",
    "/customers/",
    "/questionnaires/",
    "/waves/",
    "/settings/audit",
)


BORN_OF_PAYLOADS = (
    "plaintext, iframe, object, embed, base, video, math, animate, details[open][ontoggle],"
    " [onload], [onerror], [onmouseover], [onfocus], [onbegin], meta[http-equiv=refresh],"
    " a[href^='javascript:'], a[href^='data:'], form[action^='javascript:'], link[href*='example.invalid']"
)
"""Elements and attributes that only a payload taken as markup would make."""


@dataclass(frozen=True)
class Hostile:
    """A served instance full of hostile texts, and the link of one respondent."""

    server: Server
    link: str
    pages: tuple[str, ...]


def questionnaire() -> Definition:
    """Every text of it is hostile: each payload stands somewhere."""
    left = iter(PAYLOADS * 3)

    def points() -> list[dict[str, Any]]:
        return [{"value": n, "label": {"zh": next(left)}, "converted": 20 * n} for n in range(1, 6)]

    items: list[dict[str, Any]] = [
        {
            "key": "consent",
            "type": "consent",
            "text": {"zh": next(left)},
            "required": True,
            "settings": {"version": "1", "notice": {"zh": "\n".join(PAYLOADS)}},
        },
        {
            "key": "choice",
            "type": "single_choice",
            "text": {"zh": next(left)},
            "help": {"zh": next(left)},
            "options": [{"key": f"o{n}", "label": {"zh": next(left)}, "other": n == 7} for n in range(8)],
        },
        *(
            {
                "key": f"pair{n}",
                "type": "importance_performance",
                "text": {"zh": next(left)},
                "help": {"zh": next(left)},
                "dimension": f"d{n}",
                "touchpoint": f"t{n}",
                "scales": {"importance": "importance5", "performance": "satisfaction5"},
            }
            for n in range(4)
        ),
        *({"key": f"said{n}", "type": "comment", "text": {"zh": next(left)}} for n in range(4)),
    ]
    return Definition.model_validate(
        {
            "key": "hostile",
            "title": {"zh": PAYLOADS[0]},
            "opening": {"zh": "\n".join(PAYLOADS)},
            "thanks": {"zh": "\n".join(PAYLOADS)},
            "scales": [
                {"key": "importance5", "points": points()},
                {"key": "satisfaction5", "points": points(), "satisfied_from": 4, "low_to": 2},
            ],
            "dimensions": [{"key": f"d{n}", "label": {"zh": next(left)}} for n in range(4)],
            "touchpoints": [{"key": f"t{n}", "label": {"zh": next(left)}} for n in range(4)],
            "sections": [
                {"key": "one", "title": {"zh": next(left)}, "intro": {"zh": next(left)}, "items": items}
            ],
        }
    )


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder: Path = tmp_path_factory.mktemp("hostile") / "instance"
    database = make_instance(folder)
    token, pages = fill(database)
    database.dispose()
    with Server(folder, LIUSHENG_SECRET_KEY=make.SECRET) as server:
        yield Hostile(server, f"/r/{token}", (*STAFF_PAGES, *pages))


def fill(database: Database) -> tuple[str, tuple[str, ...]]:
    now = make.datetime.now(make.UTC)
    today = now.date()
    with database.unit_of_work() as session:
        row = service.create_from_definition(session, questionnaire(), "hostile", make.QUALITY, now)
        control = publishing.Control(
            PAYLOADS[1], "A/0", PAYLOADS[2], PAYLOADS[3], PAYLOADS[9], today - timedelta(days=1), PAYLOADS[4]
        )
        version = publishing.publish(session, row.ref, control, make.QUALITY, now)
        form = make.wave_form(
            version,
            key="hostile",
            name=PAYLOADS[5],
            period=PAYLOADS[6],
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=9),
            who_can_see=PAYLOADS[7],
        )
        wave = make.waves.create(session, form, actor=make.QUALITY, now=now)
        customers = make.add_customers(session, len(PAYLOADS) + 1)
        for customer, payload in zip(customers, PAYLOADS, strict=False):
            customer.name, customer.region, customer.owner = payload, payload[:40], payload[:60]
        make.add_frame(session, wave, customers)
        make.open_wave(session, wave, now=now)
        token = make.token(make.invite(session, wave, customers[-1]))
        result = import_rows(session, wave, answers(today), dry_run=False, actor=make.QUALITY, now=now)
        assert result.errors == ()
        pages = (
            *(f"/questionnaires/{row.ref}{page}" for page in ("", "/edit", "/preview", "/edit/scales")),
            *(f"/questionnaires/{row.ref}/edit/{page}" for page in ("dimensions", "heading", "items/choice")),
            f"/questionnaires/versions/{version.ref}",
            f"/questionnaires/versions/{version.ref}/preview",
            *(f"/waves/{wave.ref}/{page}" for page in ("", "customers", "collectors", "notice", "paper")),
            f"/customers/{customers[0].ref}/",
        )
    return token, pages


def answers(day: date) -> Table:
    """One response of each customer; every open answer is a payload."""
    rows = []
    for number, payload in enumerate(PAYLOADS):
        cells = {
            "response_id": f"R{number}",
            "submitted_at": day.isoformat(),
            "customer": f"C{number + 1:03d}",
            "choice": "o7",
            "choice:other": payload[:200],
        }
        cells |= {f"pair{n}:importance": "5" for n in range(4)}
        cells |= {f"pair{n}:performance": "1" for n in range(4)}
        cells |= {f"pair{n}:why": payload for n in range(4)}
        cells |= {f"said{n}": payload for n in range(4)}
        rows.append(Row(number + 2, cells))
    return Table(tuple(rows[0].cells), rows, "utf-8")


def test_a_respondent_sees_and_sends_hostile_texts_unharmed(hostile: Hostile, newcomer: Newcomer) -> None:
    person = newcomer(hostile.server, "hostile", PHONE)
    page = person.open(hostile.link)
    assert page.get_by_role("heading", level=1).inner_text() == PAYLOADS[0]
    assert "{{7*7}}" in page.content()
    page.get_by_role("checkbox").check(force=True)
    for n in range(4):
        page.locator(f"label[for='q-pair{n}-importance-5']").click()
        page.locator(f"label[for='q-pair{n}-performance-1']").click()
        page.locator(f"#q-pair{n}-why").fill(PAYLOADS[n])
        page.locator(f"#q-said{n}-field").fill(PAYLOADS[n + 8])
    page.locator("label[for='q-choice--o7']").click()
    page.locator("#q-choice-other").fill(PAYLOADS[12])
    page.wait_for_timeout(1500)  # the script saves what is typed
    page.reload()
    assert page.locator("#q-said0-field").input_value() == PAYLOADS[8]
    page.get_by_role("button", name="提交").click()
    page.get_by_role("heading", name=FINISHED).wait_for()
    assert PAYLOADS[0] in page.get_by_role("main").inner_text()


def test_staff_read_hostile_texts_unharmed(hostile: Hostile, newcomer: Newcomer) -> None:
    reader = newcomer(hostile.server, "hostile")
    reader.sign_in(address("admin"), PASSWORD)
    for path in hostile.pages:
        visit(reader, path)
    comments = reader.open("/comments/?wave=hostile&q=plaintext")
    assert PAYLOADS[-1] in comments.content() or "plaintext" in comments.get_by_role("main").inner_text()
    responses = reader.open("/responses/?wave=hostile")
    first = responses.locator("main table a[href^='/responses/']").first.get_attribute("href")
    assert first is not None
    visit(reader, first)
    visit(reader, f"{first.rstrip('/')}/correct")


def visit(reader: Person, path: str) -> None:
    """Opens the page, lets everything on it be touched, and finds it whole."""
    answer = reader.page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    assert reader.page.locator(BORN_OF_PAYLOADS).count() == 0, path
    reader.page.evaluate(
        "document.querySelectorAll('main *').forEach(one => {"
        " one.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}));"
        " if (one.focus) one.focus({preventScroll: true}); })"
    )
