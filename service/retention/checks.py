"""Invariants of erasures: what was erased has no key left and no row that leads to it (CNF-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.checks import Check, Checked
from service.keys.erasures import ErasuresError, Register

if TYPE_CHECKING:
    import asyncpg

CHECKS = (
    Check(
        "what was erased has no key that opens it",
        """
        SELECT format('%s %s', e.kind, e.subject) FROM erasures e JOIN vault.data_keys k ON k.subject = e.subject
        WHERE e.done_at IS NOT NULL AND k.destroyed_at IS NULL
            AND (k.root = 'care' OR e.kind IN ('request', 'incident'))
        """,
        "SELECT count(*) FROM erasures WHERE done_at IS NOT NULL",
    ),
    Check(
        "a case that was erased is nowhere, and one that is hidden is being erased",
        """
        SELECT format('case %s', c.id) FROM cases c LEFT JOIN erasures e ON e.kind = 'case' AND e.subject = c.id
        WHERE (c.erasing_at IS NULL) <> (e.id IS NULL) OR e.done_at IS NOT NULL
        """,
        "SELECT count(*) FROM erasures WHERE kind = 'case'",
    ),
    Check(
        "every erasure that was asked for was signed by two",
        """
        SELECT format('erasure %s', e.id) FROM erasures e LEFT JOIN proposals p ON p.id = e.proposal_id
        WHERE e.why = 'asked' AND (p.kind = 'erasure' AND p.subject = e.subject AND p.state = 'in_force'
            AND p.signed_by <> p.proposed_by) IS NOT TRUE
        """,
        "SELECT count(*) FROM erasures WHERE why = 'asked'",
    ),
    Check(
        "every period of retention is within the bounds of its class, and stands on what two people signed",
        """
        SELECT format('%s %s', r.class, r.version) FROM retention_periods r JOIN retention_classes c USING (class)
        LEFT JOIN proposals p ON p.id = r.proposal_id
        WHERE r.amount NOT BETWEEN c.at_least AND c.at_most
            OR (p.kind = 'retention' AND p.state = 'in_force') IS NOT TRUE
        """,
        "SELECT count(*) FROM retention_periods",
    ),
)

REGISTER = "the register of erasures verifies, and this database has erased everything that it tells"


async def check_register(connection: asyncpg.Connection, register: Register) -> Checked:
    """Compare the file beside the root keys with the database: an older copy that was opened without it shows here.

    An erasure that has begun may stand in the file a moment before it is done here: run again.
    """
    try:
        entries = register.entries()
    except ErasuresError as wrong:
        return Checked(REGISTER, False, 0, [str(wrong)])
    rows = await connection.fetch("SELECT kind, subject FROM erasures WHERE done_at IS NOT NULL")
    known = {(row["kind"], row["subject"]) for row in rows}
    missing = [f"{each.kind} {each.subject}" for each in entries if (each.kind, each.subject) not in known]
    return Checked(REGISTER, not missing, len(entries), missing[:20])
