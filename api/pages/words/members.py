"""The words of members, invitations and signatures."""

from service.refusals import Said

WORDS = {
    "members.title": Said("Membres", "Members"),
    "members.none": Said("Personne d'autre pour l'instant.", "Nobody else for now."),
    "members.until": Said("accès jusqu'au {day}", "access until {day}"),
    "alert.accesses_end_soon": Said(
        "{count} accès finissent d'ici 30 jours · {organisation}",
        "{count} accesses end within 30 days · {organisation}",
    ),
    "alert.cases_left_alone": Said(
        "Dossiers sans pivot ou sans relève depuis plus de 4 heures : {count} · {organisation}",
        "Cases without a pivot or a backup for over 4 hours: {count} · {organisation}",
    ),
    "alert.cases_without_backup": Said(
        "Dossiers sans deuxième pivot : {count} · {organisation}",
        "Cases without a backup pivot: {count} · {organisation}",
    ),
    "alert.cases_without_pivot": Said(
        "Dossiers sans pivot, à reprendre : {count} · {organisation}",
        "Cases without a pivot, to take over: {count} · {organisation}",
    ),
    "alert.receipts_owed": Said(
        "Reçus en retard : {count} · {organisation}",
        "Receipts that are late: {count} · {organisation}",
    ),
    "alert.too_few_to_sign": Said(
        "Trop peu de personnes pour signer : {count} · {organisation}",
        "Too few people to sign: {count} · {organisation}",
    ),
    "alert.accreditation_ends_soon": Said(
        "L'agrément finit bientôt · {organisation} ({count})",
        "The accreditation ends soon · {organisation} ({count})",
    ),
    "alerts.many": Said("Ce qui attend quelqu'un : {count}", "What waits for somebody: {count}"),
    "members.you": Said("vous", "you"),
    "members.invite": Said("Inviter une personne", "Invite somebody"),
    "members.end": Said("Terminer l'accès", "End the access"),
    "members.end.of": Said("Terminer l'accès de {email}", "End the access of {email}"),
    "end.title": Said("Terminer cet accès", "End this access"),
    "end.text": Said(
        "Ses sessions, clés d'accès, codes et NIP cessent tout de suite.",
        "Their sessions, passkeys, codes and PIN stop at once.",
    ),
    "end.stays": Said("Ce qui reste en place", "What stays in place"),
    "end.stays.text": Said(
        "Places retenues, demandes et ententes. Les dossiers passent au deuxième pivot.",
        "Places held, requests and agreements. Cases go to the backup pivot.",
    ),
    "end.about": Said("Vous allez terminer l'accès de {who}.", "You are about to end the access of {who}."),
    "end.do": Said("Terminer l'accès", "End the access"),
    "end.cancel": Said("Garder l'accès", "Keep the access"),
    "ended.title": Said("Accès terminé", "Access ended"),
    "ended.text": Said(
        "Ses sessions sont fermées sur tous ses appareils.", "Their sessions are closed on all their devices."
    ),
    "ended.stays": Said("Ce qui reste en place", "What stays in place"),
    "ended.cases_handed_over": Said(
        "Dossiers passés au deuxième pivot : {count}", "Cases now with the backup pivot: {count}"
    ),
    "ended.cases_without_backup": Said(
        "Dossiers à qui il manque un deuxième pivot : {count}", "Cases that lack a backup pivot: {count}"
    ),
    "ended.cases_without_pivot": Said(
        "Dossiers sans pivot, à reprendre : {count}", "Cases without a pivot, to take over: {count}"
    ),
    "ended.operations_handed_over": Said(
        "Opérations passées au superviseur : {count}", "Operations now with the supervisor: {count}"
    ),
    "ended.operations_with_nobody": Said(
        "Opérations sans personne : {count}", "Operations with nobody: {count}"
    ),
    "ended.holds": Said("Places retenues : {count}", "Places held: {count}"),
    "ended.requests": Said("Demandes en cours : {count}", "Requests under way: {count}"),
    "ended.agreements": Said("Ententes : {count}", "Agreements: {count}"),
    "invite.title": Said("Inviter une personne", "Invite somebody"),
    "invite.sees": Said("Verra {what}.", "Will see {what}."),
    "invite.never": Said("Ne verra jamais {what}.", "Will never see {what}."),
    "invite.role": Said("Rôle", "Role"),
    "invite.email": Said("Courriel de travail", "Work e-mail"),
    "invite.email.hint": Said(
        "Au nom du poste si possible : il sert à entrer, et à rien d'autre.",
        "In the name of the post if possible: it serves to sign in, and nothing else.",
    ),
    "invite.language": Said("Langue", "Language"),
    "invite.language.fr": Said("français", "français"),
    "invite.language.en": Said("English", "English"),
    "invite.ends": Said("Accès jusqu'au", "Access until"),
    "invite.ends.hint": Said(
        "Année-mois-jour; au plus 24 mois, 12 pour une enquête. Exemple : {example}.",
        "Year-month-day; 24 months at most, 12 for an investigator. Example: {example}.",
    ),
    "invite.supervisor": Said("Superviseur ou superviseure", "Supervisor"),
    "invite.supervisor.hint": Said("Pour le rôle d'enquête seulement.", "For the investigator role only."),
    "invite.nobody": Said("personne", "nobody"),
    "invite.do": Said("Proposer l'invitation", "Propose the invitation"),
    "invite.two": Said(
        "Une autre personne signe; ensuite un courriel part avec un code, bon 72 heures.",
        "Another person signs; then an e-mail leaves with a code, good for 72 hours.",
    ),
    "invite.about": Said("Inviter {email} : {role}", "Invite {email}: {role}"),
    "invite.wrong.role": Said("Choisissez un rôle.", "Choose a role."),
    "invite.wrong.email": Said("Écrivez un courriel de travail.", "Write a work e-mail."),
    "invite.wrong.ends_on": Said("Écrivez une date comme 2027-11-03.", "Write a date like 2027-11-03."),
    "invite.wrong.supervisor_id": Said("Choisissez dans la liste.", "Choose from the list."),
    "invite.wrong.organisation_id": Said("Choisissez dans la liste.", "Choose from the list."),
    "invitations.title": Said("Invitations", "Invitations"),
    "invitations.none": Said("Aucune invitation en cours.", "No invitation under way."),
    "invitations.renew": Said("Renvoyer un code à {email}", "Send {email} a new code"),
    "invitations.renew.short": Said("Renvoyer", "Send again"),
    "invitations.sent": Said("envoyée; code bon jusqu'au {day}", "sent; code good until {day}"),
    "invitations.leaving": Said("part bientôt", "leaving soon"),
    "invitations.over": Said("code fini le {day}", "code ended {day}"),
    "invite.organisation": Said("Organisme", "Organisation"),
    "invitations.withdraw": Said("Retirer l'invitation de {email}", "Withdraw the invitation of {email}"),
    "invitations.withdraw.short": Said("Retirer", "Withdraw"),
    "proposals.title": Said("À signer", "To sign"),
    "proposals.to_sign": Said("À signer : {count}", "To sign: {count}"),
    "proposals.none": Said(
        "Rien à signer. Ce que vous proposez attend ici une autre personne.",
        "Nothing to sign. What you propose waits here for another person.",
    ),
    "proposals.yours": Said("proposé par vous", "proposed by you"),
    "proposals.waiting": Said(
        "En attente d'une autre personne, jusqu'au {day}.", "Waiting for another person, until {day}."
    ),
    "proposals.yours.rule": Said(
        "Vous l'avez proposé : une autre personne signe.", "You proposed this: another person signs."
    ),
    "proposals.sign": Said("Signer", "Sign"),
    "proposals.sign.what": Said("Signer : {what}", "Sign: {what}"),
    "proposals.withdraw": Said("Retirer", "Withdraw"),
    "proposals.withdraw.what": Said("Retirer : {what}", "Withdraw: {what}"),
    "proposals.proposed": Said(
        "Proposé. Une autre personne signe d'ici 7 jours.", "Proposed. Another person signs within 7 days."
    ),
    "proposals.signed": Said("Signé. Le changement est en place.", "Signed. The change is in place."),
    "proposals.withdrawn": Said("Retiré. Rien n'a changé.", "Withdrawn. Nothing has changed."),
    "proposals.settled": Said("Décidés dans les 30 derniers jours", "Decided in the last 30 days"),
}
