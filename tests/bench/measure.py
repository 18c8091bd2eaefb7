"""Loads and clocks: requests over kept-alive connections, open or closed loop, and what their times were."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Times:
    """Durations of single requests, in seconds, and how long the whole took."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, seconds: float, status: int) -> None:
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def add(self, others: "Times") -> None:
        """Those of a further round."""
        self.seconds += others.seconds
        self.whole += others.whole
        for status, number in others.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number

    def quantile(self, share: float) -> float:
        """Milliseconds below which this share of the requests ended."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else float("nan")

    @property
    def rate(self) -> float:
        """Requests a second over the whole."""
        return len(self.seconds) / self.whole if self.whole else float("nan")

    def summary(self) -> str:
        """p50/p95/p99 in milliseconds."""
        return "/".join(f"{self.quantile(share):.1f}" for share in (0.5, 0.95, 0.99))


class Connection:
    """One kept-alive HTTP/1.1 connection that sends ready-made requests: the client must not be what is measured."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        assert self.reader is not None
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(head[9:12]), await self.reader.readexactly(length)

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "host: bench", f"content-length: {len(body)}"]
    if body:
        lines.append("content-type: application/json")
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Make = Callable[[int], bytes]


async def closed_loop(host: str, port: int, make: Make, *, callers: int, count: int) -> Times:
    """`callers` send one request after another until `count` are done: how much the server can take."""
    times, numbers = Times(), iter(range(count))
    started = time.perf_counter()

    async def caller() -> None:
        connection = Connection(host, port)
        for number in numbers:
            await _timed(connection, make(number), times)
        await connection.close()

    await asyncio.gather(*(caller() for _ in range(callers)))
    times.whole = time.perf_counter() - started
    return times


async def open_loop(
    host: str, port: int, make: Make, *, rate: float, seconds: float, connections: int = 64
) -> Times:
    """`rate` requests a second, sent when due whether or not earlier ones have ended; waiting counts as time."""
    times = Times()
    idle: asyncio.Queue[Connection] = asyncio.Queue()
    for _ in range(connections):
        idle.put_nowait(Connection(host, port))
    started = time.perf_counter()

    async def one(number: int) -> None:
        due = started + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        connection = await idle.get()
        await _timed(connection, make(number), times, since=due)
        idle.put_nowait(connection)

    await asyncio.gather(*(one(number) for number in range(int(rate * seconds))))
    times.whole = time.perf_counter() - started
    while not idle.empty():
        await idle.get_nowait().close()
    return times


async def all_at_once(host: str, port: int, requests: Sequence[bytes]) -> Times:
    """Every request on a connection of its own, all at the same moment."""
    times = Times()
    connections = [Connection(host, port) for _ in requests]
    for connection in connections:
        connection.reader, connection.writer = await asyncio.open_connection(host, port)
    started = time.perf_counter()
    await asyncio.gather(
        *(_timed(connection, sent, times) for connection, sent in zip(connections, requests, strict=True))
    )
    times.whole = time.perf_counter() - started
    for connection in connections:
        await connection.close()
    return times


async def _timed(connection: Connection, sent: bytes, times: Times, since: float | None = None) -> None:
    started = since if since is not None else time.perf_counter()
    status, _ = await connection.send(sent)
    times.note(time.perf_counter() - started, status)


async def repeated(times: int, work: Callable[[], Awaitable[float]]) -> float:
    """The median of several runs."""
    found = sorted([await work() for _ in range(times)])
    return found[len(found) // 2]
