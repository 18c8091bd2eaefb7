"""The words and numbers that short texts may not hold, written without accents and in lower case (IMM-05, CPL-01)."""

import re
from typing import Final, Literal


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(alternatives) + r")(?![a-z0-9])")


STATUS: Final = _any(
    # French
    r"sans[- ]?papiers?",
    r"sans[- ]statut",
    r"(?:en )?situation irreguliere",
    r"clandestine?s?",
    r"statut (?:d'immigration|migratoire|precaire|de refugie|d'immigrante?)",
    r"immigrante?s?(?: illegale?s?)?",
    r"migrante?s?",
    r"demandeu(?:r|se)s? d'asile",
    r"demandes? d'asile",
    r"refugiee?s?",
    r"residente?s? (?:permanente?|temporaire)s?",
    r"residence permanente",
    r"permis (?:de travail|d'etudes?|de sejour|ferme|ouvert)",
    r"p\.?s\.?t\.?(?= (?:expire|refuse|en cours|demande))",
    r"expuls(?:ee?s?|ion|able)",
    r"deport(?:ee?s?|ation|able)",
    r"renvoi du canada",
    r"mesure de renvoi",
    r"passeports?",
    r"nationalites?",
    r"citoyen(?:ne)?s?(?: canadien(?:ne)?s?)?",
    r"citoyennete",
    r"papiers? (?:expires?|perimes?|confisques?)",
    r"titre de voyage",
    r"asfc",
    r"ircc",
    r"agence des services frontaliers",
    # English
    r"undocumented",
    r"no (?:papers|status)",
    r"(?:without|lost|expired) (?:papers|status)",
    r"(?:immigration|migratory|precarious|refugee|legal) status",
    r"out of status",
    r"illegal(?:s|ly here)?",
    r"immigrants?",
    r"migrants?",
    r"asylum(?:[- ]seekers?)?",
    r"refugees?",
    r"refugee claim(?:ant)?s?",
    r"(?:permanent|temporary) residen(?:ts?|ce)",
    r"(?:work|study|residen(?:ce|t)) permits?",
    r"overstay(?:ed|ing|s)?",
    r"removal order",
    r"deport(?:ed|ing)",
    r"passports?",
    r"nationality",
    r"citizen(?:ship|s)?",
    r"cbsa",
    r"border services",
    # both
    r"visas?",
    r"brown paper",
)

COMPLAINT: Final = _any(
    r"(?:porter?|porte|a porte|deposer?|depose|retire(?:r)?) (?:une |sa |la )?plainte",
    r"plainte(?: policiere| a la police)?",
    r"declaration a la police",
    r"temoign(?:e|er|age)s?",
    r"coopere(?:r)?(?: avec la police)?",
    r"dossier (?:de police|policier)",
    r"(?:police|criminal) (?:complaint|report|statement|file)s?",
    r"(?:filed?|files|filing|press(?:ed|ing)?) (?:a |the |her |his )?(?:complaint|charges)",
    r"testif(?:y|ies|ied)",
    r"testimony",
    r"cooperat(?:e|es|ed|ing|ion) with (?:the )?police",
)

PATTERNS: Final[tuple[tuple[Literal["status", "complaint"], re.Pattern[str]], ...]] = (
    ("status", STATUS),
    ("complaint", COMPLAINT),
)


def _digits(*groups: int) -> re.Pattern[str]:
    """Digits in groups of these sizes, with a space, point or hyphen between them or nothing; and no digit around."""
    return re.compile(r"(?<!\d)" + r"[ .\-]?".join(rf"\d{{{size}}}" for size in groups) + r"(?![ .\-]?\d)")


NUMBERS: Final = (
    # An immigration client number (UCI, IUC): eight or ten digits, as 1234-5678 or 12-3456-7890.
    _digits(4, 4),
    _digits(2, 4, 4),
    # A social insurance number, or any nine digits in threes.
    _digits(3, 3, 3),
    # A telephone number (CNF-02): with or without the country's 1.
    re.compile(r"(?<![\d])(?:\+?1[ .\-]?)?\(?\d{3}\)?[ .\-]?\d{3}[ .\-]?\d{4}(?!\d)"),
    # Eleven digits or more, however grouped: a card, an account, a file.
    re.compile(r"(?<![\d])\d(?:[ .\-]?\d){10,}(?!\d)"),
    # Two letters and six digits, or a letter and nine: travel documents, application and health-insurance
    # numbers.
    re.compile(r"(?<![a-z0-9])[a-z]{1,2}[ \-]?\d{6,10}(?![a-z0-9])"),
    re.compile(r"(?<![a-z0-9])[a-z]{4}[ \-]?\d{4}[ \-]?\d{4}(?![a-z0-9])"),
)

DATES: Final = re.compile(r"(?<!\d)20\d\d-[01]\d-[0-3]\d(?!\d)")
"""A night's date is no number of a file."""

ALLOWED: Final = _any(
    r"cartes?(?: (?:de credit|de debit|bancaires?|cadeaux?|prepayees?|rechargeables?))* visas?",
    r"visas?(?:[- ](?:debit|prepayee?s?|prepaid|gift|cadeaux?|credit|bank))+(?: cards?)?",
    r"visas? cards?",
    r"(?:prepaid|gift|debit|credit|reloadable) visas?(?: cards?)?",
)
"""A bank card of that brand is no status (IMM-05)."""

CONFIRMING: Final = _any(
    r"visas? (?:(?:est|is|was|a ete) )?(?:expire[eds]?|perime|refusee?|refused|denied)",
    r"visas? (?:de travail|d'etudes?|touriste|visiteur)",
)
