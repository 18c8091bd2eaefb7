"""Why a row or a whole file did not go in, in French and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from service.refusals import Language, Said

Reason = Literal[
    "above_capacity",
    "count_refused",
    "does_not_add_up",
    "encoding",
    "in_future",
    "missing",
    "negative",
    "not_a_date",
    "not_whole",
    "parts_exceed_total",
    "repeated",
    "too_large",
    "unknown_region",
    "unknown_value",
    "unreadable_row",
    "wrong_width",
]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that did not go in: the line where it starts, the reason, and the facts that the text names."""

    line: int
    reason: Reason
    facts: tuple[tuple[str, str | int], ...] = ()


ROW_TEXTS: Final[Mapping[Reason, Said]] = {
    "above_capacity": Said(
        "{column} : {value} places occupées pour une capacité de {capacity}.",
        "{column}: {value} places taken for a capacity of {capacity}.",
    ),
    "count_refused": Said(
        "Le décompte de {free} libres ne va pas avec les lits d'ici ({code}).",
        "The count of {free} free does not fit the beds here ({code}).",
    ),
    "does_not_add_up": Said(
        "Occupées ({occupied}) et libres ({free}) ne font pas la capacité ({capacity}).",
        "Taken ({occupied}) and free ({free}) do not add up to the capacity ({capacity}).",
    ),
    "encoding": Said(
        "La ligne contient des caractères illisibles (UTF-8 attendu).",
        "The row holds characters that cannot be read (UTF-8 expected).",
    ),
    "in_future": Said(
        "Le décompte est daté d'un moment à venir : {looked_at}.",
        "The count is dated in the future: {looked_at}.",
    ),
    "missing": Said(
        "{column} est vide.",
        "{column} is empty.",
    ),
    "negative": Said(
        "{column} est négatif : {value}.",
        "{column} is negative: {value}.",
    ),
    "not_a_date": Said(
        "{column} n'est pas une date : {value}.",
        "{column} is not a date: {value}.",
    ),
    "not_whole": Said(
        "{column} n'est pas un nombre entier : {value}.",
        "{column} is not a whole number: {value}.",
    ),
    "parts_exceed_total": Said(
        "Les parties ({parts}) dépassent {column} ({value}).",
        "The parts ({parts}) exceed {column} ({value}).",
    ),
    "repeated": Said(
        "Même ressource et même jour qu'à la ligne {first}.",
        "Same resource and same day as on line {first}.",
    ),
    "too_large": Said(
        "{column} dépasse le maximum de {limit} : {value}.",
        "{column} is above the maximum of {limit}: {value}.",
    ),
    "unknown_region": Said(
        "{column} n'est pas une région connue : {value}.",
        "{column} is not a known region: {value}.",
    ),
    "unknown_value": Said(
        "{column} a une valeur inconnue : {value}.",
        "{column} has an unknown value: {value}.",
    ),
    "unreadable_row": Said(
        "La ligne ne se lit pas comme du CSV : un guillemet manque peut-être.",
        "The row does not read as CSV: a quote may be missing.",
    ),
    "wrong_width": Said(
        "La ligne a {cells} cellules; l'en-tête en a {expected}.",
        "The row has {cells} cells; the header has {expected}.",
    ),
}

FileReason = Literal[
    "broken_gzip",
    "cannot_open",
    "empty",
    "line_too_long",
    "may_not_read",
    "no_such_file",
    "unknown_header",
]

FILE_TEXTS: Final[Mapping[FileReason, Said]] = {
    "broken_gzip": Said(
        "Le fichier compressé est incomplet ou abîmé.",
        "The compressed file is incomplete or damaged.",
    ),
    "cannot_open": Said(
        "Le fichier ne s'ouvre pas : {cause}.",
        "The file does not open: {cause}.",
    ),
    "empty": Said(
        "Le fichier est vide. Colonnes attendues : {expected}.",
        "The file is empty. Expected columns: {expected}.",
    ),
    "line_too_long": Said(
        "La ligne {line} dépasse {limit} caractères : ce n'est pas un fichier CSV.",
        "Line {line} is longer than {limit} characters: this is not a CSV file.",
    ),
    "may_not_read": Said(
        "Le fichier n'est pas lisible avec vos droits.",
        "Your permissions do not allow reading the file.",
    ),
    "no_such_file": Said(
        "Ce fichier n'existe pas.",
        "This file does not exist.",
    ),
    "unknown_header": Said(
        "L'en-tête n'est pas celui du format choisi. Il manque : {missing}. Colonnes attendues : {expected}.",
        "The header is not that of the chosen format. Missing: {missing}. Expected columns: {expected}.",
    ),
}


class UnreadableFileError(Exception):
    """Nothing of the file can be read; `text(language)` says why."""

    def __init__(self, reason: FileReason, **facts: str | int) -> None:
        self.reason: FileReason = reason
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """One sentence for the person who asked for the import."""
        return FILE_TEXTS[self.reason].in_(language, self.facts)


def explain(row: BadRow, language: Language) -> str:
    """One sentence on why a row did not go in, without its line number."""
    return ROW_TEXTS[row.reason].in_(language, dict(row.facts))
