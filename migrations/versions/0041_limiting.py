"""What one member may cost; and what an auditor takes away."""

from migrations import script
from migrations.partners.limiting import PARTS
from migrations.trail import taking

revision = "0041_limiting"
down_revision = "0040_restoring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in (*PARTS, *taking.PARTS):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
