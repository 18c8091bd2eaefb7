"""Statistical slips, published reports, statements."""

from migrations import script
from migrations.reports.reporting import PARTS

revision = "0032_reporting"
down_revision = "0031_travelling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
