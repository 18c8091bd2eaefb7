"""Who is on call when: slots that never overlap, weeks that repeat, and gaps that are told (OPS-04, ACC-03, PIV-02)."""

TABLES = """
CREATE TABLE rosters (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    duty text NOT NULL CHECK (duty IN ('shelter', 'pivot', 'fund', 'coordination')),
    shelter_key bigint,
    time_zone text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT relais.now(),
    UNIQUE (id, organisation_id),
    CONSTRAINT rosters_one_per_duty UNIQUE NULLS NOT DISTINCT (organisation_id, duty, shelter_key),
    CHECK (shelter_key IS NULL OR duty = 'shelter'),
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);

CREATE TABLE roster_weeks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL,
    roster_id uuid NOT NULL,
    member_id uuid NOT NULL REFERENCES members (id),
    rank smallint NOT NULL CHECK (rank IN (1, 2)),
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    starts time NOT NULL,
    ends time NOT NULL,
    midnights smallint NOT NULL CHECK (midnights BETWEEN 0 AND 6),
    first_day date NOT NULL,
    last_day date CHECK (last_day >= first_day),
    written_to date NOT NULL,
    CHECK (midnights > 0 OR ends > starts),
    FOREIGN KEY (roster_id, organisation_id) REFERENCES rosters (id, organisation_id)
);
CREATE INDEX roster_weeks_of_roster ON roster_weeks (roster_id);
CREATE INDEX roster_weeks_to_write ON roster_weeks (written_to);

CREATE TABLE roster_slots (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL,
    roster_id uuid NOT NULL,
    rank smallint NOT NULL CHECK (rank IN (1, 2)),
    member_id uuid REFERENCES members (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    week_id uuid REFERENCES roster_weeks (id),
    week_day date,
    offered_at timestamptz,
    cancelled_at timestamptz,
    version integer NOT NULL DEFAULT 1,
    CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '8 days'),
    CHECK ((week_id IS NULL) = (week_day IS NULL)),
    CHECK (offered_at IS NULL OR (member_id IS NOT NULL AND cancelled_at IS NULL)),
    CONSTRAINT roster_slots_once_a_week UNIQUE (week_id, week_day),
    CONSTRAINT roster_slots_one_at_a_time EXCLUDE USING gist
        (roster_id WITH =, rank WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (cancelled_at IS NULL),
    FOREIGN KEY (roster_id, organisation_id) REFERENCES rosters (id, organisation_id)
);
CREATE INDEX roster_slots_of_member ON roster_slots (member_id, ends_at);

-- Who is on call is a colleague, and the roster is of a duty that the organisation has.
CREATE FUNCTION relais.is_a_colleague() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.member_id IS NOT NULL AND NOT EXISTS (SELECT FROM members m JOIN rosters r ON r.id = NEW.roster_id
        WHERE m.id = NEW.member_id AND m.organisation_id = NEW.organisation_id AND m.roles && CASE r.duty
            WHEN 'shelter' THEN ARRAY['shelter_coordinator', 'front_desk']
            WHEN 'pivot' THEN ARRAY['pivot_worker']
            WHEN 'fund' THEN ARRAY['fund_administrator']
            ELSE ARRAY['regional_coordinator'] END) THEN
        RAISE EXCEPTION 'on call is a colleague in a role of this duty' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'roster_of_colleagues', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_a_colleague BEFORE INSERT OR UPDATE OF member_id ON roster_slots
    FOR EACH ROW EXECUTE FUNCTION relais.is_a_colleague();
CREATE TRIGGER is_a_colleague BEFORE INSERT ON roster_weeks
    FOR EACH ROW EXECUTE FUNCTION relais.is_a_colleague();

-- Whoever leaves is on call no more: what was theirs from then on is a gap, and the organisation hears it (PIV-03).
CREATE FUNCTION relais.leaves_the_roster() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE roster_slots s SET member_id = NULL, offered_at = NULL, version = s.version + 1
    WHERE s.member_id = NEW.id AND s.cancelled_at IS NULL
        AND s.ends_at > greatest(relais.now(), NEW.ends_on::timestamp AT TIME ZONE 'UTC');
    IF FOUND THEN
        INSERT INTO tellings (at, topic, organisations, subject)
        VALUES (relais.now(), 'rosters', ARRAY[NEW.organisation_id], NULL);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER leaves_the_roster AFTER UPDATE OF ends_on ON members FOR EACH ROW
    WHEN (NEW.ends_on < OLD.ends_on) EXECUTE FUNCTION relais.leaves_the_roster();

ALTER FUNCTION relais.is_a_colleague() OWNER TO relais_lens;
ALTER FUNCTION relais.leaves_the_roster() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.is_a_colleague(), relais.leaves_the_roster() FROM PUBLIC;
"""

ACCESS = """
ALTER TABLE rosters ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_weeks ENABLE ROW LEVEL SECURITY;
ALTER TABLE roster_slots ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rosters TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own ON roster_weeks TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own ON roster_slots TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON rosters AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY in_role ON roster_weeks AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY in_role ON roster_slots AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY lens ON rosters FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON roster_weeks FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON roster_slots TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON rosters, roster_weeks, roster_slots TO relais_app;
GRANT UPDATE (last_day, written_to) ON roster_weeks TO relais_app;
GRANT UPDATE (member_id, offered_at, cancelled_at, version) ON roster_slots TO relais_app;
GRANT SELECT ON rosters, roster_weeks, roster_slots TO relais_lens;
GRANT UPDATE (member_id, offered_at, version) ON roster_slots TO relais_lens;
GRANT INSERT (at, topic, organisations, subject) ON tellings TO relais_lens;

-- Weeks whose slots end sooner than so many days from now: for the job that writes them ahead.
CREATE FUNCTION relais.due_rosters(p_limit integer, p_days integer)
RETURNS TABLE (roster_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT w.roster_id, w.organisation_id FROM roster_weeks w
    WHERE w.written_to < (relais.now() AT TIME ZONE 'UTC')::date + p_days
        AND (w.last_day IS NULL OR w.written_to < w.last_day)
    ORDER BY w.roster_id LIMIT p_limit;
$$;
ALTER FUNCTION relais.due_rosters(integer, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.due_rosters(integer, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.due_rosters(integer, integer) TO relais_worker;
"""

PARTS = (TABLES, ACCESS)
