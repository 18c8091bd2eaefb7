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
            SELECT FROM case_access a WHERE a.case_id = k.id AND a.organisation_id = p.organisation_id)
            AND NOT EXISTS (SELECT FROM case_handovers h
                WHERE h.case_id = k.id AND h.state = 'accepted' AND h.organisation_id = p.organisation_id))
        """,
        "SELECT count(*) FROM placements",
    ),
    Check(
        "everything shared of a case stands on a consent of that case, in force at that moment",
        """
        SELECT format('sharing %s', s.id) FROM sharings s JOIN consents c ON c.id = s.consent_id
        WHERE (c.case_id = s.case_id AND s.shared_at >= c.given_at
            AND (c.withdrawn_at IS NULL OR s.shared_at <= c.withdrawn_at)
            AND c.scope = CASE s.what WHEN 'referral' THEN 'bed' WHEN 'fund_request' THEN 'fund'
                WHEN 'contact' THEN 'police_contact'
                ELSE 'share_with_organisation' END
            AND (c.shared_with IS NULL OR c.shared_with = s.with_organisation_id)) IS NOT TRUE
        """,
        "SELECT count(*) FROM sharings",
    ),
    Check(
        "every request for money and every co-pivot elsewhere passed the gate of its case",
        """
        SELECT format('request %s', k.request_id) FROM request_cases k WHERE NOT EXISTS (
            SELECT FROM sharings s WHERE s.case_id = k.case_id AND s.what = 'fund_request' AND s.subject = k.request_id)
        UNION ALL SELECT format('access of %s to case %s', a.member_id, a.case_id) FROM case_access a
        WHERE a.organisation_id <> a.owner_organisation_id AND NOT EXISTS (
            SELECT FROM sharings s WHERE s.case_id = a.case_id AND s.what = 'co_pivot' AND s.subject = a.member_id
                AND s.consent_id = a.consent_id)
        """,
        "SELECT (SELECT count(*) FROM request_cases) + (SELECT count(*) FROM case_access)",
    ),
    Check(
        "a case that was handed over is with whoever accepted it last",
        """
        SELECT format('case %s', k.id) FROM cases k JOIN LATERAL (SELECT h.to_organisation_id FROM case_handovers h
            WHERE h.case_id = k.id AND h.state = 'accepted' ORDER BY h.answered_at DESC LIMIT 1) last ON true
        WHERE last.to_organisation_id <> k.organisation_id
        """,
        "SELECT count(*) FROM case_handovers WHERE state = 'accepted'",
    ),
    Check(
        "nobody waits for a bed who has one",
        """
        SELECT format('case %s', w.case_id) FROM waiting_needs w WHERE w.settled_at IS NULL AND EXISTS (
            SELECT FROM sharings s JOIN referrals r ON r.id = s.subject
            WHERE s.case_id = w.case_id AND s.what = 'referral' AND (r.state = 'arrived'
                OR (r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until > relais.now())))
        """,
        "SELECT count(*) FROM waiting_needs WHERE settled_at IS NULL",
    ),
)
