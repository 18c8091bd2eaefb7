"""What a shelter says of itself. Nothing here is an address, and what is not stated is never a yes (SAF-01, ADM-10)."""

from datetime import date
from typing import Annotated, Any, Literal

import msgspec

Weight = Literal["required", "flexible", "not_required"]
"""A criterion has three values, not two (ADM-01)."""
Answer = Literal["yes", "no", "case_by_case", "not_stated"]

Service = Literal[
    "psychosocial", "phone_line", "accompaniment", "employment", "follow_up", "nurse", "legal", "peer_support"
]
Sentence = Annotated[str, msgspec.Meta(max_length=600, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class ShelterProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Admission criteria, rules of the house and services, as the shelter itself declares them (ADM-01, ADM-14,
    BED-17). Whether it is Indigenous-led is its own word too (GEO-06); when its staff were trained goes with the yes
    (ADM-13)."""

    sobriety: Weight = "not_required"
    conjugal_violence: Weight = "not_required"
    claimant_only: Literal["strict", "flexible", "no"] = "no"
    status_required: Literal["none", "pr_citizen", "claimant", "any_legal"] = "none"
    referral_mode: Literal["self_call_only", "worker_ok", "both"] = "worker_ok"
    emergency_worker_exception: bool = False
    exception_contact_role: Literal["front_desk", "shelter_coordinator"] = "front_desk"
    """Who says yes to an exception; `front_desk` is whoever is there (ADM-01)."""
    accepts_trafficking: Literal["yes", "case_by_case", "no"] = "yes"
    accepts_couples: Answer = "not_stated"
    substance_policy: Literal[
        "sober_on_admission", "no_use_on_site", "harm_reduction", "detox_first", "not_stated"
    ] = "not_stated"
    wheelchair: Answer = "not_stated"
    hearing_visual: Answer = "not_stated"
    medical_needs: Answer = "not_stated"
    pets: Answer = "not_stated"
    curfew: Answer = "not_stated"
    mandatory_activities: Answer = "not_stated"
    group_sessions_mandatory: Answer = "not_stated"
    individual_follow_up: Answer = "not_stated"
    immigration_support: Answer = "not_stated"
    interpreter_practice: Answer = "not_stated"
    interpreter_access: Literal["on_site", "phone", "none", "not_stated"] = "not_stated"
    open_all_hours: Answer = "not_stated"
    children_on_site: Answer = "not_stated"
    programme_structured: Answer = "not_stated"
    cultural_support: Answer = "not_stated"
    indigenous_led: Answer = "not_stated"
    staff_trained: Answer = "not_stated"
    staff_trained_on: date | None = None
    services: Annotated[tuple[Service, ...], msgspec.Meta(max_length=8)] = ()
    rules_fr: Sentence = ""
    rules_en: Sentence = ""
    criteria_reviewed_on: date | None = None


def stored(profile: ShelterProfile) -> dict[str, Any]:
    """The profile as the database keeps it: what is not stated takes no room."""
    kept: dict[str, Any] = msgspec.to_builtins(profile)
    return kept


def read(kept: dict[str, Any]) -> ShelterProfile:
    """The profile read back. Raises `msgspec.ValidationError` for what no version of this code wrote."""
    return msgspec.convert(kept, ShelterProfile)
