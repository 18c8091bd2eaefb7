"""Where tonight, as a form: who, for how many nights, where, and what the house should be. The person is not in it.

What is asked of the house stands in the page's address, so that going back finds it again; what is said of whoever
exploited the person never does (ADM-03).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final, Literal, Protocol
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from api.pages.amounts import day_in_text, hour_in, moment_at
from api.pages.filling import Unfit, fill
from api.pages.forms import Form
from api.v1.fields import Language as Tongue
from api.v1.fields import Region
from api.wrong import TO_FILL, Wrong
from service.beds.board.rules import Area, Fact, Question
from service.beds.lodging.rules import Guest, party_of
from service.beds.party.rules import Party, People
from service.beds.words import AgeBand, Criterion, Gender, Offer, Security
from service.cases.queries import CaseView

Few = Annotated[int, msgspec.Meta(ge=0, le=20)]
HouseThat = Literal[
    "takes_use",
    "asks_no_status",
    "private_room",
    "no_curfew",
    "wheelchair",
    "pets",
    "interpreter",
    "low_security",
]
HOUSES: Final[tuple[HouseThat, ...]] = (
    "takes_use", "asks_no_status", "private_room", "no_curfew", "wheelchair", "pets", "interpreter", "low_security",
)  # fmt: skip
UNMET: Final[Mapping[str, frozenset[Criterion]]] = {
    "takes_use": frozenset({"sobriety"}),
    "asks_no_status": frozenset({"legal_status", "claimant"}),
}
"""Houses that ask for it do not answer; nothing is said of the person (ADM-02, IMM-02)."""
WANTS: Final[Mapping[str, Offer]] = {
    name: name for name in ("private_room", "no_curfew", "wheelchair", "pets", "interpreter")
}
COUNTED: Final[tuple[Gender, ...]] = ("woman", "man", "trans_woman", "trans_man", "non_binary")


class Asked(msgspec.Struct, frozen=True):
    """The form as it is sent."""

    band: AgeBand
    woman: Few = 0
    man: Few = 0
    trans_woman: Few = 0
    trans_man: Few = 0
    non_binary: Few = 0
    children: Few = 0
    nights: Annotated[int, msgspec.Meta(ge=1, le=365)] = 1
    language: Tongue = "und"
    region: list[Region] = []
    house: list[HouseThat] = []
    couple: bool = False
    alone: bool = False
    together: bool = False
    facts: list[Fact] = []
    day: str = ""
    hour: str = ""


@dataclass(frozen=True)
class Sought:
    """The form understood: the question, and when they would come."""

    asked: Asked
    question: Question
    expected_at: datetime
    later: bool
    """On a night further away than the next two: another board answers."""


LATER: Final = timedelta(days=2)


def understood(form: Form, case: CaseView | None, now: datetime, zone: str) -> Sought | Unfit:
    """The question that a form asks, for a case or for none; or what to correct, field by field."""
    asked = fill(form, Asked)
    if isinstance(asked, Unfit):
        return asked
    people = tuple(People(gender, asked.band, getattr(asked, gender)) for gender in COUNTED)
    people = tuple(group for group in people if group.count)
    if not people:
        return Unfit((Wrong("woman", TO_FILL),))
    expected = arrival(asked, now, zone)
    if isinstance(expected, Wrong):
        return Unfit((expected,))
    party = known_party(case, asked) or Party(people, asked.children, asked.together, asked.couple)
    return Sought(asked, _question(asked, party, case), expected, expected > now + LATER)


def _question(asked: Asked, party: Party, case: CaseView | None) -> Question:
    return Question(
        party,
        areas=tuple(Area(region) for region in asked.region),
        nights=asked.nights,
        purpose="trafficking" if case else "ordinary",
        unmet=frozenset[Criterion]().union(*(UNMET.get(house, frozenset()) for house in asked.house)),
        facts=frozenset(asked.facts),
        wants=frozenset(WANTS[house] for house in asked.house if house in WANTS),
        security=_security(asked),
        languages=() if asked.language == "und" else (asked.language,),
    )


def _security(asked: Asked) -> Security | None:
    return "low" if "low_security" in asked.house else None


def known_party(case: CaseView | None, asked: Asked) -> Party | None:
    """The people exactly as the case has them, while the counts of the form are still those (CNF-08)."""
    party = party_of(guests_of(case)) if case and case.age_band == asked.band else None
    if party is None or _counts(party) != {gender: getattr(asked, gender) for gender in COUNTED}:
        return None
    if party.children != asked.children:
        return None
    return replace(party, together=party.together or asked.together, couple=asked.couple)


def guests_of(case: CaseView) -> list[Guest]:
    """The person, then who comes along, as the case has them."""
    others = case.party.get("dependants", [])
    return [
        Guest(case.party["gender"], case.age_band),
        *(Guest(each.get("gender", "not_determined"), each["age_band"]) for each in others),
    ]


def _counts(party: Party) -> dict[Gender, int]:
    return {gender: sum(p.count for p in party.people if p.gender == gender) for gender in COUNTED}


class Arrives(Protocol):
    """A form that says when they come."""

    @property
    def day(self) -> str: ...

    @property
    def hour(self) -> str: ...


def arrival(asked: Arrives, now: datetime, zone: str) -> datetime | Wrong:
    """When they would come: as soon as may be, or at an hour of a day; an hour that is past is tomorrow's."""
    if not asked.day and not asked.hour:
        return now
    today = now.astimezone(ZoneInfo(zone)).date()
    day: date | Wrong = day_in_text(asked.day, "day") if asked.day else today
    hour = hour_in(asked.hour or "20:00", "hour")
    if isinstance(day, Wrong):
        return day
    if isinstance(hour, Wrong):
        return hour
    at = moment_at(day, hour, zone)
    return at if at >= now or asked.day else moment_at(day + timedelta(days=1), hour, zone)


def prefilled(case: CaseView | None, regions: Iterable[str]) -> dict[str, Any]:
    """What Relais knows already: nobody tells it again (CNF-08)."""
    served = list(regions)[:1]
    if case is None:
        return {"woman": 1, "nights": 1, "language": "und", "region": served, "band": ""}
    guests = guests_of(case)
    party = party_of(guests)
    counts = _counts(party) if party else {}
    spoken = [language for language in case.languages if language != "und"]
    return {
        **{gender: count for gender, count in counts.items() if count},
        "children": party.children if party else len(guests) - 1,
        "band": case.age_band if case.age_band != "not_determined" else "",
        "nights": 1,
        "language": spoken[0] if spoken else "und",
        "region": [case.region],
    }


def typed(form: Form) -> dict[str, Any]:
    """What was typed, as it was: lists where boxes share a name."""
    values: dict[str, Any] = dict(form.values)
    return {**values, **{name: form.all(name) for name in ("region", "house", "facts")}}


def pairs_of(form: Form, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """The fields that carry the question on to the next page."""
    own = {field.name for field in msgspec.structs.fields(Asked)} - set(without)
    return [(name, value) for name, value in form.pairs if name in own and value]


def query_of(form: Form) -> str:
    """The question as an address: nothing of whoever exploited the person is in it (ADM-03)."""
    return urlencode(pairs_of(form, without=("facts",)))
