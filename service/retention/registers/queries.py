"""The registers of one's own organisation, the newest first."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from service.keys.secrets import open_texts
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused
from service.retention.registers.commands import ANONYMISATION, INCIDENT
from service.retention.registers.rules import Anonymisation, Incident
from service.store.session import Session
from service.store.statements import sql

INCIDENTS = sql(
    """
    SELECT DISTINCT ON (incident_id) id, incident_id, version, nature, concerned, happened_from, happened_until,
        approximate, known_on, people, serious, because, commission_told_on, people_told_on, public_notice, sealed,
        written_at, (known_on + relais.kept_for('incident'))::date AS kept_until
    FROM incidents ORDER BY incident_id, version DESC LIMIT 1000
    """
)
ANONYMISATIONS = sql(
    """
    SELECT id, what, purpose, techniques, analysed_on, analysed_again_on, sealed, written_at FROM anonymisations
    ORDER BY written_at DESC, id LIMIT 1000
    """
)


@dataclass(frozen=True)
class IncidentView:
    """An entry as it stands: its latest version."""

    id: UUID
    version: int
    said: Incident
    written_at: datetime
    kept_until: date
    """The day from which it is erased: five years after the organisation knew, or as two people chose above that."""


@dataclass(frozen=True)
class AnonymisationView:
    id: UUID
    said: Anonymisation
    written_at: datetime


def _keeps(session: Session) -> bool:
    return session.actor.has(Role.NETWORK_ADMINISTRATOR, Role.REGIONAL_COORDINATOR)


async def incidents(session: Session) -> list[IncidentView] | Refused:
    """The incidents of one's organisation, the latest known first; for whoever keeps its registers."""
    if not _keeps(session):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(INCIDENTS)
    words = await open_texts(session, INCIDENT, {row["id"]: row["sealed"] for row in rows})
    found = [_incident(row, words[row["id"]]) for row in rows]
    return sorted(found, key=lambda each: (each.said.known_on, each.written_at), reverse=True)


def _incident(row: Any, words: str | None) -> IncidentView:
    circumstances, measures = msgspec.json.decode(words) if words else ("", "")
    coded = {name: row[name] for name in Incident.__dataclass_fields__ if name in row.keys()}  # noqa: SIM118
    said = Incident(
        **{**coded, "concerned": tuple(row["concerned"]), "because": tuple(row["because"])},
        circumstances=circumstances,
        measures=measures,
    )
    return IncidentView(row["incident_id"], row["version"], said, row["written_at"], row["kept_until"])


async def anonymisations(session: Session) -> list[AnonymisationView] | Refused:
    """What one's organisation has anonymised, the latest first."""
    if not _keeps(session):
        return Refused(NOT_ALLOWED)
    rows = await session.rows(ANONYMISATIONS)
    words = await open_texts(session, ANONYMISATION, {row["id"]: row["sealed"] for row in rows})
    return [
        AnonymisationView(
            row["id"],
            Anonymisation(
                row["what"],
                row["purpose"],
                tuple(row["techniques"]),
                words[row["id"]] or "",
                row["analysed_on"],
                row["analysed_again_on"],
            ),
            row["written_at"],
        )
        for row in rows
    ]
