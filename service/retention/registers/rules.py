"""What an entry says, from closed lists and two short texts; nobody is named (Loi 25; A-2.1, r. 3.1 and r. 0.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Nature = Literal["access", "use", "communication", "loss", "other"]
Concerned = Literal[
    "where_somebody_is", "case_details", "contact_ways", "money", "staff", "sign_in", "not_known"
]
People = Literal["none", "1", "2-9", "10-49", "50+", "not_known"]
"""How many people are concerned, as a band: the regulation lets a number be approximate, and an exact one can tell."""
Because = Literal[
    "sensitive",
    "ill_use",
    "consequences",
    "likely",
    "not_sensitive",
    "unreadable",
    "recovered",
    "unlikely",
]
What = Literal["slips", "reports", "unmet_needs", "referrals", "other"]
Purpose = Literal["annual_report", "funding", "planning", "research"]
Technique = Literal[
    "counts_only", "small_counts_hidden", "months_only", "shuffled", "keys_destroyed", "detail_removed"
]

LONGEST: Final = 280
"""Characters of each text."""


@dataclass(frozen=True)
class Incident:
    """A confidentiality incident as far as it is known (A-2.1, r. 3.1, s. 7).

    The period is whole days, both included; `approximate` when nobody knows better. With a `serious` risk, the days on
    which the Commission d'accès à l'information and the people concerned were told; none yet is `None`.
    """

    nature: Nature
    concerned: tuple[Concerned, ...]
    happened_from: date
    happened_until: date
    known_on: date
    people: People
    serious: bool
    because: tuple[Because, ...]
    circumstances: str
    measures: str
    approximate: bool = False
    commission_told_on: date | None = None
    people_told_on: date | None = None
    public_notice: bool = False


@dataclass(frozen=True)
class Anonymisation:
    """Personal information that was anonymised (A-2.1, r. 0.1, s. 9): what, to what end, how it is protected, and when
    the risk of finding somebody again was analysed, and analysed again."""

    what: What
    purpose: Purpose
    techniques: tuple[Technique, ...]
    measures: str
    analysed_on: date
    analysed_again_on: date | None = None


def fault_of(incident: Incident, today: date) -> str | None:
    """Why an incident's dates cannot be so, as a code; `None` when they can."""
    if not incident.happened_from <= incident.happened_until <= today or incident.known_on > today:
        return "dates"
    if incident.happened_from > incident.known_on:
        return "dates"
    told = [each for each in (incident.commission_told_on, incident.people_told_on) if each is not None]
    return "dates" if any(not incident.known_on <= each <= today for each in told) else None
