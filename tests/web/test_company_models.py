"""The company's model on its page: how many judgements are missing, asking, adopting, taking back, and who may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from survey.coding import company_models
from survey.coding.dictionary import wanted_engine
from survey.coding.models import CompanyModel, Correction
from survey.responses.models import Verbatim
from survey.text.reader import DEFAULT_ENGINE_ID
from tests.coding.test_service import EDITOR
from tests.conftest import NOW
from tests.web.site import Site, csrf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PAGE = "/comments/agreement"


def judged(site: Site, count: int) -> None:
    with site.database.unit_of_work() as session:
        rows = [
            Verbatim(
                source="response",
                source_ref=f"r{number}",
                item_key="worst",
                text=f"交期延误 {number} 次",
                written_on=NOW.date(),
            )
            for number in range(count)
        ]
        session.add_all(rows)
        session.flush()
        session.add_all(
            Correction(verbatim_id=row.id, aspect="polarity", value=["neg"], by="质量部", at=NOW)
            for row in rows
        )


def figure(aspect: str, change: float) -> dict[str, object]:
    def estimate(value: float) -> dict[str, object]:
        return {"value": value, "low": value - 0.05, "high": value + 0.05, "n": 250}

    return {
        "aspect": aspect,
        "before": estimate(0.7),
        "after": estimate(0.7 + change),
        "change": estimate(change),
    }


def made(site: Site, change: float = 0.1) -> None:
    """A finished model whose polarity changed by that much."""
    counts = {"comments": 250, "polarity": 250, "dimensions": 0, "reason": 0}
    nothing = {"value": None, "low": None, "high": None, "n": 0, "reason": "检验的那一半里没有人判断过这一项"}
    card = {
        "sha256": "0",
        "compared_with": DEFAULT_ENGINE_ID,
        "fitted_on": counts,
        "checked_on": counts,
        "figures": [
            figure("polarity", change),
            {"aspect": "reason", "before": nothing, "after": nothing, "change": nothing},
        ],
        "elsewhere": [figure("polarity", 0.0)],
        "worse": ["polarity"] if change < 0 else [],
    }
    with site.database.unit_of_work() as session:
        number = company_models.ask(session, actor=EDITOR, now=NOW).number
        company_models.keep(session, number, b"weights", card, now=NOW)


def post(client: FlaskClient, path: str, **data: str) -> int:
    return client.post(
        f"{PAGE}/models{path}", data={"csrf_token": csrf(client, PAGE), **data}, follow_redirects=True
    ).status_code


def engine(site: Site) -> str:
    with site.database.reading() as session:
        return wanted_engine(session)


def test_the_page_says_how_many_judgements_are_missing(site: Site) -> None:
    judged(site, 3)
    client = site.client("quality")
    page = client.get(PAGE).text
    assert "现在有 3 条，还差 497 条" in page
    assert "训练公司模型</button>" not in page
    assert post(client, "") == 400


def test_it_is_asked_for_once_and_its_progress_is_seen(site: Site) -> None:
    judged(site, 500)
    client = site.client("quality")
    assert "训练公司模型</button>" in client.get(PAGE).text
    assert post(client, "") == 200
    assert post(client, "") == 409
    page = client.get(PAGE).text
    assert "正在训练：第 1 步，共 4 步。" in page
    assert "训练公司模型</button>" not in page
    assert client.get(f"{PAGE}/models/progress").json == {
        "total": 4, "read": 0, "done": False, "said": "正在训练：第 1 步，共 4 步。",
    }  # fmt: skip
    with site.database.unit_of_work() as session:
        company_models.fail(session, 1, company_models.GIVEN_UP.text, now=NOW)
    assert "三次都没有做完" in client.get(PAGE).text
    assert client.get(f"{PAGE}/models/progress").json["done"]


def test_it_is_used_only_between_adopting_and_taking_back(site: Site) -> None:
    judged(site, 500)
    made(site)
    client = site.client("quality")
    page = client.get(PAGE).text
    assert "现在用的是程序自带的阅读模型" in page
    assert "+10.0" in page
    assert "检验的那一半里没有人判断过这一项" in page
    assert engine(site) == DEFAULT_ENGINE_ID
    assert post(client, "/1/adopt") == 200
    assert engine(site) == f"{DEFAULT_ENGINE_ID}+c1"
    assert "现在用的是公司模型 c1。" in client.get(PAGE).text
    assert post(client, "/take-back") == 200
    assert engine(site) == DEFAULT_ENGINE_ID
    with site.database.reading() as session:
        assert session.scalars(sa.select(CompanyModel.adopted_at)).all() == [None]


def test_a_worse_one_takes_a_second_word(site: Site) -> None:
    judged(site, 500)
    made(site, change=-0.1)
    client = site.client("quality")
    assert "变差也采用" in client.get(PAGE).text
    assert post(client, "/1/adopt") == 409
    assert engine(site) == DEFAULT_ENGINE_ID
    assert post(client, "/1/adopt", though_worse="y") == 200
    assert engine(site) == f"{DEFAULT_ENGINE_ID}+c1"


@pytest.mark.parametrize("role", ["manager", "viewer", "interviewer"])
def test_others_see_the_figures_and_change_nothing(site: Site, role: str) -> None:
    judged(site, 500)
    made(site)
    client = site.client(role)
    page = client.get(PAGE).text
    assert "+10.0" in page
    assert "采用公司模型 c1</button>" not in page
    for path in ("", "/1/adopt", "/take-back"):
        assert client.post(f"{PAGE}/models{path}").status_code in (400, 403), path
    assert engine(site) == DEFAULT_ENGINE_ID


def test_there_is_no_model_without_a_number(site: Site) -> None:
    judged(site, 500)
    assert post(site.client("quality"), "/7/adopt") == 404
