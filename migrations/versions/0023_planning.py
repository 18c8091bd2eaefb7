"""Plans that are proposals until they are accepted."""

from migrations import script
from migrations.operations.planning import PARTS

revision = "0023_planning"
down_revision = "0022_agreeing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
