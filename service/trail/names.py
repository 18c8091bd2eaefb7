"""What each event is called for people, and what kind of thing it is about. A new event is entered here.

Words are short, in the present or as a fact done, and name no person: the record says what, when and in which role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from service.refusals import Said

Kind = Literal[
    "case",
    "request",
    "payment",
    "envelope",
    "policy",
    "payee",
    "shelter",
    "referral",
    "agreement",
    "operation",
    "member",
    "organisation",
    "setting",
    "attempt",
    "other",
]
"""What an event is about."""
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Named:
    """An event's kind and words."""

    kind: Kind
    said: Said


_LINES: tuple[tuple[str, Kind, str, str], ...] = (
    ("attempt.refused", "attempt", "Demande refusée", "Request refused"),
    ("beds.address_read", "shelter", "Adresse lue par la maison", "Address read by the house"),
    ("beds.address_removed", "shelter", "Adresse retirée", "Address removed"),
    ("beds.address_revealed", "shelter", "Adresse montrée pour un temps", "Address shown for a time"),
    ("beds.address_written", "shelter", "Adresse inscrite", "Address written"),
    ("beds.bed_reopened", "shelter", "Lit rouvert", "Bed reopened"),
    ("beds.beds_closed", "shelter", "Lits fermés", "Beds closed"),
    ("beds.cots_folded", "shelter", "Lits d'appoint repliés", "Cots folded"),
    ("beds.count_asked", "shelter", "Compte demandé", "Count asked for"),
    ("beds.count_recorded", "shelter", "Compte inscrit", "Count recorded"),
    ("beds.counting_set", "shelter", "Réglages du compte changés", "Settings of the count changed"),
    ("beds.escalation_settled", "organisation", "Question réglée", "Question settled"),
    ("beds.file_imported", "organisation", "Fichier importé", "File imported"),
    ("beds.hotel_vetted", "shelter", "Hôtel vérifié", "Hotel vetted"),
    ("beds.move_raised", "shelter", "Déménagement à préparer", "Move to prepare"),
    ("beds.move_taken", "other", "Déménagement pris en charge", "Move being prepared"),
    ("beds.need_unmet", "organisation", "Besoin sans lit noté", "Need without a bed noted"),
    ("beds.pool_added", "shelter", "Lits ajoutés", "Beds added"),
    ("beds.pool_changed", "shelter", "Lits modifiés", "Beds changed"),
    ("beds.promises_brought_back", "shelter", "Places promises retrouvées", "Promised places found again"),
    ("beds.promise_displaced", "shelter", "Place promise déplacée", "Promised place displaced"),
    ("beds.promise_moved", "shelter", "Place promise changée de lit", "Promised place moved to another bed"),
    ("beds.promises_lapsed", "shelter", "Places retenues échues", "Held places lapsed"),
    ("beds.referral_made", "referral", "Place demandée", "Place asked for"),
    ("beds.referral_step", "referral", "Étape d'une demande de place", "Step of a request for a place"),
    ("beds.sheet_entered", "shelter", "Feuille de papier saisie", "Sheet of paper entered"),
    ("beds.shelter_changed", "shelter", "Maison modifiée", "House changed"),
    ("beds.shelter_created", "shelter", "Maison inscrite", "House entered"),
    ("beds.stay_ended", "shelter", "Séjour terminé", "Stay ended"),
    ("beds.stay_extended", "shelter", "Séjour prolongé", "Stay made longer"),
    ("beds.stays_rolled_forward", "shelter", "Séjours prolongés d'une nuit", "Stays go on for a night"),
    ("beds.vetting_ended", "shelter", "Vérification d'un hôtel terminée", "Vetting of a hotel ended"),
    ("beds.room_booked", "case", "Chambre et ligne du fonds demandées", "Room and fund line asked for"),
    ("beds.waiting_changed", "case", "Attente d'un lit précisée", "Waiting for a bed told anew"),
    (
        "beds.way_there_asked",
        "referral",
        "Lit et trajet demandés ensemble",
        "Bed and way there asked for together",
    ),
    ("cases.assessed", "case", "Formes et risque notés", "Forms and risk noted"),
    ("cases.case_opened", "case", "Dossier ouvert", "Case opened"),
    ("cases.co_pivot_named", "case", "Co-pivot nommé", "Co-pivot named"),
    ("cases.companions_changed", "case", "Pivot et relève changés", "Pivot and backup changed"),
    ("cases.consent_given", "case", "Consentement donné", "Consent given"),
    ("cases.consent_withdrawn", "case", "Consentement retiré", "Consent withdrawn"),
    ("cases.duty_noted", "case", "Signalement noté", "Duty to report noted"),
    ("cases.exclusion_lifted", "case", "Lieu exclu permis de nouveau", "Excluded place allowed again"),
    ("cases.place_excluded", "case", "Lieu exclu", "Place excluded"),
    ("cases.placement_linked", "case", "Lit lié au dossier", "Bed linked to the case"),
    ("cases.profile_shared", "case", "Partagé avec un refuge", "Shared with a shelter"),
    ("cases.share_ended", "case", "Partage terminé", "Share ended"),
    ("cases.shared_read", "referral", "Ce qui est partagé a été lu", "What is shared was read"),
    (
        "cases.transfer_asked",
        "case",
        "Passage à un autre organisme demandé",
        "Transfer to another organisation asked",
    ),
    (
        "cases.transfer_ended",
        "case",
        "Passage décliné, retiré ou échu",
        "Transfer declined, withdrawn or lapsed",
    ),
    (
        "cases.transferred",
        "case",
        "Dossier passé à un autre organisme",
        "Case transferred to another organisation",
    ),
    (
        "cases.watched",
        "case",
        "Dossier sans pivot ou sans relève suivi",
        "Case without pivot or backup watched",
    ),
    ("cases.rested", "case", "Dossier mis au repos", "Case put to rest"),
    ("cases.reopened", "case", "Dossier repris", "Case taken up again"),
    ("cases.contact_asked", "operation", "Contact demandé au pivot", "Contact asked of the pivot"),
    ("cases.contact_answered", "other", "Réponse de la personne transmise", "The person's answer passed on"),
    ("cases.contact_set", "case", "Façon de joindre notée", "Way of contact noted"),
    ("cases.reminder_noted", "case", "Rappel noté", "Reminder noted"),
    ("cases.reminder_done", "case", "Rappel réglé", "Reminder settled"),
    ("cases.step_marked", "case", "Étape du protocole notée", "Step of the protocol noted"),
    ("cases.other_noted", "organisation", "Mots d'un « autre » notés", "Words of an “other” noted"),
    ("fund.contribution_received", "envelope", "Contribution reçue", "Contribution received"),
    ("fund.envelope_created", "envelope", "Enveloppe créée", "Envelope created"),
    ("fund.money_returned", "request", "Argent revenu", "Money returned"),
    ("fund.overrun_covered", "envelope", "Dépassement couvert", "Overrun covered"),
    ("fund.payee_confirmed", "payee", "Fournisseur confirmé", "Payee confirmed"),
    ("fund.payee_proposed", "payee", "Fournisseur proposé", "Payee proposed"),
    ("fund.payout_leaving", "payment", "Paiement en route", "Payment on its way"),
    ("fund.payout_moved", "payment", "Étape d'un paiement", "Step of a payment"),
    ("fund.payout_released", "payment", "Paiement libéré", "Payment released"),
    ("fund.payout_retried", "payment", "Paiement vérifié et réessayé", "Payment checked and tried again"),
    ("fund.payout_paid_otherwise", "payment", "Paiement fait autrement", "Payment made in another way"),
    ("fund.payout_cancelled", "payment", "Paiement annulé, argent rendu", "Payment cancelled, money given back"),
    ("fund.payout_accepted", "payment", "Paiement inscrit tel que reçu", "Payment recorded as received"),
    ("fund.payout_asked", "payment", "Paiement à regarder", "Payment to look at"),
    ("fund.policy_proposed", "policy", "Règles proposées", "Policy proposed"),
    ("fund.policy_signed", "policy", "Règles signées", "Policy signed"),
    ("fund.receipt_noted", "request", "Reçu noté", "Receipt noted"),
    ("fund.request_audited", "request", "Demande vérifiée par un audit", "Request read by an auditor"),
    ("fund.request_declined", "request", "Demande d'argent refusée", "Request for money declined"),
    ("fund.request_signed", "request", "Demande d'argent signée", "Request for money signed"),
    ("fund.request_submitted", "request", "Demande d'argent envoyée", "Request for money sent"),
    ("fund.request_withdrawn", "request", "Demande d'argent retirée", "Request for money withdrawn"),
    ("fund.series_ended", "request", "Série de voyages terminée", "Series of journeys ended"),
    ("fund.self_issue_reviewed", "request", "Dépense d'urgence relue", "Emergency spending reviewed"),
    ("fund.trip_drawn", "request", "Voyage d'une série pris", "Journey of a series drawn"),
    ("fund.voucher_shown", "payment", "Code d'un bon montré", "Voucher's code shown"),
    ("fund.vouchers_loaded", "payment", "Bons ajoutés au stock", "Vouchers loaded"),
    ("fund.self_issued", "request", "Dépense d'urgence accordée", "Emergency spending granted"),
    ("messages.intention_stopped", "other", "Envoi arrêté", "Sending stopped"),
    ("messages.device_registered", "organisation", "Téléphone pour les avis inscrit", "Phone for notices registered"),
    ("messages.duty_phone_written", "organisation", "Téléphone de garde inscrit", "Duty phone written"),
    ("messages.phone_stopped", "organisation", "Textos arrêtés ou repris", "Texts stopped or resumed"),
    ("messages.rung_asked", "other", "Garde sollicitée", "Person on call asked"),
    ("messages.text_heard", "other", "Texto reçu", "Text heard"),
    ("messages.text_sent", "other", "Texto envoyé", "Text sent"),
    ("messages.text_settled", "other", "Texto arrivé ou non", "Text arrived or not"),
    ("operations.agreement_answered", "agreement", "Entente acceptée ou déclinée", "Agreement answered"),
    ("operations.agreement_ended", "agreement", "Entente terminée", "Agreement ended"),
    (
        "operations.agreement_rested",
        "agreement",
        "Entente suspendue ou reprise",
        "Agreement suspended or resumed",
    ),
    ("operations.agreement_reviewed", "agreement", "Entente revue", "Agreement reviewed"),
    ("operations.agreement_proposed", "agreement", "Entente proposée", "Agreement proposed"),
    ("operations.arrival_point_published", "shelter", "Point d'arrivée publié", "Arrival point published"),
    ("operations.arrival_recorded", "operation", "Arrivée inscrite", "Arrival recorded"),
    (
        "operations.disclosure_read",
        "operation",
        "Détails lus par la coordination",
        "Details read by coordination",
    ),
    ("operations.feasibility_asked", "organisation", "Faisabilité demandée", "Feasibility asked"),
    ("operations.kept_together", "operation", "Famille gardée ensemble", "Family kept together"),
    ("operations.operation_changed", "operation", "Étape d'une opération", "Step of an operation"),
    ("operations.override_decided", "operation", "Exception décidée", "Override decided"),
    ("operations.overrides_asked", "operation", "Exception demandée", "Override asked for"),
    ("operations.places_proposed", "operation", "Places proposées", "Places proposed"),
    ("operations.places_arranged", "operation", "Places cherchées", "Places looked for"),
    ("operations.refused_at_door", "operation", "Refus à la porte", "Refused at the door"),
    (
        "operations.request_answered",
        "operation",
        "Places accordées ou déclinées",
        "Places granted or declined",
    ),
    ("partners.code_confirmed", "member", "Codes à six chiffres confirmés", "Six-digit codes confirmed"),
    ("partners.code_ended", "member", "Codes à six chiffres retirés", "Six-digit codes removed"),
    ("partners.code_set_up", "member", "Codes à six chiffres préparés", "Six-digit codes set up"),
    ("partners.duty_number_written", "organisation", "Numéro de garde inscrit", "Duty number written"),
    ("partners.passkey_ended", "member", "Clé d'accès retirée", "Passkey removed"),
    ("partners.passkey_registered", "member", "Clé d'accès ajoutée", "Passkey added"),
    ("partners.pin_given", "member", "NIP donné", "PIN given"),
    ("partners.pin_taken", "member", "NIP retiré", "PIN removed"),
    ("partners.recovery_codes_renewed", "member", "Codes de secours renouvelés", "Recovery codes renewed"),
    ("partners.lawyer_sought", "case", "Avocat en immigration cherché", "Immigration lawyer sought"),
    ("partners.pledge_withdrawn", "organisation", "Engagement retiré", "Pledge withdrawn"),
    ("partners.pledges_declared", "organisation", "Engagements déclarés", "Pledges declared"),
    ("partners.roster_changed", "organisation", "Horaire de garde changé", "Roster changed"),
    ("partners.session_ended", "member", "Session terminée", "Session ended"),
    ("partners.sign_in_refused", "attempt", "Connexion refusée", "Sign-in refused"),
    ("partners.sign_in_tried", "attempt", "Connexion tentée", "Sign-in tried"),
    ("partners.signed_in", "member", "Connexion", "Sign-in"),
    (
        "partners.step_up_proven",
        "member",
        "Présence confirmée avant une action",
        "Presence confirmed before an action",
    ),
    ("partners.tablet_ended", "organisation", "Tablette retirée", "Tablet removed"),
    ("partners.tablet_enrolled", "organisation", "Tablette inscrite", "Tablet enrolled"),
    (
        "partners.tablet_offered",
        "organisation",
        "Inscription d'une tablette offerte",
        "Enrolment of a tablet offered",
    ),
    (
        "partners.token_reused",
        "attempt",
        "Session fermée: jeton déjà remplacé",
        "Session closed: token already replaced",
    ),
    ("fund.payee_ended", "payee", "Fournisseur retiré", "Payee removed"),
    ("members.access_ended", "member", "Accès terminé", "Access ended"),
    ("members.case_taken_over", "case", "Dossier repris par un collègue", "Case taken over by a colleague"),
    ("members.invitation_renewed", "member", "Invitation renouvelée", "Invitation renewed"),
    ("members.invitation_withdrawn", "member", "Invitation retirée", "Invitation withdrawn"),
    ("settings.in_force", "setting", "Réglage en vigueur", "Setting in force"),
    ("settings.proposed", "setting", "Réglage proposé", "Setting proposed"),
    ("settings.withdrawn", "setting", "Proposition retirée", "Proposal withdrawn"),
)

NAMES: Mapping[str, Named] = MappingProxyType(
    {name: Named(kind, Said(fr, en)) for name, kind, fr, en in _LINES}
)
UNNAMED = Named("other", Said("Action inscrite au registre", "Action on record"))
"""What an event of a version that is not this one's shows."""


def named(event: str) -> Named:
    """The kind and words of an event."""
    return NAMES.get(event, UNNAMED)
