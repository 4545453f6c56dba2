"""Who is signed in, as a test sees it."""

from __future__ import annotations

from flask.testing import FlaskClient

from survey.config import Settings
from tests.web.site import Site


def is_in(client: FlaskClient) -> bool:
    return client.get("/settings/").status_code == 200


def settings_of(site: Site) -> Settings:
    found: Settings = site.app.extensions["liusheng"].settings
    return found
