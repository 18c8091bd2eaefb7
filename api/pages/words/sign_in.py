"""The words of signing in, of an invitation, and of the check that it is you."""

from service.refusals import Said

WORDS = {
    "sign_in.title": Said("Entrer", "Sign in"),
    "sign_in.passkey": Said("Entrer avec ma clé d'accès", "Sign in with my passkey"),
    "sign_in.passkey.hint": Said(
        "Le doigt, le visage ou le code de cet appareil. Rien à taper.",
        "The finger, the face or the code of this device. Nothing to type.",
    ),
    "sign_in.no_passkey": Said(
        "Ce navigateur n'a pas de clés d'accès, ou les scripts y sont fermés. Entrez d'une autre façon.",
        "This browser has no passkeys, or scripts are off. Sign in another way.",
    ),
    "sign_in.other": Said("Entrer d'une autre façon", "Sign in another way"),
    "sign_in.email": Said("Courriel de travail", "Work e-mail"),
    "sign_in.code": Said("Code de 6 chiffres", "Six-digit code"),
    "sign_in.code.hint": Said(
        "L'application de codes l'affiche; il change toutes les 30 secondes.",
        "The code app shows it; it changes every 30 seconds.",
    ),
    "sign_in.recovery": Said("Code de secours", "Recovery code"),
    "sign_in.recovery.hint": Said(
        "Seulement sur un appareil nouveau, ou si l'application de codes est perdue. Il sert une fois.",
        "Only on a new device, or when the code app is lost. It works once.",
    ),
    "sign_in.by_code": Said("Entrer avec ce code", "Sign in with this code"),
    "sign_in.invited": Said("J'ai reçu une invitation", "I have an invitation"),
    "sign_in.tablet": Said("Cette tablette est partagée", "This tablet is shared"),
    "sign_in.kept": Said(
        "La session était finie. Ce que vous avez écrit est gardé 15 minutes; rien n'est parti. Entrez pour le revoir.",
        "The session had ended. What you typed is kept for 15 minutes; nothing was sent. Sign in to see it again.",
    ),
    "kept.notice": Said(
        "La session était finie. Voici ce que vous aviez écrit; rien n'est parti.",
        "The session had ended. Here is what you had typed; nothing was sent.",
    ),
    "passkey.failed": Said(
        "La clé d'accès n'a pas abouti. Essayez encore, ou prenez une autre façon.",
        "The passkey did not go through. Try again, or use another way.",
    ),
    "passkey.wait": Said("Cet appareil attend votre geste.", "This device is waiting for you."),
    "sign_out.title": Said("Session fermée", "Signed out"),
    "sign_out.text": Said(
        "Rien de ce que vous avez vu n'est gardé sur cet appareil.",
        "Nothing of what you saw is kept on this device.",
    ),
    "sign_out.again": Said("Entrer de nouveau", "Sign in again"),
    "step_up.title": Said("Confirmez que c'est vous", "Check it is you"),
    "step_up.about": Said("Ce que vous allez signer", "What you are about to sign"),
    "step_up.passkey": Said("Utiliser ma clé d'accès", "Use my passkey"),
    "step_up.code": Said("Utiliser un code", "Use a code"),
    "step_up.by_code": Said("Signer avec ce code", "Sign with this code"),
    "step_up.no_way": Said(
        "Ce geste demande une clé d'accès, et vous n'en avez pas. Votre organisme peut vous inviter de nouveau.",
        "This asks for a passkey, and you have none. Your organisation can invite you again.",
    ),
    "step_up.once": Said(
        "La preuve vaut pour ce seul geste, pendant 5 minutes.",
        "The proof holds for this one action, for 5 minutes.",
    ),
    "step_up.back": Said("Revenir; rien n'est signé", "Back, nothing is signed"),
    "invitation.title": Said("Ouvrir une invitation", "Open an invitation"),
    "invitation.code": Said("Code d'invitation", "Invitation code"),
    "invitation.code.hint": Said(
        "16 lettres et chiffres, en quatre groupes. Il sert une fois.",
        "16 letters and digits, in four groups. It works once.",
    ),
    "invitation.open": Said("Voir l'invitation", "See the invitation"),
    "invitation.unknown": Said(
        "Cette invitation n'est pas reconnue, ou elle est finie.",
        "This invitation is not recognised, or it has ended.",
    ),
    "invitation.unknown.advice": Said(
        "Vérifiez les lettres, ou demandez un nouveau code à l'organisme.",
        "Check the letters, or ask the organisation for a new code.",
    ),
    "invited.title": Said("{organisation} vous invite", "{organisation} invites you"),
    "invited.as": Said("Rôle", "Role"),
    "invited.email": Said("Courriel de travail", "Work e-mail"),
    "invited.ends": Said("Accès jusqu'au", "Access until"),
    "invited.sees": Said("Vous verrez {what}.", "You will see {what}."),
    "invited.never": Said("Vous ne verrez jamais {what}.", "You will never see {what}."),
    "invited.accept": Said("Accepter l'invitation", "Accept the invitation"),
    "invited.not_me": Said("Ce n'est pas pour moi", "This is not for me"),
    "welcome.title": Said("Une façon d'entrer", "A way to sign in"),
    "welcome.text": Said(
        "Dernier pas : choisissez comment vous entrerez. Une clé d'accès suffit; elle reste dans cet appareil.",
        "Last step: choose how you will sign in. A passkey is enough; it stays in this device.",
    ),
    "welcome.later": Said(
        "Cette page reste ouverte 15 minutes. Ensuite, l'organisme donne un nouveau code.",
        "This page stays open for 15 minutes. After that, the organisation gives a new code.",
    ),
}
