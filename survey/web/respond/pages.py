"""The respondent's pages as bytes: rendered once per version, section and language where nothing is filled in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar

from flask import current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup
from werkzeug.wrappers import Response as WebResponse

from survey.errors import NotFound, Unavailable
from survey.fieldwork import notices
from survey.fieldwork.door import CompanyFacts, Door, State
from survey.fieldwork.models import Wave
from survey.instrument.definition import Definition, Section
from survey.instrument.library import wording
from survey.instrument.minutes import minutes
from survey.instrument.piping import answer_values, fill
from survey.instrument.routing import Path, path
from survey.language import Message, m
from survey.questionnaires.frozen import cached
from survey.questions import Answers, Item, get, text_in
from survey.responses.anonymity import asked
from survey.web.context import settings
from survey.web.i18n import LOCALES
from survey.web.question_pages import Raws, render_items, texts_in
from survey.web.respond.pieces import Pieces, cut, marker
from survey.web.respond.visit import Look, Visit

__all__ = ["Filled", "kept_when_busy", "page", "retry", "thanks"]

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
View = TypeVar("View", bound=Callable[..., Any])

_PIPED: Final = "{answer:"
_CACHED_PAGES: Final = 300


@dataclass(frozen=True, slots=True)
class Filled:
    """What a page shows beside its questions: what was typed, what is wrong with it, which whys stand open."""

    raws: Raws = field(default_factory=dict)
    problems: Mapping[str, Message] = field(default_factory=dict)
    open_whys: Collection[str] = ()
    status: int = 200


@dataclass(frozen=True, slots=True)
class _Frame:
    """All that decides how an empty page looks: equal frames make equal pages."""

    sha256: str
    privacy: str
    section: str
    items: tuple[str, ...]
    first_number: int
    place: int
    total: int
    look: Look
    company: CompanyFacts
    wave_name: str
    period: str
    who_can_see: str
    document_no: str
    revision: str
    effective_on: str
    several_languages: bool
    staff: bool
    bounced: bool = False


def page(
    visit: Visit, section: Section, answers: Answers, filled: Filled | None = None
) -> ResponseReturnValue:
    """The page of one section; `filled` has what was just sent, else the saved answers are shown."""
    way = path(visit.definition, answers)
    step = way.step(section.key)
    if step is None:
        raise NotFound(m("问卷中没有这一页。请重新打开链接。"))
    shown = filled or Filled(_saved(step.items, answers))
    frame = _frame(visit, way, section, step.items, bool(shown.open_whys))
    if shown.raws or shown.problems or shown.open_whys or _is_piped(visit.door.sha256, section.key):
        made = cut(_render(frame, visit.definition, shown, answers))
    else:
        made = _empty_page(frame)
    return _response(
        made,
        {
            "action": f"/r/{visit.token}/{section.key}",
            "token": "" if visit.staff else visit.form_token(),
            "draft": visit.draft_id,
            "record": visit.door.record_no or "—",
        },
        shown.status,
    )


def thanks(visit: Visit) -> ResponseReturnValue:
    """The page after submitting: what happens now, whom to ask."""
    assert visit.receipt is not None
    door, look = visit.door, visit.look
    values = {**_values(door, look.language), "receipt_no": visit.receipt.number}
    own = text_in(visit.definition.thanks, look.language)
    text = fill(own or wording("thanks", look.language), values)
    return _template(
        "respond/thanks.html",
        look,
        200,
        facts=door.company,
        title=text_in(visit.definition.title, look.language),
        text=text,
        draft_id=visit.draft_id,
        again=f"/r/{visit.token}?new=1" if door.collector_id is not None and door.state is State.OPEN else "",
        privacy_contact=values["privacy_contact"],
    )


def retry(message: Message) -> ResponseReturnValue:
    """The page when the store is busy: everything that was sent, kept in the page, and a button to send it again."""
    sent = [(name, text) for name, texts in request.form.lists() for text in texts]
    asked_for = request.args.get("lang", "")
    usual = settings().language
    look = Look(asked_for if asked_for in LOCALES else usual, request.args.get("size") == "large", usual)
    answer = _template(
        "respond/retry.html", look, 503, message=message, sent=sent, action=request.full_path.rstrip("?")
    )
    answer.headers["Retry-After"] = "5"
    return answer


def kept_when_busy(view: View) -> View:
    """A view whose form comes back whole when the store is busy, full or away."""

    @wraps(view)
    def attempt(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        try:
            answer: ResponseReturnValue = view(*args, **kwargs)
        except Unavailable as busy:
            return retry(busy.message)
        return answer

    return attempt  # type: ignore[return-value]


def _saved(items: Sequence[Item], answers: Answers) -> dict[str, dict[str, list[str]]]:
    """The saved answers as a form would have sent them."""
    raws = {item.key: get(item.type).to_raw(item, answers) for item in items if item.key in answers}
    return {key: raw for key, raw in raws.items() if raw}


def _frame(visit: Visit, way: Path, section: Section, items: tuple[Item, ...], bounced: bool) -> _Frame:
    door = visit.door
    place = way.keys.index(section.key)
    before = [item for step in way.steps[:place] for item in step.items]
    return _Frame(
        sha256=door.sha256,
        privacy=door.privacy,
        section=section.key,
        items=tuple(item.key for item in items),
        first_number=1 + sum(get(item.type).asks for item in before),
        place=place,
        total=len(way.steps),
        look=visit.look,
        company=door.company,
        wave_name=door.wave_name,
        period=door.period,
        who_can_see=door.who_can_see,
        document_no=door.document_no,
        revision=door.revision,
        effective_on=door.effective_on.isoformat() if door.effective_on else "",
        several_languages=len(door.definition.languages) > 1,
        staff=visit.staff,
        bounced=bounced,
    )


@lru_cache(maxsize=_CACHED_PAGES)
def _empty_page(frame: _Frame) -> Pieces:
    definition = asked(cached(frame.sha256), frame.sha256, frame.privacy)
    return cut(_render(frame, definition, Filled(), {}))


@lru_cache(maxsize=_CACHED_PAGES)
def _is_piped(sha256: str, section_key: str) -> bool:
    """Whether the section's texts repeat earlier answers."""
    section = cached(sha256).section(section_key)
    return section is not None and _PIPED in section.model_dump_json()


def _render(frame: _Frame, definition: Definition, shown: Filled, answers: Answers) -> str:
    language = frame.look.language
    section = definition.section(frame.section)
    assert section is not None
    values = {**_values(frame, language), "minutes": str(minutes(definition))}
    values |= answer_values(definition, answers, language)
    items = [definition.item_by_key[key] for key in frame.items]
    with force_locale(LOCALES[language]):
        cards = render_items(
            definition,
            items,
            shown.raws,
            shown.problems,
            language,
            privacy=frame.privacy,
            values=values,
            first_number=frame.first_number,
            open_whys=shown.open_whys,
        )
        return current_app.jinja_env.get_template("respond/page.html").render(
            frame=frame,
            look=frame.look,
            facts=frame.company,
            t=texts_in(language, values),
            definition=definition,
            section=section,
            cards=cards,
            problems=[(key, definition.item_by_key[key], shown.problems[key]) for key in shown.problems],
            marker=marker,
            control=_control(frame, language),
            can_explain=_can_explain(definition, items),
        )


def _can_explain(definition: Definition, items: Sequence[Item]) -> bool:
    """Whether a low rating on this page opens a field for the reason."""
    scales = definition.scale_by_key
    return any(
        scales[key].low_to is not None for item in items for key in item.scales.values() if key in scales
    )


def _values(place: _Frame | Door, language: str) -> dict[str, str]:
    wave = Wave(
        name=place.wave_name, period=place.period, privacy=place.privacy, who_can_see=place.who_can_see
    )
    values = dict(notices.values(wave, place.company.record(), language))
    values["hotline"] = values["hotline"] or values["privacy_contact"]
    return values


def _control(frame: _Frame, language: str) -> Markup:
    """The line of document control; an anonymous form carries no record number."""
    values = {
        "doc_no": frame.document_no,
        "revision": frame.revision,
        "effective_date": frame.effective_on,
        "record_no": "—" if frame.privacy == "anonymous" else marker("record"),
        "period": frame.period or frame.wave_name,
    }
    return Markup("{}").format(fill(wording("document_control", language), values))


def _template(name: str, look: Look, status: int, **values: Any) -> WebResponse:
    with force_locale(LOCALES[look.language]):
        text = current_app.jinja_env.get_template(name).render(look=look, **values)
    return _response(cut(text), {}, status)


def _response(made: Pieces, values: Mapping[str, str], status: int) -> WebResponse:
    headers = {"Content-Security-Policy": CSP, "Vary": "Accept-Encoding"}
    if request.accept_encodings.quality("gzip"):
        headers["Content-Encoding"] = "gzip"
        body = made.gzipped(values)
    else:
        body = made.plain(values)
    return current_app.response_class(body, status, headers, mimetype="text/html")
