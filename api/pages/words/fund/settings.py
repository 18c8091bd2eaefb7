"""Payees, on-boarding, rails, and who approves how much: each takes two people."""

from service.refusals import Said

WORDS = {
    "fund.payee.waits": Said("attend une deuxième personne", "waits for a second person"),
    "fund.payee.from": Said("payable dès le {day}", "can be paid from {day}"),
    "fund.payee.ready": Said("payable", "can be paid"),
    "fund.payee.mine": Said(
        "Proposé par vous : une autre personne confirme.", "Proposed by you: another person confirms."
    ),
    "fund.payee.confirm": Said("Confirmer", "Confirm"),
    "fund.payee.confirm.name": Said("Confirmer {name}, {code}", "Confirm {name}, {code}"),
    "fund.payee.end": Said("Ne plus payer", "Pay no more"),
    "fund.payee.end.name": Said("Ne plus payer {name}, {code}", "Pay {name} no more, {code}"),
    "fund.payee.none": Said(
        "Aucun fournisseur. Sans lui, on paie par carte ou comptant.",
        "No payee. Without one, a card or cash is the way.",
    ),
    "fund.payee.propose": Said("Proposer un fournisseur", "Propose a payee"),
    "fund.payee.name": Said("Nom du fournisseur", "Name of the payee"),
    "fund.payee.name.hint": Said(
        "Un commerce ou un organisme, jamais la personne aidée.",
        "A business or an organisation, never the person helped.",
    ),
    "fund.payee.partner": Said("Organisme partenaire", "Partner organisation"),
    "fund.payee.partner.hint": Said(
        "Il faut un partenaire inscrit pour un compte de paiement.",
        "A payment account needs a partner that on-boarded.",
    ),
    "fund.payee.partner.none": Said("Aucun", "None"),
    "fund.payee.region": Said("Région", "Region"),
    "fund.payee.two": Said(
        "Une autre personne confirme. Qui n'est pas partenaire attend ensuite le délai de la politique.",
        "Another person confirms. Whoever is no partner then waits as the policy says.",
    ),
    "fund.about.payee": Said(
        "Vous allez proposer de payer {name}.", "You are about to propose paying {name}."
    ),
    "fund.about.payee.confirm": Said("Vous allez confirmer {name}.", "You are about to confirm {name}."),
    "fund.boarding": Said("Inscription au service de paiement", "On-boarding with the payment service"),
    "fund.boarding.none": Said("Aucun organisme invité.", "No organisation was invited."),
    "fund.boarding.invited": Said("invité", "invited"),
    "fund.boarding.onboarding": Said("répond au service de paiement", "answering the payment service"),
    "fund.boarding.ready": Said("peut recevoir de l'argent", "can receive money"),
    "fund.boarding.restricted": Said("ne peut pas recevoir pour l'instant", "cannot receive for now"),
    "fund.boarding.disabled": Said("refusé par le service de paiement", "turned away by the payment service"),
    "fund.boarding.due": Said("réponses attendues : {count}", "answers awaited: {count}"),
    "fund.boarding.looked": Said("vérifié {at}", "looked at {at}"),
    "fund.boarding.invite": Said("Inviter un organisme", "Invite an organisation"),
    "fund.boarding.who": Said("Organisme", "Organisation"),
    "fund.boarding.how": Said(
        "Sa coordination ouvre elle-même la page du service de paiement. Relais ne voit aucun numéro de compte.",
        "Its coordination opens the payment service's page itself. Relais sees no account number.",
    ),
    "fund.about.invite": Said(
        "Vous allez inviter cet organisme à s'inscrire au service de paiement.",
        "You are about to invite this organisation to on-board with the payment service.",
    ),
    "fund.rails": Said("Façons de payer", "Ways of paying"),
    "fund.rails.on": Said("ouverte", "on"),
    "fund.rails.off": Said("fermée", "off"),
    "fund.rails.open": Said("Ouvrir", "Turn on"),
    "fund.rails.close": Said("Fermer", "Turn off"),
    "fund.rails.open.name": Said("Ouvrir : {rail}", "Turn on: {rail}"),
    "fund.rails.close.name": Said("Fermer : {rail}", "Turn off: {rail}"),
    "fund.rails.two": Said("Une autre personne signe.", "Another person signs."),
    "fund.rails.waiting": Said("Ce qui attend une signature", "What waits for a signature"),
    "fund.about.rail.on": Said(
        "Vous allez proposer d'ouvrir : {rail}.", "You are about to propose turning on: {rail}."
    ),
    "fund.about.rail.off": Said(
        "Vous allez proposer de fermer : {rail}.", "You are about to propose turning off: {rail}."
    ),
    "fund.limit.own": Said("Ce que vous avez signé en 24 h", "What you signed for in 24 h"),
    "fund.limit.left": Said("Il vous reste {left} sur {limit}.", "You have {left} left of {limit}."),
    "fund.limit.free": Said("Aucune limite en 24 h.", "No limit over 24 h."),
    "fund.limit.all": Said("Limites de chacun", "Everybody's limits"),
    "fund.limit.case": Said("Par dossier et par jour", "Per case and day"),
    "fund.limit.day": Said("En tout, en 24 h", "In all, in 24 h"),
    "fund.limit.policy": Said("selon la politique", "as the policy says"),
    "fund.limit.none": Said("selon la politique", "as the policy says"),
    "fund.limit.change": Said("Changer", "Change"),
    "fund.limit.propose": Said("Proposer", "Propose"),
    "fund.limit.propose.name": Said("Proposer une limite pour {who}", "Propose a limit for {who}"),
    "fund.limit.empty": Said(
        "Vide : selon la politique. Une autre personne signe.",
        "Empty: as the policy says. Another person signs.",
    ),
    "fund.about.limit": Said(
        "Vous allez proposer une limite pour {who}.", "You are about to propose a limit for {who}."
    ),
    "done.fund_payee_proposed": Said(
        "Proposé. Une autre personne confirme.", "Proposed. Another person confirms."
    ),
    "done.fund_payee_confirmed": Said("Fournisseur confirmé.", "Payee confirmed."),
    "done.fund_payee_ended": Said("Ce fournisseur n'est plus payé.", "This payee is paid no more."),
    "done.fund_invited": Said("Invitation partie.", "Invitation sent."),
    "done.fund_rail_proposed": Said("Proposé. Une autre personne signe.", "Proposed. Another person signs."),
    "done.fund_limit_proposed": Said(
        "Proposée. Une autre personne signe.", "Proposed. Another person signs."
    ),
}
