"""What is about to be signed, in words: whoever proves that it is them reads it first."""

from service.refusals import Language, Said

OTHER = Said("Un geste qui demande une confirmation", "An action that asks for a proof")
WORDS: dict[str, Said] = {
    "partners.passkey_registered": Said("Ajouter une clé d'accès", "Add a passkey"),
    "partners.passkey_ended": Said("Retirer une clé d'accès", "End a passkey"),
    "partners.code_set_up": Said("Mettre en place une application de codes", "Set up an authenticator app"),
    "partners.code_ended": Said("Retirer l'application de codes", "End the authenticator app"),
    "partners.recovery_codes_renewed": Said(
        "Recevoir de nouveaux codes de secours", "Get new recovery codes"
    ),
    "partners.tablet_offered": Said("Inscrire une tablette partagée", "Enrol a shared tablet"),
    "partners.pin_given": Said("Donner un NIP", "Give a PIN"),
    "partners.duty_number_written": Said("Écrire le numéro de garde", "Write the duty number"),
    "messages.duty_phone_written": Said("Écrire le téléphone de garde", "Write the duty phone"),
    "members.access_ended": Said("Terminer un accès", "End an access"),
    "settings.proposed": Said("Proposer un réglage", "Propose a setting"),
    "settings.in_force": Said("Signer un réglage", "Sign a setting"),
    "beds.address_written": Said("Écrire une adresse", "Write an address"),
    "beds.address_revealed": Said("Voir une adresse", "Show an address"),
    "beds.hotel_vetted": Said("Vérifier un hôtel", "Vet a hotel"),
    "fund.request_signed": Said("Approuver une demande", "Approve a request"),
    "fund.refusal_overturned": Said("Approuver après une deuxième lecture", "Approve after a second look"),
    "fund.condition_met": Said("Confirmer une condition", "Confirm a condition"),
    "fund.self_issued": Said("Émettre soi-même une aide", "Issue help oneself"),
    "fund.decision_reviewed": Said("Donner la deuxième signature", "Give the second signature"),
    "fund.right_restored": Said("Redonner le droit d'émettre", "Give back the right to issue"),
    "fund.payout_released": Said("Payer", "Pay"),
    "fund.payout_retried": Said("Réessayer un paiement", "Try a payment again"),
    "fund.payout_paid_otherwise": Said("Payer autrement", "Pay in another way"),
    "fund.payout_cancelled": Said("Annuler un paiement", "Cancel a payment"),
    "fund.payout_accepted": Said("Inscrire un paiement tel que reçu", "Record a payment as received"),
    "fund.payout_moved": Said("Confirmer un paiement", "Confirm a payment"),
    "fund.payee_invited": Said("Inviter un organisme à s'inscrire", "Invite an organisation to on-board"),
    "fund.onboarding_shown": Said("Ouvrir la page du service de paiement", "Open the payment service's page"),
    "fund.drawn_shown": Said("Tirer une carte", "Draw a card"),
    "fund.voucher_voided": Said("Retirer une carte", "Withdraw a card"),
    "fund.payee_proposed": Said("Proposer un fournisseur", "Propose a payee"),
    "fund.payee_confirmed": Said("Confirmer un fournisseur", "Confirm a payee"),
    "fund.voucher_shown": Said("Voir un bon", "Show a voucher"),
    "fund.policy_proposed": Said("Proposer une politique", "Propose a policy"),
    "fund.correction_proposed": Said("Proposer une correction", "Propose a correction"),
    "fund.correction_signed": Said("Signer une correction", "Sign a correction"),
    "fund.closing_proposed": Said("Proposer de fermer une période", "Propose to close a period"),
    "fund.closing_signed": Said("Fermer une période", "Close a period"),
    "fund.proof_taken": Said("Emporter la preuve d'une demande", "Take a request's proof along"),
    "fund.policy_signed": Said("Signer une politique", "Sign a policy"),
}
"""By the name of the command."""


def words_for(command: str, language: Language) -> str:
    """The action, as a noun or an infinitive; what has no words yet says only that a proof is asked."""
    return WORDS.get(command, OTHER).in_(language)
