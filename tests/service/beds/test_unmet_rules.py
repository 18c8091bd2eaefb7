"""Once per case and day of its region, and no thread from one day to the next."""

from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

from service.beds.unmet.rules import day_of_region, digest_of_case

CASE = UUID("00000000-0000-4000-8000-000000000001")
DAY = date(2026, 11, 3)


def test_the_day_is_the_regions_own() -> None:
    """DAT-06: at three in the morning UTC it is still the evening before in Montréal."""
    night = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
    assert day_of_region(night, "America/Toronto") == date(2026, 11, 3)
    assert day_of_region(night, "UTC") == date(2026, 11, 4)
    assert day_of_region(night, "America/St_Johns") == date(2026, 11, 3)


def test_the_digest_tells_cases_regions_and_days_apart() -> None:
    """DAT-06, DAT-05: the same question twice is one need; nothing links two days."""
    found = {
        digest_of_case(CASE, "CA-QC", DAY),
        digest_of_case(CASE, "CA-ON", DAY),
        digest_of_case(CASE, "CA-QC", date(2026, 11, 4)),
        digest_of_case(UUID(int=CASE.int + 1), "CA-QC", DAY),
    }
    assert len(found) == 4


def test_the_digest_is_what_older_rows_were_written_with() -> None:
    """DAT-06: another way of digesting would count a need of today twice."""
    plain = b"relais unmet need\x00" + CASE.bytes + b"CA-QC2026-11-03"
    assert digest_of_case(CASE, "CA-QC", DAY) == sha256(plain).digest()
