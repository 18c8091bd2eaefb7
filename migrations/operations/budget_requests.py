"""Asking beyond agreements without telling that somebody could be asked, and looking again at hours that tell
nothing."""

SQL = """
-- Whether police may read these places as asked. A look that may not be told asks all the same (OPS-03).
ALTER TABLE operation_requests ADD COLUMN told boolean NOT NULL DEFAULT true;
ALTER TABLE operation_requests ALTER COLUMN told SET DEFAULT false;

-- When jobs look again. The hours are those at which a request would lapse, whether or not there is one: an operation
-- that is looked at again only when somebody did not answer would tell that somebody could be asked.
ALTER TABLE operations ADD COLUMN look_again timestamptz[] NOT NULL DEFAULT '{}';

-- The application reads neither when jobs last looked nor when they will.
REVOKE SELECT ON operations FROM relais_app;
GRANT SELECT (id, organisation_id, reference, window_starts_at, window_ends_at, nights, minimum, expected, maximum,
    areas, languages, state, pivot_organisation_id, pivot_named_at, pivot_accepted_at, handed_over, handed_over_at,
    created_at, closed_at, not_placed, version) ON operations TO relais_app;
GRANT UPDATE (look_again) ON operations TO relais_lens;

-- All requests of one look in one statement, so that their number is not the number of statements. Answers the
-- shelters' organisations.
CREATE FUNCTION relais.ask_shelters(p_operation uuid, p_requests jsonb, p_answer_by timestamptz, p_told boolean)
RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    wish jsonb;
    asked uuid;
BEGIN
    FOR wish IN SELECT r FROM jsonb_array_elements(p_requests) r LOOP
        asked := relais.ask_shelter(p_operation, (wish->>'request')::uuid, wish->>'code',
            ARRAY (SELECT p::uuid FROM jsonb_array_elements_text(wish->'places') WITH ORDINALITY w (p, n) ORDER BY n),
            ARRAY (SELECT p::bigint FROM jsonb_array_elements_text(wish->'pools') WITH ORDINALITY w (p, n) ORDER BY n),
            ARRAY (SELECT p::uuid FROM jsonb_array_elements_text(wish->'agreements') WITH ORDINALITY w (p, n)
                ORDER BY n),
            p_answer_by);
        IF asked IS NOT NULL THEN
            UPDATE operation_requests SET told = p_told WHERE id = (wish->>'request')::uuid;
            RETURN NEXT asked;
        END IF;
    END LOOP;
    -- Whoever may be told this look may be told what jobs have asked before it.
    UPDATE operation_requests r SET told = true
        WHERE p_told AND r.operation_id = p_operation AND r.state = 'requested' AND relais.names_me(p_operation);
END $$;

-- What the last look could not do, in numbers; null leaves what was told before. And whether anything is held now.
-- The version is the police's: it moves with what they or their coordination do, never with what jobs find.
DROP FUNCTION relais.note_arrangement(uuid, jsonb);
CREATE FUNCTION relais.note_arrangement(p_operation uuid, p_not_placed jsonb, p_look_again timestamptz) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operations o SET not_placed = coalesce(p_not_placed, o.not_placed), arranged_at = relais.now(),
        version = o.version + (relais.member() IS NOT NULL)::integer,
        look_again = ARRAY (SELECT DISTINCT m FROM unnest(o.look_again || p_look_again) m WHERE m > relais.now()
            ORDER BY m),
        state = CASE WHEN o.state IN ('planned', 'postponed') AND EXISTS (
            SELECT FROM relais.place_states(o.id) s WHERE s.state = 'held') THEN 'held' ELSE o.state END
    WHERE o.id = p_operation AND relais.arranges_for(o.id) IS NOT NULL
    RETURNING o.state;
$$;

-- Whether the operation's last look was told why somebody has no place.
CREATE FUNCTION relais.told_before(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM jsonb_array_elements(o.not_placed) r WHERE r->>'cause' <> 'not_told')
    FROM operations o WHERE o.id = p_operation AND relais.arranges_for(o.id) IS NOT NULL;
$$;

-- Operations to look at again: somebody waits and one of its hours has come, or a fact has displaced a place since.
CREATE OR REPLACE FUNCTION relais.due_requests(p_limit integer)
RETURNS TABLE (operation_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id FROM operations o
    WHERE o.state IN ('planned', 'held', 'launched') AND o.window_ends_at > relais.now() AND (
        (EXISTS (SELECT FROM unnest(o.look_again) m WHERE m <= relais.now())
            AND EXISTS (SELECT FROM relais.place_states(o.id) s WHERE s.state = 'waiting'))
        OR EXISTS (SELECT FROM places p JOIN claims c ON c.place_id = p.id
            WHERE p.operation_id = o.id AND c.state = 'displaced' AND c.ended_at > o.arranged_at))
    ORDER BY o.id LIMIT p_limit;
$$;

ALTER FUNCTION relais.ask_shelters(uuid, jsonb, timestamptz, boolean) OWNER TO relais_lens;
ALTER FUNCTION relais.note_arrangement(uuid, jsonb, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.told_before(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.ask_shelters(uuid, jsonb, timestamptz, boolean),
    relais.note_arrangement(uuid, jsonb, timestamptz), relais.told_before(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.ask_shelters(uuid, jsonb, timestamptz, boolean),
    relais.note_arrangement(uuid, jsonb, timestamptz), relais.told_before(uuid) TO relais_planner;
"""
