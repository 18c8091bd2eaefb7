"""The edge, really tried: nginx and Caddy with the files that Relais ships, before replicas in production (ASVS 12)."""

import asyncio
import signal
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import get_args
from uuid import UUID

import httpx
import pytest

from api.v1.messages.live import MOST_STREAMS
from service.fund.receipts.pictures import MOST_BYTES
from tests.api.sse import listening
from tests.deployment.edge import NAME, Edge, Kind, an_edge
from tests.deployment.fleet import ORIGIN, Fleet
from tests.deployment.work import Work
from tests.signing import invited

pytestmark = [
    pytest.mark.xdist_group("fleet"),
    pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning"),
]

AT_ONCE = 10.0
"""Seconds, where a sign of life comes every fifteen."""
YEARS = "max-age=63072000; includeSubDomains"
OLD = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
TODAYS = (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
STRONGEST_FIRST = "ECDHE-RSA-AES256-GCM-SHA384"


@pytest.fixture(scope="module")
async def edges(fleet: Fleet, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[dict[Kind, Edge]]:
    """Both, in front of both replicas."""
    async with AsyncExitStack() as stack:
        yield {
            kind: await stack.enter_async_context(an_edge(kind, fleet, tmp_path_factory.mktemp(kind)))
            for kind in get_args(Kind)
        }


@pytest.fixture(params=get_args(Kind))
def edge(edges: dict[Kind, Edge], request: pytest.FixtureRequest) -> Edge:
    """One after the other."""
    return edges[request.param]


def only(version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> ssl.SSLContext:
    """A client that speaks this version alone, with all that its library knows of, however weak."""
    context = ssl.create_default_context()
    context.set_ciphers(ciphers)
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, version
    context.minimum_version = version
    return context


@pytest.mark.parametrize("version", OLD, ids=lambda version: version.name)
async def test_old_versions_of_tls_are_refused(edge: Edge, version: ssl.TLSVersion) -> None:
    """ASVS 12.1.1: by the server, in its own word; the client here would have spoken it."""
    assert speaks(edge, version)
    with pytest.raises(ssl.SSLError, match="TLSV1_ALERT_PROTOCOL_VERSION"):
        await edge.shake(only(version))


def speaks(edge: Edge, version: ssl.TLSVersion) -> bool:
    """Whether this library ends a handshake of that version, with a server that takes it."""
    taking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    taking.minimum_version = ssl.TLSVersion.TLSv1
    taking.set_ciphers("ALL:@SECLEVEL=0")
    taking.load_cert_chain(edge.certified.certificate, edge.certified.key)
    asking = only(version)
    asking.load_verify_locations(edge.certified.certificate)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = taking.wrap_bio(there, back, server_side=True)
    client = asking.wrap_bio(back, there, server_hostname=NAME)
    for _ in range(3):
        for each in (client, server):
            try:
                each.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client.version() is not None


@pytest.mark.parametrize("version", TODAYS, ids=lambda version: version.name)
async def test_todays_versions_are_taken(edge: Edge, version: ssl.TLSVersion) -> None:
    """ASVS 12.1.1, 12.1.2: by nginx with the strongest cipher, also for who would prefer another (Caddy has an order of
    its own, that nobody can change)."""
    weakest_first = ":".join(("ECDHE-RSA-AES128-GCM-SHA256", STRONGEST_FIRST))
    agreed = await edge.shake(only(version, weakest_first))
    assert agreed.version() == version.name.replace("_", ".")
    if version is ssl.TLSVersion.TLSv1_2 and edge.kind == "nginx":
        assert agreed.cipher()[0] == STRONGEST_FIRST  # type: ignore[index]  # a handshake that ended has one


async def test_the_newest_version_is_taken_first(edge: Edge) -> None:
    """ASVS 12.1.1: by whoever offers both; and HTTP/2, which browsers ask for."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    agreed = await edge.shake(context)
    assert (agreed.version(), agreed.selected_alpn_protocol()) == ("TLSv1.3", "h2")


@pytest.mark.parametrize(
    "cipher", ["AES256-GCM-SHA384", "ECDHE-RSA-AES256-SHA384", "AECDH-AES256-SHA", "DES-CBC3-SHA"]
)
async def test_weak_ciphers_are_refused(edge: Edge, cipher: str) -> None:
    """ASVS 12.1.2: no forward secrecy, no authenticated encryption, nobody's certificate: none of these."""
    try:
        context = only(ssl.TLSVersion.TLSv1_2, f"{cipher}:@SECLEVEL=0")
    except ssl.SSLError:
        assert cipher == "DES-CBC3-SHA", "a library may leave out what is broken"
        return
    with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"):
        await edge.shake(context)


async def test_nothing_is_served_in_clear(edge: Edge) -> None:
    """ASVS 12.2.1, 4.1.2: a page is sent on to our own name, whatever host was asked for; a program is refused, so that
    it is mended, and is sent nowhere."""
    async with edge.client(plain=True) as client:
        page = await client.get("/sign-in?next=%2F", headers={"Host": "elsewhere.example"})
        assert page.status_code == 308
        assert page.headers["location"] == f"https://{NAME}/sign-in?next=%2F"
        for answer in (await client.get("/v1/me"), await client.post("/v1/requests", json={})):
            assert answer.status_code == 403
            assert "location" not in answer.headers


async def test_every_answer_holds_browsers_to_https_and_says_little(edge: Edge) -> None:
    """ASVS 3.4.1, 13.4.6: once, in what Relais says and in what a proxy says in its place; no version of anything."""
    async with edge.client() as client:
        answers = [
            await client.get("/sign-in"),
            await client.get("/v1/me"),
            await client.get("/metrics"),
        ]
    assert [answer.status_code for answer in answers] == [200, 401, 404]
    for answer in answers:
        assert answer.headers.get_list("strict-transport-security") == [YEARS]
        assert answer.headers.get("server") == edge.signature[0]
        assert "x-powered-by" not in answer.headers
        assert "nginx/" not in answer.text


INSIDE = ("metrics", "readyz", "healthz")
SPELLINGS = ("/{}", "/{}/", "//{}", "/./{}", "/%2e/{}", "/x/../{}", "/x/%2e%2e/{}", "/{}?x=1", "/{};x")


async def test_the_inside_is_shown_to_nobody(edge: Edge, fleet: Fleet) -> None:
    """ASVS 13.4.5: the proxy answers in the replica's place, however the address is written."""
    addresses = [spelling.format(inside) for inside in INSIDE for spelling in SPELLINGS]
    addresses += [f"/%{ord(inside[0]):02x}{inside[1:]}" for inside in INSIDE]
    async with edge.client() as client:
        for address in addresses:
            asked = client.build_request("GET", edge_url := f"https://127.0.0.1:{edge.port}/")
            asked.url = httpx.URL(edge_url).copy_with(raw_path=address.encode())
            answer = await client.send(asked)
            said = answer.status_code, answer.headers.get("content-type")
            assert said == (404, edge.signature[1]), address
    for inside in INSIDE:
        assert (await fleet.http.get(f"{fleet.apis[0].url}/{inside}")).status_code == 200


async def test_what_a_caller_says_of_its_address_is_not_believed(edge: Edge, fleet: Fleet) -> None:
    """ASVS 4.1.3, 6.3.1: attempts are counted by the address that the proxy saw: two addresses are two counts, however
    many they claim to be."""
    counts = "SELECT taken FROM attempts ORDER BY taken"
    await fleet.owner.execute("DELETE FROM attempts")
    for address, times in (("127.0.0.2", 3), ("127.0.0.3", 2)):
        async with edge.client(address=address) as client:
            for number in range(times):
                claimed = f"203.0.113.{number}"
                lines = [("X-Forwarded-For", claimed), ("X-Forwarded-For", f"{claimed}, 127.0.0.1"),
                         ("Forwarded", f"for={claimed}"), ("X-Real-IP", claimed), ("Origin", ORIGIN)]  # fmt: skip
                answer = await client.post("/v1/sign-in/passkey-options", json={}, headers=lines)
                assert answer.status_code == 200, answer.text
    assert [row["taken"] for row in await fleet.owner.fetch(counts)] == [2, 3]


async def test_an_event_comes_through_at_once(edge: Edge, work: Work) -> None:
    """The live stream is kept back by nobody: what was done at a replica is heard through the proxy in a moment."""
    session = (await invited(work.fund.store, work.fund.first, "passkey")).session_id
    headers = work.fleet.headers(work.fund.first, session)
    async with edge.client() as client, asyncio.timeout(AT_ONCE), listening(client, headers) as reader:
        cents = next(work.numbers)
        [answer] = await work.ask(cents, work.fleet.apis[1].url)
        work.acknowledged[cents] = UUID(answer.json()["id"])
        while (await reader.event()).data.get("subject") != answer.json()["id"]:
            continue


async def test_the_stream_of_who_has_left_is_over(edge: Edge, fleet: Fleet, work: Work) -> None:
    """Somebody who looks at one page after the other listens once: each replica lets a member have so many streams, and
    a proxy that kept them open would use them up."""
    asker = work.askers[0]
    headers = fleet.headers(asker.pivot, asker.session)
    async with edge.client(address="127.0.0.5") as client:
        for _ in range(len(fleet.apis) * MOST_STREAMS + 1):
            async with asyncio.timeout(AT_ONCE), listening(client, headers):
                pass


async def test_a_body_that_is_too_large_ends_at_the_edge(edges: dict[Kind, Edge]) -> None:
    """ASVS 4.2.1, 3.4.1: nginx refuses what is larger than any picture; what is as large as one, Relais itself answers.
    Caddy counts what it hands over, and Relais has refused before it has so much."""
    said = ((13_000_000, 413, "text/html"), (MOST_BYTES, 401, "application/problem+json"))
    async with edges["nginx"].client() as client:
        for length, status, kind in said:
            answer = await client.post("/v1/requests", content=b"0" * length)
            assert (answer.status_code, answer.headers["content-type"]) == (status, kind)
            assert answer.headers.get_list("strict-transport-security") == [YEARS]


async def test_a_replica_that_dies_is_no_error_to_who_asks(edges: dict[Kind, Edge], work: Work) -> None:
    """Whoever reads while a replica is killed notices nothing: the other one answers."""
    session = (await invited(work.fund.store, work.fund.first, "passkey")).session_id
    headers = work.fleet.headers(work.fund.first, session)
    answers, under_way = Counter[tuple[Kind, int]](), asyncio.Event()

    async def asking(edge: Edge) -> None:
        async with edge.client(address="127.0.0.4") as client:
            for _ in range(12):
                answers[edge.kind, (await client.get("/v1/me", headers=headers)).status_code] += 1
                under_way.set()

    readers = [asyncio.create_task(asking(edge)) for edge in edges.values() for _ in range(3)]
    await under_way.wait()
    assert await work.fleet.apis[0].kill() == -signal.SIGKILL
    await asyncio.gather(*readers)
    await work.fleet.apis[0].start()
    assert answers == {("nginx", 200): 36, ("caddy", 200): 36}
