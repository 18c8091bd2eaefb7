"""The refusal of a short text, with a way to say it."""

from service.refusals import Reason, Said

SAYS_TOO_MUCH = Reason(
    "text_says_too_much",
    422,
    Said(
        "Ce texte contient ce que Relais ne garde pas : {words}.",
        "This text holds what Relais does not keep: {words}.",
    ),
    Said(
        "Nommez seulement le besoin, par exemple « billet d'autocar » ou « manteau d'hiver ». "
        "Ni statut, ni plainte, ni numéro. Rien n'a été gardé.",
        'Name the need only, such as "coach ticket" or "winter coat". '
        "No status, no complaint, no number. Nothing was kept.",
    ),
)
