"""Settings that need two: people, proposals, accesses, leaving, networks, money, and the policy's ceilings."""

from migrations.partners.settings import access, ceilings, leaving, money, networks, people, proposals

_ALL = (people, proposals, access, leaving, networks, money, ceilings)
_WORKERS = (*leaving.FOR_WORKERS, *money.FOR_WORKERS)


def _owned() -> str:
    """The lens owns every function here; the application may call those that check by themselves who calls."""
    private = [name for part in _ALL for name in part.PRIVATE]
    called = [name for part in _ALL for name in part.CALLED]
    lines = [f"ALTER FUNCTION relais.{name} OWNER TO relais_lens;" for name in (*private, *called, *_WORKERS)]
    lines += [
        f"REVOKE EXECUTE ON FUNCTION relais.{name} FROM PUBLIC;" for name in (*private, *called, *_WORKERS)
    ]
    lines += [f"GRANT EXECUTE ON FUNCTION relais.{name} TO relais_app;" for name in called]
    lines += [f"GRANT EXECUTE ON FUNCTION relais.{name} TO relais_worker;" for name in _WORKERS]
    return "\n".join(lines)


PARTS: tuple[str, ...] = (
    people.SQL + people.LENS,
    proposals.SQL,
    access.SQL,
    leaving.SQL,
    networks.SQL,
    money.SQL,
    ceilings.SQL,
    _owned(),
)
