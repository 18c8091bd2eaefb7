"""What an organisation has agreed with a carrier: which way, until when, how to book; of no case (FND-05, PIV-03)."""

SQL = """
CREATE TABLE carrier_agreements (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    carrier text NOT NULL CHECK (length(carrier) BETWEEN 1 AND 120),
    mode text NOT NULL CHECK (mode IN ('air', 'bus', 'train', 'taxi')),
    regions_from text[] NOT NULL CHECK (cardinality(regions_from) BETWEEN 1 AND 20),
    regions_to text[] NOT NULL CHECK (cardinality(regions_to) <= 20),
    abroad boolean NOT NULL DEFAULT false,
    both_ways boolean NOT NULL DEFAULT true,
    booking text NOT NULL CHECK (booking IN ('phone', 'e_mail', 'online', 'counter')),
    how text CHECK (length(how) BETWEEN 1 AND 280),
    contact_role text NOT NULL CHECK (contact_role IN
        ('reservations', 'group_sales', 'station', 'duty_manager', 'community_programme')),
    reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 80),
    discount_percent smallint NOT NULL DEFAULT 0 CHECK (discount_percent BETWEEN 0 AND 100),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    review_on date NOT NULL,
    suspended_at timestamptz,
    declared_by uuid NOT NULL,
    declared_at timestamptz NOT NULL,
    CHECK (abroad OR cardinality(regions_to) >= 1),
    CONSTRAINT carrier_agreements_period CHECK (ends_on > starts_on AND ends_on <= starts_on + 1098),
    CONSTRAINT carrier_agreements_review CHECK (review_on BETWEEN starts_on AND ends_on)
);
CREATE INDEX carrier_agreements_organisation_id_idx ON carrier_agreements (organisation_id);
ALTER TABLE carrier_agreements ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON carrier_agreements TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY own_hand ON carrier_agreements AS RESTRICTIVE FOR INSERT TO relais_app
    WITH CHECK (declared_by = (SELECT relais.member()));
CREATE POLICY in_role ON carrier_agreements AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON carrier_agreements FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON carrier_agreements TO relais_app;
GRANT UPDATE (suspended_at, ends_on, review_on) ON carrier_agreements TO relais_app;
GRANT SELECT ON carrier_agreements TO relais_lens;

-- Agreements that stand on a day for whoever works together on a request: the fund's and the asking organisation's; or,
-- without a request, one's own and those of a fund that one may ask.
CREATE FUNCTION relais.standing_carriers(p_fund uuid, p_asking uuid, p_day date) RETURNS SETOF carrier_agreements
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.* FROM carrier_agreements a
    WHERE a.organisation_id IN (p_fund, p_asking) AND a.suspended_at IS NULL
      AND a.starts_on <= p_day AND a.ends_on > p_day
      AND relais.holds('fund_administrator', 'pivot_worker')
      AND (relais.organisation() IN (p_fund, p_asking))
      AND (a.organisation_id = relais.organisation() OR EXISTS (SELECT FROM fund_requests r
            WHERE r.fund_organisation_id = p_fund AND r.organisation_id = p_asking)
        OR EXISTS (SELECT FROM relais.open_funds(NULL) f WHERE f.fund_id = a.organisation_id))
    ORDER BY a.discount_percent DESC, a.carrier, a.id
$$;
ALTER FUNCTION relais.standing_carriers(uuid, uuid, date) OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.standing_carriers(uuid, uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.standing_carriers(uuid, uuid, date) TO relais_app;
"""
