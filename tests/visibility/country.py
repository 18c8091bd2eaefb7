"""A country around a scene: thousands of houses, a hundred thousand claims and events, tens of thousands of cases,
requests, referrals and sessions of others, written past the triggers in seconds."""

import asyncpg

FILL = """
INSERT INTO organisations (id, name, kind, regions)
SELECT gen_random_uuid(), 'bulk ' || n, (ARRAY['shelter', 'shelter', 'shelter', 'pivot', 'fund', 'police'])[1 + n % 6],
    ARRAY[(ARRAY['CA-ON', 'CA-QC', 'CA-BC', 'CA-AB'])[1 + n % 4]] FROM generate_series(1, 6000) n;
CREATE TEMP TABLE bulk AS SELECT row_number() OVER (PARTITION BY kind ORDER BY id) AS n, * FROM organisations
    WHERE name LIKE 'bulk %';
INSERT INTO members (organisation_id, email, roles, starts_on, ends_on)
SELECT o.id, 'bulk' || o.kind || o.n || '-' || i || '@relais.test', ARRAY[CASE o.kind WHEN 'shelter' THEN 'front_desk'
    WHEN 'pivot' THEN 'pivot_worker' WHEN 'fund' THEN 'fund_administrator' ELSE 'investigator' END],
    '2026-01-01', '2027-01-01' FROM bulk o, generate_series(1, 2) i;
CREATE TEMP TABLE people AS SELECT m.id, m.organisation_id, o.kind,
    row_number() OVER (PARTITION BY o.kind ORDER BY m.id) AS n FROM members m JOIN bulk o ON o.id = m.organisation_id;
ANALYZE bulk;
ANALYZE people;
INSERT INTO networks (id, name, structure, police_members)
SELECT gen_random_uuid(), 'bulk ' || n, 'open', 'hold_only' FROM generate_series(1, 60) n;
INSERT INTO network_members SELECT w.id, o.id FROM bulk o JOIN (
    SELECT id, row_number() OVER () AS n FROM networks WHERE name LIKE 'bulk %') w ON w.n = 1 + o.n % 60;
INSERT INTO shelters (organisation_id, name, kind, region, city, time_zone, published, counted_at)
SELECT o.id, 'bulk ' || o.n, 'homeless', o.regions[1], 'City ' || o.n % 50, 'America/Toronto', true, $1
FROM bulk o WHERE o.kind = 'shelter';
INSERT INTO pools (shelter_key, organisation_id, accepts_genders)
SELECT s.key, s.organisation_id, '{man,woman}' FROM shelters s, generate_series(1, 2) WHERE s.name LIKE 'bulk %';
INSERT INTO beds (pool_key, shelter_key, organisation_id)
SELECT p.key, p.shelter_key, p.organisation_id FROM pools p JOIN shelters s ON s.key = p.shelter_key,
    generate_series(1, 8) WHERE s.name LIKE 'bulk %';
ANALYZE shelters;
ANALYZE pools;
ANALYZE beds;
INSERT INTO claims (bed_key, pool_key, shelter_key, organisation_id, kind, state, starts_at, ends_at, anonymous,
    made_at, ended_at)
SELECT b.key, b.pool_key, b.shelter_key, b.organisation_id, 'stay', CASE i WHEN 0 THEN 'live' ELSE 'ended' END,
    $1::timestamptz - (i + 1) * interval '1 day', $1::timestamptz + interval '5 hours' - i * interval '1 day', true,
    $1::timestamptz - (i + 1) * interval '1 day',
    CASE i WHEN 0 THEN NULL ELSE $1::timestamptz - i * interval '1 day' END
FROM beds b JOIN shelters s ON s.key = b.shelter_key, generate_series(0, 1) i
WHERE s.name LIKE 'bulk %' AND (b.key % 10 > 0 OR i > 0);
ANALYZE claims;
INSERT INTO counts (shelter_key, organisation_id, free, looked_at, recorded_at, source, applied)
SELECT s.key, s.organisation_id, 1, $1::timestamptz - i * interval '6 hours', $1::timestamptz - i * interval '6 hours',
    'desk', true FROM shelters s, generate_series(1, 10) i WHERE s.name LIKE 'bulk %';
SELECT relais.describe_pools(ARRAY (SELECT p.key FROM pools p JOIN shelters s ON s.key = p.shelter_key
    WHERE s.name LIKE 'bulk %'));
INSERT INTO cases (id, code, marker, organisation_id, pivot_member_id, backup_member_id, region, age_band, party,
    languages, opened_by, opened_at, last_activity_at, limits_shown)
SELECT gen_random_uuid(),
    translate(substr(lpad(to_hex(i), 6, '0'), 1, 3) || '-' || substr(lpad(to_hex(i), 6, '0'), 4), '0123456789abcdef',
    '23456789BCDFGHJK'), 0, a.organisation_id, a.id, b.id, 'CA-QC', '25+', '{"gender": "man"}', '{fr}', a.id,
    $1::timestamptz - i * interval '1 minute', $1, 1
FROM generate_series(1, 20000) i JOIN people a ON a.kind = 'pivot' AND a.n = 1 + (i * 2) % 1990
    JOIN people b ON b.kind = 'pivot' AND b.organisation_id = a.organisation_id AND b.id <> a.id;
ANALYZE cases;
INSERT INTO consents (case_id, organisation_id, kind, scope, given_at, collected_by)
SELECT id, organisation_id, 'spoken', 'bed', $1, pivot_member_id FROM cases WHERE opened_at < $1;
INSERT INTO referrals (code, organisation_id, shelter_organisation_id, shelter_key, beds, party, nights, expected_at,
    state, held_until, asked_at)
SELECT '2222', a.organisation_id, s.organisation_id, s.key, 1, '{}', 1, $1, 'left', $1,
    $1::timestamptz - i * interval '1 hour'
FROM shelters s JOIN people a ON a.kind = 'pivot' AND a.n = 1 + s.key % 1990,
    generate_series(1, 15) i WHERE s.name LIKE 'bulk %';
INSERT INTO fund_requests (id, code, organisation_id, fund_organisation_id, region, urgency, attested, people, state,
    requested_by, submitted_at, decide_by)
SELECT gen_random_uuid(), 'R-' || translate(lpad(to_hex(i), 6, '0'), '0123456789abcdef', '23456789BCDFGHJK'),
    a.organisation_id, f.id, 'CA-QC', 'urgent', '{}', 1, 'submitted', a.id, $1::timestamptz - i * interval '1 minute',
    $1
FROM generate_series(1, 30000) i JOIN people a ON a.kind = 'pivot' AND a.n = 1 + i % 1990
    JOIN bulk f ON f.kind = 'fund' AND f.n = 1 + i % 990;
ANALYZE fund_requests;
INSERT INTO request_lines (request_id, position, organisation_id, fund_organisation_id, category, amount_cents, payment,
    needed_by, state, submitted_at)
SELECT id, i, organisation_id, fund_organisation_id, 'food', 1000, 'cash_by_worker', $1, 'submitted', submitted_at
FROM fund_requests, generate_series(1, 2) i WHERE submitted_at < $1;
INSERT INTO request_cases SELECT r.id, r.organisation_id, c.id FROM fund_requests r JOIN LATERAL (
    SELECT id FROM cases c WHERE c.pivot_member_id = r.requested_by LIMIT 1) c ON r.submitted_at < $1;
INSERT INTO placements (case_id, organisation_id, claim_id, linked_by, linked_at)
SELECT c.id, c.organisation_id, k.id, c.pivot_member_id, $1::timestamptz - interval '90 days'
FROM (SELECT *, row_number() OVER () AS n FROM cases WHERE opened_at < $1) c
    JOIN (SELECT id, row_number() OVER () AS n FROM claims WHERE state = 'ended') k ON k.n = c.n;
INSERT INTO sessions (organisation_id, member_id, kind, signed_in_by, started_at, idle_until, ends_at)
SELECT organisation_id, id, 'browser', 'passkey', $1, $1::timestamptz + interval '30 minutes',
    $1::timestamptz + interval '1 day' FROM people, generate_series(1, 2);
INSERT INTO session_tokens (digest, session_id, organisation_id)
SELECT sha256(uuid_send(id)), id, organisation_id FROM sessions WHERE signed_in_by = 'passkey';
INSERT INTO idempotency (organisation_id, member_id, key, operation, fingerprint, created_at)
SELECT organisation_id, id, i::text, 'x', 'x', $1 FROM people, generate_series(1, 3) i;
INSERT INTO events (organisation_id, member_id, role, name, at, subject, record)
SELECT a.organisation_id, a.id, 'pivot_worker', 'beds.referral_made', $1::timestamptz - i * interval '1 second',
    gen_random_uuid(), 'x' FROM generate_series(1, 120000) i JOIN people a ON a.kind = 'pivot' AND a.n = 1 + i % 1990;
INSERT INTO bed_agreements (id, organisation_id, partner_organisation_id, shelter_key, places, notice_hours,
    longest_hold_hours, answer, review_on, state, proposed_by, proposed_at, answered_by, answered_at)
SELECT gen_random_uuid(), s.organisation_id, p.id, s.key, 2, 0, 24, 'asked', '2027-01-01', 'in_force', p.id, $1,
    p.id, $1 FROM shelters s JOIN bulk p ON p.kind = 'police' AND p.n = 1 + s.key % 990 WHERE s.name LIKE 'bulk %';
INSERT INTO places (id, operation_id, organisation_id, number, gender, age_band)
SELECT gen_random_uuid(), gen_random_uuid(), p.id, 1, 'man', '25+'
FROM bulk p, generate_series(1, 6) i WHERE p.kind = 'police';
DROP TABLE people; DROP TABLE bulk;
"""


async def surround(db: asyncpg.Connection, now: object) -> None:
    """Write the country, and let the planner know it, as it grows too: it believes that tables are as small as the
    tests before left them."""
    await db.execute("SET session_replication_role = replica")
    try:
        async with db.transaction():
            await db.execute("SELECT set_config('relais.now', $1::text, true)", str(now))
            for statement in FILL.strip().split(";\n"):
                await db.execute(statement.replace("$1", f"'{now}'").rstrip(";"))
    finally:
        await db.execute("RESET session_replication_role")
    await db.execute("VACUUM ANALYZE")
