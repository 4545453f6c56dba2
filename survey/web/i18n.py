"""Languages at the edge: which one a request is in, how messages, numbers and times are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from flask import Flask, request, session
from flask_babel import Babel, format_date, format_datetime, get_translations
from flask_login import current_user

from survey.language import LIST_MARK, Message
from survey.paths import TRANSLATIONS
from survey.questions import text_in
from survey.text.vocabulary import Labelled, LossKind, Mode
from survey.web.context import settings, zone

__all__ = ["install", "language", "translate", "translator"]

LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def install(app: Flask) -> None:
    """Sets up translations and the filters that templates use."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=lambda: LOCALES[language()],
        timezone_selector=lambda: str(zone()),
    )
    app.jinja_env.filters.update(
        tr=translate,
        local=lambda text: text_in(text, language()),
        day=_day,
        moment=_moment,
        number=_number,
        percent=_percent,
        listed=lambda names: translate(LIST_MARK).join(map(str, names)),
        sentences=_sentences,
        mode_label=lambda key: _label(Mode, key),
        loss_label=lambda key: _label(LossKind, key),
    )
    app.jinja_env.globals["language"] = language
    app.jinja_env.globals["in_language"] = lambda text: text_in(text, language())


def language() -> str:
    """`zh` or `en`: asked for in the URL, chosen before, the person's own, else the instance's."""
    if request.blueprint == "respond":
        asked = request.args.get("lang")
        return asked if asked in LOCALES else settings().language
    chosen = session.get("language")
    if chosen in LOCALES:
        return str(chosen)
    if current_user and current_user.is_authenticated and current_user.language in LOCALES:
        return str(current_user.language)
    return settings().language


def translator() -> Callable[[str], str]:
    """The catalogue of the request's language, for those who render messages themselves."""
    found: Callable[[str], str] = get_translations().ugettext
    return found


def translate(message: Any) -> str:
    """A message (or a plain string) in the request's language."""
    if isinstance(message, Message):
        return message.render(get_translations().ugettext)
    return get_translations().ugettext(message) if message else ""


def _label(words: type[Labelled], key: str) -> str:
    """The label of a stored word; the word itself when it is none of them."""
    return translate(words(key).label) if key in set(words) else key


def _sentences(parts: Iterable[object]) -> str:
    """Sentences one after another, without those that are not said."""
    return ("" if language() == "zh" else " ").join(str(part) for part in parts if part)


def _day(value: date | None) -> str:
    return "—" if value is None else format_date(value, "yyyy-MM-dd")


def _moment(value: datetime | None) -> str:
    return "—" if value is None else format_datetime(value, "yyyy-MM-dd HH:mm")


def _number(value: float | None, digits: int = 1) -> str:
    return "—" if value is None else f"{value:,.{digits}f}".replace("-", "−")


def _percent(value: float | None, digits: int = 0) -> str:
    return "—" if value is None else f"{100 * value:.{digits}f}%"
