"""The fund: envelopes, policies, requests, decisions, a ledger that only grows, payees and payouts."""

from migrations import script
from migrations.fund import decisions, ledger, lens, payouts, policies, requests

revision = "0005_fund"
down_revision = "0004_operations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for part in (policies.SQL, requests.SQL, decisions.SQL, ledger.TABLES, ledger.MOVES, ledger.RIGHTS):
        script(part)
    for part in (
        payouts.SQL,
        lens.RIGHTS,
        lens.READS,
        lens.AUDIT,
        lens.EARMARKS,
        lens.RAILS,
        lens.OWNERS,
        lens.EXECUTE,
    ):
        script(part)


def downgrade() -> None:
    raise RuntimeError("Relais does not migrate backwards: restore the backup taken before the upgrade.")
