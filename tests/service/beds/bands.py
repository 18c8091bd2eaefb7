"""Which ages a bed takes, in plain Python, to hold `relais.age_bands` against: only the SQL judges in earnest."""

from service.beds.words import AGE_BANDS, AgeBand


def accepted_bands(min_age: int | None, max_age: int | None) -> tuple[AgeBand, ...]:
    """The bands that a bed takes whole. A bed that states no age takes adults only (BED-04, ADM-10)."""
    low = 18 if min_age is None else min_age
    high = 999 if max_age is None else max_age
    return tuple(band for band, (first, last) in AGE_BANDS.items() if low <= first and last <= high)
