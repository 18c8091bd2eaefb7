"""The words of what is proposed, and of what each role sees."""

from service.partners.terms.rules import NEUTRAL
from service.refusals import Said

WORDS = {
    "proposal.invitation": Said("Inviter {email} · {organisation}", "Invite {email} · {organisation}"),
    "proposal.access": Said("Changer un accès · {organisation}", "Change an access · {organisation}"),
    "proposal.network_create": Said("Créer le réseau {name}", "Create the network {name}"),
    "proposal.network_join": Said(
        "Faire entrer {organisation} · {network}", "Let {organisation} enter · {network}"
    ),
    "proposal.network_leave": Said(
        "Faire sortir {organisation} · {network}", "Let {organisation} leave · {network}"
    ),
    "proposal.network_police": Said(
        "Changer la place de la police · {network}", "Change the place of police · {network}"
    ),
    "proposal.network_term": Said("Choisir un mot · {network}", "Choose a word · {network}"),
    "proposal.police_budget": Said(
        "Changer ce que la police peut demander · {network}", "Change what police may ask · {network}"
    ),
    "proposal.some_network": Said("un réseau", "a network"),
    "proposal.organisation_create": Said("Ajouter l'organisme {name}", "Add the organisation {name}"),
    "proposal.accreditation": Said(
        "Changer l'agrément de {organisation}", "Change the accreditation of {organisation}"
    ),
    "proposal.approver_limit": Said(
        "Changer le plafond d'une personne · {organisation}", "Change one person's ceiling · {organisation}"
    ),
    "proposal.rail": Said(
        "Changer une voie de paiement · {organisation}", "Change a payment rail · {organisation}"
    ),
    "proposal.payee": Said("Ajouter un fournisseur à payer · {organisation}", "Add a payee · {organisation}"),
    "proposal.root_rotation": Said("Renouveler une clé racine", "Renew a root key"),
    "setting.roles": Said("Rôle", "Role"),
    "setting.email": Said("Courriel de travail", "Work e-mail"),
    "setting.ends_on": Said("Accès jusqu'au", "Access until"),
    "setting.language": Said("Langue", "Language"),
    "setting.name": Said("Nom", "Name"),
    "setting.kind": Said("Genre", "Kind"),
    "setting.structure": Said("Structure", "Structure"),
    "setting.police_members": Said("Police dans le réseau", "Police in the network"),
    "setting.minimum_sites": Said(
        "Maisons derrière un chiffre, au moins", "Shelters behind a figure, at least"
    ),
    "setting.questions_a_day": Said("Questions par jour", "Questions a day"),
    "setting.regions": Said("Régions", "Regions"),
    "setting.accredited_until": Said("Agrément jusqu'au", "Accredited until"),
    "setting.up_to_cents": Said("Plafond par dossier et par jour", "Ceiling per case and day"),
    "setting.rail": Said("Voie de paiement", "Payment rail"),
    "setting.active": Said("En service", "In service"),
    "setting.root": Said("Clé racine", "Root key"),
    "setting.generation": Said("Génération", "Generation"),
    "setting.supervisor_id": Said("Supervision", "Supervision"),
    "setting.term": Said("Pour dire", "To say"),
    "setting.fr": Said("En français", "In French"),
    "setting.en": Said("En anglais", "In English"),
    **{f"value.{term}": neutral for term, neutral in NEUTRAL.items()},
    "value.true": Said("oui", "yes"),
    "value.false": Said("non", "no"),
    "value.none": Said("aucun", "none"),
    "value.no_end": Said("sans fin", "no end"),
    "value.somebody": Said("une personne nommée", "a person named"),
    "value.fr": Said("français", "French"),
    "value.en": Said("anglais", "English"),
    "value.police_none": Said("aucune", "none"),
    "value.hold_only": Said("réservations seulement", "reservations only"),
    "value.care": Said("soins", "care"),
    "value.financial": Said("finances", "financial"),
    "value.open": Said("ouvert", "open"),
    "value.steered": Said("piloté", "steered"),
    "value.community_only": Said("communautaire seulement", "community only"),
    "value.lead_organisation": Said("organisme porteur", "lead organisation"),
    "value.shelter": Said("maison", "shelter"),
    "value.police": Said("police", "police"),
    "value.pivot": Said("pivot", "pivot"),
    "value.fund": Said("fonds", "fund"),
    "value.coordination": Said("coordination", "coordination"),
    "value.audit": Said("audit", "audit"),
    "value.network": Said("réseau", "network"),
    "value.hotel": Said("hôtel", "hotel"),
    "value.voucher": Said("carte ou bon", "card or voucher"),
    "value.stripe_issuing": Said("carte Stripe", "Stripe card"),
    "value.stripe_connect": Said("virement Stripe", "Stripe transfer"),
    "value.manual_etransfer": Said("virement Interac", "e-transfer"),
    "value.manual_cheque": Said("chèque", "cheque"),
    "value.manual_cash": Said("argent remis", "cash handed over"),
    "sees.investigator": Said(
        "des nombres de places et vos opérations", "numbers of places and your operations"
    ),
    "never.investigator": Said("une adresse, un dossier ni l'argent", "an address, a case or money"),
    "sees.pivot_worker": Said(
        "les places de ce soir, vos dossiers et vos demandes d'argent",
        "tonight's places, your cases and your requests for money",
    ),
    "never.pivot_worker": Said(
        "les dossiers des autres ni les opérations", "the cases of others or operations"
    ),
    "sees.shelter_coordinator": Said(
        "les lits, les demandes, les ententes et la garde de votre maison",
        "beds, requests, agreements and duty of your shelter",
    ),
    "never.shelter_coordinator": Said(
        "l'argent, ni ce que le pivot n'a pas partagé", "money, or what the pivot has not shared"
    ),
    "sees.front_desk": Said("les lits vides et les arrivées", "empty beds and arrivals"),
    "never.front_desk": Said("l'origine ni l'argent", "origin or money"),
    "sees.fund_administrator": Said(
        "les demandes faites à votre fonds et ses enveloppes", "requests made to your fund and its envelopes"
    ),
    "never.fund_administrator": Said("une maison, une adresse ni un lit", "a shelter, an address or a bed"),
    "sees.regional_coordinator": Said(
        "qui attend dans votre région, en nombres, et la garde",
        "who waits in your region, in numbers, and duty",
    ),
    "never.regional_coordinator": Said("le contenu d'un dossier", "the content of a case"),
    "sees.auditor": Said("les codes et les décisions", "codes and decisions"),
    "never.auditor": Said("un contenu, une adresse ni un lit", "content, an address or a bed"),
    "sees.network_administrator": Said(
        "les organismes, les membres et les réglages", "organisations, members and settings"
    ),
    "never.network_administrator": Said("un dossier, un lit ni une demande", "a case, a bed or a request"),
}
