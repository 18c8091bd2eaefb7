"""What the board answers, as cards: who counted and when, what to speak about, and the one thing to do next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.pages.formats import age, clock_time
from api.pages.frame import said, spaced
from api.pages.pivot.asking import Sought
from api.pages.pivot.reading import Here
from api.pages.words import WORDS
from service.beds.board.queries import Entry
from service.beds.board.search import Found
from service.beds.freshness.rules import holds_at_once
from service.beds.referrals.rules import HELD_FOR
from service.refusals import Language

SECTIONS = (("match", ("fits", "flexible")), ("negotiate", ("to_negotiate",)), ("hotel", ("hotel",)))
SHAPES = {"fresh": "full", "call_first": "dots"}


@dataclass(frozen=True)
class Card:
    """One house. `way`: hold at once, ask, ask past a criterion, call first, or a hotel with the fund."""

    id: UUID
    name: str
    place: str
    free: int
    shape: str
    counted: str
    traits: str
    criteria: str
    met: str
    way: str
    self_call: bool
    number: str | None


@dataclass(frozen=True)
class Answers:
    """The cards in the order of the answer, and until when a bed would be held."""

    sections: tuple[tuple[str, tuple[Card, ...]], ...]
    hold_until: str
    later: bool

    @property
    def count(self) -> int:
        return sum(len(cards) for _, cards in self.sections)

    def taken(self, language: Language) -> str:
        """That somebody else was faster, and what is left (BED-16)."""
        key = {0: "pivot.taken.none", 1: "pivot.taken.one"}.get(self.count, "pivot.taken")
        return said(language, key, count=self.count)


def answers_of(found: Found, sought: Sought, here: Here, language: Language, gone: UUID | None) -> Answers:
    """Cards for what was found; a place that was `gone` a moment ago is not shown again."""
    entries = [entry for entry in found.page.entries if entry.shelter_id != gone]
    sections = tuple(
        (name, tuple(_card(entry, sought, here, language) for entry in entries if entry.tier in tiers))
        for name, tiers in SECTIONS
    )
    until = clock_time(here.now + HELD_FOR, here.zone, language)
    return Answers(tuple(each for each in sections if each[1]), until, sought.later)


def _card(entry: Entry, sought: Sought, here: Here, language: Language) -> Card:
    shape, counted = _counted(entry, here.now, language)
    return Card(
        id=entry.shelter_id,
        name=entry.name,
        place=entry.city or here.place(entry.region, language),
        free=entry.free,
        shape=shape,
        counted="" if sought.later else counted,
        traits=_traits(entry, language),
        criteria=_words([item.criterion for item in entry.named], language),
        met=_met(entry, language),
        way=_way(entry, later=sought.later),
        self_call=any(item.criterion == "self_call" for item in entry.named),
        number=entry.duty_number,
    )


def _way(entry: Entry, *, later: bool) -> str:
    if entry.tier in {"hotel", "to_negotiate"}:
        return "hotel" if entry.tier == "hotel" else "negotiate"
    if entry.hold_at_once:
        return "hold"
    return "ask" if later or holds_at_once(entry.freshness) else "call"


def _counted(entry: Entry, now: datetime, language: Language) -> tuple[str, str]:
    """The shape and the words of a count's age, and who counted (BED-15)."""
    if entry.counted_at is None:
        return "dots", said(language, "fresh.never")
    words = said(language, f"fresh.{entry.freshness}", age=age(entry.counted_at, now, language))
    key = f"pivot.counted.{entry.count_source}"
    return SHAPES.get(entry.freshness, "half"), f"{words} · {said(language, key)}" if key in WORDS else words


def _traits(entry: Entry, language: Language) -> str:
    """What the house says of itself, shortest first: three are enough to choose by."""
    told = [said(language, f"security.{entry.security_level}")]
    private = ["private_room"] if any(place.private for place in entry.places) else []
    told += [said(language, f"pivot.offer.{offer}") for offer in (*private, *entry.offers)]
    return ", ".join(dict.fromkeys(told[:4]))


def _words(criteria: list[str], language: Language) -> str:
    return ", ".join(said(language, f"criterion.{criterion}") for criterion in criteria)


def _met(entry: Entry, language: Language) -> str:
    """A criterion that what was ticked has met, where this house has it (ADM-03)."""
    if not entry.met_by or entry.profile.conjugal_violence == "not_required":
        return ""
    criterion = said(language, "criterion.conjugal_violence")
    return spaced(language, said(language, "pivot.met", criterion=criterion))
