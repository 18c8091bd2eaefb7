"""Where: regions and cities, those of earlier reservations first; and the languages that are expected."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec
from babel import Locale

from api.pages.forms import Form
from api.v1.fields import Region
from api.v1.operations.words import City
from api.wrong import TO_CORRECT, Wrong
from service.cases.screening.rules import screen
from service.operations.sites.rules import Area
from service.partners.queries import Region as Known
from service.refusals import Language, Said

LANGUAGES: Final = (
    "fr", "en", "es", "ar", "zh", "hu", "pa", "tl", "pt", "ro", "uk", "ru", "vi", "hi", "ur", "fa", "th", "ht", "so",
    "ti", "am", "sw", "bn", "ta", "ko",
)  # fmt: skip
MOST: Final = 20
CHOOSE_WHERE: Final = Said("Choisissez au moins un lieu", "Choose at least one place")


def areas_of(form: Form) -> tuple[tuple[Area, ...], tuple[Wrong, ...]]:
    """The city that was typed, for it is nearer than a region; then what was ticked, in the page's order."""
    areas = [area for text in form.all("area")[:MOST] if (area := _area(text)) is not None]
    city = " ".join(form.value("city").split())
    if city:
        typed = _area(f"{form.value('region')}|{city}")
        if typed is None or screen(city, "name"):
            return (), (Wrong("city", TO_CORRECT),)
        areas.insert(0, typed)
    chosen = tuple(dict.fromkeys(areas))
    return chosen, () if chosen else (Wrong("area", CHOOSE_WHERE),)


def _area(text: str) -> Area | None:
    region, _, city = text.partition("|")
    try:
        return Area(msgspec.convert(region, Region), msgspec.convert(city, City) if city else None)
    except msgspec.ValidationError:
        return None


def languages_of(form: Form) -> tuple[str, ...]:
    """The languages chosen, each once."""
    return tuple(dict.fromkeys(each for each in form.all("languages") if each in LANGUAGES))


def language_names(language: Language) -> list[tuple[str, str]]:
    """Each language by its name in the reader's, in the order of the names."""
    names: Mapping[str, str] = Locale(language, "CA").languages
    return sorted(((names[code], code) for code in LANGUAGES), key=lambda pair: pair[0].casefold())


def area_choices(
    before: Iterable[Area], served: Iterable[str], known: Iterable[Known], language: Language
) -> list[tuple[str, str]]:
    """(value, words): what earlier reservations asked for, then the service's own regions."""
    names = {region.code: region.name(language) for region in known}
    areas = [*before, *(Area(code) for code in served)]
    return [
        (f"{area.region}|{area.city or ''}", area.city or names.get(area.region, area.region))
        for area in dict.fromkeys(areas)
    ]
