"""Operations: agreements, places reserved over several shelters, requests, overrides, arrivals, and who reads what."""

from migrations import script
from migrations.operations import SCRIPTS

revision = "0004_operations"
down_revision = "0003_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in SCRIPTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
