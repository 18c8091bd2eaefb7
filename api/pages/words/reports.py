"""The words of reports and statements: printed in both languages, one after the other."""

from service.refusals import Said

WORDS = {
    "reports.title": Said("Rapports", "Reports"),
    "reports.none": Said("Aucun rapport n'est pour votre rôle.", "No report is for your role."),
    "reports.annual": Said("Rapport annuel", "Annual report"),
    "reports.year": Said("Année", "Year"),
    "reports.region": Said("Région", "Region"),
    "reports.country": Said("Tout le pays", "The whole country"),
    "reports.show": Said("Afficher", "Show"),
    "reports.of": Said("{where}, {year}", "{where}, {year}"),
    "reports.table": Said("Tableau (CSV)", "Table (CSV)"),
    "reports.figures": Said("Voir les chiffres", "See the figures"),
    "reports.not_yet": Said(
        "Rien n'est publié pour cette année. Un rapport paraît quatre jours après la fin de l'année.",
        "Nothing is published for this year. A report appears four days after the year ends.",
    ),
    "reports.published": Said(
        "Publié le {on_fr}; cahier de codes {version}. Ces chiffres ne changent plus.",
        "Published on {on_en}; code book {version}. These figures do not change any more.",
    ),
    "reports.small": Said(
        "« <5 » : de une à quatre personnes. « retenu » : ce chiffre en donnerait un petit.",
        "“<5”: one to four people. “withheld”: this figure would give a small one.",
    ),
    "reports.withheld": Said("retenu", "withheld"),
    "reports.arrivals": Said("Personnes qui ont eu un lit : {count}", "People who had a bed: {count}"),
    "reports.opened": Said("Dossiers ouverts : {count}", "Cases opened: {count}"),
    "reports.within_72h": Said(
        "Lit et premier besoin payé en 72 heures : {count}",
        "Bed and first need paid within 72 hours: {count}",
    ),
    "reports.to_bed": Said("Temps médian jusqu'au lit : {time}", "Median time to a bed: {time}"),
    "reports.nights": Said(
        "Nuits retenues par entente : {held}, dont {unused} non utilisées",
        "Nights held under agreements: {held}, of which {unused} unused",
    ),
    "reports.unmet": Said("Besoins sans place : {count}", "Needs without a place: {count}"),
    "reports.unmet.most": Said(
        "{reason} est la première raison ({count}).", "{reason} is the first reason ({count})."
    ),
    "reports.unmet.none": Said("Chaque recherche a trouvé une place.", "Every search found a place."),
    "reports.unmet.few": Said(
        "Aucune raison n'a assez de cas pour être dite.", "No reason has enough cases to be told."
    ),
    "reports.money": Said("Argent du fonds", "The fund's money"),
    "reports.money.spent": Said(
        "{paid} payés; {returned} revenus; {spent} dépensés en tout.",
        "{paid} paid; {returned} came back; {spent} spent in all.",
    ),
    "reports.money.none": Said("Trop peu de lignes pour dire une somme.", "Too few lines to tell a sum."),
    "reports.times": Said("De la demande à la décision", "From request to decision"),
    "reports.times.sentence": Said(
        "Le temps médian par urgence, et les lignes décidées à temps.",
        "The median time by urgency, and lines decided in time.",
    ),
    "reports.column.code": Said("Code", "Code"),
    "reports.column.count": Said("Nombre", "Count"),
    "reports.column.median": Said("Médiane", "Median"),
    "reports.column.in_time": Said("À temps", "In time"),
    "reports.column.lines": Said("Lignes", "Lines"),
    "reports.people": Said("Qui", "Who"),
    "reports.funded": Said("Ce qui a été financé", "What has been funded"),
    "reports.funded.balance": Said("Reste {cents}", "{cents} left"),
    "reports.funded.private": Said("Don privé : totaux seulement", "Private gift: totals only"),
    "reports.statement": Said("Relevé", "Statement"),
    "statement.title": Said("Relevé de l'enveloppe {code}", "Statement of envelope {code}"),
    "statement.of": Said(
        "{since_fr} à {until_fr}, tel qu'au {as_of_fr}", "{since_en} to {until_en}, as of {as_of_en}"
    ),
    "statement.sentence": Said(
        "De {opening} à {closing}; {promised} promis et pas encore payés.",
        "From {opening} to {closing}; {promised} promised and not yet paid.",
    ),
    "statement.overrun": Said("Dépassement à couvrir : {cents}", "Overrun to cover: {cents}"),
    "statement.by_month": Said("Par mois", "By month"),
    "statement.by_category": Said("Par catégorie", "By category"),
    "statement.by_category.sentence": Said(
        "Ce qui a été payé, par catégorie.", "What was paid, by category."
    ),
    "statement.month": Said("Mois", "Month"),
    "statement.category": Said("Catégorie", "Category"),
    "statement.opening": Said("Solde d'ouverture", "Opening balance"),
    "statement.closing": Said("Solde de clôture", "Closing balance"),
    "statement.total": Said("Total", "Total"),
    "statement.received": Said("Reçu", "Received"),
    "statement.carried": Said("Reporté", "Carried over"),
    "statement.promised": Said("Promis", "Promised"),
    "statement.paid": Said("Payé", "Paid"),
    "statement.returned": Said("Revenu", "Returned"),
    "statement.corrected": Said("Corrigé", "Corrected"),
    "statement.overrun.column": Said("Dépassé", "Overrun"),
    "statement.covered": Said("Couvert", "Covered"),
    "statement.balance": Said("Solde", "Balance"),
    "statement.donor": Said(
        "Totaux de chaque mois fini. Un mois avec moins de cinq lignes est dit avec le suivant.",
        "Totals of each month that is over. A month with fewer than five lines is told with the next.",
    ),
    "statement.later": Said("Dit plus tard : {months}", "Told later: {months}"),
    "statement.spent": Said("Dépensé", "Spent"),
    "statement.nothing_spent": Said("Rien n'a encore été dépensé.", "Nothing has been spent yet."),
}
