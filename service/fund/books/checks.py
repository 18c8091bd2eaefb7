"""What must hold of funders, carry-overs, corrections and closed periods, on the data as it stands (FND-06, FND-09)."""

from service.checks import Check

CHECKS = (
    Check(
        "every envelope's money came from its own funder's account, by its transfers",
        """
        SELECT format('envelope %s', e.id) FROM envelopes e
        JOIN accounts a ON a.envelope_id = e.id AND a.kind = 'envelope'
        JOIN accounts p ON p.envelope_id = e.id AND p.kind = 'paid'
        JOIN accounts o ON o.envelope_id = e.id AND o.kind = 'overrun'
        WHERE a.credits_posted - a.debits_posted + p.credits_posted - p.debits_posted + o.credits_posted
            - o.debits_posted <> coalesce((
                SELECT sum(CASE WHEN d.kind IN ('funder', 'source') THEN t.amount_cents ELSE -t.amount_cents END)
                FROM transfers t JOIN accounts d ON d.key = t.debit_key JOIN accounts c ON c.key = t.credit_key
                WHERE (d.kind IN ('funder', 'source') AND c.envelope_id = e.id AND d.funder_id = e.funder_id)
                    OR (c.kind IN ('funder', 'source') AND d.envelope_id = e.id AND c.funder_id = e.funder_id)), 0)
           OR e.funder_id NOT IN (SELECT f.id FROM funders f WHERE f.organisation_id = e.organisation_id)
        """,
        "SELECT count(*) FROM envelopes",
    ),
    Check(
        "over all accounts of a fund debits equal credits, posted and promised",
        """
        SELECT format('fund %s', organisation_id) FROM accounts GROUP BY organisation_id
        HAVING sum(debits_posted) <> sum(credits_posted) OR sum(debits_pending) <> sum(credits_pending)
        """,
        "SELECT count(DISTINCT organisation_id) FROM accounts",
    ),
    Check(
        "what was carried out of an envelope arrived whole in another of its funder",
        """
        SELECT format('transfer %s', o.id) FROM transfers o LEFT JOIN transfers i ON i.about_id = o.id
            AND i.kind = 'carry_in'
        WHERE o.kind = 'carry_out' AND (i.amount_cents = o.amount_cents AND i.debit_key = o.credit_key) IS NOT TRUE
        """,
        "SELECT count(*) FROM transfers WHERE kind = 'carry_out'",
    ),
    Check(
        "two people signed each correction, which takes back no more than what it corrects",
        """
        SELECT format('transfer %s', w.id) FROM transfers w
        JOIN (SELECT about_id, sum(amount_cents) AS cents FROM transfers WHERE kind = 'correction' GROUP BY about_id) t
            ON t.about_id = w.id
        WHERE t.cents > w.amount_cents OR t.cents <> coalesce((SELECT sum(c.amount_cents) FROM corrections c
            WHERE c.transfer_id = w.id AND c.signed_by <> c.proposed_by), 0)
        """,
        "SELECT count(*) FROM transfers WHERE kind = 'correction'",
    ),
    Check(
        "two people closed each closed period, and its kept figures are what its transfers still add up to",
        """
        SELECT format('closing %s', c.id) FROM closings c WHERE c.signed_at IS NOT NULL AND (
            c.signed_by = c.proposed_by OR EXISTS (
                SELECT FROM relais.sum_books(c.organisation_id, c.until) s
                FULL JOIN (SELECT * FROM closing_figures f WHERE f.closing_id = c.id) f ON f.account_key = s.key
                WHERE (s.debits_pending, s.credits_pending, s.debits_posted, s.credits_posted) IS DISTINCT FROM
                    (f.debits_pending, f.credits_pending, f.debits_posted, f.credits_posted)))
        """,
        "SELECT count(*) FROM closings WHERE signed_at IS NOT NULL",
    ),
)
