"""What a look costs: a question, or an operation made, raised, asked again or postponed, each one of a day's budget.

The budget is counted here, under one lock a service, so that it holds over replicas and races (design.md section 4).
A question that is not paid for is not answered. An operation is never refused: one that is not paid for is told only
what it holds.
"""

SQL = """
CREATE TABLE police_looks (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    operation_id uuid REFERENCES operations (id),
    looked_at timestamptz NOT NULL,
    paid boolean NOT NULL,
    made_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT police_looks_questions_are_paid CHECK (paid OR operation_id IS NOT NULL)
);
CREATE INDEX police_looks_of_member ON police_looks (member_id, looked_at) WHERE paid;

-- The shelters behind each figure that was told, so that no two figures differ by too few of them.
CREATE TABLE police_figures (
    look_id uuid NOT NULL REFERENCES police_looks (id),
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    told_at timestamptz NOT NULL,
    sites bigint[] NOT NULL
);
CREATE INDEX police_figures_of_organisation ON police_figures (organisation_id, told_at);

ALTER TABLE police_looks ENABLE ROW LEVEL SECURITY;
ALTER TABLE police_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON police_looks TO relais_lens USING (true) WITH CHECK (true);
CREATE POLICY lens ON police_figures TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON police_looks, police_figures TO relais_lens;
GRANT DELETE ON police_figures TO relais_lens;

-- A question's own record: for whoever asked it, not for the colleagues.
DROP POLICY own ON feasibility_questions;
CREATE POLICY own ON feasibility_questions FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) AND member_id = (SELECT relais.member()));
CREATE POLICY lens ON feasibility_questions FOR INSERT TO relais_lens WITH CHECK (true);
REVOKE INSERT ON feasibility_questions FROM relais_app;
GRANT INSERT ON feasibility_questions TO relais_lens;

-- Takes one look of the caller's day. `left_before` is what remained before it; at 0 a question is no look at all, and
-- an operation's look is noted as not paid. No row: nobody is there to pay (a job).
CREATE FUNCTION relais.look(p_id uuid, p_operation uuid)
RETURNS TABLE (paid boolean, left_before integer, budget integer, minimum_sites integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
#variable_conflict use_column
DECLARE
    sites integer;
    questions integer;
    used integer;
BEGIN
    IF relais.member() IS NULL THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(relais.organisation()::text, 4));
    -- The settings of the caller's networks, the strictest of them; somebody in none has the most careful ones.
    SELECT b.minimum_sites, b.questions_a_day INTO sites, questions FROM relais.police_budget() b;
    sites := coalesce(sites, 3);
    questions := coalesce(questions, 40);
    SELECT count(*) INTO used FROM police_looks l
        WHERE l.member_id = relais.member() AND l.paid AND l.looked_at > relais.now() - interval '24 hours';
    IF used < questions OR p_operation IS NOT NULL THEN
        INSERT INTO police_looks (id, organisation_id, member_id, operation_id, looked_at, paid)
        VALUES (p_id, relais.organisation(), relais.member(), p_operation, relais.now(), used < questions);
    END IF;
    RETURN QUERY SELECT used < questions, greatest(questions - used, 0), questions, sites;
END $$;

-- Whether this look was paid for in this very transaction, by the caller; and for which service.
CREATE FUNCTION relais.looking(p_look uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.organisation_id FROM police_looks l WHERE l.id = p_look AND l.paid
        AND l.member_id = relais.member() AND l.made_in = pg_current_xact_id_if_assigned();
$$;

-- The sets of shelters behind the figures that the service was told in the last day.
CREATE FUNCTION relais.told_sets(p_look uuid) RETURNS SETOF bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT f.sites FROM police_figures f
    WHERE f.organisation_id = relais.looking(p_look) AND f.told_at > relais.now() - interval '24 hours';
$$;

-- Notes what stood behind the figures now told. An array of arrays of keys.
CREATE FUNCTION relais.note_told(p_look uuid, p_sets jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    INSERT INTO police_figures (look_id, organisation_id, told_at, sites)
    SELECT p_look, relais.looking(p_look), relais.now(),
        ARRAY (SELECT k::bigint FROM jsonb_array_elements_text(s) k ORDER BY 1)
    FROM jsonb_array_elements(p_sets) s WHERE relais.looking(p_look) IS NOT NULL;
$$;

-- The record of an answered question; the row itself refuses a figure above what was asked.
CREATE FUNCTION relais.note_answer(p_look uuid, p_people integer, p_possible integer, p_by_agreement integer,
    p_on_request integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    INSERT INTO feasibility_questions (id, organisation_id, member_id, asked_at, picture_at, people, possible,
        by_agreement, on_request)
    SELECT p_look, relais.looking(p_look), relais.member(), relais.now(),
        coalesce((SELECT min(p.taken_at) FROM police_pictures p WHERE p.organisation_id = relais.looking(p_look)
            AND p.taken_at > relais.now() - interval '15 minutes'), relais.now()),
        p_people, p_possible, p_by_agreement, p_on_request
    WHERE relais.looking(p_look) IS NOT NULL;
$$;
"""

_FUNCTIONS = (
    "relais.look(uuid, uuid)",
    "relais.looking(uuid)",
    "relais.told_sets(uuid)",
    "relais.note_told(uuid, jsonb)",
    "relais.note_answer(uuid, integer, integer, integer, integer)",
)

_PICTURES = """
-- What one service sees of one region for a quarter of an hour, whatever it asks meanwhile.
CREATE TABLE police_pictures (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    region text NOT NULL,
    taken_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, region)
);
ALTER TABLE police_pictures ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON police_pictures TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON police_pictures TO relais_lens;
"""

SQL = (
    _PICTURES
    + SQL
    + "".join(
        f"ALTER FUNCTION {name} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC;\n"
        for name in _FUNCTIONS
    )
    + "".join(
        f"GRANT EXECUTE ON FUNCTION {name} TO relais_planner;\n"
        for name in _FUNCTIONS
        if "looking" not in name
    )
)
