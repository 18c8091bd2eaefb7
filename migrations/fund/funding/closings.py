"""Closed periods: two people sign, the figures are kept, and no transfer is dated there any more (FND-09)."""

SQL = """
CREATE TABLE closings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    -- Everything before this moment is closed; the moment itself is open.
    until timestamptz NOT NULL,
    proposed_by uuid NOT NULL REFERENCES members,
    proposed_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    signed_by uuid REFERENCES members,
    signed_at timestamptz,
    CONSTRAINT closings_over CHECK (until <= proposed_at),
    CONSTRAINT closings_two_people CHECK (signed_by <> proposed_by),
    CHECK (lapses_at > proposed_at),
    CHECK ((signed_by IS NULL) = (signed_at IS NULL))
);
CREATE INDEX closings_organisation_id_idx ON closings (organisation_id, until);
CREATE UNIQUE INDEX closings_once ON closings (organisation_id, until) WHERE signed_at IS NOT NULL;

-- What each account held in that moment, by its transfers: `relais check` adds them up again.
CREATE TABLE closing_figures (
    closing_id uuid NOT NULL REFERENCES closings,
    account_key bigint NOT NULL REFERENCES accounts,
    organisation_id uuid NOT NULL REFERENCES organisations,
    debits_pending bigint NOT NULL,
    credits_pending bigint NOT NULL,
    debits_posted bigint NOT NULL,
    credits_posted bigint NOT NULL,
    PRIMARY KEY (closing_id, account_key)
);

-- A proposal is signed once, as it stands; nothing else of it changes, and nothing is taken away.
CREATE FUNCTION relais.signed_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL
       OR (to_jsonb(NEW) - ARRAY['signed_by', 'signed_at']) <> (to_jsonb(OLD) - ARRAY['signed_by', 'signed_at']) THEN
        RAISE EXCEPTION 'it is signed once, as it stands' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = TG_TABLE_NAME || '_signed_once', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER signed_once BEFORE UPDATE OR DELETE ON closings
    FOR EACH ROW EXECUTE FUNCTION relais.signed_once();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON closings EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON closing_figures
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON closing_figures EXECUTE FUNCTION relais.refuse_change();

-- Whoever dates a transfer into a closed period loses a race: tried again, it is dated in the open one. Transfers
-- share this lock and a closing holds it alone, so that none of them slips in while its figures are added up.
CREATE FUNCTION relais.check_period(transfer transfers) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('books of ' || transfer.organisation_id, 0));
    IF EXISTS (SELECT FROM closings c WHERE c.organisation_id = transfer.organisation_id
            AND c.signed_at IS NOT NULL AND c.until > transfer.made_at) THEN
        RAISE EXCEPTION 'this period is closed' USING ERRCODE = 'serialization_failure',
            CONSTRAINT = 'transfers_period_closed', TABLE = 'transfers';
    END IF;
END
$$;

-- What each account of a fund held before a moment, from the transfers alone.
CREATE FUNCTION relais.sum_books(p_fund uuid, p_before timestamptz)
    RETURNS TABLE (key bigint, debits_pending bigint, credits_pending bigint, debits_posted bigint,
                   credits_posted bigint) LANGUAGE sql STABLE AS $$
    WITH moved AS (
        SELECT t.debit_key, t.credit_key,
            sum(CASE WHEN t.kind = 'earmark' THEN t.amount_cents WHEN t.pending_id IS NOT NULL THEN -t.amount_cents
                ELSE 0 END) AS pending,
            sum(CASE WHEN t.kind IN ('earmark', 'void', 'expiry') THEN 0 ELSE t.amount_cents END) AS posted
        FROM transfers t WHERE t.organisation_id = p_fund AND t.made_at < p_before GROUP BY 1, 2
    ), sides AS (
        SELECT m.debit_key AS key, m.pending AS dp, 0::numeric AS cp, m.posted AS ds, 0::numeric AS cs FROM moved m
        UNION ALL SELECT m.credit_key, 0, m.pending, 0, m.posted FROM moved m
    )
    SELECT s.key, sum(s.dp)::bigint, sum(s.cp)::bigint, sum(s.ds)::bigint, sum(s.cs)::bigint FROM sides s GROUP BY s.key
$$;

-- The second person's word, and in the same moment the figures. No row: there is no such proposal for the caller.
CREATE FUNCTION relais.sign_closing(p_closing uuid) RETURNS SETOF closings
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    c closings;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('books of ' || relais.organisation(), 0));
    SELECT * INTO c FROM closings x WHERE x.id = p_closing AND x.organisation_id = relais.organisation() FOR UPDATE;
    IF NOT FOUND OR relais.member() IS NULL OR NOT relais.holds('fund_administrator') THEN
        RETURN;
    END IF;
    PERFORM relais.check_second(c.proposed_by, c.lapses_at, c.signed_at, 'closings');
    IF EXISTS (SELECT FROM closings x WHERE x.organisation_id = c.organisation_id AND x.signed_at IS NOT NULL
            AND x.until >= c.until) THEN
        RAISE EXCEPTION 'this is closed already' USING ERRCODE = 'check_violation', CONSTRAINT = 'closings_once',
            TABLE = 'closings';
    END IF;
    UPDATE closings x SET signed_by = relais.member(), signed_at = relais.now() WHERE x.id = c.id RETURNING * INTO c;
    INSERT INTO closing_figures (closing_id, account_key, organisation_id, debits_pending, credits_pending,
        debits_posted, credits_posted)
    SELECT c.id, s.key, c.organisation_id, s.debits_pending, s.credits_pending, s.debits_posted, s.credits_posted
    FROM relais.sum_books(c.organisation_id, c.until) s;
    RETURN NEXT c;
END
$$;

-- Another person, in time, once; and whoever proposed it still administers the fund.
CREATE FUNCTION relais.check_second(p_first uuid, p_lapses_at timestamptz, p_signed_at timestamptz, p_table text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rule text := CASE WHEN p_signed_at IS NOT NULL THEN '_decided' WHEN p_lapses_at <= relais.now() THEN '_lapsed'
        WHEN p_first = relais.member() THEN '_two_people'
        WHEN NOT EXISTS (SELECT FROM members m WHERE m.id = p_first AND m.organisation_id = relais.organisation()
            AND 'fund_administrator' = ANY (m.roles) AND m.ends_on > relais.now()) THEN '_proposer' END;
BEGIN
    -- Neither of the two loses the right while this is decided.
    PERFORM FROM members m WHERE m.id IN (p_first, relais.member()) ORDER BY m.id FOR SHARE;
    IF rule IS NOT NULL THEN
        RAISE EXCEPTION 'it is not signed like this' USING ERRCODE = 'check_violation', CONSTRAINT = p_table || rule,
            TABLE = p_table;
    END IF;
END
$$;

ALTER TABLE closings ENABLE ROW LEVEL SECURITY;
ALTER TABLE closing_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON closings TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON closings AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (proposed_by = (SELECT relais.member()));
CREATE POLICY in_role ON closings AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY own ON closing_figures TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON closing_figures AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON closings TO relais_lens USING (true);
CREATE POLICY lens ON closing_figures TO relais_lens USING (true);
GRANT SELECT, INSERT (organisation_id, until, proposed_by, proposed_at, lapses_at) ON closings TO relais_app;
GRANT SELECT ON closing_figures TO relais_app;
GRANT SELECT, UPDATE (signed_by, signed_at) ON closings TO relais_lens;
GRANT SELECT, INSERT ON closing_figures TO relais_lens;
ALTER FUNCTION relais.check_period(transfers) OWNER TO relais_lens;
ALTER FUNCTION relais.sum_books(uuid, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.sign_closing(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.check_second(uuid, timestamptz, timestamptz, text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.check_period(transfers), relais.sum_books(uuid, timestamptz),
    relais.sign_closing(uuid), relais.check_second(uuid, timestamptz, timestamptz, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.sign_closing(uuid) TO relais_app;
"""
