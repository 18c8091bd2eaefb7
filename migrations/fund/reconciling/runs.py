"""Runs of reconciliation: what the rail lists beside what the ledger holds, kept for good (FND-09)."""

SQL = """
-- One comparison of one fund's payments over one rail, for [since, until): counts, sums in cents, and each difference
-- by its code. Never changed: what is mended shows in the next run.
CREATE TABLE reconciliations (
    id uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES organisations,
    rail text NOT NULL CHECK (rail ~ '^[a-z_]{3,40}$'),
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    listed_from timestamptz NOT NULL,
    asked_by uuid,
    ran_at timestamptz NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('agrees', 'differs', 'unreachable')),
    rail_count integer NOT NULL CHECK (rail_count >= 0),
    rail_cents bigint NOT NULL,
    ledger_count integer NOT NULL CHECK (ledger_count >= 0),
    ledger_cents bigint NOT NULL,
    balance_cents bigint,
    promised_cents bigint,
    differences jsonb NOT NULL CHECK (jsonb_typeof(differences) = 'array'),
    CHECK (listed_from <= since AND since < until),
    CHECK (outcome <> 'agrees' OR rail_cents = ledger_cents)
);
CREATE INDEX reconciliations_newest ON reconciliations (organisation_id, ran_at, id);
CREATE INDEX reconciliations_of_rail ON reconciliations (organisation_id, rail, until) WHERE asked_by IS NULL;
-- Two replicas at the same hour: one of them is too late.
CREATE UNIQUE INDEX reconciliations_once_a_day ON reconciliations (organisation_id, rail, until)
    WHERE asked_by IS NULL AND outcome <> 'unreachable';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reconciliations
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();

ALTER TABLE reconciliations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON reconciliations FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY runs ON reconciliations FOR INSERT TO relais_app
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND relais.member() IS NULL);
CREATE POLICY in_role ON reconciliations AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON reconciliations FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON reconciliations TO relais_app;
GRANT SELECT ON reconciliations TO relais_lens;

-- The runs that the caller may see: their own fund's for who administers it, those of the funds that an auditor audits.
CREATE FUNCTION relais.reconciliations_seen() RETURNS SETOF reconciliations
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT r.* FROM reconciliations r
    WHERE relais.audits(r.organisation_id)
       OR r.organisation_id = relais.organisation() AND 'fund_administrator' = ANY (relais.roles())
$$;

-- Whose payment each order is: of this installation's, or nobody's here.
CREATE FUNCTION relais.orders_of(p_intents uuid[]) RETURNS TABLE (intent_id uuid, organisation_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT i.id, i.organisation_id FROM payout_intents i
    WHERE i.id = ANY (p_intents) AND relais.member() IS NULL
$$;

-- What all funds together have promised through a rail: its account must hold as much.
CREATE FUNCTION relais.promised_through(p_rail text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT coalesce(sum(e.open_cents), 0)::bigint FROM payout_intents i JOIN earmarks e ON e.transfer_id = i.earmark_id
    WHERE i.rail = p_rail AND i.state IN ('held', 'ready', 'leaving', 'unknown', 'failed', 'differs')
        AND relais.member() IS NULL
$$;

-- Notices of a rail about nothing of ours, kept in a period.
CREATE FUNCTION relais.notices_of_nobody(p_rail text, p_since timestamptz, p_until timestamptz)
RETURNS TABLE (kind text, provider_id text, amount_cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT DISTINCT ON (e.provider_id, e.kind) e.kind, e.provider_id, e.amount_cents FROM rail_events e
    WHERE e.rail = p_rail AND e.organisation_id IS NULL AND e.received_at >= p_since AND e.received_at < p_until
        AND relais.member() IS NULL
    ORDER BY e.provider_id, e.kind, e.received_at LIMIT 1000
$$;

-- What is to be compared: each fund and rail with payments, from the end of its last run to the last midnight.
CREATE FUNCTION relais.reconciliations_due(p_limit integer)
RETURNS TABLE (organisation_id uuid, rail text, since timestamptz, until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    WITH paid AS (
        SELECT i.organisation_id, i.rail, min(i.created_at) AS began FROM payout_intents i GROUP BY 1, 2
    ), days AS (
        SELECT p.organisation_id, p.rail, date_trunc('day', relais.now(), 'UTC') AS midnight,
            coalesce((SELECT max(r.until) FROM reconciliations r WHERE r.organisation_id = p.organisation_id
                AND r.rail = p.rail AND r.asked_by IS NULL AND r.outcome <> 'unreachable'),
                date_trunc('day', p.began, 'UTC')) AS since
        FROM paid p
    )
    SELECT d.organisation_id, d.rail, d.since, d.midnight FROM days d
    WHERE d.since < d.midnight AND NOT EXISTS (SELECT FROM reconciliations r
        WHERE r.organisation_id = d.organisation_id AND r.rail = d.rail AND r.asked_by IS NULL
            AND r.ran_at > relais.now() - interval '15 minutes')
    ORDER BY d.since, d.organisation_id, d.rail LIMIT p_limit
$$;
"""

_CALLED = (
    "reconciliations_seen()",
    "orders_of(uuid[])",
    "promised_through(text)",
    "notices_of_nobody(text, timestamptz, timestamptz)",
)

SQL += "".join(
    f"""
ALTER FUNCTION relais.{function} OWNER TO relais_lens;
REVOKE EXECUTE ON FUNCTION relais.{function} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.{function} TO {role};
"""
    for function, role in (
        *((each, "relais_app") for each in _CALLED),
        ("reconciliations_due(integer)", "relais_worker"),
    )
)
