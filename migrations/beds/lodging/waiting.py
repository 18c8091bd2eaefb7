"""Who waits for a bed now (ACC-02, DAT-06): each need that ended without one, until somebody is placed. A regional
coordinator reads profiles, hours and reasons; never a case, never a code, never who asked (POL-03)."""

TABLE = """
CREATE TABLE waiting_needs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid REFERENCES cases,
    operation_id uuid REFERENCES operations,
    region text NOT NULL REFERENCES regions,
    gender text NOT NULL CHECK (gender IN ('woman', 'man', 'trans_woman', 'trans_man', 'non_binary', 'not_determined')),
    age_band text NOT NULL CHECK (age_band IN ('<16', '16-17', '18-20', '21-24', '25+', 'not_determined')),
    people smallint NOT NULL CHECK (people BETWEEN 1 AND 100),
    minors smallint NOT NULL DEFAULT 0 CHECK (minors >= 0 AND minors <= people),
    urgency text NOT NULL DEFAULT 'tonight' CHECK (urgency IN ('now', 'tonight', 'this_week')),
    reason text NOT NULL CHECK (reason IN ('no_bed', 'no_answer', 'security_fear', 'not_conjugal_violence', 'criteria',
        'age', 'gender', 'language', 'stay_too_short', 'several_at_once', 'other')),
    since timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    settled_at timestamptz CHECK (settled_at >= since),
    outcome text CHECK (outcome IN ('placed', 'no_longer_waits')),
    CHECK (num_nonnulls(case_id, operation_id) = 1),
    CHECK ((settled_at IS NULL) = (outcome IS NULL))
);
CREATE UNIQUE INDEX waiting_needs_of_case ON waiting_needs (case_id) WHERE settled_at IS NULL AND case_id IS NOT NULL;
CREATE UNIQUE INDEX waiting_needs_of_operation ON waiting_needs (operation_id, gender, age_band)
    WHERE settled_at IS NULL AND operation_id IS NOT NULL;
CREATE INDEX waiting_needs_of_region ON waiting_needs (region, since) WHERE settled_at IS NULL;
ALTER TABLE waiting_needs ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON waiting_needs TO relais_app USING (case_id IN (SELECT relais.my_cases()));
CREATE POLICY in_role ON waiting_needs AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
CREATE POLICY lens ON waiting_needs TO relais_lens USING (true);
GRANT SELECT, UPDATE (urgency) ON waiting_needs TO relais_app;
GRANT SELECT, INSERT, UPDATE ON waiting_needs TO relais_lens;
GRANT INSERT (at, topic, region, organisations) ON tellings TO relais_lens;
GRANT SELECT (state) ON cases TO relais_lens;
"""

STEPS = """
-- The stream tells a region's coordination that somebody waits, or no longer does: never who.
CREATE FUNCTION relais.tell_waiting(p_region text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tellings (at, topic, region, organisations)
    SELECT relais.now(), 'waiting', p_region, array_agg(o.id) FROM organisations o
    WHERE o.kind = 'coordination' AND p_region = ANY (o.regions) HAVING count(*) > 0
$$;

-- Called by whoever learns that a case's question ended without a bed; keeps since when, whatever is asked again.
CREATE FUNCTION relais.case_waits(p_case uuid, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c record;
    others jsonb;
BEGIN
    SELECT x.region, x.age_band, x.party, x.state INTO c FROM cases x WHERE x.id = p_case;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    others := coalesce(c.party -> 'dependants', '[]');
    INSERT INTO waiting_needs (case_id, region, gender, age_band, people, minors, reason, since, last_at)
    VALUES (p_case, c.region, c.party ->> 'gender', c.age_band, 1 + jsonb_array_length(others),
        (c.age_band IN ('<16', '16-17'))::integer
            + (SELECT count(*) FROM jsonb_array_elements(others) d WHERE d ->> 'age_band' IN ('<16', '16-17')),
        p_reason, relais.now(), relais.now())
    ON CONFLICT (case_id) WHERE settled_at IS NULL AND case_id IS NOT NULL
        DO UPDATE SET reason = EXCLUDED.reason, last_at = EXCLUDED.last_at;
    PERFORM relais.tell_waiting(c.region);
END
$$;
CREATE FUNCTION relais.case_settled(p_case uuid, p_outcome text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    was text;
BEGIN
    UPDATE waiting_needs w SET settled_at = relais.now(), outcome = p_outcome
    WHERE w.case_id = p_case AND w.settled_at IS NULL RETURNING w.region INTO was;
    IF was IS NULL THEN
        RETURN false;
    END IF;
    PERFORM relais.tell_waiting(was);
    RETURN true;
END
$$;

-- The doors of a pivot: of a case that they accompany, and of no other.
CREATE FUNCTION relais.my_case_waits(p_case uuid, p_reason text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.member() IS NOT NULL AND p_case IN (SELECT relais.my_cases()) THEN
        PERFORM relais.case_waits(p_case, p_reason);
    END IF;
END
$$;
CREATE FUNCTION relais.my_case_settled(p_case uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN relais.member() IS NOT NULL AND p_case IN (SELECT relais.my_cases())
        AND relais.case_settled(p_case, 'no_longer_waits');
END
$$;

-- A question that a house answered with no, or not at all: the need counts, and its case waits (DAT-06).
CREATE OR REPLACE FUNCTION relais.note_unmet(p_referral uuid, p_reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    counted boolean;
    of_case uuid;
BEGIN
    INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people)
    SELECT r.organisation_id, r.need_region, r.need_day, r.need_digest, p_reason, r.beds FROM referrals r
    WHERE r.id = p_referral AND r.need_digest IS NOT NULL
        AND r.state IN ('declined', 'refused_at_door', 'lapsed')
        AND relais.organisation() IN (r.organisation_id, r.shelter_organisation_id)
    ON CONFLICT ON CONSTRAINT unmet_needs_once_a_day DO NOTHING;
    counted := FOUND;
    SELECT h.case_id INTO of_case FROM sharings h JOIN referrals r ON r.id = h.subject
    WHERE h.what = 'referral' AND r.id = p_referral AND r.state IN ('declined', 'refused_at_door', 'lapsed')
        AND relais.organisation() IN (r.organisation_id, r.shelter_organisation_id);
    IF FOUND AND NOT relais.has_a_bed(of_case) THEN
        PERFORM relais.case_waits(of_case, p_reason);
    END IF;
    RETURN counted;
END $$;

-- Whether something is promised to a case, or somebody of it is in a bed.
CREATE FUNCTION relais.has_a_bed(p_case uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM sharings h JOIN referrals r ON r.id = h.subject
        WHERE h.case_id = p_case AND h.what = 'referral' AND (r.state = 'arrived'
            OR (r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until > relais.now())))
$$;
"""

TRIGGERS = """
CREATE FUNCTION relais.promise_settles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.case_settled(h.case_id, 'placed') FROM sharings h
    WHERE h.what = 'referral' AND h.subject = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER settles AFTER UPDATE OF state ON referrals FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND NEW.state IN ('awaiting_self_call', 'held', 'confirmed', 'arrived'))
    EXECUTE FUNCTION relais.promise_settles();

CREATE FUNCTION relais.sharing_settles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM referrals r WHERE r.id = NEW.subject
            AND r.state IN ('awaiting_self_call', 'held', 'confirmed')) THEN
        PERFORM relais.case_settled(NEW.case_id, 'placed');
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER settles AFTER INSERT ON sharings FOR EACH ROW WHEN (NEW.what = 'referral')
    EXECUTE FUNCTION relais.sharing_settles();

CREATE FUNCTION relais.placement_settles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.case_settled(NEW.case_id, 'placed');
    RETURN NULL;
END
$$;
CREATE TRIGGER settles AFTER INSERT ON placements FOR EACH ROW EXECUTE FUNCTION relais.placement_settles();

-- A case that rests waits no longer; one that goes to another province waits there, since as long as before.
CREATE FUNCTION relais.waits_where_the_case_is() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.state = 'resting' THEN
        PERFORM relais.case_settled(NEW.id, 'no_longer_waits');
    ELSIF NEW.region <> OLD.region THEN
        UPDATE waiting_needs w SET region = NEW.region WHERE w.case_id = NEW.id AND w.settled_at IS NULL;
        IF FOUND THEN
            PERFORM relais.tell_waiting(OLD.region), relais.tell_waiting(NEW.region);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER waits AFTER UPDATE OF state, region ON cases FOR EACH ROW
    EXECUTE FUNCTION relais.waits_where_the_case_is();
"""

OPERATIONS = """
-- People of an operation that is under way and for whom nothing is held: an unmet need of the day, once, and people who
-- wait, counted by profile. Nothing shows before the launch (OPS-11), and nothing says who asked.
CREATE FUNCTION relais.operation_waits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    home record;
BEGIN
    SELECT r.code, (relais.now() AT TIME ZONE r.time_zone)::date AS today INTO home
    FROM regions r WHERE r.code = NEW.areas -> 0 ->> 'region';
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    WITH missing AS MATERIALIZED (
        SELECT s.gender, s.age_band, count(*)::smallint AS people FROM relais.place_states(NEW.id) s
        WHERE s.state IN ('waiting', 'asked') GROUP BY s.gender, s.age_band),
    gone AS (
        UPDATE waiting_needs w SET settled_at = relais.now(),
            outcome = CASE WHEN NEW.state = 'launched' THEN 'placed' ELSE 'no_longer_waits' END
        WHERE w.operation_id = NEW.id AND w.settled_at IS NULL AND NOT EXISTS (
            SELECT FROM missing m WHERE m.gender = w.gender AND m.age_band = w.age_band)),
    kept AS (
        INSERT INTO waiting_needs (operation_id, region, gender, age_band, people, minors, urgency, reason, since,
            last_at)
        SELECT NEW.id, home.code, m.gender, m.age_band, m.people,
            CASE WHEN m.age_band IN ('<16', '16-17') THEN m.people ELSE 0 END, 'now', 'no_bed', relais.now(),
            relais.now() FROM missing m
        ON CONFLICT (operation_id, gender, age_band) WHERE settled_at IS NULL AND operation_id IS NOT NULL
            DO UPDATE SET people = EXCLUDED.people, minors = EXCLUDED.minors, last_at = EXCLUDED.last_at)
    INSERT INTO unmet_needs (organisation_id, region, day, case_digest, reason, people)
    SELECT NEW.organisation_id, home.code, home.today, sha256('relais unmet places'::bytea || uuid_send(NEW.id)
        || convert_to(home.code, 'UTF8') || convert_to(home.today::text, 'UTF8')), 'no_bed', sum(m.people)
    FROM missing m HAVING count(*) > 0
    ON CONFLICT ON CONSTRAINT unmet_needs_once_a_day DO NOTHING;
    PERFORM relais.tell_waiting(home.code);
    RETURN NULL;
END
$$;
CREATE TRIGGER waits AFTER UPDATE ON operations FOR EACH ROW
    WHEN (NEW.state = 'launched' OR (OLD.state = 'launched' AND NEW.state IN ('closed', 'cancelled')))
    EXECUTE FUNCTION relais.operation_waits();
"""

LENS = """
-- Whose region this is: the coordination that reads who waits there.
CREATE FUNCTION relais.coordinates() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.regions FROM organisations o WHERE o.id = relais.organisation() AND o.kind = 'coordination'
        AND relais.member() IS NOT NULL AND relais.holds('regional_coordinator')
$$;

-- One's own regions, need by need: a profile, since when, how urgent, and what the houses said.
CREATE FUNCTION relais.who_waits()
    RETURNS TABLE (region text, gender text, age_band text, people smallint, minors smallint, urgency text,
        reason text, since timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.region, w.gender, w.age_band, w.people, w.minors, w.urgency, w.reason, w.since FROM waiting_needs w
    WHERE w.settled_at IS NULL AND w.region = ANY (relais.coordinates())
    ORDER BY array_position(ARRAY['now', 'tonight', 'this_week'], w.urgency), w.since, w.id LIMIT 500
$$;

-- Every region, as numbers: where help is short now (GEO-02).
CREATE FUNCTION relais.waiting_by_region()
    RETURNS TABLE (region text, needs integer, people integer, oldest timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.region, count(*)::integer, sum(w.people)::integer, min(w.since) FROM waiting_needs w
    WHERE w.settled_at IS NULL AND relais.coordinates() IS NOT NULL
    GROUP BY w.region ORDER BY w.region
$$;
"""

_PRIVATE = (
    "tell_waiting(text)",
    "case_waits(uuid, text)",
    "case_settled(uuid, text)",
    "has_a_bed(uuid)",
    "promise_settles()",
    "sharing_settles()",
    "placement_settles()",
    "waits_where_the_case_is()",
    "operation_waits()",
    "coordinates()",
)
_CALLED = ("my_case_waits(uuid, text)", "my_case_settled(uuid)", "who_waits()", "waiting_by_region()")

RIGHTS = "".join(
    f"ALTER FUNCTION relais.{each} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{each} FROM PUBLIC;\n"
    for each in (*_PRIVATE, *_CALLED)
) + "".join(f"GRANT EXECUTE ON FUNCTION relais.{each} TO relais_app;\n" for each in _CALLED)

REGIONS = "GRANT SELECT ON regions TO relais_lens;\n"

SQL = TABLE + STEPS + TRIGGERS + OPERATIONS + LENS + RIGHTS + REGIONS
