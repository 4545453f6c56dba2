"""Every sentence has its English, and no page mixes the languages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from survey.accounts.actor import COMMAND_LINE
from survey.accounts.models import User
from survey.actions.models import Action
from survey.app import create_app
from survey.db import Base
from survey.demo.load import load
from survey.fieldwork import plans, waves
from survey.fieldwork.models import Invitation, Wave
from survey.fieldwork.tokens import link
from survey.interviews.models import Case, Interview
from survey.paths import TRANSLATIONS
from survey.reports.documents import control, requests
from survey.web.access import BY_TOKEN, rule_of
from tests.respond.conftest import Respondent
from tests.web.conftest import open_store, plain_settings
from tests.web.reading import Page, refused, walk
from tests.web.site import Site

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = TRANSLATIONS / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "m": None, "translate": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)([#0\- +]*[\d.]*[a-zA-Z])|%%")
HAN = re.compile("[\u4e00-\u9fff]+")
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
NEEDS_A_SECRET = {"auth.enter", "auth.reset", "auth.setup"}
NEEDS_A_FILE = {
    "actions.fetch",
    "comments.corrected_comments",
    "responses.preview",
    "responses.scan",
    "respond.company_logo",
    "settings.logo",
}
FOR_SCRIPTS = {"comments.fit_progress", "comments.progress", "interviews.suggestions"}
NOT_IN_THE_DEMONSTRATION = {
    "actions.edit_touchpoint_check",
    "actions.touchpoint_check",
    "actions.touchpoint_export",
    "waves.call_back",
}
"""Pages of touchpoint checks and of answers that salespeople hand in, which the demonstration has none of."""
OF_A_RESPONDENT = {"respond.first", "respond.show", "respond.thanks"}
NAMES_OF_LANGUAGES = {"中文", "English"}


@cache
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def sentences() -> dict[str, str]:
    return {str(one.id): str(one.string) for one in english() if one.id}


def extracted() -> set[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_ours)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def _ours(path: Any) -> bool:
    return Path(path).relative_to(ROOT).parts[:1] in {(), ("survey",), ("templates",)}


def test_the_catalogue_holds_the_sentences_of_code_and_templates_and_no_others() -> None:
    written, translated = extracted(), set(sentences())
    assert written - translated == set(), "run `make translations` and translate"
    assert translated - written == set(), "run `make translations`"


def test_every_sentence_is_translated() -> None:
    assert [one.id for one in english() if one.id and (not one.string or one.fuzzy)] == []


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english())
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run `make translations`"


def test_translations_keep_the_placeholders() -> None:
    wrong = [
        source
        for source, text in sentences().items()
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_translations_end_as_their_sentences_do() -> None:
    """A full stop where there was one: labels stay labels, sentences stay sentences."""
    wrong = [
        source for source, text in sentences().items() if source.endswith("。") != text.endswith((".", ".)"))
    ]
    assert [source for source in wrong if source != "序号"] == []


# --- pages -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, with a plan and a survey in preparation besides."""
    settings = plain_settings(tmp_path_factory.mktemp("languages"))
    store = open_store(settings)
    with store.unit_of_work() as session:
        load(session, secrets=(settings.secret_key,), now=NOW)
        version = session.scalars(sa.select(Wave).where(Wave.state == "open")).one().version_id
        plan = plans.create_plan(session, 2027, "", actor=COMMAND_LINE, now=NOW)
        line = plans.LineForm(period="上半年", object="企业客户")
        plans.add_line(session, plan, line, actor=COMMAND_LINE, now=NOW)
        opens = NOW + timedelta(days=60)
        form = waves.WaveForm("2027-h1", "新年调查", version, opens, opens + timedelta(days=30))
        waves.create(session, form, actor=COMMAND_LINE, now=NOW)
        ask_for_documents(session)
    site = Site(app=create_app(settings, store), database=store, now=NOW)
    site.app.config.update(TESTING=True, CLOCK=lambda: site.now)
    with store.reading() as session:
        site.staff = {user.role: user for user in session.scalars(sa.select(User).order_by(User.id.desc()))}
    yield site
    store.dispose()


def ask_for_documents(session: Session) -> None:
    """A report under document control in draft, and a document that was made."""
    wave = session.scalars(sa.select(Wave).where(Wave.state == "closed")).first()
    assert wave is not None
    control.start(session, wave, "analysis", document_no="QR-9", revision="A/0", actor=COMMAND_LINE, now=NOW)
    wanted = requests.Wanted("gap", "pdf", wave_key=wave.key)
    asked = requests.request(session, wanted, actor=COMMAND_LINE, now=NOW)
    requests.finish(session, asked.id, name="报告.pdf", content=b"%PDF-1.7", now=NOW)


@pytest.fixture(scope="module")
def data(demo: Site) -> tuple[set[str], str]:
    """Everything the company wrote itself: each value, and all of them in one text."""
    values: set[str] = set()
    with demo.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(sa.select(table)):
                for value in row:
                    values.update(_strings(value))
    return values, "\n".join(values)


@pytest.fixture(scope="module")
def pages(demo: Site) -> dict[str, list[Page]]:
    """The pages of the whole application in each language, as each kind of reader finds them."""
    return {language: _pages(demo, language) for language in ("en", "zh")}


def _pages(demo: Site, language: str) -> list[Page]:
    with demo.database.reading() as session:
        interviewed = session.scalars(
            sa.select(Case.ref)
            .join(Interview, Interview.case_id == Case.id)
            .where(Interview.finished_at.is_not(None))
        ).first()
        forms = {
            state: session.scalars(sa.select(Action.ref).where(Action.state == state)).first()
            for state in ("proposed", "open", "to_verify")
        }
        out = sa.select(Invitation).join(Wave).where(Invitation.returned_on.is_(None))
        invitations = [
            session.scalars(out.where(Wave.state == state)).first() for state in ("open", "closed")
        ]
        key = demo.app.extensions["liusheng"].settings.secret_key
        asked, too_late = (f"{link('', (key,), one)}?lang={language}" for one in invitations if one)
    office = reader(demo, "admin", language)
    return [
        *walk(
            demo.app,
            office,
            "/",
            "/waves/plans",
            "/waves/?state=draft",
            f"/interviews/{interviewed}/result",
            "/reports/2026-h2/kano",
            f"/actions/{forms['proposed']}/open",
            f"/actions/{forms['open']}/work",
            f"/actions/{forms['to_verify']}/check",
        ),
        *walk(demo.app, reader(demo, "sales", language), "/waves/mine"),
        *walk(demo.app, reader(demo, None, language), "/sign-in"),
        *answered(demo, asked),
        refused(demo.app.test_client(), too_late),
        refused(demo.app.test_client(), f"/r/nothing-here?lang={language}"),
        refused(office, "/nothing-here"),
        refused(office, "/waves/nothing-here/"),
        refused(reader(demo, "sales", language), "/settings/users"),
    ]


def answered(demo: Site, link: str) -> Iterator[Page]:
    """The pages of a whole questionnaire, each of them once refused for want of answers where it can be."""
    person = Respondent(demo.app, "")
    yield Page(link, "respond.first", person.open(link).text)
    for _page in range(30):
        yield Page(link, "respond.show", person.response.text)
        if not person.form.action:
            yield Page(link, "respond.thanks", person.response.text)
            return
        before = person.response.text
        person.send()
        if person.response.status_code != 200 or person.response.text == before:
            yield Page(link, "respond.show", person.response.text)
            person.send({name.removeprefix("q."): "1" for name in person.form.names if name.startswith("q.")})
    raise AssertionError("the questionnaire does not end")


def reader(demo: Site, role: str | None, language: str) -> FlaskClient:
    client = demo.client(role)
    with client.session_transaction() as cookie:
        cookie["language"] = language
    return client


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like with its values filled in."""
    parts = PLACEHOLDER.split(sentence)
    filled = ["%" if kind is None else ".*?" if kind == "s" else r"[−-]?[\d.,]+" for kind in parts[2::3]]
    return re.compile("".join(re.escape(a) + b for a, b in zip(parts[::3], [*filled, ""], strict=True)))


@pytest.fixture(scope="module")
def untranslated() -> list[re.Pattern[str]]:
    return [pattern(source) for source, text in sentences().items() if HAN.search(source) and text != source]


def words_of(pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
    """Each text once, with the page where it was first read."""
    read: set[str] = set()
    for page in pages:
        for text in page.texts:
            if text not in read and text not in NAMES_OF_LANGUAGES:
                read.add(text)
                yield page.path, text


@pytest.mark.slow
def test_every_page_is_read(demo: Site, pages: dict[str, list[Page]]) -> None:
    reachable = {
        rule.endpoint
        for rule in demo.app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and rule.endpoint != "static"
        and rule_of(demo.app, rule.endpoint) != BY_TOKEN  # read by programs
    }
    assert (
        reachable
        - {page.endpoint for page in pages["en"]}
        - NEEDS_A_SECRET
        - NEEDS_A_FILE
        - FOR_SCRIPTS
        - NOT_IN_THE_DEMONSTRATION
        == set()
    )


@pytest.mark.slow
def test_english_pages_show_chinese_only_where_the_company_wrote_it(
    pages: dict[str, list[Page]], data: tuple[set[str], str], untranslated: list[re.Pattern[str]]
) -> None:
    values, written = data
    foreign = "\n".join(text for text in sentences().values() if HAN.search(text))
    wrong = []
    for path, text in words_of(pages["en"]):
        runs = HAN.findall(text)
        if not runs or text in values:
            continue
        ours = any(run not in written and run not in foreign for run in runs)
        if ours or any(one.fullmatch(text) for one in untranslated):
            wrong.append((path, text))
    assert wrong == []


@pytest.mark.slow
def test_chinese_pages_show_no_english_sentence(
    pages: dict[str, list[Page]], data: tuple[set[str], str]
) -> None:
    values, _ = data
    english_words = {text for source, text in sentences().items() if " " in text.strip() and source != text}
    wrong = [
        (path, text) for path, text in words_of(pages["zh"]) if text in english_words and text not in values
    ]
    assert wrong == []
