"""A window that police move after the pivot organisation has accepted (OPS-18): it does not tell who has come (OPS-14).

The move is an intention. It answers always the same; a job releases whoever has not come and asks the houses again, and
from then on the pivot organisation alone sees where each place stands. What would tell is gone with the places: the
board, the arrival points, what the agreement still gives, the operation's own state.
"""

from migrations.operations.agreeing.patching import patched

TABLE = """
ALTER TABLE operations
    ADD COLUMN moved_at timestamptz,
    ADD COLUMN moving boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT operations_moved_by_the_pivot CHECK (moved_at IS NULL OR pivot_accepted_at IS NOT NULL);
CREATE INDEX operations_moving ON operations (id) WHERE moving;
GRANT SELECT (moved_at) ON operations TO relais_app;
GRANT UPDATE (moved_at, moving, window_starts_at, window_ends_at) ON operations TO relais_lens;
"""

FUNCTIONS = """
-- Another window, or none yet. Only once the pivot organisation has accepted; nothing is looked at here.
CREATE FUNCTION relais.move_window(p_operation uuid, p_opens timestamptz, p_closes timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operations o SET moved_at = relais.now(), moving = true, version = o.version + 1,
        window_starts_at = coalesce(p_opens, o.window_starts_at), window_ends_at = coalesce(p_closes, o.window_ends_at),
        state = CASE WHEN p_opens IS NULL THEN 'postponed' ELSE 'planned' END
    WHERE o.id = p_operation AND relais.names_me(o.id) AND o.pivot_accepted_at IS NOT NULL
        AND o.state IN ('planned', 'held', 'launched', 'postponed')
    RETURNING true;
$$;

-- Operations whose window was moved and whose places a job has not yet seen to.
CREATE FUNCTION relais.due_moves(p_limit integer) RETURNS TABLE (operation_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.organisation_id FROM operations o WHERE o.moving ORDER BY o.id LIMIT p_limit;
$$;

-- A job has seen to it, once. Answers whether there was anything to see to.
CREATE FUNCTION relais.moved_window(p_operation uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    UPDATE operations o SET moving = false WHERE o.id = p_operation AND o.moving AND relais.member() IS NULL
        AND o.organisation_id = relais.organisation()
    RETURNING true;
$$;

ALTER FUNCTION relais.move_window(uuid, timestamptz, timestamptz) OWNER TO relais_lens;
ALTER FUNCTION relais.due_moves(integer) OWNER TO relais_lens;
ALTER FUNCTION relais.moved_window(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.move_window(uuid, timestamptz, timestamptz), relais.due_moves(integer),
    relais.moved_window(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.move_window(uuid, timestamptz, timestamptz) TO relais_app;
GRANT EXECUTE ON FUNCTION relais.moved_window(uuid) TO relais_planner;
GRANT EXECUTE ON FUNCTION relais.due_moves(integer) TO relais_worker;
"""

UNSEEN = (
    patched(
        "operation_board(uuid)",
        (
            "relais.names_me(o.id) AND o.handed_over IS NULL",
            "relais.names_me(o.id) AND o.handed_over IS NULL AND o.moved_at IS NULL",
        ),
    )
    + patched(
        "arrival_points_now(uuid)",
        ("(relais.names_me(o.id)\n", "((o.moved_at IS NULL AND relais.names_me(o.id))\n"),
        (
            "o.state IN ('held', 'launched')",
            "(o.state IN ('held', 'launched') OR (o.state = 'planned' AND o.moved_at IS NOT NULL))",
        ),
    )
    + patched(
        "agreement_used(uuid)", ("('closed', 'cancelled')", "('closed', 'cancelled') AND o.moved_at IS NULL")
    )
    + patched(
        "note_arrangement(uuid, jsonb, timestamptz)",
        (
            "CASE WHEN o.state IN ('planned', 'postponed') AND",
            "CASE WHEN o.moved_at IS NULL AND o.state IN ('planned', 'postponed') AND",
        ),
    )
    + patched(
        "tell_of_request(uuid)",
        (
            "WHERE r.id = p_request AND",
            "WHERE r.id = p_request AND NOT EXISTS (SELECT FROM operations o WHERE o.id = r.operation_id\n"
            "        AND o.moved_at IS NOT NULL) AND",
        ),
    )
    + patched(
        "tell_of_places(uuid[])",
        (
            "WHERE p.id = ANY (p_places))",
            "JOIN operations x ON x.id = p.operation_id AND x.moved_at IS NULL\n        WHERE p.id = ANY (p_places))",
        ),
    )
)

SQL = TABLE + FUNCTIONS + UNSEEN
