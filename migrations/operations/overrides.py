"""Overrides: asked by a named member, granted per place by the regional coordination, with a reason
(OPS-07, RIG-01).

Asking is the disclosure: from then on, and for that operation alone, the coordination may see its labels,
profiles and sites. The police never read where an override applies.
"""

SQL = """
CREATE TABLE overrides (
    id uuid PRIMARY KEY,
    operation_id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    coordination_organisation_id uuid NOT NULL REFERENCES organisations (id),
    place_id uuid NOT NULL REFERENCES places (id),
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'granted', 'refused')),
    shelter_key bigint REFERENCES shelters (key),
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    reason text CHECK (length(reason) BETWEEN 3 AND 300),
    CONSTRAINT overrides_reason_when_granted CHECK (state <> 'granted' OR reason IS NOT NULL),
    CONSTRAINT overrides_by_another CHECK (decided_by <> asked_by),
    CHECK ((state = 'asked') = (decided_at IS NULL)),
    FOREIGN KEY (operation_id, organisation_id) REFERENCES operations (id, organisation_id)
);
CREATE UNIQUE INDEX overrides_one_open ON overrides (place_id) WHERE state = 'asked';
CREATE INDEX overrides_of_coordination ON overrides (coordination_organisation_id, asked_at, id);
CREATE INDEX overrides_of_operation ON overrides (operation_id);

ALTER TABLE overrides ENABLE ROW LEVEL SECURITY;
CREATE POLICY coordination ON overrides FOR SELECT TO relais_app
    USING (coordination_organisation_id = (SELECT relais.organisation()));
CREATE POLICY coordination_decides ON overrides FOR UPDATE TO relais_app
    USING (coordination_organisation_id = (SELECT relais.organisation()) AND state = 'asked')
    WITH CHECK (coordination_organisation_id = (SELECT relais.organisation())
        AND decided_by = (SELECT relais.member()));
CREATE POLICY lens ON overrides TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE (state, shelter_key, decided_by, decided_at, reason) ON overrides TO relais_app;
GRANT SELECT, INSERT ON overrides TO relais_lens;

-- The coordination of a region: whose duty number a shelter may call, and who may grant an override.
CREATE FUNCTION relais.coordination_of(p_region text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id FROM organisations o WHERE o.kind = 'coordination' AND p_region = ANY (o.regions)
    ORDER BY cardinality(o.regions), o.id LIMIT 1;
$$;

-- Asks for overrides of several places at once: one row, one decision, one reason each.
CREATE FUNCTION relais.ask_overrides(p_operation uuid, p_ids uuid[], p_places uuid[]) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE coordination uuid;
BEGIN
    IF NOT relais.names_me(p_operation) OR relais.member() IS NULL THEN RETURN NULL; END IF;
    SELECT relais.coordination_of(o.areas->0->>'region') INTO coordination FROM operations o WHERE o.id = p_operation;
    IF coordination IS NULL THEN RETURN NULL; END IF;
    INSERT INTO overrides (id, operation_id, organisation_id, coordination_organisation_id, place_id, asked_by,
        asked_at)
    SELECT w.id, p.operation_id, p.organisation_id, coordination, p.id, relais.member(), relais.now()
    FROM unnest(p_ids, p_places) AS w (id, place) JOIN places p ON p.id = w.place AND p.operation_id = p_operation
    WHERE p.withdrawn_at IS NULL
    ON CONFLICT DO NOTHING;
    RETURN coordination;
END $$;

-- Whether this operation was disclosed to the caller's coordination.
CREATE FUNCTION relais.disclosed_to_me(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM overrides v
        WHERE v.operation_id = p_operation AND v.coordination_organisation_id = relais.organisation());
$$;

-- In whose name the caller may arrange this operation's places: its own, or that of the police service that asked.
CREATE FUNCTION relais.arranges_for(p_operation uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.organisation_id FROM operations o
    WHERE o.id = p_operation AND (relais.names_me(o.id) OR relais.disclosed_to_me(o.id));
$$;

-- Families that a coordinator keeps together: togetherness wins over the label (OPS-08).
CREATE FUNCTION relais.keep_together(p_operation uuid, p_places uuid[], p_family uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE changed integer;
BEGIN
    IF NOT relais.disclosed_to_me(p_operation) THEN RETURN 0; END IF;
    UPDATE places SET family = p_family
    WHERE operation_id = p_operation AND withdrawn_at IS NULL AND arrived_at IS NULL
        AND (id = ANY (p_places) OR family IN (SELECT f.family FROM places f WHERE f.id = ANY (p_places)));
    GET DIAGNOSTICS changed = ROW_COUNT;
    RETURN changed;
END $$;

ALTER FUNCTION relais.coordination_of(text) OWNER TO relais_lens;
ALTER FUNCTION relais.ask_overrides(uuid, uuid[], uuid[]) OWNER TO relais_lens;
ALTER FUNCTION relais.disclosed_to_me(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.arranges_for(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.keep_together(uuid, uuid[], uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.coordination_of(text), relais.ask_overrides(uuid, uuid[], uuid[]),
    relais.disclosed_to_me(uuid), relais.arranges_for(uuid), relais.keep_together(uuid, uuid[], uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.coordination_of(text), relais.ask_overrides(uuid, uuid[], uuid[]),
    relais.disclosed_to_me(uuid), relais.keep_together(uuid, uuid[], uuid) TO relais_app;
"""
