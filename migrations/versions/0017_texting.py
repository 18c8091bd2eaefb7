"""Texts out and in."""

from migrations import script
from migrations.messages.texting import PARTS

revision = "0017_texting"
down_revision = "0016_directory"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
