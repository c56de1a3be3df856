"""Blame in set phrases: constructions that mean the same whatever their grammar, one expression per kind and language.

The grammar asks who did what. These say it without a subject ("owing to a lapse of concentration"), or with one that
is no person ("Ten minutes of reading would have …"). An expression holds word classes, never whole sentences.
"""

from __future__ import annotations

import re
from functools import cache

from incident_lint.patterns import regex
from incident_lint.values import dataclass, replace

from .model import BlameKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WINDOW = 90
"""Characters before a phrase in which a negation still reaches it."""

_ERROR = (
    r"(?:(?:human|operator|user|manual|typing|clerical|keying|copy[- ]?(?:and[- ])?paste|fat[- ]finger\w*|admin\w*|"
    r"engineer\w*|operational|data[- ]entry|pilot)[ -](?:errors?|mistakes?|slips?|typos?|blunders?|oversights?)|oversight|"
    r"lapses? (?:of|in) (?:concentration|attention|judge?ment|focus|vigilance)|inattention|inattentiveness|carelessness|"
    r"negligence|absentness|slip of the (?:hand|finger|keyboard)|moment of (?:inattention|distraction))\b"
)
_GAP = r"(?:[\w'’-]+[ \n]){0,4}?"
_LONG_GAP = r"(?:[\w'’-]+[ \n]){0,9}?"
_LOOK = (
    r"(?:look|glance|read|call|phone call|question|conversation|thought|e-?mail|message|pair of eyes|check by \w+|"
    r"re-?read|peek|walk-?through by \w+|minutes? (?:of \w+|spent \w+)|effort|attention|diligence|common sense)"
)
_WOULD_HAVE = r"would(?:['’]ve| have) (?:easily |quickly |immediately )?"
_SAVED = (
    r"(?:caught|prevented|avoided|revealed|shown|spotted|surfaced|been enough|sufficed|saved|told|made|stopped|exposed)"
)
_DUTY = (
    r"(?:read|checked|double-checked|escalated|asked|opened|noticed|looked|called|followed|waited|verified|reviewed|"
    r"listened|paid|bothered|consulted|tested|thought|taken|paused|confirmed|known|run|done)"
)
_SLOPPY = r"(?:sloppy|careless|negligent|reckless|shoddy|slapdash|irresponsible|incompetent|unprofessional|amateurish|half-hearted)"
_WORK = (
    r"(?:reviews?|reviewing|handling|work|job|decisions?|choices?|attitude|mistakes?|engineer\w*|developer\w*|coding|testing|"
    r"approach|operations?|deploy\w*|practices?|behaviou?r|conduct|shortcuts?|person|colleague\w*|administrat\w+|use)"
)

_SLIP = "error|mistake|slip|typo|blunder|oversight|lapse|inattent|careless|negligen|absent|distraction"
_HAVE = "would"
_UNWISE = (
    "sloppy|careless|negligen|reckless|shoddy|slapdash|irresponsib|incompeten|unprofessional|amateurish|half|hearted|"
    "naive|naïve|foolish|stupid|lazy"
)
_OUBLI = (
    "erreur|faute|oubli|défaillance|bourde|boulette|bévue|gaffe|maladresse|étourderie|inattention|négligence|mégarde|"
    "distraction"
)
_MANQUES = (
    "pas|jamais|daign|oubli|omis|néglig|ignor|raté|loupé|zappé|confondu|interverti|inversé|bâclé|circuité|sauté|"
    "contourné|merdé|laissé|commis|cru|initiative|liberté|pris|mal|erreur|bêtise|boulette|gaffe|fausse|"
    "impasse|importe|mégarde|inadvertance|maladresse|distraction|sans|trompé|planté|emmêlé|mépris|côté|outre|saisi"
)
"""Stems: a text has to hold a word that begins with one of them for an expression to be tried; a test proves that none
is missing."""

_ENGLISH: tuple[tuple[BlameKind, str, str], ...] = (
    (
        BlameKind.HUMAN_ERROR,
        _SLIP,
        rf"\b(?:due to|because of|caused by|owing to|attribut\w+ {_LONG_GAP}to|result(?:ed|s|ing)?,? (?:of|from)|"
        rf"(?:come|comes|came|boil\w*|was|is|were|puts? it|put) down to|traced (?:back )?to|stem\w* from|a case of|"
        rf"consequence of|through|by) {_GAP}{_ERROR}",
    ),
    (BlameKind.HUMAN_ERROR, _SLIP, rf"\b(?:was|were|is) (?:an? |simple |simply |just |pure |plain |clear |likely )*(?!oversight|negligence){_ERROR}"),
    (BlameKind.HUMAN_ERROR, _SLIP, rf"\b(?:root )?cause\w*\b[^.:;\n]{{0,20}}[:–—-] ?{_GAP}{_ERROR}"),
    (BlameKind.FAULT, "blame", r"\b(?:only )?(?:has|have|had) (?:only |no one but |nobody but )?(?:our|my|him|her|them)sel(?:f|ves) to blame\b"),
    (BlameKind.FAULT, "responsib|blame|accountab", r"\b(?:I|we|he|she) (?:\w+ )?(?:takes?|took|accepts?|bears?|assumes?) (?:the )?(?:full|complete|sole|entire|personal|all) (?:responsibility|blame|accountability) for\b"),
    (BlameKind.FAULT, "responsib|blame", r"\b(?:bears?|bore|carr(?:y|ies|ied)|shares?) (?:the )?(?:full|complete|sole|entire|main|most of the|all the) (?:responsibility|blame)\b"),
    (BlameKind.FAULT, "blame|fault|responsib", r"\b(?:the )?(?:blame|fault|responsibility)\b(?: for [^.;\n]{1,60}?)? (?:falls?|fell|lies|lay|rests?|rested) (?:squarely |solely |entirely |largely |mostly )?(?:on|with|at)\b"),
    (
        BlameKind.COUNTERFACTUAL,
        _HAVE,
        rf"\b(?:an?|another|one|two|five|ten|thirty|[0-9]+|some|even|just|any|more|a bit of|a little)\b[ \n]{_GAP}{_LOOK}\b[^.;\n]{{0,70}}? {_WOULD_HAVE}{_SAVED}\b",
    ),
    (
        BlameKind.COUNTERFACTUAL,
        _HAVE,
        rf"\b(?:reading|checking|asking|looking|double-checking|verifying|calling|opening|rereading|consulting|listening)\b[^.;\n]{{0,70}}? {_WOULD_HAVE}{_SAVED}\b",
    ),
    (
        BlameKind.COUNTERFACTUAL,
        "should",
        r"\bshould(?:n['’]t| not)? have been (?:read|double-checked|consulted|questioned|asked|noticed|verified|checked|"
        r"reviewed|escalated|challenged)\b(?! (?:by|automatically))",
    ),
    (
        BlameKind.COUNTERFACTUAL,
        "had ",
        rf"\b(?:had|Had) (?:the |an? |our |any |either |both )?(?:(?!alert|monitor|test|check|pipeline|system|script|service|job|"
        rf"probe|linter|tool|policy|alarm|dashboard|database|server|cluster|limit|been|to|not|a|no|it)[\w'’.-]+ )"
        rf"{{1,4}}{_DUTY}\b(?=[^.;\n]{{3,}})",
    ),
    (BlameKind.CHARACTER, _UNWISE, rf"\b{_SLOPPY} (?:[\w-]+ ){{0,2}}{_WORK}\b"),
    (BlameKind.CHARACTER, _UNWISE, rf"\b(?:was|were|is|are) (?:\w+ )?(?:naive|naïve|foolish|stupid|lazy|{_SLOPPY}) (?:of|to|not to)\b"),
    (BlameKind.CHARACTER, "no ", r"\bno (?:competent|serious|experienced|seasoned|sane|self-respecting|decent|reasonable|professional) (?:[\w-]+ ){1,3}?(?:would|could|should|types?|does|ever|ships?|runs?)\b"),
    (BlameKind.CHARACTER, "corners|known|famous|notorious", r"\b(?:known|famous|notorious) for (?:cutting|skipping|ignoring|forgetting|rushing)\b|\bcut(?:ting|s)? corners\b"),
    (BlameKind.EXHORTATION, "twice|harder|pull", r"\b(?:think|look|check) twice\b|\btry harder\b|\bpull (?:our|their|your) (?:act|socks)\b"),
    (BlameKind.EXHORTATION, "complacent|sloppy|careless|lazy|overconfident", r"\b(?:don['’]t|do not|never|must not|should not|cannot) (?:get|be|become|grow) (?:complacent|sloppy|careless|lazy|overconfident)\b"),
    (BlameKind.EXHORTATION, "please", r"\bplease (?:always |be sure to |remember to )?(?:double[- ]check|be (?:more )?careful|pay (?:more |closer )?attention|take (?:more )?care|stay (?:alert|vigilant))\b"),
    (BlameKind.EXHORTATION, "seriously", r"\b(?:must|should|need(?:s)? to|has to|have to) (?:\w+ )?take (?:[\w-]+ ){1,3}(?:more )?seriously\b"),
)  # fmt: skip

_ERREUR = (
    r"(?:(?:erreurs?|fautes?|oublis?|défaillances?|bourdes?|boulettes?|bévues?|gaffes?|maladresses?)"
    r"(?: (?:pure(?:ment)?|simple|banale|grossière|bête))? "
    r"(?:humaines?|manuelles?|de manipulation|de saisie|de frappe|de recopie|d['’]inattention|d['’]étourderie|d['’]exploitation|"
    r"(?:de l['’]|d['’]une? |du |de la |de notre |d['’]un de nos )(?:opérat|ingéni|administr|techni|développ|utilis|agent|"
    r"prestat|stagi|collègue|exploit|astreinte)\w*)|"
    r"maladresses?|étourderies?|inattention|négligences?|mégarde|distraction|(?:simple|banal|malheureux) oubli|oubli humain)\b"
)
_TROU = r"(?:[\w'’-]+[ \n]|[ld]['’]){0,4}?"

_FRENCH: tuple[tuple[BlameKind, str, str], ...] = (
    (
        BlameKind.HUMAN_ERROR,
        _OUBLI,
        rf"\b(?:imput\w+ à|attribu\w+ à|due?s? à|causée?s? par|provoquée?s? par|en raison d\w*['’ ]|à cause d\w*['’ ]|"
        rf"(?:résult|découl|provien|provin|vien|relèv|relev|procéd)\w* d\w*['’ ]|origine dans|suite à|conclu\w* à|s['’]agi\w+ (?:[\w']+ ){{0,4}}?d\w*['’ ]|"
        rf"(?:cause|origine)(?: \w+)? ?: ?|(?:est|était|c['’]est|fut)) ?{_TROU}{_ERREUR}",
    ),
    (
        BlameKind.HUMAN_ERROR,
        _OUBLI,
        rf"\b{_ERREUR}[^.;\n]{{0,60}}? (?:(?:est|sont|était|serait) (?:bien )?(?:à l['’]origine|la cause|en cause|responsable)|"
        rf"(?:a|ont|avait) (?:provoqué|causé|entraîné|conduit|déclenché))\b",
    ),
    (BlameKind.FAULT, "plaid|prendre|vouloir", r"\bplaid\w+ coupables?\b|\bn['’e ]{1,2}(?:[\w'’]+ ){0,3}(?:en )?(?:prendre|vouloir) qu['’]à (?:nous|moi|lui|elle|eux|elles)\b"),
    (BlameKind.FAULT, "responsabilité", r"\b(?:porte|portent|portons|assume|assument|endosse)\w* (?:(?:toute |seule? )?(?:la |l['’])|une? )?(?:entière |pleine |lourde |pleine et entière )?(?:part de )?responsabilité\w* (?:de|des|du|d['’])\b"),
    (BlameKind.FAULT, "faute|tort|responsabilité", r"\b(?:la faute|les torts|la responsabilité|le tort)\b(?: [^.;\n]{1,50}?)? (?:(?:en )?(?:revien|incomb|échoi)\w+|(?:est|sont) (?:entièrement |largement )?(?:partagée?s? entre|imputables?|du côté|à chercher|à mettre au compte)) ?(?:à|aux?|de|entre)?\b"),
    (BlameKind.FAULT, "doit", r"\bon (?:le|la|les) doit (?:entièrement |uniquement )?(?:à|aux?) (?:l['’]|la |notre |nos |une? )?(?:équipes?|prestataires?|astreinte|développeu\w+|ingénieu\w+|stagiaires?|administrateu\w+)\b"),
    (BlameKind.FAULT, "coupable|fautif|fautive|responsable", r"\b(?:coupables?|fautifs?|fautives?|responsables?),? (?:c['’]est|est|sont) (?:bien |clairement |évidemment )?(?:l['’]|le |la |les |notre |nos )(?:équipe|presta|astreinte|dévelop|ingéni|stagiai|admin|acheteu|techni|chef|manag|opérat)\w*"),
    (
        BlameKind.COUNTERFACTUAL,
        "suffi",
        r"\b(?:il )?(?:aurait|eût) (?:largement |simplement |pourtant )?suffi (?:de|d['’]|que|qu['’])",
    ),
    (
        BlameKind.COUNTERFACTUAL,
        "aurai|eût",
        r"\b(?:une?|quelques|deux|cinq|dix)\b (?:[\w'’-]+ ){0,3}?(?:coups? de (?:fil|téléphone)|coups? d['’][oœ]e?il|appels?|relectures?|lectures?|regards?|"
        r"questions?|minutes? d['’e]+ ?\w+|vérifications?|mails?|messages?|échanges?|minimum d['’e]+ ?\w+)\b[^.;\n]{0,90}? (?:aurait|auraient|eût) "
        r"(?:\w+ )?(?:permis|évité|suffi|fait|révélé|empêché|montré|épargné|alerté|mis|détecté)\b",
    ),
    (BlameKind.COUNTERFACTUAL, "avec", r"\bavec (?:un (?:minimum|peu) (?:plus )?|plus |davantage )d['’e]+ ?(?:attention|vérification|rigueur|soin|vigilance|prudence|bon sens|discipline)\w*\b[^.;\n]{0,90}? (?:aurait|auraient|n['’]aurait)\b"),
    (
        BlameKind.COUNTERFACTUAL,
        "dû",
        r"\baurai(?:t|ent) dû être (?:lue?s?|vérifiée?s?|relue?s?|contrôlée?s?|consultée?s?|remarquée?s?|signalée?s?|vue?s?|escaladée?s?)\b(?! (?:par|automatiquement))",
    ),
    (BlameKind.COUNTERFACTUAL, "fall", r"\bil (?:fallait|eût fallu) (?:bien |d['’]abord |évidemment |simplement )?(?:contrôler|vérifier|lire|relire|prévenir|tester|demander|consulter|escalader|attendre)\b"),
    (BlameKind.CHARACTER, "irresponsab|néglig|inconscien|bâcl|désinvolt|impruden|laxis|inadmissib|incompét|stupid", r"\b(?:décisions?|choix|travail|relectures?|attitudes?|gestions?|comportements?|interventions?|manipulations?|gestes?) (?:[\w'’-]+ ){0,2}?(?:irresponsables?|négligente?s?|inconsciente?s?|bâclée?s?|désinvoltes?|imprudente?s?|laxistes?|inadmissibles?|incompétente?s?|stupides?)\b"),
    (BlameKind.CHARACTER, "faut|sûr", r"\bil faut (?:vraiment |bien )?être (?:inconscient|fou|irresponsable|naïf|stupide|incompétent|inconséquent)\w*\b|\btrop sûre?s? (?:de (?:lui|soi|eux)|d['’]elles?)\b"),
    (BlameKind.CHARACTER, "preuve", r"\bpreuve d['’e]+ ?(?:[\w'’]+ )?(?:négligence|amateurisme|laxisme|légèreté|désinvolture|imprudence|incompétence|inconscience|paresse)\b"),
    (BlameKind.CHARACTER, "manque|absence|défaut", r"\b(?:manque|absence|défaut) (?:\w+ )?de (?:rigueur|sérieux|professionnalisme|discernement|vigilance|conscience professionnelle) (?:de (?:l['’]|la |notre |nos |son )|du |des |d['’]une? )\w+"),
    (BlameKind.CHARACTER, "digne|respecte|aucun|nul|pas", r"\b(?:digne de ce nom|qui se respecte)\b[^.;\n]{0,20}? (?:n['’]|ne )|\b(?:aucun|nul|pas un) (?:[\w-]+ ){1,2}(?:compétente?|sérieu\w+|expérimentée?|sensée?) (?:n['’]|ne )"),
    (BlameKind.EXHORTATION, "réfléchi|relâchement|ressaisir|leçon", r"\bréfléchi\w* à deux fois\b|\bpas de relâchement\b|\bse ressaisir\b|\bque cela (?:nous |leur )?serve de leçon\b"),
    (BlameKind.EXHORTATION, "soyons|soyez|restons|restez", r"\b(?:soyons|soyez|restons|restez) (?:tous |toutes |plus |davantage |encore plus |bien |beaucoup plus )*(?:rigoureu\w+|vigilant\w*|attenti\w+|prudent\w*|concentré\w*|soigneu\w+)\b"),
    (BlameKind.EXHORTATION, "merci|prière", r"\b(?:merci|prière) (?:à (?:chacun|chacune|tous|toutes|tout le monde)(?: et (?:à )?toutes)? )?de (?:bien |toujours |systématiquement |penser à |ne (?:pas|plus|jamais) )*(?:vérifier|revérifier|relire|faire|contrôler|respecter|rester|redoubler|prendre)\b"),
    (BlameKind.EXHORTATION, "redoubl|attention", r"\bredoubl\w+ d['’e]+ ?(?:vigilance|attention|prudence|rigueur)\b|\bfaire (?:plus|davantage|beaucoup plus|bien plus) attention\b"),
)  # fmt: skip

_PERSONNE = (
    r"(?:ingénieure?|développeu(?:r|se)|technicien(?:ne)?|administrat(?:eur|rice)|exploitante?|stagiaire|alternante?|"
    r"prestataire|collègue|consultante?|chef(?:fe)? d[e'’] ?\w+|relect(?:eur|rice)|valideu(?:r|se)|data scientist|"
    r"game designer|graphiste|dba|sre|devops|astreinte|infirmi(?:er|ère)|médecin|interne|aide-soignante?|pharmacien(?:ne)?|"
    r"secrétaire|régulat(?:eur|rice)|opérat(?:eur|rice)(?! (?-i:[A-Z]))|manager|testeu(?:r|se)|architecte|mainteneu(?:r|se)|"
    r"contribut(?:eur|rice)|analyste|salariée?|employée?|intérimaire|sous-traitante?|apprentie?|chargée? de \w+|"
    r"direct(?:eur|rice)|admin|on-call|lead|mainteneuse|community manager|product owner|chercheu(?:r|se)|formateur|formatrice|"
    r"comptable|gestionnaire de \w+|acheteu(?:r|se)|biologiste|manip|commercial|commerciale|juriste|auteure?)s?"
)
_MANQUE = (
    r"(?:n['’](?:a|ont|avait|avaient|ai) (?:pas|jamais|même pas|pas non plus|pas pris la peine de|pas jugé utile de)(?: \w+ment)? "
    r"(?:vérifi|test|lus?\b|relu|vus?\b|vues?\b|consult|préven|suivi|respect|regard|remarqu|pens|contrôl|escalad|réag|jug|daign|"
    r"répercut|signal|transm)\w*|n['’](?:a|ont|avait) daigné|"
    r"(?:a|ont|avait|avaient|ai|ayant) (?:\w+ment |complètement |tout simplement |purement et simplement |encore |une fois de plus )?"
    r"(?:oublié|omis|négligé|ignoré|raté|loupé|zappé|confondu|interverti|inversé|bâclé|court-circuité|sauté|contourné|merdé|"
    r"laissé (?:expirer|passer|tourner|ouverte?|traîner|filer|de côté)|commis|cru bon|pris (?:l['’]initiative|la liberté|sur (?:lui|elle))|"
    r"mal \w+|fait (?:une (?:erreur|bêtise|boulette|gaffe|fausse manip\w*)|l['’]impasse|n['’]importe quoi)|"
    r"par (?:mégarde|erreur|inadvertance|maladresse|distraction) \w+|\w+ (?:[^.;\n]{1,60}? )?sans (?:prévenir|tester|vérifier|relire|attendre|"
    r"autorisation|lire|en parler|demander|réfléchir|regarder|faire de))|"
    r"s['’](?:est|était|étaient) (?:trompée?|plantée?|emmêlée?|mépris)|(?:est|était) passée? (?:à côté|outre)|"
    r"saisi [^.;\n]{1,30} au lieu d)"
)
_PERSON = (
    r"(?:engineer|developer|operator(?! (?-i:[A-Z]))|administrator|admin|technician|dba|sre|contractor|intern|colleague|manager|reviewer|"
    r"analyst|nurse|doctor|clinician|pharmacist|clerk|designer|maintainer|committer|tester|architect|on-?call|shift lead|team lead|"
    r"supervisor|dispatcher|trainee|apprentice|consultant|freelancer|volunteer|founder|cto|employee|team member|trader|teller|planner|"
    r"approver|help ?desk agent|support agent|community manager|programmer|moderator|surgeon|porter|electrician|vendor staff)s?"
)
_AGENTS: tuple[tuple[BlameKind, str, str], ...] = (
    (BlameKind.AGENT, _MANQUES, rf"(?<![\w-]){_PERSONNE}\b(?: [^,.;:|\n]{{1,45}}?)?,? (?:{_MANQUE})"),
    (BlameKind.AGENT, "accident|inadvert|mistaken|unintention|erroneous|wrongly", rf"\b{_PERSON}\b(?: [^,.;:|\n]{{1,50}}?)?,? (?:inadvertently|accidentally|mistakenly|unintentionally|erroneously|wrongly)\b"),
    (BlameKind.AGENT, "mistake|accident|inadvert|error", rf"\b(?:by mistake|by accident|inadvertently|in error),? (?:the |an? |our |one of our )?(?:[\w-]+ ){{0,2}}?{_PERSON}\b"),
    (BlameKind.AGENT, "wrong", rf"\b{_PERSON}\b(?: [^,.;:|\n]{{1,30}}?)?? [\w-]+ (?:the|an?|our) wrong \w+"),
    (BlameKind.AGENT, "instead|rather", rf"\b{_PERSON}\b (?:had )?(?:cut|pulled|unplugged|deleted|wiped|stopped|shut down|rebooted|leaked|erased|dropped) [^,.;|\n]{{1,60}} (?:instead of|rather than)\b"),
    (BlameKind.AGENT, "mauvais", rf"\bmauvaise?s? (?:[\w'’-]+ ){{1,4}}?\w+(?:é|i|u|is|it)e?s? par (?:l['’]|une? |le |la |notre |les )(?:\w+ )?(?:{_PERSONNE}|agent)\b"),
    (BlameKind.AGENT, "mauvais", rf"(?<![\w-]){_PERSONNE}\b(?: [^,.;:|\n]{{1,30}}?)? (?:a |ont |avait )?(?:\w+) (?:le|la|les|un|une|sur le|sur la) (?:mauvaise?s?)\b"),
    (BlameKind.AGENT, "écrasé|rasé|pété|cassé|détruit|débranché|renversé|planté|flingué|corrompu|effacé", rf"(?<![\w-]){_PERSONNE}\b(?: [^,.;:|\n]{{1,40}}?)? (?:a|ont|avait) (?:[^,.;|\n]{{1,50}} et )?(?:\w+ment )?(?:écrasé|rasé|pété|cassé|détruit|débranché|renversé|planté|flingué|corrompu|effacé)\b"),
    (BlameKind.AGENT, "laissé|oublié|omis|négligé|zappé", r"\b(?:il|elle|j['’]) ?(?:a|ai|avait) (?:\w+ment )?(?:laissé (?:traîner|expirer|passer|tourner|filer)|oublié de|omis de|négligé de|zappé)\b"),
    (BlameKind.COUNTERFACTUAL, "si ", rf"\bsi (?:l['’]|le |la |une? |notre |les )?{_PERSONNE}\b(?: [^,.;|\n]{{1,30}}?)? (?:avait|avaient) (?!pu\b)\w+"),
    (BlameKind.FAULT, "seul", r"\b(?:est|sont|sommes|suis|était|étaient) (?:bien )?(?:le |la |les )?seule?s? (?:et uniques? )?(?:fautifs?|fautives?|responsables?|coupables?)\b"),
    (BlameKind.FAULT, "faute|mettre", r"\bla faute (?:en )?(?:à|aux?) (?:celui|celle|ceux|l['’]équipe|l['’]astreinte|notre|nos|la|le|une?)\b|\bà mettre (?:entièrement )?(?:au|sur le) compte (?:de (?:l['’]|la |notre )|du |des )(?:équipe|presta|astreinte|dévelop|ingéni|stagiai|admin|chef|manag|opérat)\w*"),
    (BlameKind.FAULT, "coupable|fautif|responsable", r"\b(?:coupables?|fautifs?|responsables?)\b (?:est|sont) à (?:chercher|trouver) (?:du côté|chez|dans l['’]équipe)\b"),
    (BlameKind.HUMAN_ERROR, "expliqu|erreur", r"\bs['’]expliqu\w+ (?:\w+ )?par (?:l['’]|une? )(?:\w+ )?(?:erreur (?:humaine|de manipulation|de saisie)|maladresse|étourderie|oubli)\b|[:,;] ?l['’]erreur est humaine\b"),
    (BlameKind.CHARACTER, "paresseu|néglig|incompét|irresponsab|inconscien|étourdi|laxis|relève|tête", r"\b(?:est|était|sont|étaient) (?:[\w']+ )?(?:trop )?(?:paresseu\w+|négligente?s?|incompétente?s?|irresponsables?|inconsciente?s?|tête en l['’]air|étourdie?s?|laxistes?)\b|\brelève (?:de l['’]inconscience|de l['’]amateurisme|de la négligence)"),
    (BlameKind.CHARACTER, "fau|fall|niveau|compétences|rigueur", r"\bil (?:faut|fallait) (?:vraiment |bien )?être (?:\w+ment )?(?:irresponsable|inconscient|fou|naïf|stupide|tête en l['’]air)\w*|\bn['’](?:avait|a|avaient|ont) pas (?:le niveau|les compétences|la rigueur)\b"),
    (BlameKind.EXHORTATION, "rigueur|vigilance|sérieux|prudence|attention|soin", r"^\W*(?:plus|davantage) d['’e]+ ?(?:rigueur|vigilance|sérieux|prudence|attention|soin)\b"),
    (BlameKind.EXHORTATION, "attention|more ", r"\b(?:must|should|needs? to|has to|have to) (?:all |always )?(?:pay (?:more|closer|better|greater) attention|be (?:far |much )?more (?:careful|vigilant|attentive|diligent|rigorous|thorough|cautious|mindful))\b"),
    (BlameKind.AGENT, "lieu", r"\bj['’]ai (?:saisi|tapé|mis|écrit|coché|choisi|sélectionné) [^.;\n]{1,40} au lieu d"),
    (BlameKind.AGENT, "ai |suis", r"\bj['’]ai (?:oublié|omis|négligé|raté|loupé|zappé|confondu|interverti|inversé|écrasé|mal \w+|par (?:erreur|mégarde))\b|\bje me suis (?:trompée?|plantée?)\b"),
    (
        BlameKind.AGENT,
        "par ",
        rf"\b(?:supprim|effac|écras|zapp|oubli|ignor|cass|perdu|égar|interverti|bâcl|débranch)\w* (?:par (?:erreur|mégarde|inadvertance) )?par "
        rf"(?:l['’]|une? |le |la |notre |les |nos |deux )(?:\w+ )?{_PERSONNE}\b",
    ),
    (
        BlameKind.AGENT,
        "skipped|neglected|forg|ignored|overlook|bypass|botched|misread|mistyped|fat|mixed|messed|screwed",
        r"(?:\b(?-i:I|[Hh]e|[Ss]he)|(?-i:\b[A-Z]\. [A-Z]\w+)) (?:\w+ly |had |just |simply |completely )?"
        r"(?:skipped|neglected|forgot|forgotten|ignored|overlooked|bypassed|botched|misread|mistyped|fat-fingered|mixed up|messed up|screwed up)\b",
    ),
    (
        BlameKind.AGENT,
        "neither",
        r"\bneither of (?:the|our) (?:\w+ ){0,3}?(?:engineers|reviewers|operators|admins|approvers|developers|nurses|technicians)\b"
        r"(?: [^,.;\n]{1,40}?)? (?:noticed|checked|questioned|read|tested|verified|asked|opened|bothered)\b",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """A set phrase: what it is, the stems of which a text holds one, the expression."""

    kind: BlameKind
    stems: tuple[str, ...]
    pattern: str


PHRASES = tuple(Phrase(kind, tuple(stems.split("|")), text) for kind, stems, text in (*_ENGLISH, *_FRENCH, *_AGENTS))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """An expression, compiled when a text first holds a stem of it: most texts hold few."""
    return re.compile(pattern, re.IGNORECASE)


_NOT = regex(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|rather than|instead of|stop|avoid|isn|wasn|weren|aren|don|doesn|"
    r"didn|can(?:not)?|if|whether|may|might|could|symptom|label\w*|blameless|ne|n|pas|non|aucun|aucune|ni|jamais|plutôt|personne|"
    r"sans|si|pourrait|éviter|symptôme)\b",
    re.IGNORECASE,
)
_UNDENIED = frozenset({BlameKind.EXHORTATION, BlameKind.AGENT})
"""Kinds whose phrases hold their own negation: "has not checked", "must not get careless"."""
_CLAUSE = regex(r"[,;:()–—]| (?:and|but|et|mais|because|so|which) ")


@cache
def _by_beginning() -> dict[str, list[tuple[str, int]]]:
    """By the first three letters of a stem: the stem, and the index of its phrase."""
    found: dict[str, list[tuple[str, int]]] = {}
    for index, phrase in enumerate(PHRASES):
        for stem in phrase.stems:
            found.setdefault(stem[:3], []).append((stem, index))
    return found


def possible(words: Iterable[str]) -> tuple[list[Phrase], frozenset[str]]:
    """The phrases that a text of these words, in lower case, may hold, each with those of its stems that begin one.

    And the words which begin with such a stem: a phrase is only found where one of them stands.
    """
    beginnings = _by_beginning()
    held: dict[int, list[str]] = {}
    begun = []
    for word in words:
        if word[:3] not in beginnings and len(word) > 2:
            continue
        ended = word + " "  # a stem that ends in a blank is a whole word
        for stem, index in beginnings.get(ended[:3], ()):
            if ended.startswith(stem):
                begun.append(word)
                if stem not in held.setdefault(index, []):
                    held[index].append(stem)
    phrases = [replace(PHRASES[index], stems=tuple(stems)) for index, stems in sorted(held.items())]
    return phrases, frozenset(begun)


def held_phrases(text: str, phrases: Sequence[Phrase]) -> Iterator[Phrase]:
    """Those of the phrases of which the text holds a stem."""
    lowered = text.lower()
    for phrase in phrases:
        for stem in phrase.stems:
            if stem in lowered:
                yield phrase
                break


def find_idioms(
    sentence: str, *, in_actions: bool, phrases: Sequence[Phrase] = PHRASES
) -> Iterator[tuple[BlameKind, int, int]]:
    """(kind, start, end) of the set phrases in one sentence; none that its clause negates or supposes."""
    for phrase in held_phrases(sentence, phrases):
        kind = phrase.kind
        if kind is BlameKind.COUNTERFACTUAL and in_actions:
            continue
        for match in _compiled(phrase.pattern).finditer(sentence):
            if kind in _UNDENIED or not _denied(sentence, match):
                yield kind, match.start(), match.end()


def _denied(sentence: str, match: re.Match[str]) -> bool:
    """Whether the clause up to the phrase's end holds a negation, or leaves it open."""
    before = sentence[max(0, match.start() - WINDOW) : match.start()]
    cut = max((one.end() for one in _CLAUSE.finditer(before)), default=0)
    if (
        match.group()
        .lower()
        .startswith(
            ("si ", "est ", "était ", "n'av", "n’av", "no ", "aucun", "nul ", "pas un", "n'", "n’", "il fa", "ne ")
        )
    ):
        return False
    inside = re.sub(r"should(?:n['’]t| not)|nobody but|no one but", "", match.group(), flags=re.IGNORECASE)
    return _NOT.search(before[cut:]) is not None or _NOT.search(inside) is not None
