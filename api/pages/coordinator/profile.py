"""What a house says of itself: profile and criteria, changed by version; yours and theirs when two change at once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from functools import cache
from typing import Any, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from api.pages.amounts import day_in_text, moment_at
from api.pages.coordinator.houses import (
    after,
    changes_language,
    coordinators_only,
    read_house,
)
from api.pages.coordinator.profile_fields import GROUPS, LANGUAGES, SERVICES, Choice, profile_values
from api.pages.filling import Trouble, Unfit, fill, trouble_of
from api.pages.forms import Form, read_form
from api.pages.frame import said
from api.pages.keeping import take_kept
from api.pages.moments import zone_of
from api.pages.visits import Visit
from api.pages.words import WORDS
from api.problems import FieldProblem, Refusal, problem
from api.v1.beds.shelters import ShelterBody
from api.wrong import Wrong
from service.beds.shelters.commands import (
    ChangeShelter,
    CreateShelter,
    ShelterFacts,
    change_shelter,
    create_shelter,
)
from service.beds.shelters.profile import ShelterProfile, stored
from service.beds.shelters.queries import ShelterView
from service.beds.words import Security, ShelterKind
from service.partners.queries import Region, regions
from service.refusals import CHANGED_MEANWHILE, Language, Refused

SAID = ("name", "kind", "region", "city", "time_zone", "turnover_hour", "security_level", "min_nights",
        "max_nights", "fresh_for_minutes")  # fmt: skip
NEW = "/house/new"
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Page:
    """What the form shows: what was typed, over what stands."""

    values: Mapping[str, str]
    languages: list[str]
    services: list[str]

    def under(self, kept: Form | None) -> "Page":
        """The same with what somebody had typed over it, if they had."""
        if kept is None:
            return self
        typed = typed_in(kept)
        return replace(typed, values={**self.values, **typed.values})


def standing(shelter: ShelterView) -> Page:
    """A shelter as its form shows it."""
    values = {name: "" if getattr(shelter, name) is None else str(getattr(shelter, name)) for name in SAID}
    zone = ZoneInfo(shelter.time_zone)
    until = shelter.available_until.astimezone(zone).date().isoformat() if shelter.available_until else ""
    values |= {"available_until": until, "published": "true" if shelter.published else ""}
    values |= {**profile_values(shelter.profile), "version": str(shelter.version)}
    return Page(values, list(shelter.languages), list(shelter.profile.services))


def typed_in(form: Form) -> Page:
    """What was sent: a box that was not ticked is not sent."""
    boxes = {"published": "", "emergency_worker_exception": ""}
    return Page({**boxes, **form.values}, form.all("languages"), form.all("services"))


def facts_in(form: Form) -> ShelterFacts | Unfit:
    """The shelter as the form says it. Raises `Refusal` for a text that says too much (IMM-05)."""
    profile = fill(form, ShelterProfile)
    until: Any = None
    if form.value("available_until"):
        day = day_in_text(form.value("available_until"), "available_until")
        if isinstance(day, Wrong):
            return Unfit((day,))
        until = moment_at(day, LAST_MINUTE, form.value("time_zone") or "America/Toronto")
    nowhere = (
        {} if form.value("city") else {"city": ""}
    )  # a rotating safe house is of a region alone (BED-08)
    body = fill(form, ShelterBody, profile=profile, available_until=until, **nowhere)
    wrongs = [wrong for part in (profile, body) if isinstance(part, Unfit) for wrong in part.wrongs]
    if isinstance(body, Unfit) or isinstance(profile, Unfit):
        return Unfit(tuple(wrongs))
    return body.facts()


@cache
def language_names(language: Language) -> list[tuple[str, str]]:
    """Languages by name; a house that speaks another keeps it."""
    names = Locale(language, "CA").languages
    return [(code, names.get(code.replace("-", "_"), code)) for code in LANGUAGES]


async def _paint(
    visit: Visit,
    path: str,
    page: Page,
    trouble: Trouble | None = None,
    *,
    status: int = 200,
    theirs: list[tuple[str, str, str]] | None = None,
) -> Response[str]:
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        known = await regions(session)
    offered = language_names(visit.language)
    more = [(code, code) for code in page.languages if code not in {known_code for known_code, _ in offered}]
    return visit.paint(
        "coordinator/profile.html",
        status=trouble.status if trouble else status,
        page=path,
        trouble=trouble,
        values=page.values,
        chosen=page,
        options={**_options(visit.language), **_places(visit.language, known, page.values["time_zone"])},
        services=SERVICES,
        languages=[*offered, *more],
        groups=GROUPS,
        theirs=theirs or [],
    )


def _options(language: Language) -> dict[str, list[tuple[str, str]]]:
    """The values of each choice, in words."""
    choices = [choice for group in GROUPS for choice in group.choices]
    choices += [Choice("kind", get_args(ShelterKind)), Choice("security_level", get_args(Security))]
    return {
        choice.name: [(value, _worded(language, choice.name, value)) for value in choice.values]
        for choice in choices
    }


def _places(language: Language, known: list[Region], zone: str) -> dict[str, list[tuple[str, str]]]:
    """Regions by name, and their time zones; one that a house keeps already stays."""
    zones = sorted({one.time_zone for one in known} | ({zone} - {""}))
    return {
        "region": [(one.code, one.name(language)) for one in known],
        "time_zone": [(each, each) for each in zones],
    }


def _too_much(refusal: Refusal, language: Language) -> Trouble:
    """A text that Relais does not keep, beside its field, with all that was typed still there."""
    fields = [
        FieldProblem(each.field.removeprefix("profile."), each.message) for each in refusal.fields
        if isinstance(each, FieldProblem)
    ]  # fmt: skip
    document = problem(refusal.refused, language, fields)
    beside = {each.field: each.message for each in document.fields}
    return Trouble(document.title, document.detail, document.status, beside)


@get("/house/{shelter_id:uuid}/profile", include_in_schema=False)
async def show_profile(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[str]:
    """The house as it says it is."""
    page = standing(await read_house(visit, shelter_id))
    kept = await take_kept(visit)
    return await _paint(visit, f"/house/{shelter_id}/profile", page.under(kept))


@post("/house/{shelter_id:uuid}/profile", include_in_schema=False, status_code=200)
async def change_profile(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """Say it anew, for whoever read it at that version (ADM-14)."""
    form = await read_form(visit.request)
    shelter, path, page = await read_house(visit, shelter_id), f"/house/{shelter_id}/profile", typed_in(form)
    if changes_language(form):
        return await _paint(visit, path, page)
    try:
        facts = facts_in(form)
    except Refusal as refusal:
        return await _paint(visit, path, page, _too_much(refusal, visit.language))
    if isinstance(facts, Unfit):
        return await _paint(visit, path, page, trouble_of(facts, visit.language))
    version = form.value("version")
    wish = ChangeShelter(shelter_id, int(version) if version.isdecimal() else 0, facts)
    outcome = await visit.store.run(change_shelter, visit.seat, wish, form.once)
    if isinstance(outcome, Refused) and outcome.reason is CHANGED_MEANWHILE:
        return await _conflict(visit, path, page, shelter)
    if isinstance(outcome, Refused):
        return await _paint(visit, path, page, trouble_of(outcome, visit.language))
    return after(outcome, "/", "profile")


async def _conflict(visit: Visit, path: str, page: Page, shelter: ShelterView) -> Response[str]:
    """Yours and theirs side by side; yours stay in the form, and go over theirs only by another tap (point 20)."""
    now = standing(shelter)
    language = visit.language
    differ = [
        (said(language, f"profile.{name}"), _worded(language, name, page.values.get(name, "")),
         _worded(language, name, value))
        for name, value in now.values.items()
        if name not in ("version", "fresh_for_minutes") and page.values.get(name, "") != value
    ]  # fmt: skip
    lists = (("languages", page.languages, now.languages), ("services", page.services, now.services))
    differ += [
        (said(language, f"profile.{name}"), ", ".join(mine), ", ".join(theirs))
        for name, mine, theirs in lists
        if sorted(mine) != sorted(theirs)
    ]
    mine = replace(page, values={**page.values, "version": now.values["version"]})
    trouble = trouble_of(Refused(CHANGED_MEANWHILE), language)
    return await _paint(visit, path, mine, trouble, theirs=differ)


def _worded(language: Language, name: str, value: str) -> str:
    for key in (f"profile.{name}.{value}", f"profile.value.{value}", f"security.{value}"):
        if key in WORDS:
            return said(language, key)
    return value or said(language, "profile.value.empty")


@post("/house/{shelter_id:uuid}/criteria", include_in_schema=False, status_code=200)
async def still_true(visit: NamedDependency[Visit], shelter_id: FromPath[UUID]) -> Response[Any]:
    """One tap: the criteria were read today, and hold (ADM-14)."""
    form = await read_form(visit.request)
    shelter = await read_house(visit, shelter_id)
    async with visit.store.reading(visit.seat) as session:
        today = session.now.astimezone(ZoneInfo(shelter.time_zone)).date()
    version = form.value("version")
    facts = facts_of(shelter, msgspec.structs.replace(shelter.profile, criteria_reviewed_on=today))
    wish = ChangeShelter(shelter_id, int(version) if version.isdecimal() else 0, facts)
    outcome = await visit.store.run(change_shelter, visit.seat, wish, form.once)
    if isinstance(outcome, Refused) and outcome.reason is CHANGED_MEANWHILE:
        trouble = trouble_of(outcome, visit.language)
        return await _paint(visit, f"/house/{shelter_id}/profile", standing(shelter), trouble)
    return after(outcome, "/", "criteria")


def facts_of(shelter: ShelterView, profile: ShelterProfile) -> ShelterFacts:
    """The shelter as it stands, with this profile."""
    kept = {name: getattr(shelter, name) for name in SAID}
    return ShelterFacts(
        **kept,
        languages=tuple(shelter.languages),
        published=shelter.published,
        available_until=shelter.available_until,
        profile=stored(profile),
    )


@get(NEW, include_in_schema=False)
async def show_new(visit: NamedDependency[Visit]) -> Response[str]:
    """A shelter by hand; where the organisation is, is known."""
    kept = await take_kept(visit)
    async with visit.store.reading(visit.seat) as session:
        coordinators_only(session)
        region, zone = next(iter(session.actor.regions), ""), await zone_of(session)
    usual = {"name": "", "kind": "", "region": region, "city": "", "time_zone": zone, "turnover_hour": "12",
             "security_level": "standard", "min_nights": "1", "max_nights": "", "fresh_for_minutes": "240",
             "available_until": "", "published": "", "version": ""}  # fmt: skip
    page = Page({**usual, **profile_values(ShelterProfile())}, ["fr", "en"], [])
    return await _paint(visit, NEW, page.under(kept))


@post(NEW, include_in_schema=False, status_code=200)
async def create(visit: NamedDependency[Visit]) -> Response[Any]:
    """It has no beds yet: the next page adds them."""
    form = await read_form(visit.request)
    page = typed_in(form)
    if changes_language(form):
        return await _paint(visit, NEW, page)
    try:
        facts = facts_in(form)
    except Refusal as refusal:
        return await _paint(visit, NEW, page, _too_much(refusal, visit.language))
    if isinstance(facts, Unfit):
        return await _paint(visit, NEW, page, trouble_of(facts, visit.language))
    made = await visit.store.run(create_shelter, visit.seat, CreateShelter(facts), form.once)
    if isinstance(made, Refused):
        return await _paint(visit, NEW, page, trouble_of(made, visit.language))
    return Redirect(f"/house/{made.id}/beds?done=shelter", status_code=303)


handlers: list[Any] = [show_profile, change_profile, still_true, show_new, create]
