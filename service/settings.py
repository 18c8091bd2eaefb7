"""What an operator may decide from outside: read once, at start, from the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from service.clear import databases_in_clear, pages_in_clear

Environment = Literal["development", "demo", "production"]

PROJECT = Path(__file__).resolve().parent.parent

SECRETS = (
    "DATABASE_URL",
    "RELAIS_MIGRATIONS_URL",
    "RELAIS_SMTP_URL",
    "RELAIS_TEXTS_TOKEN",
    "RELAIS_STRIPE_KEY",
    "RELAIS_STRIPE_WEBHOOK_SECRETS",
)
"""Settings that a file may hold instead: `NAME_FILE` names it."""

TEXTS_NEED = ("RELAIS_TEXTS_ACCOUNT", "RELAIS_TEXTS_TOKEN", "RELAIS_TEXTS_SENDER")
"""Without one of these, no text would leave."""


class SettingsError(Exception):
    """A setting is missing or contradicts another; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """Names are those of the environment variables, without the `RELAIS_` in front."""

    environment: Environment = "development"
    database_url: str | None = None
    """One's own PostgreSQL (15 or later); without it the embedded server is used."""
    migrations_url: str | None = None
    """A login that owns the schema, for `relais migrate`; `database_url` when it is not set."""
    data: Path = PROJECT / ".relais"
    """Folder of the embedded server and of the local root keys."""
    durable: bool = True
    """Whether the embedded server waits for the disk; one that is gone with the scenario that it serves need not."""
    kms_url: str | None = None
    """Of a key service (the transit engine of OpenBao or Vault) that wraps the root keys; without it, a local file."""
    kms_key: str | None = None
    """The name of its key."""
    kms_token_file: Path | None = None
    """Where the token for it lies, read at each call."""
    host: str = "127.0.0.1"
    port: int = 8000
    origin: str | None = None
    """Where browsers meet Relais, such as `https://relais.example`; without it, which production is not served in,
    wherever a request says it arrived."""
    proxies: int = 0
    """How many proxies of ours stand in front: so many ends of `X-Forwarded-For` are theirs to say, and no more."""
    metrics_port: int = 0
    """Where `relais jobs` shows its counters, on `host`; 0 for nowhere. The API shows its own under /metrics."""
    pool_size: int = 12
    """Connections to PostgreSQL that one process opens for requests; beside them four for what jobs do."""
    security_contact: str = ""
    """Where people report a weakness to the operator, `mailto:` or `https:` (RFC 9116); without it no page says so."""
    backup_recipients: tuple[str, ...] = ()
    """Whose identities open the data half of a backup (age recipients, public); without any it stands in clear."""
    cost_a_minute: int | None = None
    """Units that one member may ask for in a minute, of each replica (`api/limits/costs.py`); 0 for no limit."""
    smtp_url: str | None = None
    """The mail server that letters leave through: `smtps://user:password@host:465`, or `smtp://` with STARTTLS."""
    mail_from: str = "relais@localhost"
    """The address that letters come from."""
    texts_url: str | None = None
    """The provider that texts leave through, such as `https://api.twilio.com`; without it none leave."""
    texts_account: str = ""
    """Our account there."""
    texts_token: str | None = None
    """Its secret: it lets us send, and signs what the provider tells us."""
    texts_sender: str = ""
    """The number that texts come from."""
    push_key_file: Path | None = None
    """Our key for pushes (VAPID, RFC 8292), on P-256 in PEM; without it no phone rings."""
    push_contact: str = ""
    """Where the people of a push service may write to us: `mailto:` and an address."""
    stripe_key: str | None = None
    stripe_url: str | None = None
    stripe_webhook_secrets: tuple[str, ...] = ()
    stripe_issuing: str | None = None
    """The cardholder (`ich_…`) in whose name cards are made: naming it is how the operator confirms that Stripe offers
    Issuing to this platform. Without it cards do not exist here, for anybody."""

    @property
    def demo(self) -> bool:
        return self.environment == "demo"

    @property
    def units_a_minute(self) -> int:
        """What is asked for in a minute by the busiest of people, many times over; outside production no limit unless
        one is set: scenarios and benchmarks play a day's work in seconds."""
        if self.cost_a_minute is not None:
            return self.cost_a_minute
        return 900 if self.environment == "production" else 0

    @property
    def embedded(self) -> bool:
        return self.database_url is None


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process.

    Raises `SettingsError` for an unknown environment, production without `DATABASE_URL` or in clear over a network,
    settings that lack another that they need, and what is not readable.
    """
    environ = with_secrets(environ)
    name = environ.get("RELAIS_ENVIRONMENT", "development")
    if name not in get_args(Environment):
        raise SettingsError(f"RELAIS_ENVIRONMENT is {name!r}: use one of {', '.join(get_args(Environment))}.")
    given = {
        "database_url": _database(environ, "DATABASE_URL"),
        "migrations_url": _database(environ, "RELAIS_MIGRATIONS_URL"),
        "kms_url": environ.get("RELAIS_KMS_URL") or None,
        "kms_key": environ.get("RELAIS_KMS_KEY") or None,
        "smtp_url": _smtp(environ.get("RELAIS_SMTP_URL", "")),
        "texts_url": environ.get("RELAIS_TEXTS_URL") or None,
        "texts_token": environ.get("RELAIS_TEXTS_TOKEN") or None,
        "stripe_key": environ.get("RELAIS_STRIPE_KEY") or None,
        "stripe_url": environ.get("RELAIS_STRIPE_URL") or None,
        "stripe_issuing": _cardholder(environ.get("RELAIS_STRIPE_ISSUING", "")),
        "origin": _origin(environ.get("RELAIS_ORIGIN", "")),
    }
    _refuse_contradictions(environ)
    secrets = tuple(s for s in environ.get("RELAIS_STRIPE_WEBHOOK_SECRETS", "").split(",") if s)
    return Settings(
        environment=name,  # type: ignore[arg-type]  # checked against the literal just above
        data=Path(environ.get("RELAIS_DATA") or PROJECT / ".relais"),
        durable=True,
        kms_token_file=Path(token) if (token := environ.get("RELAIS_KMS_TOKEN_FILE")) else None,
        host=environ.get("HOST", "127.0.0.1"),
        port=_whole_number(environ, "PORT", 8000, most=65_535),
        mail_from=environ.get("RELAIS_MAIL_FROM") or "relais@localhost",
        texts_account=environ.get("RELAIS_TEXTS_ACCOUNT", ""),
        texts_sender=environ.get("RELAIS_TEXTS_SENDER", ""),
        push_key_file=Path(pem) if (pem := environ.get("RELAIS_PUSH_KEY_FILE")) else None,
        push_contact=environ.get("RELAIS_PUSH_CONTACT", ""),
        proxies=_whole_number(environ, "RELAIS_PROXIES", 0),
        metrics_port=_whole_number(environ, "RELAIS_METRICS_PORT", 0, most=65_535),
        pool_size=_whole_number(environ, "RELAIS_POOL_SIZE", 12, least=1),
        security_contact=_contact(environ.get("RELAIS_SECURITY_CONTACT", "")),
        backup_recipients=_recipients(environ.get("RELAIS_BACKUP_RECIPIENTS", "")),
        cost_a_minute=(
            _whole_number(environ, "RELAIS_COST_A_MINUTE", 0) if environ.get("RELAIS_COST_A_MINUTE") else None
        ),
        stripe_webhook_secrets=secrets,
        **given,
    )


def _refuse_contradictions(environ: Mapping[str, str]) -> None:
    """Settings that need each other: what is missing would show at night, one text or one push at a time."""
    if environ.get("RELAIS_ENVIRONMENT") == "production":
        if not environ.get("DATABASE_URL"):
            raise SettingsError(
                "Production needs DATABASE_URL: the embedded server is for demo and development."
            )
        _refuse_clear(environ)
    for name in TEXTS_NEED if environ.get("RELAIS_TEXTS_URL") else ():
        if not environ.get(name):
            raise SettingsError(f"RELAIS_TEXTS_URL needs {', '.join(TEXTS_NEED)}: {name} is missing.")
    contact = environ.get("RELAIS_PUSH_CONTACT", "")
    if environ.get("RELAIS_PUSH_KEY_FILE") and not contact.startswith("mailto:"):
        raise SettingsError(
            "RELAIS_PUSH_KEY_FILE needs RELAIS_PUSH_CONTACT, the like of mailto:help@relais.example."
        )


def with_secrets(environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment with what stands in files: `NAME_FILE` names one that holds `NAME`, for each of `SECRETS`.

    What is in a file is in no list of processes and in no child's environment (ASVS 5.0.0-v13.3.1).
    Raises `SettingsError` for a file that cannot be read, and for a secret that is given both ways.
    """
    found = dict(environ)
    for name in SECRETS:
        if file := environ.get(f"{name}_FILE"):
            if environ.get(name):
                raise SettingsError(f"{name} and {name}_FILE are both set: use one of them.")
            try:
                found[name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                raise SettingsError(f"{name}_FILE: {file} cannot be read.") from None
    return found


def _refuse_clear(environ: Mapping[str, str]) -> None:
    """What leaves this machine in production is encrypted, to who proves who they are (ASVS 12.3.1, 12.3.4)."""
    own = set(environ.get("RELAIS_DATABASE_PLAIN", "").split(","))
    for name in ("DATABASE_URL", "RELAIS_MIGRATIONS_URL"):
        for host in databases_in_clear(environ.get(name) or "", environ):
            if host not in own:
                raise SettingsError(
                    f"{name} goes to {host} without proof of who answers: let it end in "
                    "?sslmode=verify-full&sslrootcert=/path/of/its/authority.pem. Where nobody else is on the network "
                    f"between, say so by RELAIS_DATABASE_PLAIN={host} (deploy/README.md)."
                )
    for name in ("RELAIS_KMS_URL", "RELAIS_TEXTS_URL", "RELAIS_STRIPE_URL"):
        if hosts := pages_in_clear(environ.get(name) or "https:"):
            raise SettingsError(f"{name} goes to {hosts[0]} in clear: use https.")


_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/?#@,\[\]]*)(?::[0-9]{1,5})?"
_DATABASE = re.compile(
    rf"postgres(?:ql)?://(?:[^\s/?#@\[\]]*@)?{_HOST}(?:,{_HOST})*(?:/[^\s?#@]*)?(?:\?[^\s#]*)?"
)

_MAIL = re.compile(rf"smtps?://(?:[^\s/?#@\[\]]*@)?(?=[^\s:]){_HOST}")


def _database(environ: Mapping[str, str], name: str) -> str | None:
    """The address of a PostgreSQL. One that cannot be read is not quoted: there may be a password in it."""
    text = environ.get(name, "")
    if text and not _DATABASE.fullmatch(text):
        raise SettingsError(
            f"{name} cannot be read: use the like of postgresql://user:password@host:5432/relais. In a password, "
            "/ is written %2F, @ %40, # %23, ? %3F."
        )
    return text or None


def _smtp(text: str) -> str | None:
    if text and not _MAIL.fullmatch(text):
        raise SettingsError(
            "RELAIS_SMTP_URL: use the like of smtps://user:password@mail.example:465. In a password, / is written "
            "%2F, @ %40, # %23, ? %3F."
        )
    return text or None


def _cardholder(text: str) -> str | None:
    if text and not re.fullmatch(r"ich_[A-Za-z0-9]{1,64}", text):
        raise SettingsError(
            "RELAIS_STRIPE_ISSUING: use the like of ich_1MsKAB2eZvKYlo2C, a cardholder of Stripe."
        )
    return text or None


def _contact(text: str) -> str:
    if text and not re.fullmatch(r"(mailto:|https://)[!-~]{3,200}", text):
        raise SettingsError(
            "RELAIS_SECURITY_CONTACT: use the like of mailto:help@relais.example, or a page by https."
        )
    return text


def _recipients(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if not re.fullmatch(r"age1[0-9a-z]{58}", name):
            raise SettingsError(
                f"RELAIS_BACKUP_RECIPIENTS: {name[:12]!r}… is no age recipient (age1 and 58 signs): name the public "
                "half, which `relais keys backup-identity` prints."
            )
    return names


def _origin(text: str) -> str | None:
    """A scheme and a host, without a path: what browsers call an origin (RFC 6454)."""
    if text and not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", text):
        raise SettingsError(
            f"RELAIS_ORIGIN is {text!r}: use the like of https://relais.example, without a path."
        )
    return text or None


def _whole_number(
    environ: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 1_000_000
) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}: use a whole number from {least} to {most}.")
    return int(text)
