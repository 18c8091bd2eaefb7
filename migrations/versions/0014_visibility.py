"""Who sees what: the networks that leave police out, and each role's part of the record."""

from migrations import script
from migrations.partners.visibility import PARTS

revision = "0014_visibility"
down_revision = "0013_police_budget"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
