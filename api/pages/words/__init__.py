"""Every word of the pages, in French and English, by key: a missing one cannot be written (LNG-01)."""

from api.pages.words import (
    account,
    auditor,
    board,
    coordinator,
    frame,
    front_desk,
    fund,
    investigator,
    members,
    money,
    network_administrator,
    pivot,
    pledges,
    region,
    reports,
    retention,
    settings,
    sheet,
    sign_in,
    story,
    tablets,
)
from service.refusals import Said

PARTS = (
    frame.WORDS,
    board.WORDS,
    sign_in.WORDS,
    account.WORDS,
    members.WORDS,
    settings.WORDS,
    reports.WORDS,
    retention.WORDS,
    sheet.WORDS,
    tablets.WORDS,
    front_desk.WORDS,
    coordinator.WORDS,
    investigator.WORDS,
    pivot.WORDS,
    pledges.WORDS,
    money.WORDS,
    fund.WORDS,
    region.WORDS,
    auditor.WORDS,
    network_administrator.WORDS,
    story.WORDS,
)

WORDS: dict[str, Said] = {key: said for part in PARTS for key, said in part.items()}
