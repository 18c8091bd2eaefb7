"""Journeys promised together and drawn one by one (FND-04): each trip is a line of its own, earmarked with the others
by one approval, and paid for only once it is drawn. So whatever holds for a line holds for a trip."""

TABLES = """
CREATE TABLE series (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    request_id uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    times smallint NOT NULL CHECK (times BETWEEN 2 AND 30),
    each_cents bigint NOT NULL CHECK (each_cents BETWEEN 1 AND 100000000),
    until timestamptz NOT NULL,
    asked_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    FOREIGN KEY (request_id, organisation_id, fund_organisation_id)
        REFERENCES fund_requests (id, organisation_id, fund_organisation_id),
    UNIQUE (id, organisation_id, fund_organisation_id),
    CONSTRAINT series_ends_later CHECK (until > asked_at),
    CHECK (ended_by IS NULL OR ended_at IS NOT NULL)
);
CREATE INDEX series_request_id_idx ON series (request_id);
CREATE INDEX series_until_idx ON series (until) WHERE ended_at IS NULL;

CREATE TABLE trips (
    line_id uuid PRIMARY KEY REFERENCES request_lines,
    series_id uuid NOT NULL,
    number smallint NOT NULL CHECK (number >= 1),
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    FOREIGN KEY (series_id, organisation_id, fund_organisation_id)
        REFERENCES series (id, organisation_id, fund_organisation_id),
    CONSTRAINT trips_once UNIQUE (series_id, number)
);

-- A trip is drawn once: the second of two hands on the last one finds it taken.
CREATE TABLE draws (
    line_id uuid PRIMARY KEY REFERENCES trips,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    cents bigint NOT NULL CHECK (cents BETWEEN 1 AND 100000000),
    drawn_by uuid NOT NULL,
    drawn_at timestamptz NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON trips FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON draws FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
"""

RULES = """
-- A trip is a line of its series' request, of the ceiling that was asked, and nothing has been decided about it yet.
CREATE FUNCTION relais.trip_is_of_its_series() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM series s JOIN request_lines l ON l.request_id = s.request_id
            WHERE s.id = NEW.series_id AND l.id = NEW.line_id AND NEW.number <= s.times
              AND l.amount_cents = s.each_cents AND s.ended_at IS NULL
              AND NOT EXISTS (SELECT FROM decision_lines d WHERE d.line_id = l.id)) THEN
        RAISE EXCEPTION 'a series has no such trip' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'trips_of_their_series', TABLE = 'trips';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER of_its_series BEFORE INSERT ON trips FOR EACH ROW EXECUTE FUNCTION relais.trip_is_of_its_series();

-- People promise a series: no rule and no emergency door does.
CREATE FUNCTION relais.trips_are_for_people() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM decisions d WHERE d.id = NEW.decision_id AND d.kind IN ('by_rule', 'self_issued'))
        AND EXISTS (SELECT FROM trips t WHERE t.line_id = NEW.line_id) THEN
        RAISE EXCEPTION 'people promise a series' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'decision_lines_trips_by_people', TABLE = 'decision_lines';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER trips_for_people BEFORE INSERT ON decision_lines
    FOR EACH ROW EXECUTE FUNCTION relais.trips_are_for_people();

-- A trip that nobody has drawn is not paid for, whoever writes the payment.
CREATE FUNCTION relais.trip_is_drawn_first() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM trips t WHERE t.line_id = NEW.line_id)
        AND NOT EXISTS (SELECT FROM draws d WHERE d.line_id = NEW.line_id) THEN
        RAISE EXCEPTION 'a trip is drawn before it is paid for' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_drawn', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER drawn_first BEFORE INSERT ON payout_intents
    FOR EACH ROW EXECUTE FUNCTION relais.trip_is_drawn_first();
"""

DRAWING = """
CREATE FUNCTION relais.refuse_draw(why text, rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = rule, TABLE = 'draws';
END
$$;

-- Draws a trip for at most what is promised for it: the rest goes back to its envelopes at once, and the payment is
-- ordered. Answers what went back.
CREATE FUNCTION relais.draw_trip(p_line uuid, p_cents bigint) RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    of_series series;
    asked bigint;
    promised bigint;
    remaining bigint := p_cents;
    taken bigint;
    part record;
    earmark transfers;
    made transfers;
BEGIN
    SELECT s.* INTO of_series FROM trips t JOIN series s ON s.id = t.series_id
    WHERE t.line_id = p_line AND s.organisation_id = relais.organisation() AND relais.member() IS NOT NULL
    FOR UPDATE OF s;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF of_series.ended_at IS NOT NULL OR of_series.until <= relais.now() THEN
        PERFORM relais.refuse_draw('the series has ended', 'draws_while_it_lasts');
    END IF;
    SELECT l.amount_cents, (SELECT sum(e.open_cents) FROM transfers t JOIN earmarks e ON e.transfer_id = t.id
        WHERE t.line_id = l.id) INTO asked, promised FROM request_lines l WHERE l.id = p_line;
    IF coalesce(promised, 0) = 0 THEN
        PERFORM relais.refuse_draw('nothing is promised for this trip', 'draws_promised');
    END IF;
    IF p_cents > promised THEN
        PERFORM relais.refuse_draw('more than is promised for this trip', 'draws_within_ceiling');
    END IF;
    INSERT INTO draws (line_id, organisation_id, fund_organisation_id, cents, drawn_by, drawn_at)
    VALUES (p_line, of_series.organisation_id, of_series.fund_organisation_id, p_cents, relais.member(), relais.now());
    FOR part IN
        SELECT t.id, t.organisation_id, t.debit_key, t.credit_key, e.open_cents
        FROM transfers t JOIN earmarks e ON e.transfer_id = t.id
        WHERE t.line_id = p_line AND t.kind = 'earmark' AND e.open_cents > 0 ORDER BY t.debit_key, t.id
        FOR UPDATE OF e
    LOOP
        taken := least(remaining, part.open_cents);
        remaining := remaining - taken;
        IF taken < part.open_cents THEN
            INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, line_id,
                                   made_by, made_at)
            VALUES (part.organisation_id, 'void', part.debit_key, part.credit_key, part.open_cents - taken, part.id,
                    p_line, relais.member(), relais.now())
            RETURNING * INTO made;
            RETURN NEXT made;
        END IF;
        IF taken > 0 THEN
            SELECT * INTO earmark FROM transfers t WHERE t.id = part.id;
            earmark.amount_cents := taken;
            PERFORM relais.order_payout(earmark);
        END IF;
    END LOOP;
    -- What the trip did not need is open to nobody any more.
    UPDATE request_lines SET closed_cents = asked - p_cents,
        closed_by = CASE WHEN asked > p_cents THEN 'withdrawn' ELSE closed_by END
    WHERE id = p_line;
END
$$;

-- What is promised for trips that nobody drew goes back: of one series, or of every series of a request.
CREATE FUNCTION relais.void_undrawn(p_request uuid, p_series uuid, p_kind text) RETURNS SETOF transfers
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    part record;
    made transfers;
BEGIN
    UPDATE series SET ended_at = relais.now(), ended_by = relais.member()
    WHERE request_id = p_request AND (p_series IS NULL OR id = p_series) AND ended_at IS NULL
      AND organisation_id = relais.organisation();
    FOR part IN
        SELECT t.id, t.organisation_id, t.debit_key, t.credit_key, t.line_id, e.open_cents
        FROM series s JOIN trips j ON j.series_id = s.id JOIN transfers t ON t.line_id = j.line_id
        JOIN earmarks e ON e.transfer_id = t.id
        WHERE s.request_id = p_request AND (p_series IS NULL OR s.id = p_series)
          AND s.organisation_id = relais.organisation() AND t.kind = 'earmark' AND e.open_cents > 0
          AND NOT EXISTS (SELECT FROM draws d WHERE d.line_id = j.line_id)
        ORDER BY t.debit_key, t.id FOR UPDATE OF e
    LOOP
        INSERT INTO transfers (organisation_id, kind, debit_key, credit_key, amount_cents, pending_id, line_id,
                               made_by, made_at)
        VALUES (part.organisation_id, CASE WHEN p_kind = 'expiry' THEN 'expiry' ELSE 'void' END, part.debit_key,
                part.credit_key, part.open_cents, part.id, part.line_id, relais.member(), relais.now())
        RETURNING * INTO made;
        RETURN NEXT made;
    END LOOP;
END
$$;

-- Series whose time is over, for the job that gives back what nobody drew.
CREATE FUNCTION relais.due_series(p_limit integer) RETURNS TABLE (id uuid, organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.id, s.organisation_id FROM series s WHERE s.ended_at IS NULL AND s.until <= relais.now()
    ORDER BY s.until, s.id LIMIT p_limit
$$;
"""

# FND-10, from 0001's rules: what changes is that a drawn trip is paid from what it left open of its earmark, and that
# a line paid from several envelopes is one sum to the payer's band.
PAYER = """
-- What is still promised of a payment's line, from however many envelopes and by every decision up to its own: the sum
-- that the band is about. What is promised later holds the later payment, and never one that is on its way.
CREATE FUNCTION relais.paid_together(p_intent payout_intents) RETURNS bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT greatest(p_intent.amount_cents, coalesce(sum(relais.still_promised(t)), 0)::bigint) FROM transfers t
    WHERE t.line_id = p_intent.line_id AND t.kind = 'earmark' AND (t.decision_id = p_intent.decision_id
        OR t.key <= (SELECT own.key FROM transfers own WHERE own.id = p_intent.earmark_id))
$$;

CREATE OR REPLACE FUNCTION relais.payer_is_separate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM decisions d JOIN policies p ON p.id = d.policy_id
            JOIN fund_requests r ON r.id = d.request_id
            WHERE d.id = NEW.decision_id AND relais.paid_together(NEW) > p.payer_differs_above_cents
              AND (NEW.released_by = r.requested_by OR NEW.paid_by = r.requested_by
                OR EXISTS (SELECT FROM signatures s WHERE s.decision_id = d.id
                    AND s.member_id IN (NEW.released_by, NEW.paid_by)))) THEN
        RAISE EXCEPTION 'the payer of this sum is not one of its approvers' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_payer', TABLE = 'payout_intents';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (SELECT FROM transfers t JOIN earmarks e ON e.transfer_id = t.id
            WHERE t.id = NEW.earmark_id AND t.kind = 'earmark'
            AND t.organisation_id = NEW.organisation_id AND t.decision_id = NEW.decision_id
            AND t.line_id = NEW.line_id AND NEW.amount_cents = CASE
                WHEN EXISTS (SELECT FROM draws d WHERE d.line_id = t.line_id) THEN e.open_cents
                ELSE t.amount_cents END) THEN
        RAISE EXCEPTION 'a payment is for what its earmark promised' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_earmark', TABLE = 'payout_intents';
    END IF;
    IF NEW.state IN ('ready', 'leaving', 'sent') AND NEW.released_by IS NULL AND EXISTS (
            SELECT FROM decisions d JOIN policies p ON p.id = d.policy_id
            WHERE d.id = NEW.decision_id AND relais.paid_together(NEW) > p.payer_differs_above_cents) THEN
        IF TG_OP = 'INSERT' AND NEW.state = 'ready' THEN
            NEW.state := 'held';
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'somebody releases a payment of this size' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_released', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
"""

RIGHTS = (
    "".join(
        f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY asks ON {table} TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY decides ON {table} FOR SELECT TO relais_app
    USING (fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON {table} TO relais_lens USING (true);
GRANT SELECT ON {table} TO relais_app, relais_lens;
"""
        for table in ("series", "trips", "draws")
    )
    + """
GRANT INSERT (id, request_id, organisation_id, fund_organisation_id, times, each_cents, until, asked_at) ON series
    TO relais_app;
GRANT INSERT ON trips TO relais_app;
GRANT INSERT ON draws TO relais_lens;
GRANT UPDATE (ended_at, ended_by) ON series TO relais_lens;
GRANT UPDATE (closed_cents, closed_by) ON request_lines TO relais_lens;
"""
    + "".join(
        f"""
ALTER FUNCTION relais.{function} OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.{function} FROM PUBLIC;
"""
        for function in (
            "paid_together(payout_intents)",
            "trip_is_of_its_series()",
            "trips_are_for_people()",
            "trip_is_drawn_first()",
            "refuse_draw(text, text)",
            "draw_trip(uuid, bigint)",
            "void_undrawn(uuid, uuid, text)",
            "due_series(integer)",
        )
    )
    + """
GRANT EXECUTE ON FUNCTION relais.draw_trip(uuid, bigint), relais.void_undrawn(uuid, uuid, text) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.due_series(integer) TO relais_worker;
"""
)

SQL = TABLES + RULES + DRAWING + PAYER + RIGHTS
