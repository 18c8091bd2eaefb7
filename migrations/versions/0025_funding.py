"""Envelopes that carry over, corrections, closed periods, books at any past time."""

from migrations import script
from migrations.fund.funding import PARTS

revision = "0025_funding"
down_revision = "0024_displacing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
