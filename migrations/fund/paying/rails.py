"""Two more ways for money to leave: a voucher from stock, and a card for a merchant, off until two turn it on."""

_WAYS = "'stripe_connect', 'stripe_issuing', 'voucher', 'manual_etransfer', 'manual_cheque', 'manual_cash'"

WAYS = f"""
ALTER TABLE payout_intents DROP CONSTRAINT payout_intents_rail_check;
ALTER TABLE payout_intents ADD CONSTRAINT payout_intents_rail_check CHECK (rail IN ({_WAYS}));
ALTER TABLE payees DROP CONSTRAINT payees_rail_check;
ALTER TABLE payees ADD CONSTRAINT payees_rail_check CHECK (rail IN ('stripe_connect', 'stripe_issuing',
    'manual_etransfer', 'manual_cheque', 'manual_cash'));
ALTER TABLE fund_rails DROP CONSTRAINT fund_rails_rail_check;
ALTER TABLE fund_rails ADD CONSTRAINT fund_rails_rail_check CHECK (rail IN ({_WAYS}));

-- A rail that nobody has turned off is on; cards are off until two people have turned them on.
CREATE OR REPLACE FUNCTION relais.rail_is_on(p_organisation uuid, p_rail text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT r.active FROM fund_rails r WHERE r.organisation_id = p_organisation AND r.rail = p_rail),
        p_rail <> 'stripe_issuing')
$$;
"""

# How a line is paid, wherever a payment is ordered.
RAIL_OF_LINE = """coalesce(p.rail, CASE l.payment WHEN 'voucher' THEN 'voucher'
               WHEN 'reimbursement_to_organisation' THEN 'manual_etransfer' ELSE 'manual_cash' END)"""

ORDERS = f"""
-- The payment that follows an earmark, and the note for the job that sends it, as the fund.
CREATE OR REPLACE FUNCTION relais.order_payout(earmark transfers) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    intent payout_intents;
BEGIN
    INSERT INTO payout_intents (organisation_id, asking_organisation_id, line_id, decision_id, earmark_id,
                                payee_id, rail, amount_cents, state, created_at)
    SELECT earmark.organisation_id, l.organisation_id, l.id, earmark.decision_id, earmark.id, l.payee_id,
           {RAIL_OF_LINE}, earmark.amount_cents,
           CASE WHEN earmark.amount_cents > y.payer_differs_above_cents THEN 'held' ELSE 'ready' END, relais.now()
    FROM request_lines l LEFT JOIN payees p ON p.id = l.payee_id
    JOIN decisions d ON d.id = earmark.decision_id JOIN policies y ON y.id = d.policy_id
    WHERE l.id = earmark.line_id RETURNING * INTO intent;
    IF intent.state = 'ready' THEN
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
        VALUES (gen_random_uuid(), earmark.organisation_id, 'fund.send_payout', jsonb_build_object('intent', intent.id),
                relais.now());
    END IF;
END
$$;
"""

SQL = WAYS + ORDERS
PRIVATE: tuple[str, ...] = ()
CALLED: tuple[str, ...] = ()
