"""What waits for an answer: who was asked, who is next, and until when. One table for every room (OPS-03, OPS-04)."""

TABLES = """
CREATE TABLE askings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{3,40}$'),
    subject uuid NOT NULL,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    duty text NOT NULL CHECK (duty IN ('shelter', 'pivot', 'fund', 'coordination')),
    shelter_key bigint,
    region text,
    asked_by uuid,
    code text CHECK (code ~ '^[2-9A-HJKMNP-TV-Z]{4}$'),
    each interval CHECK (each > interval '0'),
    opened_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    rung text CHECK (rung IN ('first', 'second', 'duty', 'region')),
    asked_organisation_id uuid,
    next_rung text CHECK (next_rung IN ('second', 'duty', 'region')),
    number smallint NOT NULL DEFAULT 0 CHECK (number BETWEEN 0 AND 4),
    due_at timestamptz NOT NULL,
    outcome text CHECK (outcome ~ '^[a-z_]{3,40}$'),
    ended_at timestamptz,
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CHECK ((rung IS NULL) = (number = 0) AND (rung IS NULL) = (asked_organisation_id IS NULL)),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE UNIQUE INDEX askings_open ON askings (kind, subject) WHERE outcome IS NULL;
CREATE INDEX askings_due ON askings (due_at) WHERE outcome IS NULL;
CREATE INDEX askings_of_subject ON askings (subject, opened_at);
CREATE INDEX askings_of_organisation ON askings (organisation_id, until) WHERE outcome IS NULL;

CREATE TABLE asking_rungs (
    asking_id uuid NOT NULL REFERENCES askings (id),
    number smallint NOT NULL CHECK (number BETWEEN 1 AND 4),
    rung text NOT NULL CHECK (rung IN ('first', 'second', 'duty', 'region')),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    member_id uuid REFERENCES members (id),
    asked_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (asking_id, number)
);

-- Who asked, who must answer, and the coordination once it was asked. Police are in none of the three (OPS-11).
ALTER TABLE askings ENABLE ROW LEVEL SECURITY;
ALTER TABLE asking_rungs ENABLE ROW LEVEL SECURITY;
CREATE POLICY theirs ON askings FOR SELECT TO relais_app USING ((SELECT relais.organisation())
    IN (organisation_id, asked_by, asked_organisation_id));
CREATE POLICY climbs ON askings FOR UPDATE TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.member() IS NULL);
CREATE POLICY theirs ON asking_rungs FOR SELECT TO relais_app USING (EXISTS (
    SELECT FROM askings a WHERE a.id = asking_id));
CREATE POLICY climbs ON asking_rungs FOR INSERT TO relais_app WITH CHECK (relais.member() IS NULL AND EXISTS (
    SELECT FROM askings a WHERE a.id = asking_id AND a.organisation_id = (SELECT relais.organisation())));
CREATE POLICY in_role ON askings AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY in_role ON asking_rungs AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY lens ON askings TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON asking_rungs FOR SELECT TO relais_lens USING (true);
GRANT SELECT ON askings TO relais_app;
-- Which duty was asked, never who stood on it: that is their own organisation's roster (SAF-09).
GRANT SELECT (asking_id, number, rung, organisation_id, asked_at, until) ON asking_rungs TO relais_app;
GRANT UPDATE (rung, asked_organisation_id, next_rung, number, due_at, outcome, ended_at) ON askings TO relais_app;
GRANT INSERT ON asking_rungs TO relais_app;
GRANT SELECT, INSERT, UPDATE ON askings TO relais_lens;
GRANT SELECT ON asking_rungs TO relais_lens;
"""

CLIMBING = """
-- Begins to ask. The same open question again has no second effect, but for a later or earlier end.
CREATE FUNCTION relais.climb(p_kind text, p_subject uuid, p_organisation uuid, p_duty text, p_until timestamptz,
    p_region text, p_shelter uuid, p_each interval, p_code text, p_asked_by uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    INSERT INTO askings AS a (kind, subject, organisation_id, duty, shelter_key, region, asked_by, code, each,
        opened_at, until, due_at)
    VALUES (p_kind, p_subject, p_organisation, p_duty,
        (SELECT s.key FROM shelters s WHERE s.id = p_shelter AND s.organisation_id = p_organisation), p_region,
        p_asked_by, p_code, p_each, relais.now(), p_until, relais.now())
    ON CONFLICT (kind, subject) WHERE outcome IS NULL DO UPDATE
        SET until = excluded.until, due_at = CASE WHEN a.number > 0 AND a.next_rung IS NULL THEN excluded.until
            ELSE least(a.due_at, excluded.until) END
        WHERE a.until <> excluded.until;
END $$;

-- Ends the asking: somebody answered, or nobody has to any more. For those whom it concerns, and for no others.
CREATE FUNCTION relais.answered(p_kind text, p_subject uuid, p_outcome text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE askings a SET outcome = p_outcome, ended_at = relais.now()
    WHERE a.kind = p_kind AND a.subject = p_subject AND a.outcome IS NULL
        AND relais.organisation() IN (a.organisation_id, a.asked_by, a.asked_organisation_id,
            relais.coordination_of(a.region));
    RETURN FOUND;
END $$;

CREATE FUNCTION relais.due_askings(p_limit integer)
RETURNS TABLE (id uuid, kind text, subject uuid, organisation_id uuid, asked_by uuid, is_over boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, a.kind, a.subject, a.organisation_id, a.asked_by, a.until <= relais.now() FROM askings a
    WHERE a.outcome IS NULL AND a.due_at <= relais.now() ORDER BY a.due_at, a.id LIMIT p_limit;
$$;

ALTER FUNCTION relais.climb(text, uuid, uuid, text, timestamptz, text, uuid, interval, text, uuid)
    OWNER TO relais_lens;
ALTER FUNCTION relais.answered(text, uuid, text) OWNER TO relais_lens;
ALTER FUNCTION relais.due_askings(integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.climb(text, uuid, uuid, text, timestamptz, text, uuid, interval, text, uuid),
    relais.answered(text, uuid, text), relais.due_askings(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.climb(text, uuid, uuid, text, timestamptz, text, uuid, interval, text, uuid),
    relais.answered(text, uuid, text) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.due_askings(integer) TO relais_worker;
"""

WIRED = """
-- What a shelter is asked climbs from the moment it is written, whoever writes it; its answer ends the climb.
CREATE FUNCTION relais.referral_climbs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.state = 'asked' THEN
        PERFORM relais.climb('referral', NEW.id, NEW.shelter_organisation_id, 'shelter', NEW.answer_by, s.region, s.id,
            NULL, NEW.code, NEW.organisation_id) FROM shelters s WHERE s.key = NEW.shelter_key;
    ELSIF NEW.state <> 'lapsed' THEN
        UPDATE askings SET outcome = NEW.state, ended_at = relais.now()
        WHERE kind = 'referral' AND subject = NEW.id AND outcome IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER begins_to_climb AFTER INSERT ON referrals FOR EACH ROW WHEN (NEW.state = 'asked')
    EXECUTE FUNCTION relais.referral_climbs();
CREATE TRIGGER climbs AFTER UPDATE OF state, answer_by ON referrals FOR EACH ROW
    WHEN (OLD.state = 'asked' AND (NEW.state <> 'asked' OR NEW.answer_by <> OLD.answer_by))
    EXECUTE FUNCTION relais.referral_climbs();

-- Nobody is told who asked: an operation's request has no asker here (OPS-11).
CREATE FUNCTION relais.request_climbs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.state = 'requested' THEN
        PERFORM relais.climb('request', NEW.id, NEW.shelter_organisation_id, 'shelter', NEW.answer_by, s.region, s.id,
            NULL, NEW.code, NULL) FROM shelters s WHERE s.key = NEW.shelter_key;
    ELSIF NEW.state <> 'no_answer' THEN
        UPDATE askings SET outcome = NEW.state, ended_at = relais.now()
        WHERE kind = 'request' AND subject = NEW.id AND outcome IS NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER begins_to_climb AFTER INSERT ON operation_requests FOR EACH ROW WHEN (NEW.state = 'requested')
    EXECUTE FUNCTION relais.request_climbs();
CREATE TRIGGER climbs AFTER UPDATE OF state, answer_by ON operation_requests FOR EACH ROW
    WHEN (OLD.state = 'requested' AND (NEW.state <> 'requested' OR NEW.answer_by <> OLD.answer_by))
    EXECUTE FUNCTION relais.request_climbs();

ALTER FUNCTION relais.referral_climbs() OWNER TO relais_lens;
ALTER FUNCTION relais.request_climbs() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.referral_climbs(), relais.request_climbs() FROM PUBLIC;
"""

PARTS = (TABLES, CLIMBING, WIRED)
