"""What an auditor proves with."""

from migrations import script
from migrations.trail.proving import PARTS

revision = "0038_proving"
down_revision = "0037_welcoming"
branch_labels = None
depends_on = None
harmless = {
    "public.trail_leaves lens": "code of before never reads the log's leaves as relais_lens",
    "public.trail_nodes lens": "code of before never reads the log's subtrees as relais_lens",
}


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
