"""Second looks, conditions, waivers with their signer."""

from migrations import script
from migrations.fund.deciding import PARTS

revision = "0027_deciding"
down_revision = "0026_ruling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
