"""Approved, and paid once a coded condition is met (FND-11): money is promised at once, and its payment waits."""

TABLE = """
CREATE TABLE release_conditions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    decision_id uuid NOT NULL,
    line_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    code text NOT NULL CHECK (code IN
        ('receipt_of_previous', 'booking_confirmed', 'bed_confirmed', 'travel_date_reached')),
    not_before timestamptz,
    -- Not met by then, the promise lapses and its money goes back.
    until timestamptz NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamptz NOT NULL,
    met_by uuid,
    met_at timestamptz,
    lapsed_at timestamptz,
    FOREIGN KEY (decision_id, line_id) REFERENCES decision_lines (decision_id, line_id),
    UNIQUE (decision_id, line_id),
    CHECK ((code = 'travel_date_reached') = (not_before IS NOT NULL)),
    CHECK (until > made_at AND until > coalesce(not_before, made_at)),
    CHECK (met_at IS NULL OR lapsed_at IS NULL)
);
CREATE INDEX release_conditions_open_idx ON release_conditions (until) WHERE met_at IS NULL AND lapsed_at IS NULL;
CREATE INDEX release_conditions_line_id_idx ON release_conditions (line_id);
ALTER TABLE release_conditions ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON release_conditions FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON release_conditions TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON release_conditions AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (made_by = (SELECT relais.member()));
CREATE POLICY in_role ON release_conditions AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON release_conditions TO relais_lens USING (true);
GRANT SELECT, INSERT (id, decision_id, line_id, organisation_id, fund_organisation_id, code, not_before, until, made_by,
    made_at) ON release_conditions TO relais_app;
GRANT SELECT ON release_conditions TO relais_lens;
GRANT UPDATE (met_by, met_at, lapsed_at) ON release_conditions TO relais_lens;
"""

HOLDS = """
-- A payment whose condition is open waits, and nothing sends it. That somebody paid by hand is a fact, and passes.
CREATE FUNCTION relais.payment_waits_for_its_condition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.state NOT IN ('ready', 'leaving', 'waiting', 'sent') OR NOT EXISTS (SELECT FROM release_conditions c
            WHERE c.decision_id = NEW.decision_id AND c.line_id = NEW.line_id AND c.met_at IS NULL) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        NEW.state := 'held';
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the condition of this payment is not met' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'payout_intents_condition', TABLE = 'payout_intents';
END
$$;
ALTER FUNCTION relais.payment_waits_for_its_condition() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.payment_waits_for_its_condition() FROM PUBLIC;
CREATE TRIGGER conditional BEFORE INSERT OR UPDATE OF state ON payout_intents
    FOR EACH ROW EXECUTE FUNCTION relais.payment_waits_for_its_condition();
"""

MEETS = """
-- Who may say that a condition is met: the fund for each, never whoever asked for the money; the pivots what they alone
-- know; nobody before its day; and a receipt that is missing is not there because somebody says so.
CREATE FUNCTION relais.may_meet(p_condition release_conditions) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT CASE
        WHEN p_condition.not_before > relais.now() THEN false
        WHEN p_condition.code = 'receipt_of_previous' AND EXISTS (SELECT FROM request_lines mine
            JOIN request_lines l ON l.request_id = mine.request_id AND l.paid_cents > 0
            WHERE mine.id = p_condition.line_id AND NOT EXISTS (SELECT FROM receipts x WHERE x.line_id = l.id))
            THEN false
        WHEN relais.member() IS NULL THEN p_condition.code = 'travel_date_reached'
            AND relais.organisation() = p_condition.fund_organisation_id
        WHEN relais.organisation() = p_condition.organisation_id AND relais.holds('pivot_worker')
            AND p_condition.code IN ('booking_confirmed', 'bed_confirmed') THEN true
        ELSE relais.organisation() = p_condition.fund_organisation_id AND relais.holds('fund_administrator')
            AND NOT EXISTS (SELECT FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
                WHERE l.id = p_condition.line_id AND r.requested_by = relais.member())
    END
$$;

-- The condition is met: what waited for it may leave, but for a sum that waits for another person as well (FND-10).
CREATE FUNCTION relais.meet_condition(p_condition uuid) RETURNS SETOF payout_intents
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    found release_conditions;
    intent payout_intents;
BEGIN
    SELECT * INTO found FROM release_conditions c WHERE c.id = p_condition AND c.met_at IS NULL
        AND c.lapsed_at IS NULL AND c.until > relais.now()
        AND relais.organisation() IN (c.organisation_id, c.fund_organisation_id) FOR UPDATE;
    IF found.id IS NULL THEN
        RETURN;
    END IF;
    IF relais.may_meet(found) IS NOT TRUE THEN
        RAISE EXCEPTION 'this condition is not yours to meet, or not yet' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'release_conditions_met', TABLE = 'release_conditions';
    END IF;
    UPDATE release_conditions SET met_by = relais.member(), met_at = relais.now() WHERE id = found.id;
    FOR intent IN UPDATE payout_intents i SET state = 'ready', version = i.version + 1
        FROM decisions d JOIN policies p ON p.id = d.policy_id
        WHERE d.id = i.decision_id AND i.decision_id = found.decision_id AND i.line_id = found.line_id
          AND i.state = 'held' AND relais.paid_together(i) <= p.payer_differs_above_cents
        RETURNING i.*
    LOOP
        INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
        VALUES (gen_random_uuid(), intent.organisation_id, 'fund.send_payout', jsonb_build_object('intent', intent.id),
                relais.now());
        RETURN NEXT intent;
    END LOOP;
END
$$;

-- The day has passed: said once, by the fund's job, which gives the money back in the same transaction.
CREATE FUNCTION relais.lapse_condition(p_condition uuid)
    RETURNS TABLE (decision_id uuid, line_id uuid, request_id uuid)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE release_conditions c SET lapsed_at = relais.now() FROM request_lines l
    WHERE c.id = p_condition AND c.met_at IS NULL AND c.lapsed_at IS NULL AND c.until <= relais.now()
      AND c.fund_organisation_id = relais.organisation() AND relais.member() IS NULL AND l.id = c.line_id
    RETURNING c.decision_id, c.line_id, l.request_id
$$;

-- What the clock has to do with conditions: the day of a journey has come, or the last day has passed.
CREATE FUNCTION relais.due_conditions(p_limit integer)
    RETURNS TABLE (id uuid, organisation_id uuid, is_over boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id, c.fund_organisation_id, c.until <= relais.now() FROM release_conditions c
    WHERE c.met_at IS NULL AND c.lapsed_at IS NULL AND (c.until <= relais.now() OR c.not_before <= relais.now())
      AND EXISTS (SELECT FROM transfers t WHERE t.decision_id = c.decision_id AND t.line_id = c.line_id)
    ORDER BY c.until, c.id LIMIT p_limit
$$;
GRANT SELECT ON receipts TO relais_lens;
CREATE POLICY lens ON receipts FOR SELECT TO relais_lens USING (true);
ALTER FUNCTION relais.may_meet(release_conditions) OWNER TO relais_lens;
ALTER FUNCTION relais.meet_condition(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.lapse_condition(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.due_conditions(integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.may_meet(release_conditions), relais.meet_condition(uuid),
    relais.lapse_condition(uuid), relais.due_conditions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.meet_condition(uuid), relais.lapse_condition(uuid) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.due_conditions(integer) TO relais_worker;
"""

PARTS = (TABLE, HOLDS, MEETS)
