"""What a fund is for in a region, and what it is not for: where somebody goes instead (FND-02, FND-16)."""

from dataclasses import dataclass
from uuid import UUID

from service.fund.policy.document.categories import CATEGORIES
from service.fund.policy.document.policy import Policy
from service.fund.policy.queries import in_force
from service.fund.said import CATEGORIES as WORDS
from service.partners.actor import Role
from service.refusals import NOT_ALLOWED, Refused, Said
from service.store.session import Session


@dataclass(frozen=True)
class Covered:
    """A category with its caps in cents, for one person and for each further one (ELG-07)."""

    category: str
    fr: str
    en: str
    cap_cents: int
    further_person_cents: int
    unit_cap_cents: int | None
    further_person_unit_cents: int
    units_without_reason: int | None


@dataclass(frozen=True)
class Referred:
    """What the fund is not for, and where to go with it."""

    need: str
    fr: str
    en: str


@dataclass(frozen=True)
class Coverage:
    """What the policy in force in a region says to whoever asks there; nothing, where the fund takes no requests."""

    policy_version: int | None
    region: str | None
    covered: tuple[Covered, ...]
    refer: tuple[Referred, ...]


ELSEWHERE = Said(
    "{category} : ce fonds ne couvre pas cette catégorie. Demandez à un autre fonds de la région.",
    "{category}: this fund does not cover this category. Ask another fund of the region.",
)


def coverage_of(policy: Policy) -> Coverage:
    """Every category of the list is in one half or the other; a need that no fund is for is in the second (FND-16)."""
    known = {refer.need: Referred(refer.need, refer.fr, refer.en) for refer in policy.refer}
    outside = [name for name in CATEGORIES if policy.rule_for(name) is None and name not in known]
    covered = [
        Covered(
            rule.category,
            WORDS[rule.category].fr,
            WORDS[rule.category].en,
            rule.cap_cents,
            rule.further_person_cents,
            rule.unit_cap_cents,
            rule.further_person_unit_cents,
            rule.units_without_reason,
        )
        for rule in policy.categories
    ]
    return Coverage(
        policy.version, policy.region, tuple(covered), (*known.values(), *(_elsewhere(n) for n in outside))
    )


def _elsewhere(category: str) -> Referred:
    words = WORDS[category]
    fr, en = words.fr[0].upper() + words.fr[1:], words.en[0].upper() + words.en[1:]
    return Referred(category, ELSEWHERE.in_("fr", {"category": fr}), ELSEWHERE.in_("en", {"category": en}))


async def coverage(session: Session, fund_id: UUID, region: str) -> Coverage | Refused:
    """What a fund covers in a region now, for whoever accompanies people (FND-02, FND-16)."""
    if not session.actor.has(Role.PIVOT_WORKER):
        return Refused(NOT_ALLOWED)
    policy = await in_force(session, fund_id, region)
    return coverage_of(policy.policy) if policy else Coverage(None, None, (), ())
