"""Where houses are: sealed, one per house, never of a rotating safe house; and who was shown it (SAF-01, BED-08)."""

SQL = """
ALTER TABLE shelters ADD CONSTRAINT shelters_key_kind UNIQUE (key, kind);

-- `kind` follows the house: a rotating safe house has no address, and a house with one cannot become rotating.
CREATE TABLE shelter_addresses (
    id uuid PRIMARY KEY,
    shelter_key bigint NOT NULL UNIQUE,
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CONSTRAINT shelter_addresses_never_rotating CHECK (kind <> 'safe_house_rotating'),
    sealed bytea NOT NULL,
    line_sealed bytea,
    version integer NOT NULL DEFAULT 1,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id),
    FOREIGN KEY (shelter_key, kind) REFERENCES shelters (key, kind) ON UPDATE CASCADE
);

CREATE TABLE address_reveals (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    shelter_key bigint NOT NULL,
    shown_to uuid NOT NULL REFERENCES organisations,
    at timestamptz NOT NULL,
    open_until timestamptz NOT NULL,
    FOREIGN KEY (shelter_key, organisation_id) REFERENCES shelters (key, organisation_id)
);
CREATE INDEX address_reveals_of_shelter ON address_reveals (shelter_key, at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON address_reveals
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();

ALTER TABLE shelter_addresses ENABLE ROW LEVEL SECURITY;
ALTER TABLE address_reveals ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON shelter_addresses TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own ON address_reveals FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY lens ON shelter_addresses FOR SELECT TO relais_lens USING (true);
CREATE POLICY lens ON address_reveals FOR INSERT TO relais_lens WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON shelter_addresses TO relais_app;
GRANT UPDATE (sealed, line_sealed, version, written_by, written_at) ON shelter_addresses TO relais_app;
GRANT SELECT ON address_reveals TO relais_app;
GRANT SELECT (id, shelter_key, sealed, line_sealed) ON shelter_addresses TO relais_lens;
GRANT INSERT (organisation_id, shelter_key, shown_to, at, open_until) ON address_reveals TO relais_lens;
GRANT SELECT (arrived_at) ON referrals TO relais_lens;

-- How long after an arrival the way there is still shown: the time to come in, or to be let in again.
CREATE FUNCTION relais.revealed_after_arrival() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN interval '4 hours';

-- Whether the caller accompanies a case; revision 0012 knows of consents too, and says it anew.
CREATE FUNCTION relais.accompanies(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases k WHERE k.id = p_case
        AND relais.member() IN (k.pivot_member_id, k.backup_member_id));
$$;
ALTER FUNCTION relais.accompanies(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.accompanies(uuid) FROM PUBLIC;

-- The address of the house that a case goes to: for a pivot of that case, once the house has accepted, until some
-- hours after the arrival. No row for anybody else, nor at any other time (SAF-01, POL-03).
CREATE FUNCTION relais.address_for_pivot(p_placement uuid)
RETURNS TABLE (address_id uuid, sealed bytea, line_sealed bytea, shelter_id uuid, open_until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, a.sealed, a.line_sealed, s.id, w.open_until
    FROM placements p
        JOIN members m ON m.id = relais.member() AND m.organisation_id = relais.organisation()
            AND 'pivot_worker' = ANY (m.roles) AND NOT 'investigator' = ANY (m.roles)
        JOIN organisations o ON o.id = m.organisation_id AND o.kind <> 'police'
        JOIN claims c ON c.id = p.claim_id
        JOIN LATERAL (SELECT l.* FROM claims l
            WHERE l.id = c.id OR l.place_id = c.place_id OR l.referral_id = c.referral_id
            ORDER BY l.state = 'live' DESC, l.made_at DESC, l.key DESC LIMIT 1) l ON true
        LEFT JOIN referrals r ON r.id = l.referral_id
        LEFT JOIN places x ON x.id = l.place_id
        CROSS JOIN LATERAL (SELECT CASE
            WHEN l.state <> 'live' THEN NULL
            WHEN l.kind = 'stay'
                THEN coalesce(r.arrived_at, x.arrived_at, l.starts_at) + relais.revealed_after_arrival()
            WHEN l.kind = 'hold' AND r.state = 'confirmed' THEN l.lapses_at END AS open_until) w
        JOIN shelters s ON s.key = l.shelter_key
        JOIN shelter_addresses a ON a.shelter_key = s.key
    WHERE p.id = p_placement AND w.open_until > relais.now() AND relais.accompanies(p.case_id);
$$;

-- Writes down for the house that its address is shown now, to which organisation; nothing without the right to see it.
CREATE FUNCTION relais.note_reveal(p_placement uuid) RETURNS TABLE (shelter_id uuid, open_until timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH shown AS (
        SELECT s.key, s.organisation_id, s.id, f.open_until
        FROM relais.address_for_pivot(p_placement) f JOIN shelters s ON s.id = f.shelter_id
    ), noted AS (
        INSERT INTO address_reveals (organisation_id, shelter_key, shown_to, at, open_until)
        SELECT n.organisation_id, n.key, relais.organisation(), relais.now(), n.open_until FROM shown n
    )
    SELECT n.id, n.open_until FROM shown n;
$$;

ALTER FUNCTION relais.address_for_pivot(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.note_reveal(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.address_for_pivot(uuid), relais.note_reveal(uuid),
    relais.revealed_after_arrival() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.address_for_pivot(uuid), relais.note_reveal(uuid),
    relais.revealed_after_arrival() TO relais_app;
GRANT EXECUTE ON FUNCTION relais.revealed_after_arrival() TO relais_lens;
"""
