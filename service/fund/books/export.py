"""The general ledger as a file that an accountant's program reads: CSV by RFC 4180 (FND-09)."""

import csv
import io
from collections.abc import AsyncIterator

from service.fund.books.queries import Asked, accounts_of_the, entries
from service.fund.books.rules import head, rows
from service.refusals import Language
from service.store.store import By, Store

PAGE = 500
"""Entries read at once, each page in a transaction of its own: no long snapshot keeps PostgreSQL from cleaning up."""


async def general_ledger(store: Store, by: By, asked: Asked, language: Language) -> AsyncIterator[str]:
    """The posted entries of a period [since, before), debit and credit, page after page (FND-09).

    Lines end in CR LF, fields are quoted where they must be, the first row names the columns. Promises are no entries;
    no request, line or case is named (CNF-11).
    """
    yield _lines([head(language)])
    while True:
        async with store.reading(by) as session:
            accounts = await accounts_of_the(session, asked.fund)
            page = await entries(session, asked, PAGE)
        yield _lines([row for entry in page for row in rows(entry, accounts, language)])
        if len(page) < PAGE:
            return
        asked = Asked(asked.fund, asked.since, asked.before, (page[-1].made_at, page[-1].key))


def _lines(found: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(found)
    return text.getvalue()
