"""The words of a network's administrator."""

from service.refusals import Said

FIRST_RUN: dict[str, Said] = {
    "setup.title": Said("Préparez votre réseau : {done} de 6", "Set up your network: {done} of 6 done"),
    "setup.organisations": Said("Organismes", "Organisations"),
    "setup.members": Said("Membres", "Members"),
    "setup.beds": Said("Maisons et lits", "Shelters and beds"),
    "setup.agreements": Said("Ententes", "Agreements"),
    "setup.envelopes": Said("Enveloppes", "Envelopes"),
    "setup.policy": Said("Règles du fonds", "Policy"),
    "setup.done": Said("Fait", "Done"),
    "setup.begun": Said("Commencé", "Begun"),
    "setup.open": Said("Pas commencé", "Not started"),
    "setup.members.invited": Said("Invitations en cours : {count}", "Invitations under way: {count}"),
    "setup.policy.two": Said("Demande 2 personnes", "Needs 2 people"),
    "setup.organisations.hint": Said(
        "Il faut une maison, un organisme pivot et un fonds.",
        "It takes a shelter, a pivot organisation and a fund.",
    ),
    "setup.beds.hint": Said("d'un fichier ou à la main", "from a file or by hand"),
    "setup.keeps": Said(
        "Arrêtez quand vous voulez; cette page garde votre place.",
        "Stop whenever you like; this page keeps your place.",
    ),
    "setup.next.organisations": Said("Ajouter un organisme", "Add an organisation"),
    "setup.next.members": Said("Inviter une personne", "Invite somebody"),
    "setup.next.beds": Said("Voir qui commence les lits", "See who begins the beds"),
    "setup.next.agreements": Said("Voir qui commence les ententes", "See who begins the agreements"),
    "setup.next.envelopes": Said("Voir qui ouvre les enveloppes", "See who opens the envelopes"),
    "setup.next.policy": Said("Voir qui écrit les règles", "See who writes the policy"),
    "setup.look": Said("Regarder avec des données inventées", "Look around with invented data"),
    "setup.look.how": Said(
        "Sur un ordinateur : {command}. Un réseau inventé s'ouvre à côté; rien d'ici n'y entre.",
        "On a computer: {command}. An invented network opens beside; nothing of yours enters it.",
    ),
    "setup.alone": Said(
        "Vous êtes seul à administrer ce réseau. Chaque changement demande une autre personne.",
        "You administer this network alone. Each change needs another person.",
    ),
    "setup.alone.do": Said(
        "Son code vient de {command}, bon 72 heures. Échu? Invitez de nouveau.",
        "Their code comes from {command}, good for 72 hours. Over? Invite again.",
    ),
    "setup.alone.invite": Said("Inviter une deuxième personne", "Invite a second person"),
}

HOME: dict[str, Said] = {
    "netadmin.none": Said(
        "Votre organisme n'est dans aucun réseau. Créez-en un.",
        "Your organisation is in no network. Create one.",
    ),
    "netadmin.to_sign": Said("À signer : {count}", "To sign: {count}"),
    "netadmin.read_sign": Said("Lire et signer", "Read and sign"),
    "netadmin.until": Said("D'ici le {day}", "By {day}"),
    "netadmin.mine": Said("En attente d'une autre personne : {count}", "Waiting for another person: {count}"),
    "netadmin.mine.see": Said("Voir ou retirer", "See or withdraw"),
    "netadmin.ends": Said("Finit d'ici 30 jours", "Ends within 30 days"),
    "netadmin.accesses_end_soon": Said(
        "{organisation} · accès : {count}", "{organisation} · accesses: {count}"
    ),
    "netadmin.accreditation_ends_soon": Said("{organisation} · agrément", "{organisation} · accreditation"),
    "netadmin.lacking": Said("À qui il manque quelqu'un ou un numéro", "Who lacks somebody or a number"),
    "netadmin.more": Said("Voir les autres : {count}", "See the others: {count}"),
    "netadmin.clear": Said(
        "Rien à faire. Ce qui attend une signature vient ici.",
        "Nothing to do. What awaits a signature comes here.",
    ),
    "netadmin.police": Said(
        "Services de police : {services}. Réseaux qui les admettent, pour réserver : {networks}.",
        "Police services: {services}. Networks that admit them, to reserve: {networks}.",
    ),
    "netadmin.invite": Said("Inviter une personne", "Invite somebody"),
    "netadmin.add": Said("Ajouter un organisme", "Add an organisation"),
    "netadmin.organisations": Said("Organismes", "Organisations"),
    "netadmin.networks": Said("Réseaux et police", "Networks and police"),
    "lacks.people": Said("personne n'y est encore", "nobody there yet"),
    "lacks.keeper": Said("pas de coordination", "no coordinator"),
    "lacks.number": Said("pas de numéro de garde", "no duty number"),
    "lacks.roster": Said("pas d'horaire de garde", "no roster"),
    "lacks.nothing": Said("rien ne manque", "nothing is missing"),
}

ORGANISATION: dict[str, Said] = {
    "organisations.title": Said("Organismes", "Organisations"),
    "organisations.none": Said(
        "Aucun organisme encore. Ajoutez d'abord une maison, un pivot, un fonds.",
        "No organisation yet. Add a shelter, a pivot and a fund first.",
    ),
    "organisations.people": Said("membres : {count}", "members: {count}"),
    "organisation.title": Said("Organisme", "Organisation"),
    "organisation.lacks": Said("Il manque", "Missing"),
    "organisation.lacks.who": Said(
        "Sa coordination inscrit le numéro et l'horaire de garde, de son accueil.",
        "Its coordinator writes the duty number and the roster, from their first page.",
    ),
    "organisation.members": Said("Qui y est", "Who is there"),
    "organisation.nobody": Said("Personne encore. Invitez quelqu'un.", "Nobody yet. Invite somebody."),
    "organisation.invited": Said("Invitations en cours", "Invitations under way"),
    "organisation.accredited": Said("Agrément jusqu'au {day}", "Accredited until {day}"),
    "organisation.accredited.always": Said("Agrément sans fin", "Accredited without an end"),
    "organisation.invite": Said("Inviter une personne ici", "Invite somebody here"),
    "organisation.accreditation": Said("Changer l'agrément", "Change the accreditation"),
    "accreditation.title": Said("Changer l'agrément", "Change the accreditation"),
    "accreditation.until": Said("Premier jour sans agrément", "First day without accreditation"),
    "accreditation.hint": Said(
        "Année-mois-jour. Vide : sans fin. Ce jour-là, ses accès se ferment.",
        "Year-month-day. Empty: without an end. On that day its accesses close.",
    ),
    "access.title": Said("Prolonger un accès", "Make an access longer"),
    "access.now": Said("Finit le {day}", "Ends {day}"),
    "access.ends": Said("Nouvelle fin", "New end"),
    "access.hint": Said("Année-mois-jour; 24 mois au plus.", "Year-month-day; 24 months at most."),
    "access.hint.police": Said("Année-mois-jour; 12 mois au plus.", "Year-month-day; 12 months at most."),
    "access.same": Said("Les rôles restent les mêmes.", "The roles stay the same."),
    "access.do": Said("Proposer cette fin", "Propose this end"),
    "access.about": Said("Prolonger l'accès de {email}", "Make the access of {email} longer"),
    "members.longer": Said("Prolonger", "Make longer"),
    "members.longer.of": Said("Prolonger l'accès de {email}", "Make the access of {email} longer"),
    "members.soon": Said("finit d'ici 30 jours", "ends within 30 days"),
}

NETWORKS: dict[str, Said] = {
    "networks.title": Said("Réseaux", "Networks"),
    "networks.police.none": Said("Aucune police dans ce réseau.", "No police in this network."),
    "networks.police.hold_only": Said(
        "La police réserve; elle ne voit que des nombres.", "Police reserve; they see numbers only."
    ),
    "networks.budget": Said(
        "Maisons derrière un chiffre, au moins : {sites}. Questions par jour, au plus : {questions}.",
        "Shelters behind a figure, at least: {sites}. Questions a day, at most: {questions}.",
    ),
    "networks.members": Said("Organismes de ce réseau : {count}", "Organisations of this network: {count}"),
    "networks.leave": Said("Faire sortir", "Let leave"),
    "networks.leave.of": Said("Faire sortir {organisation}", "Let {organisation} leave"),
    "networks.leave.rule": Said(
        "Ce qui est retenu, demandé ou promis le reste.", "What is held, asked or promised stays so."
    ),
    "networks.new": Said("Créer un réseau", "Create a network"),
    "networks.key": Said("Renouveler une clé racine", "Renew a root key"),
    "change.organisation": Said("Ajouter un organisme", "Add an organisation"),
    "change.joining": Said("Faire entrer un organisme", "Let an organisation enter"),
    "change.police": Said("Changer la place de la police", "Change the place of police"),
    "change.budget": Said("Changer ce que la police peut demander", "Change what police may ask"),
    "change.word": Said("Choisir un mot", "Choose a word"),
    "change.network": Said("Créer un réseau", "Create a network"),
    "change.key": Said("Renouveler une clé racine", "Renew a root key"),
    "change.organisation.about": Said("Ajouter un organisme · {network}", "Add an organisation · {network}"),
    "change.joining.about": Said(
        "Faire entrer un organisme · {network}", "Let an organisation enter · {network}"
    ),
    "change.police.about": Said("La place de la police · {network}", "The place of police · {network}"),
    "change.budget.about": Said(
        "Ce que la police peut demander · {network}", "What police may ask · {network}"
    ),
    "change.word.about": Said("Un mot du réseau · {network}", "A word of the network · {network}"),
    "change.network.about": Said("Créer un réseau", "Create a network"),
    "change.key.about": Said("Renouveler une clé racine", "Renew a root key"),
    "change.leave.about": Said(
        "Faire sortir {organisation} · {network}", "Let {organisation} leave · {network}"
    ),
    "change.do": Said("Proposer", "Propose"),
    "change.two": Said(
        "En vigueur quand une autre personne a signé, d'ici 7 jours.",
        "In force once another person has signed, within 7 days.",
    ),
    "change.name": Said("Nom", "Name"),
    "change.name.hint": Said("Comme ses partenaires le connaissent.", "As its partners know it."),
    "change.kind": Said("Genre", "Kind"),
    "change.regions": Said("Régions", "Regions"),
    "change.regions.more": Said("Régions des États-Unis", "Regions of the United States"),
    "change.language": Said("Langue", "Language"),
    "change.accredited": Said("Premier jour sans agrément", "First day without accreditation"),
    "change.accredited.hint": Said(
        "Année-mois-jour. Vide : sans fin.", "Year-month-day. Empty: without an end."
    ),
    "change.joining.which": Said(
        "Organisme d'un autre de vos réseaux", "Organisation of another of your networks"
    ),
    "change.wrong.name": Said("Écrivez un nom.", "Write a name."),
    "change.wrong.kind": Said("Choisissez un genre.", "Choose a kind."),
    "change.wrong.structure": Said("Choisissez une structure.", "Choose a structure."),
    "change.wrong.root": Said("Choisissez une clé.", "Choose a key."),
    "change.wrong.police_members": Said("Choisissez la place de la police.", "Choose the place of police."),
    "change.wrong.accredited_until": Said(
        "Écrivez une date comme 2027-11-03.", "Write a date like 2027-11-03."
    ),
    "change.wrong.ends_on": Said("Écrivez une date comme 2027-11-03.", "Write a date like 2027-11-03."),
    "change.wrong.minimum_sites": Said("Écrivez un nombre de 1 à 20.", "Write a number from 1 to 20."),
    "change.wrong.questions_a_day": Said("Écrivez un nombre de 1 à 200.", "Write a number from 1 to 200."),
    "change.wrong.fr": Said("Écrivez 60 signes au plus.", "Write 60 signs at most."),
    "change.wrong.en": Said("Écrivez 60 signes au plus.", "Write 60 signs at most."),
    "change.joining.who": Said(
        "Une personne de cet organisme signe : elle y consent.",
        "A person of that organisation signs: they agree to it.",
    ),
    "change.joining.none": Said(
        "Tous vos organismes sont déjà dans ce réseau.", "All your organisations are in this network already."
    ),
    "change.police.none": Said("Aucune police", "No police"),
    "change.police.hold_only": Said("La police réserve seulement", "Police reserve only"),
    "change.police.none.hint": Said("Aucun service ne peut entrer.", "No service can enter."),
    "change.police.hold_only.hint": Said(
        "Des nombres; aucun nom de maison hors ententes.", "Numbers; no shelter's name but by agreement."
    ),
    "change.sites": Said(
        "Maisons derrière chaque chiffre, au moins", "Shelters behind each figure, at least"
    ),
    "change.sites.hint": Said(
        "De 1 à 20. Plus il y en a, moins un chiffre dit.", "From 1 to 20. The more, the less a figure tells."
    ),
    "change.questions": Said(
        "Questions d'une personne par jour, au plus", "Questions of one person a day, at most"
    ),
    "change.questions.hint": Said("De 1 à 200.", "From 1 to 200."),
    "change.term": Said("Pour dire", "To say"),
    "change.fr": Said("En français", "In French"),
    "change.en": Said("En anglais", "In English"),
    "change.word.hint": Said(
        "60 signes. Les deux vides : le mot neutre revient.",
        "60 signs. Both empty: the neutral word comes back.",
    ),
    "change.structure": Said("Structure", "Structure"),
    "change.structure.open": Said(
        "Chaque organisme décide pour soi.", "Each organisation decides for itself."
    ),
    "change.structure.steered": Said("Un comité oriente.", "A committee steers."),
    "change.structure.community_only": Said(
        "Du milieu communautaire; jamais de police.", "Of the community sector; never police."
    ),
    "change.structure.lead_organisation": Said(
        "Un organisme porte le réseau.", "One organisation carries the network."
    ),
    "change.root": Said("Quelle clé", "Which key"),
    "change.root.hint": Said(
        "Signé, c'est fait par qui exploite le serveur; rien ne s'arrête.",
        "Once signed, whoever runs the server carries it out; nothing stops.",
    ),
    "change.root.care": Said("Soins : dossiers, adresses, numéros", "Care: cases, addresses, numbers"),
    "change.root.financial": Said("Finances : décisions et registre", "Financial: decisions and record"),
}

BEGINNING: dict[str, Said] = {
    "beginning.title": Said("Qui commence quoi", "Who begins what"),
    "beginning.lead": Said(
        "Vous ne voyez ni lit, ni dossier, ni argent. Ces pas sont à d'autres; ils n'attendent que vos invitations.",
        "You see no bed, no case, no money. These steps are others'; they wait only for your invitations.",
    ),
    "beginning.beds.file": Said(
        "D'un fichier : qui exploite le serveur lance {command}. Il nomme les lignes fautives.",
        "From a file: whoever runs the server starts {command}. It names bad rows.",
    ),
    "beginning.beds.hand": Said(
        "À la main : la coordination de chaque maison, de son accueil, en moins de 15 minutes.",
        "By hand: each shelter's coordinator, from their first page, in under 15 minutes.",
    ),
    "beginning.beds.none": Said("Ajoutez d'abord une maison.", "Add a shelter first."),
    "beginning.agreements": Said(
        "La coordination d'une maison propose; le service de police accepte. Cinq champs.",
        "A shelter's coordinator proposes; the police service accepts. Five fields.",
    ),
    "beginning.agreements.none": Said(
        "Aucun service de police dans vos réseaux : ce pas n'est pas nécessaire.",
        "No police service in your networks: this step is not needed.",
    ),
    "beginning.envelopes": Said(
        "L'administration du fonds ouvre l'enveloppe avec sa première contribution.",
        "The fund's administrator opens the envelope with its first contribution.",
    ),
    "beginning.policy": Said(
        "Une personne du fonds propose les règles, une autre les signe.",
        "One person of the fund proposes the rules, another signs them.",
    ),
    "beginning.funds.none": Said("Ajoutez d'abord un fonds.", "Add a fund first."),
    "beginning.house.open": Said("pas encore", "not yet"),
    "beginning.fund.one": Said("attend une deuxième signature", "awaits a second signature"),
}

WORDS: dict[str, Said] = {**FIRST_RUN, **HOME, **ORGANISATION, **NETWORKS, **BEGINNING}
