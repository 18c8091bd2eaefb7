"""Everything that keeps a document from being a policy that two people may sign (ELG-08, FND-10)."""

from typing import TypeVar

from msgspec import Struct

from service.fund.calendars.statutory import known
from service.fund.money import LARGEST_CENTS
from service.fund.policy.absolute import ABSOLUTE_AUTOMATIC_CENTS, ABSOLUTE_EMERGENCY_CENTS
from service.fund.policy.document.categories import CategoryRule
from service.fund.policy.document.policy import LONGEST_WARNING, Policy
from service.fund.policy.document.sections import Target

T = TypeVar("T")


class Fault(Struct, frozen=True):
    """Why a document is no policy: a code, and where."""

    code: str
    where: str


def faults(policy: Policy) -> tuple[Fault, ...]:
    """Everything that makes a policy unusable; empty when it may be signed (ELG-08, FND-10)."""
    return (
        *_category_faults(policy),
        *_band_faults(policy),
        *_door_faults(policy),
        *_number_faults(policy),
        *_target_faults(policy),
        *_place_faults(policy),
        *_refer_faults(policy),
    )


def _twice(names: list[T]) -> list[T]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _category_faults(policy: Policy) -> list[Fault]:
    found = [Fault("category_twice", name) for name in _twice([rule.category for rule in policy.categories])]
    if not policy.categories:
        found.append(Fault("no_category", "categories"))
    return [*found, *(fault for rule in policy.categories for fault in _rule_faults(rule))]


def _rule_faults(rule: CategoryRule) -> list[Fault]:
    name = rule.category
    found = []
    if not 0 < rule.cap_cents <= LARGEST_CENTS:
        found.append(Fault("cap_out_of_range", name))
    if rule.unit_cap_cents is not None and not 0 < rule.unit_cap_cents <= LARGEST_CENTS:
        found.append(Fault("cap_out_of_range", f"{name}.unit_cap_cents"))
    if not 0 <= rule.automatic_up_to_cents <= ABSOLUTE_AUTOMATIC_CENTS:
        found.append(Fault("automatic_above_absolute", name))
    for field in ("further_person_cents", "further_person_unit_cents", "units_without_reason"):
        found += _out_of(f"{name}.{field}", getattr(rule, field) or 0, 0, LARGEST_CENTS)
    return found


def _out_of(where: str, value: int, least: int, most: int) -> list[Fault]:
    if value < least:
        return [Fault("too_small", where)]
    return [Fault("too_large", where)] if value > most else []


def _band_faults(policy: Policy) -> list[Fault]:
    """Bands rise, need at least one person, never fewer people for more money, and only the last has no end."""
    if not policy.bands or policy.bands[-1].up_to_cents is not None:
        return [Fault("last_band_has_an_end", "bands")]
    ends = [band.up_to_cents for band in policy.bands[:-1]]
    people = [band.approvers for band in policy.bands]
    known_ends = [end for end in ends if end is not None]
    rise = known_ends == sorted(set(known_ends)) and all(end > 0 for end in known_ends)
    found = []
    if len(known_ends) != len(ends) or not rise:
        found.append(Fault("bands_do_not_rise", "bands"))
    if min(people) < 1 or people != sorted(people):
        found.append(Fault("fewer_people_for_more", "bands"))
    return found


def _door_faults(policy: Policy) -> list[Fault]:
    door = policy.self_issue
    sums = (door.per_case_cents, door.per_pivot_cents, door.per_organisation_cents)
    found = []
    if max(door.per_case_cents, door.per_pivot_cents) > ABSOLUTE_EMERGENCY_CENTS:
        found.append(Fault("emergency_above_absolute", "self_issue"))
    if list(sums) != sorted(sums) or min(sums) < 0:
        found.append(Fault("ceilings_do_not_nest", "self_issue"))
    if door.review_within_days < 1:
        found.append(Fault("no_review", "self_issue"))
    return found


def _number_faults(policy: Policy) -> list[Fault]:
    money, day, year = LARGEST_CENTS, 24, 366
    limit = policy.limits.approver_cents
    bounds = (
        ("version", policy.version, 1, 1_000_000),
        ("duplicate_window_days", policy.duplicate_window_days, 0, LONGEST_WARNING),
        ("payer_differs_above_cents", policy.payer_differs_above_cents, 0, money),
        ("new_payee_wait_hours", policy.new_payee_wait_hours, 0, day * year),
        ("automatic.per_pivot_cents", policy.automatic.per_pivot_cents, 0, money),
        ("automatic.per_organisation_cents", policy.automatic.per_organisation_cents, 0, money),
        ("opens_hour", policy.opens_hour, 0, day),
        ("closes_hour", policy.closes_hour, policy.opens_hour, day),
        ("on_call_minutes", policy.on_call_minutes, 1, 240),
        ("self_issue.per_organisation_cents", policy.self_issue.per_organisation_cents, -money, money),
        ("self_issue.review_within_days", policy.self_issue.review_within_days, -year, year),
        ("reviews.second_look_percent", policy.reviews.second_look_percent, 0, 100),
        ("reviews.second_look_days", policy.reviews.second_look_days, 1, year),
        ("reviews.organisation_freezes_at", policy.reviews.organisation_freezes_at, 0, 1000),
        (
            "reviews.refusal_second_look_working_days",
            policy.reviews.refusal_second_look_working_days,
            1,
            60,
        ),
        ("limits.approver_cents", 1 if limit is None else limit, 1, money),
        ("deadlines.earmark_days", policy.deadlines.earmark_days, 1, year),
        ("deadlines.receipt_days", policy.deadlines.receipt_days, 1, year),
        ("series.most_trips", policy.series.most_trips, 1, 60),
        ("series.most_per_trip_cents", policy.series.most_per_trip_cents, 1, money),
        ("series.most_days", policy.series.most_days, 1, 3 * year),
    )
    return [fault for bound in bounds for fault in _out_of(*bound)]


def _target_faults(policy: Policy) -> list[Fault]:
    found = [Fault("target_twice", name) for name in _twice([each.urgency for each in policy.targets])]
    return [*found, *(fault for target in policy.targets for fault in _one_target(target))]


def _one_target(target: Target) -> list[Fault]:
    where = f"targets.{target.urgency}"
    if (target.minutes is None) == (target.working_days is None):
        return [Fault("target_unclear", where)]
    if target.working_days is not None:
        return _out_of(where, target.working_days, 1, 60)
    return _out_of(where, target.minutes or 0, 1, 1_000_000)


def _place_faults(policy: Policy) -> list[Fault]:
    """A region's rules may end, so that the national ones judge again; the national ones always judge (ELG-10)."""
    found = [
        Fault("calendar_unknown", field)
        for field in ("region", "calendar")
        if getattr(policy, field) is not None and not known(getattr(policy, field))
    ]
    if policy.in_force_until is not None and policy.region is None:
        found.append(Fault("nation_has_no_end", "in_force_until"))
    if policy.in_force_until is not None and policy.in_force_until <= policy.in_force_from:
        found.append(Fault("ends_before_it_begins", "in_force_until"))
    return found


def _refer_faults(policy: Policy) -> list[Fault]:
    """Nobody is sent two ways, nor away with what the fund covers (FND-16)."""
    covered = {rule.category for rule in policy.categories}
    needs = [refer.need for refer in policy.refer]
    return [
        *(Fault("refer_twice", need) for need in _twice(needs)),
        *(Fault("refer_covered", need) for need in dict.fromkeys(needs) if need in covered),
    ]
