"""What an auditor reads keeps to the networks of their own organisation."""

from migrations import script
from migrations.trail.auditing import PARTS

revision = "0042_auditing"
down_revision = "0041_limiting"
branch_labels = None
depends_on = None
harmless = {
    "relais.audited_placements(p_from date, p_until date)": "code of before lists what it is answered, only fewer",
    "relais.audited_request(wanted text)": "code of before answers nothing found as it always did",
}


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
