"""When comments go, what was made of them goes too, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa

from survey.coding.forgetting import forget
from survey.coding.models import Correction, Reading, ReadingClaim
from survey.db import Database
from survey.responses.models import Verbatim
from tests.conftest import NOW


def test_only_what_was_made_of_these_comments_goes(database: Database) -> None:
    with database.unit_of_work() as session:
        texts = [
            Verbatim(source="response", source_ref="r", item_key=key, text="交期延误", written_on=NOW.date())
            for key in ("goes", "stays")
        ]
        session.add_all(texts)
        session.flush()
        for text in texts:
            session.add_all(
                [
                    Reading(
                        verbatim_id=text.id,
                        engine="test/1",
                        kind="opinion",
                        polarity="neg",
                        dimensions=[],
                        detail={},
                        read_at=NOW,
                    ),
                    ReadingClaim(verbatim_id=text.id),
                    Correction(verbatim_id=text.id, aspect="polarity", value=["pos"], by="质量部", at=NOW),
                ]
            )
        session.flush()
        forget(session, [texts[0].id])
        session.delete(texts[0])
        session.flush()
        for table in (Reading, ReadingClaim, Correction):
            assert session.scalars(sa.select(table.verbatim_id)).all() == [texts[1].id]
