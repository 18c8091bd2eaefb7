"""What each organisation promises, and who is called per province."""

from migrations import script
from migrations.partners.directory import PARTS

revision = "0016_directory"
down_revision = "0015_rosters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
