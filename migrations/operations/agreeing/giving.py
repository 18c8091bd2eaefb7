"""What an agreement gives is asked of one function, wherever places are found, pictured or taken (OPS-02)."""

from migrations.operations.agreeing.patching import patched

KNOWN = patched(
    "shelters_police_may_know(uuid)",
    (
        "b.state = 'in_force' AND (",
        "b.state = 'in_force' AND (upper(b.runs) > relais.now()) IS NOT FALSE AND (",
    ),
)

NAMED = patched(
    "agreement_shelters()",
    ("(a.state = 'in_force' AND NOT EXISTS", "(a.state IN ('in_force', 'suspended') AND NOT EXISTS"),
) + patched(
    "may_learn_of(uuid)",
    ("b.state IN ('proposed', 'in_force')", "b.state IN ('proposed', 'in_force', 'suspended')"),
)

RESERVED = patched(
    "reserve_places(uuid, uuid[], bigint[], uuid[], uuid)",
    ("(b.state = 'in_force'", "(relais.agreement_gives(b, o.window_starts_at, o.window_ends_at)"),
)

SITES = patched(
    "operation_sites(uuid, jsonb, timestamptz, timestamptz, integer)",
    (
        "b.partner_organisation_id = me.id WHERE b.state = 'in_force')",
        """b.partner_organisation_id = me.id
        WHERE relais.agreement_gives(b, p_opens, p_closes)
            AND NOT EXISTS (SELECT FROM operations x WHERE x.id = p_operation AND x.moved_at IS NOT NULL)
            AND NOT EXISTS (SELECT FROM door_refusals d
                WHERE d.operation_id = p_operation AND d.shelter_key = b.shelter_key))""",
    ),
    (
        "r.state IN ('declined', 'partly', 'no_answer'))",
        """r.state IN ('declined', 'partly', 'no_answer')
            AND r.late_yes_at IS NULL
        UNION SELECT d.shelter_key FROM door_refusals d WHERE d.operation_id = p_operation)""",
    ),
)

PICTURE = (
    """
-- The days of the agreement, in the picture as they are now.
ALTER TABLE pictured_pools ADD COLUMN agreed_runs tstzrange;
"""
    + patched(
        "take_picture(uuid, text)",
        ("g.longest_hold_hours, g.answer", "g.longest_hold_hours, g.answer, g.runs"),
    )
    + patched(
        "picture_sites(uuid, jsonb, timestamptz, timestamptz, integer)",
        (
            "- 1, p.turnover_hour, p.time_zone)) AS period",
            """- 1, p.turnover_hour, p.time_zone)) AS period,
            coalesce(p.agreed_runs @> tstzrange(p_opens, p_closes), false) AS gives""",
        ),
        (
            "n.agreement_id, n.agreed_places, n.agreed_used, n.notice_hours, n.longest_hold_hours, n.agreed_answer,",
            """CASE WHEN n.gives THEN n.agreement_id END, CASE WHEN n.gives THEN n.agreed_places END,
        CASE WHEN n.gives THEN n.agreed_used END, CASE WHEN n.gives THEN n.notice_hours END,
        CASE WHEN n.gives THEN n.longest_hold_hours END, CASE WHEN n.gives THEN n.agreed_answer END,""",
        ),
    )
)

SQL = KNOWN + NAMED + RESERVED + SITES + PICTURE
