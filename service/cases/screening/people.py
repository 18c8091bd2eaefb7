"""Words that say who somebody is or how to reach them: a case has no name, birth date, telephone or address of mail.

**Decided** (CNF-02): what announces a name is refused (`s'appelle Marie`, `named Karim`, `Mme Tremblay`, `alias Lola`,
`son prénom est`); a bare word with a capital is not, because nothing tells it from a town, a brand or a supplier, and a
guess that often stops honest texts is soon worked around. Names of organisations, places and suppliers have doors of
their own, where a title and a name may be the name of a shop.
"""

import re
from typing import Final

from service.cases.screening.phrases import Phrases, phrases
from service.refusals import Said

_TITLED: Final = r"[A-ZÀ-ÖØ-Þ][\w’'\-]{1,30}"

TITLES: Final = Phrases(
    "name",
    Said("la personne", "the person"),
    re.compile(
        r"(?<!\w)(?:Mme|Mmes|Mlle|M\.|Mr\.?|Mrs\.?|Ms\.?|Madame|Monsieur|Mademoiselle|Miss|Mister|MME|MR"
        r"|MRS)[ \u00a0]{1,2}"
        rf"{_TITLED}(?:[ \-]{_TITLED})?"
    ),
)
"""Read in the text as it was written: the capital letter is what makes a name of it."""

CALLED: Final = Phrases(
    "name",
    Said("la personne", "the person"),
    re.compile(
        r"(?<!\w)(?:[Nn]ommée?s?|[Pp]rénommée?|[Nn]amed|[Cc]alled|[Aa]lias|[Aa]\.?[Kk]\.?[Aa]\.?|[Ss]urnommée?"
        r"|[Nn]icknamed"
        r"|[Nn]om ?:|[Nn]ame ?:|[Pp]rénom ?:|[Cc]lient(?:e)? ?:|[Nn]ame is|[Nn]om est"
        r"|[Pp]our la personne)[ \u00a0]{1,2}"
        rf"{_TITLED}(?:[ \-]{_TITLED})?"
    ),
)

NAMES: Final = phrases(
    "name",
    "la personne",
    "the person",
    r"(?:(?:elle|il|je|iel|on|femme|homme|fille|qui|dame|enfant|bebe)~)?(?:s'appel{1,2}e|m'appel{1,2}e|se~nomme"
    r"|se~prenomme)~(?!comment)"
    r"[a-z\-']{2,30}(?:~[a-z\-']{2,30})?",
    r"(?:son|leur|mon)~(?:vrai~)?(?:nom|prenom)~(?:est|de~famille|complet|legal|c'est)(?:~[a-z\-']{2,30})?",
    r"(?:her|his|their|my)~(?:real~|full~|first~|last~|legal~|given~)?names?~(?:is|are"
    r"|was)~[a-z\-']{2,30}(?:~[a-z\-']{2,30})?",
    r"(?:she|he)~(?:is~called|goes~by|is~named)~[a-z\-']{2,30}",
    r"noms?~de~(?:famille|fille|jeune~fille|naissance)|(?:last|first|maiden|given|legal)~names?|surname",
)

BIRTHS: Final = phrases(
    "birth",
    "tranche d'âge",
    "age band",
    r"(?:date|lieu|annee|jour|certificat|acte)s?~de~naissance",
    r"(?:date|place|year|country)~of~birth|birth[- ]?(?:dates?|days?|place|certificates?)",
    r"(?:d\.?d\.?n\.?|d\.?o\.?b\.?)(?:[ :=\-]{0,3}\d[\d ./\-]{1,12}\d)?",
    r"nee?s?~(?:le~|en~|au~|un~)?(?:\d{1,2}(?:er)?~)?(?:jan|fev|mar|avr|mai|jui|jul|aou|sep|oct|nov|dec)[a-z]{0,7}"
    r"(?:~(?:19|20)?\d\d)?",
    r"nee?s?~(?:le~|en~|l'an~)?(?:\d{1,2}[ ./\-]\d{1,2}[ ./\-])?(?:19|20)\d\d",
    r"nee?s?~le~\d{1,2}(?:[ ./\-]\d{1,2}(?:[ ./\-]\d\d)?)?",
    r"born~(?:on~|in~)?(?:the~)?(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}~)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ ,./\-]{0,2})?(?:\d{1,2}[./\-])?(?:19|20)\d\d",
    r"born~(?:on~|in~)?(?:the~)?(?:\d{1,2}(?:st|nd|rd|th)?~(?:of~)?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct"
    r"|nov|dec)[a-z]{0,7}"
    r"(?:~\d{1,2}(?:st|nd|rd|th)?)?",
    r"(?:bday|b-day|anniversaire|fete~ses~\d{1,2}~ans)(?:~le)?~\d{1,2}(?:[ ./\-]\d{1,2}[ ./\-]\d{2,4})?",
)

OLD_DATES: Final = re.compile(
    r"(?<![\d\-/.])(?:(?:19\d\d|20[01]\d)[ ]?[\-/. ][ ]?[01]?\d[ ]?[\-/. ][ ]?[0-3]?\d"
    r"|[0-3]?\d[ ]?[\-/. ][ ]?[0-3]?\d[ ]?[\-/. ][ ]?(?:19\d\d|20[01]\d)"
    r"|[0-3]?\d(?:er)? (?:jan|fev|feb|mar|avr|apr|mai|may|jui|jun|jul|aou|aug|sep|oct|nov"
    r"|dec)[a-z]{0,7}\.?,? (?:19\d\d|20[01]\d)"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,7}\.? [0-3]?\d(?:st|nd|rd|th)?,? (?:19\d\d"
    r"|20[01]\d))"
    r"(?!\d)"
)
"""A whole date before 2020: no night, no bill and no deadline of today."""

_PROVIDERS: Final = (
    r"g ?mail|hot ?mail|outlook|yahoo|videotron|icloud|live|bell|proton(?:mail)?|sympatico|msn|rogers|telus"
)

CONTACTS: Final = (
    Phrases(
        "contact",
        Said("par le pivot", "through the pivot"),
        re.compile(
            r"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{1,64} ?(?:@|\(at\)|\[at\]|\(a\)|\[a\]) ?[a-z0-9\-]{1,63}"
            r"(?: ?(?:\.|\(dot\)|\[dot\]|\(point\)) ?[a-z0-9\-]{2,63}){1,4}"
        ),
    ),
    Phrases(
        "contact",
        Said("par le pivot", "through the pivot"),
        re.compile(r"(?<![a-z0-9._@])@[a-z][a-z0-9._]{2,30}(?![a-z0-9])"),
    ),
    phrases(
        "contact",
        "par le pivot",
        "through the pivot",
        rf"[a-z0-9._\-]{{1,64}} ?(?:@|~at~|~arobase~|~arobas~|~a~commercial~) ?(?:{_PROVIDERS})"
        r"(?:(?:~dot~|~point~| ?\. ?)[a-z]{2,4})?",
        r"(?:facebook|fb|instagram|insta|snapchat|snap|tiktok|telegram|whatsapp|messenger|signal"
        r"|onlyfans)(?:\.com)?"
        r" ?[:=/] ?@?[a-z0-9._\-]{2,40}",
    ),
)
