"""The staff side's main navigation, shown by role."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request
from flask_login import current_user

from survey.language import Message, m
from survey.web.access import rule_of
from survey.web.context import company, settings

__all__ = ["Entry", "install"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation: the page it opens and the blueprints in which it is active."""

    label: Message
    endpoint: str
    blueprints: tuple[str, ...]

    @property
    def active(self) -> bool:
        return request.blueprint in self.blueprints


ENTRIES = (
    Entry(m("总览"), "overview.index", ("overview",)),
    Entry(m("问卷"), "questionnaires.index", ("questionnaires",)),
    Entry(m("调查"), "waves.index", ("waves", "responses")),
    Entry(m("客户"), "customers.index", ("customers",)),
    Entry(m("流失客户"), "interviews.index", ("interviews",)),
    Entry(m("意见"), "comments.index", ("comments",)),
    Entry(m("报告"), "reports.index", ("reports", "documents")),
    Entry(m("改进"), "actions.index", ("actions",)),
    Entry(m("设置"), "settings.index", ("settings",)),
)


def install(app: Flask) -> None:
    """Gives every template the entries that the person may open."""
    app.context_processor(
        lambda: {
            "navigation": entries(),
            "company": company,
            "plain_http": _plain_http(),
            "asked": asked,
        }
    )


def asked() -> dict[str, str]:
    """What the address asks, to go along in a link to another page: `url_for(…, **asked())`.

    Without the names that mean something to `url_for` itself or to the path: an address can hold anything.
    """
    own = {"endpoint", "self", "values", *(request.view_args or {})}
    return {name: text for name, text in request.args.items() if name not in own and not name.startswith("_")}


def entries() -> list[Entry]:
    """The entries that the signed-in person's role may open."""
    if not (current_user and current_user.is_authenticated):
        return []
    return [entry for entry in ENTRIES if current_user.role in (rule_of(current_app, entry.endpoint) or ())]


def _plain_http() -> bool:
    """Whether staff should be warned that others on the network can read along."""
    return not settings().secure and not settings().on_loopback
