"""The demo network as data: shelters S1–S12, what three of them promised P1, envelopes, policies. All invented."""

from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]

FRENCH = ("fr", "en")
ENGLISH = ("en", "fr")


def coordination_of(code: str) -> str:
    """The address of whoever coordinates this shelter; S1 and S2 share one person."""
    return f"coordination.{'s1s2' if code in ('S1', 'S2') else code.lower()}@relais.example"


@dataclass(frozen=True)
class DemoPool:
    """Equal beds of a demo shelter: what the doors take, and how many of them are free on the first evening."""

    beds: int
    free: int
    facts: Facts


@dataclass(frozen=True)
class DemoShelter:
    """A shelter as its coordinator declares it. No address exists."""

    code: str
    facts: Facts
    profile: Facts = field(default_factory=dict)
    pools: tuple[DemoPool, ...] = ()

    @property
    def name(self) -> str:
        return str(self.facts["name"])

    @property
    def free(self) -> int:
        """Places free on the first evening."""
        return sum(pool.free for pool in self.pools)


def _facts(name: str, kind: str, place: tuple[str, str], **more: Any) -> Facts:
    region, city = place
    zone = {"CA-BC": "America/Vancouver", "CA-AB": "America/Edmonton"}.get(region, "America/Toronto")
    languages = FRENCH if region == "CA-QC" else ENGLISH
    return {
        "name": name,
        "kind": kind,
        "region": region,
        "city": city,
        "time_zone": zone,
        "languages": languages,
        "published": True,
        "fresh_for_minutes": 720,
        **more,
    }


def _beds(beds: int, free: int, *genders: str, **more: Any) -> DemoPool:
    return DemoPool(beds, free, {"accepts_genders": genders, **more})


MONTREAL = ("CA-QC", "Montréal")
TORONTO = ("CA-ON", "Toronto")
HAMILTON = ("CA-ON", "Hamilton")
CALGARY = ("CA-AB", "Calgary")
VANCOUVER = ("CA-BC", "Vancouver")

WOMEN = ("woman", "trans_woman")
MEN = ("man", "trans_man")
EVERYBODY = ("woman", "man", "trans_woman", "trans_man", "non_binary")

SHELTERS: tuple[DemoShelter, ...] = (
    DemoShelter(
        "S1",
        _facts("Maison S1", "women_violence", MONTREAL),
        {
            "sobriety": "required",
            "conjugal_violence": "required",
            "referral_mode": "self_call_only",
            "emergency_worker_exception": True,
            "curfew": "yes",
            "children_on_site": "yes",
        },
        (_beds(8, 2, *WOMEN),),
    ),
    DemoShelter(
        "S2",
        _facts("Maison S2", "women_violence", MONTREAL),
        {
            "conjugal_violence": "flexible",
            "substance_policy": "no_use_on_site",
            "open_all_hours": "yes",
            "staff_trained": "yes",
        },
        (
            _beds(6, 2, *WOMEN, private=True, min_age=18),
            _beds(1, 1, *WOMEN, private=True, min_age=18, set_aside_for_trafficking=True),
        ),
    ),
    DemoShelter(
        "S3",
        _facts("Maison S3", "migrant_refugee_women_families", TORONTO),
        {"claimant_only": "strict", "immigration_support": "yes", "interpreter_practice": "yes"},
        (_beds(10, 4, *WOMEN, min_age=18),),
    ),
    DemoShelter(
        "S4",
        _facts("Maison S4", "men_migrant", TORONTO),
        {"claimant_only": "flexible", "interpreter_practice": "yes", "immigration_support": "yes"},
        (_beds(6, 3, *MEN, min_age=18),),
    ),
    DemoShelter(
        "S5",
        _facts("Maison S5", "youth", MONTREAL),
        {"open_all_hours": "yes", "individual_follow_up": "yes"},
        (_beds(10, 2, *EVERYBODY, min_age=16, max_age=20),),
    ),
    DemoShelter(
        "S6",
        _facts("Maison S6", "trafficking_specialised", VANCOUVER, security_level="enhanced"),
        {
            "staff_trained": "yes",
            "individual_follow_up": "yes",
            "services": ["psychosocial", "accompaniment"],
        },
        (_beds(5, 1, *WOMEN, min_age=18, set_aside_for_trafficking=True),),
    ),
    DemoShelter(
        "S7",
        _facts("Maison S7", "safe_house_rotating", ("CA-ON", ""), max_nights=3),
        {"staff_trained": "yes", "interpreter_access": "phone"},
        (_beds(4, 4, *EVERYBODY, min_age=18),),
    ),
    DemoShelter(
        "S8",
        _facts("Hôtel S8", "hotel_partner", HAMILTON),
        {"open_all_hours": "yes", "curfew": "no"},
        (_beds(8, 8, *EVERYBODY, private=True, sleeps=2, min_age=18),),
    ),
    DemoShelter(
        "S9",
        _facts("Maison S9", "exit_prostitution_residential", CALGARY),
        {"programme_structured": "yes", "mandatory_activities": "yes"},
        (_beds(6, 2, *WOMEN, min_age=18),),
    ),
    DemoShelter(
        "S10",
        _facts("Refuge S10", "homeless", HAMILTON, security_level="low"),
        {},
        (_beds(60, 20, *MEN, min_age=18),),
    ),
    DemoShelter(
        "S11",
        _facts("Désintoxication S11", "detox", MONTREAL),
        {"referral_mode": "worker_ok"},
        (_beds(6, 0, *EVERYBODY, min_age=18),),
    ),
    DemoShelter(
        "S12",
        _facts("Maison S12", "women_violence", CALGARY),
        {"conjugal_violence": "flexible", "substance_policy": "harm_reduction", "staff_trained": "yes"},
        (_beds(4, 1, *WOMEN, min_age=18),),
    ),
)


@dataclass(frozen=True)
class DemoAgreement:
    """What a shelter promised P1: so many places, with this notice and this longest hold, in hours."""

    shelter: str
    places: int
    notice_hours: int
    longest_hold_hours: int


AGREEMENTS = (
    DemoAgreement("S4", 2, 12, 48),
    DemoAgreement("S7", 3, 0, 24),
    DemoAgreement("S8", 4, 2, 72),
)


@dataclass(frozen=True)
class DemoEnvelope:
    """A funder's money; `keeper` and `second` administer the fund that holds it. No categories: all of them."""

    code: str
    name: str
    cents: int
    regions: tuple[str, ...]
    keeper: str
    second: str
    funder: str
    private: bool = False
    categories: tuple[str, ...] = ()
    low_cents: int = 50_000
    days: int = 730


ENVELOPES = (
    DemoEnvelope(
        "F1",
        "Fonds de la coalition, Ontario",
        500_000,
        ("CA-ON",),
        "fonds1@relais.example",
        "fonds2@relais.example",
        "Subvention de la province, Ontario",
    ),
    DemoEnvelope(
        "D1",
        "Don pour les papiers, Ontario",
        300_000,
        ("CA-ON",),
        "fonds1@relais.example",
        "fonds2@relais.example",
        "Fondation privée de la démo",
        private=True,
        categories=("documents",),
        days=545,
    ),
    DemoEnvelope(
        "F2",
        "Fonds régional, Québec",
        2_000_000,
        ("CA-QC",),
        "fonds3@relais.example",
        "fonds4@relais.example",
        "Subvention de la province, Québec",
    ),
    DemoEnvelope(
        "F3",
        "Fonds national",
        800_000,
        (),
        "fonds3@relais.example",
        "fonds4@relais.example",
        "Subvention fédérale",
    ),
)

FUNDS = {envelope.keeper: envelope.second for envelope in ENVELOPES}
"""Who proposes a fund's policy → who signs it too."""


def policy(author: str, in_force_from: str) -> Facts:
    """The test rules of the scenarios: one person up to 300, two above, 150 out of hours, cards at once. In cents."""
    return {
        "version": 1,
        "author": author,
        "in_force_from": in_force_from,
        "categories": [
            *(_category(name, cap) for name, cap in CAPS.items()),
            {
                "category": "hotel_nights",
                "cap_cents": 150_000,
                "unit_cap_cents": 16_000,
                "units_without_reason": 3,
            },
            {"category": "calling_card", "cap_cents": 5_000, "automatic_up_to_cents": 2_000},
        ],
        "bands": [{"approvers": 1, "up_to_cents": 30_000}, {"approvers": 2}],
        "self_issue": {
            "per_case_cents": 15_000,
            "per_pivot_cents": 30_000,
            "per_organisation_cents": 60_000,
            "review_within_days": 3,
        },
        "automatic": {"per_pivot_cents": 30_000, "per_organisation_cents": 60_000},
        "targets": [
            {"urgency": "critical", "minutes": 30},
            {"urgency": "urgent", "minutes": 120},
            {"urgency": "standard", "working_days": 1},
        ],
        "duplicate_window_days": 7,
        "payer_differs_above_cents": 100_000,
        "on_call_minutes": 10,
        "reviews": {
            "second_look_percent": 10,
            "second_look_days": 7,
            "refusal_second_look_working_days": 2,
            "organisation_freezes_at": 3,
        },
        "limits": {"approver_cents": 1_000_000},
        "deadlines": {"earmark_days": 30, "receipt_days": 14},
        "series": {"most_trips": 6, "most_per_trip_cents": 100_000, "most_days": 366},
    }


CAPS = {
    "travel_local": 10_000,
    "travel_intercity": 30_000,
    "travel_interprovincial": 80_000,
    "travel_international": 200_000,
    "food": 20_000,
    "clothing": 20_000,
    "hygiene_kit": 10_000,
    "pocket_money": 10_000,
    "medication_bridge": 30_000,
    "interpreter": 40_000,
    "documents": 20_000,
    "other_immediate": 20_000,
}


DEPENDANTS = {"food": 10_000, "clothing": 10_000, "hygiene_kit": 5_000}
"""By how many cents each further person raises the cap of a line."""


def _category(name: str, cap: int) -> Facts:
    return {"category": name, "cap_cents": cap, "further_person_cents": DEPENDANTS.get(name, 0)}


CARRIER: Facts = {
    "carrier": "Autocars du Lac",
    "mode": "bus",
    "regions_from": ["CA-ON"],
    "regions_to": ["CA-QC"],
    "booking": "phone",
    "contact_role": "community_programme",
    "reference": "autocar 12",
    "discount_percent": 25,
}
"""What F1's fund agreed with a carrier; its dates are of the day."""

ON_CALL = ("fonds1@relais.example", "fonds2@relais.example")
"""F1's fund has a roster."""
TURNS = ((1, 0, 0, 4), (2, 1, 0, 4), (1, 1, 4, 3), (2, 0, 4, 3))
"""Rank, which of the two, how many days after the demo's first, so many nights: each week they change places once."""
DUTY_PHONE = "+1 555 0131"
