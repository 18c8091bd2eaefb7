"""The words of my access: passkeys, codes, devices, and leaving."""

from service.refusals import Said

WORDS = {
    "account.title": Said("Mon accès", "My access"),
    "account.roles": Said("Rôle : {roles}", "Role: {roles}"),
    "account.tablet": Said(
        "Clés, codes et appareils se règlent sur un appareil à vous.",
        "Passkeys, codes and devices are settled on a device of your own.",
    ),
    "account.doors": Said("Ce que votre rôle règle", "What your role settles"),
    "notices.title": Said("Avis sur ce téléphone", "Notices on this phone"),
    "notices.text": Said(
        "Quand une demande est pour vous, le téléphone sonne. L'avis ne dit rien d'autre que cela.",
        "When a request is for you, the phone rings. The notice says nothing but that.",
    ),
    "notices.since": Said("Téléphone inscrit le {day}", "Phone added {day}"),
    "notices.this": Said("Celui-ci", "This one"),
    "notices.on": Said("Activer les avis", "Turn notices on"),
    "notices.end": Said(
        "Arrêter les avis du téléphone inscrit le {day}", "Stop notices on the phone added {day}"
    ),
    "notices.end.short": Said("Arrêter", "Stop"),
    "notices.wait": Said("Le téléphone demande votre accord.", "The phone asks for your agreement."),
    "notices.failed": Said(
        "Les avis ne sont pas activés. Permettez-les dans les réglages du navigateur, puis recommencez.",
        "Notices are not on. Allow them in the browser's settings, then try again.",
    ),
    "notices.without": Said(
        "Ce navigateur ne reçoit pas d'avis. Les textos et cette page demandent tout de même.",
        "This browser receives no notices. Texts and this page still ask.",
    ),
    "passkeys.title": Said("Clés d'accès", "Passkeys"),
    "passkeys.none": Said(
        "Aucune clé d'accès. Ajoutez-en une : on entre d'un geste.",
        "No passkey. Add one: signing in is one gesture.",
    ),
    "passkeys.added": Said("ajoutée le {day}", "added {day}"),
    "passkeys.used": Said("utilisée le {day}", "used {day}"),
    "passkeys.never_used": Said("jamais utilisée", "never used"),
    "passkeys.synced": Said("copiée par votre compte d'appareil", "copied by your device account"),
    "passkeys.one_device": Said("dans un seul appareil", "in one device only"),
    "passkeys.name": Said("Nom de la clé", "Name of the passkey"),
    "passkeys.name.hint": Said("Par exemple : téléphone de garde.", "For example: duty phone."),
    "passkeys.name.default": Said("Cet appareil", "This device"),
    "passkeys.add": Said("Ajouter une clé d'accès", "Add a passkey"),
    "passkeys.remove": Said("Retirer la clé « {name} »", "Remove the passkey “{name}”"),
    "passkeys.remove.short": Said("Retirer", "Remove"),
    "passkeys.about.add": Said("Ajouter la clé d'accès « {name} »", "Add the passkey “{name}”"),
    "passkeys.about.remove": Said("Retirer une clé d'accès", "Remove a passkey"),
    "code.title": Said("Application de codes", "Code app"),
    "code.on": Said("en place", "in place"),
    "code.off": Said("pas encore", "not yet"),
    "code.set_up": Said("Installer l'application de codes", "Set up the code app"),
    "code.again": Said("Changer d'application de codes", "Change the code app"),
    "code.end": Said("Retirer l'application de codes", "Remove the code app"),
    "code.about.set_up": Said(
        "Installer une application de codes; l'ancienne cesse de servir.",
        "Set up a code app; the former one stops working.",
    ),
    "code.about.end": Said(
        "Retirer l'application de codes et les codes de secours.",
        "Remove the code app and the recovery codes.",
    ),
    "code.scan": Said(
        "Dans l'application de codes, ajoutez un compte et visez cette image.",
        "In the code app, add an account and aim at this picture.",
    ),
    "code.key": Said("Ou tapez cette clé", "Or type this key"),
    "code.picture": Said("Image à viser avec l'application de codes", "Picture to scan with the code app"),
    "code.confirm": Said("Code affiché par l'application", "Code that the app shows"),
    "code.confirm.hint": Said(
        "Il montre que l'application est bien installée.", "It shows that the app is set up."
    ),
    "code.confirm.do": Said("Confirmer l'application", "Confirm the app"),
    "recovery.title": Said("Codes de secours", "Recovery codes"),
    "recovery.left": Said("{count} codes restent.", "{count} codes left."),
    "recovery.one_left": Said("1 code reste.", "1 code left."),
    "recovery.none_left": Said("Aucun code ne reste.", "No code left."),
    "recovery.renew": Said("Faire de nouveaux codes", "Make new codes"),
    "recovery.about.renew": Said(
        "Faire dix nouveaux codes de secours; les anciens cessent de servir.",
        "Make ten new recovery codes; the former ones stop working.",
    ),
    "recovery.shown": Said(
        "Ils ne seront plus montrés. Écrivez-les ou imprimez-les, loin de cet appareil.",
        "They will not be shown again. Write them down or print them, away from this device.",
    ),
    "recovery.each": Said(
        "Chacun sert une fois, avec le courriel et le code de l'application.",
        "Each works once, with the e-mail and the code of the app.",
    ),
    "recovery.print": Said("Imprimer les codes", "Print the codes"),
    "recovery.done": Said("C'est noté, continuer", "Noted, go on"),
    "sessions.title": Said("Où vous êtes", "Where you are signed in"),
    "sessions.this": Said("cet appareil", "this device"),
    "sessions.unnamed": Said("appareil sans nom", "unnamed device"),
    "sessions.since": Said("depuis le {day}", "since {day}"),
    "sessions.last": Said("vu le {day}", "last seen {day}"),
    "sessions.end": Said("Fermer la session « {device} »", "End the session “{device}”"),
    "sessions.end.short": Said("Fermer", "End"),
    "sessions.end_others": Said("Fermer toutes les autres", "End all the others"),
    "sessions.by.passkey": Said("clé d'accès", "passkey"),
    "sessions.by.code": Said("code", "code"),
    "sessions.by.recovery_code": Said("code de secours", "recovery code"),
    "sessions.by.pin": Said("NIP", "PIN"),
    "sessions.by.invitation": Said("invitation", "invitation"),
    "sessions.by.demo": Said("démo", "demo"),
    "leave.title": Said("Quitter cet organisme", "Leave this organisation"),
    "leave.link": Said("Quitter cet organisme", "Leave this organisation"),
    "leave.text": Said(
        "Votre accès finit tout de suite : sessions, clés d'accès, codes et NIP. Personne d'autre ne décide.",
        "Your access ends at once: sessions, passkeys, codes and PIN. Nobody else decides.",
    ),
    "leave.stays": Said("Ce qui reste en place", "What stays in place"),
    "leave.stays.places": Said(
        "Les places retenues et les demandes en cours.", "Places held and requests under way."
    ),
    "leave.stays.cases": Said(
        "Vos dossiers passent au deuxième pivot; sans deuxième, l'organisme en nomme un.",
        "Your cases go to the backup pivot; without one, the organisation names one.",
    ),
    "leave.stays.operations": Said(
        "Vos opérations passent au superviseur, qui peut agir tout de suite.",
        "Your operations go to the supervisor, who can act at once.",
    ),
    "leave.stays.agreements": Said(
        "Les ententes : elles appartiennent à l'organisme.", "Agreements: they belong to the organisation."
    ),
    "leave.stays.record": Said(
        "Le registre de ce qui a été fait, sans votre nom.", "The record of what was done, without your name."
    ),
    "leave.do": Said("Quitter l'organisme", "Leave the organisation"),
    "leave.stay": Said("Rester", "Stay"),
    "left.title": Said("Accès terminé", "Access ended"),
    "left.text": Said(
        "Vous n'avez plus accès. Les sessions sont fermées sur tous vos appareils.",
        "You no longer have access. Sessions are closed on all your devices.",
    ),
}
