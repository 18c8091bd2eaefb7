"""What was answered about a case is forgotten with it, here and in a copy that is made to forget it again (CNF-11)."""

SQL = """
-- An answer is kept for a day, so that a request sent twice is carried out once. Of an erased case its words go, and
-- the key stays: whoever sends that request again is told that there is no such thing, and nothing happens twice.
CREATE POLICY eraser ON idempotency TO relais_eraser USING (true);
GRANT SELECT (outcome), UPDATE (outcome) ON idempotency TO relais_eraser;
CREATE FUNCTION relais.forget_answers(p_case uuid) RETURNS void LANGUAGE sql AS $$
    UPDATE idempotency i SET outcome = '{"refused": "not_found", "facts": {}}'
    WHERE position(p_case::text IN i.outcome::text) > 0 OR EXISTS (SELECT FROM cases c
        WHERE c.id = p_case AND position(to_jsonb(c.code)::text IN i.outcome::text) > 0)
$$;
ALTER FUNCTION relais.erase_case(uuid) RENAME TO erase_case_but_answers;
CREATE FUNCTION relais.erase_case(p_case uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relais.forget_answers(p_case);
    RETURN relais.erase_case_but_answers(p_case);
END
$$;
""" + "".join(
    f"""
ALTER FUNCTION relais.{name}(uuid) OWNER TO relais_eraser;
REVOKE EXECUTE ON FUNCTION relais.{name}(uuid) FROM PUBLIC;
"""
    for name in ("forget_answers", "erase_case")
)
