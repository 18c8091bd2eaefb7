"""The emergency door's reviews, approvers' limits, sampled second looks."""

from migrations import script
from migrations.fund.hurrying import PARTS

revision = "0028_hurrying"
down_revision = "0027_deciding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
