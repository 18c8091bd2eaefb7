"""The police budget: what questions may cost, and what their answers may tell."""

from migrations import script
from migrations.operations.budget import PARTS

revision = "0013_police_budget"
down_revision = "0012_sharing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
