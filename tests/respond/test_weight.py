"""The first visit on a phone: bytes on the wire and requests."""

from __future__ import annotations

import gzip
import re
import zlib

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from survey.accounts import company
from survey.db import Database
from survey.web.respond.pieces import cut, marker
from tests.builders import fieldwork as make
from tests.respond.conftest import Respondent, wave_on

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccfc0500f"
    "0004850180a1bfa9e60000000049454e44ae426082"
)


@pytest.mark.parametrize("questionnaire", ["iso_b2b_short", "iso_b2b"])
def test_the_first_visit_is_small_and_takes_few_requests(
    app: Flask, database: Database, questionnaire: str
) -> None:
    with wave_on(database, definition=questionnaire) as (session, wave):
        link = make.add_link(session, wave)
        company.set_logo(session, name="logo.png", content=PNG, actor=make.QUALITY, now=make.NOW)
    client = app.test_client()
    page = client.get(f"/r/{make.token(link)}", headers=GZIP)
    assert page.headers["Content-Encoding"] == "gzip"
    html = gzip.decompress(page.data).decode()
    addresses = set(re.findall(r'(?:src|href)="(/[^"]+)"', html))
    sizes = {}
    for address in addresses:
        with client.get(address, headers=GZIP) as part:
            sizes[address] = len(part.data)
    total = len(page.data) + sum(sizes.values())
    assert 1 + len(sizes) <= 4, sizes
    assert total <= 20_000, (len(page.data), sizes)


def test_a_browser_that_takes_no_gzip_gets_the_same_page(app: Flask, database: Database) -> None:
    with wave_on(database) as (session, wave):
        token = make.token(make.invite(session, wave, make.add_customers(session, 1)[0]))
    plain = Respondent(app, token).open(headers={"Accept-Encoding": "identity"})
    packed = Respondent(app, token).open(headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_a_static_file_is_not_sent_twice(app: Flask) -> None:
    client = app.test_client()
    with client.get("/static/respond.css", headers=GZIP) as first:
        packed, tag = first.data, first.headers["ETag"]
    with client.get("/static/respond.css", headers=GZIP | {"If-None-Match": tag}) as again:
        assert again.status_code == 304
    with client.get("/static/respond.css") as plain:
        assert gzip.decompress(packed) == plain.data


@given(st.text(max_size=3000), st.text(max_size=200), st.text(max_size=3000))
def test_pieces_join_to_one_gzip_member(before: str, between: str, after: str) -> None:
    made = cut(f"{before}{marker('token')}{after}{marker('action')}")
    values = {"token": between, "action": "/r/x"}
    packer = zlib.decompressobj(wbits=31)
    assert packer.decompress(made.gzipped(values)) == made.plain(values)
    assert packer.eof
    assert packer.unused_data == b""
