"""What asking for money needs."""

from migrations import script
from migrations.fund.asking import PARTS

revision = "0038_asking"
down_revision = "0037_accompanying"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
