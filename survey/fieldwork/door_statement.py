"""The statement that finds what stands behind a token, compiled once for each store.

The facts come as one JSON value: Python's sqlite3 gives up the interpreter lock for every column it reads,
and under eight respondents forty columns cost more in switched threads than all the rest of the statement.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any, Final

import sqlalchemy as sa

from survey.accounts.models import Company, StoredFile
from survey.customers.models import Contact, Customer
from survey.fieldwork.models import Collector, Draft, Invitation, Wave
from survey.questionnaires.models import Version

__all__ = ["DEFINITION", "FIND_COLLECTOR", "FIND_INVITATION"]


def _facts(holder: type[Invitation] | type[Collector], nested: Callable[[Any], Any]) -> dict[str, Any]:
    """What is asked of either kind of holder, by the name under which it comes; `nested` embeds JSON columns."""
    shared = {
        "wave_id": Wave.id,
        "wave_ref": Wave.ref,
        "wave_name": Wave.name,
        "period": Wave.period,
        "privacy": Wave.privacy,
        "segments": nested(Wave.segments),
        "k_min": Wave.k_min,
        "who_can_see": Wave.who_can_see,
        "wave_state": Wave.state,
        "opens_at": Wave.opens_at,
        "closes_at": Wave.closes_at,
        "version_id": Version.id,
        "sha256": Version.sha256,
        "document_no": Version.document_no,
        "revision": Version.revision,
        "effective_on": Version.effective_on,
        "company_name": Company.name,
        "short_name": Company.short_name,
        "department": Company.department,
        "privacy_contact": Company.privacy_contact,
        "hotline": Company.hotline,
        "retention": Company.retention,
        "time_zone": Company.time_zone,
        "logo_ref": StoredFile.ref,
        "draft_answers": nested(Draft.answers),
        "draft_section": Draft.section,
        "draft_started_at": Draft.started_at,
    }
    if holder is Collector:
        own: dict[str, Any] = {
            "ref": Collector.ref,
            "collector_id": Collector.id,
            "mode": Collector.kind,
            "paused_at": Collector.closed_at,
        }
    else:
        own = {
            "ref": Invitation.ref,
            "invitation_id": Invitation.id,
            "mode": Invitation.mode,
            "customer_id": Invitation.customer_id,
            "contact_id": Invitation.contact_id,
            "record_no": Invitation.record_no,
            "returned_on": Invitation.returned_on,
            "class_key": Customer.class_key,
            "region": Customer.region,
            "industry": Customer.industry,
            "product_lines": nested(Customer.product_lines),
            "language": Contact.language,
        }
    return own | shared


def _statement(
    holder: type[Invitation] | type[Collector], pack: Callable[..., Any], nested: Callable[[Any], Any]
) -> sa.Select[Any]:
    pairs = chain.from_iterable(
        (sa.literal_column(f"'{name}'"), fact) for name, fact in _facts(holder, nested).items()
    )
    joined = (
        sa.select(sa.type_coerce(pack(*pairs), sa.JSON))
        .select_from(holder)
        .join(Wave, Wave.id == holder.wave_id)
        .join(Version, Version.id == Wave.version_id)
        .join(Company, Company.id == 1)
        .outerjoin(StoredFile, StoredFile.id == Company.logo_file_id)
        .outerjoin(Draft, sa.and_(Draft.wave_id == Wave.id, Draft.key_hash == sa.bindparam("key_hash")))
        .where(holder.token_hash == sa.bindparam("token_hash"))
    )
    if holder is Invitation:
        joined = joined.join(Customer, Customer.id == Invitation.customer_id).outerjoin(
            Contact, Contact.id == Invitation.contact_id
        )
    return joined


def _statements(holder: type[Invitation] | type[Collector]) -> dict[str, sa.Select[Any]]:
    return {
        "sqlite": _statement(holder, sa.func.json_object, sa.func.json),
        "postgresql": _statement(holder, sa.func.json_build_object, lambda column: column),
    }


FIND_INVITATION: Final = _statements(Invitation)


FIND_COLLECTOR: Final = _statements(Collector)


DEFINITION: Final = sa.select(Version.definition).where(Version.id == sa.bindparam("version_id"))
