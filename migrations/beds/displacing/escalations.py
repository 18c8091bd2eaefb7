"""A promise that a fact displaced: whether somebody still needs it, where else it could be, and how it comes back.

Whoever is told of it may take a place: the house on its own beds, the holder there too, and the coordination of the
region for an operation's place, wherever an agreement gives one (BED-16, OPS-02, OPS-13). The same claim comes back to
life on another bed: nothing is doubled, whatever hears of it twice.
"""

TABLE = """
ALTER TABLE escalations DROP CONSTRAINT escalations_one_per_claim;
CREATE UNIQUE INDEX escalations_one_open_per_claim ON escalations (claim_id) WHERE settled_at IS NULL;
CREATE INDEX escalations_of_shelter ON escalations (shelter_key) WHERE settled_at IS NULL;
ALTER TABLE escalations ADD COLUMN outcome text
    CHECK (outcome IN ('moved', 'by_itself', 'elsewhere', 'not_needed', 'over'));
UPDATE escalations SET outcome = 'not_needed' WHERE settled_at IS NOT NULL;
ALTER TABLE escalations ADD CONSTRAINT escalations_end_with_an_outcome
    CHECK ((settled_at IS NULL) = (outcome IS NULL));
GRANT UPDATE (outcome) ON escalations TO relais_app;
GRANT UPDATE (settled_at, settled_by, outcome) ON escalations TO relais_lens;
CREATE POLICY lens_settles ON escalations FOR UPDATE TO relais_lens USING (true) WITH CHECK (true);
"""

OPEN = """
-- The open escalations of a shelter or one by its id, with the promise and until when it is needed: null when nobody
-- waits for it any more. For functions of this room only.
CREATE FUNCTION relais.displaced(p_shelter bigint, p_escalation uuid)
RETURNS TABLE (escalation_id uuid, shelter_key bigint, organisation_id uuid, claim_key bigint, claim_id uuid,
    bed_key bigint, pool_key bigint, kind text, starts_at timestamptz, ends_at timestamptz, needed_until timestamptz,
    free_to_move boolean, referral_id uuid, place_id uuid, operation_id uuid, agreement_id uuid,
    holder_organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.id, c.shelter_key, c.organisation_id, c.key, c.id, c.bed_key, c.pool_key, c.kind,
        greatest(c.starts_at, relais.now()), c.ends_at,
        CASE WHEN c.state <> 'displaced' OR c.ends_at <= relais.now() THEN NULL
            WHEN c.referral_id IS NOT NULL THEN (
                SELECT least(r.held_until, c.ends_at) FROM referrals r WHERE r.id = c.referral_id
                    AND r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until > relais.now()
                    AND (SELECT count(*) FROM claims x WHERE x.referral_id = r.id AND x.state = 'live'
                        AND (x.lapses_at IS NULL OR x.lapses_at > relais.now())) < r.beds)
            WHEN c.place_id IS NOT NULL THEN (
                SELECT least(o.window_ends_at, c.ends_at) FROM relais.place_states(me.operation_id) s
                    JOIN operations o ON o.id = me.operation_id
                WHERE s.place_id = c.place_id AND s.state IN ('waiting', 'asked')
                    AND o.state IN ('planned', 'held', 'launched') AND o.window_ends_at > relais.now()
                    AND relais.needed_over(o.window_starts_at, o.window_ends_at, o.nights, c.shelter_key)
                        <@ tstzrange(c.starts_at, c.ends_at))
            WHEN c.lapses_at > relais.now() THEN c.lapses_at END,
        -- While another house is asked for the place it waits for that answer; and no agreement gives more than it has.
        (c.place_id IS NULL OR EXISTS (SELECT FROM relais.place_states(me.operation_id) s
            WHERE s.place_id = c.place_id AND s.state = 'waiting'))
            AND (v.agreement_id IS NULL OR relais.agreement_used(v.agreement_id) < (
                SELECT b.places FROM bed_agreements b WHERE b.id = v.agreement_id)),
        c.referral_id, c.place_id, me.operation_id, v.agreement_id, c.holder_organisation_id
    FROM escalations e JOIN claims c ON c.id = e.claim_id
        LEFT JOIN places me ON me.id = c.place_id
        LEFT JOIN reservations v ON v.place_id = c.place_id AND v.shelter_key = c.shelter_key
    WHERE e.settled_at IS NULL AND (e.shelter_key = p_shelter OR e.id = p_escalation)
    ORDER BY c.key
$$;

-- The same for the house itself, with whom each promise is for.
CREATE FUNCTION relais.displaced_of_house(p_shelter bigint)
RETURNS TABLE (escalation_id uuid, claim_key bigint, claim_id uuid, bed_key bigint, kind text, starts_at timestamptz,
    ends_at timestamptz, needed_until timestamptz, free_to_move boolean, referral_id uuid, place_id uuid,
    holder_organisation_id uuid, genders smallint, age_bands smallint, family_bands smallint,
    sleepers smallint, in_family boolean, may_be_set_aside boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.escalation_id, d.claim_key, d.claim_id, d.bed_key, d.kind, d.starts_at, d.ends_at, d.needed_until,
        d.free_to_move, d.referral_id, d.place_id, d.holder_organisation_id, n.genders, n.age_bands, n.family_bands,
        n.sleeps, n.family, n.set_aside
    FROM relais.displaced(p_shelter, NULL) d LEFT JOIN LATERAL relais.needs_of_claim(d.claim_key) n ON true
    WHERE d.organisation_id = relais.organisation() AND relais.holds('shelter_coordinator', 'front_desk')
$$;

CREATE FUNCTION relais.due_displaced(p_limit integer) RETURNS TABLE (shelter_key bigint, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.shelter_key, e.shelter_organisation_id FROM escalations e WHERE e.settled_at IS NULL
    GROUP BY e.shelter_key, e.shelter_organisation_id ORDER BY e.shelter_key LIMIT p_limit
$$;
"""

WHO = """
-- As whom the caller is told of this escalation: `house`, `holder`, `coordination`, or null. Never police.
CREATE FUNCTION relais.told_of(p_escalation uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT CASE
        WHEN e.shelter_organisation_id = relais.organisation() AND relais.holds('shelter_coordinator', 'front_desk')
            THEN 'house'
        WHEN e.organisation_id = relais.organisation() AND e.place_id IS NULL AND relais.holds('pivot_worker')
            AND o.kind <> 'police' THEN 'holder'
        WHEN o.kind = 'coordination' AND s.region = ANY (o.regions) AND relais.holds('regional_coordinator')
            THEN 'coordination' END
    FROM escalations e JOIN shelters s ON s.key = e.shelter_key
        JOIN organisations o ON o.id = relais.organisation()
    WHERE e.id = p_escalation
$$;
"""

ABOUT = """
-- Whom an escalation concerns; to those who are told of it. Of whoever holds a place for an operation nothing (OPS-11).
CREATE FUNCTION relais.about_displaced(p_escalation uuid)
RETURNS TABLE (shelter_organisation_id uuid, holder uuid, region text, referral_id uuid, place_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT e.shelter_organisation_id, CASE WHEN e.place_id IS NULL THEN e.organisation_id END, s.region, e.referral_id,
        e.place_id
    FROM escalations e JOIN shelters s ON s.key = e.shelter_key
    WHERE e.id = p_escalation AND relais.told_of(e.id) IS NOT NULL
$$;
ALTER FUNCTION relais.about_displaced(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.about_displaced(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.about_displaced(uuid) TO relais_app;
"""

PLACES = """
CREATE INDEX availability_of_hotels ON availability (region, shelter_key, pool_key)
    WHERE published AND vetted AND kind = 'hotel_partner';

-- Where a displaced promise could be: every pool with a bed that is free for all of it. `here` it needs nobody's leave;
-- `agreement` is another house that gives this service places; the others are to be called or asked. `fits` says
-- whether gender, age, size and family are met: where they are not, only the house itself decides (ADM-01).
CREATE FUNCTION relais.places_instead(p_escalation uuid)
RETURNS TABLE (pool_key bigint, pool_id uuid, shelter_id uuid, shelter_name text, kind text, way text, free integer,
    fits boolean, agreement_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    told text := relais.told_of(p_escalation);
    d record;
    n record;
    o operations%ROWTYPE;
    region_there text;
BEGIN
    IF told IS NULL THEN RETURN; END IF;
    SELECT * INTO d FROM relais.displaced(NULL, p_escalation);
    IF d.needed_until IS NULL OR NOT d.free_to_move THEN RETURN; END IF;
    SELECT * INTO n FROM relais.needs_of_claim(d.claim_key);
    SELECT op.* INTO o FROM operations op WHERE op.id = d.operation_id;
    SELECT s.region INTO STRICT region_there FROM shelters s WHERE s.key = d.shelter_key;
    RETURN QUERY
    -- First those there, then some of the region, by its index: a country has thousands of houses, a screen has fifty.
    WITH open AS MATERIALIZED (
        SELECT a.* FROM availability a
        WHERE a.shelter_key = d.shelter_key AND a.beds > 0 AND (a.published OR told = 'house')
            AND (a.available_until IS NULL OR a.available_until >= d.ends_at)
        UNION ALL
        SELECT a.* FROM (SELECT DISTINCT g.shelter_key FROM bed_agreements g
                WHERE told <> 'house' AND d.place_id IS NOT NULL AND g.shelter_key <> d.shelter_key
                    AND g.partner_organisation_id = d.holder_organisation_id) g
            CROSS JOIN LATERAL (SELECT x.* FROM availability x WHERE x.shelter_key = g.shelter_key OFFSET 0) a
        WHERE a.region = region_there AND a.published AND a.beds > 0 AND a.kind <> 'hotel_partner'
            AND (a.available_until IS NULL OR a.available_until >= d.ends_at)
        UNION ALL
        SELECT f.* FROM (
            SELECT a.* FROM availability a
            WHERE told <> 'house' AND a.region = region_there AND a.kind = 'hotel_partner' AND a.vetted AND a.published
                AND a.shelter_key <> d.shelter_key AND a.beds > 0
                AND (a.available_until IS NULL OR a.available_until >= d.ends_at)
            ORDER BY a.shelter_key, a.pool_key LIMIT 50) f
        UNION ALL
        SELECT f.* FROM (
            SELECT a.* FROM availability a
            WHERE told <> 'house' AND d.place_id IS NULL AND a.region = region_there AND a.published AND a.free > 0
                AND a.kind <> 'hotel_partner' AND a.shelter_key <> d.shelter_key AND a.beds > 0
                AND (a.available_until IS NULL OR a.available_until >= d.ends_at)
            ORDER BY a.counted_at DESC, a.shelter_key, a.pool_key LIMIT 400) f),
    judged AS MATERIALIZED (
        SELECT w.*, coalesce(w.genders & n.genders = n.genders AND w.sleeps >= n.sleeps
                AND w.age_bands & (n.age_bands | CASE WHEN w.family_unit THEN 0 ELSE n.family_bands END)
                    = (n.age_bands | CASE WHEN w.family_unit THEN 0 ELSE n.family_bands END)
                AND (w.family_unit OR NOT n.family) AND (n.set_aside OR NOT w.set_aside), false) AS fits,
            CASE WHEN w.shelter_key = d.shelter_key THEN 'here' WHEN g.id IS NOT NULL THEN 'agreement'
                WHEN w.kind = 'hotel_partner' THEN 'hotel' ELSE 'refer' END AS way, g.id AS agreement
        FROM open w LEFT JOIN LATERAL (
            SELECT b.id FROM bed_agreements b
            WHERE d.place_id IS NOT NULL AND b.shelter_key = w.shelter_key
                AND b.partner_organisation_id = d.holder_organisation_id
                AND relais.agreement_gives(b, o.window_starts_at, o.window_ends_at)
                AND b.places > relais.agreement_used(b.id) ORDER BY b.id LIMIT 1) g ON true),
    listed AS MATERIALIZED (
        SELECT j.* FROM judged j
        WHERE CASE j.way WHEN 'here' THEN j.fits OR told = 'house'
            WHEN 'agreement' THEN j.fits AND relais.apart(d.operation_id, d.place_id, j.shelter_key)
                AND relais.police_may_know(j.shelter_key, d.holder_organisation_id)
            WHEN 'hotel' THEN j.fits AND j.vetted
            ELSE j.fits AND d.place_id IS NULL AND j.security > 0 AND j.required = 0 END
        ORDER BY array_position(ARRAY['here', 'agreement', 'refer', 'hotel'], j.way), NOT j.fits, j.set_aside,
            j.sleeps, j.pool_key
        LIMIT 60),
    busy AS MATERIALIZED (
        SELECT y.pool_key, count(*)::int AS taken
        FROM relais.busy_beds(ARRAY (SELECT l.pool_key FROM listed l), d.starts_at, d.ends_at) y
            CROSS JOIN LATERAL (SELECT FROM beds b WHERE b.key = y.bed_key AND b.active OFFSET 0) b
        GROUP BY y.pool_key)
    SELECT l.pool_key, p.id, s.id, s.name, s.kind, l.way, l.beds - coalesce(b.taken, 0), l.fits, l.agreement
    FROM listed l LEFT JOIN busy b ON b.pool_key = l.pool_key
        CROSS JOIN LATERAL (SELECT x.id FROM pools x WHERE x.key = l.pool_key OFFSET 0) p
        CROSS JOIN LATERAL (SELECT x.id, x.name, x.kind FROM shelters x WHERE x.key = l.shelter_key OFFSET 0) s
    WHERE l.beds > coalesce(b.taken, 0)
    ORDER BY array_position(ARRAY['here', 'agreement', 'refer', 'hotel'], l.way), NOT l.fits, l.set_aside, l.sleeps,
        l.pool_key
    LIMIT 50;
END $$;

-- Whether nobody who is kept apart from this place is at that house, and nobody was refused at its door (OPS-07).
CREATE FUNCTION relais.apart(p_operation uuid, p_place uuid, p_shelter bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT NOT EXISTS (SELECT FROM door_refusals r WHERE r.operation_id = p_operation AND r.shelter_key = p_shelter)
        AND NOT EXISTS (
        SELECT FROM relais.place_states(p_operation) other JOIN places me ON me.id = p_place
        WHERE other.shelter_key = p_shelter AND other.state IN ('held', 'arrived')
            AND coalesce(other.family, other.place_id) <> coalesce(me.family, me.id)
            AND (other.label = me.label OR other.alone OR me.alone))
$$;
"""

TAKE = """
-- Waits for whoever arranges or answers for the same people, then for whoever promises beds of that pool.
CREATE FUNCTION relais.lock_displaced(p_escalation uuid, p_pool bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM 1 FROM operations o JOIN places p ON p.operation_id = o.id JOIN escalations e ON e.place_id = p.id
        WHERE e.id = p_escalation FOR UPDATE OF o;
    PERFORM 1 FROM referrals r JOIN escalations e ON e.referral_id = r.id WHERE e.id = p_escalation FOR UPDATE OF r;
    PERFORM 1 FROM bed_agreements b WHERE b.id IN (SELECT v.agreement_id FROM reservations v
        JOIN escalations e ON e.place_id = v.place_id WHERE e.id = p_escalation)
        OR b.shelter_key = (SELECT a.shelter_key FROM availability a WHERE a.pool_key = p_pool)
        ORDER BY b.id FOR UPDATE;
    PERFORM 1 FROM availability a WHERE a.pool_key = p_pool FOR UPDATE;
    PERFORM 1 FROM escalations e WHERE e.id = p_escalation FOR UPDATE;
END $$;

-- The promise lives again on a bed of its own house, as the house, its holder or the coordination chose it.
CREATE FUNCTION relais.revive(p_escalation uuid, p_pool bigint, p_bed bigint, p_outcome text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE d record; chosen bigint;
BEGIN
    IF relais.told_of(p_escalation) IS NULL OR p_outcome NOT IN ('moved', 'by_itself') THEN RETURN NULL; END IF;
    PERFORM relais.lock_displaced(p_escalation, p_pool);
    SELECT * INTO d FROM relais.displaced(NULL, p_escalation);
    IF d.needed_until IS NULL OR NOT d.free_to_move THEN RETURN NULL; END IF;
    UPDATE claims c SET state = 'lapsed', ended_at = relais.now()
        WHERE c.pool_key = p_pool AND c.state = 'live' AND c.lapses_at <= relais.now();
    SELECT b.key INTO chosen FROM beds b
    WHERE b.pool_key = p_pool AND b.shelter_key = d.shelter_key AND b.active AND (p_bed IS NULL OR b.key = p_bed)
        AND b.key NOT IN (SELECT y.bed_key FROM relais.busy_beds(ARRAY[p_pool], d.starts_at, d.ends_at) y)
    ORDER BY b.key LIMIT 1;
    IF chosen IS NULL THEN RETURN NULL; END IF;
    UPDATE claims c SET state = 'live', ended_at = NULL, bed_key = chosen, pool_key = p_pool,
        starts_at = d.starts_at, lapses_at = d.needed_until WHERE c.key = d.claim_key;
    UPDATE escalations e SET settled_at = relais.now(), settled_by = relais.member(), outcome = p_outcome
        WHERE e.id = p_escalation;
    RETURN d.claim_id;
END $$;

-- A coordination takes an operation's place at a house that agreed to give some (OPS-02): a new claim there.
CREATE FUNCTION relais.take_instead(p_escalation uuid, p_pool bigint)
RETURNS TABLE (claim_id uuid, shelter_organisation_id uuid, operation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    d record; o operations%ROWTYPE; given record; needed tstzrange;
BEGIN
    IF relais.told_of(p_escalation) IS DISTINCT FROM 'coordination' THEN RETURN; END IF;
    PERFORM relais.lock_displaced(p_escalation, p_pool);
    SELECT * INTO d FROM relais.displaced(NULL, p_escalation);
    SELECT op.* INTO o FROM operations op WHERE op.id = d.operation_id;
    SELECT i.*, a.shelter_key, a.organisation_id INTO given FROM relais.places_instead(p_escalation) i
        JOIN availability a ON a.pool_key = i.pool_key WHERE i.pool_key = p_pool AND i.way = 'agreement';
    IF NOT FOUND THEN RETURN; END IF;
    needed := relais.needed_over(o.window_starts_at, o.window_ends_at, o.nights, given.shelter_key);
    PERFORM set_config('relais.organisation', d.holder_organisation_id::text, true);
    SELECT t.claim_id INTO claim_id FROM relais.claim_beds(ARRAY[p_pool], ARRAY[1], 'reservation', lower(needed),
        upper(needed), o.window_ends_at, d.holder_organisation_id, NULL, ARRAY[d.place_id]) t;
    PERFORM set_config('relais.organisation', caller, true);
    IF claim_id IS NULL THEN RETURN; END IF;
    INSERT INTO reservations AS r (place_id, shelter_key, operation_id, organisation_id, agreement_id, made_at)
    VALUES (d.place_id, given.shelter_key, o.id, d.holder_organisation_id, given.agreement_id, relais.now())
    ON CONFLICT (place_id, shelter_key) DO UPDATE SET agreement_id = excluded.agreement_id, request_id = NULL,
        made_at = excluded.made_at;
    UPDATE escalations e SET settled_at = relais.now(), settled_by = relais.member(), outcome = 'elsewhere'
        WHERE e.id = p_escalation;
    shelter_organisation_id := given.organisation_id; operation_id := o.id;
    RETURN NEXT;
END $$;
"""

CLIMBS = """
-- A displaced promise asks whoever is on call at the house, then the coordination of the region when nobody answers,
-- until it would begin or is needed no more (OPS-04, OPS-12). Whoever holds it for an operation is not said (OPS-11).
CREATE FUNCTION relais.escalation_climbs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.settled_at IS NULL THEN
        PERFORM relais.climb('displaced', NEW.id, NEW.shelter_organisation_id, 'shelter',
            CASE WHEN d.starts_at > relais.now() THEN least(d.starts_at, d.needed_until) ELSE d.needed_until END,
            s.region, s.id, NULL, NULL, CASE WHEN NEW.place_id IS NULL THEN NEW.organisation_id END)
        FROM relais.displaced(NULL, NEW.id) d JOIN shelters s ON s.key = d.shelter_key
        WHERE d.needed_until IS NOT NULL;
    ELSE
        UPDATE askings SET outcome = NEW.outcome, ended_at = relais.now()
        WHERE kind = 'displaced' AND subject = NEW.id AND outcome IS NULL;
    END IF;
    RETURN NULL;
END $$;
ALTER FUNCTION relais.escalation_climbs() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.escalation_climbs() FROM PUBLIC;
CREATE TRIGGER begins_to_climb AFTER INSERT ON escalations FOR EACH ROW WHEN (NEW.settled_at IS NULL)
    EXECUTE FUNCTION relais.escalation_climbs();
CREATE TRIGGER climbs AFTER UPDATE OF settled_at ON escalations FOR EACH ROW
    WHEN (OLD.settled_at IS NULL AND NEW.settled_at IS NOT NULL) EXECUTE FUNCTION relais.escalation_climbs();
"""

RIGHTS = """
ALTER FUNCTION relais.displaced(bigint, uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.displaced_of_house(bigint) OWNER TO relais_lens;
ALTER FUNCTION relais.due_displaced(integer) OWNER TO relais_lens;
ALTER FUNCTION relais.told_of(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.places_instead(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.apart(uuid, uuid, bigint) OWNER TO relais_lens;
ALTER FUNCTION relais.revive(uuid, bigint, bigint, text) OWNER TO relais_lens;
ALTER FUNCTION relais.take_instead(uuid, bigint) OWNER TO relais_lens;
ALTER FUNCTION relais.lock_displaced(uuid, bigint) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.displaced(bigint, uuid), relais.displaced_of_house(bigint),
    relais.due_displaced(integer), relais.told_of(uuid), relais.places_instead(uuid),
    relais.apart(uuid, uuid, bigint), relais.revive(uuid, bigint, bigint, text), relais.take_instead(uuid, bigint),
    relais.lock_displaced(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.displaced_of_house(bigint), relais.told_of(uuid), relais.places_instead(uuid),
    relais.revive(uuid, bigint, bigint, text), relais.take_instead(uuid, bigint) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.due_displaced(integer) TO relais_worker;
"""

SQL = TABLE + OPEN + WHO + ABOUT + PLACES + TAKE + RIGHTS + CLIMBS
