"""What is erased, when, and how that is remembered."""

from migrations import script
from migrations.keys.erasing import PARTS

revision = "0039_erasing"
down_revision = "0038_proving"
branch_labels = None
depends_on = None

HELD = "held as before for every role but the new one, which erases"
KNOWN = "answers as before for every kind of setting that code of before knows"
harmless = {
    "public.room_bookings append_only": HELD,
    "public.sharings append_only": HELD,
    "public.case_occasions append_only": HELD,
    "public.duty_reports append_only": HELD,
    "public.consents is_kept": HELD,
    "public.shares only_ends": HELD,
    "public.referrals sides": HELD,
    "public.cases not_being_erased": "hides only a case whose erasure has begun, as it should",
    "public.proposals proposals_kind_check": "wider by two kinds: whatever was allowed still is",
    "relais.may_settle(p_member uuid, p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)": KNOWN,
    "relais.setting_now(p_kind text, p_organisation uuid, p_subject uuid, p_content jsonb)": KNOWN,
    "relais.apply_setting(p proposals)": KNOWN,
}
"""What stands in the way of code of before only in appearance (`service.store.revisions`)."""


def upgrade() -> None:
    for part in PARTS:
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
