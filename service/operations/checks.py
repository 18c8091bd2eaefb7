"""Invariants of operations on the data as it stands: `relais check` names each row that breaks one."""

from service.checks import Check

HOLDS = """
    WITH holds AS (
        SELECT o.id AS operation_id, o.reference, o.organisation_id, o.state AS step, s.place_id, s.label, s.alone,
            coalesce(s.family, s.place_id) AS block, s.claim_id, s.shelter_key, s.kind,
            EXISTS (SELECT FROM overrides v WHERE v.place_id = s.place_id AND v.state = 'granted'
                AND v.shelter_key = s.shelter_key) AS lifted
        FROM operations o CROSS JOIN LATERAL relais.place_states(o.id) s
        WHERE s.claim_id IS NOT NULL AND s.state IN ('held', 'arrived'))
"""


def _of_holds(select: str) -> str:
    """A question about `holds`: each held or arrived place with its shelter and whether its label was lifted there."""
    return f"{HOLDS} {select}"


PLACES = "SELECT count(*) FROM places WHERE withdrawn_at IS NULL"

CHECKS = (
    Check(
        "people kept apart are in different shelters, but for overrides and families",
        _of_holds(
            """
        SELECT format('operation %s: label %s twice in one shelter', a.reference, a.label)
        FROM holds a JOIN holds b ON b.operation_id = a.operation_id AND b.shelter_key = a.shelter_key
            AND b.label = a.label AND b.block > a.block
        WHERE NOT a.lifted AND NOT b.lifted
        """
        ),
        PLACES,
    ),
    Check(
        "whoever is to be alone has no other place of the operation in the shelter",
        _of_holds(
            """
        SELECT format('operation %s: place %s is not alone', a.reference, a.place_id)
        FROM holds a WHERE a.alone AND EXISTS (SELECT FROM holds b WHERE b.operation_id = a.operation_id
            AND b.shelter_key = a.shelter_key AND b.block <> a.block)
        """
        ),
        PLACES,
    ),
    Check(
        "a place or a family holds one bed at most",
        """
        SELECT format('operation %s: %s beds for one block', o.reference, count(*))
        FROM claims c JOIN places p ON p.id = c.place_id JOIN operations o ON o.id = p.operation_id
        WHERE c.state = 'live' AND (c.lapses_at IS NULL OR c.lapses_at > relais.now())
        GROUP BY o.reference, coalesce(p.family, p.id) HAVING count(*) > 1
        """,
        PLACES,
    ),
    Check(
        "an agreement never holds more than its places",
        """
        SELECT format('agreement %s: %s of %s places', a.id, relais.agreement_used(a.id), a.places)
        FROM bed_agreements a WHERE relais.agreement_used(a.id) > a.places
        """,
        "SELECT count(*) FROM bed_agreements",
    ),
    Check(
        "nobody arrived before a pivot organisation had accepted",
        """
        SELECT format('operation %s: an arrival without a pivot', o.reference)
        FROM places p JOIN operations o ON o.id = p.operation_id
        WHERE p.arrived_at IS NOT NULL AND (o.pivot_accepted_at IS NULL OR o.pivot_accepted_at > p.arrived_at)
        """,
        "SELECT count(*) FROM places WHERE arrived_at IS NOT NULL",
    ),
    Check(
        "an operation expects as many people as it has places",
        """
        SELECT format('operation %s: %s expected, %s places', o.reference, o.expected, count(p.id))
        FROM operations o LEFT JOIN places p ON p.operation_id = o.id AND p.withdrawn_at IS NULL
        GROUP BY o.id HAVING o.expected <> count(p.id)
        """,
        "SELECT count(*) FROM operations",
    ),
    Check(
        "a closed or cancelled operation holds nothing for anybody who has not come",
        _of_holds(
            """
        SELECT format('operation %s is %s and holds place %s', reference, step, place_id)
        FROM holds WHERE step IN ('closed', 'cancelled', 'postponed') AND kind = 'reservation'
        """
        ),
        "SELECT count(*) FROM operations",
    ),
    Check(
        "an operation's beds are held in its own service's name, or in its pivot's",
        """
        SELECT format('operation %s: claim %s in another name', o.reference, c.id)
        FROM claims c JOIN places p ON p.id = c.place_id JOIN operations o ON o.id = p.operation_id
        WHERE c.holder_organisation_id IS DISTINCT FROM
            CASE WHEN c.kind = 'stay' THEN o.pivot_organisation_id ELSE o.organisation_id END
        """,
        "SELECT count(*) FROM claims WHERE place_id IS NOT NULL",
    ),
    Check(
        "nobody is held by a house that did not take them in at its door",
        """
        SELECT format('operation %s: place %s', o.reference, d.place_id)
        FROM door_refusals d JOIN operations o ON o.id = d.operation_id
            JOIN claims c ON c.place_id = d.place_id AND c.shelter_key = d.shelter_key AND c.state = 'live'
                AND c.kind = 'reservation' AND c.lapses_at > relais.now()
        """,
        "SELECT count(*) FROM door_refusals",
    ),
    Check(
        "a request accepts no more places than it asked for, and every place of it is the operation's",
        """
        SELECT format('request %s', r.id) FROM operation_requests r
        WHERE r.places <> (SELECT count(*) FROM request_places q JOIN places p ON p.id = q.place_id
            AND p.operation_id = r.operation_id WHERE q.request_id = r.id)
        """,
        "SELECT count(*) FROM operation_requests",
    ),
    Check(
        "no place is held beyond the window of its operation",
        """
        SELECT format('operation %s: claim %s until %s', o.reference, c.id, c.lapses_at)
        FROM claims c JOIN places p ON p.id = c.place_id JOIN operations o ON o.id = p.operation_id
        WHERE c.state = 'live' AND c.lapses_at > o.window_ends_at
            AND o.moved_at IS NULL -- a job moves what is held, seconds after a window that a pivot had accepted
        ORDER BY c.key
        """,
        "SELECT count(*) FROM claims WHERE place_id IS NOT NULL AND state = 'live'",
    ),
    Check(
        "nobody who has arrived is expected still",
        """
        SELECT format('operation %s: place %s has arrived, and claim %s waits', o.reference, p.id, c.id)
        FROM places p JOIN operations o ON o.id = p.operation_id
            JOIN claims c ON c.place_id = p.id AND c.kind = 'reservation' AND c.state = 'live'
        WHERE p.arrived_at IS NOT NULL AND c.lapses_at > relais.now() ORDER BY c.key
        """,
        "SELECT count(*) FROM places WHERE arrived_at IS NOT NULL",
    ),
)
