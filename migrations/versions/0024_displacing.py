"""Facts that displace promises."""

from migrations import script
from migrations.beds.displacing import PARTS

revision = "0024_displacing"
down_revision = "0023_planning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
