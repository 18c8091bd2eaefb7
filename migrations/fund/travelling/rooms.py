"""A room that comes to nothing closes its fund line, whoever said no, whichever way it was said (BED-09, FND-12)."""

SQL = """
CREATE FUNCTION relais.room_fell_through() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
    SELECT gen_random_uuid(), b.organisation_id, 'fund.room_fell_through',
        jsonb_build_object('request', b.request_id), relais.now()
    FROM room_bookings b WHERE b.referral_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER gives_money_back AFTER UPDATE OF state ON referrals FOR EACH ROW
    WHEN (NEW.state IN ('declined', 'refused_at_door', 'lapsed', 'withdrawn') AND OLD.state <> NEW.state)
    EXECUTE FUNCTION relais.room_fell_through();
CREATE POLICY lens_of_rooms ON outbox FOR INSERT TO relais_lens WITH CHECK (kind = 'fund.room_fell_through');

-- Whether the room of this request is still not to be had, for the job that acts as who asked.
CREATE FUNCTION relais.room_is_gone(p_request uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT EXISTS (SELECT FROM room_bookings b JOIN referrals r ON r.id = b.referral_id
        WHERE b.request_id = p_request AND b.organisation_id = relais.organisation() AND relais.member() IS NULL
          AND r.state IN ('declined', 'refused_at_door', 'lapsed', 'withdrawn'))
$$;
ALTER FUNCTION relais.room_fell_through() OWNER TO relais_lens;
ALTER FUNCTION relais.room_is_gone(uuid) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.room_fell_through(), relais.room_is_gone(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.room_is_gone(uuid) TO relais_app;
"""
