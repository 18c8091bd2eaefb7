"""Each reason for a no about settings, and which of PostgreSQL's own refusals it stands for."""

from collections.abc import Mapping
from typing import Final

from service.refusals import NOT_ALLOWED, NOT_FOUND, Reason, Said
from service.retention import refusals as retention

ANOTHER_PERSON_SIGNS = Reason(
    "another_person_signs",
    409,
    Said("Une autre personne doit signer.", "Another person must sign."),
    Said("Ce que l'on propose, on ne le signe pas.", "Nobody signs what they proposed."),
)
PROPOSAL_DECIDED = Reason(
    "proposal_decided",
    409,
    Said(
        "Cette proposition est déjà signée ou retirée.",
        "This proposal has been signed or withdrawn already.",
    ),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
PROPOSAL_LAPSED = Reason(
    "proposal_lapsed",
    409,
    Said(
        "Personne n'a signé à temps : la proposition ne vaut plus.",
        "Nobody signed in time: the proposal no longer stands.",
    ),
    Said("Proposez de nouveau si cela tient encore.", "Propose again if it still holds."),
)
PROPOSAL_OUTDATED = Reason(
    "proposal_outdated",
    409,
    Said(
        "Ce que la proposition change a changé entre-temps.",
        "What the proposal changes has changed meanwhile.",
    ),
    Said(
        "Regardez l'état actuel, puis proposez de nouveau.", "Look at the current state, then propose again."
    ),
)
PROPOSER_MAY_NO_LONGER = Reason(
    "proposer_may_no_longer",
    409,
    Said(
        "La personne qui a proposé ceci n'en a plus le droit.",
        "Whoever proposed this may no longer do so.",
    ),
    Said("Proposez-le vous-même; une autre personne signe.", "Propose it yourself; another person signs."),
)
THESE_TWO_DO_NOT_SUFFICE = Reason(
    "these_two_do_not_suffice",
    409,
    Said(
        "Une des deux personnes doit être de l'organisme concerné.",
        "One of the two people must be of the organisation concerned.",
    ),
    Said("Demandez une signature là-bas.", "Ask for a signature there."),
)
ROLES_DO_NOT_FIT = Reason(
    "roles_do_not_fit",
    422,
    Said(
        "Un organisme de ce genre ne porte pas ces rôles ensemble.",
        "An organisation of this kind does not hold these roles together.",
    ),
    Said(
        "Un service de police n'a que des enquêteurs; l'audit et le réseau ne portent qu'un rôle.",
        "A police service has investigators only; audit and network administration hold one role.",
    ),
)
ENDS_TOO_SOON = Reason(
    "member_ends_too_soon",
    422,
    Said("Cette date de fin est déjà passée.", "This end date has passed already."),
    Said("Donnez une date à venir.", "Give a date to come."),
)
ENDS_TOO_LATE = Reason(
    "member_ends_too_late",
    422,
    Said(
        "Un accès dure au plus 24 mois, et 12 mois pour une enquête.",
        "An access lasts 24 months at most, and 12 months for an investigator.",
    ),
    Said("Donnez une date plus proche; on renouvelle à temps.", "Give a nearer date; it is renewed in time."),
)
NOT_A_SUPERVISOR = Reason(
    "not_a_supervisor",
    422,
    Said(
        "La supervision revient à une autre personne qui enquête dans le même service.",
        "A supervisor is another investigator of the same service.",
    ),
    Said(
        "Nommez une personne du service dont l'accès est en cours.",
        "Name somebody there whose access is current.",
    ),
)
ALREADY_A_MEMBER = Reason(
    "already_a_member",
    409,
    Said("Cette adresse a déjà un accès ici.", "This address has an access here already."),
    Said("Changez plutôt cet accès.", "Change that access instead."),
)
NO_POLICE_HERE = Reason(
    "network_without_police",
    409,
    Said("Ce réseau n'a pas de membres policiers.", "This network has no police members."),
    Said("C'est un choix du réseau; il tient pour tous.", "The network chose so; it holds for everybody."),
)
POLICE_INSIDE = Reason(
    "police_in_the_network",
    409,
    Said("Un service de police est dans ce réseau.", "A police service is in this network."),
    Said("Qu'il le quitte d'abord.", "Have it leave first."),
)
ALREADY_INSIDE = Reason(
    "already_in_the_network",
    409,
    Said("Cet organisme est déjà dans ce réseau.", "This organisation is in this network already."),
    Said("Rien de plus à faire.", "Nothing more to do."),
)
LAST_ADMINISTRATOR = Reason(
    "last_network_administrator",
    409,
    Said("Un réseau garde une administration.", "A network keeps an administrator."),
    Said("Faites entrer l'autre administration d'abord.", "Have the other administrator enter first."),
)
NOT_AN_APPROVER = Reason(
    "not_an_approver",
    422,
    Said("Cette personne n'approuve pas pour ce fonds.", "This person does not approve for this fund."),
    Said("Nommez quelqu'un de l'administration du fonds.", "Name an administrator of the fund."),
)
PARTNER_OUTSIDE = Reason(
    "partner_outside_the_network",
    422,
    Said("Aucun réseau commun avec ce partenaire.", "No network is shared with this partner."),
    Said(
        "Ajoutez-le sans organisme partenaire, ou dans un réseau commun d'abord.",
        "Add it without a partner organisation, or in a shared network first.",
    ),
)

ACCOUNT_NOT_READY = Reason(
    "payee_account_not_ready",
    422,
    Said(
        "Le service de paiement n'a pas encore ouvert ce compte aux paiements.",
        "The payment service has not opened this account to payments yet.",
    ),
    Said(
        "Invitez l'organisme, puis attendez qu'il ait terminé chez le service de paiement.",
        "Invite the organisation, then wait until it has finished with the payment service.",
    ),
)
"""Also when the account is another than the one that was proposed: it is proposed anew, and two people sign."""

BY_CONSTRAINT: Final[Mapping[str, Reason]] = {
    "proposals_two_people": ANOTHER_PERSON_SIGNS,
    "proposals_decided": PROPOSAL_DECIDED,
    "proposals_once": PROPOSAL_DECIDED,
    "proposals_lapsed": PROPOSAL_LAPSED,
    "proposals_changed_meanwhile": PROPOSAL_OUTDATED,
    "proposals_signer": NOT_ALLOWED,
    "proposals_proposer": PROPOSER_MAY_NO_LONGER,
    "proposals_pair": THESE_TWO_DO_NOT_SUFFICE,
    "members_roles_fit": ROLES_DO_NOT_FIT,
    "members_ends_too_soon": ENDS_TOO_SOON,
    "members_ends_too_late": ENDS_TOO_LATE,
    "members_supervisor": NOT_A_SUPERVISOR,
    "invitations_already_a_member": ALREADY_A_MEMBER,
    "invitations_one_open": ALREADY_A_MEMBER,
    "network_members_no_police": NO_POLICE_HERE,
    "networks_community_without_police": NO_POLICE_HERE,
    "networks_police_inside": POLICE_INSIDE,
    "network_members_pkey": ALREADY_INSIDE,
    "networks_keep_an_administrator": LAST_ADMINISTRATOR,
    "approver_limits_of_approvers": NOT_AN_APPROVER,
    "payees_partner": PARTNER_OUTSIDE,
    "payees_account_ready": ACCOUNT_NOT_READY,
    "network_members_network_id_fkey": NOT_FOUND,
    "network_members_organisation_id_fkey": NOT_FOUND,
    "retention_bounds": retention.OUTSIDE_THE_BOUNDS,
    **retention.BY_CONSTRAINT,
}
"""What PostgreSQL refuses by name, as an answer."""
