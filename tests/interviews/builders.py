"""A lost customer with everybody around: quality staff, two interviewers, the account's salesperson."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from survey.accounts.actor import Actor
from survey.accounts.models import User
from survey.customers.models import Customer, Loss
from survey.db import Database
from survey.interviews import finishing, recording, root_cause, service
from survey.interviews.access import case_by_ref
from survey.interviews.fields import note_field
from survey.interviews.models import Case, Interview
from survey.interviews.recording import Saved, Sheet
from tests.conftest import NOW

__all__ = ["RECORD", "SAID", "Story"]

SAID: Mapping[str, str] = {
    "held_on": "2026-10-01",
    "consent_notes": "yes",
    note_field("main_reason"): "说白了还是价格。",
    note_field("first_doubt"): "去年五月晚了十一天。",
}
RECORD: Mapping[str, str] = {
    "stated_text": "价格高。",
    "stated_code": "B5.1",
    "destination": "competitor",
    "confidence": "high",
}


@dataclass
class Story:
    """One case and the people who may have to do with it."""

    database: Database
    people: dict[str, Actor] = field(default_factory=dict)
    case: str = ""
    loss: str = ""

    @classmethod
    def begin(cls, database: Database, *, kind: str = "complete") -> Story:
        story = cls(database)
        with database.unit_of_work() as session:
            for name, role in (
                ("quality", "quality"),
                ("second", "quality"),
                ("caller", "interviewer"),
                ("other", "interviewer"),
                ("seller", "sales"),
                ("stranger", "sales"),
                ("manager", "manager"),
                ("viewer", "viewer"),
            ):
                user = User(
                    email=f"{name}@example.com",
                    name=name,
                    role=role,
                    password_hash="x",
                    session_key="k",
                    created_at=NOW,
                )
                session.add(user)
                session.flush()
                story.people[name] = Actor(name=name, role=role, user_id=user.id, email=user.email)
            customer = Customer(
                code="K1",
                name="离开的客户",
                class_key="A",
                region="华东",
                product_lines=["联轴器"],
                owner="seller",
                owner_id=story.people["seller"].user_id,
                created_at=NOW,
            )
            session.add(customer)
            session.flush()
            loss = Loss(
                customer_id=customer.id,
                kind=kind,
                recognised_on=date(2026, 9, 1),
                lost_sales=100.0,
                lost_sales_source="finance",
            )
            session.add(loss)
            session.flush()
            story.loss = loss.ref
            (case,) = service.open_cases(session, [loss.ref], actor=story.people["quality"], now=NOW)
            service.assign(
                session, case, story.people["caller"].user_id, actor=story.people["quality"], now=NOW
            )
            story.case = case.ref
        return story

    def found(self, session: Session, who: str = "quality") -> Case:
        return case_by_ref(session, self.case, self.people[who])

    def interview(self, session: Session) -> Interview:
        interview = recording.interview_of(session, self.found(session))
        assert interview is not None
        return interview

    def sheet(self, section: str = "talk", who: str = "caller") -> Sheet:
        with self.database.reading() as session:
            interview = recording.interview_of(session, self.found(session))
            return recording.sheet(interview, section, self.people[who])

    def type_in(
        self, section: str, typed: Mapping[str, str], *, on: Sheet | None = None, who: str = "caller"
    ) -> Saved:
        on = on or self.sheet(section, who)
        with self.database.unit_of_work() as session:
            return recording.save(
                session,
                self.found(session),
                section,
                typed,
                stamp=on.stamp,
                seen=on.seen,
                actor=self.people[who],
                now=NOW,
            )

    def attribute(self, code: str = "B8.1", text: str = "低价撬走", who: str = "seller") -> None:
        with self.database.unit_of_work() as session:
            service.record_attribution(
                session, self.found(session), code, text, actor=self.people[who], now=NOW
            )

    def code_first(self, code: str, who: str = "caller") -> None:
        with self.database.unit_of_work() as session:
            root_cause.code_first(
                session,
                self.found(session),
                self.interview(session),
                code,
                actor=self.people[who],
                now=NOW,
            )

    def code_second(self, code: str, who: str = "second") -> None:
        with self.database.unit_of_work() as session:
            root_cause.code_second(
                session,
                self.found(session),
                self.interview(session),
                code,
                actor=self.people[who],
                now=NOW,
            )

    def finish(self, who: str = "caller") -> int:
        with self.database.unit_of_work() as session:
            return finishing.finish(
                session, self.found(session), self.interview(session), actor=self.people[who], now=NOW
            )

    def tell_all(self) -> None:
        """Everything that an interview needs, up to its end."""
        self.attribute()
        self.type_in("talk", SAID)
        self.type_in("record", RECORD)
        self.code_first("B2.2")
        self.finish()
