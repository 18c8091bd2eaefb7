"""The page beside a bundle: one request's events, policy and transfers, to read in French and in English (FND-09).

It is written from what the verifier itself read. It proves nothing: whoever wants proof runs the verifier, or chooses
the bundle in [Check a file]; the page says so at its head.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

import msgspec

from api.pages.formats import money
from api.pages.frame import said
from service.refusals import Language, Said
from service.trail.bundles.offline import Proved, verify
from service.trail.names import named

LANGUAGES: tuple[Language, ...] = ("fr", "en")

STYLE = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b232b}
section{margin:0 0 3rem}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}
code,pre{font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}
.note{border-left:.3rem solid #8a6d00;padding-left:.7rem}
@media print{section{break-after:page}}
"""

WORDS: Mapping[str, Said] = {
    "title": Said("Demande {code}", "Request {code}"),
    "proves": Said(
        "Cette page se lit; elle ne prouve rien. La preuve : python verify.py bundle.json CLÉ, "
        "ou la page [Vérifier un fichier].",
        "This page is for reading; it proves nothing. The proof: python verify.py bundle.json KEY, "
        "or the page [Check a file].",
    ),
    "happened": Said("Ce qui s'est passé", "What happened"),
    "when": Said("Quand (UTC)", "When (UTC)"),
    "what": Said("Quoi", "What"),
    "who": Said("Qui, par rôle", "Who, by role"),
    "facts": Said("Détails", "Details"),
    "transfers": Said("Virements au registre", "Transfers in the ledger"),
    "kind": Said("Genre", "Kind"),
    "amount": Said("Montant", "Amount"),
    "policy": Said("Règles en vigueur", "Policy in force"),
    "version": Said("Version {version}", "Version {version}"),
    "left_out": Said(
        "Enregistrements omis : {count}. Leur empreinte est prouvée.",
        "Records left out: {count}. Their hash is proved.",
    ),
    "waiting": Said("Pas encore attestés : {count}.", "Not yet signed: {count}."),
    "proof": Said("Attestation du journal", "The log's checkpoint"),
    "clock": Said("l'heure", "the clock"),
    "none": Said("Aucun.", "None."),
}


def page_of(bundle: bytes) -> str:
    """The whole page, in both languages, without script and without anything from elsewhere."""
    proved, read = verify(bundle), msgspec.json.decode(bundle)
    body = "".join(_section(language, proved, read) for language in LANGUAGES)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="fr-CA"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<title>{escape(str(read['request']['code']))} – Relais</title><style>{STYLE}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _section(language: Language, proved: Proved, bundle: Mapping[str, Any]) -> str:
    def say(key: str, **facts: object) -> str:
        return escape(WORDS[key].in_(language, facts))

    return (
        f'<section lang="{language}-CA"><h1>{say("title", code=bundle["request"]["code"])}</h1>'
        f'<p class="note">{say("proves")}</p>'
        f"<p>{say('left_out', count=proved.left_out)} {say('waiting', count=bundle['waiting'])}</p>"
        f"<h2>{say('happened')}</h2>{_events(language, proved)}"
        f"<h2>{say('transfers')}</h2>{_transfers(language, proved)}"
        f"<h2>{say('policy')}</h2>{_policies(language, proved)}"
        f"<h2>{say('proof')}</h2><pre>{escape(bundle['log']['checkpoint'])}</pre>"
        f"<p><code>{escape(bundle['log']['key'])}</code></p></section>"
    )


def _events(language: Language, proved: Proved) -> str:
    rows = (
        (
            _moment(event["at"]),
            named(event["name"]).said.in_(language),
            _role(language, event),
            _facts(event["facts"]),
        )
        for event in proved.events
    )
    return _table(language, ("when", "what", "who", "facts"), rows)


def _transfers(language: Language, proved: Proved) -> str:
    rows = (
        (
            _moment(row["made_at"]),
            said(language, f"audit.moved.{row['kind']}"),
            money(row["amount_cents"], row["currency"], language),
        )
        for row in _rows(proved, "transfers")
    )
    return _table(language, ("when", "kind", "amount"), rows)


def _policies(language: Language, proved: Proved) -> str:
    found = {row["id"]: row for row in _rows(proved, "policies")}
    shown = [
        f"<h3>{escape(WORDS['version'].in_(language, {'version': row['version']}))}</h3>"
        f"<pre>{escape(msgspec.json.format(row['document']))}</pre>"
        for row in found.values()
    ]
    return "".join(shown) or f"<p>{escape(WORDS['none'].in_(language))}</p>"


def _rows(proved: Proved, table: str) -> list[Mapping[str, Any]]:
    """The rows of a table, as the events vouch for them."""
    return [each["row"] for event in proved.events for each in event["sealed"] if each["table"] == table]


def _role(language: Language, event: Mapping[str, Any]) -> str:
    if event["member"] is None:
        return WORDS["clock"].in_(language)
    return ", ".join(said(language, f"role.{role}") for role in event["roles"])


def _facts(facts: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {msgspec.json.encode(value).decode()}" for name, value in facts.items())


def _moment(at: str) -> str:
    return at[:16].replace("T", " ")


def _table(language: Language, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    if not lines:
        return f"<p>{escape(WORDS['none'].in_(language))}</p>"
    head = "".join(f"<th>{escape(WORDS[each].in_(language))}</th>" for each in heads)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"
