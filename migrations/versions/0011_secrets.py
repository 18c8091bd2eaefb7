"""Secrets: what only a key opens, and the rotation of the keys' roots."""

from migrations import script
from migrations.keys import PARTS

revision = "0011_secrets"
down_revision = "0010_settings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
