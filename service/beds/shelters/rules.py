"""What a profile requires, bends on and offers, as words (ADM-01); generated columns give the same bits."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from service.beds.shelters.profile import ShelterProfile
from service.beds.words import Criterion, Offer

REVIEW_AFTER = timedelta(days=365)
KEPT = 4096
"""Profiles whose words are remembered: a page of the board reads twenty, and few houses differ in all they say."""


@dataclass(frozen=True)
class Criteria:
    """The criteria that a shelter requires, and those on which it can be asked to bend."""

    required: frozenset[Criterion] = frozenset()
    flexible: frozenset[Criterion] = frozenset()


@lru_cache(maxsize=KEPT)
def criteria_of(profile: ShelterProfile) -> Criteria:
    """Each criterion as required or flexible; the others are not required (ADM-01, ADM-02, ADM-03, ADM-05, BED-05).

    Services tied to papers are a criterion of the house (ADM-09); what somebody's papers are is kept nowhere.

    A couple policy that is not stated is flexible, never a yes (BED-07). A structured programme is flexible,
    and met only when the person chose it (BED-12).
    """
    weights: dict[Criterion, str] = {
        "sobriety": profile.sobriety,
        "conjugal_violence": profile.conjugal_violence,
        "claimant": {"strict": "required", "flexible": "flexible"}.get(profile.claimant_only, "not_required"),
        "legal_status": "not_required" if profile.status_required == "none" else "required",
        "self_call": "required" if profile.referral_mode == "self_call_only" else "not_required",
        "trafficking": {"no": "required", "case_by_case": "flexible"}.get(
            profile.accepts_trafficking, "not_required"
        ),
        "couple": {"no": "required", "yes": "not_required"}.get(profile.accepts_couples, "flexible"),
        "programme": "flexible" if profile.programme_structured == "yes" else "not_required",
    }
    return Criteria(
        required=frozenset(name for name, weight in weights.items() if weight == "required"),
        flexible=frozenset(name for name, weight in weights.items() if weight == "flexible"),
    )


@lru_cache(maxsize=KEPT)
def offers_of(profile: ShelterProfile) -> frozenset[Offer]:
    """What the house offers whoever stays. Only a stated yes counts (ADM-10, BED-13): trained staff (ADM-13), cultural
    support (GEO-06), and no duty to take part, group sessions included (ADM-11)."""
    stated: dict[Offer, bool] = {
        "wheelchair": profile.wheelchair == "yes",
        "hearing_visual": profile.hearing_visual == "yes",
        "medical_needs": profile.medical_needs == "yes",
        "pets": profile.pets == "yes",
        "no_curfew": profile.curfew == "no",
        "no_mandatory_activities": profile.mandatory_activities == "no"
        and profile.group_sessions_mandatory != "yes",
        "individual_follow_up": profile.individual_follow_up == "yes",
        "immigration_support": profile.immigration_support == "yes",
        "interpreter": profile.interpreter_practice == "yes",
        "open_all_hours": profile.open_all_hours == "yes",
        "staff_trained": profile.staff_trained == "yes",
        "cultural_support": profile.cultural_support == "yes",
        "no_children_on_site": profile.children_on_site == "no",
        "harm_reduction": profile.substance_policy == "harm_reduction",
        "no_status_asked": profile.claimant_only != "strict" and profile.status_required == "none",
    }
    return frozenset(offer for offer, yes in stated.items() if yes)


def review_is_due(reviewed_on: date | None, today: date) -> bool:
    """Whether the criteria were last reviewed over twelve months ago, or never (ADM-14)."""
    return reviewed_on is None or today - reviewed_on > REVIEW_AFTER
