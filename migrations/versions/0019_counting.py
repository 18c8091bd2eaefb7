"""How long a count is believed, overflow, and what was written on paper."""

from migrations import script
from migrations.beds.counting import PARTS

revision = "0019_counting"
down_revision = "0018_accompanying"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
