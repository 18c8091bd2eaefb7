"""Corrections: two people sign that a transfer was wrong, by how much and why; its reverse is posted (FND-09)."""

SQL = """
CREATE TABLE corrections (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    transfer_id uuid NOT NULL REFERENCES transfers (id),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 1 AND 100000000),
    reason text NOT NULL CHECK (reason IN ('mistyped', 'twice', 'not_received', 'wrong_envelope', 'bank_reversed')),
    proposed_by uuid NOT NULL REFERENCES members,
    proposed_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    signed_by uuid REFERENCES members,
    signed_at timestamptz,
    CONSTRAINT corrections_two_people CHECK (signed_by <> proposed_by),
    CHECK (lapses_at > proposed_at),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL))
);
CREATE INDEX corrections_organisation_id_idx ON corrections (organisation_id, proposed_at);
CREATE INDEX corrections_transfer_id_idx ON corrections (transfer_id);
CREATE TRIGGER signed_once BEFORE UPDATE OR DELETE ON corrections
    FOR EACH ROW EXECUTE FUNCTION relais.signed_once();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON corrections EXECUTE FUNCTION relais.refuse_change();
-- A return and a correction at once: one of the two finds that the money is back already.
ALTER TABLE request_lines ADD CONSTRAINT request_lines_back_within_paid CHECK (returned_cents <= paid_cents);

-- What two people signed for a transfer and is not yet corrected of it.
CREATE FUNCTION relais.left_to_correct(p_transfer uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT sum(c.amount_cents) FROM corrections c
            WHERE c.transfer_id = p_transfer AND c.signed_at IS NOT NULL), 0)::bigint
        - coalesce((SELECT sum(t.amount_cents) FROM transfers t
            WHERE t.about_id = p_transfer AND t.kind = 'correction'), 0)::bigint
$$;

-- The reverse of what it corrects, for no more than two people signed; what the envelope no longer has is an overrun.
CREATE FUNCTION relais.check_correction(transfer transfers, debit accounts, credit accounts) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    wrong transfers;
BEGIN
    SELECT * INTO wrong FROM transfers t
        WHERE t.id = transfer.about_id AND t.organisation_id = transfer.organisation_id;
    IF (wrong.kind IN ('contribution', 'payment', 'return', 'overrun', 'cover')
        AND transfer.credit_key = wrong.debit_key AND transfer.line_id IS NOT DISTINCT FROM wrong.line_id
        AND (transfer.debit_key = wrong.credit_key OR debit.kind = 'overrun' AND EXISTS (SELECT FROM accounts e
            WHERE e.key = wrong.credit_key AND e.kind = 'envelope' AND e.envelope_id = debit.envelope_id)))
        IS NOT TRUE THEN
        PERFORM relais.refuse_transfer('a correction is the reverse of what it corrects', 'transfers_corrected');
    END IF;
    IF transfer.amount_cents > relais.left_to_correct(transfer.about_id) THEN
        PERFORM relais.refuse_transfer('two people sign a correction', 'transfers_correction_signed');
    END IF;
END
$$;

-- A transfer that can be corrected by so much still: no other can be proposed, and two at once find each other.
CREATE FUNCTION relais.check_correctable(p_transfer uuid, p_cents bigint, p_fund uuid) RETURNS transfers
    LANGUAGE plpgsql AS $$
DECLARE
    wrong transfers;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('correction of ' || p_transfer, 0));
    PERFORM FROM request_lines l WHERE l.id = (SELECT t.line_id FROM transfers t WHERE t.id = p_transfer)
        FOR NO KEY UPDATE;
    SELECT * INTO wrong FROM transfers t WHERE t.id = p_transfer AND t.organisation_id = p_fund
        AND t.kind IN ('contribution', 'payment', 'return', 'overrun', 'cover');
    -- What came back already is in the envelope: taken out of the books as well, it would be there twice.
    IF wrong.id IS NULL OR p_cents > wrong.amount_cents - coalesce((SELECT sum(t.amount_cents) FROM transfers t
            WHERE t.about_id = p_transfer AND t.kind = 'correction'), 0)
        OR wrong.kind IN ('payment', 'overrun') AND p_cents > (SELECT l.paid_cents - l.returned_cents
            FROM request_lines l WHERE l.id = wrong.line_id) THEN
        RAISE EXCEPTION 'there is not so much to correct' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'corrections_possible', TABLE = 'corrections';
    END IF;
    RETURN wrong;
END
$$;
CREATE FUNCTION relais.correction_is_possible() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.check_correctable(NEW.transfer_id, NEW.amount_cents, NEW.organisation_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER possible BEFORE INSERT ON corrections
    FOR EACH ROW EXECUTE FUNCTION relais.correction_is_possible();

-- The second person's word, and in the same moment the reverse. A wrong entry is a fact: it is never refused for want
-- of money, and what the envelope has promised or spent meanwhile shows as its overrun.
CREATE FUNCTION relais.sign_correction(p_correction uuid) RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    c corrections;
    wrong transfers;
    given accounts;
    whole bigint;
    overrun bigint;
BEGIN
    SELECT * INTO c FROM corrections x WHERE x.id = p_correction AND x.organisation_id = relais.organisation()
        FOR UPDATE;
    IF NOT FOUND OR relais.member() IS NULL OR NOT relais.holds('fund_administrator') THEN
        RETURN;
    END IF;
    PERFORM relais.check_second(c.proposed_by, c.lapses_at, c.signed_at, 'corrections');
    wrong := relais.check_correctable(c.transfer_id, c.amount_cents, c.organisation_id);
    UPDATE corrections x SET signed_by = relais.member(), signed_at = relais.now() WHERE x.id = c.id;
    SELECT * INTO given FROM accounts a WHERE a.key = wrong.credit_key FOR UPDATE;
    SELECT a.key INTO overrun FROM accounts a WHERE a.envelope_id = given.envelope_id AND a.kind = 'overrun';
    whole := CASE WHEN given.kind = 'envelope' THEN least(c.amount_cents, given.available) ELSE c.amount_cents END;
    RETURN QUERY INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, about_id, line_id,
        made_by, made_at)
    SELECT c.organisation_id, 'correction', d.key, wrong.debit_key, d.cents, wrong.id, wrong.line_id, relais.member(),
        relais.now()
    FROM (VALUES (given.key, whole), (overrun, c.amount_cents - whole)) AS d (key, cents) WHERE d.cents > 0
    RETURNING *;
END
$$;

ALTER TABLE corrections ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON corrections TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON corrections AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (proposed_by = (SELECT relais.member()));
CREATE POLICY in_role ON corrections AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON corrections TO relais_lens USING (true);
GRANT SELECT, INSERT (organisation_id, transfer_id, amount_cents, reason, proposed_by, proposed_at, lapses_at)
    ON corrections TO relais_app;
GRANT SELECT, UPDATE (signed_by, signed_at) ON corrections TO relais_lens;
ALTER FUNCTION relais.left_to_correct(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.check_correction(transfers, accounts, accounts) OWNER TO relais_lens;
ALTER FUNCTION relais.check_correctable(uuid, bigint, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.correction_is_possible() OWNER TO relais_lens;
ALTER FUNCTION relais.sign_correction(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.left_to_correct(uuid), relais.check_correction(transfers, accounts, accounts),
    relais.check_correctable(uuid, bigint, uuid), relais.correction_is_possible(), relais.sign_correction(uuid)
    FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.sign_correction(uuid) TO relais_app;
"""
