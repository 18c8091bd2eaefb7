"""The fields of a profile in the order in which a house is asked them, each with its choices (ADM-01, BED-17)."""

from dataclasses import dataclass
from typing import get_args, get_type_hints

from service.beds.shelters.profile import ShelterProfile

LANGUAGES = (
    "fr",
    "en",
    "es",
    "ar",
    "ht",
    "hu",
    "pa",
    "pt",
    "ro",
    "ru",
    "th",
    "tl",
    "uk",
    "vi",
    "zh",
    "iu",
    "cr",
)
"""What is offered to tick."""
CRITERIA = ("sobriety", "conjugal_violence", "claimant_only", "status_required", "referral_mode",
            "accepts_trafficking", "accepts_couples", "exception_contact_role")  # fmt: skip
HOUSE = ("substance_policy", "curfew", "mandatory_activities", "group_sessions_mandatory", "programme_structured",
         "children_on_site", "pets", "open_all_hours")  # fmt: skip
OFFERED = ("wheelchair", "hearing_visual", "medical_needs", "individual_follow_up", "immigration_support",
           "interpreter_practice", "interpreter_access", "cultural_support", "indigenous_led",
           "staff_trained")  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One field, and the values that it takes."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    key: str
    choices: tuple[Choice, ...]


def _choices(names: tuple[str, ...]) -> tuple[Choice, ...]:
    hints = get_type_hints(ShelterProfile)
    return tuple(Choice(name, tuple(map(str, get_args(hints[name])))) for name in names)


GROUPS = (
    Group("criteria", _choices(CRITERIA)),
    Group("house", _choices(HOUSE)),
    Group("offered", _choices(OFFERED)),
)
SERVICES = ("psychosocial", "phone_line", "accompaniment", "employment", "follow_up", "nurse", "legal",
            "peer_support")  # fmt: skip
DAYS = ("staff_trained_on", "criteria_reviewed_on")
RULES = ("rules_fr", "rules_en")


def profile_values(profile: ShelterProfile) -> dict[str, str]:
    """A profile as its form shows it: every choice, both days, both texts."""
    names = [choice.name for group in GROUPS for choice in group.choices]
    found = {name: str(getattr(profile, name)) for name in (*names, *RULES)}
    for name in DAYS:
        day = getattr(profile, name)
        found[name] = day.isoformat() if day else ""
    found["emergency_worker_exception"] = "true" if profile.emergency_worker_exception else ""
    return found
