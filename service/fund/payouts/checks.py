"""What must hold of payments on the data as it stands (FND-09)."""

from typing import Final

from service.checks import Check

PAYMENTS: Final = "SELECT count(*) FROM payout_intents"

CHECKS: Final = (
    Check(
        "every posted payment belongs to an order, and bears the reference of whoever made it",
        """
        SELECT format('transfer %s', t.id) FROM transfers t LEFT JOIN payout_postings p ON p.transfer_id = t.id
        LEFT JOIN payout_intents i ON i.id = p.intent_id
        WHERE t.kind IN ('payment', 'overrun') AND (i.line_id = t.line_id
            AND i.state IN ('sent', 'confirmed', 'returned') AND i.reference IS NOT NULL) IS NOT TRUE
        """,
        "SELECT count(*) FROM transfers WHERE kind IN ('payment', 'overrun')",
    ),
    Check(
        "no payment is on its way with nobody to carry it on",
        """
        SELECT format('payment %s', i.id) FROM payout_intents i
        WHERE i.state IN ('ready', 'leaving', 'unknown')
          AND coalesce(i.moving_since, i.created_at) < relais.now() - interval '30 minutes'
          AND NOT EXISTS (SELECT FROM outbox o WHERE o.state = 'ready' AND o.kind = 'fund.send_payout'
            AND o.payload ->> 'intent' = i.id::text)
          AND NOT EXISTS (SELECT FROM askings a WHERE a.kind = 'payout' AND a.subject = i.id AND a.outcome IS NULL)
        """,
        PAYMENTS,
    ),
    Check(
        "what a provider's payment shows is what the ledger posted for it, to the cent",
        """
        SELECT format('payment %s', i.id) FROM payout_intents i
        LEFT JOIN payout_postings p ON p.intent_id = i.id LEFT JOIN transfers t ON t.id = p.transfer_id
        WHERE i.rail = 'stripe_connect' GROUP BY i.id
        HAVING (coalesce(sum(t.amount_cents) FILTER (WHERE t.kind IN ('payment', 'overrun')), 0)::bigint,
                coalesce(sum(t.amount_cents) FILTER (WHERE t.kind = 'return'), 0)::bigint)
            <> CASE WHEN i.state IN ('sent', 'confirmed', 'returned')
                THEN (coalesce(i.confirmed_cents, i.amount_cents) + coalesce(i.found_cents, 0),
                      i.returned_cents + i.found_returned_cents)
                ELSE (0::bigint, 0::bigint) END
        """,
        PAYMENTS,
    ),
)
