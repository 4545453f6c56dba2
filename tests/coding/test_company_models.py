"""Company models: fitted to corrections, kept unused until adopted, taken back; nothing is lost when a maker dies."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from survey.accounts.models import AuditEntry
from survey.coding import company_models, refitting
from survey.coding.company_figures import compared
from survey.coding.dictionary import wanted_engine
from survey.coding.models import CompanyModel, Correction
from survey.coding.tasks import try_out
from survey.config import Settings
from survey.db import Database
from survey.errors import Conflict, InvalidInput
from survey.interviews.tasks import fit_company
from survey.responses.models import Verbatim
from survey.text import adapting
from survey.text.adapting import Corrected
from survey.text.labels import Half, independent_comments, labelled_comments
from survey.text.reader import DEFAULT_ENGINE_ID
from survey.text.weights import saved, shipped
from tests.coding.test_service import EDITOR
from tests.conftest import NOW
from tests.text.test_adapting import company

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def few_comments_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shipped comments say is the matter of the reader's tests; here it would only take time."""
    few = [one.text for one in labelled_comments(Half.FITTING)[:100] if adapting.says_something(one.text)]
    monkeypatch.setattr(adapting, "_shipped_texts", lambda: few)
    monkeypatch.setattr(refitting, "independent_comments", lambda: independent_comments()[:50])


def judged(database: Database, comments: list[Corrected]) -> None:
    """These comments in the store, judged by people as they say."""
    with database.unit_of_work() as session:
        for number, one in enumerate(comments):
            row = Verbatim(
                source="response",
                source_ref=f"r{number}",
                item_key="worst",
                text=one.text,
                written_on=NOW.date(),
            )
            session.add(row)
            session.flush()
            for aspect, value in (("polarity", [one.polarity]), ("dimensions", list(one.dimensions or ()))):
                session.add(Correction(verbatim_id=row.id, aspect=aspect, value=value, by="质量部", at=NOW))


def ask(database: Database) -> int:
    with database.unit_of_work() as session:
        return company_models.ask(session, actor=EDITOR, now=NOW).number


def finished(database: Database, worse: list[str] | None = None) -> int:
    """A model that was made some other way; its weights are four bytes."""
    number = ask(database)
    card = {"sha256": "0", "worse": worse or [], "figures": []}
    with database.unit_of_work() as session:
        company_models.keep(session, number, b"same", card, now=NOW)
    return number


def engine(database: Database) -> str:
    with database.reading() as session:
        return wanted_engine(session)


@pytest.fixture
def full(database: Database) -> Database:
    judged(database, company())
    return database


def test_a_model_is_made_measured_adopted_and_taken_back(settings: Settings, full: Database) -> None:
    number = ask(full)
    assert fit_company(settings, full) == 1
    assert engine(full) == DEFAULT_ENGINE_ID
    with full.reading() as session:
        made = session.scalars(sa.select(CompanyModel)).one()
    figures = {row["aspect"]: row for row in made.card["figures"]}
    counts = made.card["fitted_on"]["comments"], made.card["checked_on"]["comments"]
    assert (sum(counts), made.card["worse"]) == (500, [])
    assert figures["dimensions"]["change"]["low"] > 0.2
    assert figures["polarity"]["change"]["n"] == counts[1]
    assert figures["reason"]["change"]["value"] is None
    kept = (settings.models / "company-1.json").read_text(encoding="utf-8")
    assert json.loads(kept) == made.card
    assert not [one.text for one in company() if one.text in kept]
    with full.unit_of_work() as session:
        company_models.adopt(session, number, actor=EDITOR, now=NOW)
    assert engine(full) == f"{DEFAULT_ENGINE_ID}+c1"
    read = try_out(settings, full, "飞鱼嘛，恼火得很")
    assert (read["engine"], read["polarity"], read["dimensions"][0][0]) == (
        f"{DEFAULT_ENGINE_ID}+c1",
        "neg",
        "delivery",
    )
    with full.unit_of_work() as session:
        assert company_models.take_back(session, actor=EDITOR, now=NOW) == 1
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert engine(full) == DEFAULT_ENGINE_ID
    assert try_out(settings, full, "飞鱼嘛，恼火得很")["engine"] == DEFAULT_ENGINE_ID
    assert actions == ["coding.model_ask", "coding.model_adopt", "coding.model_take_back"]


def test_the_same_corrections_make_the_same_bytes(settings: Settings, full: Database) -> None:
    for _ in range(2):
        ask(full)
        assert fit_company(settings, full) == 1
    one, other = (settings.models / f"company-{number}.npz" for number in (1, 2))
    assert one.read_bytes() == other.read_bytes()


def test_nothing_is_fitted_before_enough_comments_are_judged(database: Database) -> None:
    judged(database, company()[:499])
    with pytest.raises(InvalidInput, match="还差 1 条"):
        ask(database)


def test_one_model_is_made_at_a_time(full: Database) -> None:
    ask(full)
    with pytest.raises(Conflict):
        ask(full)


def test_a_maker_that_dies_leaves_the_model_in_use_and_another_takes_over(
    settings: Settings, full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full.unit_of_work() as session:
        company_models.adopt(session, finished_in(session), actor=EDITOR, now=NOW)
    ask(full)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(refitting, "adapted", killed)
        with pytest.raises(KeyboardInterrupt):
            fit_company(settings, full)
    assert engine(full) == f"{DEFAULT_ENGINE_ID}+c1"
    assert not (settings.models / "company-2.npz").exists()
    with full.unit_of_work() as session:
        claimed = session.scalars(sa.select(CompanyModel).where(CompanyModel.number == 2)).one()
        assert (claimed.finished_at, claimed.step) == (None, 1)
        assert claimed.claimed_until is not None
        assert company_models.claim(session, now=claimed.claimed_until - timedelta(seconds=1)) is None
        again = company_models.claim(session, now=claimed.claimed_until + timedelta(seconds=1))
        assert again is not None
        assert (again.number, again.tries, again.step) == (2, 2, 0)


def finished_in(session: Session) -> int:
    made = company_models.ask(session, actor=EDITOR, now=NOW)
    content = saved(shipped())
    card = {"sha256": sha256(content).hexdigest(), "worse": [], "figures": []}
    company_models.keep(session, made.number, content, card, now=NOW)
    session.expire_all()
    return made.number


def test_a_model_that_breaks_says_so_and_frees_the_way(
    settings: Settings, full: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(full)
    monkeypatch.setattr(refitting, "adapted", lambda *_: 1 / 0)
    assert fit_company(settings, full) == 0
    with full.reading() as session:
        assert session.scalars(sa.select(CompanyModel.failed)).all() == [refitting.BROKEN.text]
    assert ask(full) == 2


def test_a_model_with_a_worse_figure_is_refused_unless_it_is_wanted(full: Database) -> None:
    number = finished(full, worse=["polarity"])
    with full.unit_of_work() as session, pytest.raises(Conflict, match="变差"):
        company_models.adopt(session, number, actor=EDITOR, now=NOW)
    assert engine(full) == DEFAULT_ENGINE_ID
    with full.unit_of_work() as session:
        company_models.adopt(session, number, actor=EDITOR, now=NOW, though_worse=True)
    assert engine(full) == f"{DEFAULT_ENGINE_ID}+c1"


def test_a_model_of_another_engine_is_not_used(full: Database) -> None:
    number = finished(full)
    with full.unit_of_work() as session:
        company_models.adopt(session, number, actor=EDITOR, now=NOW)
        session.execute(sa.update(CompanyModel).values(base="liusheng-2/9"))
    assert engine(full) == DEFAULT_ENGINE_ID
    with full.unit_of_work() as session, pytest.raises(Conflict, match="重新训练"):
        company_models.adopt(session, number, actor=EDITOR, now=NOW)


def test_a_missing_or_changed_file_is_written_again_from_the_store(full: Database, tmp_path: Path) -> None:
    number = finished(full)
    with full.reading() as session:
        path = company_models.file_of(session, tmp_path / "models", number)
        path.write_bytes(b"other")
        assert company_models.file_of(session, tmp_path / "models", number).read_bytes() == b"same"


@pytest.mark.parametrize(
    ("name", "fitted"),
    [
        ("liusheng-3/2+c2", True),
        ("liusheng-3/2+c2+5c1e09aa", True),
        ("liusheng-3/2", False),
        ("liusheng-3/2+c1234567", False),
        ("liusheng-3/2+5c1e09aa", False),
    ],
)
def test_the_name_tells_whether_a_company_model_read(name: str, fitted: bool, database: Database) -> None:
    assert company_models.is_fitted(name) is fitted


def test_figures_count_what_people_judged_and_the_items_own_dimension(database: Database) -> None:
    comments = [
        Corrected("a", "delivery", "neg", ("delivery", "price"), "B5.1"),
        Corrected("b", "", "pos", None, ""),
        Corrected("c", "", "", ("product",), ""),
    ]
    before = [read("neg", ["other"], ["B2.1"]), read("neg", ["price"]), read("pos", ["price"])]
    after = [read("neg", ["price"], ["B5.2"]), read("pos", ["price"]), read("pos", ["product"])]
    tone, topics, reason = compared(comments, before, after)
    assert (tone.before.value, tone.after.value, tone.change.value, tone.change.n) == (0.5, 1.0, 0.5, 2)
    assert topics.before.value == pytest.approx(2 * 1 / (3 + 2))
    assert (topics.after.value, topics.change.n) == (1.0, 2)
    assert (reason.before.value, reason.after.value, reason.is_worse) == (0.0, 1.0, False)
    worse = compared(comments, after, before)
    assert [one.is_worse for one in worse] == [True, True, True]


def read(polarity: str, dimensions: list[str], reasons: list[str] | None = None) -> dict[str, object]:
    return {
        "polarity": polarity,
        "dimensions": [[key, polarity] for key in dimensions],
        "reasons": [{"code": code} for code in reasons or ()],
    }
