"""What a pivot worker needs to read of a case."""

from migrations import script
from migrations.cases.alongside import PARTS

revision = "0035_alongside"
down_revision = "0034_recalling"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
