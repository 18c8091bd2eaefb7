"""What asking for money needs."""

from migrations import script
from migrations.fund.asking import PARTS

revision = "0036_asking"
down_revision = "0035_alongside"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
