"""What an operation can take back."""

from migrations import script
from migrations.operations.recalling import PARTS

revision = "0034_recalling"
down_revision = "0033_pushing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
