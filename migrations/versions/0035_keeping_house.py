"""What a coordinator keeps in order."""

from migrations import script
from migrations.beds.keeping_house import PARTS

revision = "0035_keeping_house"
down_revision = "0034_answering"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
