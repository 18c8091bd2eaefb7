"""What must hold of second signatures, looks and approvers' days, on the data as it stands (FND-10)."""

from service.checks import Check

CHECKS = (
    Check(
        "what a rule approved is looked at again exactly when its number is in the policy's share",
        """
        SELECT format('decision %s', d.id) FROM decisions d JOIN policies p ON p.id = d.policy_id
        WHERE d.kind = 'by_rule' AND d.draw IS NOT NULL AND (d.look_by IS NOT NULL)
            <> (d.draw < 100 * coalesce((p.document::jsonb -> 'reviews' ->> 'second_look_percent')::integer, 10))
        """,
        "SELECT count(*) FROM decisions WHERE kind = 'by_rule'",
    ),
    Check(
        "nobody gave a second signature or look to what they asked for, nor gave a right back to themselves",
        """
        SELECT format('decision %s', d.id) FROM decisions d JOIN fund_requests r ON r.id = d.request_id
        JOIN (SELECT decision_id, member_id FROM reviews UNION ALL SELECT decision_id, member_id FROM restorations) j
            ON j.decision_id = d.id WHERE j.member_id IN (r.requested_by, d.made_by)
        """,
        "SELECT count(*) FROM reviews",
    ),
    Check(
        "what one person issued alone never passed the policy's ceilings of a rolling day",
        """
        SELECT format('transfer %s', t.id) FROM transfers t JOIN decisions d ON d.id = t.decision_id
        JOIN fund_requests r ON r.id = d.request_id JOIN policies p ON p.id = d.policy_id
        WHERE d.kind = 'self_issued' AND t.kind = 'earmark' AND (SELECT sum(relais.still_promised(o))
            FROM transfers o JOIN decisions od ON od.id = o.decision_id AND od.kind IN ('by_rule', 'self_issued')
            JOIN fund_requests q ON q.id = od.request_id AND q.requested_by = r.requested_by
            WHERE o.kind = 'earmark' AND o.key <= t.key AND o.made_at > t.made_at - interval '24 hours')
            > (p.document::jsonb -> 'self_issue' ->> 'per_pivot_cents')::bigint
        """,
        "SELECT count(*) FROM decisions WHERE kind = 'self_issued'",
    ),
    Check(
        "every approver's signature has its snapshot, within the limit of that moment",
        """
        SELECT format('decision %s', s.decision_id) FROM signatures s
        JOIN decisions d ON d.id = s.decision_id AND d.kind = 'people'
        LEFT JOIN approvals a ON a.decision_id = s.decision_id AND a.member_id = s.member_id
        WHERE s.role = 'approver' AND (a.decision_id IS NULL OR a.after_cents > a.limit_cents)
        """,
        "SELECT count(*) FROM approvals",
    ),
    Check(
        "the last snapshot of a moment is the sum of that approver's 24 hours",
        """
        SELECT format('approvals of %s at %s', m.member_id, m.signed_at) FROM (SELECT a.member_id, a.signed_at,
            max(a.after_cents) AS last FROM approvals a GROUP BY 1, 2) m
        WHERE m.last <> (SELECT sum(b.cents) FROM approvals b WHERE b.member_id = m.member_id
            AND b.signed_at <= m.signed_at AND b.signed_at > m.signed_at - interval '24 hours')
        """,
        "SELECT count(*) FROM approvals",
    ),
)
