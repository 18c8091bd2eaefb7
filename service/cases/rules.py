"""What makes a case: its code, its pivot, its consents. Nothing here knows who the person is (CNF-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID

from service.cases.words import WORDS

SYMBOLS: Final = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""No 0/O, no 1/I/L, and no vowels: a code cannot be misread over a bad line, and cannot spell a word."""

AgeBand = Literal["<16", "16-17", "18-20", "21-24", "25+", "not_determined"]
AGE_BANDS: Final[tuple[AgeBand, ...]] = get_args(AgeBand)
MINOR_BANDS: Final[frozenset[AgeBand]] = frozenset({"<16", "16-17"})

Gender = Literal["woman", "man", "trans_woman", "trans_man", "non_binary", "not_determined"]
GENDERS: Final[tuple[Gender, ...]] = get_args(Gender)

Form = Literal[
    "labour",
    "sexual",
    "domestic_servitude",
    "forced_marriage",
    "forced_criminality",
    "child_servitude",
    "other",
    "not_determined",
    "prefer_not_to_say",
]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
"""Several at once, each in neutral words, and nothing depends on which: it is a continuum (EXP-01, EXP-03, RIG-04)."""

Scope = Literal["bed", "fund", "share_with_organisation", "police_contact"]
Risk = Literal["low", "medium", "high", "not_assessed", "prefer_not_to_say"]
RISKS: Final[tuple[Risk, ...]] = get_args(Risk)

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

UNDETERMINED: Final = ("und",)
"""The language is not known yet, or not said (BCP 47): it can wait, and so it asks for nothing (CNF-03)."""

MANDATORY: Final = ("region", "age_band", "party", "consents", "backup_member_id", "limits_shown")
"""All that opening a case asks for: six fields, under two minutes (SAF-11). The notice takes the place of the
languages, because nothing may be asked before its limits are said (CNF-06), and a language can be told later."""


def code_from(bits: int, groups: tuple[int, ...] = (3, 3)) -> str:
    """A code such as `K7Q-42M`, drawn from random `bits` (CNF-02). The same bits give the same code.

    Twice as many bits as a code can hold (64 for six symbols) keep each symbol equally likely.
    """
    drawn = []
    for _ in range(sum(groups)):
        bits, symbol = divmod(bits, len(SYMBOLS))
        drawn.append(SYMBOLS[symbol])
    symbols = iter(drawn)
    return "-".join("".join(next(symbols) for _ in range(size)) for size in groups)


@dataclass(frozen=True)
class Marker:
    """A neutral noun beside the code, so that a pivot with six codes knows which is which at three in the morning."""

    fr: str
    en: str


def marker_at(index: int) -> Marker:
    """The marker that an index names; any integer names one (CNF-02: a word drawn at random, never a nickname)."""
    fr, en = WORDS[index % len(WORDS)]
    return Marker(fr, en)


def marker_index(bits: int) -> int:
    """Which marker random bits draw."""
    return bits % len(WORDS)


def needs_duty_panel(bands: Iterable[AgeBand]) -> bool:
    """Whether somebody in the party is under 18, which opens the duty-to-report panel and blocks nothing (MIN-01)."""
    return any(band in MINOR_BANDS for band in bands)


@dataclass(frozen=True)
class Consent:
    """What the person agreed to: a scope, for a share with which organisation, since when, and until when (CNF-01)."""

    scope: Scope
    given_at: datetime
    withdrawn_at: datetime | None = None
    organisation_id: UUID | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether it holds at that moment; a withdrawal acts at once (CNF-01)."""
        return self.given_at <= at and (self.withdrawn_at is None or at < self.withdrawn_at)


def consents_to(
    consents: Iterable[Consent], scope: Scope, at: datetime, organisation_id: UUID | None = None
) -> bool:
    """Whether a consent for this scope is in force; sharing needs one for exactly that organisation (CNF-01)."""
    return any(
        consent.scope == scope and consent.organisation_id == organisation_id and consent.in_force(at)
        for consent in consents
    )


@dataclass(frozen=True)
class Companion:
    """A member who might accompany a case: who, and of which organisation and sector."""

    member_id: UUID
    organisation_id: UUID
    sector: str
    roles: frozenset[str]
    accredited: bool


PairFault = Literal["police_cannot_be_pivot", "not_a_pivot", "not_accredited", "backup_is_pivot"]


def pair_fault(pivot: Companion, backup: Companion) -> PairFault | None:
    """Why these two cannot accompany a case, or None.

    One pivot and at least one other person as backup (PIV-01), any organisation but the police (PIV-05), accredited
    (PIV-10).
    """
    if pivot.member_id == backup.member_id:
        return "backup_is_pivot"
    for person in (pivot, backup):
        fault = companion_fault(person)
        if fault:
            return fault
    return None


def companion_fault(person: Companion) -> PairFault | None:
    """Why this one member cannot accompany a case, or None (PIV-05, PIV-10)."""
    if person.sector == "police" or "investigator" in person.roles:
        return "police_cannot_be_pivot"
    if "pivot_worker" not in person.roles:
        return "not_a_pivot"
    if not person.accredited:
        return "not_accredited"
    return None


PanelState = Literal["not_needed", "to_fill", "filled"]


def duty_panel(bands: Iterable[AgeBand], answered: bool) -> PanelState:
    """The state of the duty-to-report panel (MIN-01): it reminds until a worker has answered, and never blocks."""
    if not needs_duty_panel(bands):
        return "not_needed"
    return "filled" if answered else "to_fill"
