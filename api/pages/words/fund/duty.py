"""The fund's own duty: who is asked first, who next, and who was asked about a request."""

from service.refusals import Said

WORDS = {
    "fund.link.duty": Said("Garde", "On call"),
    "fund.duty.none": Said("La garde n'a pas d'horaire.", "The duty has no roster."),
    "fund.duty.start": Said("Commencer l'horaire", "Start the roster"),
    "fund.duty.first": Said("Première personne demandée", "Asked first"),
    "fund.duty.second": Said("Deuxième, sans réponse", "Asked next, without an answer"),
    "fund.duty.nobody": Said("Personne", "Nobody"),
    "fund.duty.put": Said("Mettre de garde", "Put on call"),
    "fund.duty.until": Said("Jusqu'au matin suivant.", "Until the next morning."),
    "fund.duty.full": Said(
        "Quelqu'un est de garde, deux semaines durant", "Somebody is on call for two weeks"
    ),
    "fund.duty.ahead": Said("Gardes prévues", "Planned shifts"),
    "fund.duty.rank.1": Said("demandée en premier", "asked first"),
    "fund.duty.rank.2": Said("demandée ensuite", "asked next"),
    "fund.duty.what": Said(
        "Sans réponse à temps, la suivante est demandée. Un silence n'est pas un oui.",
        "Without an answer in time the next one is asked. Silence is not a yes.",
    ),
    "fund.asked.rungs": Said("Garde demandée", "On call, asked"),
    "fund.asked.first": Said(
        "Première de garde : de {start} à {end}", "First on call: from {start} to {end}"
    ),
    "fund.asked.second": Said(
        "Deuxième de garde : de {start} à {end}", "Second on call: from {start} to {end}"
    ),
    "fund.asked.duty": Said(
        "Toute l'équipe du fonds : de {start} à {end}", "The fund's whole team: from {start} to {end}"
    ),
    "fund.asked.region": Said(
        "Coordination de la région : de {start} à {end}", "The region's coordination: from {start} to {end}"
    ),
    "done.fund_roster": Said("L'horaire existe.", "The roster exists."),
    "fund.duty.offered": Said("offerte à l'équipe", "offered to the team"),
    "fund.duty.offer": Said("Offrir la garde", "Offer the shift"),
    "fund.duty.keep": Said("Garder la garde", "Keep the shift"),
    "fund.duty.take": Said("Prendre la garde", "Take the shift"),
    "fund.duty.free": Said("Libérer la garde", "Free the shift"),
    "done.fund_shift_offer": Said(
        "Garde offerte. Elle reste la vôtre jusqu'à ce qu'une collègue la prenne.",
        "Shift offered. It stays yours until a colleague takes it.",
    ),
    "done.fund_shift_keep": Said("La garde reste la vôtre.", "The shift stays yours."),
    "done.fund_shift_take": Said("La garde est à vous.", "The shift is yours."),
    "done.fund_shift_free": Said(
        "Garde libérée. Ces heures sont à combler.", "Shift freed. Those hours are to be filled."
    ),
    "done.fund_on_call": Said("Quelqu'un est de garde.", "Somebody is on call."),
}
