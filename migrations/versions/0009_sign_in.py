"""Sign-in: passkeys, codes, tablets, sessions, and the proof that one action asks for."""

from migrations import script
from migrations.partners.sign_in import PARTS

revision = "0009_sign_in"
down_revision = "0008_reports"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
