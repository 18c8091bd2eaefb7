"""Duty numbers are sealed: a copy of the database calls nobody (SAF-09). Who may read one opens it with a key."""

SQL = """
DROP FUNCTION relais.organisation_card(uuid);
DROP FUNCTION relais.partners_of_kind(text);
DROP FUNCTION relais.shelter_cards(bigint[]);
DROP FUNCTION relais.shelter_requests();
DROP FUNCTION relais.expected_arrivals();

-- No migration holds a key: what stood here in clear is gone, and each organisation writes its number again.
ALTER TABLE organisations DROP COLUMN duty_number;
ALTER TABLE organisations ADD COLUMN duty_number bytea;
GRANT SELECT (duty_number) ON organisations TO relais_lens;
GRANT UPDATE (duty_number) ON organisations TO relais_app;

-- What one organisation may know of another: that it exists, its name, kind and duty number.
CREATE FUNCTION relais.organisation_card(organisation uuid)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT o.id, o.name, o.kind, o.regions, o.duty_number FROM organisations o WHERE o.id = organisation;
$$;

-- Organisations of one kind that share a network with the caller's: whom a pivot hand-over may name.
CREATE FUNCTION relais.partners_of_kind(wanted text)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT DISTINCT o.id, o.name, o.kind, o.regions, o.duty_number
    FROM network_members mine
    JOIN network_members theirs ON theirs.network_id = mine.network_id
    JOIN organisations o ON o.id = theirs.organisation_id
    WHERE mine.organisation_id = (SELECT relais.organisation()) AND o.kind = wanted;
$$;

CREATE FUNCTION relais.shelter_cards(p_keys bigint[])
RETURNS TABLE (key bigint, id uuid, name text, kind text, region text, city text, time_zone text,
    turnover_hour smallint, security_level text, languages text[], min_nights integer, max_nights integer,
    counted_at timestamptz, count_source text, fresh_for_minutes integer, required integer,
    flexible integer, profile jsonb, organisation_id uuid, duty_number bytea,
    asked_at timestamptz, night_ends_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE sees boolean := relais.sees_the_board();
BEGIN
    RETURN QUERY SELECT s.key, s.id, s.name, s.kind, s.region, s.city, s.time_zone, s.turnover_hour, s.security_level,
        s.languages, s.min_nights, s.max_nights, s.counted_at, s.count_source, s.fresh_for_minutes, s.required,
        s.flexible, s.profile, s.organisation_id, o.duty_number,
        s.asked_at, relais.night_end(at.now, s.turnover_hour, s.time_zone)
    FROM (SELECT relais.now() OFFSET 0) at (now)  -- read once: night_end is then part of the statement, not called
        CROSS JOIN shelters s JOIN organisations o ON o.id = s.organisation_id
    WHERE s.key = ANY (p_keys) AND (s.organisation_id = relais.organisation() OR (s.published AND sees));
END $$;

-- What a shelter's phone shows: who is expected and when, whom to call; never who asked, but to its coordinator.
CREATE FUNCTION relais.shelter_requests()
RETURNS TABLE (request_id uuid, code text, shelter_id uuid, shelter_name text, state text, places integer,
    accepted integer, asked_at timestamptz, answer_by timestamptz, decline_reason text, window_starts_at timestamptz,
    window_ends_at timestamptz, nights integer, people jsonb, languages text[], duty_of uuid, duty_number bytea,
    partner_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.id, r.code, h.id, h.name,
        CASE WHEN r.state = 'requested' AND r.answer_by <= relais.now() THEN 'no_answer' ELSE r.state END,
        r.places::integer, r.accepted::integer, r.asked_at, r.answer_by, r.decline_reason, o.window_starts_at,
        o.window_ends_at, o.nights::integer,
        (SELECT jsonb_agg(jsonb_build_object('gender', p.gender, 'age_band', p.age_band, 'together', p.family IS
            NOT NULL)
                ORDER BY p.number)
            FROM request_places rp JOIN places b ON b.id = rp.place_id
                JOIN places p ON p.operation_id = o.id AND (p.id = b.id OR p.family = b.family)
            WHERE rp.request_id = r.id AND p.withdrawn_at IS NULL),
        o.languages, c.id, c.duty_number,
        (SELECT x.name FROM organisations x WHERE x.id = o.organisation_id)
    FROM operation_requests r
        JOIN operations o ON o.id = r.operation_id
        JOIN shelters h ON h.key = r.shelter_key
        LEFT JOIN organisations c ON c.id = relais.coordination_of(h.region)
    WHERE r.shelter_organisation_id = relais.organisation()
    ORDER BY r.state <> 'requested', r.asked_at DESC, r.id LIMIT 200;
$$;

CREATE FUNCTION relais.expected_arrivals()
RETURNS TABLE (place_id uuid, claim_id uuid, shelter_id uuid, shelter_name text, gender text, age_band text,
    together_with uuid, state text, window_starts_at timestamptz, window_ends_at timestamptz, held_until timestamptz,
    nights integer, languages text[], duty_of uuid, duty_number bytea, partner_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, c.id, h.id, h.name, p.gender, p.age_band, p.family,
        CASE WHEN p.arrived_at IS NULL THEN 'held' ELSE 'arrived' END,
        o.window_starts_at, o.window_ends_at, c.lapses_at, o.nights::integer, o.languages, d.id, d.duty_number,
        (SELECT x.name FROM organisations x WHERE x.id = o.organisation_id)
    FROM claims c
        JOIN places b ON b.id = c.place_id
        JOIN places p ON p.operation_id = b.operation_id AND (p.id = b.id OR p.family = b.family)
        JOIN operations o ON o.id = b.operation_id
        JOIN shelters h ON h.key = c.shelter_key
        LEFT JOIN organisations d ON d.id = relais.coordination_of(h.region)
    WHERE c.organisation_id = relais.organisation() AND c.place_id IS NOT NULL AND c.state = 'live'
        AND (c.lapses_at IS NULL OR c.lapses_at > relais.now()) AND p.withdrawn_at IS NULL
    ORDER BY o.window_starts_at, h.key, p.number LIMIT 500;
$$;

ALTER FUNCTION relais.organisation_card(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.partners_of_kind(text) OWNER TO relais_lens;
ALTER FUNCTION relais.shelter_cards(bigint[]) OWNER TO relais_lens;
ALTER FUNCTION relais.shelter_requests() OWNER TO relais_lens;
ALTER FUNCTION relais.expected_arrivals() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.organisation_card(uuid), relais.partners_of_kind(text),
    relais.shelter_cards(bigint[]), relais.shelter_requests(), relais.expected_arrivals() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.organisation_card(uuid), relais.partners_of_kind(text),
    relais.shelter_cards(bigint[]), relais.shelter_requests(), relais.expected_arrivals() TO relais_app;
"""
