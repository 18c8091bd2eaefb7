"""What looks like a secret and is none: bank cards of a brand, organisations by their names, rooms and bus routes."""

import re
from typing import Final

from service.cases.screening.phrases import whole

CARDS: Final = whole(
    r"cartes?(?:~(?:de~(?:credit|debit)|bancaires?|cadeaux?|pre[- ]?payee?s?"
    r"|rechargeables?)){0,3}~(?:vanilla~)?visas?",
    r"visas?(?:[- /](?:debit|pre[- ]?payee?s?|pre[- ]?paid|gift|cadeaux?|credit|bank|vanilla|desjardins|td|rbc"
    r"|bmo|cibc|scotia"
    r"|banque~nationale|infinite|classique|corporate|business|rechargeables?|reloadable)){1,4}(?:~(?:cards?"
    r"|\d{1,4}~?\$))?",
    r"visas?~(?:cards?|giftcards?)",
    r"(?:pre[- ]?paid|gift|debit|credit|reloadable|vanilla|rechargeable)~visas?(?:~(?:gift~)?cards?)?",
    r"(?:paye(?:e|es|r|s)?|paiements?|reglee?|payable|accepte(?:e|nt)?|debite)~(?:par~|avec~|sur~|en~)?(?:la~"
    r"|sa~|une~|notre~)?visa",
    r"(?:pay|paid|payment|charged|pays)~(?:by|with|on|to|via)~(?:the~|our~|a~)?visa",
    r"visa[ /,]{0,3}(?:ou|or|and|et|&)?[ /,]{1,3}(?:mastercard|master~card|mc|interac|debit|comptant|cash|amex"
    r"|american~express)",
    r"(?:mastercard|interac|debit|amex|comptant|cash)[ /,]{0,3}(?:ou|or|and|et|&)?[ /,]{1,3}visa",
    r"(?:credit|debit|gift|bank|pre[- ]?paid)~cards?~visa",
    r"(?:frais|facture|recu|releve|terminal|machine)~visa",
)
"""A bank card of that brand is no status (IMM-05)."""

CONFIRMING: Final = whole(
    r"vis(?:s|z)?as?~(?:(?:est|is|was|has|a~ete)~)?(?:expir\w{0,4}|perimee?|refusee?|refused|denied|revoked"
    r"|annule)",
    r"vis(?:s|z)?as?~(?:de~travail|d'etudes?|touriste|visiteur|visitor|student|tourist)",
    r"(?:work|student|tourist|visitor|study)~visas?",
)
"""Where the text also speaks of the other kind of visa, nothing is taken for a card."""

_HEAD: Final = (
    r"(?:Centre|Center|Maison|Refuge|Service|Services|Comité|Table|Clinique|Carrefour|Accueil|Association"
    r"|Conseil|Regroupement|"
    r"Alliance|Ligue|Bureau|Organisme|Ministère|Hébergement|Auberge|Coalition|Fédération|Aide|Réseau|La Table)"
)
_LINK: Final = (
    r"(?:d['’]|l['’]|de |des |du |pour |aux? |à |la |le |les |et |canadien(?:ne)? |québécois(?:e)? "
    r"|montréalais(?:e)? )?"
    r"(?:aide|appui|accueil|soutien|femmes|hommes|familles|personnes|communautés|travailleurs|travailleuses"
    r"|hébergement|service|"
    r"services|intégration|intervention|concertation|organismes|nouveaux|arrivants|arrivantes|santé|référence"
    r"|juridique|social|"
    r"sociale|défense|droits|main|parents|jeunes|au|des|aux|pour|les|et|de|la|du)[ \-]"
)
_WHO: Final = (
    r"(?:d['’]|l['’]|de |des |du |pour |aux? |à |la |le |les |et )?(?:personnes )?"
    r"(?:demandeurs d['’]asile|demandeuses d['’]asile|réfugiée?s?|immigrante?s?|migrante?s?|[Ii]mmigration"
    r"|citoyen(?:ne)?s)"
    r"(?:(?:,| et| ou)? (?:des |aux |les |de l['’])?(?:réfugiée?s?|immigrante?s?|migrante?s?|immigration))?"
)

ORGANISATIONS: Final = (
    re.compile(rf"(?<!\w){_HEAD} (?:{_LINK}){{0,10}}{_WHO}(?!\w)"),
    re.compile(
        r"(?<!\w)(?:[A-Z][\w’'.\-]{1,20} ){0,3}(?:Refugees?|Immigrants?|Migrants?|Newcomers?|Citizens?"
        r"|Asylum[ -]Seekers?)[’']?s?"
        r"(?: (?:and|&) (?:Refugee|Immigrant|Newcomer|Migrant|Community)s?)?(?: [A-Z][\w’'\-]{1,20}){0,3} "
        r"(?:Centre|Center|House|Home|Shelter|Clinic|Council|Services?|Society|Association|Network|Alliance|Hub"
        r"|Office|Hostel|"
        r"Residence|Welcome|Law Office|Program|Support|Organization|Foundation)(?!\w)"
    ),
    re.compile(
        r"(?<!\w)(?:Centre|Center|House|Home|Shelter|Council|Society|Association|Network|Alliance|Clinic|Services) "
        r"(?:of|for) (?:[A-Z][\w’'\-]{1,20} (?:and )?){0,3}(?:Refugees?|Immigrants?|Migrants?|Newcomers"
        r"|Asylum Seekers)(?!\w)"
    ),
)
"""Official names, read with their capital letters: a taxi to the FCJ Refugee Centre is a taxi."""

EVERYDAY: Final = whole(
    r"plaintes?~(?:de|pour|sur|au~sujet|concernant|contre)~(?:du~|de~|des~|le~|la~|les~|l'|un~|d')?"
    r"(?:bruits?|chauffage|odeurs?|punaises?|coquerelles?|tapage|voisins?|voisinage|moisissures?|souris|rats?"
    r"|proprete|stationnement)",
    r"(?:noise|heating|smell|parking|bed~bugs?|maintenance|housekeeping|mould|mold)~complaints?",
    r"complaints?~about~(?:the~)?(?:noise|heat(?:ing)?|smell|food|parking|neighbou?rs?|mould|mold)",
    r"(?:senior|older)~citizens?(?:'s?)?",
    r"(?:banque|caisse|comite|maison|consultation)~(?:de~|des~)?citoyen(?:ne)?s?",
    r"cooperati(?:ve|ves|on~internationale)|co-?op(?:erative)?",
    r"(?:papillon|oiseaux?|monarque|papillons)s?~migrat(?:eur|eurs|ory)",
)

_THING: Final = (
    r"(?:chambres?|ch\.?|rooms?|rm\.?|lits?|beds?|bus|autobus|lignes?|circuits?|routes?|casiers?|lockers?"
    r"|unites?|units?|apt\.?|"
    r"app\.?|appartements?|portes?|doors?|tailles?|sizes?|pointures?|nuits?|nights?|jours?|days?|ages?|agee?s"
    r"|enfants|kids|vols?|"
    r"flights?|quai|gate|platform|train|stm|rtl|ttc|montants?|amounts?|factures?|invoices?|cheques?|orders?"
    r"|commandes?|recus?|receipts?|devis)"
)
ROOMS: Final = re.compile(
    rf"(?<![a-z0-9]){_THING}[ :#]{{0,2}}(?:(?:du|de|les|the|nos?|numeros?|numbers?"
    rf"|ac) )?[#]?\d{{1,4}}[a-z]?(?![a-z0-9])"
    r"(?:(?: ?[,/&] ?| et | and | ou | or | a | to | au |[ \-])\d{1,4}[a-z]?(?![a-z0-9])){0,12}"
)
"""Rooms, beds, bus routes and sizes, one or a list of them: numbers of things."""

YEARS: Final = re.compile(r"(?<!\d)(?:19|20)\d\d ?[\-/] ?(?:19|20)\d\d(?!\d)")
DATES: Final = re.compile(
    r"(?<!\d)(?:20[2-9]\d[\-./][01]?\d[\-./][0-3]?\d|[0-3]?\d[\-./][0-3]?\d[\-./](?:20[2-9]\d|[2-9]\d))(?!\d)"
)
"""The date of a night or of a bill is no number of a file; one before 2020 is a birth date."""
TIMES: Final = re.compile(r"(?<!\d)[0-2]?\d ?[h:] ?[0-5]\d(?: ?[\-–a] ?[0-2]?\d ?[h:] ?[0-5]\d)?(?!\d)")
"""Hours, and a span of them."""
