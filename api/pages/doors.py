"""Every page has a door here."""

from typing import Any

from api.pages import assets, board, language, lock

HANDLERS: list[Any] = [*board.handlers, *language.handlers, *lock.handlers, *assets.handlers]
