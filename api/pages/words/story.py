"""The words of the demo's guided story, which exists nowhere else."""

from service.refusals import Said

TOLD = (
    (
        Said("L'accueil compte", "The desk counts"),
        Said(
            "Maison S4, un soir. Touchez « Inchangé », ou changez le nombre de lits vides.",
            "Shelter S4, one evening. Touch “Unchanged”, or change the number of empty beds.",
        ),
    ),
    (
        Said("La police réserve, sans dire pour quoi", "Police reserve, without saying what for"),
        Said(
            "Demain matin : 8 hommes, 2 femmes, en hongrois, de 5 h à 11 h. Elle ne voit que des nombres.",
            "Tomorrow morning: 8 men, 2 women, in Hungarian, 05:00 to 11:00. They see numbers only.",
        ),
    ),
    (
        Said("Une maison lit et accepte", "A shelter reads and accepts"),
        Said(
            "À l'hôtel S8, la demande est en haut : combien, quand, qui rappeler. Rien d'autre.",
            "At hotel S8 the request is on top: how many, when, whom to call. Nothing else.",
        ),
    ),
    (
        Said("La région lève une règle", "The region lifts a rule"),
        Said(
            "Les étages séparés suffisent : une raison écrite, et la règle tient pour les autres.",
            "Separate floors are enough: a written reason, and the rule holds for the others.",
        ),
    ),
    (
        Said("Le pivot accueille", "The pivot receives"),
        Said(
            "La clinique accepte le relais, ouvre un dossier sans nom, note chaque arrivée.",
            "The clinic takes over, opens a case without a name, notes each arrival.",
        ),
    ),
    (
        Said("Le pivot demande l'argent", "The pivot asks for money"),
        Said(
            "Dans un dossier : nuits d'hôtel, cartes d'appel, vêtements. Les petites sommes partent seules.",
            "In a case: hotel nights, calling cards, clothing. Small sums leave by themselves.",
        ),
    ),
    (
        Said("Le fonds décide à deux", "Two of the fund decide"),
        Said(
            "Au-dessus de 300 $, une personne signe, une autre aussi. La cible est l'heure en haut.",
            "Above $300 one person signs, and another too. The target is the time on top.",
        ),
    ),
    (
        Said("Une femme part vers une autre province", "A woman leaves for another province"),
        Said(
            "En Alberta : un dossier, des lieux à éviter, trois options montrées; elle choisit.",
            "In Alberta: a case, places to avoid, three options shown; she chooses.",
        ),
    ),
    (
        Said("Une maison sonne l'alerte", "A shelter raises an alert"),
        Said(
            "Quelqu'un la cherche. La coordination alerte; les pivots préparent la suite, sans un mot de trop.",
            "Somebody asks about her. The coordinator alerts; the pivots prepare the next move.",
        ),
    ),
    (
        Said("L'audit vérifie", "The auditor verifies"),
        Said(
            "Le registre est-il intact? Qui a décidé, quand, par quelles règles : jamais de qui il s'agit.",
            "Is the record whole? Who decided, when, by which rules: never about whom.",
        ),
    ),
)

WORDS: dict[str, Said] = {
    "story.title": Said("L'histoire en dix pas", "The story in ten steps"),
    "story.about": Said(
        "Deux scénarios, dix tours. Chaque pas ouvre la bonne page, au bon nom.",
        "Two scenarios, ten turns. Each step opens the right page, as the right person.",
    ),
    "story.now": Said("Pas {step} de {steps}", "Step {step} of {steps}"),
    "story.over": Said(
        "Les dix pas sont faits. Reprenez où vous voulez.", "All ten steps are done. Go back anywhere."
    ),
    "story.go": Said("Continuer : {who}", "Continue as {who}"),
    "story.go.short": Said("Ouvrir", "Open"),
    "story.go.of": Said("Ouvrir le pas {step} : {what}", "Open step {step}: {what}"),
    "story.all": Said("Tous les pas", "All steps"),
    "story.strip": Said("Démo · {who}", "Demo · {who}"),
    "story.strip.next": Said("Suite, {step} de {steps}", "Next, {step} of {steps}"),
    "story.people": Said("Ou choisissez une personne", "Or choose a person"),
    **{f"story.{number}": title for number, (title, _) in enumerate(TOLD, 1)},
    **{f"story.{number}.text": text for number, (_, text) in enumerate(TOLD, 1)},
}
