"""The pages: server-rendered, bilingual, for a phone first."""

from api.pages import assets, board, language, lock

HANDLERS = [*board.handlers, *language.handlers, *lock.handlers, *assets.handlers]
