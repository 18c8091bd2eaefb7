"""Entering something in a register: one person of the organisation writes it, nobody writes over it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import msgspec

from service.keys.secrets import Box, seal_text
from service.partners.actor import Actor, Role, only
from service.refusals import NOT_FOUND, Refused
from service.retention.refusals import REGISTER_DATES
from service.retention.registers.events import AnonymisationWritten, IncidentWritten
from service.retention.registers.rules import Anonymisation, Incident, fault_of
from service.store.command import Done, command
from service.store.session import UnitOfWork
from service.store.statements import sql

KEEPERS = only(Role.NETWORK_ADMINISTRATOR, Role.REGIONAL_COORDINATOR)
"""Who keeps an organisation's registers: its network administrators, its coordination."""
INCIDENT = Box("financial", "incidents.sealed")
ANONYMISATION = Box("financial", "anonymisations.sealed")

# Two who learn more at the same moment write one after the other.
IN_LINE = sql("SELECT pg_advisory_xact_lock(hashtextextended('incident ' || CAST(:incident AS uuid), 0))")
LATEST = sql("SELECT max(version) FROM incidents WHERE incident_id = :incident")
WRITE_INCIDENT = sql(
    """
    INSERT INTO incidents (id, incident_id, version, organisation_id, nature, concerned, happened_from, happened_until,
        approximate, known_on, people, serious, because, commission_told_on, people_told_on, public_notice, sealed,
        written_by, written_at)
    VALUES (:id, :incident, :version, relais.organisation(), :nature, CAST(:concerned AS text[]), :happened_from,
        :happened_until, :approximate, :known_on, :people, :serious, CAST(:because AS text[]), :commission_told_on,
        :people_told_on, :public_notice, :sealed, relais.member(), relais.now())
    """
)
WRITE_ANONYMISATION = sql(
    """
    INSERT INTO anonymisations (id, organisation_id, what, purpose, techniques, analysed_on, analysed_again_on, sealed,
        written_by, written_at)
    VALUES (:id, relais.organisation(), :what, :purpose, CAST(:techniques AS text[]), :analysed_on, :analysed_again_on,
        :sealed, relais.member(), relais.now())
    """
)


@dataclass(frozen=True)
class WriteIncident:
    """An incident; with an id, what is known of one that stands in the register already."""

    said: Incident
    incident_id: UUID | None = None


@dataclass(frozen=True)
class Written:
    """The entry, and which version of it this is."""

    id: UUID
    version: int


@command(event=IncidentWritten, allowed=KEEPERS)
async def write_incident(
    uow: UnitOfWork, _: Actor, wish: WriteIncident
) -> Done[Written, IncidentWritten] | Refused:
    """Enter an incident, or another version of one (A-2.1, r. 3.1, s. 7 and 8); nothing is written over.

    Refused when its dates contradict each other, and `not_found` for another organisation's.
    """
    said, incident = wish.said, wish.incident_id or uuid4()
    await uow.value(IN_LINE, incident=incident)
    latest = await uow.value(LATEST, incident=incident)
    if wish.incident_id is not None and latest is None:
        return Refused(NOT_FOUND)
    if fault_of(said, uow.now.date()):
        return Refused(REGISTER_DATES)
    row, version = uuid4(), (latest or 0) + 1
    words = msgspec.json.encode([said.circumstances, said.measures]).decode()
    values: dict[str, Any] = {**_coded(said), "id": row, "incident": incident, "version": version}
    values["sealed"] = await seal_text(uow, INCIDENT, subject=incident, row=row, text=words)
    await uow.execute(WRITE_INCIDENT, **values)
    event = IncidentWritten(subject=incident, version=version, serious=said.serious)
    return Done(Written(incident, version), event)


def _coded(said: Incident) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(said).items()
        if name not in {"circumstances", "measures"}
    }


@command(event=AnonymisationWritten, allowed=KEEPERS)
async def write_anonymisation(
    uow: UnitOfWork, _: Actor, wish: Anonymisation
) -> Done[UUID, AnonymisationWritten] | Refused:
    """Enter what was anonymised (A-2.1, r. 0.1, s. 9). Refused when it was analysed again before it was analysed."""
    again = wish.analysed_again_on
    if max(wish.analysed_on, again or wish.analysed_on) > uow.now.date() or (
        again and again < wish.analysed_on
    ):
        return Refused(REGISTER_DATES)
    row = uuid4()
    await uow.execute(
        WRITE_ANONYMISATION,
        id=row,
        what=wish.what,
        purpose=wish.purpose,
        techniques=list(wish.techniques),
        analysed_on=wish.analysed_on,
        analysed_again_on=again,
        sealed=await seal_text(uow, ANONYMISATION, subject=row, row=row, text=wish.measures),
    )
    return Done(row, AnonymisationWritten(subject=row, what=wish.what))
