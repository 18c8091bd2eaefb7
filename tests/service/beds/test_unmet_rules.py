"""A need is counted once per case and day, and leads back to no case."""

from datetime import UTC, date, datetime
from uuid import UUID

from service.beds.unmet.rules import day_of_region, digest_of_case

CASE = UUID("11111111-1111-4111-8111-111111111111")
OTHER = UUID("22222222-2222-4222-8222-222222222222")
DAY = date(2026, 11, 3)


def test_the_day_is_the_regions() -> None:
    """DAT-06: 04:30 UTC is still the evening before in Montréal, and in Vancouver."""
    at = datetime(2026, 11, 4, 4, 30, tzinfo=UTC)
    assert day_of_region(at, "America/Toronto") == DAY
    assert day_of_region(datetime(2026, 11, 4, 5, tzinfo=UTC), "America/Toronto") == date(2026, 11, 4)
    assert day_of_region(datetime(2026, 11, 4, 7, tzinfo=UTC), "America/Vancouver") == date(2026, 11, 3)


def test_a_digest_links_no_two_days() -> None:
    """DAT-05, DAT-06: one value per case, region and day; nothing of the case in it."""
    digests = {
        digest_of_case(case, region, day)
        for case in (CASE, OTHER)
        for region in ("CA-QC", "CA-ON")
        for day in (DAY, date(2026, 11, 4))
    }
    assert len(digests) == 8
    assert {len(digest) for digest in digests} == {32}
    assert digest_of_case(CASE, "CA-QC", DAY) in digests
    assert all(CASE.bytes not in digest for digest in digests)
    assert digest_of_case(CASE, "CA-QC", DAY).hex() == (
        "8fe1979588dc968374a21aede0e9de587a583cca9d52fc4e75e47ab802c5e0a4"
    )
