"""What a police service, a house and a coordination could do by speaking SQL as the application, and can no longer.

Police reserve by an agreement, with its notice and its longest hold, or by a request that the house accepted; and only
at houses that they may know (OPS-02, OPS-03, AGR-01). A house changes of its own claims what its work changes (BED-16).
A notice of a rail comes from the rail (FND-09). What was disclosed to a coordination ends with the reason (OPS-07).
"""

_TAKE = """bigint[], integer[], text, timestamptz, timestamptz, timestamptz, uuid,
    uuid, uuid[]"""
_NOTICE = "text, text, text, uuid, text, bigint, bigint, timestamptz"

PROMISES = f"""
-- What takes beds, for the functions that looked first whether somebody may.
ALTER FUNCTION relais.take_beds({_TAKE}) RENAME TO claim_beds;
REVOKE EXECUTE ON FUNCTION relais.claim_beds({_TAKE}) FROM relais_app;

-- A hold in one's own name: for those who accompany people, and never for police, whoever speaks for them.
CREATE FUNCTION relais.take_beds(p_pool_keys bigint[], p_counts integer[], p_kind text, p_starts_at timestamptz,
    p_ends_at timestamptz, p_lapses_at timestamptz, p_holder uuid, p_referral_id uuid DEFAULT NULL,
    p_place_ids uuid[] DEFAULT NULL)
RETURNS TABLE (claim_id uuid, pool_key bigint, place_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT relais.holds('pivot_worker')
        OR (SELECT o.kind = 'police' FROM organisations o WHERE o.id = relais.organisation()) THEN
        RAISE EXCEPTION 'police reserve by an agreement or a request' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT b.claim_id, b.pool_key, b.place_id FROM relais.claim_beds(p_pool_keys, p_counts, p_kind,
        p_starts_at, p_ends_at, p_lapses_at, p_holder, p_referral_id, p_place_ids) b;
END $$;
ALTER FUNCTION relais.take_beds({_TAKE}) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.take_beds({_TAKE}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.take_beds({_TAKE}) TO relais_app;
"""

MOVES = """
-- What is reserved moves within its house: another one would have to be asked, or have an agreement.
CREATE OR REPLACE FUNCTION relais.move_claim(p_claim_id uuid, p_to_pool bigint) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE moved claims%ROWTYPE; taken uuid;
BEGIN
    IF relais.police_by_hand() THEN RETURN NULL; END IF;
    SELECT c.* INTO moved FROM claims c WHERE c.id = p_claim_id AND c.holder_organisation_id = relais.organisation()
        AND c.kind IN ('hold', 'reservation') AND c.state = 'live' AND c.lapses_at > relais.now();
    IF NOT FOUND THEN RETURN NULL; END IF;
    IF moved.kind = 'reservation' AND NOT EXISTS (
        SELECT FROM pools p WHERE p.key = p_to_pool AND p.shelter_key = moved.shelter_key) THEN RETURN NULL; END IF;
    PERFORM 1 FROM availability a WHERE a.pool_key IN (moved.pool_key, p_to_pool) ORDER BY a.pool_key FOR UPDATE;
    UPDATE claims c SET state = 'released', ended_at = relais.now() WHERE c.id = p_claim_id AND c.state = 'live';
    IF NOT FOUND THEN RETURN NULL; END IF;
    SELECT t.claim_id INTO taken FROM relais.claim_beds(ARRAY[p_to_pool], ARRAY[1], moved.kind, moved.starts_at,
        moved.ends_at, moved.lapses_at, moved.holder_organisation_id, moved.referral_id, ARRAY[moved.place_id]) t;
    IF taken IS NULL THEN
        UPDATE claims c SET state = 'live', ended_at = NULL WHERE c.id = p_claim_id;
    END IF;
    RETURN taken;
END $$;
"""

RESERVATIONS = """
-- Reserves one bed per place, over several houses that the service may know; what cannot be taken is left out, and
-- what can is kept (OPS-06). An agreement gives no more than its places, not later than its notice, and for no longer
-- than its longest hold, whoever asks and whatever the planner wished.
CREATE OR REPLACE FUNCTION relais.reserve_places(p_operation uuid, p_places uuid[], p_pools bigint[],
    p_agreements uuid[], p_request uuid DEFAULT NULL)
RETURNS TABLE (place_id uuid, claim_id uuid, shelter_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    holder uuid := relais.arranges_for(p_operation);
    o operations%ROWTYPE;
    house record;
    needed tstzrange;
BEGIN
    IF holder IS NULL THEN RETURN; END IF;
    IF p_request IS NOT NULL AND relais.member() IS NOT NULL THEN
        RAISE EXCEPTION 'only the house''s answer to a request takes its beds'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO o FROM operations WHERE id = p_operation FOR UPDATE;
    IF o.state IN ('closed', 'cancelled', 'postponed') OR o.window_ends_at <= relais.now() THEN RETURN; END IF;
    PERFORM 1 FROM bed_agreements WHERE id = ANY (p_agreements) ORDER BY id FOR UPDATE;
    PERFORM set_config('relais.organisation', holder::text, true);
    FOR house IN
        WITH wish AS (
            SELECT w.place, w.pool, w.agreement, a.shelter_key, a.organisation_id, w.ord,
                row_number() OVER (PARTITION BY w.agreement ORDER BY w.ord) AS nth
            FROM unnest(p_places, p_pools, p_agreements) WITH ORDINALITY AS w (place, pool, agreement, ord)
                JOIN availability a ON a.pool_key = w.pool
                JOIN places p ON p.id = w.place AND p.operation_id = p_operation AND p.withdrawn_at IS NULL),
        granted AS (
            SELECT w.* FROM wish w JOIN relais.shelters_police_may_know(holder) k ON k = w.shelter_key
                LEFT JOIN bed_agreements b ON b.id = w.agreement
            WHERE (w.agreement IS NULL AND p_request IS NOT NULL) OR (b.state = 'in_force'
                AND b.shelter_key = w.shelter_key AND (b.answer = 'automatic' OR p_request IS NOT NULL)
                AND b.partner_organisation_id = holder AND w.nth <= b.places - relais.agreement_used(b.id)
                AND (p_request IS NOT NULL OR (
                    o.window_starts_at - relais.now() >= make_interval(hours => b.notice_hours)
                    AND o.window_ends_at - relais.now() <= make_interval(hours => b.longest_hold_hours)))))
        SELECT g.shelter_key, g.organisation_id,
            array_agg(g.place ORDER BY g.pool, g.ord) AS places,
            array_agg(g.pool ORDER BY g.pool, g.ord) AS pools,
            array_agg(g.agreement ORDER BY g.pool, g.ord) AS agreements
        FROM granted g GROUP BY g.shelter_key, g.organisation_id ORDER BY g.shelter_key
    LOOP
        needed := relais.needed_over(o.window_starts_at, o.window_ends_at, o.nights, house.shelter_key);
        RETURN QUERY
        WITH wanted AS (
            SELECT array_agg(n.pool ORDER BY n.pool) AS pools, array_agg(n.beds ORDER BY n.pool) AS beds
            FROM (SELECT u.pool, count(*)::integer AS beds FROM unnest(house.pools) AS u (pool) GROUP BY u.pool) n),
        taken AS MATERIALIZED (
            SELECT t.place_id, t.claim_id FROM wanted w, relais.claim_beds(w.pools, w.beds, 'reservation',
                lower(needed), upper(needed), o.window_ends_at, holder, NULL, house.places) t),
        noted AS (
            INSERT INTO reservations AS r (place_id, shelter_key, operation_id, organisation_id, agreement_id,
                request_id, made_at)
            SELECT t.place_id, house.shelter_key, p_operation, holder, w.agreement, p_request, relais.now()
            FROM taken t JOIN unnest(house.places, house.agreements) AS w (place, agreement) ON w.place = t.place_id
            ON CONFLICT (place_id, shelter_key) DO UPDATE SET agreement_id = excluded.agreement_id,
                request_id = excluded.request_id, made_at = excluded.made_at)
        SELECT t.place_id, t.claim_id, house.organisation_id FROM taken t;
    END LOOP;
    PERFORM set_config('relais.organisation', caller, true);
END $$;

-- Asks one house, if the service may know it, for some places. Nothing is claimed until it says yes.
CREATE OR REPLACE FUNCTION relais.ask_shelter(p_operation uuid, p_request uuid, p_code text, p_places uuid[],
    p_pools bigint[], p_agreements uuid[], p_answer_by timestamptz)
RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    house record;
    service uuid := relais.arranges_for(p_operation);
BEGIN
    IF service IS NULL THEN RETURN NULL; END IF;
    SELECT p.shelter_key, p.organisation_id INTO STRICT house FROM pools p WHERE p.key = ANY (p_pools)
        GROUP BY p.shelter_key, p.organisation_id;
    IF NOT relais.police_may_know(house.shelter_key, service) THEN RETURN NULL; END IF;
    INSERT INTO operation_requests (id, code, operation_id, shelter_organisation_id, shelter_key, places, asked_at,
        answer_by)
    SELECT p_request, p_code, o.id, house.organisation_id, house.shelter_key, cardinality(p_places), relais.now(),
        least(p_answer_by, o.window_ends_at)
    FROM operations o WHERE o.id = p_operation AND o.state NOT IN ('closed', 'cancelled', 'postponed')
        AND o.window_ends_at > relais.now();
    IF NOT FOUND THEN RETURN NULL; END IF;
    INSERT INTO request_places (request_id, place_id, pool_key, agreement_id, number)
    SELECT p_request, w.place, w.pool, w.agreement, w.ord
    FROM unnest(p_places, p_pools, p_agreements) WITH ORDINALITY AS w (place, pool, agreement, ord)
        JOIN places p ON p.id = w.place AND p.operation_id = p_operation;
    RETURN house.organisation_id;
END $$;

-- Whether this operation is disclosed to the caller's coordination now: while it is asked, or after it granted, and
-- until the operation is over. A refusal ends it, and so does the end.
CREATE OR REPLACE FUNCTION relais.disclosed_to_me(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM overrides v JOIN operations o ON o.id = v.operation_id
        WHERE v.operation_id = p_operation AND v.coordination_organisation_id = relais.organisation()
            AND v.state IN ('asked', 'granted') AND relais.holds('regional_coordinator')
            AND o.state NOT IN ('closed', 'cancelled') AND o.window_ends_at > relais.now());
$$;
"""

CLAIMS = """
-- The columns that the work of a house changes; whose house, which place and since when are nobody's to rewrite.
REVOKE INSERT, UPDATE ON claims FROM relais_app;
GRANT INSERT (bed_key, pool_key, shelter_key, organisation_id, kind, starts_at, ends_at, lapses_at,
    holder_organisation_id, referral_id, anonymous, made_at) ON claims TO relais_app;
GRANT UPDATE (bed_key, pool_key, kind, state, starts_at, ends_at, lapses_at, holder_organisation_id, referral_id,
    anonymous, ended_at) ON claims TO relais_app;

CREATE FUNCTION relais.house_keeps_promises() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE told text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.kind = 'reservation' THEN told := 'a house does not reserve for others'; END IF;
    ELSIF NEW.kind <> OLD.kind AND NEW.kind <> 'stay' THEN told := 'a stay or a closure becomes no promise';
    ELSIF NEW.kind <> 'stay' AND NEW.lapses_at < OLD.lapses_at THEN told := 'a promise is not shortened in silence';
    ELSIF OLD.state <> 'live' AND (NEW.state <> 'live' OR OLD.ended_at <> relais.now()) THEN
        told := 'what has ended stays as it ended';
    END IF;
    IF told IS NULL AND NEW.holder_organisation_id IS NOT NULL
        AND (TG_OP = 'INSERT' OR (NEW.holder_organisation_id, NEW.referral_id)
            IS DISTINCT FROM (OLD.holder_organisation_id, OLD.referral_id))
        AND NOT EXISTS (SELECT FROM referrals r WHERE r.id = NEW.referral_id
            AND r.organisation_id = NEW.holder_organisation_id AND r.shelter_key = NEW.shelter_key) THEN
        told := 'a claim is held by whoever asked for it';
    END IF;
    IF told IS NOT NULL THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'claims_house_keeps_promises', TABLE = 'claims';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER house_keeps_promises BEFORE INSERT OR UPDATE ON claims
    FOR EACH ROW WHEN (current_user = 'relais_app') EXECUTE FUNCTION relais.house_keeps_promises();
REVOKE EXECUTE ON FUNCTION relais.house_keeps_promises() FROM PUBLIC;
"""

NOTICES = f"""
-- Keeps what a rail told us, once. It comes from outside, in nobody's name: no member, and no organisation's job.
ALTER FUNCTION relais.receive_rail_event({_NOTICE}) RENAME TO keep_rail_event;
REVOKE EXECUTE ON FUNCTION relais.keep_rail_event({_NOTICE}) FROM relais_app;
CREATE FUNCTION relais.receive_rail_event(on_rail text, event text, what text, intent uuid, provider text,
        cents bigint, back bigint, at timestamptz)
    RETURNS TABLE (organisation_id uuid, fresh boolean, applied boolean)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.member() IS NOT NULL
        OR relais.organisation() IS DISTINCT FROM '00000000-0000-0000-0000-000000000000'::uuid THEN
        RAISE EXCEPTION 'a rail speaks for itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT k.organisation_id, k.fresh, k.applied
        FROM relais.keep_rail_event(on_rail, event, what, intent, provider, cents, back, at) k;
END $$;
ALTER FUNCTION relais.receive_rail_event({_NOTICE}) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.receive_rail_event({_NOTICE}) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.receive_rail_event({_NOTICE}) TO relais_app;
"""

SQL = PROMISES + MOVES + RESERVATIONS + CLAIMS + NOTICES
