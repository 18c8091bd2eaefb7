"""An operation is never left to nobody: the coordination on call ends what has run out, or what nobody of the service
can act on any more (OPS-12); and whoever closed an investigator's access does not by that inherit their operations."""

from migrations.operations.agreeing.patching import patched

RELEASE = """
-- Whether the caller coordinates a region of this operation.
CREATE FUNCTION relais.coordinates(p_operation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM operations o JOIN organisations me ON me.id = relais.organisation()
            AND me.kind = 'coordination'
        WHERE o.id = p_operation AND relais.holds('regional_coordinator') AND EXISTS (
            SELECT FROM jsonb_array_elements(o.areas) w WHERE w->>'region' = ANY (me.regions)));
$$;

-- Ends an operation without any police action, once its window is over or nobody whom it names can act. Whoever has
-- arrived keeps the place; the nights are counted for the agreements' reviews. Answers `released`, `not_yet` or `over`.
CREATE FUNCTION relais.release_run_out(p_operation uuid)
RETURNS TABLE (outcome text, shelter_organisations uuid[], pivot_organisation_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller text := current_setting('relais.organisation', true);
    member text := current_setting('relais.member', true);
    o operations%ROWTYPE;
    houses uuid[];
BEGIN
    IF NOT relais.coordinates(p_operation) THEN RETURN; END IF;
    SELECT * INTO o FROM operations WHERE id = p_operation FOR UPDATE;
    IF o.state IN ('closed', 'cancelled') THEN
        RETURN QUERY SELECT 'over', '{}'::uuid[], NULL::uuid;
        RETURN;
    END IF;
    IF o.window_ends_at > relais.now() AND EXISTS (SELECT FROM operation_members m WHERE m.operation_id = o.id
        AND relais.has_role(m.member_id, o.organisation_id, 'investigator')) THEN
        RETURN QUERY SELECT 'not_yet', '{}'::uuid[], NULL::uuid;
        RETURN;
    END IF;
    PERFORM set_config('relais.organisation', o.organisation_id::text, true);
    PERFORM set_config('relais.member', '', true);
    PERFORM relais.lapse_requests(o.id);
    SELECT array_agg(DISTINCT r.shelter_organisation_id) INTO houses FROM relais.release_places(o.id, ARRAY (
        SELECT p.id FROM places p WHERE p.operation_id = o.id AND p.arrived_at IS NULL)) r;
    PERFORM relais.count_held_nights(o.id);
    PERFORM set_config('relais.member', member, true);
    PERFORM set_config('relais.organisation', caller, true);
    UPDATE operations SET state = CASE WHEN window_ends_at <= relais.now() THEN 'closed' ELSE 'cancelled' END,
        closed_at = relais.now() WHERE id = o.id;
    RETURN QUERY SELECT 'released', coalesce(houses, '{}'), o.pivot_organisation_id;
END $$;

ALTER FUNCTION relais.coordinates(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.release_run_out(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.coordinates(uuid), relais.release_run_out(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.release_run_out(uuid) TO relais_app;
"""

HEIRS = """
-- Who supervises in the place of somebody: their own supervisor; else whoever has none in the service, and of those
-- last whoever closed the access; else any of its investigators, so that no operation is left to nobody.
CREATE OR REPLACE FUNCTION relais.supervisor_of(p_member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT s.id FROM members m JOIN members s ON s.organisation_id = m.organisation_id AND s.id <> m.id
    WHERE m.id = p_member AND relais.has_role(s.id, s.organisation_id, 'investigator')
    ORDER BY s.id IS NOT DISTINCT FROM m.supervisor_id DESC, s.supervisor_id IS NULL DESC,
        s.id IS NOT DISTINCT FROM m.left_by, s.created_at, s.id LIMIT 1
$$;
""" + patched(
    "hand_over_operations(uuid)",
    (
        "WHERE heir IS NOT NULL ON CONFLICT",
        """WHERE heir IS NOT NULL AND NOT EXISTS (SELECT FROM members m JOIN operation_members x
                ON x.operation_id = left_behind.operation_id AND relais.is_active(x.member_id) AND x.member_id <> m.id
            WHERE m.id = p_member AND m.left_by = heir AND m.supervisor_id IS DISTINCT FROM heir)
        ON CONFLICT""",
    ),
)

SQL = RELEASE + HEIRS
