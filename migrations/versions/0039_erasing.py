"""What is erased, when, and how that is remembered."""

from migrations import script
from migrations.keys.erasing import PARTS

revision = "0039_erasing"
down_revision = "0038_proving"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
