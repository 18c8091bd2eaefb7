"""Two codes that are one person, when both organisations and the person agree (DAT-04). Nothing of a case crosses: the
one who asks types a code that somebody told them, and learns nothing from having typed it."""

TABLE = """
CREATE TABLE case_links (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    other_case_id uuid REFERENCES cases,
    state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'declined', 'undone')),
    agreed_by text NOT NULL CHECK (agreed_by IN ('spoken', 'written', 'through_interpreter')),
    other_agreed_by text CHECK (other_agreed_by IN ('spoken', 'written', 'through_interpreter')),
    asked_by uuid NOT NULL,
    asked_organisation_id uuid NOT NULL REFERENCES organisations,
    asked_at timestamptz NOT NULL,
    answer_by timestamptz NOT NULL,
    answered_by uuid,
    answered_at timestamptz,
    ended_at timestamptz,
    CONSTRAINT case_links_two_codes CHECK (case_id <> other_case_id),
    CONSTRAINT case_links_both_agreed CHECK (state <> 'accepted' OR other_case_id IS NOT NULL
        AND other_agreed_by IS NOT NULL AND answered_by IS NOT NULL),
    CONSTRAINT case_links_answered_by_another CHECK (answered_by <> asked_by),
    CHECK ((state = 'undone') = (ended_at IS NOT NULL))
);
CREATE UNIQUE INDEX case_links_one_in_force ON case_links (least(case_id, other_case_id),
    greatest(case_id, other_case_id)) WHERE state = 'accepted';
CREATE INDEX case_links_case_id_idx ON case_links (case_id);
CREATE INDEX case_links_other_case_id_idx ON case_links (other_case_id);
ALTER TABLE case_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON case_links TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE (state, other_agreed_by, answered_by, answered_at, ended_at) ON case_links TO relais_lens;
"""

MOVES = """
-- Asks that a case of one's own be counted with the one behind a code. The answer is the same whether there is one or
-- not; a case whose person keeps the other organisation away is shown to nobody.
CREATE FUNCTION relais.ask_link(p_case uuid, p_code text, p_agreed text, p_answer_by timestamptz) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    found uuid;
    link uuid;
BEGIN
    IF relais.member() IS NULL OR NOT relais.holds('pivot_worker') OR p_case NOT IN (SELECT relais.own_cases()) THEN
        RETURN NULL;
    END IF;
    SELECT c.id INTO found FROM cases c WHERE c.code = p_code AND c.id <> p_case
        AND c.organisation_id <> relais.organisation();
    INSERT INTO case_links (case_id, other_case_id, agreed_by, asked_by, asked_organisation_id, asked_at, answer_by)
    VALUES (p_case, found, p_agreed, relais.member(), relais.organisation(), relais.now(), p_answer_by)
    RETURNING id INTO link;
    RETURN link;
END
$$;

-- What other organisations ask of one's own cases, and what one's own organisation asked: never the other's code.
CREATE FUNCTION relais.case_links_of(p_case uuid)
    RETURNS TABLE (id uuid, code text, with_organisation text, asked_here boolean, state text, asked_at timestamptz,
        answer_by timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH mine AS (SELECT c.id, c.code FROM cases c WHERE relais.member() IS NOT NULL
        AND relais.holds('pivot_worker') AND c.id = ANY (ARRAY (SELECT relais.own_cases()))
        AND (p_case IS NULL OR c.id = p_case))
    SELECT l.id, m.code, CASE WHEN l.other_agreed_by IS NOT NULL THEN o.name END, true,
        -- A decline shows when a silence would: before, it would say that the code is somebody's.
        CASE WHEN l.state NOT IN ('asked', 'declined') THEN l.state
            WHEN l.answer_by <= relais.now() THEN 'declined' ELSE 'asked' END,
        l.asked_at, l.answer_by
    FROM mine m JOIN case_links l ON l.case_id = m.id LEFT JOIN cases y ON y.id = l.other_case_id
        LEFT JOIN organisations o ON o.id = y.organisation_id
    UNION ALL
    SELECT l.id, m.code, o.name, false, l.state, l.asked_at, l.answer_by
    FROM mine m JOIN case_links l ON l.other_case_id = m.id JOIN cases y ON y.id = l.case_id
        JOIN organisations o ON o.id = y.organisation_id
    WHERE l.other_agreed_by IS NOT NULL OR l.state = 'asked' AND l.answer_by > relais.now()
        AND NOT relais.keeps_away(l.case_id, relais.organisation())
        AND NOT relais.keeps_away(m.id, y.organisation_id)
    ORDER BY 6, 1 LIMIT 200
$$;

-- The other organisation's answer, with the person's agreement as it heard it. Answers who is told, or nothing.
CREATE FUNCTION relais.answer_link(p_link uuid, p_agreed text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked uuid;
BEGIN
    UPDATE case_links l SET state = CASE WHEN p_agreed IS NULL THEN 'declined' ELSE 'accepted' END,
        other_agreed_by = p_agreed, answered_by = relais.member(), answered_at = relais.now()
    WHERE l.id = p_link AND l.state = 'asked' AND l.answer_by > relais.now()
      AND EXISTS (SELECT FROM relais.case_links_of(NULL) v WHERE v.id = l.id AND NOT v.asked_here)
    RETURNING l.asked_organisation_id INTO asked;
    RETURN asked;
END
$$;

-- Either side parts the two codes again, at any time: from the next month on they are counted apart.
CREATE FUNCTION relais.undo_link(p_link uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE case_links l SET state = 'undone', ended_at = relais.now()
    WHERE l.id = p_link
      AND EXISTS (SELECT FROM relais.case_links_of(NULL) v
        WHERE v.id = l.id AND (l.state = 'accepted'
            -- Taken back the same way whether nobody is there to answer, nobody has, or somebody declined.
            OR v.asked_here AND l.state IN ('asked', 'declined')));
    RETURN FOUND;
END
$$;
"""

_CALLED = (
    "ask_link(uuid, text, text, timestamptz)",
    "case_links_of(uuid)",
    "answer_link(uuid, text)",
    "undo_link(uuid)",
)

RIGHTS = "".join(
    f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;\n"
    f"GRANT EXECUTE ON FUNCTION relais.{name} TO relais_app;\n"
    for name in _CALLED
)

SQL = TABLE + MOVES + RIGHTS
