"""Organisations that on-board with the rail, vouchers' stock, cards."""

from migrations import script
from migrations.fund.paying import PARTS

revision = "0029_paying"
down_revision = "0028_hurrying"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
