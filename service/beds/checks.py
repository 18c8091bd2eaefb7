"""Invariants of beds on the data as it stands: `relais check` names each row that breaks one (BED-15, BED-16)."""

from service.checks import Check

LIVE = "SELECT count(*) FROM claims WHERE state = 'live'"
POOLS = "SELECT count(*) FROM pools"
REFERRALS = "SELECT count(*) FROM referrals"

CHECKS = (
    Check(
        "no two live claims overlap on a bed",
        """
        SELECT format('bed %s: claims %s and %s overlap', a.bed_key, a.id, b.id)
        FROM claims a JOIN claims b ON b.bed_key = a.bed_key AND b.key > a.key
        WHERE a.state = 'live' AND b.state = 'live' AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
        ORDER BY a.bed_key
        """,
        LIVE,
    ),
    Check(
        "a claim's bed, pool, shelter and organisation belong together",
        """
        SELECT format('claim %s is on a bed of another shelter', c.id)
        FROM claims c LEFT JOIN beds b ON b.key = c.bed_key AND b.pool_key = c.pool_key
            AND b.shelter_key = c.shelter_key AND b.organisation_id = c.organisation_id
        WHERE b.key IS NULL ORDER BY c.key
        """,
        "SELECT count(*) FROM claims",
    ),
    Check(
        "a promise has a holder and a deadline, and an anonymous stay has neither",
        """
        SELECT format('claim %s: %s', c.id, c.kind) FROM claims c
        WHERE (c.kind IN ('hold', 'reservation') AND (c.holder_organisation_id IS NULL OR c.lapses_at IS NULL))
            OR (c.kind NOT IN ('hold', 'reservation') AND c.lapses_at IS NOT NULL)
            OR (c.anonymous AND (c.kind <> 'stay' OR c.holder_organisation_id IS NOT NULL OR c.referral_id IS NOT NULL))
            OR (c.state = 'live') <> (c.ended_at IS NULL) ORDER BY c.key
        """,
        "SELECT count(*) FROM claims",
    ),
    Check(
        "the board's figures are what the claims say",
        """
        SELECT format('pool %s: %s beds, %s free, %s held, %s taken, %s closed, later %s; the claims say %s',
            p.id, a.beds, a.free, a.held, a.taken, a.closed, a.booked_later,
            concat_ws(', ', t.beds, t.free, t.held, t.taken, t.closed, t.booked_later))
        FROM relais.tally(ARRAY (SELECT key FROM pools), relais.now()) t
            JOIN pools p ON p.key = t.pool_key
            LEFT JOIN availability a ON a.pool_key = t.pool_key
        WHERE a.pool_key IS NULL OR ((a.next_change_at IS NULL OR a.next_change_at > relais.now())
            AND (a.beds, a.free, a.held, a.taken, a.closed, a.booked_later)
                IS DISTINCT FROM (t.beds, t.free, t.held, t.taken, t.closed, t.booked_later))
        ORDER BY p.key
        """,
        POOLS,
    ),
    Check(
        "the board describes beds as their shelter does",
        """
        SELECT format('pool %s is described otherwise', p.id)
        FROM pools p JOIN shelters s ON s.key = p.shelter_key JOIN availability a ON a.pool_key = p.key
        WHERE (a.shelter_key, a.organisation_id, a.region, a.city, a.kind, a.set_aside, a.genders, a.age_bands,
                a.sleeps, a.family_unit, a.required, a.flexible, a.counted_at, a.published, a.vetted)
            IS DISTINCT FROM (s.key, s.organisation_id, s.region, s.city, s.kind, p.set_aside_for_trafficking,
                relais.genders(p.accepts_genders), relais.age_bands(p.min_age, p.max_age), p.sleeps, p.family_unit,
                s.required, s.flexible, coalesce(s.counted_at, 'epoch'),
                s.published AND NOT p.overflow AND s.kind NOT IN ('secure_youth_residence', 'detox'),
                s.vetted_on IS NOT NULL)
        ORDER BY p.key
        """,
        POOLS,
    ),
    Check(
        "a shelter was counted when its newest applied count was looked at",
        """
        SELECT format('shelter %s: counted %s, newest look %s', s.id, s.counted_at, n.looked_at)
        FROM shelters s JOIN (SELECT c.shelter_key, max(c.looked_at) AS looked_at FROM counts c WHERE c.applied
            GROUP BY c.shelter_key) n ON n.shelter_key = s.key
        WHERE s.counted_at IS DISTINCT FROM n.looked_at ORDER BY s.key
        """,
        "SELECT count(*) FROM counts",
    ),
    Check(
        "a referral with a bed has its beds, or its displaced promises are in someone's hands",
        """
        SELECT format('referral %s (%s): %s of %s beds', r.id, r.state, count(c.key), r.beds)
        FROM referrals r LEFT JOIN claims c ON c.referral_id = r.id AND (c.state = 'displaced'
            OR (c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())))
        WHERE (r.state IN ('awaiting_self_call', 'held', 'confirmed') AND r.held_until > relais.now())
        GROUP BY r.id HAVING count(c.key) < r.beds ORDER BY r.asked_at, r.id
        """,
        REFERRALS,
    ),
    Check(
        "a referral that is over holds no bed",
        """
        SELECT format('referral %s is %s and holds a bed', r.id, r.state)
        FROM referrals r JOIN claims c ON c.referral_id = r.id AND c.state = 'live'
        WHERE r.state IN ('left', 'declined', 'refused_at_door', 'withdrawn')
            OR (r.state = 'lapsed' AND c.lapses_at > relais.now()) ORDER BY r.asked_at, r.id
        """,
        REFERRALS,
    ),
    Check(
        "a refusal carries exactly one code",
        """
        SELECT format('referral %s: %s with %s', r.id, r.state, coalesce(r.decline_reason, 'no code')) FROM referrals r
        WHERE (r.state IN ('declined', 'refused_at_door')) <> (r.decline_reason IS NOT NULL) ORDER BY r.asked_at, r.id
        """,
        REFERRALS,
    ),
    Check(
        "a promise that a fact displaced is in someone's hands",
        """
        SELECT format('claim %s was displaced, and nobody was told', c.id) FROM claims c
        WHERE c.state = 'displaced' AND NOT EXISTS (SELECT FROM escalations e WHERE e.claim_id = c.id) ORDER BY c.key
        """,
        "SELECT count(*) FROM claims WHERE state = 'displaced'",
    ),
    Check(
        "what is in someone's hands is displaced, once, and what was settled says how",
        """
        SELECT format('escalation %s: claim %s is %s', e.id, c.id, c.state)
        FROM escalations e JOIN claims c ON c.id = e.claim_id
        WHERE (e.settled_at IS NULL AND c.state <> 'displaced') OR (e.settled_at IS NULL) <> (e.outcome IS NULL)
        UNION ALL
        SELECT format('claim %s is in %s hands', claim_id, count(*)) FROM escalations WHERE settled_at IS NULL
        GROUP BY claim_id HAVING count(*) > 1
        """,
        "SELECT count(*) FROM escalations",
    ),
    Check(
        "one person is in a bed at a time, whenever the one before was to leave",
        """
        SELECT format('bed %s: stays %s and %s', a.bed_key, a.id, b.id)
        FROM claims a JOIN claims b ON b.bed_key = a.bed_key AND b.key > a.key AND b.kind = 'stay' AND b.state = 'live'
        WHERE a.kind = 'stay' AND a.state = 'live' AND a.starts_at <= relais.now() AND b.starts_at <= relais.now()
        ORDER BY a.bed_key
        """,
        "SELECT count(*) FROM claims WHERE state = 'live' AND kind = 'stay'",
    ),
    Check(
        "no promise binds beyond its own period",
        """
        SELECT format('claim %s: until %s, and promised until %s', c.id, c.ends_at, c.lapses_at) FROM claims c
        WHERE c.state = 'live' AND c.lapses_at > c.ends_at ORDER BY c.key
        """,
        LIVE,
    ),
    Check(
        "a referral never has more beds than it asked for",
        """
        SELECT format('referral %s: %s of %s beds', r.id, count(*), r.beds)
        FROM referrals r JOIN claims c ON c.referral_id = r.id AND c.state = 'live'
            AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
        GROUP BY r.id HAVING count(*) > r.beds ORDER BY r.id
        """,
        REFERRALS,
    ),
)
