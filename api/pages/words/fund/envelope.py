"""Envelopes: what each holds, and the money that goes in, on, or over."""

from service.refusals import Said

WORDS = {
    "fund.check.title": Said("Relire avant de confirmer", "Read before you confirm"),
    "fund.check.back": Said("Retour, rien n'est fait", "Back, nothing is done"),
    "fund.envelopes.now": Said("En cours", "Running"),
    "fund.envelopes.other": Said("À venir ou terminées", "To come or ended"),
    "fund.envelopes.first": Said(
        "Aucune enveloppe. La première reçoit l'argent d'un bailleur.",
        "No envelope. The first one takes a funder's money.",
    ),
    "fund.envelope.title": Said("Enveloppe", "Envelope"),
    "fund.envelope.free": Said("libres maintenant", "free now"),
    "fund.envelope.received": Said("Reçu", "Received"),
    "fund.envelope.promised": Said("Promis", "Promised"),
    "fund.envelope.lapsed": Said("dont {sum} dont le délai est passé", "of which {sum} past its time"),
    "fund.envelope.spent": Said("Dépensé", "Spent"),
    "fund.envelope.funder": Said("Bailleur", "Funder"),
    "fund.envelope.funder.hint": Said("Son nom, toujours écrit pareil.", "Its name, always written alike."),
    "fund.envelope.kind": Said("Genre de bailleur", "Kind of funder"),
    "fund.funder.public": Said("public", "public"),
    "fund.funder.public.hint": Said(
        "Lit le relevé par mois et par besoin.", "Reads the statement by month and need."
    ),
    "fund.funder.private": Said("privé", "private"),
    "fund.funder.private.hint": Said("Lit des totaux par mois seulement.", "Reads monthly totals only."),
    "fund.envelope.period": Said("Période", "Period"),
    "fund.envelope.days": Said("du {first} au {last}", "{first} to {last}"),
    "fund.envelope.where": Said("Régions", "Regions"),
    "fund.envelope.everywhere": Said("partout", "everywhere"),
    "fund.envelope.for": Said("Besoins", "Needs"),
    "fund.envelope.everything": Said("tous", "all"),
    "fund.envelope.statement": Said("Relevé", "Statement"),
    "fund.envelope.contribute": Said("Ajouter une contribution", "Add a contribution"),
    "fund.envelope.sum": Said("Montant", "Amount"),
    "fund.envelope.sum.hint": Said("Ce que le bailleur a versé.", "What the funder has paid in."),
    "fund.envelope.cover": Said("Couvrir le dépassement", "Cover the overrun"),
    "fund.envelope.cover.why": Said(
        "{sum} sont partis de plus que prévu. Tant que ce n'est pas couvert, rien de nouveau n'est promis.",
        "{sum} left above what was promised. Until it is covered nothing new is promised.",
    ),
    "fund.envelope.cover.go": Said("Couvrir {sum}", "Cover {sum}"),
    "fund.envelope.carry": Said("Reporter le reste", "Carry the rest over"),
    "fund.envelope.into": Said("Vers", "Into"),
    "fund.envelope.carry.go": Said("Reporter {sum}", "Carry over {sum}"),
    "fund.envelope.carry.none": Said(
        "Aucune enveloppe en cours de ce bailleur. Ouvrez la suivante d'abord.",
        "No running envelope of this funder. Open the next one first.",
    ),
    "fund.envelope.code": Said("Code", "Code"),
    "fund.envelope.code.hint": Said("Court, en majuscules : F4.", "Short, in capitals: F4."),
    "fund.envelope.name": Said("Nom", "Name"),
    "fund.envelope.first": Said("Premier jour", "First day"),
    "fund.envelope.last": Said("Dernier jour", "Last day"),
    "fund.envelope.low": Said("Prévenir sous", "Warn below"),
    "fund.envelope.only": Said(
        "Seulement certaines régions ou certains besoins", "Only some regions or needs"
    ),
    "fund.about.contribute": Said("{sum} entrent dans {code}.", "{sum} goes into {code}."),
    "fund.about.cover": Said(
        "{sum} de {code} couvrent son dépassement.", "{sum} of {code} covers its overrun."
    ),
    "fund.about.carry": Said("{sum} passent de {code} à {into}.", "{sum} goes from {code} into {into}."),
    "fund.about.open": Said(
        "{code} s'ouvre avec {sum} de {funder}.", "{code} opens with {sum} from {funder}."
    ),
    "done.fund_contribute": Said("Contribution inscrite.", "Contribution recorded."),
    "done.fund_cover": Said("Dépassement couvert.", "Overrun covered."),
    "done.fund_carry": Said("Reste reporté.", "The rest is carried over."),
    "done.fund_opened": Said("Enveloppe ouverte.", "Envelope opened."),
}
