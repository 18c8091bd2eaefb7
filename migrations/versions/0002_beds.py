"""The room of beds: shelters, pools, beds, claims, counts, availability, referrals, unmet needs, escalations."""

from migrations import script
from migrations.beds import statements

revision = "0002_beds"
down_revision = "0001_ground"
branch_labels = None
depends_on = None


def upgrade() -> None:
    script(";\n".join(statements()))


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
