"""Who learns that an organisation exists, and what it is called: police know no house by a network that leaves them
out, nor a house's organisation but by an agreement (AGR-01, POL-03)."""

SQL = """
-- Whether the caller may learn of this organisation. Police: their own, those of their networks that run no house, and
-- those of an agreement. Who works with people, houses or money: any that they name; a front desk none that is police
-- (SAF-08). Others: their own.
CREATE FUNCTION relais.may_learn_of(p_organisation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p_organisation = relais.organisation() OR CASE
        WHEN (SELECT o.kind = 'police' FROM organisations o WHERE o.id = relais.organisation()) THEN
            EXISTS (SELECT FROM bed_agreements b WHERE b.partner_organisation_id = relais.organisation()
                AND b.organisation_id = p_organisation AND b.state IN ('proposed', 'in_force')
                AND relais.police_may_know(b.shelter_key, relais.organisation()))
            OR EXISTS (SELECT FROM network_members mine
                JOIN networks n ON n.id = mine.network_id AND n.police_members <> 'none'
                JOIN network_members theirs ON theirs.network_id = n.id AND theirs.organisation_id = p_organisation
                JOIN organisations o ON o.id = p_organisation AND o.kind NOT IN ('shelter', 'hotel')
                WHERE mine.organisation_id = relais.organisation())
        ELSE relais.holds('pivot_worker', 'shelter_coordinator', 'fund_administrator', 'regional_coordinator')
            OR (relais.holds('front_desk') AND NOT EXISTS (
                SELECT FROM organisations o WHERE o.id = p_organisation AND o.kind = 'police')) END;
$$;

-- What one organisation may know of another: that it exists, its name, kind and duty number.
CREATE OR REPLACE FUNCTION relais.organisation_card(organisation uuid)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT o.id, o.name, o.kind, o.regions, o.duty_number FROM organisations o
    WHERE o.id = organisation AND relais.may_learn_of(o.id);
$$;

-- Organisations of one kind that share a network with the caller's, and of which the caller may learn.
CREATE OR REPLACE FUNCTION relais.partners_of_kind(wanted text)
    RETURNS TABLE (id uuid, name text, kind text, regions text[], duty_number bytea)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT o.id, o.name, o.kind, o.regions, o.duty_number
    FROM network_members mine
    JOIN network_members theirs ON theirs.network_id = mine.network_id
    JOIN organisations o ON o.id = theirs.organisation_id
    WHERE mine.organisation_id = (SELECT relais.organisation()) AND o.kind = wanted AND relais.may_learn_of(o.id);
$$;

-- A member of an organisation that shares a network with the caller's, as a possible co-pivot: for pivots (PIV-04).
CREATE OR REPLACE FUNCTION relais.pivot_card(member uuid)
    RETURNS TABLE (organisation_id uuid, sector text, roles text[], accredited boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT m.organisation_id, o.kind, m.roles,
           m.ends_on > relais.now() AND coalesce(o.accredited_until > relais.now(), true)
    FROM members m JOIN organisations o ON o.id = m.organisation_id
    WHERE m.id = member AND relais.holds('pivot_worker') AND (m.organisation_id = relais.organisation() OR EXISTS (
        SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
        WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = m.organisation_id))
$$;

-- The name of an agreement's house, for its two sides; for police not while the house is in community networks alone.
CREATE OR REPLACE FUNCTION relais.agreement_shelters()
RETURNS TABLE (agreement_id uuid, shelter_id uuid, shelter_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, s.id, s.name FROM bed_agreements a JOIN shelters s ON s.key = a.shelter_key
    WHERE a.organisation_id = relais.organisation()
        OR (a.partner_organisation_id = relais.organisation() AND (
            (a.state = 'in_force' AND NOT EXISTS (
                SELECT FROM network_members m WHERE m.organisation_id = a.organisation_id))
            OR EXISTS (SELECT FROM network_members m JOIN networks n ON n.id = m.network_id
                WHERE m.organisation_id = a.organisation_id AND n.police_members <> 'none')));
$$;

-- Whether an own house may propose an agreement to this service: both share a network that admits police.
CREATE FUNCTION relais.may_propose_to(p_shelter bigint, p_service uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM shelters s WHERE s.key = p_shelter AND s.organisation_id = relais.organisation())
        AND relais.police_may_know(p_shelter, p_service);
$$;
CREATE POLICY may_propose ON bed_agreements AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (relais.may_propose_to(shelter_key, partner_organisation_id));
ALTER FUNCTION relais.may_propose_to(bigint, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.may_propose_to(bigint, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.may_propose_to(bigint, uuid) TO relais_app;
ALTER FUNCTION relais.may_learn_of(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.may_learn_of(uuid) FROM PUBLIC;
"""
