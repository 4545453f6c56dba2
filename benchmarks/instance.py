"""An instance with an open wave, made through the services as quality staff would make it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from survey import migrate
from survey.accounts import company
from survey.accounts.actor import COMMAND_LINE
from survey.app import open_database
from survey.config import Settings
from survey.db import Database
from survey.fieldwork import collectors, tokens, waves
from survey.instrument.definition import Definition
from survey.questionnaires import publishing, service

__all__ = ["Instance", "prepare"]


@dataclass(frozen=True, slots=True)
class Instance:
    """A prepared instance: its store, its wave, and the path of the wave's open link."""

    settings: Settings
    database: Database
    wave_id: int
    path: str

    @property
    def environment(self) -> Mapping[str, str]:
        """What a process needs to serve this instance."""
        return {
            "LIUSHENG_INSTANCE": str(self.settings.instance),
            "LIUSHENG_PUBLIC_URL": self.settings.public_url,
        }


def prepare(folder: Path, definition: Definition, *, privacy: str = "named") -> Instance:
    """An instance in `folder` in which `definition` is published and asked in an open wave."""
    known = {name: text for name, text in os.environ.items() if not name.startswith("LIUSHENG_")}
    settings = Settings.from_env(known, instance=folder)
    database = open_database(settings)
    migrate.upgrade(database, folder=folder)
    now = datetime.now(UTC)
    with database.unit_of_work() as session:
        details = company.Details(
            name="示例机械有限公司",
            department="质量部",
            privacy_contact="质量部",
            hotline="400-000-0000",
            retention="答卷保存三年",
        )
        company.change(session, details, actor=COMMAND_LINE, now=now)
        draft = service.create_from_definition(session, definition, definition.key, COMMAND_LINE, now)
        control = publishing.Control(
            document_no="QR-9.1.2-01",
            revision="A/0",
            prepared_by="质量部",
            reviewed_by="质量部",
            approved_by="总经理",
            effective_on=(now - timedelta(days=30)).date(),
            change_note="首次发布",
        )
        version = publishing.publish(session, draft.ref, control, COMMAND_LINE, now)
        form = waves.WaveForm(
            key="measured",
            name="年度调查",
            version_id=version.id,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=30),
            privacy=privacy,
            unit="response",
            method=dict.fromkeys(("responsible", "owner", "approved_by", "mode"), "质量部"),
        )
        wave = waves.create(session, form, actor=COMMAND_LINE, now=now)
        waves.open_wave(
            session, wave, notice_confirmed=True, method_confirmed=True, actor=COMMAND_LINE, now=now
        )
        link = collectors.add_collector(
            session, wave, "公开链接", secret=settings.secret_key, actor=COMMAND_LINE, now=now
        )
        path = f"/r/{tokens.token_of(settings.secret_key, link.ref, link.generation, open_link=True)}"
        return Instance(settings, database, wave.id, path)
