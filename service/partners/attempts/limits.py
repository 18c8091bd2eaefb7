"""How often each secret may be tried, and what is dear may be asked.

A limit counts before the secret is looked at (ASVS 6.3.1, NIST SP 800-63B-4) or the work is begun (ASVS 2.4.1).
"""

from dataclasses import dataclass
from datetime import timedelta

QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """At most `most` attempts within `span`; the last of them locks for the first of `rests`, then for the next."""

    name: str
    most: int
    span: timedelta
    rests: tuple[timedelta, ...]


SOURCE = Limit("source", 100, QUARTER, (QUARTER, HOUR))
"""From one address of the Internet, codes on devices that nobody knows, and what is no passkey and no tablet. A whole
house may sit behind it: it keeps nobody from their own passkey, device or tablet."""
CEREMONIES = Limit("ceremonies", 3_000, QUARTER, (QUARTER,))
"""Challenges asked for from one source: each is a row for five minutes."""
CODE_ON_DEVICE = Limit("code_on_device", 5, QUARTER, (QUARTER, HOUR, DAY))
"""Codes typed on a device that its member has signed in on: three in a million are right, so five a day at last."""
CODE_FOR_ADDRESS = Limit("code_for_address", 10, HOUR, (HOUR, DAY))
"""Codes for one address from devices that nobody knows. It never locks the member out of a device of their own."""
PIN_ON_TABLET = Limit("pin_on_tablet", 5, QUARTER, (QUARTER, HOUR))
"""Wrong PINs on one tablet: fifteen minutes, then an hour; at the third time the tablet must be enrolled again."""
PIN_ON_TABLET_A_DAY = Limit("pin_on_tablet_a_day", 30, DAY, (DAY,))
"""Four wrong ones every quarter of an hour would otherwise be 384 a day."""
TABLET_LOCKS = 3
"""At so many locks a tablet is ended."""
ENROLMENT = Limit("enrolment", 10, QUARTER, (QUARTER, HOUR))
"""Enrolment codes, and the codes of invitations, tried from one source."""
STEP_UP = Limit("step_up", 5, QUARTER, (QUARTER, HOUR, DAY))
"""Codes typed by one member to prove that it is them."""

PLANS = Limit("plans", 60, HOUR, (QUARTER,))
"""Searches by the solver, of one member: each may take a processor for seconds."""
PICTURES = Limit("pictures", 120, HOUR, (QUARTER,))
"""Pictures of receipts, of one member: each is drawn anew, and may take a hundred megabytes for a moment (FND-12)."""
SIMULATIONS = Limit("simulations", 60, HOUR, (QUARTER,))
"""Policies tried on past requests, of one member."""
ANSWERS_WRITTEN_OUT = Limit("answers_written_out", 120, HOUR, (QUARTER,))
"""Books, tables and files written out whole, of one member."""
