"""Hard rules: in the code, not in data (FND-10)."""

from typing import Final

ABSOLUTE_EMERGENCY_CENTS: Final = 50_000
"""No policy may let one person issue more than this alone, per case, pivot and day (FND-10)."""

ABSOLUTE_AUTOMATIC_CENTS: Final = 10_000
"""No policy may let a rule approve more than this per case and category without any person."""
