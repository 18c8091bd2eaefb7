"""What a desk is asked, by whichever way it came: one shape for a request of a pivot and for one of an operation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from api.pages.front_desk.beds import houses
from api.pages.front_desk.saying import counted, party, spoken
from service.beds.referrals.rules import JUST_NOW
from service.beds.shelters.queries import ShelterView
from service.beds.stays.queries import ArrivalView, arrivals_of
from service.operations.requests.queries import Arrival, Asked, expected_arrivals, shelter_requests
from service.partners.actor import Role
from service.refusals import Language
from service.store.session import Session

Kind = Literal["request", "asked"]
COMING = timedelta(hours=1)
ROOT = "/desk/requests"
ASKED = "/desk/asked"


@dataclass(frozen=True)
class Question:
    """One request to read, or somebody expected. `ours`: whoever looks may say yes to what is asked to look past."""

    kind: Kind
    id: UUID
    code: str
    state: str
    house: ShelterView
    who: str
    languages: str
    from_at: datetime
    until_at: datetime | None
    """The end of the window in which they come; `None` of an hour."""
    nights: int
    deadline: datetime | None
    together: bool
    contact: str
    number: str | None
    hurried: bool = False
    exceptions: tuple[str, ...] = ()
    asks_exception: bool = False
    places: int = 1
    agreement: str | None = None

    @property
    def address(self) -> str:
        return f"{ROOT if self.kind == 'request' else ASKED}/{self.id}"

    @property
    def to_read(self) -> bool:
        """Whether it waits for the house's word."""
        return self.state in {"asked", "held", "awaiting_self_call", "requested"}

    @property
    def ours(self) -> bool:
        """The database shows what is asked to look past to whoever may answer it (SAF-08, ADM-01)."""
        return not self.asks_exception or bool(self.exceptions)

    @property
    def expected(self) -> bool:
        """Whether a bed waits for whoever comes: the house has said yes."""
        return self.state == "confirmed"

    def at_the_door(self, now: datetime) -> bool:
        """Whether they may be there before the house has answered."""
        return self.state == "held" and self.from_at <= now + COMING

    def late(self, now: datetime) -> bool:
        """Whether they were expected some time ago, and are not there."""
        return self.expected and self.from_at + JUST_NOW <= now


def of_a_pivot(found: ArrivalView, house: ShelterView, language: Language) -> Question:
    """A request that a pivot made."""
    return Question(
        kind="request",
        id=found.referral_id,
        code=found.code,
        state=found.state,
        house=house,
        who=party(language, found.party),
        languages=spoken(language, _languages(found)),
        from_at=found.expected_at,
        until_at=None,
        nights=found.nights,
        deadline=found.held_until if found.state != "asked" else found.answer_by,
        together=found.party.one_unit,
        contact=found.contact.name,
        number=found.contact.duty_number,
        hurried=found.urgency == "minutes",
        exceptions=tuple(found.exceptions),
        asks_exception=found.asks_exception,
    )


def _languages(found: ArrivalView) -> Iterable[str]:
    return dict.fromkeys(
        [*found.party.languages, *([found.interpreter.language] if found.interpreter else [])]
    )


def of_an_operation(found: Asked, house: ShelterView, language: Language) -> Question:
    """A request beyond the agreements: so many places in a window, and never who asked (OPS-11, SAF-08)."""
    return Question(
        kind="asked",
        id=found.id,
        code=found.code,
        state=found.state,
        house=house,
        who=counted(language, ((one.gender, one.age_band) for one in found.people)),
        languages=spoken(language, found.languages),
        from_at=found.window_starts_at,
        until_at=found.window_ends_at,
        nights=found.nights,
        deadline=found.answer_by,
        together=any(one.together for one in found.people),
        contact="",
        number=found.call_back,
        places=found.places,
        agreement=found.agreement,
    )


async def questions(
    session: Session, language: Language, served: list[ShelterView] | None = None
) -> list[Question]:
    """All that is asked of the houses of a desk, and whoever is expected: matters of minutes, then by deadline."""
    served = await houses(session) if served is None else served
    found = [
        of_a_pivot(one, house, language)
        for house in served
        for one in await arrivals_of(session, house.id) or ()
    ]
    known = {house.id: house for house in served}
    found += [
        of_an_operation(one, known[one.shelter_id], language)
        for one in await shelter_requests(session)
        if one.state == "requested" and one.answer_by > session.now and one.shelter_id in known
    ]
    return sorted(found, key=lambda one: (not one.hurried, one.deadline or one.from_at, str(one.id)))


@dataclass(frozen=True)
class Group:
    """Places held for people who come together in a window: their pivot notes who has come (OPS-11)."""

    house: ShelterView
    from_at: datetime
    until_at: datetime
    who: str
    nights: int
    number: str | None
    places: tuple[tuple[UUID, str], ...]
    """Each place still held, and who it is held for."""


SOON = timedelta(hours=24)


async def groups(session: Session, language: Language, served: list[ShelterView]) -> list[Group]:
    """Whom operations send within a day, window by window."""
    known = {house.id: house for house in served}
    by_window: dict[tuple[UUID, datetime, datetime], list[Arrival]] = {}
    for one in await expected_arrivals(session):
        soon = one.window_starts_at < session.now + SOON
        if one.state == "held" and soon and one.shelter_id in known:
            by_window.setdefault((one.shelter_id, one.window_starts_at, one.window_ends_at), []).append(one)
    return [
        Group(
            house=known[house],
            from_at=start,
            until_at=end,
            who=counted(language, ((one.gender, one.age_band) for one in found)),
            nights=found[0].nights,
            number=found[0].call_back,
            places=tuple((one.place_id, counted(language, [(one.gender, one.age_band)])) for one in found),
        )
        for (house, start, end), found in by_window.items()
    ]


AT_THE_DESK = (Role.FRONT_DESK, Role.SHELTER_COORDINATOR)
