"""What a restored database does before it opens."""

from migrations import script
from migrations.keys.restoring import PARTS

revision = "0040_restoring"
down_revision = "0039_erasing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
