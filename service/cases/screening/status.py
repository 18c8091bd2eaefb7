"""Words of status, in the French and the English of those who work in shelters and funds (IMM-05, IMM-02)."""

from typing import Final

from service.cases.screening.phrases import Phrases, phrases

PAPERS: Final = phrases(
    "status",
    "documents",
    "documents",
    # A visa, a passport, a permit: held, expired, lost, taken away. Whatever is said of it is part of the finding.
    r"vis(?:s|z)?as?~(?:(?:est|is|was|has|a ete|etait|va)~)?(?:deja~|already~|been~|about to~|vient d'etre~)?"
    r"(?:expir(?:e[eds]{0,3}|ing|er|y)|echue?s?|perimee?s?|refusee?s?|refused|denied|rejete|revoked|revoque|annule|"
    r"cancell?ed|confisque|lapsed|overstay)",
    r"(?:expired|lapsed|lost|denied|no|fake|faux|sans|pas de|plus de) (?:vis(?:s|z)?as?)",
    r"vis(?:s|z)?as?~(?:de~(?:travail|visiteur|touriste|residente?|sejour)|d'etudes?|d'etudiante?s?|touriste"
    r"|tourist|"
    r"visiteu?rs?|visitor|etudiante?|student|super|work(?:er)?|fiancee?)",
    r"(?:super|student|tourist|visitor|work(?:er)?|study|fiancee?|entry|exit|transit)~vis(?:s|z)?as?",
    r"vis(?:s|z)?as?",
    r"vizas?",
    r"pass?e?ports?(?:~(?:expire[eds]?|perime|confisque|perdu|vole|lost|stolen|taken|seized|renewal|photos?))?",
    r"(?:permis|perms)~(?:de? )?(?:travail|sejour|residence|retour)(?: (?:ferme|ouvert|expire|temporaire))?",
    r"permis~(?:d'|de )?etudes?(?: expire)?",
    r"permis~(?:ferme|ouvert)s?(?:~de~travail)?",
    r"(?:open |closed |expired )?(?:work|study|wrk|residen(?:ce|t)|stay|entry|temporary resident) permits?",
    r"p\.?t\.?o\.?~vulnerables?",
    r"titre~de~(?:voyage|sejour)",
    r"refugee travel document|travel document~(?:expired|lost)",
    r"(?:lost |without |took |has |kept |get )?(?:her|his|their|with no|with~out|without|no|lost|expired|fake"
    r"|immigration|get|proper) (?:legal )?papers"
    r"(?!~(?:towels?|plates?|bags?|cups?))",
    r"(?:ses|leurs|vrais|faux|perdu ses|refaire ses|aucuns?|plus de|pas de|pas d'|pas ses) "
    r"papiers(?!~(?:mouchoirs?|peints?|hygieniques?|d'emballage|de construction|de toilette|sables?|a~main))"
    r"(?:~(?:d'immigration|d'identite|expires?|perimes|confisques))?",
    r"papiers?~(?:d'immigration|d'immigrante?s?|expires?|perimes?|confisques?|pas en regle|en regle)",
    r"(?:immigration|landing|landed) (?:papers?|documents?)",
    r"documents?~d'immigration",
    r"brown papers?",
    r"(?:feuille|papier)s?~(?:brune?|bruns)",
    r"(?:carte|card)~(?:de~)?(?:r\.?p\.?|residente?~permanente?)",
    r"p\.?r\.?~(?:cards?|status|application|papers?)",
    r"record~of~landing|confirmation~de~residence~permanente|copr",
    r"(?:son|sa|le|du|un|demande~de|sans)~(?:csq|caq)|eimt|lmias?|e\.?t\.?a\.?~(?:refused|expired)",
    r"biometri(?:cs?|ques?|e)",
)

PERSON: Final = phrases(
    "status",
    "personne",
    "person",
    # French
    r"sans[- ']{0,3}papi(?:ers?|ais|er|e|ees?)(?!~(?:de~|d')?(?:toilette|main|mouchoir|peint|emballage|hygi"
    r"|construc|sabl|alum|parchemin))",
    r"sans (?:aucun )?(?:statut|status|satut|staut|statu)s?(?!~(?:de~la|du|des|indique))",
    r"(?:en )?situation~(?:irr?egulieres?|illegale|precaire~d'immigration|migratoire)",
    r"(?:hors|perte~de|perdu~(?:son|leur)|perd~son|pas~de|plus~de|aucun|vrai|son|sans~vrai) (?:statut|status)"
    r"(?: (?:legal|d'immigration|migratoire|au~(?:canada|pays)|ici))?",
    r"statut~(?:d'immigration|d'immigrante?|migratoire|precaire|de~refugiee?s?|de~residente?|legal|irregulier"
    r"|illegal|"
    r"temporaire|implicite|maintenu|de~visiteu(?:r|se)|de~travailleu(?:r|se))",
    r"statut~de~la~demande~d'asile",
    r"clandestin(?:e|s|es|ement)?",
    r"(?:travail|travaille|travaillait|entree?|vit|vivait|ici|reste|vivre)(?: au~canada| ici"
    r"| au~pays)? illegalement",
    r"illegaux|illegale?s?(?! (?:im{1,2}igrant|alien|worker|here))",
    r"im{1,2}igr(?:e|ee|es|ees|ante?s?)(?: (?:illegale?s?|recue?s?|recente?s?))?",
    r"(?:e|re)?migrante?s?(?! (?:worker|labou?rer|farm))",
    r"(?:demandeu(?:r|se|rs|ses|re|res)|dem\.?)~(?:d'|de l'|d~|d\.?)?(?:asile|azile|azil|asil|refuge"
    r"|statut)s?(?: (?:deboutee?s?|refusee?s?|accepte?e?s?))?",
    r"(?:demandes?|dde|requerante?s?|claim|aplication) (?:d'|de l')?(?:asile|azile|azil)s?(?: (?:rejetee"
    r"|refusee|acceptee|en~cours))?",
    r"(?:droit~d'|d'|l')(?:asile|azile)(?: politique)?",
    r"(?:est|sont|etait|femme|homme|dame|personne|famille|mere|pere|jeune|un|une|des|deux|2|fille|gars|client"
    r"|cliente)~"
    r"(?:d\.?a\.?|r\.?p\.?)(?:~(?:deboutee?|refusee?|accepte?e?))?",
    r"deboutee?s?",
    r"refugi(?:ee?s?|er|es|eee?s?)(?: (?:politique|acceptee?s?|reconnue?s?|parrainee?s?|climatique)s?)?",
    r"parrain(?:age|ee?s?)(?: (?:rompu|brise|casse|familial|conjugal|du~mari))",
    r"(?:sous|bris~de|rupture~de|fin~de|demande~de|annule~le|rompu~le) parrainage",
    r"parrainee?s? par (?:son|sa) (?:mari|conjoint|epoux|ex|femme|epouse|conjointe)",
    r"resid[ea]nte?s? (?:permanente?s?|temporaire?s?|perm|non~autorisee?s?)",
    r"residence permanente|residente?~permanante",
    r"(?:non )?citoyen(?:ne)?s?(?: (?:canadien(?:ne)?s?|etranger?e?s?))?",
    r"citoyen{1,2}etee?s?",
    r"nationalit(?:es?|ees?)(?: (?:inconnue|etrangere))?",
    r"(?:double|sans) nationalite",
    r"apatrides?",
    r"travailleu(?:r|rs|se|ses)~(?:agricoles?~temporaires?|etrangere?s?|etrangeres|migrante?s?"
    r"|temporaires? etrangere?s?"
    r"|agricoles? etrangers?)"
    r"(?: temporaires?)?",
    r"t\.?e\.?t\.?~(?:agricole|en~fuite|mexicain|guatemalteque)",
    r"etudiante?s? (?:etrangere?s?|etrangeres|internationa(?:l|le|ux|les))",
    r"n(?:'|e )?(?:est|a) pas (?:le )?droit de (?:travailler|rester) (?:ici|au~canada)",
    r"pays~d'origine",
    r"aide~familiale~(?:residante|etrangere)",
    # English
    r"un[- ]{0,2}doc{1,2}um(?:ented|entd|ents|ented~\w{0,10})",
    r"undocs?",
    r"(?:non|not a|not|no)[- ](?:canadian )?citizens?",
    r"(?:no|without|w/o|lost|losing|lost her|lost his|lost their|has no|loss of|expired|out of|outta|implied"
    r"|maintained|restored?|"
    r"regulari[sz]e|legal|illegal|precarious|irregular|immigration|imigration|migratory|migration|refugee"
    r"|visitor|residency|"
    r"temporary|permanent resident|her|his|their|proper|valid|canadian) (?:immigration |legal )?(?:statuss?"
    r"|stauts|satus)(?!~(?:update|change|report|yet|of~the))"
    r"(?: (?:here|in canada|expired|lapsed|problems?|issues?))?",
    r"illegals?(?: (?:immigrants?|aliens?|worker|here))?",
    r"illegal{0,1}l?y~(?:here|in~(?:canada|the~country)|working|employed)|(?:here|working|works|worked|living"
    r"|lives|is|in~canada|entered)~illegal{1,2}y",
    r"(?:ill?egal |undeclared )?aliens?",
    r"im{1,2}igrants?",
    r"newly~landed|landed~imm?igrants?|new~imm?igrants?",
    r"(?:asylum|asylem|azylum|asilum|assylum)(?:[- ]{0,3}(?:seek(?:er|ers|ing)|claim(?:ant|ants|s|ed|ing)?))?",
    r"(?:ref{1,2}[uy]gees?|refuge(?=~(?:claim|hear|status|board)))(?: (?:claim(?:ant|ants|s|ed|ing)?|hearing"
    r"|claiment|board|protection|girl|woman|family|women))?",
    r"claimants?",
    r"protected~persons?",
    r"convention~refugees?",
    r"(?:permanent|perm|permanant|temporary|temp|non) resid(?:ent|ents|ence|ency)",
    r"(?:is~a|is~not~a|are|not~a|became~a|she's~a|he's~a|a|her|his|their|got|applied~for|applying~for"
    r"|waiting~for|lost)~"
    r"p\.?r\.?(?! (?:firm|agency|person|team|stunt))",
    r"(?:temporary |temp )?foreign~(?:workers?|students?|nationals?)(?: (?:program|permit))?",
    r"t\.?f\.?w\.?(?:p\.?|s)?",
    r"international~students?",
    r"(?:live[- ]in|foreign) caregivers?(?: (?:program|permit|visa))?",
    r"migrants?(?: (?:worker|labou?rer|farm~worker)s?)?",
    r"nationalit(?:y|ies)",
    r"citizens?(?:hips?)?",
    r"stateless",
    r"over[- ]{0,2}sta(?:y(?:ed|ing|s|ers?)?|id)(?: (?:visa|her~visa|his~visa))?",
    r"country~of~(?:origin|birth|citizenship)",
    r"sponsorship (?:breakdown|broke|withdrawn|ended|application)",
    r"(?:spousal |broken |her |his |marriage )sponsorship(?: (?:breakdown|broke|withdrawn|ended|application))?",
    r"sponsor(?:ed|ship) by (?:her|his) (?:husband|spouse|ex|wife|partner|boyfriend)",
    r"(?:work(?:s|ing|ed)?|paid) (?:under the table|au noir) (?:no|without|sans|pas de) (?:permit|papers|permis"
    r"|papiers)",
    r"not~(?:legally~here|here~legally|allowed~to~(?:work|stay)~(?:here|in~canada)|a~legal~(?:resident|worker))",
    r"(?:entered|crossed|entree?|traverse|passee?|venue?|arrivee?)~(?:\w{1,10}~)?(?:par~)?(?:roxham"
    r"|la~frontiere|the~border)(?: road)?"
    r"(?: (?:irregularly|illegally|irregulierement))?",
    r"chemin~roxham|roxham~road",
    r"(?:irregular|illegal) (?:entry|crossing|migrants?|border crossers?)|entree?~(?:irreguliere|illegale)",
)

LEAVING: Final = phrases(
    "status",
    "déplacement",
    "travel",
    r"(?:va~etre |sera |a~ete |etre |risque~d'etre |menacee?~d'|menacee?~de |peur~d'etre |ordre~d'|avis~d')?"
    r"(?:expuls(?:e|ee|es|ees|er|ion|ions|able|ables)|deport(?:e|ee|es|ees|er|ation|ations"
    r"|able))(?: (?:du~canada|du~pays|orders?))?",
    r"(?:mesure|ordre|avis|ordonnance)s?~de~(?:renvoi|deportation|depart)",
    r"renvois?(?:~du~canada|~au~pays|ee?s?~(?:dans~(?:son|leur)~pays|au~pays|du~canada))(?!~d'appel)",
    r"renvoye(?:e|s|es)?~(?:dans~(?:son|leur)~pays|au~pays|du~canada|chez~(?:elle|lui|eux)~de~force)",
    r"(?:interdite?s?|interdiction)~de~(?:territoire|sejour)|interdite?~(?:au|de)~canada",
    r"(?:removal|deportation|departure|exclusion) (?:orders?|date|from~canada)",
    r"(?:being~|been~|get(?:ting)?~|will~be~|was~|be~|fear(?:s|ing)?~(?:of~)?(?:being~)?|facing~)?"
    r"deport(?:ed|ing|able|ation|ations|ee|ees|s)(?: (?:from~canada|back|order|risk|to~(?:her|his"
    r"|their)~country))?",
    r"sent~back~to~(?:her|his|their)~(?:home~)?country",
    r"inadmissib(?:le|ility)~to~canada",
    r"(?:pre[- ]removal|risk~assessment~before~removal|prra|erar)(?: (?:application|decision|rejected|refuse))?",
    r"(?:stay|sursis)~(?:of~removal|of~deportation|de~renvoi|d'expulsion)",
)

OFFICES: Final = phrases(
    "status",
    "rendez-vous",
    "appointment",
    r"a\.?s\.?f\.?c|c\.?b\.?s\.?a|i\.?r\.?c\.?c|agence~(?:des~)?services~frontaliers|agents?~(?:frontaliers?"
    r"|des~douanes|de~la~frontiere)",
    r"border~(?:services?|agents?|officers?|patrol|guards?)(?: agency)?",
    r"i\.r\.b|irb (?:hearing|decision|file|date)|c\.?i\.?s\.?r",
    r"(?:immigration~and~refugee~board|commission~de~l'immigration(?: et du statut de refugie)?)",
    r"(?:immigration|imigration|immigraton|inmigration) (?:hearing|interview|appointment|officer|judge|file"
    r"|case|detention|hold|centre|"
    r"center|office|court|check|issues?|problems?|situation|lawyer~fees|raid|warrant|consultant|stuff|matters?)s?",
    r"(?:audience|entrevue|rendez[- ]vous|rdv|agente?s?|detention|dossier|enquete|centre|bureau|probleme|probl"
    r"|situation|affaires?|histoires?|"
    r"consultante?|tribunal|frais|demande|proces|avis|lettre)s? (?:a~l'|d'|de~l'|en~|avec~l'|dans~l'"
    r"|pour~l')?imm?igration",
    r"(?:minister[e]?|ministry|department)~(?:of~|de~l')immigration",
    r"(?:en~|a~l'|de~l'|d'|by~|from~|with~|par~l')imm?igration",
    r"immigration",
    r"imigration|inmigration|immigraton",
    r"h(?:&|\+| and | et )c~(?:application|grounds|claim)",
    r"(?:motifs|demande|considerations)~(?:d'ordre~)?humanitaires?~(?:et~)?|demande~(?:ch|humanitaire)",
    r"humanitarian~(?:and~compassionate|grounds|application)",
    r"p\.?f\.?s\.?i|i\.?f\.?h\.?p?|interim~federal~health(?: program)?|programme~federal~de~sante~interimaire",
    r"p\.?s\.?t\.?~(?:de~\d|expire|refuse|en~cours|demande|victime|pour~victime|accorde|accepte|renouvele)e?",
    r"(?:demande~de~|obtenu~un~|a~un~|avoir~un~)p\.?s\.?t|(?:vtip~)?t\.?r\.?p~(?:application|expired|refused"
    r"|granted|renewal)|vtip",
)

LAWYER: Final = phrases(
    "status",
    "avocate ou avocat",
    "lawyer",
    r"(?:immigration|refugee|imigration) (?:lawyer|attorney|counsel|paralegal)s?(?: (?:fees?|now|appointment))?",
    r"(?:avocate?s?|notaire|conseill(?:er|ere)|juriste)s?~(?:en~|d'|specialisee?~en~)?(?:droit~(?:de~l'"
    r"|d'))?imm?igration",
)

STATUS: Final[tuple[Phrases, ...]] = (LAWYER, PAPERS, LEAVING, OFFICES, PERSON)
