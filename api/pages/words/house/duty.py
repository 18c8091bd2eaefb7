"""Words of a house's duty: who is on call, gaps, weeks, and the phones that texts go to."""

from service.refusals import Said

WORDS: dict[str, Said] = {
    "duty.title": Said("Garde", "On call"),
    "duty.whole": Said("Toute la maison", "The whole organisation"),
    "duty.covered": Said(
        "Chaque heure des deux semaines a quelqu'un.", "Every hour of the two weeks has somebody."
    ),
    "duty.none": Said("{house} : personne n'est de garde.", "{house}: nobody is on call."),
    "duty.start": Said("Commencer l'horaire", "Start the roster"),
    "duty.slots": Said("Gardes prévues : {count}", "Planned shifts: {count}"),
    "duty.when": Said("{first}, {starts} à {end}", "{first}, {starts} to {end}"),
    "duty.now": Said("de garde maintenant", "on call now"),
    "duty.planned": Said("prévue", "planned"),
    "duty.offered": Said("offerte à l'équipe", "offered to the team"),
    "duty.rank": Said("Ordre", "Order"),
    "duty.rank.1": Said("demandée en premier", "asked first"),
    "duty.rank.2": Said("demandée ensuite", "asked next"),
    "duty.offer": Said("Offrir", "Offer"),
    "duty.keep": Said("Garder", "Keep"),
    "duty.take": Said("Prendre", "Take"),
    "duty.free": Said("Libérer", "Free"),
    "duty.week": Said("Chaque semaine", "Each week"),
    "duty.week.do": Said("Mettre de garde chaque semaine", "Put on call each week"),
    "duty.week.end": Said("Ne plus répéter", "Repeat no more"),
    "duty.week.hint": Said(
        "Une fin avant le début est le lendemain matin. Les heures restent les mêmes quand l'heure change.",
        "An end before the start is the next morning. Hours stay the same when the clocks change.",
    ),
    "duty.weekday": Said("Jour de la semaine", "Weekday"),
    "duty.day.1": Said("lundi", "Monday"),
    "duty.day.2": Said("mardi", "Tuesday"),
    "duty.day.3": Said("mercredi", "Wednesday"),
    "duty.day.4": Said("jeudi", "Thursday"),
    "duty.day.5": Said("vendredi", "Friday"),
    "duty.day.6": Said("samedi", "Saturday"),
    "duty.day.7": Said("dimanche", "Sunday"),
    "duty.first_day": Said("Dès le", "From"),
    "duty.last_day": Said("Jusqu'au (facultatif)", "Until (optional)"),
    "duty.once": Said("Une seule fois", "Once"),
    "duty.fill.title": Said("Combler la garde", "Fill the shift"),
    "duty.fill.do": Said("Mettre de garde", "Put on call"),
    "duty.fill.when": Said("Autres heures", "Other hours"),
    "duty.who": Said("Qui est de garde", "Who is on call"),
    "duty.nobody": Said(
        "Personne n'a encore ce rôle. Invitez d'abord un membre.",
        "Nobody has this role yet. Invite a member first.",
    ),
    "done.roster": Said(
        "L'horaire existe. Mettez quelqu'un de garde.", "The roster exists. Put somebody on call."
    ),
    "done.filled": Said("La garde a quelqu'un.", "The shift has somebody."),
    "done.freed": Said(
        "La garde est libre, et paraît parmi les trous.", "The shift is free, and shows among the gaps."
    ),
    "done.offered": Said(
        "La garde est offerte; elle reste la vôtre.", "The shift is offered; it stays yours."
    ),
    "done.slot_kept": Said("Vous gardez cette garde.", "You keep this shift."),
    "done.taken": Said("Cette garde est à vous.", "This shift is yours."),
    "done.week": Said("La garde se répète chaque semaine.", "The shift repeats each week."),
    "done.week_ended": Said("Elle ne se répète plus.", "It repeats no more."),
    "phones.title": Said("Téléphones de garde", "Duty phones"),
    "phones.none": Said("Aucun téléphone ne reçoit de texto.", "No phone receives texts."),
    "phones.rule": Said(
        "Un numéro de garde, jamais celui d'une personne.", "A duty number, never a person's."
    ),
    "phones.write": Said("Écrire un téléphone", "Write a phone"),
    "phones.rung.first": Said("{house}, première garde", "{house}, first on call"),
    "phones.rung.second": Said("{house}, deuxième garde", "{house}, second on call"),
    "phones.rung.duty": Said("{house}, toute la garde", "{house}, the whole duty"),
    "phones.stopped": Said("{phone}, arrêté par texto", "{phone}, stopped by text"),
    "phones.house": Said("Maison", "House"),
    "phones.rung": Said("Pour qui", "For whom"),
    "phones.first": Said("première garde", "first on call"),
    "phones.second": Said("deuxième garde", "second on call"),
    "phones.duty": Said("toute la garde", "the whole duty"),
    "phones.number": Said("Numéro", "Number"),
    "phones.number.hint": Said(
        "Par exemple 514 555-0142. Vide : plus aucun texto. Il ne sera plus jamais montré.",
        "Such as 514 555-0142. Empty: no more texts. It is never shown again.",
    ),
    "phones.number.wrong": Said(
        "Un numéro complet, par exemple 514 555-0142", "A whole number, such as 514 555-0142"
    ),
    "phones.language": Said("Langue des textos", "Language of the texts"),
    "phones.about": Said("Les textos de la garde vont à ce téléphone", "Texts for the duty go to this phone"),
    "phones.about.none": Said("La garde ne reçoit plus de texto", "The duty receives no more texts"),
    "done.phone": Said("Le téléphone est écrit.", "The phone is written."),
}
