"""Devices that a push reaches: one's own phone, by an address that only its maker's service can read (BED-15)."""

TABLES = """
CREATE TABLE push_devices (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    session_id uuid REFERENCES sessions (id) ON DELETE SET NULL,
    sealed bytea NOT NULL,
    recognised bytea NOT NULL CHECK (length(recognised) = 32),
    registered_at timestamptz NOT NULL,
    CONSTRAINT push_devices_once UNIQUE (member_id, recognised)
);
CREATE INDEX push_devices_of_session ON push_devices (session_id);

ALTER TABLE push_devices ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON push_devices TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON push_devices AS RESTRICTIVE TO relais_app
    USING (relais.member() IS NULL OR member_id = (SELECT relais.member()));
CREATE POLICY in_role ON push_devices AS RESTRICTIVE TO relais_app USING ((SELECT relais.holds('shelter_coordinator',
    'front_desk', 'pivot_worker', 'fund_administrator', 'regional_coordinator')));
GRANT SELECT, INSERT, DELETE ON push_devices TO relais_app;
GRANT UPDATE (session_id, registered_at) ON push_devices TO relais_app;
CREATE POLICY lens ON push_devices TO relais_lens USING (true);
GRANT SELECT, DELETE ON push_devices TO relais_lens;

-- A browser that was signed out on purpose, here or from another device, rings no more. One that only slept still does.
CREATE FUNCTION relais.silences_its_device() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    DELETE FROM push_devices d WHERE d.session_id = NEW.id;
    RETURN NULL;
END $$;
ALTER FUNCTION relais.silences_its_device() OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.silences_its_device() FROM PUBLIC;
CREATE TRIGGER silences_its_device AFTER UPDATE OF ended_why ON sessions FOR EACH ROW
    WHEN (NEW.ended_why IN ('left', 'ended_elsewhere', 'reused', 'access_ended'))
    EXECUTE FUNCTION relais.silences_its_device();
"""

RINGING = """
-- The devices of whoever a rung asks now: the one on call, or, where nobody is named, all who hold the duty. For jobs.
CREATE FUNCTION relais.devices_to_ring(p_asking uuid, p_number integer)
RETURNS TABLE (id uuid, sealed bytea, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT d.id, d.sealed, a.due_at
    FROM askings a JOIN asking_rungs r ON r.asking_id = a.id AND r.number = a.number
        JOIN push_devices d ON d.organisation_id = a.asked_organisation_id
        JOIN members m ON m.id = d.member_id AND m.starts_on <= relais.now() AND m.ends_on > relais.now()
    WHERE a.id = p_asking AND a.number = p_number AND a.outcome IS NULL AND a.due_at > relais.now()
        AND relais.member() IS NULL AND a.asked_organisation_id = relais.organisation()
        AND (r.member_id = d.member_id OR r.member_id IS NULL AND m.roles && CASE
            WHEN a.rung = 'region' OR a.duty = 'coordination' THEN ARRAY['regional_coordinator']
            WHEN a.duty = 'shelter' THEN ARRAY['shelter_coordinator', 'front_desk']
            WHEN a.duty = 'pivot' THEN ARRAY['pivot_worker']
            ELSE ARRAY['fund_administrator'] END)
    ORDER BY d.id
$$;
ALTER FUNCTION relais.devices_to_ring(uuid, integer) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.devices_to_ring(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.devices_to_ring(uuid, integer) TO relais_app;
"""

PARTS = (TABLES, RINGING)
