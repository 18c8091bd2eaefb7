"""The files that operators are given, read with Python alone: what they promise is in them, and holds together."""

import re
from configparser import ConfigParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from api.limits.asking import MEMBERS_BEHIND_A_SOURCE
from jobs.clockwork import LONGEST_DRAIN
from service.fund.receipts.pictures import MOST_BYTES
from service.settings import SECRETS, Settings
from tests.deployment.test_settings import documented

PROJECT = Path(__file__).parents[2]
DEPLOY = PROJECT / "deploy"
REPLICAS = ("api-1", "api-2", "jobs-1", "jobs-2")
UNITS = sorted(path.name for path in (DEPLOY / "systemd").glob("*.service"))
HARDENED = {
    "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "ProtectSystem": "strict", "ProtectHome": "yes",
    "PrivateDevices": "yes", "PrivateTmp": "yes", "PrivateUsers": "yes", "ProtectKernelTunables": "yes",
    "ProtectProc": "invisible", "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes", "LockPersonality": "yes",
    "SystemCallArchitectures": "native", "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
}  # fmt: skip
yaml: Any = import_module("yaml")


def text(path: str) -> str:
    return (DEPLOY / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """As Docker would read it: YAML with its merges."""
    found: dict[str, Any] = yaml.safe_load(text("compose.yaml"))
    return found


class Unit(ConfigParser):
    """systemd's own form: keys may come again, and mean something in their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> Unit:
    found = Unit(strict=False, interpolation=None)
    found.read_string(text(f"systemd/{name}"))
    return found


def lines(name: str, key: str) -> list[str]:
    """Every line of a key, which a parser would let replace each other."""
    return re.findall(rf"^{key}=(.*)$", text(f"systemd/{name}"), flags=re.MULTILINE)


def test_the_image_is_built_from_the_lock_and_runs_as_nobody() -> None:
    said = text("Containerfile")
    stages = re.findall(r"^FROM (\S+)", said, flags=re.MULTILINE)
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim", stage) for stage in stages), (
        "an image by its name, from no host"
    )
    installs = re.findall(r"pip install ([^\\\n&]+)", said)
    assert len(installs) == 2
    assert "--no-deps --require-hashes -r requirements.lock" in installs[0]
    assert "--no-index" in installs[1]
    last = said.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (\d+):(\d+)$", last, flags=re.MULTILINE), (
        "a number, so that it is seen not to be root"
    )
    assert {"HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT"} <= set(
        re.findall(r"^([A-Z]+) ", last, flags=re.MULTILINE)
    )
    copied = set(re.findall(r"^COPY (\w+) \1$", said, flags=re.MULTILINE))
    assert copied == {"service", "api", "jobs", "migrations"}
    kept = set(re.findall(r"^!(\S+)$", text("Containerfile.dockerignore"), flags=re.MULTILINE))
    assert kept == copied | {"requirements.lock", "pyproject.toml", "README.md"}


def test_no_file_names_a_host_to_download_from() -> None:
    found = {
        path.name: re.findall(
            r"(?:https?://|\b)[\w-]+\.(?:io|org|com|dev)/\S*", path.read_text(encoding="utf-8")
        )
        for path in DEPLOY.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert {name: hosts for name, hosts in found.items() if hosts} == {}


def test_compose_runs_two_of_each_after_the_migration(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name in REPLICAS:
        assert services[name]["depends_on"] == {"migrate": {"condition": "service_completed_successfully"}}
    assert services["migrate"]["command"] == ["migrate", "--login"]
    assert services["migrate"]["restart"] == "no"
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    commands = [services[name]["command"] for name in REPLICAS]
    assert commands == 2 * [["serve", "--no-jobs"]] + 2 * [["jobs"]]
    behind = {each.partition(":")[0] for each in services["proxy"]["environment"]["RELAIS_APIS"].split()}
    assert behind == {"api-1", "api-2"} == set(services["proxy"]["depends_on"])


def test_compose_shuts_its_containers_in(compose: dict[str, Any]) -> None:
    for name in ("migrate", *REPLICAS, "proxy"):
        service = compose["services"][name]
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    for name in ("migrate", *REPLICAS):
        service = compose["services"][name]
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
        assert int(service["stop_grace_period"].rstrip("s")) > LONGEST_DRAIN.total_seconds()
    published = {name for name, service in compose["services"].items() if service.get("ports")}
    assert published == {"proxy"}
    assert compose["services"]["postgres"]["networks"] == ["inside"]
    assert compose["networks"]["inside"] == {"internal": True}


def test_compose_s_secrets_are_files_and_only_one_has_the_owner_s(compose: dict[str, Any]) -> None:
    assert all(set(secret) == {"file"} for secret in compose["secrets"].values())
    for name, service in compose["services"].items():
        mine = service.get("secrets", [])
        assert set(mine) <= set(compose["secrets"]), name
        said = service.get("environment", {})
        files = {value.rpartition("/")[2] for key, value in said.items() if key.endswith("_FILE")}
        assert files == set(mine), name
        assert not set(said) & set(SECRETS), name
    having = [
        name for name, each in compose["services"].items() if "migrations_url" in each.get("secrets", [])
    ]
    assert having == ["migrate"]


def test_every_setting_that_a_file_names_exists(compose: dict[str, Any]) -> None:
    known = set(documented()) | {f"{name}_FILE" for name in SECRETS}
    for name in ("migrate", *REPLICAS):
        assert set(compose["services"][name]["environment"]) <= known, name
    for name in UNITS:
        named = {each.partition("=")[0] for line in lines(name, "Environment") for each in line.split()}
        assert named - {"PYTHONDONTWRITEBYTECODE"} <= known, name


@pytest.mark.parametrize("name", UNITS)
def test_every_unit_is_hardened(name: str) -> None:
    service = unit(name)["Service"]
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert service["User"] == "relais"
    assert service["UMask"] == "0077"
    assert lines(name, "SystemCallFilter") == ["@system-service", "~@privileged @resources"]
    handed = {line.partition(":")[0] for line in lines(name, "LoadCredential")}
    asked = set(re.findall(r"%d/(\w+)", text(f"systemd/{name}")))
    assert handed == asked
    assert ("migrations_url" in handed) == (service["Type"] == "oneshot"), (
        "only what runs once may own the schema"
    )


@pytest.mark.parametrize("name", ["relais-api@.service", "relais-jobs@.service"])
def test_a_unit_that_stops_finishes_what_has_begun(name: str) -> None:
    service = unit(name)["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > LONGEST_DRAIN.total_seconds()
    assert service["Restart"] == "always"


@pytest.mark.parametrize("path", ["proxy/Caddyfile", "proxy/nginx.conf"])
def test_a_proxy_keeps_the_inside_inside_and_the_stream_flowing(path: str) -> None:
    said = text(path)
    for inside in ("metrics", "readyz", "healthz"):
        assert re.search(rf"^\s*(@inside path|location ~).*{inside}", said, flags=re.MULTILINE), inside
    assert not re.search(
        r"^\s*(flush_interval|proxy_ignore_client_abort|proxy_buffering on)", said, flags=re.MULTILINE
    )
    largest = re.search(r"(?:max_size|client_max_body_size) (\d+)(?:MB|m)", said)
    assert largest is not None
    assert MOST_BYTES < int(largest[1]) * 1_000_000 < 2 * MOST_BYTES
    forwarded = re.findall(r"X-Forwarded-For (\S+?);?$", said, flags=re.MULTILINE)
    assert set(forwarded) <= {"{remote_host}", "$remote_addr"}, "what a client says of itself is replaced"
    assert len(forwarded) == said.count("reverse_proxy {") + said.count("proxy_pass ")
    assert "RELAIS_PROXIES=1" in said


def test_a_flood_at_the_proxy_locks_no_house_out() -> None:
    """ASVS 2.4.1, SAF-12: thirty people with some pages open each, behind one address, are no flood; nginx counts at
    least as many as Relais itself would answer, and never who leaves."""
    said = text("proxy/nginx.conf")
    rate, connections = re.search(r"rate=(\d+)r/s", said), re.search(r"limit_conn \w+ (\d+);", said)
    assert rate is not None
    assert connections is not None
    assert int(rate[1]) * 60 >= Settings(environment="production").units_a_minute * MEMBERS_BEHIND_A_SOURCE
    assert int(connections[1]) >= 30 * 10
    assert re.search(r"map \$uri \$relais_counted \{\s+/lock +\"\";", said)
    zones = re.findall(r"limit_(?:req|conn)_zone (\S+)", said)
    assert zones == ["$relais_counted"] * 2
