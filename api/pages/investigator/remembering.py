"""What a new reservation begins with: the hours, places, languages and people of the one before (CNF-08)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api.pages.forms import Form
from api.pages.investigator.places import area_choices, language_names
from api.pages.investigator.times import FROM, UNTIL, hours_of
from api.pages.moments import zone_of
from service.operations.holds.around import colleagues, named_by, successors
from service.operations.holds.queries import OperationView, own_operations, read_operation
from service.operations.sites.rules import Area
from service.partners.queries import regions
from service.refusals import Language
from service.store.session import Session

BEFORE = 5
"""Earlier reservations whose places are offered again."""


@dataclass(frozen=True)
class Filled:
    """What the fields of the form hold: one value each, and the boxes that are ticked."""

    values: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def at(self, name: str) -> str:
        return self.values.get(name, "")

    def has(self, name: str, value: str) -> bool:
        return value in self.ticked.get(name, ())


def filled_from(form: Form) -> Filled:
    """Everything that was typed, as it was typed."""
    names = {name for name, _ in form.pairs}
    return Filled(form.values, {name: frozenset(form.all(name)) for name in names})


@dataclass(frozen=True)
class Around:
    """What the page offers to choose from, and what it begins with."""

    zone: str
    offered: Mapping[str, Any]
    begins: Filled


async def around(session: Session, language: Language) -> Around:
    """The choices of a new reservation, and the last one's."""
    zone, known = await zone_of(session), await regions(session)
    lines = await own_operations(session, BEFORE)
    views = [view for line in lines if (view := await read_operation(session, line.id))]
    earlier = [Area(area["region"] or "", area["city"]) for view in views for area in view.areas]
    offered = {
        "areas": area_choices(earlier, session.actor.regions, known, language),
        "regions": sorted((r.name(language), r.code) for r in known),
        "languages": language_names(language),
        "colleagues": await colleagues(session),
        "successors": await successors(session),
        "home_region": next(iter(session.actor.regions), ""),
    }
    last = views[0] if views else None
    return Around(zone, offered, await _begins(session, last, zone))


async def _begins(session: Session, last: OperationView | None, zone: str) -> Filled:
    if last is None:
        area = {f"{code}|" for code in session.actor.regions}
        return Filled({"starts": FROM, "ends": UNTIL}, {"ask": frozenset({"yes"}), "area": frozenset(area)})
    starts, ends = hours_of(last.window_starts_at, last.window_ends_at, zone)
    named = await named_by(session, last.id)
    values = {"starts": starts, "ends": ends, "nights": str(last.nights)}
    values["supervisor"] = _text(named.supervisor)
    values["pivot"] = _text(last.pivot_id)
    ticked = {
        "ask": frozenset({"yes"}),
        "area": frozenset(f"{area['region']}|{area['city'] or ''}" for area in last.areas),
        "colleagues": frozenset(str(one) for one in named.investigators),
        "languages": frozenset(last.languages),
    }
    return Filled(values, ticked)


def _text(id: UUID | None) -> str:
    return str(id) if id else ""
