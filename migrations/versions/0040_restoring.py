"""What is forgotten with what is erased, and which period of two decisions holds."""

from migrations import script
from migrations.keys.restoring import PARTS

revision = "0040_restoring"
down_revision = "0039_erasing"
branch_labels = None
depends_on = None

harmless = {
    "relais.erase_case(p_case uuid)": "erases as before, and empties the answers that were kept about the case",
    "relais.kept_amount(p_class text)": "the same unless a period that was still to come has been replaced",
}
"""What stands in the way of code of before only in appearance (`service.store.revisions`)."""


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
