"""Referrals in full, and moves that keep a person safe."""

from migrations import script
from migrations.beds.referring import PARTS

revision = "0020_referring"
down_revision = "0019_counting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
