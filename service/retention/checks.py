"""Invariants of erasures: what was erased has no key left and no row that leads to it (CNF-11)."""

from service.checks import Check

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
