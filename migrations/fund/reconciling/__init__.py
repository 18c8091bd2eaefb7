"""The SQL of revision 0030_reconciling, by noun, in the order that PostgreSQL needs."""

from migrations.fund.reconciling import hands, payouts, runs

PARTS: tuple[str, ...] = (payouts.SQL, runs.SQL, hands.SQL)
