"""What a first run needs, and what an auditor begins with."""

from migrations import script
from migrations.partners.welcoming import PARTS

revision = "0037_welcoming"
down_revision = "0036_asking"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
