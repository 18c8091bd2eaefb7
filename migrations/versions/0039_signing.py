"""What a fund's screens need."""

from migrations import script
from migrations.fund.signing import PARTS

revision = "0039_signing"
down_revision = "0038_asking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
