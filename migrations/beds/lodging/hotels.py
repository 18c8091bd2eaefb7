"""Partner hotels: vetted by two people before they are proposed, and closed again by one (BED-10)."""

SQL = """
CREATE TABLE hotel_vettings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    shelter_key bigint NOT NULL REFERENCES shelters (key),
    organisation_id uuid NOT NULL REFERENCES organisations,
    signed_by uuid NOT NULL REFERENCES members,
    signed_at timestamptz NOT NULL,
    ended_at timestamptz CHECK (ended_at >= signed_at),
    ended_by uuid,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
-- The second signature is another person's.
CREATE UNIQUE INDEX hotel_vettings_by_two ON hotel_vettings (shelter_key, signed_by) WHERE ended_at IS NULL;
ALTER TABLE hotel_vettings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON hotel_vettings FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON hotel_vettings AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('regional_coordinator')));
CREATE POLICY lens ON hotel_vettings TO relais_lens USING (true);
GRANT SELECT ON hotel_vettings TO relais_app;
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by) ON hotel_vettings TO relais_lens;

-- Whoever writes it, a hotel is vetted when two people have signed for it, and not before.
CREATE FUNCTION relais.vetted_by_two() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF (SELECT count(DISTINCT v.signed_by) FROM hotel_vettings v
            WHERE v.shelter_key = NEW.key AND v.ended_at IS NULL) < 2 THEN
        RAISE EXCEPTION 'a hotel is vetted by two people' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'shelters_vetted_by_two', TABLE = 'shelters';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER vetted_by_two BEFORE UPDATE OF vetted_on, vetted_by ON shelters FOR EACH ROW
    WHEN (NEW.vetted_on IS NOT NULL AND (NEW.vetted_on, NEW.vetted_by)
        IS DISTINCT FROM (OLD.vetted_on, OLD.vetted_by) AND current_user IN ('relais_app', 'relais_lens'))
    EXECUTE FUNCTION relais.vetted_by_two();

-- A hotel of the caller's regions, and of somebody else's organisation; locked.
CREATE FUNCTION relais.hotel_to_vet(p_shelter uuid) RETURNS bigint LANGUAGE sql AS $$
    SELECT s.key FROM shelters s
    WHERE s.id = p_shelter AND s.kind = 'hotel_partner' AND s.organisation_id <> relais.organisation()
        AND EXISTS (SELECT FROM organisations o WHERE o.id = relais.organisation() AND o.kind = 'coordination'
            AND s.region = ANY (o.regions))
        AND relais.member() IS NOT NULL AND relais.holds('regional_coordinator')
    FOR UPDATE OF s
$$;

-- Signs for a hotel: the first signature waits a month for the second. Answers `signed`, `vetted`, or nothing.
CREATE FUNCTION relais.sign_vetting(p_shelter uuid, p_within interval) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    hotel bigint := relais.hotel_to_vet(p_shelter);
BEGIN
    IF hotel IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE hotel_vettings v SET ended_at = relais.now(), ended_by = v.signed_by
    WHERE v.shelter_key = hotel AND v.ended_at IS NULL AND v.signed_at <= relais.now() - p_within
        AND NOT EXISTS (SELECT FROM shelters s WHERE s.key = hotel AND s.vetted_on IS NOT NULL);
    INSERT INTO hotel_vettings (shelter_key, organisation_id, signed_by, signed_at)
    VALUES (hotel, relais.organisation(), relais.member(), relais.now());
    UPDATE shelters s SET vetted_on = (relais.now() AT TIME ZONE s.time_zone)::date, vetted_by = relais.member()
    WHERE s.key = hotel AND s.vetted_on IS NULL AND (SELECT count(DISTINCT v.signed_by) FROM hotel_vettings v
        WHERE v.shelter_key = hotel AND v.ended_at IS NULL) >= 2;
    RETURN CASE WHEN FOUND THEN 'vetted' ELSE 'signed' END;
END
$$;

-- One person is enough to close a door: the hotel is not proposed any more, and two people sign anew.
CREATE FUNCTION relais.end_vetting(p_shelter uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    hotel bigint := relais.hotel_to_vet(p_shelter);
BEGIN
    UPDATE hotel_vettings v SET ended_at = relais.now(), ended_by = relais.member()
    WHERE v.shelter_key = hotel AND v.ended_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE shelters s SET vetted_on = NULL, vetted_by = NULL WHERE s.key = hotel;
    RETURN true;
END
$$;

-- Two people have signed for a hotel where it is: elsewhere, or once it called itself something else, they sign anew.
CREATE FUNCTION relais.vetted_where_it_is() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    UPDATE hotel_vettings v SET ended_at = relais.now(), ended_by = coalesce(relais.member(), v.signed_by)
    WHERE v.shelter_key = NEW.key AND v.ended_at IS NULL;
    UPDATE shelters s SET vetted_on = NULL, vetted_by = NULL WHERE s.key = NEW.key AND s.vetted_on IS NOT NULL;
    RETURN NULL;
END
$$;
CREATE TRIGGER vetted_where_it_is AFTER UPDATE OF kind, region, city ON shelters FOR EACH ROW
    WHEN (OLD.kind = 'hotel_partner'
        AND (NEW.kind, NEW.region, NEW.city) IS DISTINCT FROM (OLD.kind, OLD.region, OLD.city))
    EXECUTE FUNCTION relais.vetted_where_it_is();

-- No place is asked of a hotel that is not vetted, whichever way the question came.
CREATE FUNCTION relais.hotel_is_vetted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM shelters s WHERE s.key = NEW.shelter_key AND s.kind = 'hotel_partner'
            AND s.vetted_on IS NULL) THEN
        RAISE EXCEPTION 'this hotel is not vetted' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'referrals_hotel_is_vetted', TABLE = 'referrals';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER hotel_is_vetted BEFORE INSERT ON referrals FOR EACH ROW EXECUTE FUNCTION relais.hotel_is_vetted();

GRANT SELECT (vetted_on) ON shelters TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.vet_hotel(uuid) FROM relais_app;
DROP FUNCTION relais.vet_hotel(uuid);
ALTER FUNCTION relais.hotel_to_vet(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.sign_vetting(uuid, interval) OWNER TO relais_lens;
ALTER FUNCTION relais.end_vetting(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.hotel_is_vetted() OWNER TO relais_lens;
ALTER FUNCTION relais.vetted_where_it_is() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.vetted_by_two(), relais.hotel_to_vet(uuid), relais.sign_vetting(uuid, interval),
    relais.end_vetting(uuid), relais.hotel_is_vetted(), relais.vetted_where_it_is() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.sign_vetting(uuid, interval), relais.end_vetting(uuid) TO relais_app;
"""
