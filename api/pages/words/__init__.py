"""Every word of the pages, in French and English, by key: a missing one cannot be written (LNG-01)."""

from api.pages.words import account, board, frame, members, reports, settings, sheet, sign_in, tablets
from service.refusals import Said

PARTS = (
    frame.WORDS,
    board.WORDS,
    sign_in.WORDS,
    account.WORDS,
    members.WORDS,
    settings.WORDS,
    reports.WORDS,
    sheet.WORDS,
    tablets.WORDS,
)

WORDS: dict[str, Said] = {key: said for part in PARTS for key, said in part.items()}
