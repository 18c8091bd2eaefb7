"""Devices that a push reaches."""

from migrations import script
from migrations.messages.pushing import PARTS

revision = "0033_pushing"
down_revision = "0032_reporting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
