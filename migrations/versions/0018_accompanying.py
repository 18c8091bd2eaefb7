"""Pivots who hand over, minors, and who waits for a bed."""

from migrations import script
from migrations.cases.accompanying import PARTS

revision = "0018_accompanying"
down_revision = "0017_texting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
