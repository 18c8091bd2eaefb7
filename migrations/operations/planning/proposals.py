"""Proposals: what a plan would hold, until it is accepted. Which bed stood for whom, the planner alone reads."""

SQL = """
CREATE TABLE operation_proposals (
    id uuid PRIMARY KEY,
    operation_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    made_at timestamptz NOT NULL,
    made_by uuid NOT NULL REFERENCES members (id),
    told boolean NOT NULL,
    people smallint NOT NULL CHECK (people BETWEEN 0 AND 100),
    by_agreement smallint NOT NULL CHECK (by_agreement >= 0),
    on_request smallint NOT NULL CHECK (on_request >= 0),
    at_most smallint NOT NULL CHECK (at_most >= 0),
    proven boolean NOT NULL,
    not_placed jsonb NOT NULL,
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'replaced')),
    accepted_at timestamptz,
    CONSTRAINT proposals_add_up CHECK (by_agreement + on_request <= at_most AND at_most <= people),
    CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES operations (id, organisation_id)
);
CREATE INDEX operation_proposals_of_operation ON operation_proposals (operation_id, made_at DESC);
CREATE UNIQUE INDEX operation_proposals_one_open ON operation_proposals (operation_id) WHERE state = 'open';

CREATE TABLE proposed_places (
    proposal_id uuid NOT NULL REFERENCES operation_proposals (id),
    place_id uuid NOT NULL REFERENCES places (id),
    pool_key bigint NOT NULL,
    way text NOT NULL CHECK (way IN ('agreement', 'asked', 'request')),
    PRIMARY KEY (proposal_id, place_id)
);

ALTER TABLE operation_proposals ENABLE ROW LEVEL SECURITY;
ALTER TABLE proposed_places ENABLE ROW LEVEL SECURITY;
CREATE POLICY named ON operation_proposals TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND relais.names_me(operation_id)
        AND made_by = relais.member());
CREATE POLICY in_role ON operation_proposals AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('investigator')));
CREATE POLICY lens ON operation_proposals TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON proposed_places TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT ON operation_proposals TO relais_app;
GRANT INSERT (id, operation_id, organisation_id, made_at, made_by, told, people, by_agreement, on_request, at_most,
    proven, not_placed) ON operation_proposals TO relais_app;
GRANT SELECT ON operation_proposals TO relais_lens;
GRANT UPDATE (state, accepted_at) ON operation_proposals TO relais_lens;
GRANT SELECT, INSERT ON proposed_places TO relais_lens;

-- Whoever is not the planner learns of a proposal only what its row says: numbers.
CREATE FUNCTION relais.replace_proposals(p_operation uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operation_proposals SET state = 'replaced'
    WHERE operation_id = p_operation AND state = 'open' AND relais.arranges_for(p_operation) IS NOT NULL;
$$;

CREATE FUNCTION relais.note_proposed(p_proposal uuid, p_places uuid[], p_pools bigint[], p_ways text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    INSERT INTO proposed_places (proposal_id, place_id, pool_key, way)
    SELECT q.id, w.place, w.pool, w.way
    FROM operation_proposals q, unnest(p_places, p_pools, p_ways) AS w (place, pool, way)
        JOIN places p ON p.id = w.place
    WHERE q.id = p_proposal AND p.operation_id = q.operation_id AND relais.arranges_for(q.operation_id) IS NOT NULL;
$$;

CREATE FUNCTION relais.proposed(p_proposal uuid) RETURNS TABLE (place_id uuid, pool_key bigint, way text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT w.place_id, w.pool_key, w.way
    FROM operation_proposals q JOIN proposed_places w ON w.proposal_id = q.id
    WHERE q.id = p_proposal AND relais.arranges_for(q.operation_id) IS NOT NULL ORDER BY w.place_id;
$$;

-- An open proposal is accepted once; whoever comes second finds it accepted.
CREATE FUNCTION relais.take_proposal(p_proposal uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH taken AS (
        UPDATE operation_proposals q SET state = 'accepted', accepted_at = relais.now()
        WHERE q.id = p_proposal AND q.state = 'open' AND relais.arranges_for(q.operation_id) IS NOT NULL
        RETURNING q.id)
    SELECT EXISTS (SELECT FROM taken);
$$;

ALTER FUNCTION relais.replace_proposals(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.note_proposed(uuid, uuid[], bigint[], text[]) OWNER TO relais_lens;
ALTER FUNCTION relais.proposed(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.take_proposal(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.replace_proposals(uuid), relais.note_proposed(uuid, uuid[], bigint[], text[]),
    relais.proposed(uuid), relais.take_proposal(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.replace_proposals(uuid), relais.note_proposed(uuid, uuid[], bigint[], text[]),
    relais.proposed(uuid), relais.take_proposal(uuid) TO relais_planner;
"""
