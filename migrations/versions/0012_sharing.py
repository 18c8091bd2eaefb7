"""Sharing: what a consent allows, and what its withdrawal stops."""

from migrations import script
from migrations.cases.sharing import PARTS

revision = "0012_sharing"
down_revision = "0011_secrets"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
