"""The role in which a member sits, once more where no code can pass: an organisation's rows are not for all of its
people (POL-03, SAF-08). A job has no member and acts for the row; whoever has no role reads nothing."""

_PIVOT = "'pivot_worker'"
_MONEY = "'fund_administrator', 'pivot_worker'"
_HOUSE = "'shelter_coordinator', 'front_desk'"

TABLES = {
    "cases": _PIVOT,
    "case_access": _PIVOT,
    "consents": _PIVOT,
    "exclusions": _PIVOT,
    "placements": _PIVOT,
    "duty_reports": _PIVOT,
    "request_cases": _PIVOT,
    "sharings": _PIVOT,
    "shares": _PIVOT,
    "envelopes": _MONEY,
    "accounts": _MONEY,
    "transfers": _MONEY,
    "earmarks": _MONEY,
    "payees": _MONEY,
    "vouchers": "'fund_administrator'",
    "policies": _MONEY,
    "policy_signatures": _MONEY,
    "fund_requests": _MONEY,
    "request_lines": _MONEY,
    "decisions": _MONEY,
    "decision_lines": _MONEY,
    "signatures": _MONEY,
    "payout_intents": _MONEY,
    "receipts": _MONEY,
    "rail_events": _MONEY,
    "shelters": _HOUSE,
    "pools": _HOUSE,
    "beds": _HOUSE,
    "claims": _HOUSE,
    "counts": _HOUSE,
    "availability": _HOUSE,
    "refusals_by_month": _HOUSE,
    "arrival_points": _HOUSE,
    "shelter_addresses": _HOUSE,
    "address_reveals": "'shelter_coordinator'",
    "referrals": f"{_HOUSE}, {_PIVOT}",
    "escalations": f"{_HOUSE}, {_PIVOT}",
    "unmet_needs": f"{_HOUSE}, {_PIVOT}",
    "bed_agreements": "'shelter_coordinator', 'investigator'",
    "overrides": "'regional_coordinator'",
    "operations": "'investigator'",
    "operation_members": "'investigator'",
    "places": "'investigator'",
}
"""Whose members read and write a table's rows, as far as the organisation's own policy lets any of them."""

HOLDS = """
-- The roles in which this transaction's member sits: those of the session, which may be fewer than the member's.
CREATE FUNCTION relais.roles() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT CASE
        WHEN s.kind = 'tablet' AND m.roles && ARRAY['front_desk', 'shelter_coordinator'] THEN ARRAY['front_desk']
        WHEN s.kind = 'tablet' OR s.signed_in_by = 'invitation' THEN '{}'
        ELSE m.roles END
    FROM members m LEFT JOIN sessions s ON s.id = relais.session() AND s.member_id = m.id
    WHERE m.id = relais.member() AND m.organisation_id = relais.organisation() AND m.ends_on > relais.now();
$$;

-- Whether this transaction may do what these roles do: as a member who sits in one of them, or as a job.
CREATE FUNCTION relais.holds(VARIADIC p_roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT relais.member() IS NULL OR coalesce(relais.roles() && p_roles, false);
$$;

-- The board is for those who accompany people and who coordinate; never for anybody who also investigates (POL-01).
CREATE OR REPLACE FUNCTION relais.sees_the_board() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    RETURN relais.roles() && ARRAY['pivot_worker', 'regional_coordinator']
        AND NOT 'investigator' = ANY (relais.roles())
        AND EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind <> 'police');
END $$;

ALTER FUNCTION relais.roles() OWNER TO relais_lens;
ALTER FUNCTION relais.holds(text[]) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.roles(), relais.holds(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.roles(), relais.holds(text[]) TO relais_app;
"""

SQL = HOLDS + "".join(
    f"""
CREATE POLICY in_role ON {table} AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds({roles})));
"""
    for table, roles in TABLES.items()
)
