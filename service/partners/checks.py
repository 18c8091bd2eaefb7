"""Invariants of the partners: what two people agreed to, and whom an access belongs to."""

from service.checks import Check

MEMBERS = "SELECT count(*) FROM members"
PROPOSALS = "SELECT count(*) FROM proposals"

CHECKS = (
    Check(
        "every setting in force was signed by another person than the one who proposed it, in time",
        """
        SELECT format('proposal %s', id) FROM proposals WHERE state = 'in_force'
            AND (signed_by <> proposed_by AND signed_at >= proposed_at AND signed_at < lapses_at) IS NOT TRUE
        """,
        PROPOSALS,
    ),
    Check(
        "members hold roles of their organisation's kind: police investigate, and nobody else does",
        """
        SELECT format('member %s', m.id) FROM members m JOIN organisations o ON o.id = m.organisation_id
        WHERE NOT relais.roles_fit(o.kind, m.roles)
        """,
        MEMBERS,
    ),
    Check(
        "supervisors investigate in the same service, and nobody supervises themselves",
        """
        SELECT format('member %s', m.id) FROM members m JOIN members s ON s.id = m.supervisor_id
        WHERE s.organisation_id <> m.organisation_id OR s.id = m.id OR NOT 'investigator' = ANY (s.roles)
        """,
        MEMBERS,
    ),
    Check(
        "nobody who has left has a session, an open proposal, or a day to come",
        """
        SELECT format('member %s', m.id) FROM members m WHERE m.left_at IS NOT NULL AND (
            m.ends_on > greatest((m.left_at AT TIME ZONE 'UTC')::date, m.starts_on)
            OR EXISTS (SELECT FROM sessions s WHERE s.member_id = m.id AND s.ended_at IS NULL)
            OR EXISTS (SELECT FROM proposals p WHERE p.proposed_by = m.id AND p.state = 'open'))
        """,
        MEMBERS,
    ),
    Check(
        "no police service is in a network without police",
        """
        SELECT format('network %s', n.id) FROM networks n JOIN network_members m ON m.network_id = n.id
        JOIN organisations o ON o.id = m.organisation_id WHERE n.police_members = 'none' AND o.kind = 'police'
        """,
        "SELECT count(*) FROM network_members",
    ),
    Check(
        "every payee that can be paid was agreed to by two people",
        """
        SELECT format('payee %s', p.id) FROM payees p WHERE p.usable_from IS NOT NULL
            AND (p.confirmed_by <> p.proposed_by) IS NOT TRUE
        """,
        "SELECT count(*) FROM payees",
    ),
)
