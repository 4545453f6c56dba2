"""A site with an open wave, its customers and a browser that posts forms as pages do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from survey.accounts.models import Company
from survey.config import Settings
from survey.customers.models import Customer
from survey.db import Database
from survey.fieldwork.models import Invitation, Wave
from survey.responses.models import Response
from tests.builders.fieldwork import SECRET, add_customers, add_frame, add_wave, invite
from tests.web.site import Site, build_site, csrf

ANSWERS = {
    "q.product_consistency.importance": "5",
    "q.product_consistency.performance": "2",
    "q.product_consistency.why": "有两批表面有锈",
    "q.overall": "4",
}


@dataclass
class Field:
    """The site, its wave with six customers, and the first customer's questionnaire."""

    site: Site
    wave: Wave
    customers: list[Customer]
    invitation: Invitation

    @property
    def database(self) -> Database:
        return self.site.database

    def post(self, role: str, path: str, **form: Any) -> TestResponse:
        """Posts a form as `role`, with the token that pages carry."""
        client = self.site.client(role)
        return client.post(path, data={"csrf_token": csrf(client, "/waves/")} | form, follow_redirects=True)

    def get(self, role: str, path: str) -> TestResponse:
        return self.site.client(role).get(path)

    def browser(self, role: str) -> tuple[FlaskClient, str]:
        client = self.site.client(role)
        return client, csrf(client, "/waves/")

    def responses(self) -> list[Response]:
        with self.database.reading() as session:
            return list(session.scalars(sa.select(Response).order_by(Response.id)))

    def entry(self, **changes: Any) -> dict[str, Any]:
        """What a filled entry form sends."""
        return (
            {
                "customer": self.customers[0].ref,
                "contact": "",
                "mode": "paper",
                "record_no": "",
                "person": "张工",
                "received_on": "2026-10-19",
            }
            | ANSWERS
            | changes
        )


@pytest.fixture
def make_field(settings: Settings, database: Database) -> Callable[..., Field]:
    """Builds the site with a wave that differs as told."""

    def make(**changes: Any) -> Field:
        assert settings.secret_key == SECRET
        site = build_site(settings, database)
        with database.unit_of_work() as session:
            ours = session.get_one(Company, 1)
            ours.department, ours.privacy_contact = "质量部", "质量部 0571-00000000"
            customers = add_customers(session, 6)
            customers[1].owner_id = site.staff["sales"].id
            wave = add_wave(session, **changes)
            add_frame(session, wave, customers)
            invitation = invite(session, wave, customers[0], mode="paper")
        return Field(site, wave, customers, invitation)

    return make


@pytest.fixture
def field(make_field: Callable[..., Field]) -> Field:
    return make_field()
