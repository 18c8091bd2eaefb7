"""The registers that Québec asks an organisation to keep: confidentiality incidents, and what was anonymised."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.doors import Caller, accepted, ask, read
from api.v1.fields import Created, ShortText, screened
from service.retention.refusals import REGISTER_DATES
from service.retention.registers.commands import WriteIncident, Written, write_anonymisation, write_incident
from service.retention.registers.queries import AnonymisationView, IncidentView, anonymisations, incidents
from service.retention.registers.rules import (
    Anonymisation,
    Because,
    Concerned,
    Incident,
    Nature,
    People,
    Purpose,
    Technique,
    What,
)
from service.store.command import Once
from service.store.store import Store

TAG = "registers"
Some = msgspec.Meta(min_length=1, max_length=8)


class NewIncident(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A confidentiality incident (A-2.1, r. 3.1, s. 7), in lists and two short texts. Nobody is named."""

    nature: Nature
    concerned: Annotated[list[Concerned], Some]
    happened_from: date
    happened_until: date
    known_on: date
    people: People
    serious: bool
    because: Annotated[list[Because], Some]
    circumstances: ShortText
    measures: ShortText
    approximate: bool = False
    commission_told_on: date | None = None
    people_told_on: date | None = None
    public_notice: bool = False

    def said(self) -> Incident:
        """The same as a plain value. Raises `Refusal` when a text says what Relais does not keep."""
        screened({"circumstances": self.circumstances, "measures": self.measures})
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        return Incident(
            **{
                **fields,
                "concerned": tuple(dict.fromkeys(self.concerned)),
                "because": tuple(dict.fromkeys(self.because)),
            }
        )


class NewAnonymisation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was anonymised (A-2.1, r. 0.1, s. 9)."""

    what: What
    purpose: Purpose
    techniques: Annotated[list[Technique], Some]
    measures: ShortText
    analysed_on: date
    analysed_again_on: date | None = None

    def said(self) -> Anonymisation:
        """The same as a plain value. Raises `Refusal` when the text says what Relais does not keep."""
        screened({"measures": self.measures})
        techniques = tuple(dict.fromkeys(self.techniques))
        return Anonymisation(
            self.what, self.purpose, techniques, self.measures, self.analysed_on, self.analysed_again_on
        )


@read("/incidents", id="list_incidents", summary="Your organisation's register of incidents", tag=TAG)
async def get_incidents(store: NamedDependency[Store], caller: NamedDependency[Caller]) -> list[IncidentView]:
    async with store.reading(caller.seat) as session:
        return accepted(await incidents(session))


@ask(
    "/incidents",
    id="enter_incident",
    summary="Enter a confidentiality incident in your organisation's register",
    tag=TAG,
    refusals=(REGISTER_DATES,),
)
async def post_incident(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewIncident],
) -> Written:
    return accepted(await store.run(write_incident, caller.seat, WriteIncident(data.said()), once))


@ask(
    "/incidents/{incident_id:uuid}",
    id="enter_incident_again",
    summary="Enter what is known of an incident by now; earlier versions stay",
    tag=TAG,
    refusals=(REGISTER_DATES,),
)
async def post_incident_again(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    incident_id: FromPath[UUID],
    data: JSONBody[NewIncident],
) -> Written:
    return accepted(
        await store.run(write_incident, caller.seat, WriteIncident(data.said(), incident_id), once)
    )


@read("/anonymisations", id="list_anonymisations", summary="What your organisation has anonymised", tag=TAG)
async def get_anonymisations(
    store: NamedDependency[Store], caller: NamedDependency[Caller]
) -> list[AnonymisationView]:
    async with store.reading(caller.seat) as session:
        return accepted(await anonymisations(session))


@ask(
    "/anonymisations",
    id="enter_anonymisation",
    summary="Enter what was anonymised, and how",
    tag=TAG,
    refusals=(REGISTER_DATES,),
)
async def post_anonymisation(
    store: NamedDependency[Store],
    caller: NamedDependency[Caller],
    once: NamedDependency[Once],
    data: JSONBody[NewAnonymisation],
) -> Created:
    return Created(accepted(await store.run(write_anonymisation, caller.seat, data.said(), once)))


handlers = [get_incidents, post_incident, post_incident_again, get_anonymisations, post_anonymisation]
