"""Pictures of receipts, sealed (FND-12, CNF-02); and whose receipt is owed since when."""

TABLES = """
CREATE TABLE receipt_pictures (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    line_id uuid NOT NULL REFERENCES request_lines,
    organisation_id uuid NOT NULL REFERENCES organisations,
    fund_organisation_id uuid NOT NULL REFERENCES organisations,
    position smallint NOT NULL CONSTRAINT receipt_pictures_six CHECK (position BETWEEN 1 AND 6),
    width smallint NOT NULL CHECK (width BETWEEN 1 AND 2400),
    height smallint NOT NULL CHECK (height BETWEEN 1 AND 2400),
    sealed bytea CHECK (octet_length(sealed) BETWEEN 45 AND 10000000),
    added_by uuid NOT NULL,
    added_for uuid NOT NULL REFERENCES organisations,
    added_at timestamptz NOT NULL,
    removed_by uuid,
    removed_at timestamptz,
    CHECK ((sealed IS NULL) = (removed_at IS NOT NULL)),
    CHECK ((removed_by IS NULL) = (removed_at IS NULL))
);
CREATE UNIQUE INDEX receipt_pictures_place ON receipt_pictures (line_id, position) WHERE removed_at IS NULL;

-- A picture is taken away whole, and otherwise stays as it is.
CREATE FUNCTION relais.picture_only_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.removed_at IS NOT NULL OR NEW.sealed IS NOT NULL OR NEW.removed_by IS DISTINCT FROM relais.member() THEN
        RAISE EXCEPTION 'a picture is only taken away' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'receipt_pictures_only_go', TABLE = 'receipt_pictures';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_goes BEFORE UPDATE ON receipt_pictures
    FOR EACH ROW EXECUTE FUNCTION relais.picture_only_goes();

ALTER TABLE receipt_pictures ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON receipt_pictures FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()) OR fund_organisation_id = (SELECT relais.organisation()));
CREATE POLICY adds ON receipt_pictures FOR INSERT TO relais_app
    WITH CHECK (added_for = (SELECT relais.organisation()) AND added_by = (SELECT relais.member())
        AND added_for IN (organisation_id, fund_organisation_id)
        AND EXISTS (SELECT FROM request_lines l WHERE l.id = line_id
            AND l.organisation_id = receipt_pictures.organisation_id
            AND l.fund_organisation_id = receipt_pictures.fund_organisation_id));
CREATE POLICY takes_away ON receipt_pictures FOR UPDATE TO relais_app
    USING (added_for = (SELECT relais.organisation()));
CREATE POLICY in_role ON receipt_pictures AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator', 'pivot_worker')));
CREATE POLICY lens ON receipt_pictures FOR SELECT TO relais_lens USING (true);
GRANT SELECT, INSERT ON receipt_pictures TO relais_app;
GRANT UPDATE (sealed, removed_by, removed_at) ON receipt_pictures TO relais_app;
GRANT SELECT ON receipt_pictures TO relais_lens;
GRANT SELECT ON receipts TO relais_lens;
"""

REIMBURSING = """
-- What was laid out above a payment, and the request by which it is asked for.
CREATE TABLE reimbursements (
    line_id uuid NOT NULL REFERENCES request_lines,
    request_id uuid PRIMARY KEY REFERENCES fund_requests,
    organisation_id uuid NOT NULL REFERENCES organisations,
    cents bigint NOT NULL CHECK (cents BETWEEN 1 AND 100000000),
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL
);
CREATE INDEX reimbursements_line_id_idx ON reimbursements (line_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reimbursements
    FOR EACH ROW EXECUTE FUNCTION relais.refuse_change();
ALTER TABLE reimbursements ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON reimbursements TO relais_app USING (organisation_id = (SELECT relais.organisation()))
    WITH CHECK (organisation_id = (SELECT relais.organisation()) AND asked_by = (SELECT relais.member())
        AND EXISTS (SELECT FROM request_lines l WHERE l.id = line_id
            AND l.organisation_id = reimbursements.organisation_id));
CREATE POLICY in_role ON reimbursements AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('pivot_worker')));
GRANT SELECT, INSERT ON reimbursements TO relais_app;
"""

OWED = """
CREATE INDEX request_lines_in_hand_idx ON request_lines (organisation_id)
    WHERE payment = 'cash_by_worker' AND paid_cents > returned_cents;

-- What is known of a line's receipt, for conditions that wait for one: null without any note or picture.
CREATE FUNCTION relais.receipt_of(p_line uuid)
    RETURNS TABLE (spent_cents bigint, pictures integer, noted_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT (SELECT r.spent_cents FROM receipts r WHERE r.line_id = l.id ORDER BY r.noted_at DESC, r.id LIMIT 1),
        (SELECT count(*)::integer FROM receipt_pictures p WHERE p.line_id = l.id AND p.removed_at IS NULL),
        (SELECT max(r.noted_at) FROM receipts r WHERE r.line_id = l.id)
    FROM request_lines l
    WHERE l.id = p_line AND relais.organisation() IN (l.organisation_id, l.fund_organisation_id)
$$;

-- Lines paid in a worker's hands without a note of what was spent, or with money still to come back: since when, and
-- until when by the policy that decided (days; 14 where it says nothing). For both sides of the request.
CREATE FUNCTION relais.receipts_owed()
    RETURNS TABLE (line_id uuid, request_id uuid, request_code text, category text, paid_cents bigint,
        owed_back_cents bigint, noted boolean, paid_at timestamptz, owed_by timestamptz, asked_by uuid,
        organisation_id uuid, fund_organisation_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT l.id, r.id, r.code, l.category, l.paid_cents,
        CASE WHEN n.spent IS NULL THEN 0
            ELSE greatest(0, l.paid_cents - l.returned_cents - n.spent) END,
        n.spent IS NOT NULL, m.paid_at,
        m.paid_at + make_interval(days => coalesce(m.days, 14)), r.requested_by, r.organisation_id,
        r.fund_organisation_id
    FROM request_lines l JOIN fund_requests r ON r.id = l.request_id
    CROSS JOIN LATERAL (SELECT max(t.made_at) AS paid_at,
            max(CAST(CAST(p.document AS jsonb) #>> '{deadlines,receipt_days}' AS integer)) AS days
        FROM transfers t LEFT JOIN transfers e ON e.id = t.pending_id LEFT JOIN decisions d ON d.id = e.decision_id
            LEFT JOIN policies p ON p.id = d.policy_id
        WHERE t.line_id = l.id AND t.kind IN ('payment', 'overrun')) m
    LEFT JOIN LATERAL (SELECT x.spent_cents AS spent FROM receipts x WHERE x.line_id = l.id
        ORDER BY x.noted_at DESC, x.id LIMIT 1) n ON true
    WHERE l.payment = 'cash_by_worker' AND l.paid_cents > l.returned_cents AND m.paid_at IS NOT NULL
      AND (n.spent IS NULL OR l.paid_cents - l.returned_cents > n.spent)
      AND (l.organisation_id = relais.organisation() OR l.fund_organisation_id = relais.organisation())
      AND relais.holds('fund_administrator', 'pivot_worker')
$$;
"""

REMINDING = """
-- Beside what waits already: receipts of one's own that are late, told to the pivot; and to their colleagues once they
-- are late twice over.
ALTER FUNCTION relais.alerts() RENAME TO alerts_before_receipts;
REVOKE EXECUTE ON FUNCTION relais.alerts_before_receipts() FROM relais_app;
CREATE FUNCTION relais.alerts()
    RETURNS TABLE (kind text, organisation_id uuid, organisation_name text, count integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT 'receipts_owed', o.id, o.name, count(*)::integer
    FROM relais.receipts_owed() w JOIN organisations o ON o.id = relais.organisation()
    WHERE relais.member() IS NOT NULL AND w.owed_by <= relais.now()
      AND (w.asked_by = relais.member()
        OR (w.organisation_id = relais.organisation() AND w.owed_by + (w.owed_by - w.paid_at) <= relais.now()))
    GROUP BY o.id, o.name
    UNION ALL SELECT * FROM relais.alerts_before_receipts()
$$;
"""

_OWN = ("picture_only_goes()", "receipt_of(uuid)", "receipts_owed()", "alerts()")
RIGHTS = (
    "".join(
        f"ALTER FUNCTION relais.{each} OWNER TO relais_lens;\nREVOKE EXECUTE ON FUNCTION relais.{each} FROM PUBLIC;\n"
        for each in _OWN
    )
    + """
REVOKE EXECUTE ON FUNCTION relais.alerts_before_receipts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION relais.receipt_of(uuid), relais.receipts_owed(), relais.alerts() TO relais_app;
"""
)

SQL = TABLES + REIMBURSING + OWED + REMINDING + RIGHTS
