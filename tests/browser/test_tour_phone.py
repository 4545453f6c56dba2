"""Every kind of page of the demonstration on a phone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Newcomer
from tests.browser.tour import walk
from tests.support.browser import PHONE
from tests.support.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_page_is_sound(demo_server: Server, newcomer: Newcomer) -> None:
    walk(demo_server, newcomer, PHONE)
