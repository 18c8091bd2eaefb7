"""Cards for merchants: which payment each is for and until when, and what merchants asked, took and gave back (FND-08).

No number of a card is here: the rail keeps it, and shows it in its own pages. What a merchant took is a fact.
"""

SQL = """
CREATE TABLE cards (
    intent_id uuid PRIMARY KEY REFERENCES payout_intents,
    organisation_id uuid NOT NULL REFERENCES organisations,
    card text NOT NULL UNIQUE CHECK (card ~ '^ic_[A-Za-z0-9]{1,64}$'),
    opened_at timestamptz NOT NULL,
    open_until timestamptz NOT NULL CHECK (open_until > opened_at),
    closed_at timestamptz
);
CREATE TABLE card_facts (
    provider_id text PRIMARY KEY CHECK (provider_id ~ '^(ipi|iauth)_[A-Za-z0-9]{1,64}$'),
    organisation_id uuid REFERENCES organisations,
    intent_id uuid REFERENCES cards,
    card text NOT NULL CHECK (card ~ '^ic_[A-Za-z0-9]{1,64}$'),
    kind text NOT NULL CHECK (kind IN ('authorization', 'capture', 'refund')),
    cents bigint NOT NULL CHECK (cents >= 0),
    happened_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    applied_at timestamptz
);
CREATE INDEX card_facts_intent_id_idx ON card_facts (intent_id);
ALTER TABLE cards ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON cards TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND relais.member() IS NULL);
CREATE POLICY in_role ON cards AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON cards TO relais_lens USING (true);
ALTER TABLE card_facts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON card_facts TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND relais.member() IS NULL);
CREATE POLICY in_role ON card_facts AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON card_facts TO relais_lens USING (true);
GRANT SELECT, INSERT, UPDATE (closed_at) ON cards TO relais_app;
GRANT SELECT, UPDATE (applied_at) ON card_facts TO relais_app;
GRANT SELECT ON cards TO relais_lens;
GRANT SELECT, INSERT, UPDATE (organisation_id, intent_id) ON card_facts TO relais_lens;

-- Keeps what the rail told of a card, once under the rail's own id; of a card that is not known yet, for later.
CREATE FUNCTION relais.receive_card_fact(p_provider text, p_card text, p_kind text, p_cents bigint, p_at timestamptz)
    RETURNS TABLE (organisation_id uuid, intent_id uuid, applied boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    of_card cards;
BEGIN
    IF relais.member() IS NOT NULL THEN
        RAISE EXCEPTION 'a rail speaks for itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT c.* INTO of_card FROM cards c WHERE c.card = p_card;
    INSERT INTO card_facts AS f (provider_id, organisation_id, intent_id, card, kind, cents, happened_at, received_at)
    VALUES (p_provider, of_card.organisation_id, of_card.intent_id, p_card, p_kind, p_cents, p_at, relais.now())
    ON CONFLICT (provider_id) DO UPDATE SET organisation_id = EXCLUDED.organisation_id, intent_id = EXCLUDED.intent_id
        WHERE f.intent_id IS NULL;
    RETURN QUERY SELECT f.organisation_id, f.intent_id, f.applied_at IS NOT NULL FROM card_facts f
        WHERE f.provider_id = p_provider;
END
$$;
"""

PRIVATE: tuple[str, ...] = ()
CALLED = ("receive_card_fact(text, text, text, bigint, timestamptz)",)
