"""Holidays of thirteen provinces and territories, office hours, and a working day, clock changes included."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.beds.imports.regions import TIME_ZONES
from service.fund.calendars.rules import Calendar, after_working_days, calendar, due_at
from service.fund.calendars.statutory import is_holiday, known
from service.fund.policy.document.categories import CATEGORIES
from service.fund.policy.document.policy import Policy
from service.fund.policy.document.sections import Target
from tests.service.fund.conftest import a_policy

EVERYWHERE = "01-01 03-26 07-01 09-06 12-25"
STATUTORY = {
    "AB": "02-15 05-24 10-11 11-11",
    "BC": "02-15 05-24 08-02 09-30 10-11 11-11",
    "MB": "02-15 05-24 09-30 10-11",
    "NB": "02-15 08-02 11-11",
    "NL": "11-11",
    "NS": "02-15 11-11",
    "NT": "05-24 06-21 08-02 09-30 10-11 11-11",
    "NU": "05-24 07-09 08-02 09-30 10-11 11-11",
    "ON": "02-15 05-24 10-11 12-26",
    "PE": "02-15 09-30 11-11",
    "QC": "05-24 06-24 10-11",
    "SK": "02-15 05-24 08-02 10-11 11-11",
    "YT": "05-24 06-21 08-16 09-30 10-11 11-11",
}
"""Of 2027, from the laws themselves; Christmas is a Saturday that year, and the Monday after is off too."""
QUEBEC = Calendar("CA-QC", "America/Toronto", 8, 18)


def local(text: str, zone: str = "America/Toronto") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("province", STATUTORY)
def test_each_province_and_territory_has_its_own_holidays(province: str) -> None:
    """FND-01, ELG-10: every day of a year, named or not."""
    year = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    found = {f"{day:%m-%d}" for day in year if is_holiday(f"CA-{province}", day)}
    observed = {"12-27", "12-28"} if province == "ON" else {"12-27"}
    assert found == {*EVERYWHERE.split(), *STATUTORY[province].split(), *observed}


def test_a_place_that_nobody_knows_has_no_holidays() -> None:
    """FND-01: and years for which nobody has settled them have none either."""
    assert [known(name) for name in ("CA", "CA-QC", "CA-ZZ", "ZZ", "ca-qc", "")] == [True, True, *[False] * 4]
    assert not is_holiday("CA-ZZ", date(2027, 1, 1))
    assert not is_holiday("CA", date(9999, 1, 1))
    assert is_holiday("CA", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-03 07:59", False),
        ("2026-11-03 08:00", True),
        ("2026-11-03 17:59", True),
        ("2026-11-03 18:00", False),
        ("2026-11-07 12:00", False),
        ("2027-06-24 12:00", False),
        ("2027-11-11 12:00", True),
        ("2026-03-09 08:00", True),
        ("2026-11-02 08:00", True),
    ],
)
def test_out_of_hours_is_nights_weekends_and_holidays_there(at: str, is_open: bool) -> None:
    """FND-10: Monday to Friday from eight to six where the request is; the feast of Québec is none in Ontario."""
    assert QUEBEC.is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-11-03 14:00", "2026-11-04 14:00"),
        ("2026-11-03 08:00", "2026-11-03 18:00"),
        ("2026-11-03 03:00", "2026-11-03 18:00"),
        ("2026-11-03 18:00", "2026-11-04 18:00"),
        ("2026-10-30 17:30", "2026-11-02 17:30"),
        ("2026-10-31 12:00", "2026-11-02 18:00"),
        ("2027-06-23 14:00", "2027-06-25 14:00"),
        ("2026-12-24 17:59", "2026-12-28 17:59"),
        ("2026-03-06 17:00", "2026-03-09 17:00"),
    ],
)
def test_one_working_day(at: str, due: str) -> None:
    """FND-01: over weekends, holidays, and the two nights on which clocks change."""
    assert after_working_days(QUEBEC, local(at), 1) == local(due).astimezone(UTC)


HALF = timedelta(minutes=30)


def by_counting(calendar: Calendar, at: datetime, days: int) -> datetime:
    """The same by counting open half hours, one by one."""
    left = days * calendar.span
    while left:
        left -= HALF if calendar.is_open(at) else timedelta()
        at += HALF
    return at


@settings(max_examples=60)
@example(region="CA-NL", zone="America/St_Johns", hours={8, 18}, halves=1, days=3)
@example(region="CA-QC", zone="America/Toronto", hours={0, 24}, halves=7200, days=1)
@given(
    region=st.sampled_from(sorted(TIME_ZONES)),
    zone=st.sampled_from(sorted(set(TIME_ZONES.values()))),
    hours=st.sets(st.integers(0, 24), min_size=2, max_size=2),
    halves=st.integers(0, 2 * 24 * 365),
    days=st.integers(1, 4),
)
def test_working_days_are_open_hours_counted(
    region: str, zone: str, hours: set[int], halves: int, days: int
) -> None:
    """FND-01: in every region and zone, whatever the hours: exactly so many open hours later, and not before."""
    office = Calendar(region, zone, min(hours), max(hours), frozenset({date(2026, 5, 5)}))
    at = datetime(2026, 1, 1, tzinfo=UTC) + HALF * halves
    assert after_working_days(office, at, days) == by_counting(office, at, days)


def test_an_office_that_never_opens_counts_days() -> None:
    """FND-01: a day is then 24 hours; so it is where every coming day is closed."""
    at = datetime(2026, 11, 3, 14, tzinfo=UTC)
    closed = frozenset(date(2026, 11, 3) + timedelta(days=n) for n in range(500))
    for office in (
        Calendar("CA-QC", "America/Toronto", 9, 9),
        Calendar("CA-QC", "America/Toronto", 8, 18, closed),
    ):
        assert after_working_days(office, at, 2) == at + timedelta(days=2)


def of(policy: Policy, region: str) -> Calendar:
    return calendar(policy, region, TIME_ZONES[region])


def test_target_times() -> None:
    """FND-01: critical 30 minutes, urgent 2 hours, by the clock; standard one working day, in the region's calendar."""
    targets = (Target("critical", 30), Target("urgent", 120), Target("standard", working_days=1))
    policy = a_policy(targets=targets)
    at = local("2027-06-23 17:00")

    def due(urgency: str, region: str) -> datetime:
        return due_at(policy, of(policy, region), urgency, at)  # type: ignore[arg-type]

    assert due("critical", "CA-QC") == at + timedelta(minutes=30)
    assert due("urgent", "CA-QC") == at + timedelta(hours=2)
    assert due("standard", "CA-QC") == local("2027-06-25 17:00")
    assert due("standard", "CA-ON") == local("2027-06-24 17:00")
    assert due("standard", "CA-BC") == local("2027-06-24 14:00", "America/Vancouver")


def test_a_policy_names_its_days_off() -> None:
    """FND-01, ELG-10: further days, or the calendar of one province everywhere; with no target, a working day."""
    day = date(2027, 6, 23)
    policy = a_policy(targets=(), closed_on=(day,), calendar="CA-QC")
    assert not of(policy, "CA-ON").works_on(day)
    assert not of(policy, "CA-ON").works_on(date(2027, 6, 24))
    assert due_at(policy, of(policy, "CA-ON"), "urgent", local("2027-06-22 09:00")) == local(
        "2027-06-25 09:00"
    )
    assert len(CATEGORIES) == 14
