"""What a house's people read of an operation: whom to expect, and, its coordinator alone, by whose agreement
(SAF-08, POL-03)."""

_REQUESTS = """request_id uuid, code text, shelter_id uuid, shelter_name text, state text, places integer,
    accepted integer, asked_at timestamptz, answer_by timestamptz, decline_reason text, window_starts_at timestamptz,
    window_ends_at timestamptz, nights integer, people jsonb, languages text[], duty_of uuid, duty_number bytea"""
_ARRIVALS = """place_id uuid, claim_id uuid, shelter_id uuid, shelter_name text, gender text, age_band text,
    together_with uuid, state text, window_starts_at timestamptz, window_ends_at timestamptz, held_until timestamptz,
    nights integer, languages text[], duty_of uuid, duty_number bytea"""


def _for_the_house(name: str, columns: str) -> str:
    """The function under its name again, for the house's people, with the partner for its coordinator."""
    chosen = ", ".join("e." + column.split()[0] for column in columns.split(","))
    return f"""
ALTER FUNCTION relais.{name}() RENAME TO every_{name};
REVOKE EXECUTE ON FUNCTION relais.every_{name}() FROM relais_app;
CREATE FUNCTION relais.{name}() RETURNS TABLE ({columns}, partner_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT {chosen},
        CASE WHEN me.coordinates THEN e.partner_name END
    FROM (SELECT relais.holds('shelter_coordinator') AS coordinates,
            relais.holds('shelter_coordinator', 'front_desk') AS reads) me
        JOIN relais.every_{name}() e ON me.reads;
$$;
ALTER FUNCTION relais.{name}() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.{name}() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.{name}() TO relais_app;
"""


SQL = _for_the_house("shelter_requests", _REQUESTS) + _for_the_house("expected_arrivals", _ARRIVALS)
