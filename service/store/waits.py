"""How long a process waits for its database: every wait has an end, whatever the network does with the bytes.

PostgreSQL bounds what it works on. What it cannot bound is silence: a peer that is gone without a word, a proxy that
keeps the connection and passes nothing on. So the process bounds its own waiting too, a little later.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from service.store.away import DatabaseAway


@dataclass(frozen=True)
class Waits:
    """Seconds."""

    connection: float = 5
    """For one that is free, or for a new one."""
    statement: float = 15
    """After which PostgreSQL ends what it works on."""
    lock: float = 10
    """After which PostgreSQL ends a wait for somebody else's lock."""
    idle: float = 30
    """After which PostgreSQL ends a transaction that nobody goes on with."""
    silence: float = 16
    """For the word of a server that should have ended the statement itself; then its connection is given up."""
    unheard: float = 10
    """For the peer's kernel to say that bytes arrived, sent or as a sign of life; then the connection is gone."""

    def of_server(self) -> Mapping[str, str]:
        """As PostgreSQL's settings."""
        return {
            "statement_timeout": _milliseconds(self.statement),
            "lock_timeout": _milliseconds(self.lock),
            "idle_in_transaction_session_timeout": _milliseconds(self.idle),
        }


USUAL: Final = Waits()


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"


class Pool(asyncpg.pool.Pool):  # type: ignore[misc]  # asyncpg ships no types
    """A pool that nobody waits at for longer than is said, whoever asks it for what."""

    waits: Waits = USUAL

    def acquire(self, *, timeout: float | None = None) -> Any:
        """As asyncpg's own, bounded also where nobody says by what."""
        return super().acquire(timeout=self.waits.connection if timeout is None else timeout)


async def connected(waits: Waits, *where: Any, **how: Any) -> asyncpg.Connection:
    """A new connection, whose silence ends. Raises `DatabaseAway` when there is nobody to connect to."""
    try:
        return await asyncpg.connect(*where, timeout=waits.connection, command_timeout=waits.silence, **how)
    except OSError as nobody:
        raise DatabaseAway(type(nobody).__name__) from nobody


def show_life(transport: Any, waits: Waits = USUAL) -> None:
    """Have the kernel find out by itself that a peer is gone (TCP alone; where it knows these options)."""
    found = transport.get_extra_info("socket") if transport else None
    if found is None or found.family == getattr(socket, "AF_UNIX", None):
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    third = max(1, round(waits.unheard / 3))
    options = {"TCP_KEEPIDLE": third, "TCP_KEEPINTVL": third, "TCP_KEEPCNT": 2}
    for name, value in {**options, "TCP_USER_TIMEOUT": round(waits.unheard * 1000)}.items():
        if hasattr(socket, name):
            found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
