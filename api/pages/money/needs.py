"""What somebody filled in, as the lines of a request; and every field that does not hold, with its own words."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar, cast, get_args
from uuid import UUID

from babel import Locale

from api.pages.amounts import AN_AMOUNT, cents_in, day_in_text, moment_at
from api.pages.filling import Unfit
from api.pages.forms import Form
from api.pages.money.offer import Offer
from api.wrong import AT_LEAST, AT_MOST, TO_FILL, WHOLE, Wrong
from service.cases.screening.refusals import says_too_much
from service.cases.screening.rules import LONGEST, screen
from service.fund.money import LARGEST_CENTS
from service.fund.policy.document.categories import CategoryRule, Urgency
from service.fund.repatriation.rules import Return, country_name
from service.fund.requests.lines import NewLine, Payment, TravelReason
from service.fund.series.rules import MOST_TRIPS, Series
from service.refusals import Refused, Said

T = TypeVar("T")
CHOOSE = Said("Cochez au moins un besoin", "Tick at least one need")
NO_COUNTRY = Said("Un pays, par exemple Hongrie", "A country, such as Hungary")
PAYMENTS: tuple[Payment, ...] = get_args(Payment)
REASONS: tuple[TravelReason, ...] = get_args(TravelReason)
WHENS: dict[str, Urgency] = {"tonight": "critical", "tomorrow": "urgent", "later": "standard"}
"""When it is for, and how soon it is then decided (FND-01)."""
LAST_HOUR = time(23, 59)
DAWN = time(6)


@dataclass(frozen=True)
class Faulty:
    """A text that says what Relais does not keep, and the field that it stands in (IMM-05)."""

    refused: Refused
    field: str


class _Wrongs(Exception):
    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__("to correct")
        self.wrongs = wrongs


def lines_in(form: Form, offer: Offer) -> tuple[NewLine, ...] | Unfit | Faulty:
    """The needs that are ticked, each as a line; else what to correct."""
    found: list[NewLine] = []
    wrongs: list[Wrong] = []
    for rule in offer.rules():
        if not form.value(f"take_{rule.category}"):
            continue
        faulty = _said_too_much(form, rule.category)
        if faulty:
            return faulty
        try:
            found.append(_line(form, offer, rule))
        except _Wrongs as these:
            wrongs += these.wrongs
    if not found and not wrongs:
        first = next((rule.category for rule in offer.rules()), "")
        return Unfit((Wrong(f"take_{first}", CHOOSE),))
    return Unfit(tuple(wrongs)) if wrongs else tuple(found)


def any_ticked(form: Form) -> bool:
    """Whether any need is ticked, however its fields stand."""
    return any(name.startswith("take_") and value for name, value in form.pairs)


def _said_too_much(form: Form, category: str) -> Faulty | None:
    """The two texts of a line name the need, and are read before anything is kept (IMM-05, CPL-01, CNF-02)."""
    for field in (f"what_{category}", f"why_{category}"):
        findings = screen(form.value(field), "need")
        if findings:
            return Faulty(says_too_much(findings), field)
    return None


def _line(form: Form, offer: Offer, rule: CategoryRule) -> NewLine:
    category = rule.category
    each = _held(cents_in(form.value(f"amount_{category}"), f"amount_{category}"))
    units = _whole(form, f"units_{category}", 1, 60)
    if not 0 < each * units <= LARGEST_CENTS:
        raise _Wrongs(Wrong(f"amount_{category}", AN_AMOUNT))
    trips = _whole(form, f"trips_{category}", 1, MOST_TRIPS)
    return NewLine(
        category,
        each * (units if trips == 1 else trips),
        units if trips == 1 else trips,
        _one_of(form, f"pay_{category}", PAYMENTS),
        _payee(form, offer, f"payee_{category}"),
        needed_by(form, offer),
        _one_of(form, f"journey_{category}", REASONS) if category.startswith("travel_") else None,
        _text(form, f"what_{category}", needed=category == "other_immediate"),
        _text(form, f"why_{category}"),
        _series(form, offer, category, trips, each),
        _return(form, category),
        bool(form.value(f"other_{category}")),
    )


def _held(found: T | Wrong) -> T:
    if isinstance(found, Wrong):
        raise _Wrongs(found)
    return found


def _whole(form: Form, field: str, low: int, high: int) -> int:
    text = form.value(field) or str(low)
    if not text.isascii() or not text.isdigit():
        raise _Wrongs(Wrong(field, WHOLE))
    if not low <= int(text) <= high:
        said, limit = (AT_LEAST, low) if int(text) < low else (AT_MOST, high)
        raise _Wrongs(Wrong(field, said, {"limit": limit}))
    return int(text)


def _one_of(form: Form, field: str, values: tuple[Any, ...]) -> Any:
    """A value of a closed list; nothing, or anything else, is left to the fund."""
    return form.value(field) if form.value(field) in values else None


def _payee(form: Form, offer: Offer, field: str) -> UUID | None:
    known = {str(payee.id): payee.id for payee in (offer.books.payees if offer.books else [])}
    return known.get(form.value(field))


def _text(form: Form, field: str, *, needed: bool = False) -> str | None:
    text = form.value(field)[:LONGEST]
    if needed and not text:
        raise _Wrongs(Wrong(field, TO_FILL))
    return text or None


def _series(form: Form, offer: Offer, category: str, trips: int, each: int) -> Series | None:
    """Journeys that are promised together (FND-04); one journey is none."""
    if trips == 1:
        return None
    field = f"until_{category}"
    day = _held(day_in_text(form.value(field), field)) if form.value(field) else None
    return Series(trips, each, moment_at(day, LAST_HOUR, offer.zone) if day else None)


def _return(form: Form, category: str) -> Return | None:
    """A journey home that the person chose, and where to (IMM-02)."""
    if category != "travel_international" or form.value(f"journey_{category}") != "repatriation":
        return None
    code = country_in(form.value(f"country_{category}"))
    if code is None:
        raise _Wrongs(Wrong(f"country_{category}", NO_COUNTRY))
    return Return(code, bool(form.value(f"chose_{category}")))


def needed_by(form: Form, offer: Offer) -> datetime | None:
    """Until when it is needed, where the case is: before dawn, tomorrow, or when the fund decides."""
    when = form.value("when")
    tomorrow: date = offer.day + timedelta(days=1)
    if when == "tonight":
        dawn = moment_at(offer.day, DAWN, offer.zone)
        return dawn if offer.now < dawn else moment_at(tomorrow, DAWN, offer.zone)
    return moment_at(tomorrow, LAST_HOUR, offer.zone) if when == "tomorrow" else None


def urgency_in(form: Form) -> Urgency:
    """How soon it is decided follows from when it is for: nobody is asked both."""
    return WHENS.get(form.value("when"), "critical")


def country_in(text: str) -> str | None:
    """The code of a country that somebody names, in French, in English or by its two letters; accents do not matter."""
    wanted = _plain(text)
    return _countries().get(wanted) or _countries().get(wanted.removeprefix("la ").removeprefix("le "))


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("fr", "en"):
        for code, name in Locale.parse(f"{language}_CA").territories.items():
            if country_name(code, cast(Any, language)) is not None:
                found[_plain(name)] = found[_plain(code)] = code
    return found


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))
