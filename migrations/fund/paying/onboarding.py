"""Organisations that on-board with the rail: whom a fund invited, and what the rail said of them when it was looked at.

The account's name comes from the rail and its state from looking: no member, and no request, can write either (FND-08).
"""

TABLES = """
CREATE TABLE rail_accounts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organisation_id uuid NOT NULL REFERENCES organisations,
    account text UNIQUE CHECK (account ~ '^acct_[A-Za-z0-9]{1,64}$'),
    -- invited: nobody has begun; onboarding: the rail still asks at first; restricted: for now nothing reaches it;
    -- disabled: nothing ever will.
    state text NOT NULL DEFAULT 'invited'
        CHECK (state IN ('invited', 'onboarding', 'ready', 'restricted', 'disabled')),
    -- How many answers the rail waits for: which ones is between it and them.
    due integer NOT NULL DEFAULT 0 CHECK (due >= 0),
    payouts_enabled boolean NOT NULL DEFAULT false,
    opened_at timestamptz,
    looked_at timestamptz,
    ended_at timestamptz,
    CHECK (account IS NOT NULL OR state = 'invited')
);
CREATE UNIQUE INDEX rail_accounts_current ON rail_accounts (organisation_id) WHERE ended_at IS NULL;
CREATE TABLE rail_invitations (
    organisation_id uuid NOT NULL REFERENCES organisations,
    account_id uuid NOT NULL REFERENCES rail_accounts,
    invited_by uuid NOT NULL,
    invited_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, account_id)
);
ALTER TABLE rail_accounts ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rail_accounts FOR SELECT TO relais_app USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON rail_accounts AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('shelter_coordinator', 'pivot_worker')));
CREATE POLICY lens ON rail_accounts TO relais_lens USING (true);
ALTER TABLE rail_invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rail_invitations FOR SELECT TO relais_app
    USING (organisation_id = (SELECT relais.organisation()));
CREATE POLICY in_role ON rail_invitations AS RESTRICTIVE TO relais_app
    USING ((SELECT relais.holds('fund_administrator')));
CREATE POLICY lens ON rail_invitations TO relais_lens USING (true);
GRANT SELECT ON rail_accounts, rail_invitations TO relais_app, relais_lens;
GRANT INSERT ON rail_accounts, rail_invitations TO relais_lens;
GRANT UPDATE (account, state, due, payouts_enabled, opened_at, looked_at, ended_at) ON rail_accounts TO relais_lens;
GRANT SELECT (account) ON payees TO relais_lens;

-- An account's name is written once: another account is another row, and its payees are proposed anew.
CREATE FUNCTION relais.account_keeps_its_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.account IS NOT NULL AND NEW.account IS DISTINCT FROM OLD.account OR OLD.ended_at IS NOT NULL THEN
        RAISE EXCEPTION 'another account is another row' USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'rail_accounts_name', TABLE = 'rail_accounts';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER keeps_its_name BEFORE UPDATE ON rail_accounts
    FOR EACH ROW EXECUTE FUNCTION relais.account_keeps_its_name();
"""

WAYS = """
-- Invites a partner of a shared network, or answers its account; one that is disabled ends, and another begins.
CREATE FUNCTION relais.invite_to_rail(p_organisation uuid) RETURNS SETOF rail_accounts
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    found rail_accounts;
BEGIN
    IF relais.member() IS NULL OR NOT relais.holds('fund_administrator') OR p_organisation = relais.organisation()
       OR NOT EXISTS (SELECT FROM organisations o WHERE o.id = p_organisation
            AND o.kind IN ('shelter', 'pivot', 'hotel', 'coordination')) THEN
        RETURN;
    END IF;
    IF NOT EXISTS (SELECT FROM network_members mine JOIN network_members theirs ON theirs.network_id = mine.network_id
            WHERE mine.organisation_id = relais.organisation() AND theirs.organisation_id = p_organisation) THEN
        PERFORM relais.refuse_setting('no network is shared with this partner', 'payees_partner');
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('rail account of ' || p_organisation, 0));
    UPDATE rail_accounts a SET ended_at = relais.now()
    WHERE a.organisation_id = p_organisation AND a.ended_at IS NULL AND a.state = 'disabled';
    INSERT INTO rail_accounts (organisation_id) VALUES (p_organisation)
    ON CONFLICT (organisation_id) WHERE ended_at IS NULL DO NOTHING;
    SELECT a.* INTO found FROM rail_accounts a WHERE a.organisation_id = p_organisation AND a.ended_at IS NULL;
    INSERT INTO rail_invitations (organisation_id, account_id, invited_by, invited_at)
    VALUES (relais.organisation(), found.id, relais.member(), relais.now()) ON CONFLICT DO NOTHING;
    RETURN NEXT found;
END
$$;

-- The rail made an account; the name that was written first stays. For jobs alone: nobody types it.
CREATE FUNCTION relais.rail_account_opened(p_id uuid, p_account text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF relais.member() IS NOT NULL THEN
        RAISE EXCEPTION 'a rail speaks for itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE rail_accounts a SET account = p_account, state = 'onboarding', opened_at = relais.now()
    WHERE a.id = p_id AND a.account IS NULL AND a.ended_at IS NULL AND a.organisation_id = relais.organisation();
    RETURN (SELECT a.account FROM rail_accounts a WHERE a.id = p_id AND a.organisation_id = relais.organisation());
END
$$;

-- What the rail answered when it was looked at. A look that began earlier than the last one says nothing any more.
CREATE FUNCTION relais.rail_account_seen(p_account text, p_state text, p_due integer, p_payouts boolean,
        p_looked_at timestamptz) RETURNS TABLE (id uuid, changed boolean, funds uuid[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
DECLARE
    was rail_accounts;
BEGIN
    IF relais.member() IS NOT NULL THEN
        RAISE EXCEPTION 'a rail speaks for itself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT a.* INTO was FROM rail_accounts a WHERE a.account = p_account AND a.ended_at IS NULL
        AND a.organisation_id = relais.organisation() FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF was.looked_at IS NULL OR was.looked_at <= p_looked_at THEN
        UPDATE rail_accounts a SET state = p_state, due = p_due, payouts_enabled = p_payouts, looked_at = p_looked_at
        WHERE a.id = was.id;
    ELSE
        p_state := was.state;
    END IF;
    RETURN QUERY SELECT was.id, p_state <> was.state, ARRAY(SELECT i.organisation_id FROM rail_invitations i
        WHERE i.account_id = was.id ORDER BY i.organisation_id);
END
$$;

-- Whose account a notice of the rail is about; for notices, which come in nobody's name.
CREATE FUNCTION relais.owner_of_rail_account(p_account text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.organisation_id FROM rail_accounts a
    WHERE a.account = p_account AND a.ended_at IS NULL AND relais.member() IS NULL
$$;

-- Whom the caller's fund invited, and where each stands: never the account's name.
CREATE FUNCTION relais.invited_to_rail()
    RETURNS TABLE (id uuid, organisation_id uuid, organisation text, state text, due integer, payouts_enabled boolean,
        invited_at timestamptz, looked_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.id, a.organisation_id, o.name, a.state, a.due, a.payouts_enabled, i.invited_at, a.looked_at
    FROM rail_invitations i JOIN rail_accounts a ON a.id = i.account_id AND a.ended_at IS NULL
    JOIN organisations o ON o.id = a.organisation_id
    WHERE i.organisation_id = relais.organisation() AND relais.member() IS NOT NULL
      AND relais.holds('fund_administrator')
    ORDER BY o.name, a.id LIMIT 1000
$$;

-- The account that money for a partner goes to now, where the rail says that it may; for the fund that invited it.
CREATE FUNCTION relais.ready_account(p_organisation uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT a.account FROM rail_accounts a JOIN rail_invitations i ON i.account_id = a.id
    WHERE a.organisation_id = p_organisation AND a.ended_at IS NULL AND a.state = 'ready'
      AND i.organisation_id = relais.organisation()
$$;
"""

PAYEES = """
-- FND-08: the account of a payee is its own organisation's, as the rail opened it and as two people of the fund signed;
-- what somebody typed is nobody's account. A partner of a shared network is paid from the second signature on; anybody
-- else after the policy's wait.
CREATE OR REPLACE FUNCTION relais.apply_payee(p proposals) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    partner uuid := (p.content ->> 'partner_organisation_id')::uuid;
    wait interval := interval '0';
BEGIN
    IF partner IS NOT NULL AND NOT EXISTS (SELECT FROM network_members mine JOIN network_members theirs
            ON theirs.network_id = mine.network_id
            WHERE mine.organisation_id = p.organisation_id AND theirs.organisation_id = partner) THEN
        PERFORM relais.refuse_setting('no network is shared with this partner', 'payees_partner');
    ELSIF partner IS NULL THEN
        wait := make_interval(hours => coalesce((SELECT (f.document::jsonb ->> 'new_payee_wait_hours')::integer
            FROM relais.policy_in_force(p.organisation_id) f), 24));
    END IF;
    IF (p.content ->> 'rail' = 'stripe_connect' OR p.content ->> 'account' IS NOT NULL)
       AND relais.ready_account(partner) IS DISTINCT FROM p.content ->> 'account'
       OR p.content ->> 'rail' = 'stripe_connect' AND p.content ->> 'account' IS NULL THEN
        PERFORM relais.refuse_setting('the rail does not say that this account is ready', 'payees_account_ready');
    END IF;
    INSERT INTO payees (id, organisation_id, code, name, region, partner_organisation_id, rail, account, proposed_by,
                        proposed_at, confirmed_by, usable_from)
    VALUES (p.subject, p.organisation_id, p.content ->> 'code', p.content ->> 'name', p.content ->> 'region', partner,
            p.content ->> 'rail', p.content ->> 'account', p.proposed_by, p.proposed_at, p.signed_by,
            CASE WHEN p.signed_by IS NOT NULL THEN relais.now() + wait END);
END
$$;

-- Whether money can reach a payee's account: the rail said so when it was last looked at.
CREATE FUNCTION relais.account_is_ready(p_account text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p_account IS NULL OR EXISTS (SELECT FROM rail_accounts a
        WHERE a.account = p_account AND a.ended_at IS NULL AND a.state = 'ready')
$$;

-- Whom a fund pays: code, name and region, for the pivot who names the supplier; none that the rail holds back.
CREATE OR REPLACE FUNCTION relais.payees_of(fund uuid)
    RETURNS TABLE (id uuid, code text, name text, region text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
    SELECT p.id, p.code, p.name, p.region FROM payees p
    WHERE p.organisation_id = fund AND p.usable_from <= (SELECT relais.now()) AND p.ended_at IS NULL
      AND relais.account_is_ready(p.account) AND (p.rail <> 'stripe_issuing' OR relais.rail_is_on(fund, p.rail))
    ORDER BY p.name
$$;

-- What is promised waits while the rail holds its payee back; what has left already is a fact, and is told.
CREATE FUNCTION relais.payout_finds_its_payee() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, relais, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM payees p WHERE p.id = NEW.payee_id AND NOT relais.account_is_ready(p.account)) THEN
        RAISE EXCEPTION 'the rail holds this payee back' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'payout_intents_payee_ready', TABLE = 'payout_intents';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER finds_its_payee BEFORE UPDATE OF state ON payout_intents FOR EACH ROW
    WHEN (NEW.rail = 'stripe_connect' AND OLD.state = 'ready' AND NEW.state = 'leaving')
    EXECUTE FUNCTION relais.payout_finds_its_payee();
"""

EARLIER = """
-- Accounts that two people signed before there was a flow: they stand, and the rail is asked about each.
INSERT INTO rail_accounts (organisation_id, account, state, payouts_enabled, opened_at)
SELECT DISTINCT ON (p.partner_organisation_id) p.partner_organisation_id, p.account, 'ready', true, p.proposed_at
FROM payees p WHERE p.account IS NOT NULL AND p.partner_organisation_id IS NOT NULL AND p.ended_at IS NULL
ORDER BY p.partner_organisation_id, p.proposed_at DESC
ON CONFLICT DO NOTHING;
INSERT INTO rail_invitations (organisation_id, account_id, invited_by, invited_at)
SELECT p.organisation_id, a.id, min(p.proposed_by::text)::uuid, min(p.proposed_at)
FROM payees p JOIN rail_accounts a ON a.account = p.account GROUP BY p.organisation_id, a.id;
INSERT INTO outbox (id, organisation_id, kind, payload, due_at)
SELECT gen_random_uuid(), a.organisation_id, 'fund.look_at_account',
    jsonb_build_object('account', a.account, 'daily', true), a.opened_at FROM rail_accounts a;
"""

SQL = TABLES + WAYS + PAYEES + EARLIER
PRIVATE = (
    "account_is_ready(text)",
    "payout_finds_its_payee()",
)
CALLED = (
    "invite_to_rail(uuid)",
    "rail_account_opened(uuid, text)",
    "rail_account_seen(text, text, integer, boolean, timestamptz)",
    "owner_of_rail_account(text)",
    "invited_to_rail()",
    "ready_account(uuid)",
)
