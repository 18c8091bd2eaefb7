"""What the rail says against what the ledger says."""

from migrations import script
from migrations.fund.reconciling import PARTS

revision = "0030_reconciling"
down_revision = "0029_paying"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
