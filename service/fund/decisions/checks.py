"""Invariants of decisions: waivers, second looks, conditions, on the data as it stands (FND-11, FND-13, RIG-01)."""

from service.checks import Check

CHECKS = (
    Check(
        "every cap that was passed was waived by somebody who signed",
        """
        SELECT format('line %s', l.id)
        FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
        CROSS JOIN LATERAL (SELECT d.id, d.policy_id, sum(t.amount_cents) OVER (ORDER BY t.key) AS reached
            FROM transfers t JOIN decisions d ON d.id = t.decision_id WHERE t.line_id = l.id AND t.kind = 'earmark'
              AND NOT EXISTS (SELECT FROM transfers v WHERE v.pending_id = t.id AND v.kind IN ('void', 'expiry'))) e
        JOIN policies p ON p.id = e.policy_id
        CROSS JOIN LATERAL relais.caps_of(p, l.category, r.people) c
        WHERE NOT c.each AND e.reached > c.cap_cents AND NOT EXISTS (SELECT FROM waivers w
            JOIN signatures s ON s.decision_id = w.decision_id AND s.member_id = w.signed_by AND s.role = 'approver'
            WHERE w.decision_id = e.id AND w.line_id = l.id AND w.rule = c.rule AND w.amount_cents >= e.reached)
        """,
        "SELECT count(*) FROM waivers",
    ),
    Check(
        "a second look is another person's, and a refusal that it overturned is one no more",
        """
        SELECT format('second look %s', k.id) FROM second_looks k JOIN fund_requests r ON r.id = k.request_id
        WHERE k.outcome IN ('confirmed', 'overturned') AND (k.answered_by IN (k.asked_by, r.requested_by)
            OR EXISTS (SELECT FROM signatures s WHERE s.decision_id = k.decision_id AND s.member_id = k.answered_by))
           OR k.outcome = 'overturned' AND EXISTS (SELECT FROM decision_lines d JOIN request_lines l ON l.id = d.line_id
            WHERE d.decision_id = k.decision_id AND l.decline_code IS NOT NULL AND NOT EXISTS (
                SELECT FROM decision_lines o JOIN decisions x ON x.id = o.decision_id AND x.kind = 'declined'
                WHERE o.line_id = l.id AND x.made_at >= k.answered_at))
        """,
        "SELECT count(*) FROM second_looks",
    ),
    Check(
        "no payment leaves before its condition is met",
        """
        SELECT format('payment %s', i.id) FROM payout_intents i JOIN release_conditions c
            ON c.decision_id = i.decision_id AND c.line_id = i.line_id
        WHERE c.met_at IS NULL AND i.state IN ('ready', 'leaving', 'waiting', 'sent')
        """,
        "SELECT count(*) FROM release_conditions",
    ),
)
