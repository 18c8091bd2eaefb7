"""The words of the asking page that depend on what is known: the total, the lists to choose from, what is not paid."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from api.pages.formats import clock_time, money
from api.pages.frame import said, spaced
from api.pages.moments import day_in
from api.pages.money.needs import PAYMENTS, REASONS
from api.pages.money.offer import Offer
from api.pages.money.weighing import Weighed
from service.fund.policy.coverage import coverage_of
from service.fund.reviews.refusals import FREEZES
from service.refusals import Language

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Words:
    """What the template says, ready in one language."""

    total: str
    frozen: str
    journeys: Options
    payments: Options
    payees: Options
    refer: list[str]
    day: Callable[[date | datetime], str]


def words_of(offer: Offer, found: Weighed | None, language: Language, *, unclear: bool) -> Words:
    """Everything that the page says of this offer; `unclear` when what is ticked cannot be added up yet."""
    books = offer.books
    frozen = FREEZES[books.frozen] if books and books.frozen else None
    return Words(
        total_of(found, offer.zone, language, unclear=unclear),
        f"{frozen.title.in_(language)} {frozen.advice.in_(language)}" if frozen else "",
        [(reason, said(language, f"money.journey.{reason}")) for reason in REASONS],
        [(payment, said(language, f"money.pay.{payment}")) for payment in PAYMENTS],
        [(str(payee.id), payee.name) for payee in (books.payees if books else [])],
        [
            spaced(language, one.fr if language == "fr" else one.en)
            for one in (coverage_of(books.policy).refer if books else ())
        ],
        day_in(language, offer.zone),
    )


def total_of(found: Weighed | None, zone: str, language: Language, *, unclear: bool) -> str:
    """`Total 430 $ : 10 $ approuvés tout de suite; 420 $ par deux personnes, cible 23 h 10.`"""
    if unclear:
        return said(language, "money.total.unclear")
    if found is None or not found.total:
        return said(language, "money.total.nothing")
    part = "at_once" if not found.waiting else "both" if found.at_once else "people"
    return said(
        language,
        f"money.total.{part}",
        total=money(found.total, "CAD", language),
        at_once=money(found.at_once, "CAD", language),
        waiting=money(found.waiting, "CAD", language),
        who=who(found.people, language),
        time=clock_time(found.decide_by, zone, language),
    )


def who(people: int, language: Language) -> str:
    """`par une personne`, `par deux personnes`, `par 3 personnes`."""
    return said(language, f"money.who.{people}" if people in {1, 2} else "money.who.more", count=people)
