"""Receipts, series and their draw-downs, carriers."""

from migrations import script
from migrations.fund.travelling import PARTS

revision = "0031_travelling"
down_revision = "0030_reconciling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
