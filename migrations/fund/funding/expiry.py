"""Promises with a time: an earmark whose payment has not left when its time has passed goes back (FND-09)."""

SQL = """
-- The policy's own number of days, where each earmark can read it without the whole document.
ALTER TABLE policies ADD COLUMN earmark_days smallint GENERATED ALWAYS AS
    (coalesce((document::jsonb #>> '{deadlines,earmark_days}')::smallint, 30)) STORED;
-- Null: promised before promises had a time.
ALTER TABLE earmarks ADD COLUMN expires_at timestamptz;
CREATE INDEX earmarks_expires_at_idx ON earmarks (expires_at) WHERE open_cents > 0;

CREATE OR REPLACE FUNCTION relais.open_earmark() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO earmarks (transfer_id, organisation_id, open_cents, expires_at)
    SELECT NEW.id, NEW.organisation_id, NEW.amount_cents,
        greatest(NEW.made_at, l.needed_by) + make_interval(days => p.earmark_days)
    FROM decisions d JOIN policies p ON p.id = d.policy_id JOIN request_lines l ON l.id = NEW.line_id
    WHERE d.id = NEW.decision_id;
    RETURN NEW;
END
$$;

-- A payment that nobody has taken to its rail: what went out once under a key may be there still (0030 has the key),
-- and a card that waits is in a merchant's hands until it is closed.
CREATE FUNCTION relais.has_not_left(p_intent payout_intents) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_intent.state = 'held' OR p_intent.state = 'waiting' AND p_intent.rail <> 'stripe_issuing'
        OR p_intent.state = 'ready' AND p_intent.key_at IS NULL;
END
$$;

-- Money whose time has passed does not begin to leave: the same is promised anew, or not at all.
CREATE FUNCTION relais.promise_still_stands() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.has_not_left(OLD) AND EXISTS (SELECT FROM earmarks e
            WHERE e.transfer_id = NEW.earmark_id AND e.expires_at <= relais.now()) THEN
        RAISE EXCEPTION 'this promise had a time, and it has passed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_earmark_expired', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER still_promised BEFORE UPDATE OF state ON payout_intents FOR EACH ROW
    WHEN (OLD.state = 'held' AND NEW.state IN ('ready', 'leaving') OR OLD.state = 'ready' AND NEW.state = 'leaving')
    EXECUTE FUNCTION relais.promise_still_stands();

-- Which payments have outlived their promise without leaving, for the job that gives the money back.
CREATE FUNCTION relais.due_earmarks(p_limit integer) RETURNS TABLE (id uuid, organisation_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT i.id, i.organisation_id FROM earmarks e JOIN payout_intents i ON i.earmark_id = e.transfer_id
        WHERE e.open_cents > 0 AND e.expires_at <= relais.now() AND relais.has_not_left(i)
        ORDER BY e.expires_at LIMIT p_limit;
END
$$;
ALTER FUNCTION relais.has_not_left(payout_intents) OWNER TO relais_lens;
GRANT EXECUTE ON FUNCTION relais.has_not_left(payout_intents) TO relais_app;
ALTER FUNCTION relais.promise_still_stands() OWNER TO relais_lens;
ALTER FUNCTION relais.due_earmarks(integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.promise_still_stands(), relais.due_earmarks(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.due_earmarks(integer) TO relais_worker;
"""
