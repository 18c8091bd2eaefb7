"""The promises that one organisation makes on another's beds: the only way to write across organisations (BED-16)."""

SQL = """
CREATE FUNCTION relais.take_beds(
    p_pool_keys bigint[], p_counts integer[], p_kind text, p_starts_at timestamptz, p_ends_at timestamptz,
    p_lapses_at timestamptz, p_holder uuid, p_referral_id uuid DEFAULT NULL, p_place_ids uuid[] DEFAULT NULL)
RETURNS TABLE (claim_id uuid, pool_key bigint, place_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF p_holder IS NULL OR p_holder IS DISTINCT FROM relais.organisation() THEN
        RAISE EXCEPTION 'a promise is made in one''s own name' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF p_kind IS NULL OR p_kind NOT IN ('hold', 'reservation') OR p_starts_at IS NULL OR p_ends_at IS NULL
        OR p_lapses_at IS NULL OR p_starts_at >= p_ends_at OR p_ends_at <= relais.now() OR p_lapses_at <= relais.now()
        OR cardinality(p_pool_keys) IS DISTINCT FROM cardinality(p_counts) OR array_position(p_counts, NULL) IS NOT NULL
        OR 0 > ANY (p_counts) OR (SELECT sum(n) FROM unnest(p_counts) n) > 1000
        OR (SELECT count(*) <> count(DISTINCT k) FROM unnest(p_pool_keys) k) THEN
        RAISE EXCEPTION 'this is not a promise that can be made' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key = ANY (p_pool_keys) ORDER BY a.pool_key FOR UPDATE;
    UPDATE claims c SET state = 'lapsed', ended_at = relais.now()
        WHERE c.pool_key = ANY (p_pool_keys) AND c.state = 'live' AND c.lapses_at <= relais.now();
    RETURN QUERY
    WITH wish AS (
        SELECT w.pool, w.wanted, (sum(w.wanted) OVER (ORDER BY w.ord) - w.wanted)::int AS before
        FROM unnest(p_pool_keys, p_counts) WITH ORDINALITY AS w (pool, wanted, ord)),
    busy AS MATERIALIZED (SELECT b.bed_key FROM relais.busy_beds(p_pool_keys, p_starts_at, p_ends_at) b),
    -- Whoever is in a bed now may stay longer than noted: a later promise goes to an empty bed first.
    slept_in AS MATERIALIZED (
        SELECT c.bed_key FROM claims c
        WHERE p_starts_at > relais.now() AND c.pool_key = ANY (p_pool_keys) AND c.state = 'live' AND c.kind = 'stay'),
    picked AS (
        SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, w.wanted, w.before,
            row_number() OVER (PARTITION BY b.pool_key ORDER BY b.key IN (SELECT l.bed_key FROM slept_in l),
                hashint8(b.key # p_seed.seed), b.key)::int AS nth
        FROM wish w
            JOIN availability a ON a.pool_key = w.pool AND a.published
                AND (a.available_until IS NULL OR a.available_until > p_starts_at)
            JOIN beds b ON b.pool_key = w.pool AND b.active
            CROSS JOIN (SELECT hashtext(p_starts_at::text)::bigint AS seed) p_seed
        WHERE b.key NOT IN (SELECT y.bed_key FROM busy y)),
    made AS (
        INSERT INTO claims AS c (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, lapses_at,
            holder_organisation_id, referral_id, place_id, made_at)
        SELECT k.key, k.pool_key, k.shelter_key, k.organisation_id, p_kind, p_starts_at, p_ends_at,
            least(p_lapses_at, p_ends_at), p_holder, p_referral_id, p_place_ids[k.before + k.nth], relais.now()
        FROM picked k WHERE k.nth <= k.wanted ORDER BY k.key
        ON CONFLICT ON CONSTRAINT claims_never_overlap DO NOTHING
        RETURNING c.id, c.pool_key, c.place_id)
    SELECT m.id, m.pool_key, m.place_id FROM made m;
END $$

CREATE FUNCTION relais.busy_beds(p_pools bigint[], p_starts_at timestamptz, p_ends_at timestamptz)
RETURNS TABLE (bed_key bigint, pool_key bigint)
LANGUAGE sql STABLE AS $$
    SELECT DISTINCT c.bed_key, c.pool_key
    FROM claims c JOIN shelters s ON s.key = c.shelter_key
    WHERE c.pool_key = ANY (p_pools) AND c.state = 'live'
        AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
        AND ((c.starts_at < p_ends_at AND c.ends_at > p_starts_at)
            OR (c.kind = 'stay' AND c.ends_at <= relais.now()
                AND p_starts_at < relais.night_end(relais.now(), s.turnover_hour, s.time_zone)))
$$

CREATE FUNCTION relais.release_claims(p_claim_ids uuid[], p_state text DEFAULT 'released') RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF p_state IS NULL OR p_state NOT IN ('released', 'lapsed') THEN
        RAISE EXCEPTION 'the holder releases a promise, or it lapses' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key IN (
        SELECT c.pool_key FROM claims c
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation())
        ORDER BY a.pool_key FOR UPDATE;
    RETURN QUERY UPDATE claims c SET state = p_state, ended_at = relais.now()
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
            AND c.kind IN ('hold', 'reservation') AND c.state = 'live'
            AND (p_state = 'released' OR c.lapses_at <= relais.now())
        RETURNING c.id;
END $$

CREATE FUNCTION relais.extend_claims(p_claim_ids uuid[], p_lapses_at timestamptz) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN QUERY UPDATE claims c SET lapses_at = p_lapses_at
        WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
            AND c.kind IN ('hold', 'reservation') AND c.state = 'live'
            AND c.lapses_at > relais.now() AND p_lapses_at > c.lapses_at AND p_lapses_at <= c.ends_at
        RETURNING c.id;
END $$

CREATE FUNCTION relais.move_claim(p_claim_id uuid, p_to_pool bigint) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE moved claims%ROWTYPE; taken uuid;
BEGIN
    SELECT c.* INTO moved FROM claims c WHERE c.id = p_claim_id AND c.holder_organisation_id = relais.organisation()
        AND c.kind IN ('hold', 'reservation') AND c.state = 'live' AND c.lapses_at > relais.now();
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key IN (moved.pool_key, p_to_pool) ORDER BY a.pool_key FOR UPDATE;
    UPDATE claims c SET state = 'released', ended_at = relais.now() WHERE c.id = p_claim_id AND c.state = 'live';
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT t.claim_id INTO taken FROM relais.take_beds(ARRAY[p_to_pool], ARRAY[1], moved.kind, moved.starts_at,
        moved.ends_at, moved.lapses_at, moved.holder_organisation_id, moved.referral_id, ARRAY[moved.place_id]) t;
    IF taken IS NULL THEN
        UPDATE claims c SET state = 'live', ended_at = NULL WHERE c.id = p_claim_id;
    END IF;
    RETURN taken;
END $$

CREATE FUNCTION relais.my_promises(p_claim_ids uuid[])
RETURNS TABLE (id uuid, pool_key bigint, shelter_key bigint, kind text, state text, starts_at timestamptz,
    ends_at timestamptz, lapses_at timestamptz, referral_id uuid, place_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT c.id, c.pool_key, c.shelter_key, c.kind,
        CASE WHEN c.state = 'live' AND c.lapses_at <= relais.now() THEN 'lapsed' ELSE c.state END,
        c.starts_at, c.ends_at, c.lapses_at, c.referral_id, c.place_id
    FROM claims c WHERE c.id = ANY (p_claim_ids) AND c.holder_organisation_id = relais.organisation()
$$

CREATE FUNCTION relais.due_promises(p_limit integer)
RETURNS TABLE (shelter_key bigint, organisation_id uuid, claims integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.shelter_key, d.organisation_id, count(*)::int FROM (
        SELECT c.shelter_key, c.organisation_id FROM claims c
        WHERE c.state = 'live' AND c.lapses_at IS NOT NULL AND c.lapses_at <= relais.now()
        ORDER BY c.lapses_at LIMIT p_limit) d
    GROUP BY d.shelter_key, d.organisation_id ORDER BY d.shelter_key
$$

CREATE FUNCTION relais.due_stays(p_limit integer)
RETURNS TABLE (shelter_key bigint, organisation_id uuid, stays integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.shelter_key, d.organisation_id, count(*)::int FROM (
        SELECT c.shelter_key, c.organisation_id FROM claims c
        WHERE c.state = 'live' AND c.kind = 'stay' AND c.ends_at <= relais.now()
        ORDER BY c.ends_at LIMIT p_limit) d
    GROUP BY d.shelter_key, d.organisation_id ORDER BY d.shelter_key
$$

CREATE FUNCTION relais.stale_shelters(p_limit integer)
RETURNS TABLE (shelter_key bigint, shelter_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key, s.id, s.organisation_id FROM shelters s
    WHERE s.published AND s.kind NOT IN ('secure_youth_residence', 'detox')
        AND (s.counted_at IS NULL OR s.counted_at + make_interval(mins => s.fresh_for_minutes) <= relais.now())
        AND (s.asked_at IS NULL OR s.asked_at < coalesce(s.counted_at, 'epoch')
            OR s.asked_at + make_interval(mins => s.fresh_for_minutes) <= relais.now())
    ORDER BY s.key LIMIT p_limit
$$

ALTER FUNCTION relais.take_beds(bigint[], integer[], text, timestamptz, timestamptz, timestamptz, uuid, uuid, uuid[])
    OWNER TO relais_lens

ALTER FUNCTION relais.release_claims(uuid[], text) OWNER TO relais_lens

ALTER FUNCTION relais.extend_claims(uuid[], timestamptz) OWNER TO relais_lens

ALTER FUNCTION relais.move_claim(uuid, bigint) OWNER TO relais_lens

ALTER FUNCTION relais.my_promises(uuid[]) OWNER TO relais_lens

ALTER FUNCTION relais.due_promises(integer) OWNER TO relais_lens

ALTER FUNCTION relais.due_stays(integer) OWNER TO relais_lens

ALTER FUNCTION relais.stale_shelters(integer) OWNER TO relais_lens

REVOKE EXECUTE ON FUNCTION
    relais.take_beds(bigint[], integer[], text, timestamptz, timestamptz, timestamptz, uuid, uuid, uuid[]),
    relais.busy_beds(bigint[], timestamptz, timestamptz), relais.release_claims(uuid[], text),
    relais.extend_claims(uuid[], timestamptz), relais.move_claim(uuid, bigint), relais.my_promises(uuid[]),
    relais.due_promises(integer), relais.due_stays(integer), relais.stale_shelters(integer) FROM PUBLIC

GRANT EXECUTE ON FUNCTION
    relais.take_beds(bigint[], integer[], text, timestamptz, timestamptz, timestamptz, uuid, uuid, uuid[]),
    relais.release_claims(uuid[], text), relais.extend_claims(uuid[], timestamptz), relais.move_claim(uuid, bigint),
    relais.my_promises(uuid[]), relais.busy_beds(bigint[], timestamptz, timestamptz) TO relais_app

GRANT EXECUTE ON FUNCTION relais.busy_beds(bigint[], timestamptz, timestamptz) TO relais_lens

GRANT EXECUTE ON FUNCTION relais.due_promises(integer), relais.due_stays(integer), relais.stale_shelters(integer)
    TO relais_worker
"""
