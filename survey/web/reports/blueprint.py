"""The blueprint of the report pages and what its views share: who reads, links with other filters, class names."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, request, url_for

from survey.fieldwork import definitions
from survey.fieldwork.models import Wave
from survey.reports.competing.building import asks_competitors
from survey.reports.gaps.kano import has_features
from survey.web.context import company, database

__all__ = ["READERS", "asks_features", "bp", "class_label", "link"]

bp = Blueprint("reports", __name__, url_prefix="/reports")

READERS = ("quality", "manager", "viewer")


def link(**changes: object) -> str:
    """This page's address with some of its filters changed; `None` or '' takes one away."""
    values = request.args.to_dict() | changes
    query = urlencode({name: value for name, value in values.items() if value not in (None, "")})
    base = url_for(request.endpoint or ".index", **(request.view_args or {}))
    return f"{base}?{query}" if query else base


def class_label(key: str) -> str:
    """The company's own name for a customer class."""
    return str(company().class_labels.get(key) or key)


@bp.app_template_filter("asks_competitors")
def wave_asks_competitors(wave: Wave) -> bool:
    """Whether the wave's questionnaire asks about competitors."""
    with database().reading() as session:
        return asks_competitors(definitions.definition_of(session, wave.version_id))


@bp.app_template_filter("asks_features")
def asks_features(wave: Wave) -> bool:
    """Whether the wave's questionnaire asks about features both ways, so that they can be classed (Kano)."""
    with database().reading() as session:
        return has_features(definitions.definition_of(session, wave.version_id))
