"""Cases: pseudonymous, with a pivot and a backup, consents that can be withdrawn, and the places they led to."""

from migrations import script
from migrations.cases import lens, tables

revision = "0003_cases"
down_revision = "0002_beds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in (tables.CASES, tables.CONSENTS, tables.AROUND, tables.RIGHTS, lens.SQL):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
