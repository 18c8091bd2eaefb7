"""What a case, a pivot and their organisation were promised over the last day, before anything is asked (FND-10).

A page that asks for money says beforehand who decides and what may be issued alone. It reads the same sums as the
decision does: one function adds them up for both.
"""

SUMS = """
-- The sums of the last 24 hours: of this case at this fund, of what nobody but a rule or the pivot approved, and of
-- what a rule approved. Called by those below, which look at who asks.
CREATE FUNCTION relais.promised_over_the_day(of_case uuid, of_fund uuid, asking uuid, asker uuid)
    RETURNS TABLE (case_cents bigint, emergency_case_cents bigint, emergency_pivot_cents bigint,
                   emergency_organisation_cents bigint, automatic_by_category jsonb, automatic_pivot_cents bigint,
                   automatic_organisation_cents bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH promised AS (
        SELECT c.case_id, r.organisation_id, r.requested_by, r.fund_organisation_id, d.kind, l.category,
               t.amount_cents - coalesce((SELECT sum(v.amount_cents) FROM transfers v
                   WHERE v.pending_id = t.id AND v.kind IN ('void', 'expiry')), 0) AS cents
        FROM fund_requests r
        JOIN request_cases c ON c.request_id = r.id
        JOIN request_lines l ON l.request_id = r.id
        JOIN transfers t ON t.line_id = l.id AND t.kind = 'earmark'
        JOIN decisions d ON d.id = t.decision_id
        WHERE r.organisation_id = asking AND t.made_at > relais.now() - interval '24 hours'
           OR c.case_id = of_case AND t.made_at > relais.now() - interval '24 hours'
    ), ruled AS (
        SELECT p.category, sum(p.cents) AS cents FROM promised p
        WHERE p.case_id = of_case AND p.kind = 'by_rule' AND p.fund_organisation_id = of_fund GROUP BY p.category
    )
    SELECT
        coalesce(sum(p.cents) FILTER (WHERE p.case_id = of_case AND p.fund_organisation_id = of_fund), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.case_id = of_case AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.requested_by = asker
            AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.organisation_id = asking
            AND p.kind IN ('by_rule', 'self_issued')), 0)::bigint,
        coalesce((SELECT jsonb_object_agg(ruled.category, ruled.cents) FROM ruled), '{}'),
        coalesce(sum(p.cents) FILTER (WHERE p.requested_by = asker AND p.kind = 'by_rule'
            AND p.fund_organisation_id = of_fund), 0)::bigint,
        coalesce(sum(p.cents) FILTER (WHERE p.organisation_id = asking AND p.kind = 'by_rule'
            AND p.fund_organisation_id = of_fund), 0)::bigint
    FROM promised p
$$;
"""

DECIDING = """
CREATE OR REPLACE FUNCTION relais.fund_spending(request uuid, waits boolean)
    RETURNS TABLE (case_cents bigint, emergency_case_cents bigint, emergency_pivot_cents bigint,
                   emergency_organisation_cents bigint, automatic_by_category jsonb, automatic_pivot_cents bigint,
                   automatic_organisation_cents bigint)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked fund_requests;
    of_case uuid;
BEGIN
    SELECT * INTO asked FROM fund_requests r
        WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id);
    SELECT c.case_id INTO of_case FROM request_cases c WHERE c.request_id = asked.id;
    IF of_case IS NULL THEN
        RETURN;
    END IF;
    IF waits AND relais.organisation() = asked.organisation_id THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('fund of organisation ' || asked.organisation_id, 0));
    END IF;
    IF waits THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('fund of case ' || of_case, 0));
    END IF;
    RETURN QUERY SELECT p.* FROM relais.promised_over_the_day(
        of_case, asked.fund_organisation_id, asked.organisation_id, asked.requested_by) p;
END
$$;
"""

ASKING = """
-- The same sums before a request is made, for whoever accompanies the case; nothing for anybody else.
CREATE FUNCTION relais.fund_spending_before(of_fund uuid, of_case uuid)
    RETURNS TABLE (case_cents bigint, emergency_case_cents bigint, emergency_pivot_cents bigint,
                   emergency_organisation_cents bigint, automatic_by_category jsonb, automatic_pivot_cents bigint,
                   automatic_organisation_cents bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.* FROM relais.promised_over_the_day(of_case, of_fund, relais.organisation(), relais.member()) p
    WHERE relais.holds('pivot_worker') AND EXISTS (SELECT FROM cases c WHERE c.id = of_case
        AND (relais.member() IN (c.pivot_member_id, c.backup_member_id)
            OR EXISTS (SELECT FROM case_access a WHERE a.case_id = c.id AND a.member_id = relais.member()
                AND a.until > relais.now())))
$$;
"""

SHOWN = """
-- When the card of each line was drawn, and so shown first, for whoever may draw it: never its code.
CREATE FUNCTION relais.cards_drawn(of_request uuid) RETURNS TABLE (line_id uuid, drawn_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.id, max(d.drawn_at) FROM request_lines l JOIN voucher_draws d ON d.line_id = l.id
    WHERE l.request_id = of_request AND EXISTS (SELECT FROM relais.line_to_draw(l.id)) GROUP BY l.id
$$;
"""

_PRIVATE = ("promised_over_the_day(uuid, uuid, uuid, uuid)",)
_CALLED = ("fund_spending_before(uuid, uuid)", "cards_drawn(uuid)")
RIGHTS = "".join(
    f"ALTER FUNCTION relais.{each} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{each} FROM PUBLIC;\n"
    for each in (*_PRIVATE, *_CALLED)
) + "".join(f"GRANT EXECUTE ON FUNCTION relais.{each} TO relais_app;\n" for each in _CALLED)

SQL = SUMS + DECIDING + ASKING + SHOWN + RIGHTS
