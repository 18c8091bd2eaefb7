"""Hotels vetted by two, and houses that rotate."""

from migrations import script
from migrations.beds.lodging import PARTS

revision = "0021_lodging"
down_revision = "0020_referring"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
