"""The words of an auditor."""

from service.refusals import Said

HOME: dict[str, Said] = {
    "audit.whole": Said("Le registre est intact", "The record is whole"),
    "audit.whole.count": Said("{count} événements, vérifiés le {moment}", "{count} events, checked {moment}"),
    "audit.not_whole": Said("Le registre n'est pas tel qu'inscrit", "The record is not as it was written"),
    "audit.not_whole.count": Said(
        "Lignes en cause : {wrong}, sur {count} événements, le {moment}. {command} les nomme.",
        "Rows concerned: {wrong}, of {count} events, {moment}. {command} names them.",
    ),
    "audit.not_checked": Said("Le registre n'est pas encore vérifié", "The record has not been checked yet"),
    "audit.not_checked.when": Said(
        "La vérification vient d'elle-même dans l'heure.", "The check comes by itself within the hour."
    ),
    "audit.signed": Said("Signés : {signed} de {count}", "Signed: {signed} of {count}"),
    "audit.worth": Said("À regarder : {count}", "Worth a look: {count}"),
    "audit.worth.none": Said(
        "Rien à regarder. Cherchez une demande par son code.",
        "Nothing worth a look. Find a request by its code.",
    ),
    "audit.count.signature_late": Said(
        "Deuxièmes signatures en retard : {count}", "Second signatures that are late: {count}"
    ),
    "audit.count.look_late": Said(
        "Relectures tirées, en retard : {count}", "Sampled looks that are late: {count}"
    ),
    "audit.count.signature": Said(
        "Deuxièmes signatures attendues : {count}", "Second signatures awaited: {count}"
    ),
    "audit.count.look": Said("Relectures tirées, attendues : {count}", "Sampled looks awaited: {count}"),
    "audit.count.objected": Said("Objections cette semaine : {count}", "Objections this week: {count}"),
    "audit.count.self_issued": Said("Émis seul cette semaine : {count}", "Self-issued this week: {count}"),
    "audit.count.override": Said(
        "Dérogations accordées cette semaine : {count}", "Overrides granted this week: {count}"
    ),
    "audit.count.override_refused": Said(
        "Dérogations refusées cette semaine : {count}", "Overrides refused this week: {count}"
    ),
    "audit.count.address": Said(
        "Adresses montrées cette semaine : {count}", "Addresses shown this week: {count}"
    ),
    "audit.find": Said("Trouver une demande", "Find a request"),
    "audit.find.code": Said("Code de la demande", "Code of the request"),
    "audit.find.hint": Said("Par exemple R-9KD2.", "For example R-9KD2."),
    "audit.check": Said("Vérifier un fichier", "Check a file"),
    "audit.never": Said(
        "Vous voyez des codes et des décisions, jamais un contenu.",
        "You see codes and decisions, never content.",
    ),
    "audit.never.too": Said("Ce que vous ouvrez est inscrit aussi.", "What you open is recorded too."),
    "audit.none": Said("Aucune demande à ce code.", "No request has this code."),
    "audit.none.hint": Said(
        "Vérifiez le code auprès de qui vous l'a donné. Rien n'a été ouvert.",
        "Check the code with whoever gave it. Nothing was opened.",
    ),
}

LOOKS: dict[str, Said] = {
    "audit.looks": Said("À regarder", "Worth a look"),
    "audit.look.made": Said("Fait le {moment}", "Made {moment}"),
    "audit.look.due": Said("Attendu le {moment}", "Due {moment}"),
    "audit.look.late": Said("Attendu le {moment}, en retard", "Was due {moment}, late"),
    "audit.look.open": Said("Ouvrir", "Open"),
    "audit.look.open.of": Said("Ouvrir {code} : {why}", "Open {code}: {why}"),
    "audit.look.uncoded": Said(
        "Quand seulement : ni la maison, ni la personne.", "Only when: neither the shelter nor the person."
    ),
}

REQUEST: dict[str, Said] = {
    "audit.request": Said("Une demande", "One request"),
    "audit.request.code": Said("Demande {code}", "Request {code}"),
    "audit.request.recorded": Said("Votre lecture est inscrite.", "Your reading is recorded."),
    "audit.request.lines": Said("Lignes", "Lines"),
    "audit.request.told": Said("Ce qui s'est passé", "What happened"),
    "audit.request.payments": Said("Paiements", "Payments"),
    "audit.request.rules": Said("Règles, v{version}", "Rules, v{version}"),
    "audit.request.replays": Said("rejouées : même réponse", "replayed: same answer"),
    "audit.request.differs": Said("rejouées : autre réponse", "replayed: another answer"),
    "audit.request.proof": Said("Preuve hors ligne", "Proof offline"),
    "audit.request.proof.what": Said(
        "Un fichier qui prouve cette demande sans Relais. L'emporter est inscrit.",
        "A file that proves this request without Relais. Taking it is recorded.",
    ),
    "audit.request.proof.since": Said("Attestation gardée", "Checkpoint kept"),
    "audit.request.proof.since.hint": Said(
        "Si vous en gardez une : sa deuxième ligne, un nombre.", "If you kept one: its second line, a number."
    ),
    "audit.request.proof.take": Said("Emporter la preuve", "Take the proof with me"),
    "audit.request.proof.verifier": Said("Vérificateur (verify.py)", "Verifier (verify.py)"),
    "audit.request.asked_for": Said(
        "Demandé {asked}; approuvé {approved}", "Asked {asked}; approved {approved}"
    ),
    "audit.request.paid": Said("payé {paid}", "paid {paid}"),
    "audit.told.asked": Said("Demande envoyée", "Request sent"),
    "audit.told.by_rule": Said("Approuvé par une règle", "Approved by a rule"),
    "audit.told.self_issued": Said("Émis seul, hors des heures", "Issued alone, out of hours"),
    "audit.told.people": Said("Approuvé : {count} de {needed}", "Approved: {count} of {needed}"),
    "audit.told.declined": Said("Décliné : {why}", "Declined: {why}"),
    "audit.told.agreed": Said("Deuxième signature donnée", "Second signature given"),
    "audit.told.objected": Said("Deuxième personne : objection", "Second person: objection"),
    "audit.told.waived": Said(
        "Plafond dépassé avec raison : {amount}, plafond {cap}",
        "Cap passed with a reason: {amount}, cap {cap}",
    ),
    "audit.told.condition_met": Said("Condition remplie", "Condition met"),
    "audit.told.condition_lapsed": Said("Condition non remplie à temps", "Condition not met in time"),
    "audit.told.look_asked": Said("Deuxième lecture demandée", "Second look asked for"),
    "audit.told.look_confirmed": Said("Refus confirmé", "Refusal confirmed"),
    "audit.told.look_overturned": Said("Refus renversé", "Refusal overturned"),
    "audit.told.look_withdrawn": Said("Deuxième lecture retirée", "Second look withdrawn"),
    "audit.moved.contribution": Said("Contribution", "Contribution"),
    "audit.moved.earmark": Said("Promis", "Promised"),
    "audit.moved.payment": Said("Payé", "Paid"),
    "audit.moved.void": Said("Promesse rendue", "Promise given back"),
    "audit.moved.expiry": Said("Promesse échue", "Promise lapsed"),
    "audit.moved.return": Said("Revenu", "Came back"),
    "audit.moved.overrun": Said("Dépassement", "Overrun"),
    "audit.moved.cover": Said("Dépassement couvert", "Overrun covered"),
    "audit.moved.carry_out": Said("Reporté", "Carried out"),
    "audit.moved.carry_in": Said("Reporté ici", "Carried in"),
    "audit.moved.correction": Said("Corrigé", "Corrected"),
    "audit.by.rule": Said("une règle", "a rule"),
    "audit.by.clock": Said("l'horloge", "the clock"),
    "audit.by.ledger": Said("registre", "ledger"),
    "audit.line.draft": Said("pas envoyée", "not sent"),
    "audit.line.submitted": Said("à décider", "to decide"),
    "audit.line.approved": Said("approuvée", "approved"),
    "audit.line.partly_approved": Said("approuvée en partie", "approved in part"),
    "audit.line.declined": Said("déclinée", "declined"),
    "audit.line.paying": Said("paiement en route", "payment on its way"),
    "audit.line.paid": Said("payée", "paid"),
    "audit.line.settled": Said("réglée", "settled"),
    "audit.line.withdrawn": Said("retirée", "withdrawn"),
    "audit.line.failed": Said("n'a pas abouti", "did not go through"),
    "audit.payment.held": Said("retenu", "held"),
    "audit.payment.ready": Said("prêt", "ready"),
    "audit.payment.leaving": Said("en route", "on its way"),
    "audit.payment.unknown": Said("pas encore connu", "not known yet"),
    "audit.payment.waiting": Said("attend une personne", "waits for a person"),
    "audit.payment.sent": Said("envoyé", "sent"),
    "audit.payment.confirmed": Said("confirmé", "confirmed"),
    "audit.payment.failed": Said("n'a pas abouti", "did not go through"),
    "audit.payment.differs": Said("diffère de l'ordre", "differs from the order"),
    "audit.payment.returned": Said("revenu", "came back"),
    "audit.payment.cancelled": Said("annulé", "cancelled"),
}

OTHERS: dict[str, Said] = {
    "audit.record": Said("Le registre", "The record"),
    "audit.record.none": Said("Rien encore.", "Nothing yet."),
    "audit.record.older": Said("Plus anciens", "Older"),
    "audit.record.job": Said("l'horloge", "the clock"),
    "audit.placements": Said("Qui était où", "Who was where"),
    "audit.placements.about": Said(
        "Sous des noms qui ne sont qu'à vous : deux listes ne se joignent pas.",
        "Under names that are yours alone: two lists cannot be joined.",
    ),
    "audit.placements.person": Said("Personne", "Person"),
    "audit.placements.house": Said("Maison", "Shelter"),
    "audit.placements.first": Said("Du", "From"),
    "audit.placements.last": Said("Au", "To"),
    "audit.placements.still": Said("en cours", "still there"),
    "audit.placements.none": Said("Aucun séjour lié ces jours-là.", "No linked stay on these days."),
    "audit.placements.from": Said("Du", "From"),
    "audit.placements.to": Said("Jusqu'au", "Until"),
    "audit.placements.hint": Said("Année-mois-jour.", "Year-month-day."),
    "audit.placements.show": Said("Montrer", "Show"),
    "audit.placements.wrong": Said(
        "Écrivez deux dates, la première avant, à 400 jours au plus.",
        "Write two dates, the first before, 400 days apart at most.",
    ),
    "audit.funds": Said("Livres des fonds", "Books of the funds"),
    "audit.funds.none": Said("Aucun fonds dans vos réseaux.", "No fund in your networks."),
    "audit.funds.balanced": Said("Débits et crédits s'égalent : {cents}", "Debits equal credits: {cents}"),
    "audit.funds.not_balanced": Said(
        "Débits {debits}; crédits {credits}", "Debits {debits}; credits {credits}"
    ),
    "audit.funds.account": Said("Compte", "Account"),
    "audit.funds.debits": Said("Débits", "Debits"),
    "audit.funds.credits": Said("Crédits", "Credits"),
    "audit.funds.figures": Said("Voir les comptes", "Show the accounts"),
    "audit.funds.ledger": Said(
        "Le grand livre de {year}, en tableau", "The general ledger of {year}, as a table"
    ),
    "audit.funds.ledger.of": Said(
        "Le grand livre de {year} : {fund}", "The general ledger of {year}: {fund}"
    ),
    "audit.draws": Said("Le tirage d'un mois", "A month's draw"),
    "audit.draws.about": Said(
        "La clé d'un mois fini, et le nombre que chaque décision a tiré.",
        "The key of a month that is over, and the number that each decision drew.",
    ),
    "audit.draws.month": Said("Mois", "Month"),
    "audit.draws.fund": Said("Fonds", "Fund"),
    "audit.draws.show": Said("Refaire le tirage", "Draw again"),
    "audit.draws.all": Said(
        "Décisions par règle : {count}. Tirées pour relecture : {drawn}. Redonnent leur nombre : {replays}.",
        "Decisions by rule: {count}. Drawn for a look: {drawn}. Give their number again: {replays}.",
    ),
    "audit.draws.key": Said("Clé du mois", "Key of the month"),
    "audit.draws.other": Said("Autre nombre : {count}", "Another number: {count}"),
    "audit.file": Said("Vérifier un fichier", "Check a file"),
    "audit.file.here": Said(
        "Le fichier est vérifié ici, dans ce navigateur. Rien ne part.",
        "The file is checked here, in this browser. Nothing is sent.",
    ),
    "audit.file.bundle": Said("Le dossier (bundle.json)", "The bundle (bundle.json)"),
    "audit.file.key": Said("La clé du registre", "The record's key"),
    "audit.file.key.hint": Said(
        "Reçue par une autre voie que le dossier.", "Received another way than the bundle."
    ),
    "audit.file.older": Said("Votre ancienne attestation", "Your older checkpoint"),
    "audit.file.older.hint": Said(
        "Celle pour laquelle le dossier fut fait : dit si le registre fut réécrit.",
        "The one that the bundle was made for: tells whether the record was rewritten.",
    ),
    "audit.file.check": Said("Vérifier", "Check"),
    "audit.file.none": Said("Choisissez d'abord un dossier.", "Choose a bundle first."),
    "audit.file.proved": Said("Prouvé", "Proved"),
    "audit.file.proved.count": Said("Événements prouvés : {count}", "Events proved: {count}"),
    "audit.file.not_proved": Said("Non prouvé", "Not proved"),
    "audit.file.not_proved.next": Said(
        "Gardez le fichier tel quel. Demandez {command}.",
        "Keep the file as it is. Ask for {command}.",
    ),
    "audit.file.next.other_older": Said(
        "Emportez la preuve faite pour elle : sur la page de la demande, tapez sa deuxième ligne.",
        "Take the proof made for it: on the request's page, type its second line.",
    ),
    "audit.file.next.file": Said(
        "Est-ce bien bundle.json, entier? Sinon, choisissez-le.",
        "Is it bundle.json, and whole? If not, choose it.",
    ),
    "audit.file.next.key": Said(
        "Comparez la clé, signe par signe, avec celle que vous avez reçue.",
        "Compare the key, sign by sign, with the one you received.",
    ),
    "audit.file.next.note": Said(
        "Est-ce bien l'attestation que vous gardez, entière? Sinon, choisissez-la.",
        "Is it the checkpoint that you kept, and whole? If not, choose it.",
    ),
    "audit.file.what": Said(
        "Cela prouve ce que le dossier contient, pas que rien n'y manque.",
        "This proves what the bundle holds, not that nothing is missing from it.",
    ),
    "audit.file.left_out": Said(
        "Omis : {count} enregistrements, {rows} lignes. Leur empreinte est prouvée.",
        "Left out: {count} records, {rows} rows. Their hash is proved.",
    ),
    "audit.file.key_unknown": Said(
        "La clé est celle du dossier. Comparez-la avec celle que vous avez reçue :",
        "The key came with the bundle. Compare it with the one you received:",
    ),
    "audit.file.older_unknown": Said(
        "Sans ancienne attestation, un registre réécrit en entier ne se voit pas.",
        "Without an older checkpoint, a record rewritten whole goes unseen.",
    ),
    "audit.file.unable": Said("Ce navigateur ne peut pas vérifier", "This browser cannot check"),
    "audit.file.unable.how": Said(
        "Mettez-le à jour, ou vérifiez avec Python, plus bas.", "Update it, or check with Python, below."
    ),
    "audit.file.python": Said("Vérifier sans cette page", "Check without this page"),
    "audit.file.export": Said(
        "1. Sur la page d'une demande, emportez la preuve : bundle.json, read.html et verify.py.",
        "1. On a request's page, take the proof: bundle.json, read.html and verify.py.",
    ),
    "audit.file.verify": Said(
        "2. {command} le vérifie sur votre ordinateur, hors ligne.",
        "2. {command} verifies it on your computer, offline.",
    ),
    "audit.file.no_script": Said(
        "Sans script, cette page ne vérifie rien. Vérifiez avec Python : {command}.",
        "Without script, this page checks nothing. Check with Python: {command}.",
    ),
    "audit.file.keep": Said("Garder une attestation", "Keep a checkpoint"),
    "audit.file.keep.why": Said(
        "Celle de cette heure. Gardée ailleurs, elle révèle un registre réécrit.",
        "The one of this hour. Kept elsewhere, it reveals a record rewritten.",
    ),
    "audit.file.keep.get": Said(
        "Télécharger l'attestation : {count} événements, {moment}",
        "Download the checkpoint: {count} events, {moment}",
    ),
    "audit.file.keep.none": Said(
        "Aucune encore : la première part à l'heure juste.", "None yet: the first leaves on the hour."
    ),
    "audit.file.all": Said(
        "Tout le registre, ligne par ligne : {command}.", "The whole record, row by row: {command}."
    ),
}

WORDS: dict[str, Said] = {**HOME, **LOOKS, **REQUEST, **OTHERS}
