"""The transit engine of a key service, over HTTP."""

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from service.keys.opening import source_of
from service.keys.sources import FileRoots, KeyServiceError, KmsRoots
from service.keys.transit import Transit
from service.settings import Settings, SettingsError
from tests.service.keys.kms import MemoryKms


class Engine:
    """Answers as the engine does: base64 in JSON, ciphertexts that name their version, associated data checked."""

    def __init__(self) -> None:
        self.kms = MemoryKms()
        self.asked: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.headers.get("x-vault-token") != "s.token":
            return httpx.Response(403, json={"errors": ["permission denied"]})
        body: dict[str, Any] = msgspec.json.decode(request.content)
        context = msgspec.json.decode(b64decode(body["associated_data"]))
        if request.url.path == "/v1/transit/encrypt/relais":
            blob = await self.kms.encrypt(b64decode(body["plaintext"]), context)
            return httpx.Response(200, json={"data": {"ciphertext": f"vault:v1:{b64encode(blob).decode()}"}})
        try:
            key = await self.kms.decrypt(b64decode(body["ciphertext"].removeprefix("vault:v1:")), context)
        except KeyServiceError:
            return httpx.Response(400, json={"errors": ["cipher: message authentication failed"]})
        return httpx.Response(200, json={"data": {"plaintext": b64encode(key).decode()}})


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("s.token\n")
    return path


@pytest.fixture
def transit(engine: Engine, token_file: Path) -> Transit:
    return Transit("https://bao.test:8200/v1/transit/", "relais", token_file, httpx.MockTransport(engine))


async def test_an_installation_behind_the_engine(transit: Transit, engine: Engine, tmp_path: Path) -> None:
    """CNF-11: root keys pass through it wrapped; what it wrapped opens again, bound to what it was said to be."""
    first = await KmsRoots(tmp_path / "keys", transit).open()
    assert await KmsRoots(tmp_path / "keys", transit).open() == first
    assert {request.url.host for request in engine.asked} == {"bao.test"}
    blob = await transit.encrypt(b"x" * 32, {"id": "care-1"})
    assert await transit.decrypt(blob, {"id": "care-1"}) == b"x" * 32
    with pytest.raises(KeyServiceError, match="answers 400 to decrypt"):
        await transit.decrypt(blob, {"id": "care-2"})


def renew(token_file: Path, token: str) -> None:
    token_file.write_text(token)


async def test_a_renewed_token_is_read_again(transit: Transit, token_file: Path) -> None:
    """CNF-11: without a start of the process."""
    renew(token_file, "s.over")
    with pytest.raises(KeyServiceError, match="answers 403 to encrypt"):
        await transit.encrypt(b"x", {})
    renew(token_file, "s.token")
    assert await transit.encrypt(b"x", {})


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="secret in the clear"),
        httpx.Response(200, json={"data": {"plaintext": "secret!"}}),
        httpx.Response(200, json={"data": None}),
        httpx.Response(500, text="secret"),
    ],
)
async def test_a_strange_answer_is_not_quoted(token_file: Path, answer: httpx.Response) -> None:
    """CNF-02: nothing that came or went shows in an error."""
    transit = Transit("https://bao.test", "relais", token_file, httpx.MockTransport(lambda _: answer))
    with pytest.raises(KeyServiceError) as refused:
        await transit.decrypt(b"vault:v1:secret", {})
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_out_of_reach(token_file: Path) -> None:
    """CNF-11: said by its kind."""

    def nobody(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    transit = Transit("https://bao.test", "relais", token_file, httpx.MockTransport(nobody))
    with pytest.raises(KeyServiceError, match="does not encrypt \\(ConnectError\\)"):
        await transit.encrypt(b"x", {})


def test_the_settings_choose(tmp_path: Path, token_file: Path) -> None:
    """CNF-11: a local file, or a service that is named in full."""
    assert isinstance(source_of(Settings(data=tmp_path)), FileRoots)
    named = Settings(data=tmp_path, kms_url="https://bao.test", kms_key="relais", kms_token_file=token_file)
    assert isinstance(source_of(named), KmsRoots)
    with pytest.raises(SettingsError, match="RELAIS_KMS_KEY"):
        source_of(Settings(data=tmp_path, kms_url="https://bao.test", kms_token_file=token_file))
