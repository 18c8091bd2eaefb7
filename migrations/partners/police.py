"""Which houses police may know of: the one rule about networks that leave police out (AGR-01).

A house is known to a police service through a network that both belong to and that admits police. An agreement in
force makes a house known by its own choice, unless it belongs to community networks alone: what a network without
police decided holds for its members. A house in no network is known through its agreement, and otherwise not at all.
A house in two networks, one of them with police, is known in the one with police.
"""

SQL = """
-- Keys of the houses that this service may consider, ask or hold. For whoever is not police: those of shared networks.
CREATE FUNCTION relais.shelters_police_may_know(p_service uuid) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT s.key FROM shelters s WHERE s.organisation_id IN (
        SELECT theirs.organisation_id FROM organisations me
            JOIN network_members mine ON mine.organisation_id = me.id
            JOIN networks n ON n.id = mine.network_id AND (n.police_members <> 'none' OR me.kind <> 'police')
            JOIN network_members theirs ON theirs.network_id = n.id
        WHERE me.id = p_service)
    UNION
    SELECT b.shelter_key FROM bed_agreements b
    WHERE b.partner_organisation_id = p_service AND b.state = 'in_force' AND (
        NOT EXISTS (SELECT FROM network_members m WHERE m.organisation_id = b.organisation_id)
        OR EXISTS (SELECT FROM network_members m JOIN networks n ON n.id = m.network_id
            WHERE m.organisation_id = b.organisation_id AND n.police_members <> 'none'));
$$;

CREATE FUNCTION relais.police_may_know(p_shelter bigint, p_service uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p_shelter IN (SELECT k FROM relais.shelters_police_may_know(p_service) k);
$$;

ALTER FUNCTION relais.shelters_police_may_know(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.police_may_know(bigint, uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.shelters_police_may_know(uuid), relais.police_may_know(bigint, uuid) FROM PUBLIC;
"""
