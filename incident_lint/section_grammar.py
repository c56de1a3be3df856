"""The grammar of section titles: what names a section without standing in any list.

Questions and clauses ("How we fixed it"), names made of words of one section ("Impact assessment", "Corrective action
plan"), compounds with one of its nouns ("Reader impact"). Words are stored as `section_titles.fold` leaves them.
"""

from __future__ import annotations

from incident_lint.patterns import regex
from incident_lint.section_names import SectionName, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_DEEDS = r"(?:actions?|steps?|measures?|mesures?)"
_ENDED = (
    r"(?:fix|fixed|resolve|resolved|solve|solved|repair|repaired|restore|restored|recover|recovered|mitigate|"
    r"mitigated|contain|contained|respond|responded|react|reacted|resolue?|reparee?|retablie?|corrigee?|reagi|traitee?)"
)
_TO_COME = (
    r"(?:we (?:are|re|will|ll|plan)|(?:are|will|shall|do|can|should|could) we|"
    r"nous allons|allons nous|comptons|ferons|que faire)"
)
_BETTER = (
    r"(?:do|doing|chang\w+|prevent\w*|stop\w*|avoid\w*|improv\w+|fixing|next|less likely|"
    r"eviter|ameliorer|reproduise|faire|changer|empecher|(?=pour\b))"
)
_AGAIN = r"(?:again|recurrence|repeat|future|similar)"
_HARMED = r"(?:affected|impacted|touchee?s?|affectee?s?|impactee?s?|concernee?s?)"
_BROKE = (
    r"(?:happen|happened|broke|break|fail|failed|occur|occurred|down|wrong|incident|outage|"
    r"arrivee?|produit|passee?|panne|cassee?|tombee?)"
)

PHRASES: tuple[tuple[SectionName, re.Pattern[str]], ...] = tuple(
    (name, regex(pattern))
    for name, pattern in (
        (
            SectionName.TIMELINE,
            r"(?:what happened|who did what) (?:and )?when|when did (?:what|it|this|everything) happen",
        ),
        (SectionName.TIMELINE, r"how (?:\w+ ){1,3}(?:unfolded|developed|evolved|played out)"),
        (SectionName.TIMELINE, r"(?:comment )?(?:\w+ ){1,4}s est (?:deroulee?|deroules)|the long version"),
        (SectionName.TIMELINE, r".*\b(?:(minute|hour|blow|play) by \1|(minute|heure) par \2)\b.*"),
        (
            SectionName.SUMMARY,
            r"what (?:happened|occurred|broke|went down)(?: in (?:short|brief|a nutshell))?",
        ),
        (
            SectionName.SUMMARY,
            r"in (?:short|a nutshell)|the short (?:version|story)|(?:\w+ )?plain (?:english )?summary",
        ),
        (
            SectionName.SUMMARY,
            r"que s est il (?:passe|produit)|(?:qu est )?ce qui (?:s est|est) (?:passe|produit|arrive)",
        ),
        (SectionName.SUMMARY, r"que s est passe"),
        (
            SectionName.ROOT_CAUSE,
            rf"(?:so )?(?:why|pourquoi)(?: \w+){{0,4}} {_BROKE}(?: \w+)?|.*\bhow and why\b.*",
        ),
        (SectionName.ROOT_CAUSE, r"(?:so )?(?:what|where)(?: \w+)? (?:went|was) wrong(?: and why)?|why this"),
        (
            SectionName.ROOT_CAUSE,
            r"what (?:caused|led to|triggered|contributed)\b.*|(?:so )?how (?:did )?(?:it|this) happen(?:ed)?",
        ),
        (SectionName.ROOT_CAUSE, r"(?:qu est ce qui|ce qui) a (?:cause|provoque|declenche)\b.*"),
        (
            SectionName.IMPACT,
            rf"(?:who|what|which|how many|qui|quels?|quelles?)\b(?: \w+){{0,4}} {_HARMED}\b.*",
        ),
        (
            SectionName.IMPACT,
            rf"{_HARMED} (?!by\b|par\b)\w+(?: \w+)?",
        ),
        (
            SectionName.IMPACT,
            rf"(?!(?:not|un|non)\b)\w+(?: (?!not\b|non\b)\w+)? {_HARMED}",
        ),
        (SectionName.IMPACT, r"what did .*\b(?:experience|see|notice)\b.*|how (?:bad|big) was it"),
        (
            SectionName.RESOLUTION,
            rf"(?!.* (?:will|ll|can|could|should|better|faster|allons)\b)(?:how|comment) .*\b{_ENDED}\b.*",
        ),
        (
            SectionName.RESOLUTION,
            r"what (?:did we do|we did|was done|have we done|we have done)(?! (?:well|wrong)).*",
        ),
        (SectionName.RESOLUTION, r"ce que nous avons fait.*|qu avons nous fait.*"),
        (SectionName.RESOLUTION, rf"what {_DEEDS} (?:did|were|have|was)\b.*"),
        (SectionName.ACTIONS, rf"(?:(?:what|how|ce que|comment|que) )?.*\b{_TO_COME}\b.*\b{_BETTER}.*"),
        (
            SectionName.ACTIONS,
            rf"(?:how to )?(?:prevent|preventing|avoid|avoiding|eviter) .*\b{_AGAIN}\b.*",
        ),
        (
            SectionName.ACTIONS,
            r"(?:changes|steps|actions|measures|improvements) we (?:are|re|will|ll|plan)\b.*",
        ),
        (SectionName.ACTIONS, r"ce que nous (?:changeons|prevoyons|mettons en place)\b.*"),
        (SectionName.ACTIONS, rf"{_DEEDS} (?:to be taken|to take)"),
        (SectionName.EVIDENCE, r"(?:what|which) (?:data|evidence|proof) .*\bsupports?\b.*"),
    )
)
"""Titles that are questions or clauses, matched as a whole, the first that matches."""

QUESTION = regex(
    r"(?:what|which|where|quel|quelle|quels|quelles|ou)"
    r"(?: (?:is|are|was|were|est|sont|etait|etaient|ont ete))?(?: (?:the|our|le|la|les|l))? "
)
"""What makes a question of a name: "What was the …?", « Quel … ? »."""

VERBS = words(
    "is are was were did do does has have had will can est sont etait etaient ont avons a avez",
)
"""Words that begin the rest of a question: "What corrective actions | are you taking?"."""

_ABOUT = words(
    "description descriptions statement register determination assessment account narrative",
    "details table list liste record records analysis analyse information summary overview",
    "breakdown resume synthese service services system normal business operations probable",
    "likely suspected confirmed known identified direct immediate proximate identifiee",
    "identifiees confirmee directe interim temporary permanent provisoire definitif",
)
"""Words that go with the name of any section without changing it."""

PARTS: dict[SectionName, tuple[frozenset[str], frozenset[str]]] = {
    SectionName.TIMELINE: (
        words(
            "timeline chronology chronological chronologie chronologique deroulement deroule historique",
            "frise enchainement succession",
        ),
        words(
            "events event evenements evenement faits incident order sequence history log journal",
        )
        | _ABOUT,
    ),
    SectionName.ROOT_CAUSE: (
        words(
            "cause causes causal causale causation origine facteurs factors explanation explication",
        ),
        words(
            "root underlying contributing contributory enabling conditions trigger effect racine",
            "racines profonde profondes premiere premieres contributifs failure fault investigation",
            "findings determined five whys attack",
        )
        | _ABOUT,
    ),
    SectionName.IMPACT: (
        words(
            "impact impacts consequences effects damage compromission compromise perimetre",
        ),
        words(
            "user users customer customers client clients patient patients business service services",
            "scope extent etendue severity financial operational regulatory financier impacte touche",
            "dommages utilisateurs usagers metier",
        )
        | _ABOUT,
    ),
    SectionName.RESOLUTION: (
        words(
            "resolution recovery restoration mitigation containment eradication retablissement",
            "remediation workaround rollback restauration reprise contournement correctif solution",
        ),
        words("service services data backfill normal steps details response return") | _ABOUT,
    ),
    SectionName.EVIDENCE: (
        words(
            "evidence proof logs links documentation documents references attachments artifacts",
            "artefacts screenshots preuves liens pieces justificatifs graphs traces annex annexes",
            "appendix appendices dashboards material materials files file log",
        ),
        words(
            "extracts excerpts extraits justificatives supporting related relevant reference useful",
            "further collected register digital relevantes utiles associes associees collectees",
            "collectes jointes jointe commits data findings malicious file",
        )
        | _ABOUT,
    ),
}
"""For a section: words one of which its title needs, and words that may stand beside them."""

DEEDS = words(
    "action actions activity activities measure measures mesure mesures step steps fix fixes",
    "remediation remediations mitigations correctif correctifs item items ticket tickets task",
    "tasks plan programme program roadmap work improvements corrections ups",
)
"""What is done. What kind of deed it is tells the resolution from the actions."""

DONE = words(
    "taken applied performed done undertaken implemented completed deployed immediate urgent",
    "emergency recovery restoration retablissement containment containing confinement",
    "endiguement resolution repair urgence prises menees realisees appliquees effectuees",
    "entreprises immediates engagees resoudre",
)
"""Deeds of the resolution: "Measures taken", « Actions de rétablissement », "Short-term fix"."""

AHEAD = words(
    "long short term future planned permanent corrective preventive preventative prevention",
    "remedial follow up followup next further recommended improvement improvements items item",
    "tickets ticket remediation remediations plan work tracking safety outstanding open pending",
    "created programme program roadmap correctives correctrices preventives preventif correctif",
    "suivi suivre futures envisagees prevues planifiees mener entreprendre venir",
)
"""Deeds of the actions: "Corrective action plan", « Mesures envisagées », "Remediation tickets"."""

EITHER = words(
    "corrective correctives remedial remediation remediations item items ticket tickets work",
    "plan",
)
"""Words of AHEAD that do not count beside a word of DONE: "Corrective actions completed"."""

DEED_FILLER = words(
    "and et a agreed proposed possible owners deadlines responsables echeances status required",
)

COMPOUNDS: dict[SectionName, frozenset[str]] = {
    SectionName.SUMMARY: words("summary resume synthese"),
    SectionName.TIMELINE: words("timeline chronology chronologie"),
    SectionName.ROOT_CAUSE: words("cause causes origine"),
    SectionName.IMPACT: words("impact impacts consequences loss losses"),
    SectionName.RESOLUTION: words("reprise"),
    SectionName.ACTIONS: words("recommendations recommandations commitments improvements actionables"),
    SectionName.EVIDENCE: words(
        "evidence preuves logs traces screenshots attachments artefacts artifacts",
    ),
}
"""Nouns that make a name with whatever one or two words: "Reader impact", « Impact voyageurs ». Not "resolution"
(of names, of screens), not "actions" (of a build service)."""
