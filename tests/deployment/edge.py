"""nginx and Caddy with our deploy/proxy in front of the fleet, as Debian's packages run them: what the operator names
(ports, certificate, log) is replaced in the text, and nothing else."""

import asyncio
import os
import shutil
import socket
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from tests.bench.p7_start import free_port
from tests.deployment.certificates import Certified, certify
from tests.deployment.fleet import PATIENCE, PROXY, Fleet
from tests.lacking import lacking

Kind = Literal["nginx", "caddy"]
NAME = "relais.example"
MISSING = "No {0} on this machine: the edge is not tried with it (Debian: apt install {0})."
AROUND = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types; default_type application/octet-stream; gzip on;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; access_log {folder}/access.log;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/relais.conf;
}}
"""
"""Debian's own nginx.conf, in what ours has to overrule: old versions of TLS, a log of every address."""


@dataclass(frozen=True)
class Edge:
    """What browsers meet."""

    kind: Kind
    port: int
    plain_port: int
    folder: Path
    certified: Certified

    @property
    def signature(self) -> tuple[str | None, str | None]:
        """What it calls itself, and the type of what it says in a replica's place."""
        return ("nginx", "text/html") if self.kind == "nginx" else (None, None)

    def client(self, *, plain: bool = False, address: str = "127.0.0.1") -> httpx.AsyncClient:
        """A client that believes our certificate, resolves our name to this machine, and calls from that address."""
        context = ssl.create_default_context(cafile=str(self.certified.certificate))
        url = f"http://127.0.0.1:{self.plain_port}" if plain else f"https://127.0.0.1:{self.port}"
        return httpx.AsyncClient(
            transport=Named(verify=context, local_address=address),
            base_url=url,
            headers={"Host": NAME},
            timeout=PATIENCE,
        )

    async def shake(self, context: ssl.SSLContext) -> ssl.SSLSocket | ssl.SSLObject:
        """What a handshake agreed on. Raises `ssl.SSLError`."""
        context.load_verify_locations(self.certified.certificate)
        _, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=context, server_hostname=NAME)
        agreed: ssl.SSLObject = writer.get_extra_info("ssl_object")
        writer.close()
        return agreed


class Named(httpx.AsyncHTTPTransport):
    """The name that is asked for is ours, whatever address it is found at."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = NAME
        return await super().handle_async_request(request)


def with_replaced(text: str, replaced: Mapping[str, str]) -> str:
    """Each of these, which must stand there exactly once."""
    for before, after in replaced.items():
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in deploy/proxy"
        text = text.replace(before, after)
    return text


def nginx(edge: Edge, ports: Sequence[int]) -> str:
    """Our file, with what its head says is the operator's to name."""
    first, second = ports
    by_4, plain_by_4 = f"listen 127.0.0.1:{edge.port}", f"listen 127.0.0.1:{edge.plain_port}"
    by_6, plain_by_6 = f"listen [::1]:{edge.port}", f"listen [::1]:{edge.plain_port}"
    return with_replaced(
        (PROXY / "nginx.conf").read_text(encoding="utf-8"),
        {
            "server 127.0.0.1:8001 ": f"server 127.0.0.1:{first} ",
            "server 127.0.0.1:8002 ": f"server 127.0.0.1:{second} ",
            "listen 80;": f"{plain_by_4};",
            "listen 443 ssl http2;": f"{by_4} ssl http2;",
            "listen [::]:80;": also_by_6(f"{plain_by_6};"),
            "listen [::]:443 ssl http2;": also_by_6(f"{by_6} ssl http2;"),
            "/etc/ssl/relais/fullchain.pem": str(edge.certified.certificate),
            "/etc/ssl/relais/privkey.pem": str(edge.certified.key),
            "/var/log/nginx/relais.log": str(edge.folder / "relais.log"),
        },
    )


def also_by_6(line: str) -> str:
    """Where this machine has IPv6; a container may have none."""
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return ""
    return line


def caddy(edge: Edge) -> str:
    """Our file; the certificate that would come by itself is ours, and nobody steers it from beside."""
    own = f"\ttls {edge.certified.certificate} {edge.certified.key}\n"
    ports = f"\tadmin off\n\thttp_port {edge.plain_port}\n\thttps_port {edge.port}\n"
    return with_replaced(
        (PROXY / "Caddyfile").read_text(encoding="utf-8"),
        {
            "\n{\n\tservers {\n": f"\n{{\n{ports}\tservers {{\n",
            "\n{$RELAIS_HOST} {\n": f"\n{{$RELAIS_HOST}} {{\n{own}",
        },
    )


def prepared(edge: Edge, ports: Sequence[int]) -> tuple[list[str], dict[str, str]]:
    """The words that start it, and its environment; its files are written."""
    folder = edge.folder
    if edge.kind == "caddy":
        (folder / "Caddyfile").write_text(caddy(edge), encoding="utf-8")
        behind = " ".join(f"127.0.0.1:{port}" for port in ports)
        homes = dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"), str(folder))
        words = ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
        return words, {**homes, "RELAIS_HOST": NAME, "RELAIS_APIS": behind}
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    (folder / "relais.conf").write_text(nginx(edge, ports), encoding="utf-8")
    return ["-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")], {}


@asynccontextmanager
async def an_edge(kind: Kind, fleet: Fleet, folder: Path) -> AsyncIterator[Edge]:
    """Started, and ended with the block; without its program the tests say so, and in CI they fail."""
    program = shutil.which(kind, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        lacking(MISSING.format(kind))
    edge = Edge(kind, free_port(), free_port(), folder, certify(folder, NAME))
    words, environ = prepared(edge, [api.port for api in fleet.apis])
    with (folder / "said").open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            program, *words, stdout=said, stderr=said, env={**os.environ, **environ}
        )
    try:
        await listens(edge, process)
        yield edge
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def listens(edge: Edge, process: asyncio.subprocess.Process) -> None:
    """Until it takes connections."""
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.returncode is None, (edge.folder / "said").read_text(encoding="utf-8")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", edge.port)
            except ConnectionError:
                await asyncio.sleep(0.01)
                continue
            writer.close()
            return
