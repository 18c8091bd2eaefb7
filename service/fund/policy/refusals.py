"""Each reason for a no about the versions of a policy."""

from service.refusals import Reason, Said

VERSION_BEHIND = Reason(
    "policy_version_behind",
    409,
    Said(
        "La version {version} vient après la version {latest}, qui existe déjà.",
        "Version {version} comes after version {latest}, which exists already.",
    ),
    Said("Donnez un numéro plus grand que {latest}.", "Give a number above {latest}."),
)
NATIONAL_FIRST = Reason(
    "policy_national_first",
    409,
    Said(
        "Ce fonds n'a pas encore de règles nationales signées.", "This fund has no signed national rules yet."
    ),
    Said(
        "Signez d'abord des règles sans région : elles valent là où aucune autre ne vaut.",
        "Sign rules without a region first: they hold wherever no others do.",
    ),
)
OVERTAKEN = Reason(
    "policy_overtaken",
    409,
    Said(
        "La version {version} vaut depuis le {day} : celle-ci ne vaudrait jamais.",
        "Version {version} has been in force since {day}: this one never would be.",
    ),
    Said(
        "Proposez une version en vigueur dès le {day} ou après.",
        "Propose a version in force from {day} or later.",
    ),
)
