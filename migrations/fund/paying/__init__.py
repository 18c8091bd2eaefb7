"""The SQL of revision 0029_paying, by noun, in the order that PostgreSQL needs."""

from migrations.fund.paying import cards, onboarding, rails, vouchers

_ALL = (rails, vouchers, onboarding, cards)


def _owned() -> str:
    """The lens owns every function here; the application may call those that look by themselves who calls."""
    private = [name for part in _ALL for name in part.PRIVATE]
    called = [name for part in _ALL for name in part.CALLED]
    lines = [f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;" for name in (*private, *called)]
    lines += [f"REVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;" for name in (*private, *called)]
    lines += [f"GRANT EXECUTE ON FUNCTION relais.{name} TO relais_app;" for name in called]
    return "\n".join(lines)


PARTS: tuple[str, ...] = (rails.SQL, vouchers.SQL, onboarding.SQL, cards.SQL, _owned())
