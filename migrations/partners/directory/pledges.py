"""What organisations promise to do, searchable by need, by accredited members alone (AGR-03, CNF-05, PIV-10)."""

TABLES = """
-- Codes, dates and numbers only: there is no place for a person's name, nor for one's own telephone (SAF-09).
CREATE TABLE pledges (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    need text NOT NULL CHECK (need ~ '^[a-z_]{3,30}$'),
    free boolean NOT NULL,
    fee_cents integer CHECK (fee_cents > 0),
    regions text[] NOT NULL CHECK (cardinality(regions) BETWEEN 1 AND 13),
    languages text[] NOT NULL DEFAULT '{}',
    conditions text[] NOT NULL DEFAULT '{}',
    on_call boolean NOT NULL DEFAULT false,
    starts_on date NOT NULL,
    until date NOT NULL,
    declared_by uuid NOT NULL REFERENCES members,
    declared_at timestamptz NOT NULL,
    withdrawn_at timestamptz CHECK (withdrawn_at >= declared_at),
    CHECK (until BETWEEN starts_on AND starts_on + 1100),
    CHECK (NOT (free AND fee_cents IS NOT NULL))
);
-- One word of an organisation for a need in the same regions: to say it again is to say it anew.
CREATE UNIQUE INDEX pledges_one_word ON pledges (organisation_id, need, regions) WHERE withdrawn_at IS NULL;
CREATE INDEX pledges_by_need ON pledges (need, until) WHERE withdrawn_at IS NULL;
ALTER TABLE pledges ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON pledges TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON pledges AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('pivot_worker', 'shelter_coordinator', 'fund_administrator', 'regional_coordinator')));
CREATE POLICY lens ON pledges FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT, UPDATE (free, fee_cents, languages, conditions, on_call, starts_on, until, declared_by,
    declared_at, withdrawn_at) ON pledges TO relais_app;
GRANT SELECT ON pledges TO relais_lens;

-- Police are in no directory (POL-03).
CREATE FUNCTION relais.pledges_of_partners() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM organisations o WHERE o.id = NEW.organisation_id AND o.kind IN ('police', 'audit')) THEN
        RAISE EXCEPTION 'police and auditors promise no service' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'pledges_of_partners', TABLE = 'pledges';
    END IF;
    IF EXISTS (SELECT FROM unnest(NEW.regions) named WHERE NOT EXISTS (SELECT FROM regions r WHERE r.code = named)) THEN
        RAISE EXCEPTION 'a region that is not known' USING
            ERRCODE = 'foreign_key_violation', CONSTRAINT = 'pledges_known_regions', TABLE = 'pledges';
    END IF;
    -- A directory is read by people: one organisation does not fill it. Two of its people count one after another.
    PERFORM pg_advisory_xact_lock(hashtextextended('pledges:' || NEW.organisation_id::text, 0));
    IF (SELECT count(*) FROM pledges p WHERE p.organisation_id = NEW.organisation_id AND p.withdrawn_at IS NULL
            AND (p.need, p.regions) IS DISTINCT FROM (NEW.need, NEW.regions)) >= 200 THEN
        RAISE EXCEPTION 'two hundred promises of one organisation' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'pledges_at_most', TABLE = 'pledges';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_partners BEFORE INSERT ON pledges FOR EACH ROW EXECUTE FUNCTION relais.pledges_of_partners();
"""

READING = """
-- Whether somebody may look into the directory: a member in a role that works with people, houses or money, of an
-- organisation that is accredited today and is no police service.
CREATE FUNCTION relais.reads_the_directory() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind <> 'police'
        AND coalesce(o.accredited_until > relais.now(), true))
    AND relais.member() IS NOT NULL
    AND relais.holds('pivot_worker', 'shelter_coordinator', 'front_desk', 'fund_administrator',
        'regional_coordinator');
$$;

-- The promises that hold today, of one's own organisation and of accredited ones that share a network with it. The
-- day is the region's own; the number is the organisation's, sealed.
CREATE FUNCTION relais.pledges_today(p_needs text[], p_region text)
RETURNS TABLE (id uuid, organisation_id uuid, organisation text, duty_number bytea, need text, free boolean,
    fee_cents integer, regions text[], languages text[], conditions text[], on_call boolean, until date,
    declared_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.organisation_id, o.name, o.duty_number, p.need, p.free, p.fee_cents, p.regions, p.languages,
        p.conditions, p.on_call, p.until, p.declared_at
    FROM pledges p JOIN organisations o ON o.id = p.organisation_id
        JOIN regions r ON r.code = coalesce(p_region, p.regions[1])
    WHERE (SELECT relais.reads_the_directory()) AND p.withdrawn_at IS NULL
        AND (relais.now() AT TIME ZONE r.time_zone)::date BETWEEN p.starts_on AND p.until
        AND (p_needs IS NULL OR p.need = ANY (p_needs)) AND (p_region IS NULL OR p_region = ANY (p.regions))
        AND coalesce(o.accredited_until > relais.now(), true)
        AND (p.organisation_id = relais.organisation() OR EXISTS (
            SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
            WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = p.organisation_id))
    ORDER BY p.on_call DESC, p.free DESC, o.name, p.id LIMIT 500;
$$;
ALTER FUNCTION relais.pledges_of_partners() OWNER TO relais_lens;
ALTER FUNCTION relais.reads_the_directory() OWNER TO relais_lens;
ALTER FUNCTION relais.pledges_today(text[], text) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.reads_the_directory(), relais.pledges_today(text[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.reads_the_directory(), relais.pledges_today(text[], text) TO relais_app;
GRANT SELECT ON regions TO relais_lens;
"""

LINES = """
-- Who answers at any hour, whatever the province: as of a day, from a source. A later day takes an earlier one's place.
CREATE TABLE open_lines (
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{3,20}$'),
    stated_on date NOT NULL,
    number text NOT NULL CHECK (number ~ '^1-[0-9]{3}-[0-9]{3}-[0-9]{4}$'),
    name_fr text NOT NULL CHECK (length(name_fr) BETWEEN 1 AND 200),
    name_en text NOT NULL CHECK (length(name_en) BETWEEN 1 AND 200),
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    PRIMARY KEY (kind, stated_on)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON open_lines
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE open_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON open_lines FOR SELECT TO relais_app USING (true);
GRANT SELECT ON open_lines TO relais_app;
INSERT INTO open_lines (kind, stated_on, number, name_fr, name_en, source) VALUES
    ('hotline', '2026-11-22', '1-833-900-1010', 'Ligne d''urgence canadienne contre la traite des personnes',
     'Canadian Human Trafficking Hotline', 'The hotline''s own annual report (24 hours, 200 languages)');
"""

SQL = TABLES + READING + LINES
