"""Whether an error means that the database is away: gone, starting, full, silent, or without a connection to spare.

Such an error is nobody's mistake and no defect. Whoever asked is told so, and may ask again with the same key: what was
recorded after all is then not recorded twice (CNF-11 does not end where the network does).
"""

from typing import Final

import asyncpg


class DatabaseAway(Exception):
    """No connection could be had, in the time that is given for it."""


AWAY: Final = (
    DatabaseAway,
    TimeoutError,  # no word from a server that ends its own statements sooner
    ConnectionError,
    asyncpg.PostgresConnectionError,  # 08
    asyncpg.InsufficientResourcesError,  # 53: the disk, the memory, the connections
    asyncpg.OperatorInterventionError,  # 57: shut down, crashed, starting, or a statement that took too long
    asyncpg.PostgresSystemError,  # 58: the disk itself
    asyncpg.LockNotAvailableError,  # 55P03
    asyncpg.DeadlockDetectedError,  # 40P01: of a reading, beside a migration; a command has tried again by then
    asyncpg.IdleInTransactionSessionTimeoutError,  # 25P03
    asyncpg.ReadOnlySQLTransactionError,  # 25006: a standby that is not promoted yet
    asyncpg.InvalidCachedStatementError,  # 0A000: a migration came in the middle of a reading; the next one is whole
)
CLOSED: Final = ("connection is closed", "released back to the pool", "pool is clos")
"""What asyncpg says to whoever goes on with a connection that has ended; it has no class of its own for it."""


def is_away(error: BaseException | None) -> bool:
    """Whether the database is away, or this is what the library says once it is.

    A connection that dies under a transaction is heard of twice: the second time, as the transaction is left, as an
    `InterfaceError` with the first behind it. One that dies between two statements is heard of only so.
    """
    if isinstance(error, asyncpg.InterfaceError):
        return any(said in str(error) for said in CLOSED) or is_away(error.__cause__ or error.__context__)
    return isinstance(error, AWAY)
