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
            "8 hommes et 2 femmes, étiquettes A, B et C, demain de 5 h à 11 h, Hamilton puis Toronto. "
            "Elle ne voit que des nombres. Demandez la dérogation, nommez la clinique comme pivot.",
            "8 men and 2 women, labels A, B and C, tomorrow 05:00 to 11:00, Hamilton then Toronto. "
            "They see numbers only. Ask for the override, name the clinic as pivot.",
        ),
    ),
    (
        Said("La région lève une règle", "The region lifts a rule"),
        Said(
            "Étages séparés, heures séparées : deux chambres d'hôtel de plus, avec la raison. "
            "La règle tient pour les autres.",
            "Separate floors, separate times: two more hotel rooms, with the reason. "
            "The rule holds for the others.",
        ),
    ),
    (
        Said("L'hôtel lit et accepte", "The hotel reads and accepts"),
        Said(
            "La cinquième chambre est demandée : combien, quand, qui rappeler. Rien d'autre.",
            "The fifth room is asked for: how many, when, whom to call. Nothing else.",
        ),
    ),
    (
        Said("Le pivot accepte le relais", "The pivot takes over"),
        Said(
            "La clinique accepte, et ouvre un dossier sans nom. Demain, dès 5 h, elle notera chaque arrivée.",
            "The clinic accepts, and opens a case without a name. Tomorrow from 05:00 it notes each arrival.",
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
            "Au-dessus de 300 $, une personne signe, puis une autre : revenez ici et choisissez la personne 2.",
            "Above $300 one person signs, then another: come back here and choose person 2.",
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
        Said("Une maison peut sonner l'alerte", "A shelter can raise an alert"),
        Said(
            "Quelqu'un cherche une personne qui est là : depuis les séjours, alerter. Les pivots préparent la suite.",
            "Somebody asks about a person who is there: from the stays, alert. The pivots prepare the next move.",
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
        "Deux scénarios, dix tours. Faites chaque pas, pour que le suivant ait de quoi montrer.",
        "Two scenarios, ten turns. Do each step, so that the next has something to show.",
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
    "story.strip.next": Said("Pas\u00a0{step} de\u00a0{steps}", "Step\u00a0{step} of\u00a0{steps}"),
    "story.people": Said("Ou choisissez une personne", "Or choose a person"),
    **{f"story.{number}": title for number, (title, _) in enumerate(TOLD, 1)},
    **{f"story.{number}.text": text for number, (_, text) in enumerate(TOLD, 1)},
}
