"""One form for an incident, one for an anonymisation: closed lists, two short texts, nobody named (Loi 25)."""

from datetime import date
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.pages.filling import Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.moments import day_in, zone_of
from api.pages.pivot.doing import Repaint, Why, do
from api.pages.visits import Visit
from api.problems import Refusal
from api.v1.fields import ShortText
from api.v1.records.registers import NewAnonymisation, Some
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import screen
from service.refusals import NOT_FOUND, Refused
from service.retention.registers import rules
from service.retention.registers.commands import WriteIncident, write_anonymisation, write_incident
from service.retention.registers.queries import IncidentView, anonymisations, incidents

LISTS: dict[str, tuple[str, ...]] = {
    "nature": get_args(rules.Nature),
    "concerned": get_args(rules.Concerned),
    "people": get_args(rules.People),
    "because": get_args(rules.Because),
    "what": get_args(rules.What),
    "purpose": get_args(rules.Purpose),
    "techniques": get_args(rules.Technique),
}
"""Each field's choices, in the order of the form."""


class IncidentForm(msgspec.Struct, frozen=True):
    """An incident as a form sends it."""

    nature: rules.Nature
    concerned: Annotated[list[rules.Concerned], Some]
    happened_from: date
    happened_until: date
    known_on: date
    people: rules.People
    serious: Literal["yes", "no"]
    because: Annotated[list[rules.Because], Some]
    circumstances: ShortText
    measures: ShortText
    approximate: Literal["yes", ""] = ""
    commission_told_on: date | None = None
    people_told_on: date | None = None
    public_notice: Literal["yes", ""] = ""

    def said(self) -> rules.Incident:
        """The same as a plain value."""
        fields = {name: getattr(self, name) for name in self.__struct_fields__}
        yes = {name: fields[name] == "yes" for name in ("serious", "approximate", "public_notice")}
        lists = {name: tuple(dict.fromkeys(fields[name])) for name in ("concerned", "because")}
        return rules.Incident(**{**fields, **yes, **lists})


def _too_much(*texts: str) -> Refused | None:
    """A text that names somebody or says a status is refused before it is kept (IMM-05)."""
    findings = [finding for text in texts for finding in screen(text)]
    return says_too_much(findings) if findings else None


async def _entry(visit: Visit, incident_id: UUID | None) -> IncidentView | None:
    """The entry that one adds to. Raises `Refusal`: for whoever keeps no register there is no page."""
    async with visit.store.reading(visit.seat) as session:
        found = await incidents(session)
    if isinstance(found, Refused):
        raise Refusal(Refused(NOT_FOUND))
    entry = next((one for one in found if one.id == incident_id), None)
    if incident_id is not None and entry is None:
        raise Refusal(Refused(NOT_FOUND))
    return entry


Filled = tuple[dict[str, str], dict[str, list[str]]]
"""What a form shows: texts and days by field, and the boxes that are ticked."""


def _values(entry: IncidentView | None) -> Filled:
    """What an entry says, as a form shows it: texts and days, and the boxes that are ticked."""
    if entry is None:
        return {}, {}
    said = vars(entry.said)
    boxes = {name: list(said[name]) for name in ("concerned", "because")}
    flags = {name: "yes" if said[name] else "" for name in ("approximate", "public_notice")}
    texts = {name: str(value) for name, value in said.items() if value is not None and name not in boxes}
    return {**texts, **flags, "serious": "yes" if entry.said.serious else "no"}, boxes


async def _incident_page(
    visit: Visit, incident_id: UUID | None, why: Why, form: Form | None = None
) -> Response[Any]:
    values, boxes = _values(await _entry(visit, incident_id))
    if form is not None:
        values, boxes = dict(form.values), {name: list(form.all(name)) for name in ("concerned", "because")}
    path = f"/registers/incidents/{incident_id}" if incident_id else "/registers/incidents"
    return await _paint(visit, "incident", path, why, (values, boxes))


async def _paint(visit: Visit, what: str, path: str, why: Why, filled: Filled) -> Response[Any]:
    values, boxes = filled
    async with visit.store.reading(visit.seat) as session:
        zone = await zone_of(session)
    trouble = trouble_of(why, visit.language)
    return visit.paint(
        f"registers/{what}.html",
        status=trouble.status if trouble else 200,
        page=path,
        lists=LISTS,
        values=values,
        boxes=boxes,
        trouble=trouble,
        day=day_in(visit.language, zone),
    )


@get("/registers/incidents", include_in_schema=False)
async def show_incident(visit: NamedDependency[Visit]) -> Response[Any]:
    """An empty entry."""
    return await _incident_page(visit, None, None)


@get("/registers/incidents/{incident_id:uuid}", include_in_schema=False)
async def show_incident_again(visit: NamedDependency[Visit], incident_id: FromPath[UUID]) -> Response[Any]:
    """What is known of it so far; what one enters is another version."""
    return await _incident_page(visit, incident_id, None)


async def _entered(visit: Visit, incident_id: UUID | None) -> Response[Any]:
    form = await read_form(visit.request)
    said = fill(form, IncidentForm)

    async def again(form: Form, why: Why) -> Response[Any]:
        return await _incident_page(visit, incident_id, why, form)

    if not isinstance(said, Unfit) and (refused := _too_much(said.circumstances, said.measures)):
        return await again(form, refused)
    wish = said if isinstance(said, Unfit) else WriteIncident(said.said(), incident_id)
    return await do(visit, form, write_incident, wish, again, done="/registers?done=registers.incident")


@post("/registers/incidents", include_in_schema=False, status_code=200)
async def enter_incident(visit: NamedDependency[Visit]) -> Response[Any]:
    """Enter an incident."""
    return await _entered(visit, None)


@post("/registers/incidents/{incident_id:uuid}", include_in_schema=False, status_code=200)
async def enter_incident_again(visit: NamedDependency[Visit], incident_id: FromPath[UUID]) -> Response[Any]:
    """Enter what is known by now; nothing is written over."""
    return await _entered(visit, incident_id)


async def _anonymisation_page(visit: Visit, why: Why, form: Form | None = None) -> Response[Any]:
    async with visit.store.reading(visit.seat) as session:
        if isinstance(await anonymisations(session), Refused):
            raise Refusal(Refused(NOT_FOUND))
    values = dict(form.values) if form else {}
    boxes = {"techniques": list(form.all("techniques"))} if form else {}
    return await _paint(visit, "anonymisation", "/registers/anonymisations", why, (values, boxes))


@get("/registers/anonymisations", include_in_schema=False)
async def show_anonymisation(visit: NamedDependency[Visit]) -> Response[Any]:
    """An empty entry."""
    return await _anonymisation_page(visit, None)


def _again(visit: Visit) -> Repaint:
    async def again(form: Form, why: Why) -> Response[Any]:
        return await _anonymisation_page(visit, why, form)

    return again


@post("/registers/anonymisations", include_in_schema=False, status_code=200)
async def enter_anonymisation(visit: NamedDependency[Visit]) -> Response[Any]:
    """Enter what was anonymised."""
    form = await read_form(visit.request)
    said = fill(form, NewAnonymisation)
    if not isinstance(said, Unfit) and (refused := _too_much(said.measures)):
        return await _anonymisation_page(visit, refused, form)
    wish = said if isinstance(said, Unfit) else said.said()
    done = "/registers?done=registers.anonymisation"
    return await do(visit, form, write_anonymisation, wish, _again(visit), done=done)


handlers: list[Any] = [
    show_incident,
    show_incident_again,
    enter_incident,
    enter_incident_again,
    show_anonymisation,
    enter_anonymisation,
]
