"""The points of sharing: a co-pivot elsewhere, a request for money, a referral. Each passes the gate in the database,
so that no door can forget it (CNF-01, CNF-07)."""

CO_PIVOTS = """
CREATE FUNCTION relais.co_pivot_is_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.organisation_id IS DISTINCT FROM NEW.owner_organisation_id THEN
        NEW.consent_id := relais.share(NEW.case_id, 'share_with_organisation', NEW.organisation_id, 'co_pivot',
            NEW.member_id);
    ELSE
        NEW.consent_id := NULL;
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.co_pivot_is_consented() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.co_pivot_is_consented() FROM PUBLIC;
-- To name somebody anew is a new sharing; to end an access sooner is none.
CREATE TRIGGER is_consented BEFORE INSERT ON case_access
    FOR EACH ROW EXECUTE FUNCTION relais.co_pivot_is_consented();
CREATE TRIGGER is_consented_again BEFORE UPDATE ON case_access
    FOR EACH ROW WHEN (NEW.until >= OLD.until OR NEW.case_id <> OLD.case_id OR NEW.member_id <> OLD.member_id
        OR NEW.organisation_id <> OLD.organisation_id OR NEW.consent_id IS DISTINCT FROM OLD.consent_id)
    EXECUTE FUNCTION relais.co_pivot_is_consented();
"""

MONEY = """
CREATE FUNCTION relais.request_is_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    PERFORM relais.share(NEW.case_id, 'fund', r.fund_organisation_id, 'fund_request', r.id)
    FROM fund_requests r WHERE r.id = NEW.request_id;
    IF NOT FOUND THEN
        PERFORM relais.refuse_sharing('needs_consent', NEW.case_id);
    END IF;
    RETURN NEW;
END
$$;
ALTER FUNCTION relais.request_is_consented() OWNER TO relais_lens;
CREATE TRIGGER is_consented BEFORE INSERT ON request_cases
    FOR EACH ROW EXECUTE FUNCTION relais.request_is_consented();

-- Each line asks again: for a case that still agrees, and with no supplier that the case keeps away. What was asked and
-- promised before a withdrawal is not touched (CPL-05).
CREATE FUNCTION relais.lines_are_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    asked record;
BEGIN
    FOR asked IN SELECT DISTINCT k.case_id FROM fresh f JOIN request_cases k ON k.request_id = f.request_id LOOP
        PERFORM FROM cases c WHERE c.id = asked.case_id FOR KEY SHARE;
        PERFORM FROM consents c WHERE c.case_id = asked.case_id AND c.scope = 'fund' AND c.withdrawn_at IS NULL
            FOR SHARE;
        IF NOT FOUND THEN
            PERFORM relais.refuse_sharing('needs_consent', asked.case_id);
        END IF;
        IF EXISTS (SELECT FROM fresh f JOIN request_cases k ON k.request_id = f.request_id
                JOIN payees p ON p.id = f.payee_id
                JOIN exclusions x ON x.case_id = k.case_id AND x.lifted_at IS NULL
                WHERE k.case_id = asked.case_id AND ((x.kind = 'interpreter' AND x.value = p.code)
                    OR (x.kind = 'organisation' AND x.value = p.partner_organisation_id::text))) THEN
            PERFORM relais.refuse_sharing('excluded', asked.case_id);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;
GRANT SELECT (partner_organisation_id) ON payees TO relais_lens;
ALTER FUNCTION relais.lines_are_consented() OWNER TO relais_lens;
CREATE TRIGGER are_consented AFTER INSERT ON request_lines REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION relais.lines_are_consented();
REVOKE EXECUTE ON FUNCTION relais.request_is_consented(), relais.lines_are_consented() FROM PUBLIC;

-- FND-07: that another fund paid is told to a fund while the person agrees to be known by funds, and no longer.
CREATE OR REPLACE FUNCTION relais.already_funded(request uuid, days integer)
    RETURNS TABLE (line_id uuid, category text, days_ago integer, band text, same_fund boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.id, l.category,
           (extract(epoch FROM relais.now() - max(ol.decided_at)) / 86400)::integer,
           CASE WHEN sum(ol.approved_cents) < 10000 THEN '<100' WHEN sum(ol.approved_cents) < 30000 THEN '100-300'
                WHEN sum(ol.approved_cents) < 100000 THEN '300-1000' ELSE '>=1000' END,
           other.fund_organisation_id = r.fund_organisation_id
    FROM fund_requests r
    JOIN request_cases c ON c.request_id = r.id
    JOIN request_lines l ON l.request_id = r.id
    JOIN request_cases oc ON oc.case_id = c.case_id AND oc.request_id <> r.id
    JOIN fund_requests other ON other.id = oc.request_id
    JOIN request_lines ol ON ol.request_id = other.id AND ol.category = l.category AND ol.approved_cents > 0
    WHERE r.id = request AND relais.organisation() IN (r.organisation_id, r.fund_organisation_id)
      AND EXISTS (SELECT FROM consents k WHERE k.case_id = c.case_id AND k.scope = 'fund' AND k.withdrawn_at IS NULL)
      AND ol.decided_at > relais.now() - make_interval(days => days)
      AND (other.fund_organisation_id <> r.fund_organisation_id
           OR other.envelope_id IS DISTINCT FROM r.envelope_id)
    GROUP BY l.id, l.category, l.position, other.fund_organisation_id, r.fund_organisation_id
    ORDER BY l.position
$$;
"""

REFERRALS = """
-- CNF-07, SAF-04: whether a case keeps the house of a referral away: itself, its organisation, its city or its region.
CREATE FUNCTION relais.keeps_house_away(p_case uuid, p_referral uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM referrals r JOIN shelters s ON s.key = r.shelter_key
        JOIN exclusions x ON x.case_id = p_case AND x.lifted_at IS NULL
        WHERE r.id = p_referral AND ((x.kind = 'shelter' AND x.value = s.id::text)
            OR (x.kind = 'organisation' AND x.value = s.organisation_id::text)
            OR (x.kind = 'region' AND x.value = s.region) OR (x.kind = 'city' AND lower(x.value) = lower(s.city))))
$$;
ALTER FUNCTION relais.keeps_house_away(uuid, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.keeps_house_away(uuid, uuid) FROM PUBLIC;

-- Says that a referral is for a case: with the person's consent to a bed, and never to a place that the case keeps
-- away from. The referral itself, which the shelter reads, names no case (POL-03).
CREATE FUNCTION relais.share_referral(p_case uuid, p_referral uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    house record;
BEGIN
    SELECT s.organisation_id INTO house
    FROM referrals r JOIN shelters s ON s.key = r.shelter_key
    WHERE r.id = p_referral AND r.organisation_id = relais.organisation();
    IF NOT FOUND OR p_case NOT IN (SELECT relais.my_cases()) THEN
        PERFORM relais.refuse_sharing('needs_consent', p_case);
    END IF;
    PERFORM relais.share(p_case, 'bed', house.organisation_id, 'referral', p_referral);
    IF relais.keeps_house_away(p_case, p_referral) THEN
        PERFORM relais.refuse_sharing('excluded', p_case);
    END IF;
END
$$;
GRANT SELECT (shelter_key) ON referrals TO relais_lens;
ALTER FUNCTION relais.share_referral(uuid, uuid) OWNER TO relais_lens;

-- A referral that counts as a case's need has passed the gate for exactly that case, by the end of its transaction.
CREATE FUNCTION relais.need_is_consented() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sharings h WHERE h.what = 'referral' AND h.subject = NEW.id
            AND NEW.need_digest = sha256('relais unmet need'::bytea || '\\x00'::bytea || uuid_send(h.case_id)
                || convert_to(NEW.need_region, 'UTF8') || convert_to(NEW.need_day::text, 'UTF8'))) THEN
        PERFORM relais.refuse_sharing('needs_consent', NULL);
    END IF;
    RETURN NULL;
END
$$;
ALTER FUNCTION relais.need_is_consented() OWNER TO relais_lens;
CREATE CONSTRAINT TRIGGER is_consented AFTER INSERT ON referrals DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.need_digest IS NOT NULL) EXECUTE FUNCTION relais.need_is_consented();
REVOKE EXECUTE ON FUNCTION relais.share_referral(uuid, uuid), relais.need_is_consented() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.share_referral(uuid, uuid) TO relais_app;
"""

SQL = CO_PIVOTS + MONEY + REFERRALS
