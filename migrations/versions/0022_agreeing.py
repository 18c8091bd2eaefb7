"""Agreements and operations through their whole life."""

from migrations import script
from migrations.operations.agreeing import PARTS

revision = "0022_agreeing"
down_revision = "0021_lodging"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
