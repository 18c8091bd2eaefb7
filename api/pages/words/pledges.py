"""The words of what an organisation promises to the others."""

from service.refusals import Said

WORDS = {
    "pledges.title": Said("Nos engagements", "What we promise"),
    "pledges.none": Said(
        "Aucun engagement. Les autres ne vous trouvent pas encore.", "No promise. Others do not find you yet."
    ),
    "pledges.until": Said("tient jusqu'au {day}", "holds until {day}"),
    "pledges.over": Said("terminé le {day}", "ended on {day}"),
    "pledges.review": Said("à revoir : dit le {day}", "to look at again: said on {day}"),
    "pledges.withdraw": Said("Retirer", "Take back"),
    "pledges.add": Said("Un engagement de plus", "One more promise"),
    "pledges.need": Said("Quoi", "What"),
    "pledges.regions": Said("Où", "Where"),
    "pledges.free": Said("gratuit", "free"),
    "pledges.fee": Said("Prix, s'il y en a un", "Price, if there is one"),
    "pledges.fee.hint": Said(
        "Ni gratuit ni chiffré : le prix se dit au téléphone.",
        "Neither free nor a price: it is said on the telephone.",
    ),
    "pledges.fee.call": Said("prix au téléphone", "price on the telephone"),
    "pledges.starts": Said("Premier jour", "First day"),
    "pledges.last": Said("Dernier jour", "Last day"),
    "pledges.on_call": Said("à toute heure", "at any hour"),
    "pledges.conditions": Said("À quelles conditions", "On which conditions"),
    "pledges.languages": Said("Dans quelles langues", "In which languages"),
    "pledges.declare": Said("Promettre", "Promise"),
    "pledges.what": Said(
        "Les partenaires de vos réseaux le trouvent, aucun corps policier. Le même besoin au même endroit remplace "
        "l'ancien.",
        "Partners of your networks find it, no police. The same need in the same place takes the place of the old one.",
    ),
    "pledges.if.women_only": Said("femmes seulement", "women only"),
    "pledges.if.men_only": Said("hommes seulement", "men only"),
    "pledges.if.adults_only": Said("adultes seulement", "adults only"),
    "pledges.if.minors_only": Said("mineurs seulement", "minors only"),
    "pledges.if.by_appointment": Said("sur rendez-vous", "by appointment"),
    "pledges.if.business_hours": Said("aux heures de bureau", "in business hours"),
    "pledges.if.person_calls_first": Said("la personne appelle d'abord", "the person calls first"),
    "pledges.if.through_a_pivot": Said("par l'intervenant pivot", "through a pivot worker"),
    "pledges.if.without_police_present": Said("sans police sur place", "without police present"),
    "pledges.if.status_asked": Said("le statut est demandé", "status is asked"),
    "pledges.if.health_card_asked": Said("la carte santé est demandée", "a health card is asked"),
    "pledges.if.lives_here": Said("habite ici", "lives here"),
    "pledges.if.no_written_agreement": Said("sans entente écrite", "without a written agreement"),
    "done.pledge": Said("Promis. Les partenaires le trouvent.", "Promised. Partners find it."),
    "done.pledge_withdrawn": Said(
        "Retiré. Personne ne le trouve plus.", "Taken back. Nobody finds it any more."
    ),
}
