"""The comments' pages: reading, correcting, undoing, what is hidden, the dictionary, the contrasts."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from survey.accounts.actor import Actor
from survey.accounts.models import AuditEntry
from survey.coding import service
from survey.coding.models import CompanyWord, Correction, Reading, Rereading
from survey.coding.tasks import TASKS
from survey.config import Settings
from survey.customers.models import Customer, Loss
from survey.interviews import service as interviews
from survey.interviews.models import Interview
from survey.responses.models import Response, Verbatim
from survey.responses.verbatims import Words, add_verbatims
from tests.builders.rated_wave import Given, rated_wave
from tests.conftest import NOW
from tests.web.site import Site, csrf

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ENGINE = "test/1"
EDITOR = Actor(name="质量部", role="quality")
PAGES = ("", "words", "dimensions", "conflicts", "suggestions", "uncovered", "agreement", "suggestions.csv")
GIVEN = [Given(n, [(4, 4), (4, 4), (5, 5)], overall=5, class_key="A" if n < 2 else "B") for n in range(8)]


def fill(site: Site, privacy: str = "named") -> list[str]:
    """Eight responses with a comment each: two of class A, the first names a telephone number."""
    with site.database.unit_of_work() as session:
        made = rated_wave(session, GIVEN, privacy=privacy)
        responses = session.scalars(sa.select(Response).order_by(Response.id)).all()
        refs = []
        for number, response in enumerate(responses):
            named = privacy == "named"
            row = Verbatim(
                source="response",
                source_ref=response.ref,
                item_key="on_time:why",
                text=f"交期延误 {number} 次" + ("，打 13800001111" if number == 0 else ""),
                wave_id=made.wave.id,
                customer_id=response.customer_id if named else None,
                class_key=response.class_key,
                region="华东",
                written_on=NOW.date(),
            )
            session.add(row)
            session.flush()
            refs.append(row.ref)
        work = service.claim(session, ENGINE, now=NOW, size=100)
        service.store(session, ENGINE, [(one.verbatim_id, reading(one.text)) for one in work], now=NOW)
    return refs


def reading(text: str) -> dict[str, object]:
    return {
        "kind": "suggestion" if "3 次" in text else "opinion",
        "polarity": "neg",
        "probability": 0.1 if "5 次" not in text else 0.4,
        "dimensions": [["delivery", "neg"], ["channel", "neg"]],
        "clauses": [],
        "words": [{"text": "延误", "start": 2, "end": 4, "polarity": "neg"}],
        "reasons": [{"code": "B2.2", "score": 0.7, "words": ["延误"]}],
        "terms": ["交期", "延误"],
    }


@pytest.fixture
def quality(site: Site) -> FlaskClient:
    return site.client("quality")


@pytest.mark.parametrize("role", ["quality", "manager", "viewer", "interviewer"])
def test_every_page_opens_for_its_readers(site: Site, role: str) -> None:
    fill(site)
    client = site.client(role)
    for page in PAGES:
        answer = client.get(f"/comments/{page}")
        assert answer.status_code == 200, page
        assert "13800001111" not in answer.text, page
    assert client.get("/comments/?q=1380000").text.count("data-comment data-open") == 0


def test_the_words_by_which_a_dimension_was_heard_are_named_and_hidden_like_the_text(site: Site) -> None:
    ref = fill(site)[0]
    with site.database.unit_of_work() as session:
        row = session.scalars(sa.select(Reading).join(Verbatim).where(Verbatim.ref == ref)).one()
        words = [["delivery", ["交期", "13800001111"]], ["channel", []], ["price", ["贵"]]]
        row.detail = {**row.detail, "dimension_words": words}
    page = site.client("quality").get(f"/comments/{ref}/").text
    assert "供货周期与交付：交期</span>" in page
    assert "听出维度的词" in page
    assert "价格：" not in page
    assert "13800001111" not in page


def test_salespeople_read_no_comments(site: Site) -> None:
    refs = fill(site)
    client = site.client("sales")
    for page in (*PAGES, f"{refs[0]}/", "dictionary"):
        assert client.get(f"/comments/{page}").status_code == 403, page


def test_a_correction_is_kept_and_can_be_undone_without_a_script(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[2]
    token = csrf(quality, "/comments/")
    data = {"csrf_token": token, "aspect": "polarity", "values": "pos"}
    answer = quality.post(f"/comments/{ref}/correct", data=data)
    assert answer.status_code == 302
    page = quality.get(answer.headers["Location"]).text
    assert "撤销" in page
    assert corrections(site) == [["pos"]]
    undo = {"csrf_token": token, "aspect": "polarity", "undoing": "y", "withdraw": "y"}
    quality.post(f"/comments/{ref}/correct", data=undo)
    assert corrections(site) == []


def test_the_script_gets_the_comment_anew_and_how_to_undo(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[2]
    token = csrf(quality, "/comments/")
    answers = [
        quality.post(
            f"/comments/{ref}/correct",
            data={"csrf_token": token, "aspect": "polarity", "values": value},
            headers={"Accept": "application/json"},
        ).get_json()
        for value in ("pos", "mixed")
    ]
    assert [one["undo"]["values"] for one in answers] == [[], ["pos"]]
    assert "有褒有贬" in answers[1]["html"]
    assert f'id="c-{ref}"' in answers[1]["html"]


def test_agreeing_with_the_machine_is_a_verdict_too(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[2]
    token = csrf(quality, "/comments/")
    quality.post(
        f"/comments/{ref}/correct", data={"csrf_token": token, "aspect": "polarity", "values": "neg"}
    )
    assert "已人工确认" in quality.get("/comments/?only=corrected").text
    assert "1 条意见由人判断过" in quality.get("/comments/agreement").text


def test_no_dimension_at_all_is_kept_as_other(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[2]
    token = csrf(quality, "/comments/")
    quality.post(f"/comments/{ref}/correct", data={"csrf_token": token, "aspect": "dimensions"})
    assert corrections(site) == [["other"]]
    answer = quality.post(f"/comments/{ref}/correct", data={"csrf_token": token, "aspect": "polarity"})
    assert answer.status_code in (400, 422)


def test_filters_narrow(site: Site, quality: FlaskClient) -> None:
    fill(site)
    for query, n in (
        ("", 8), ("class=A", 2), ("region=华东", 8), ("region=华北", 0), ("only=uncertain", 1), ("only=corrected", 0),
        ("kind=suggestion", 1), ("dimension=channel", 8), ("dimension=price", 0), ("polarity=pos", 0), ("q=3 次", 1),
    ):  # fmt: skip
        assert quality.get(f"/comments/?{query}").text.count("data-comment data-open") == n, query


def test_seeing_what_is_hidden_is_a_right_and_stays_in_the_trail(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[0]
    assert "13800001111" not in quality.get(f"/comments/{ref}/").text
    token = csrf(quality, f"/comments/{ref}/")
    assert "13800001111" in quality.post(f"/comments/{ref}/unmask", data={"csrf_token": token}).text
    with site.database.reading() as session:
        chosen = sa.select(AuditEntry.subject).where(AuditEntry.action == "coding.unmask")
        assert session.scalars(chosen).all() == [ref]
    viewer = site.client("viewer")
    assert (
        viewer.post(f"/comments/{ref}/unmask", data={"csrf_token": csrf(viewer, "/comments/")}).status_code
        == 403
    )


@pytest.mark.parametrize("page", ["", "dimensions", "conflicts", "suggestions", "uncovered"])
def test_a_small_group_of_an_anonymous_survey_is_withheld(site: Site, page: str) -> None:
    fill(site, "anonymous")
    client = site.client("viewer")
    hidden = client.get(f"/comments/{page}?class=A").text
    assert "data-comment data-open" not in hidden
    assert "少于 3" in hidden or "不足 3" in hidden or "3 " in hidden
    rest = client.get(f"/comments/{page}?class=B").text
    assert "延误" not in rest  # two would be left over beside them
    assert "A 类" not in client.get(f"/comments/{page}").text


def test_words_of_a_small_group_are_withheld(site: Site) -> None:
    fill(site, "anonymous")
    page = site.client("viewer").get("/comments/words?by=class&value=A").text
    assert "延误" not in page


def test_comments_of_a_confidential_survey_open_for_its_owner_only(site: Site, quality: FlaskClient) -> None:
    ref = fill(site, "confidential")[1]
    assert quality.get(f"/comments/{ref}/").status_code == 200
    manager = site.client("manager")
    assert manager.get(f"/comments/{ref}/").status_code == 404
    assert "延误" not in manager.get("/comments/").text


def test_an_interviewer_reads_the_words_of_the_own_cases_only(site: Site) -> None:
    refs = {}
    with site.database.unit_of_work() as session:
        for role in ("interviewer", "quality"):
            customer = Customer(code=f"K-{role}", name=f"客户 {role}", class_key="A", created_at=NOW)
            session.add(customer)
            session.flush()
            loss = Loss(customer_id=customer.id, kind="complete", recognised_on=NOW.date())
            session.add(loss)
            session.flush()
            (case,) = interviews.open_cases(session, [loss.ref], actor=EDITOR, now=NOW)
            case.interviewer_id = site.staff[role].id
            made = Interview(case_id=case.id, interviewer=role, notes={}, contributing=[], saved_at=NOW)
            session.add(made)
            session.flush()
            words = [Words("stated", f"{role} 听到的话")]
            add_verbatims(session, words, source_ref=made.ref, written_on=NOW.date())
            refs[role] = session.scalars(sa.select(Verbatim.ref).where(Verbatim.source_ref == made.ref)).one()
    client = site.client("interviewer")
    page = client.get("/comments/?source=interview").text
    assert "interviewer 听到的话" in page
    assert "quality 听到的话" not in page
    assert client.get(f"/comments/{refs['interviewer']}/").status_code == 200
    assert client.get(f"/comments/{refs['quality']}/").status_code == 404
    assert "quality 听到的话" in site.client("manager").get("/comments/?source=interview").text


def test_reading_again_is_asked_for_with_a_button(site: Site, quality: FlaskClient) -> None:
    fill(site)
    page = quality.get("/comments/").text
    assert "8 条（共 8 条）是以前读的" in page
    quality.post("/comments/read-again", data={"csrf_token": csrf(quality, "/comments/")})
    with site.database.reading() as session:
        assert session.scalars(sa.select(Rereading.total)).all() == [8]
    assert "还有 8 条" in quality.get("/comments/").text
    told = quality.get("/comments/progress").get_json()
    assert (told["total"], told["read"], told["done"]) == (8, 0, False)
    assert "还有 8 条" in told["said"]


def test_words_are_added_pasted_and_imported(site: Site, quality: FlaskClient) -> None:
    token = csrf(quality, "/comments/dictionary")
    quality.post("/comments/dictionary", data={"csrf_token": token, "word": "恒压阀", "dimension": "product"})
    pasted = "窜动，负面，产品质量，B1.1\n\n胀紧套"
    quality.post("/comments/dictionary", data={"csrf_token": token, "words": pasted})
    table = "词,倾向\n跑冒滴漏,负面\n".encode()
    quality.post(
        "/comments/dictionary", data={"csrf_token": token, "words": "", "file": (io.BytesIO(table), "词.csv")}
    )
    assert words(site) == {
        "恒压阀": ("", "product", ""),
        "窜动": ("neg", "product", "B1.1"),
        "胀紧套": ("", "", ""),
        "跑冒滴漏": ("neg", "", ""),
    }
    assert "跑冒滴漏" in quality.get("/comments/dictionary.csv").text


def test_a_wrong_line_keeps_the_others_out_and_loses_nothing_typed(site: Site, quality: FlaskClient) -> None:
    token = csrf(quality, "/comments/dictionary")
    pasted = "胀紧套\n窜动,坏\n阀\n齿轮,,,Z.1"
    answer = quality.post("/comments/dictionary", data={"csrf_token": token, "words": pasted})
    assert answer.status_code == 422
    assert all(f"第 {row} 行" in answer.text for row in (2, 3, 4))
    assert "窜动,坏" in answer.text
    assert words(site) == {}


def test_a_word_is_removed(site: Site, quality: FlaskClient) -> None:
    token = csrf(quality, "/comments/dictionary")
    quality.post("/comments/dictionary", data={"csrf_token": token, "word": "恒压阀"})
    with site.database.reading() as session:
        ref = session.scalars(sa.select(CompanyWord.ref)).one()
    quality.post(f"/comments/dictionary/{ref}/remove", data={"csrf_token": token})
    assert words(site) == {}


def test_trying_out_says_when_no_worker_runs(quality: FlaskClient) -> None:
    token = csrf(quality, "/comments/dictionary")
    answer = quality.post("/comments/dictionary/try", data={"csrf_token": token, "text": "交期延误"})
    assert answer.status_code == 503
    assert "后台工作进程" in answer.text
    assert "交期延误" in answer.text


def test_trying_out_shows_words_polarity_and_dimension(
    site: Site, settings: Settings, quality: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(name: str, text: str, timeout: float) -> object:
        return TASKS[name](settings, site.database, text)

    monkeypatch.setitem(site.database.info, "call", call)
    token = csrf(quality, "/comments/dictionary")
    quality.post(
        "/comments/dictionary",
        data={"csrf_token": token, "word": "胀紧套", "polarity": "neg", "dimension": "product"},
    )
    page = quality.post(
        "/comments/dictionary/try", data={"csrf_token": token, "text": "胀紧套窜动，很差"}
    ).text
    assert "<span>胀紧套</span>" in page
    assert "产品质量 · 负面" in page
    assert "阅读引擎" in page


def test_what_no_item_covers_is_named_with_its_sentences(site: Site, quality: FlaskClient) -> None:
    fill(site)
    page = quality.get("/comments/uncovered").text
    assert "8 条意见说到（来自 8 份答卷）" in page
    assert "渠道" in page


def test_a_good_score_beside_blame_is_a_conflict(site: Site, quality: FlaskClient) -> None:
    fill(site)
    page = quality.get("/comments/conflicts").text
    assert "8 条意见中有 7 条与评分矛盾" in page  # the doubtful one is left out
    assert "本题评分 5" in page


def test_corrected_comments_leave_in_the_labelled_form(site: Site, quality: FlaskClient) -> None:
    ref = fill(site)[0]
    token = csrf(quality, "/comments/")
    quality.post(
        f"/comments/{ref}/correct", data={"csrf_token": token, "aspect": "polarity", "values": "mixed"}
    )
    lines = quality.get("/comments/agreement/corrected.tsv").text.splitlines()
    assert lines[0].split("\t") == ["text", "kind", "polarity", "dimensions", "reasons"]
    assert lines[1].split("\t")[2:] == ["mixed", "delivery:mixed;channel:mixed", ""]
    assert "13800001111" not in lines[1]


def corrections(site: Site) -> list[list[str]]:
    with site.database.reading() as session:
        return list(session.scalars(sa.select(Correction.value)))


def words(site: Site) -> dict[str, tuple[str, str, str]]:
    with site.database.reading() as session:
        rows = session.scalars(sa.select(CompanyWord))
        return {row.word: (row.polarity, row.dimension, row.reason) for row in rows}
