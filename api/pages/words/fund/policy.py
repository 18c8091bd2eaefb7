"""The policy: versions, what differs, what would have changed, and two signatures."""

from service.refusals import Said

WORDS = {
    "fund.policy.version.of": Said("Version {version}", "Version {version}"),
    "fund.policy.in_force": Said("en vigueur depuis le {day}", "in force since {day}"),
    "fund.policy.waits": Said(
        "attend une deuxième signature, d'ici le {day}", "waits for a second signature, by {day}"
    ),
    "fund.policy.lapsed": Said("jamais signée par une deuxième personne", "never signed by a second person"),
    "fund.policy.later": Said("signée, en vigueur le {day}", "signed, in force on {day}"),
    "fund.policy.past": Said("remplacée", "replaced"),
    "fund.policy.mine": Said("proposée par vous", "proposed by you"),
    "fund.policy.mine.rule": Said(
        "Vous l'avez proposée : une autre personne la signe.", "You proposed it: another person signs it."
    ),
    "fund.policy.none": Said(
        "Aucune version. Sans politique signée par deux personnes, rien ne s'approuve.",
        "No version. Without a policy that two people signed nothing is approved.",
    ),
    "fund.policy.new": Said("Proposer une version", "Propose a version"),
    "fund.policy.against": Said(
        "Ce qui change depuis la version {version}", "What changes from version {version}"
    ),
    "fund.policy.whole": Said("Ce qu'elle dit", "What it says"),
    "fund.policy.rest": Said("Le reste : {count}", "The rest: {count}"),
    "fund.policy.same": Said("Rien ne change.", "Nothing changes."),
    "fund.policy.sign": Said("Signer cette version", "Sign this version"),
    "fund.policy.simulate": Said("Simuler", "Simulate"),
    "fund.policy.faults": Said("Points à corriger : {count}", "Points to correct: {count}"),
    "fund.policy.holds": Said(
        "La version {version} tient. Ce qui change :", "Version {version} holds. What changes:"
    ),
    "fund.policy.propose": Said("Proposer cette version", "Propose this version"),
    "fund.policy.two": Said(
        "Votre signature est la première; une autre personne donne la deuxième d'ici 7 jours.",
        "Your signature is the first; another person gives the second within 7 days.",
    ),
    "fund.policy.document": Said("Le document", "The document"),
    "fund.policy.document.hint": Said(
        "JSON ou TOML. Montants en cents. Elle part de la version en vigueur.",
        "JSON or TOML. Amounts in cents. It begins as the version in force.",
    ),
    "fund.policy.file": Said("Ou un fichier", "Or a file"),
    "fund.policy.check": Said("Vérifier et simuler", "Check and simulate"),
    "fund.simulated": Said(
        "Aurait changé {changed} demandes sur {requests}.",
        "Would have changed {changed} of {requests} requests.",
    ),
    "fund.simulated.same": Said(
        "N'aurait rien changé aux {requests} demandes passées.",
        "Would have changed none of {requests} past requests.",
    ),
    "fund.simulated.none": Said("Aucune demande passée à rejouer.", "No past request to ask again."),
    "fund.simulated.lines": Said("lignes : {lines}", "lines: {lines}"),
    "fund.simulated.categories": Said("Par besoin", "By need"),
    "fund.simulated.how": Said(
        "Les demandes passées du fonds, posées de nouveau. Rien n'est changé.",
        "The fund's past requests, asked again. Nothing is changed.",
    ),
    "fund.group.none": Said("aucun", "none"),
    "fund.group.gone": Said("retiré", "taken out"),
    "fund.group.bands": Said("Tranche", "Band"),
    "fund.group.self_issue": Said("Émission d'urgence", "Emergency issue"),
    "fund.group.automatic": Said("Par la règle seule, en 24 h", "By rule alone, in 24 h"),
    "fund.group.reviews": Said("Relectures", "Looks"),
    "fund.group.limits": Said("Limites", "Limits"),
    "fund.group.deadlines": Said("Délais", "Deadlines"),
    "fund.group.series": Said("Séries de voyages", "Series of journeys"),
    "fund.group.refer": Said("Orientation", "Referral"),
    "fund.about.policy.sign": Said(
        "Vous allez signer en second la version {version}, en vigueur le {day}.",
        "You are about to sign second version {version}, in force on {day}.",
    ),
    "fund.about.policy.propose": Said(
        "Vous allez proposer la version {version}, en vigueur le {day}.",
        "You are about to propose version {version}, in force on {day}.",
    ),
    "done.fund_policy_signed": Said("Signée par deux personnes.", "Signed by two people."),
    "done.fund_policy_proposed": Said(
        "Proposée. Une autre personne signe en second.", "Proposed. Another person signs second."
    ),
}
