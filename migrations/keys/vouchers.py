"""A fund's stock of vouchers: calling cards, bus tickets. The code is money: it stands sealed alone (FND-08)."""

SQL = """
CREATE TABLE vouchers (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    kind text NOT NULL CHECK (kind IN ('calling_card', 'bus_ticket', 'gift_card')),
    value_cents integer NOT NULL CHECK (value_cents BETWEEN 1 AND 100000),
    currency text NOT NULL DEFAULT 'CAD' CHECK (currency = 'CAD'),
    expires_on date,
    sealed bytea NOT NULL,
    -- The same code is not loaded twice; keyed, so that nobody recognises one without the root keys.
    recognised_by bytea NOT NULL CHECK (length(recognised_by) = 32),
    loaded_by uuid NOT NULL,
    loaded_at timestamptz NOT NULL,
    CONSTRAINT vouchers_once UNIQUE (organisation_id, recognised_by)
);
CREATE INDEX vouchers_of_fund ON vouchers (organisation_id, loaded_at DESC, id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON vouchers
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE vouchers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON vouchers TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND loaded_by = (SELECT relais.member()));
GRANT SELECT, INSERT ON vouchers TO relais_app;
"""
