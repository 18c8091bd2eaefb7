"""Networks and organisations as proposals change them, and the police budget's two numbers (AGR-01, PIV-10)."""

TABLE = """
ALTER TABLE networks
    ADD COLUMN minimum_sites smallint NOT NULL DEFAULT 1 CHECK (minimum_sites BETWEEN 1 AND 20),
    ADD COLUMN questions_a_day smallint NOT NULL DEFAULT 40 CHECK (questions_a_day BETWEEN 1 AND 200),
    ADD CONSTRAINT networks_name CHECK (length(name) BETWEEN 1 AND 120),
    -- AGR-01: the third structure is of the community sector alone.
    ADD CONSTRAINT networks_community_without_police CHECK (structure <> 'community_only' OR police_members = 'none');
ALTER TABLE organisations
    ADD CONSTRAINT organisations_name CHECK (length(name) BETWEEN 1 AND 120);

-- AGR-01: a network closes itself to police only when none is in it.
CREATE FUNCTION relais.no_police_left_inside() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NEW.police_members = 'none' AND EXISTS (SELECT FROM network_members n JOIN organisations o
            ON o.id = n.organisation_id WHERE n.network_id = NEW.id AND o.kind = 'police') THEN
        RAISE EXCEPTION 'a police service is in this network' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'networks_police_inside', TABLE = 'networks';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER no_police_left_inside BEFORE UPDATE OF police_members ON networks
    FOR EACH ROW EXECUTE FUNCTION relais.no_police_left_inside();

-- Which networks there are, and how much police may ask of each, is read through functions alone: in the context of
-- police too, a statement of the application would otherwise name those that leave police out (AGR-01).
REVOKE SELECT ON networks FROM relais_app;
CREATE POLICY lens_makes ON organisations FOR INSERT TO relais_lens WITH CHECK (true);
CREATE POLICY lens_changes ON organisations FOR UPDATE TO relais_lens USING (true);
GRANT INSERT ON organisations, networks TO relais_lens;
GRANT UPDATE (accredited_until) ON organisations TO relais_lens;
GRANT UPDATE (police_members, minimum_sites, questions_a_day) ON networks TO relais_lens;
CREATE POLICY lens_makes ON network_members FOR INSERT TO relais_lens WITH CHECK (true);
CREATE POLICY lens_ends ON network_members FOR DELETE TO relais_lens USING (true);
GRANT INSERT, DELETE ON network_members TO relais_lens;

-- RIG-04: the words that a network chose for its screens. Codes stay everybody's.
CREATE TABLE network_terms (
    network_id uuid NOT NULL REFERENCES networks,
    term text NOT NULL CHECK (term IN ('person', 'labour', 'sexual', 'domestic_servitude', 'forced_marriage',
        'forced_criminality', 'child_servitude')),
    fr text NOT NULL CHECK (length(fr) BETWEEN 1 AND 60),
    en text NOT NULL CHECK (length(en) BETWEEN 1 AND 60),
    PRIMARY KEY (network_id, term)
);
ALTER TABLE network_terms ENABLE ROW LEVEL SECURITY;
CREATE POLICY lens ON network_terms TO relais_lens USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON network_terms TO relais_lens;
"""

RULES = """
CREATE FUNCTION relais.apply_network_create(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO networks (id, name, structure, police_members, minimum_sites, questions_a_day)
    VALUES (p.subject, p.content ->> 'name', p.content ->> 'structure', p.content ->> 'police_members',
            (p.content ->> 'minimum_sites')::smallint, (p.content ->> 'questions_a_day')::smallint);
    INSERT INTO network_members (network_id, organisation_id) VALUES (p.subject, p.organisation_id);
END
$$;

CREATE FUNCTION relais.apply_network_join(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Closing a network to police and letting one in wait for each other.
    PERFORM relais.lock_setting((p.content ->> 'network_id')::uuid);
    INSERT INTO network_members (network_id, organisation_id) VALUES ((p.content ->> 'network_id')::uuid, p.subject);
END
$$;

CREATE FUNCTION relais.apply_network_leave(p proposals) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    network uuid := (p.content ->> 'network_id')::uuid;
BEGIN
    PERFORM relais.lock_setting(network);
    DELETE FROM network_members n WHERE n.network_id = network AND n.organisation_id = p.subject;
    IF NOT FOUND THEN
        PERFORM relais.refuse_setting('it is not in this network', 'proposals_changed_meanwhile');
    ELSIF NOT EXISTS (SELECT FROM network_members n JOIN members m ON m.organisation_id = n.organisation_id
            WHERE n.network_id = network AND relais.administers_network(m.id, network)) THEN
        PERFORM relais.refuse_setting('a network keeps an administrator', 'networks_keep_an_administrator');
    END IF;
END
$$;

CREATE FUNCTION relais.apply_network_police(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE networks n SET police_members = p.content ->> 'police_members' WHERE n.id = p.subject;
END
$$;

CREATE FUNCTION relais.apply_police_budget(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE networks n SET minimum_sites = (p.content ->> 'minimum_sites')::smallint,
        questions_a_day = (p.content ->> 'questions_a_day')::smallint WHERE n.id = p.subject;
END
$$;

CREATE FUNCTION relais.apply_network_term(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM network_terms t WHERE t.network_id = p.subject AND t.term = p.content ->> 'term';
    INSERT INTO network_terms (network_id, term, fr, en)
    SELECT p.subject, p.content ->> 'term', p.content ->> 'fr', p.content ->> 'en' WHERE p.content ->> 'fr' IS NOT NULL;
END
$$;

CREATE FUNCTION relais.apply_organisation_create(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM relais.lock_setting((p.content ->> 'network_id')::uuid);
    INSERT INTO organisations (id, name, kind, regions, language, accredited_until, created_at)
    VALUES (p.subject, p.content ->> 'name', p.content ->> 'kind', relais.texts(p.content -> 'regions'),
            p.content ->> 'language', (p.content ->> 'accredited_until')::date, relais.now());
    INSERT INTO network_members (network_id, organisation_id) VALUES ((p.content ->> 'network_id')::uuid, p.subject);
END
$$;

CREATE FUNCTION relais.apply_accreditation(p proposals) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organisations o SET accredited_until = (p.content ->> 'accredited_until')::date WHERE o.id = p.subject;
END
$$;
"""

WAYS = """
-- What police may ask, for the caller's service: the strictest of its networks. No row: it is in none.
CREATE FUNCTION relais.police_budget() RETURNS TABLE (minimum_sites integer, questions_a_day integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT max(n.minimum_sites)::integer, min(n.questions_a_day)::integer
    FROM network_members m JOIN networks n ON n.id = m.network_id
    WHERE m.organisation_id = relais.organisation() HAVING count(*) > 0;
$$;

-- The words of the networks that the caller's organisation is in.
CREATE FUNCTION relais.terms_here() RETURNS TABLE (term text, fr text, en text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT t.term, t.fr, t.en FROM network_terms t JOIN network_members m ON m.network_id = t.network_id
    WHERE m.organisation_id = relais.organisation() ORDER BY t.term, t.network_id
$$;

-- The networks of one's organisation, with who is in them; only their administrators read the numbers.
CREATE FUNCTION relais.visible_networks()
    RETURNS TABLE (id uuid, name text, structure text, police_members text, minimum_sites integer,
        questions_a_day integer, may_change boolean, organisations jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT n.id, n.name, n.structure, n.police_members, CASE WHEN a.yes THEN n.minimum_sites END,
        CASE WHEN a.yes THEN n.questions_a_day END, a.yes,
        (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name, 'kind', o.kind, 'regions', o.regions,
                'accredited_until', CASE WHEN a.yes OR o.id = relais.organisation() THEN o.accredited_until END)
                ORDER BY o.name, o.id)
            FROM network_members m JOIN organisations o ON o.id = m.organisation_id WHERE m.network_id = n.id
                -- Police learn of no house by a network: only by an agreement with it (AGR-01, POL-03).
                AND (o.kind NOT IN ('shelter', 'hotel') OR NOT EXISTS (SELECT FROM organisations me
                    WHERE me.id = relais.organisation() AND me.kind = 'police')))
    FROM networks n CROSS JOIN LATERAL (SELECT relais.administers_network(relais.member(), n.id) AS yes) a
    WHERE relais.keeps(relais.member(), relais.organisation()) AND EXISTS (SELECT FROM network_members m
        WHERE m.network_id = n.id AND m.organisation_id = relais.organisation())
    ORDER BY n.name, n.id LIMIT 200
$$;
"""

SQL = TABLE + RULES + WAYS

PRIVATE = (
    "no_police_left_inside()",
    "apply_network_create(proposals)",
    "apply_network_join(proposals)",
    "apply_network_leave(proposals)",
    "apply_network_police(proposals)",
    "apply_police_budget(proposals)",
    "apply_network_term(proposals)",
    "apply_organisation_create(proposals)",
    "apply_accreditation(proposals)",
)
CALLED = ("police_budget()", "terms_here()", "visible_networks()")
