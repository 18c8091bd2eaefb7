"""Invariants of the fund: what must hold on the data as it stands (FND-06, FND-09, FND-10)."""

from service.checks import Check
from service.fund.books.checks import CHECKS as BOOKS
from service.fund.decisions.checks import CHECKS as DECIDED
from service.fund.payouts.checks import CHECKS as PAYMENTS
from service.fund.policy.simulating.replay import CHECKS as REPLAYS
from service.fund.reviews.checks import CHECKS as REVIEWS

TRANSFERS = "SELECT count(*) FROM transfers"
DECISIONS = "SELECT count(*) FROM decisions"

CHECKS = (
    Check(
        "each account's balance is the sum of its transfers",
        """
        WITH moved AS (
            SELECT t.debit_key AS key, true AS debit, t.kind, t.amount_cents FROM transfers t
            UNION ALL SELECT t.credit_key, false, t.kind, t.amount_cents FROM transfers t
        ), summed AS (
            SELECT m.key,
                coalesce(sum(CASE kind WHEN 'earmark' THEN amount_cents WHEN 'payment' THEN -amount_cents
                    WHEN 'void' THEN -amount_cents WHEN 'expiry' THEN -amount_cents ELSE 0 END)
                    FILTER (WHERE debit), 0) AS dp,
                coalesce(sum(CASE kind WHEN 'earmark' THEN amount_cents WHEN 'payment' THEN -amount_cents
                    WHEN 'void' THEN -amount_cents WHEN 'expiry' THEN -amount_cents ELSE 0 END)
                    FILTER (WHERE NOT debit), 0) AS cp,
                coalesce(sum(amount_cents) FILTER (WHERE debit AND kind NOT IN ('earmark', 'void', 'expiry')), 0) AS ds,
                coalesce(sum(amount_cents) FILTER (WHERE NOT debit AND kind NOT IN ('earmark', 'void', 'expiry')), 0)
                    AS cs
            FROM moved m GROUP BY m.key
        )
        SELECT format('account %s (%s)', a.key, a.kind) FROM accounts a LEFT JOIN summed s ON s.key = a.key
        WHERE (a.debits_pending, a.credits_pending, a.debits_posted, a.credits_posted)
            <> (coalesce(s.dp, 0), coalesce(s.cp, 0), coalesce(s.ds, 0), coalesce(s.cs, 0))
        """,
        "SELECT count(*) FROM accounts",
    ),
    Check(
        "no envelope promises more than it holds",
        "SELECT format('account %s', key) FROM accounts WHERE kind = 'envelope' AND credits_posted < "
        "debits_posted + debits_pending",
        "SELECT count(*) FROM accounts WHERE kind = 'envelope'",
    ),
    Check(
        "every transfer is of a possible amount between two accounts of one funder, as its kind allows",
        """
        SELECT format('transfer %s', t.id) FROM transfers t
        LEFT JOIN accounts d ON d.key = t.debit_key LEFT JOIN accounts c ON c.key = t.credit_key
        WHERE (t.amount_cents > 0 AND d.funder_id = c.funder_id AND d.organisation_id = t.organisation_id
            AND (d.envelope_id = c.envelope_id OR 'funder' IN (d.kind, c.kind))
            AND relais.transfer_joins(t.kind, d.kind, c.kind)) IS NOT TRUE
        """,
        TRANSFERS,
    ),
    Check(
        "each earmark is resolved once, and what is open of it is what its payments and voids left",
        """
        SELECT format('earmark %s', t.id) FROM transfers t LEFT JOIN earmarks e ON e.transfer_id = t.id
        WHERE t.kind = 'earmark' AND (e.open_cents >= 0 AND e.open_cents = t.amount_cents - coalesce(
            (SELECT sum(r.amount_cents) FROM transfers r WHERE r.pending_id = t.id), 0)) IS NOT TRUE
        """,
        "SELECT count(*) FROM transfers WHERE kind = 'earmark'",
    ),
    Check(
        "money is promised only on a decision with its signatures, and for no more than it says",
        """
        SELECT format('decision %s', d.id) FROM decisions d
        JOIN (SELECT decision_id, sum(amount_cents) AS cents FROM transfers WHERE kind = 'earmark' GROUP BY
            decision_id) t
            ON t.decision_id = d.id
        WHERE t.cents > (SELECT coalesce(sum(l.amount_cents), 0) FROM decision_lines l WHERE l.decision_id = d.id)
           OR d.kind = 'declined'
           OR (d.kind = 'people' AND d.signers_required > (SELECT count(*) FROM signatures s
               WHERE s.decision_id = d.id AND s.role = 'approver'))
           OR (d.kind = 'self_issued' AND NOT EXISTS (SELECT FROM signatures s
               WHERE s.decision_id = d.id AND s.role = 'requester'))
        """,
        DECISIONS,
    ),
    Check(
        "nobody approved what they asked for",
        """
        SELECT format('decision %s', d.id) FROM decisions d JOIN fund_requests r ON r.id = d.request_id
        JOIN signatures s ON s.decision_id = d.id AND s.role <> 'requester' WHERE s.member_id = r.requested_by
        """,
        "SELECT count(*) FROM signatures",
    ),
    Check(
        "above the band two people signed",
        """
        SELECT format('decision %s', d.id) FROM decisions d JOIN policies p ON p.id = d.policy_id
        WHERE d.kind = 'people' AND d.total_24h_cents > p.one_person_up_to_cents AND d.signers_required < 2
        """,
        DECISIONS,
    ),
    Check(
        "above the payer's band nobody pays what they approved",
        """
        SELECT format('payment %s', i.id) FROM payout_intents i JOIN decisions d ON d.id = i.decision_id
        JOIN policies p ON p.id = d.policy_id
        JOIN signatures s ON s.decision_id = d.id AND s.member_id IN (i.released_by, i.paid_by)
        WHERE i.amount_cents > p.payer_differs_above_cents
        """,
        "SELECT count(*) FROM payout_intents",
    ),
    Check(
        "every decision stands on a policy that two people signed",
        """
        SELECT format('decision %s', d.id) FROM decisions d WHERE 2 > (
            SELECT count(DISTINCT s.member_id) FROM policy_signatures s WHERE s.policy_id = d.policy_id)
        """,
        DECISIONS,
    ),
    Check(
        "each line shows what the ledger holds for it",
        """
        SELECT format('line %s', l.id) FROM request_lines l LEFT JOIN (
            SELECT line_id,
                sum(CASE WHEN kind = 'earmark' THEN amount_cents WHEN kind IN ('void', 'expiry') THEN -amount_cents
                    ELSE 0 END) AS approved,
                sum(CASE WHEN kind IN ('payment', 'overrun') THEN amount_cents
                    WHEN undid IN ('payment', 'overrun') THEN -amount_cents ELSE 0 END) AS paid,
                sum(CASE WHEN kind = 'return' THEN amount_cents WHEN undid = 'return' THEN -amount_cents ELSE 0 END)
                    AS returned
            FROM (SELECT t.*, c.kind AS undid FROM transfers t LEFT JOIN transfers c ON c.id = t.about_id) t
            GROUP BY line_id) t ON t.line_id = l.id
        WHERE (l.approved_cents, l.paid_cents, l.returned_cents)
            <> (coalesce(t.approved, 0), coalesce(t.paid, 0), coalesce(t.returned, 0))
        """,
        "SELECT count(*) FROM request_lines",
    ),
    Check(
        "every earmark has its payment, and a payment is posted exactly when its state says so",
        """
        SELECT format('earmark %s', t.id) FROM transfers t LEFT JOIN payout_intents i ON i.earmark_id = t.id
        WHERE t.kind = 'earmark' AND (i.id IS NULL AND NOT EXISTS (SELECT FROM trips j WHERE j.line_id = t.line_id)
            OR (i.state IN ('sent', 'confirmed', 'returned', 'cancelled'))
                <> (0 = (SELECT e.open_cents FROM earmarks e WHERE e.transfer_id = t.id)))
        """,
        "SELECT count(*) FROM payout_intents",
    ),
    *REVIEWS,
    *BOOKS,
    *DECIDED,
    *PAYMENTS,
    *REPLAYS,
)
