"""Codes about people: as the worker noted them, never as an authority decided (DAT-03, ELG-02)."""

from service.reports.codebook.terms import terms

_UNKNOWN = (
    "not_determined",
    "non déterminé",
    "not determined",
    "Pas connu, ou pas encore : une réponse comme les autres.",
    "Not known, or not yet: an answer like the others.",
)

GENDER = terms(
    ("woman", "femme", "woman", "La personne se dit femme.", "The person says woman."),
    ("man", "homme", "man", "La personne se dit homme.", "The person says man."),
    (
        "trans_woman",
        "femme trans",
        "trans woman",
        "La personne se dit femme trans.",
        "The person says trans woman.",
    ),
    (
        "trans_man",
        "homme trans",
        "trans man",
        "La personne se dit homme trans.",
        "The person says trans man.",
    ),
    (
        "non_binary",
        "non binaire",
        "non-binary",
        "La personne se dit non binaire.",
        "The person says non-binary.",
    ),
    _UNKNOWN,
)

AGE_BAND = terms(
    ("<16", "moins de 16 ans", "under 16", "Moins de 16 ans à l'ouverture.", "Under 16 at opening."),
    ("16-17", "16 et 17 ans", "16 and 17", "16 ou 17 ans à l'ouverture.", "16 or 17 at opening."),
    ("18-20", "18 à 20 ans", "18 to 20", "De 18 à 20 ans à l'ouverture.", "18 to 20 at opening."),
    ("21-24", "21 à 24 ans", "21 to 24", "De 21 à 24 ans à l'ouverture.", "21 to 24 at opening."),
    ("25+", "25 ans et plus", "25 and over", "25 ans ou plus à l'ouverture.", "25 or over at opening."),
    _UNKNOWN,
)

FORM = terms(
    ("labour", "travail", "labour", "Travail forcé ou servile.", "Forced or bonded labour."),
    ("sexual", "sexuelle", "sexual", "Exploitation sexuelle par autrui.", "Sexual exploitation by others."),
    (
        "domestic_servitude",
        "servitude domestique",
        "domestic servitude",
        "Travail dans une maison dont on ne sort pas librement.",
        "Work in a home that one does not leave freely.",
    ),
    (
        "forced_marriage",
        "mariage forcé",
        "forced marriage",
        "Mariage sans consentement libre.",
        "Marriage without free consent.",
    ),
    (
        "forced_criminality",
        "délits forcés",
        "forced criminality",
        "Délits commis sous la contrainte d'autrui.",
        "Offences committed under the constraint of others.",
    ),
    (
        "child_servitude",
        "servitude d'enfant",
        "child servitude",
        "Servitude d'une personne de moins de 18 ans.",
        "Servitude of a person under 18.",
    ),
    ("other", "autre", "other", "Une forme que la liste n'a pas.", "A form that the list does not have."),
    _UNKNOWN,
    (
        "prefer_not_to_say",
        "préfère ne pas dire",
        "prefers not to say",
        "La personne ne souhaite pas le dire.",
        "The person does not wish to say.",
    ),
)
