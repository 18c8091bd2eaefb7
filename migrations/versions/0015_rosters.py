"""Who is on call when, and how what waits for an answer climbs."""

from migrations import script
from migrations.partners.rosters import PARTS

revision = "0015_rosters"
down_revision = "0014_visibility"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
