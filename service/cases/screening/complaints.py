"""Words of complaint, testimony and record: nothing here may depend on them (CPL-01, CPL-06)."""

from typing import Final

from service.cases.screening.phrases import Phrases, phrases

COMPLAINT: Final[tuple[Phrases, ...]] = (
    phrases(
        "complaint",
        "rendez-vous",
        "appointment",
        # French: the complaint
        r"(?:a |va |veut |refuse de |hesite a |peur de |ont |doit |pourrait )?"
        r"(?:portee?r?s?|port|depos(?:e|ee|er|ait)|fai(?:t|re)|retir(?:e|ee|er)|maintien(?:t|dre)|enregistr(?:e"
        r"|er|ee)) "
        r"(?:pas )?(?:une |sa |la |de |leur |ses )?plaintes?(?: (?:a la police|contre \w{1,12}|criminelle"
        r"|policiere))?",
        r"plaintes?(?: (?:policieres?|criminelles?|a la police|au~spvm|a la s\.?q|formelle|deposee|retiree))?",
        r"plaignante?s?",
        r"(?:sa |une |la |leur |de |faire une |donner (?:sa|une) )?"
        r"(?:declaration|deposition|version~des~faits|version)s? (?:a la|aux|au|de la|a un|a l'|pour la) "
        r"(?:police|policiere?s?|spvm|s\.?q\.?|g\.?r\.?c\.?|enqueteu(?:r|se)s?)",
        r"(?:declaration|deposition) (?:video|assermentee|sous~serment)",
        r"(?:va |doit |peur de |refuse de |accepte de |a |pour |veut )?temoi(?:gn|n)(?:e|ee|er|era|ait|age|ages"
        r"|ant)s?"
        r"(?: (?:en~cour|au~proces|contre \w{1,12}))?",
        r"temoins?(?! (?:lumineux|d'humidite))(?: (?:oculaire|cle|au~proces|de~la~couronne|protege))?",
        r"(?:ne |va |veut |refuse de |accepte de |a )?(?:pas )?(?:co{1,2}per|collabor)(?:e|ee|er|era|ait|ant"
        r"|ation)(?: pas)?"
        r"(?: (?:avec|a) (?:la |les |l')?(?:police|policiere?s?|enquete|enqueteu(?:r|se)s?|spvm|s\.?q|grc"
        r"|autorites))",
        r"cooper(?:e|er|ation)",
        r"(?:informat(?:eur|rice)|delat(?:eur|rice)|temoin)s?~(?:de~la~police|repentie?)",
        r"(?:no~de|dossier|rapport|numero|fichee?|connue?s?)~(?:de~(?:la~)?|des~|par~la~|a~la~|d'evenement~)?"
        r"(?:police|policiere?s?|evenement~(?:police|spvm))|(?:no|numero)s? d'evenement(?:~(?:spvm|police"
        r"|s\.?q\.?))?",
        r"(?:porter|porte|portees?|des|deposer)~(?:des~)?accusations?|accusations?(?:~(?:criminelles?"
        r"|portees?))?|mise~en~accusation|"
        r"accusee?~de~(?!reception)\w{3,14}",
        r"(?:contre~son~|contre~le~|identifi(?:e|er)~le~|denonc(?:e|er|ee)~(?:son~|le~|la~)?)"
        r"(?:proxenete|pimp|agresseur|trafiquant|exploiteur|abuseur)",
        r"denonc(?:e|er|ee)~(?:a~la~police|aux~policiers)",
        # English
        r"(?:police|criminal|formal|rcmp|opp)~(?:complaint|report|statement|file|record|occurrence|case"
        r"|investigation)s?",
        r"(?:fil(?:e|es|ed|ing)|press(?:es|ed|ing)?|lay(?:ing)?|laid|mak(?:e|es|ing)|made|drop(?:s|ped|ping)?"
        r"|withdr(?:aw|ew|awn)|"
        r"lodg(?:e|ed|ing)|put in) (?:a |the |her |his |their |any )?(?:police |criminal |formal )?"
        r"(?:complaint|complant|complaints|charges)(?: (?:against|with|to)~(?:\w{1,10}~)?\w{1,12})?",
        r"complainants?|plaintiffs?",
        r"(?:gave|give|giving|made|make|sign(?:ed)?) (?:a |her |his |their )?(?:video "
        r"|sworn )?statements?~(?:to|with|for)~(?:the~)?"
        r"(?:police|cops?|officers?|rcmp|opp|detectives?)",
        r"(?:victim|witness|sworn|video)~statements?",
        r"(?:will |won't |wont |refus(?:e|es|ed) to |agreed to |going to |has to |afraid to |to )?testif(?:y"
        r"|ies|ied|ying)"
        r"(?: (?:against|in~court|at~trial|for~the~crown)(?:~\w{1,12})?)?",
        r"testimon(?:y|ies)",
        r"(?:crown |key |eye[- ]?|star |protected |material )?witness(?:es|ed|ing)?(?!~(?:the~"
        r"|a~)?signatur)(?: (?:protection"
        r"|for~the~crown))?",
        r"(?:not |won't |refuses to |is |will )?(?:co[- ]?operat|collaborat)(?:e|es|ed|ing|ion|ive) "
        r"(?:with |w/ )?(?:the |local )?(?:police|rcmp|opp|cops?|investigat(?:ion|ors?)|detectives?|authorities"
        r"|law~enforcement|crown)",
        r"co[- ]?operat(?:e|es|ed|ing|ion)",
        r"(?:talk(?:ed|ing)?|spoke|speak(?:ing)?)~to~(?:the~)?(?:police|cops|detectives?)|"
        r"(?:parle|parler)~(?:a~la~police|aux~policiers|a~l'enqueteu(?:r|se))",
        r"(?:report(?:ed|ing)?|identif(?:y|ied))~(?:it~|him~|her~|them~)?to~(?:the~)?(?:police|rcmp|opp|cops)",
        r"(?:charged|accused)~(?:with|of)~\w{3,14}",
        r"snitch(?:ed|ing|es)?|(?:police|confidential) informants?",
    ),
    phrases(
        "complaint",
        "le besoin seul",
        "the need alone",
        r"(?:casier|dossier|antecedents?)~(?:judiciaires?|criminels?|criminelles?)",
        r"(?:criminal|police|arrest) (?:record|background|history)s?|rap~sheet",
        r"connue?s?~(?:de~la~police|des~policiers|des~services~policiers|du~milieu)",
        r"known~to~(?:the~)?(?:police|law~enforcement|cops)",
        r"mandats?~(?:d'arrestation|d'arret|d'amener)|(?:outstanding~|bench~|arrest~)warrants?|warrants?~(?:out"
        r"|for~her|for~his)",
        r"(?:en|sous|on|under|his|her|sa)~probation|probation~(?:officer|order)|agente?~de~probation"
        r"|liberation~conditionnelle",
        r"on~parole|parole~(?:officer|board|hearing)",
        r"(?:on~bail|out~on~bail|bail~conditions)|(?:sortie?~)?(?:sous~caution|de~prison)|ex[- ]?detenue?s?"
        r"|ex[- ]con(?:vict)?s?",
        r"(?:proxenete|pimp)s?~(?:arretee?s?|arrested|charged|accusee?s?)",
    ),
)
