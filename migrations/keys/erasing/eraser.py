"""The role that erases: what was written to stay leaves by its hand alone, and nobody can act as it (CNF-11)."""

ROLE = """
DO $$
BEGIN
    -- Its own role: no function of another room removes anything that was written to stay.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'relais_eraser') THEN
        CREATE ROLE relais_eraser NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN unique_violation OR duplicate_object THEN
    NULL;  -- roles belong to the whole server: another database of it was faster
END
$$;
GRANT USAGE ON SCHEMA vault, relais, public TO relais_eraser;
GRANT EXECUTE ON FUNCTION relais.now(), relais.organisation(), relais.member() TO relais_eraser;
"""

OF_A_CASE = (
    "room_bookings",
    "shares",
    "sharings",
    "case_access",
    "request_cases",
    "case_handovers",
    "case_watches",
    "case_occasions",
    "case_reminders",
    "case_steps",
    "waiting_needs",
    "placements",
    "exclusions",
    "duty_reports",
    "consents",
)
"""Rows that hang on a case, in the order in which they leave; its links and itself come after."""

KEPT = {
    "room_bookings": ("append_only", "relais.refuse_change()"),
    "sharings": ("append_only", "relais.refuse_change()"),
    "case_occasions": ("append_only", "relais.refuse_change()"),
    "duty_reports": ("append_only", "relais.refuse_change()"),
    "consents": ("is_kept", "relais.consent_is_kept()"),
    "shares": ("only_ends", "relais.share_only_ends()"),
}
"""Tables whose rows nobody else ever deletes, with the trigger that holds it."""

_REMOVED = (
    *OF_A_CASE,
    "case_links",
    "cases",
    "exceptions_asked",
    "receipt_pictures",
    "contact_requests",
    "arrival_points",
)

RIGHTS = (
    "".join(
        f"""
CREATE POLICY eraser ON {table} TO relais_eraser USING (true);
GRANT SELECT, DELETE ON {table} TO relais_eraser;
"""
        for table in _REMOVED
    )
    + "".join(
        f"""
DROP TRIGGER {name} ON {table};
CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW WHEN (current_user <> 'relais_eraser') EXECUTE FUNCTION {function};
"""
        for table, (name, function) in KEPT.items()
    )
    + """
-- What stays of a referral is the house's: that somebody came, when, for how many nights. The question stays as it was
-- asked for everybody else.
DROP TRIGGER sides ON referrals;
CREATE TRIGGER sides BEFORE UPDATE ON referrals
    FOR EACH ROW WHEN (current_user <> 'relais_eraser') EXECUTE FUNCTION relais.referral_sides();
"""
    + "".join(
        f"""
CREATE POLICY eraser ON {table} TO relais_eraser USING (true);
GRANT SELECT, UPDATE ({columns}) ON {table} TO relais_eraser;
"""
        for table, columns in {
            "referrals": "party, options_shown, need_digest, need_region, need_day, low_security_reason,"
            " mixed_ages_reason, interpreter, exception_role, urgency",
            "unmet_needs": "case_digest",
            "askings": "subject, outcome, ended_at",
            "places": "gender, age_band, label, family, alone",
            "operations": "not_placed",
            "operation_proposals": "not_placed",
        }.items()
    )
    + "".join(
        f"""
CREATE POLICY eraser ON {table} FOR SELECT TO relais_eraser USING (true);
GRANT SELECT ON {table} TO relais_eraser;
"""
        for table in ("claims", "operation_requests", "fund_requests", "request_lines", "events")
    )
    + """
-- From the moment in which an erasure begins nobody finds the case any more.
ALTER TABLE cases ADD COLUMN erasing_at timestamptz;
GRANT UPDATE (erasing_at) ON cases TO relais_eraser;
CREATE POLICY not_being_erased ON cases AS RESTRICTIVE TO relais_app, relais_lens USING (erasing_at IS NULL);
"""
)
VAULT = """
-- An erasure for good: a subject that never had a key gets none later either, so that nothing written at the same
-- moment, and nothing in an older copy of the database, is sealed or opened again. Answers whether a key was destroyed.
CREATE FUNCTION vault.erase(p_root text, p_subject uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, vault, pg_temp AS $$
DECLARE had boolean;
BEGIN
    INSERT INTO vault.data_keys (root, subject, root_key_id, wrapped, destroyed_at)
    VALUES (p_root, p_subject, p_root || '-0', NULL, relais.now()) ON CONFLICT (root, subject) DO NOTHING;
    had := NOT FOUND;
    IF had THEN
        had := vault.destroy_key(p_root, p_subject);
    END IF;
    RETURN had;
END $$;
ALTER FUNCTION vault.erase(text, uuid) OWNER TO relais_vault;
REVOKE EXECUTE ON FUNCTION vault.erase(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vault.erase(text, uuid) TO relais_eraser;
"""
