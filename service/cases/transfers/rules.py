"""How long an organisation has to say whether it takes a case (PIV-03)."""

from datetime import datetime, timedelta
from typing import Final

SHORTEST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(days=7)


def answer_by(asked_at: datetime, hours: int) -> datetime:
    """Until when the other organisation answers: between an hour and a week after it was asked; the case stays where
    it is meanwhile, with its pivot (PIV-01)."""
    return asked_at + min(max(timedelta(hours=hours), SHORTEST), LONGEST)


def kept_until(asked_at: datetime, keep_until: datetime | None) -> datetime | None:
    """How long the leaving pivot still reads the case: never when nobody said so, nor until a date that is past
    (PIV-04)."""
    return keep_until if keep_until is not None and keep_until > asked_at else None
