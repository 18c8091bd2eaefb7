"""A hotel room and the money for it, made by one action for one case (BED-09); and houses that change their place, with
an end and without an address (BED-08)."""

ROOMS = """
CREATE TABLE room_bookings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    case_id uuid NOT NULL REFERENCES cases,
    organisation_id uuid NOT NULL REFERENCES organisations,
    referral_id uuid NOT NULL UNIQUE REFERENCES referrals,
    request_id uuid NOT NULL UNIQUE REFERENCES fund_requests,
    nights smallint NOT NULL CHECK (nights BETWEEN 1 AND 365),
    booked_by uuid NOT NULL,
    booked_at timestamptz NOT NULL
);
CREATE INDEX room_bookings_case_id_idx ON room_bookings (case_id, booked_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON room_bookings
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE room_bookings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON room_bookings TO relais_app USING (case_id IN (SELECT relais.my_cases()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND case_id IN (SELECT relais.my_cases()));
CREATE POLICY in_role ON room_bookings AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('pivot_worker')));
CREATE POLICY lens ON room_bookings FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON room_bookings TO relais_app;
GRANT SELECT ON room_bookings TO relais_lens;

-- The room and the money are of the same case: the one that the booking names.
CREATE FUNCTION relais.booking_is_of_one_case() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sharings h WHERE h.case_id = NEW.case_id AND h.what = 'referral'
            AND h.subject = NEW.referral_id)
        OR NOT EXISTS (SELECT FROM request_cases k WHERE k.case_id = NEW.case_id AND k.request_id = NEW.request_id) THEN
        RAISE EXCEPTION 'a room and its money are of one case' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'room_bookings_one_case', TABLE = 'room_bookings';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER of_one_case AFTER INSERT ON room_bookings
    FOR EACH ROW EXECUTE FUNCTION relais.booking_is_of_one_case();

-- Where each booking of a case stands, whoever made it: the room's state and the money's.
CREATE FUNCTION relais.rooms_of_case(p_case uuid)
    RETURNS TABLE (id uuid, referral_id uuid, request_id uuid, shelter_name text, nights smallint,
        booked_at timestamptz, room_state text, request_code text, request_state text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT b.id, b.referral_id, b.request_id, s.name, b.nights, b.booked_at, r.state, q.code, q.state
    FROM room_bookings b JOIN referrals r ON r.id = b.referral_id JOIN shelters s ON s.key = r.shelter_key
        JOIN fund_requests q ON q.id = b.request_id
    WHERE b.case_id = p_case AND relais.member() IS NOT NULL AND p_case IN (SELECT relais.my_cases())
    ORDER BY b.booked_at, b.id
$$;
-- Nights of hotels already booked for a case since a moment, by whoever, but for rooms that came to nothing.
CREATE FUNCTION relais.hotel_nights_of(p_case uuid, p_since timestamptz) RETURNS integer
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT coalesce(sum(b.nights), 0)::integer FROM room_bookings b JOIN referrals r ON r.id = b.referral_id
    WHERE b.case_id = p_case AND b.booked_at >= p_since AND p_case IN (SELECT relais.my_cases())
        AND r.state NOT IN ('declined', 'refused_at_door', 'lapsed', 'withdrawn')
$$;
ALTER FUNCTION relais.booking_is_of_one_case() OWNER TO relais_lens;
ALTER FUNCTION relais.rooms_of_case(uuid) OWNER TO relais_lens;
ALTER FUNCTION relais.hotel_nights_of(uuid, timestamptz) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.booking_is_of_one_case(), relais.rooms_of_case(uuid),
    relais.hotel_nights_of(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.rooms_of_case(uuid), relais.hotel_nights_of(uuid, timestamptz) TO relais_app;
"""

ROTATING = """
-- A house that changes its place is of a region: it has no address (SAF-01), no city, and an end until it is published
-- again. Whoever writes one, a door, a file or a hand, the city is forgotten and a missing end is now.
CREATE FUNCTION relais.rotating_is_nowhere() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    NEW.city := '';
    NEW.available_until := coalesce(NEW.available_until, relais.now());
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION relais.rotating_is_nowhere() FROM PUBLIC;
UPDATE shelters SET city = '', available_until = coalesce(available_until, relais.now())
    WHERE kind = 'safe_house_rotating' AND (city <> '' OR available_until IS NULL);
CREATE TRIGGER is_nowhere BEFORE INSERT OR UPDATE ON shelters
    FOR EACH ROW WHEN (NEW.kind = 'safe_house_rotating') EXECUTE FUNCTION relais.rotating_is_nowhere();
ALTER TABLE shelters ADD CONSTRAINT shelters_rotating_ends_and_is_nowhere
    CHECK (kind <> 'safe_house_rotating' OR (city = '' AND available_until IS NOT NULL));
"""

SQL = ROOMS + ROTATING
