"""Invariants of the room of cases: what must hold on the data as it stands."""

from service.checks import Check

CHECKS = (
    Check(
        "every case has a pivot, and a backup unless theirs has left: pivot workers of its organisation, no police",
        """
        SELECT format('case %s', c.id) FROM cases c
        LEFT JOIN members p ON p.id = c.pivot_member_id LEFT JOIN members b ON b.id = c.backup_member_id
        LEFT JOIN organisations o ON o.id = c.organisation_id
        WHERE (p.organisation_id = c.organisation_id AND o.kind <> 'police'
            AND ('pivot_worker' = ANY (p.roles) OR p.left_at IS NOT NULL)
            AND (c.backup_member_id IS NULL OR (p.id <> b.id AND b.organisation_id = c.organisation_id
                AND 'pivot_worker' = ANY (b.roles)))) IS NOT TRUE
        """,
        "SELECT count(*) FROM cases",
    ),
    Check(
        "one consent in force per case, scope and organisation, none withdrawn before it was given",
        """
        SELECT format('case %s, %s', case_id, scope) FROM consents
        GROUP BY case_id, scope, shared_with
        HAVING count(*) FILTER (WHERE withdrawn_at IS NULL) > 1 OR bool_or(withdrawn_at < given_at)
        """,
        "SELECT count(*) FROM consents",
    ),
    Check(
        "every placement links a case with a place of its pivot's",
        """
        SELECT format('placement %s', p.id) FROM placements p JOIN cases k ON k.id = p.case_id
        LEFT JOIN claims c ON c.id = p.claim_id
        WHERE c.id IS NULL OR (p.organisation_id <> k.organisation_id AND NOT EXISTS (
            SELECT FROM case_access a WHERE a.case_id = k.id AND a.organisation_id = p.organisation_id))
        """,
        "SELECT count(*) FROM placements",
    ),
)
