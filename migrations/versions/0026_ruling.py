"""Policies for a region, and named calendars."""

from migrations import script
from migrations.fund.ruling import PARTS

revision = "0026_ruling"
down_revision = "0025_funding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
