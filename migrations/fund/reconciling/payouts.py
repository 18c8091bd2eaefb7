"""What a payment remembers so that no fault pays twice or waits unseen, and which transfers are whose (FND-09)."""

COLUMNS = """
-- key_at: when the present attempt first went out under its key; a provider forgets keys after a day.
-- moving_since: from when somebody may expect an answer. found_…: what the rail holds of an order that differs, or a
-- further payment beside the one that `reference` names.
ALTER TABLE payout_intents
    ADD COLUMN key_at timestamptz,
    ADD COLUMN moving_since timestamptz,
    ADD COLUMN found_cents bigint CHECK (found_cents >= 0),
    ADD COLUMN found_reference text CHECK (length(found_reference) BETWEEN 1 AND 120),
    ADD COLUMN found_returned_cents bigint NOT NULL DEFAULT 0 CHECK (found_returned_cents >= 0),
    DROP CONSTRAINT payout_intents_attempt_check,
    ADD CONSTRAINT payout_intents_attempt_check CHECK (attempt BETWEEN 1 AND 9999),
    DROP CONSTRAINT payout_intents_state_check,
    ADD CONSTRAINT payout_intents_state_check CHECK (state IN ('held', 'ready', 'leaving', 'unknown', 'waiting', 'sent',
        'confirmed', 'failed', 'differs', 'returned', 'cancelled'));
GRANT UPDATE (key_at, moving_since, found_cents, found_reference, found_returned_cents) ON payout_intents TO relais_app;

-- Until now what failed was given back at once; from now on `failed` keeps its money promised until somebody decides.
UPDATE payout_intents i SET state = 'cancelled'
WHERE i.state = 'failed' AND EXISTS (SELECT FROM earmarks e WHERE e.transfer_id = i.earmark_id AND e.open_cents = 0);
"""

POSTINGS = """
-- Which payment a posted transfer belongs to, so that each can be compared with what its rail holds, to the cent.
CREATE TABLE payout_postings (
    transfer_id uuid PRIMARY KEY REFERENCES transfers (id),
    intent_id uuid NOT NULL REFERENCES payout_intents,
    organisation_id uuid NOT NULL REFERENCES organisations
);
CREATE INDEX payout_postings_intent_id_idx ON payout_postings (intent_id);
INSERT INTO payout_postings
SELECT t.id, i.id, t.organisation_id FROM transfers t JOIN payout_intents i ON i.earmark_id = t.pending_id
WHERE t.kind = 'payment'
UNION ALL
SELECT t.id, i.id, t.organisation_id FROM transfers t JOIN payout_intents i ON i.line_id = t.line_id
WHERE t.kind = 'overrun' AND 1 = (SELECT count(*) FROM payout_intents o WHERE o.line_id = t.line_id)
UNION ALL
SELECT t.id, i.id, t.organisation_id FROM transfers t JOIN payout_intents i ON i.line_id = t.line_id
WHERE t.kind = 'return' AND 1 = (SELECT count(*) FROM payout_intents o WHERE o.line_id = t.line_id)
    AND i.returned_cents = (SELECT sum(r.amount_cents) FROM transfers r
        WHERE r.line_id = t.line_id AND r.kind = 'return');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payout_postings
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE payout_postings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON payout_postings TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND EXISTS (SELECT FROM payout_intents i
        JOIN transfers t ON t.line_id = i.line_id WHERE i.id = intent_id AND t.id = transfer_id
            AND i.organisation_id = payout_postings.organisation_id));
CREATE POLICY in_role ON payout_postings AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON payout_postings TO relais_lens USING (true);
GRANT SELECT, INSERT ON payout_postings TO relais_app;
GRANT SELECT, INSERT ON payout_postings TO relais_lens;
"""

CANCELLING = """
-- The pivot takes back what has not left: a payment that may be at its rail, whatever was heard of it, stays.
CREATE OR REPLACE FUNCTION relais.void_unsent(request uuid) RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    intent record;
    made transfers;
BEGIN
    FOR intent IN
        SELECT i.id, i.organisation_id, i.line_id, i.earmark_id, t.debit_key, t.credit_key, e.open_cents
        FROM payout_intents i JOIN request_lines l ON l.id = i.line_id JOIN transfers t ON t.id = i.earmark_id
        JOIN earmarks e ON e.transfer_id = t.id
        WHERE l.request_id = request AND i.asking_organisation_id = relais.organisation()
          AND (relais.has_not_left(i) OR i.state = 'failed') AND e.open_cents > 0
        ORDER BY t.debit_key, i.id FOR UPDATE OF i
    LOOP
        UPDATE payout_intents SET state = 'cancelled', version = version + 1 WHERE id = intent.id;
        INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, line_id, made_by,
                               made_at)
        VALUES (intent.organisation_id, 'void', intent.debit_key, intent.credit_key, intent.open_cents,
                intent.earmark_id, intent.line_id, relais.member(), relais.now())
        RETURNING * INTO made;
        RETURN NEXT made;
    END LOOP;
END
$$;
"""

WATCHING = """
-- Payments that somebody must look at: refused for good, different at the rail, or on their way for too long.
CREATE FUNCTION relais.payouts_to_climb(p_limit integer, p_after interval)
RETURNS TABLE (intent_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT i.id, i.organisation_id FROM payout_intents i
    WHERE (i.state IN ('failed', 'differs') OR i.state IN ('ready', 'leaving', 'unknown')
            AND coalesce(i.moving_since, i.created_at) <= relais.now() - p_after)
      AND NOT EXISTS (SELECT FROM askings a WHERE a.kind = 'payout' AND a.subject = i.id AND a.outcome IS NULL)
    ORDER BY i.created_at, i.id LIMIT p_limit
$$;

-- Notices that were kept and not applied, because the process died in between.
CREATE FUNCTION relais.notices_to_apply(p_limit integer, p_after interval)
RETURNS TABLE (rail text, event_id text, organisation_id uuid, intent_id uuid, provider_id text, amount_cents bigint,
    returned_cents bigint, happened_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.rail, e.event_id, e.organisation_id, e.intent_id, e.provider_id, e.amount_cents, e.returned_cents,
        e.happened_at
    FROM rail_events e
    WHERE e.applied_at IS NULL AND e.organisation_id IS NOT NULL AND e.received_at <= relais.now() - p_after
    ORDER BY e.received_at, e.event_id LIMIT p_limit
$$;
CREATE INDEX rail_events_to_apply ON rail_events (received_at) WHERE applied_at IS NULL AND organisation_id IS NOT NULL;
CREATE INDEX payout_intents_unsettled ON payout_intents (created_at)
    WHERE state IN ('ready', 'leaving', 'unknown', 'failed', 'differs');

ALTER FUNCTION relais.payouts_to_climb(integer, interval) OWNER TO relais_lens;
ALTER FUNCTION relais.notices_to_apply(integer, interval) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.payouts_to_climb(integer, interval), relais.notices_to_apply(integer, interval)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.payouts_to_climb(integer, interval), relais.notices_to_apply(integer, interval)
    TO relais_worker;
"""

SQL = COLUMNS + POSTINGS + CANCELLING + WATCHING
