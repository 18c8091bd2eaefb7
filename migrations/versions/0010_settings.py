"""Settings that need two people: proposals, members and their roles, networks."""

from migrations import script
from migrations.partners.settings import PARTS

revision = "0010_settings"
down_revision = "0009_sign_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
