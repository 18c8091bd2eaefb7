"""The rule beside the duty-to-report panel, by province and territory (MIN-01). Relais reports nothing by itself.

It names the law and whom to call, and leaves ages and exceptions to them: asking is not reporting.
"""

from typing import Final

from service.refusals import Said

_LAWS: Final[dict[str, tuple[Said, Said]]] = {
    "CA-QC": (
        Said("Loi sur la protection de la jeunesse, art. 39", "Youth Protection Act, s. 39"),
        Said("la direction de la protection de la jeunesse (DPJ)", "the director of youth protection (DYP)"),
    ),
    "CA-ON": (
        Said(
            "Loi de 2017 sur les services à l'enfance, à la jeunesse et à la famille, art. 125",
            "Child, Youth and Family Services Act, 2017, s. 125",
        ),
        Said("une société d'aide à l'enfance", "a children's aid society"),
    ),
    "CA-BC": (
        Said(
            "Child, Family and Community Service Act, art. 14",
            "Child, Family and Community Service Act, s. 14",
        ),
        Said("le ministère de l'enfance de la province", "the province's children's ministry"),
    ),
    "CA-AB": (
        Said("Child, Youth and Family Enhancement Act", "Child, Youth and Family Enhancement Act"),
        Said("les services à l'enfance de la province", "the province's children's services"),
    ),
    "CA-MB": (
        Said("Loi sur les services à l'enfant et à la famille", "The Child and Family Services Act"),
        Said("un office de services à l'enfant et à la famille", "a child and family services agency"),
    ),
    "CA-SK": (
        Said("The Child and Family Services Act", "The Child and Family Services Act"),
        Said("les services à l'enfance de la province", "the province's child protection intake"),
    ),
    "CA-NS": (
        Said("Children and Family Services Act", "Children and Family Services Act"),
        Said("les services à l'enfance de la province", "the province's child welfare services"),
    ),
    "CA-NB": (
        Said("Loi sur le bien-être des enfants et des jeunes", "Child and Youth Well-Being Act"),
        Said("la protection de l'enfance de la province", "the province's child protection services"),
    ),
    "CA-NL": (
        Said("Children, Youth and Families Act", "Children, Youth and Families Act"),
        Said("la protection de l'enfance de la province", "the province's child protection services"),
    ),
}
_ELSEWHERE: Final = (
    Said(
        "La loi de protection de l'enfance de la province ou du territoire",
        "The child protection law of the province or territory",
    ),
    Said("la protection de l'enfance", "child protection services"),
)


def duty_rule(region: str) -> Said:
    """The rule of a region in a sentence, in both languages (MIN-01)."""
    law, whom = _LAWS.get(region, _ELSEWHERE)
    return Said(
        f"{law.fr} : quiconque a des motifs de croire qu'un enfant n'est pas en sécurité le signale sans délai; "
        f"appelez {whom.fr}. L'âge et les exceptions changent selon la province : demander n'est pas signaler.",
        f"{law.en}: whoever has reason to believe that a child is not safe reports it without delay; "
        f"call {whom.en}. Age and exceptions differ by province: asking is not reporting.",
    )
