"""What the seven sections are called: canonical names, and the usual English and French wordings.

Wordings are stored as `section_titles.fold` leaves them: lower case, no accents, no punctuation. `FIRM` wordings name
their section whatever stands beneath; `LOOSE` ones only where nothing better does ("Background" is the summary of a
post-mortem that has no "Summary"). What no list can hold is in `section_grammar`.
"""

from __future__ import annotations

from enum import StrEnum


class SectionName(StrEnum):
    """The seven sections of INCIDENT.md, in the order of the process (Post-mortem clause)."""

    SUMMARY = "Summary"
    TIMELINE = "Timeline"
    ROOT_CAUSE = "Root Cause"
    IMPACT = "Impact"
    RESOLUTION = "Resolution"
    ACTIONS = "Actions"
    EVIDENCE = "Evidence"


ORDER = tuple(SectionName)


def _wordings(*lines: str) -> frozenset[str]:
    return frozenset(wording for line in lines for wording in line.split("|"))


def words(*lines: str) -> frozenset[str]:
    """The words of some lines."""
    return frozenset(" ".join(lines).split())


INCIDENT = words(
    "incident incidents issue event outage problem failure evenement panne probleme",
)
"""Words for the incident itself: they tell "Incident description" from "Description", else nothing."""

FILLER = INCIDENT - {"failure"} | words(
    "a an the our this its it s post mortem postmortem report section detailed detail brief",
    "short full complete high level executive general initial overall technical main primary",
    "key proposed planned agreed possible remaining preliminary final le la les l un une d de",
    "du des notre nos cet cette detaille detaillee complet executif generale principal",
    "principale principales principaux technique techniques",
)
"""Words that say nothing about which section it is."""

OF = words("of to and the a an our this its de du des d le la les l et")
"""What binds the words of one title together: "Order of events", "Liens utiles et documents"."""

CUT = words(
    "of for on to in during with from at after by until about since sur pour dans pendant lors",
    "avec apres par a au aux suite en all times time heure heures utc gmt cet cest bst est edt",
    "pst pdt pt ct mt ist jst monday tuesday wednesday thursday friday saturday sunday january",
    "february march april may june july august september october november december jan feb mar",
    "apr jun jul aug sep oct nov dec lundi mardi mercredi jeudi vendredi samedi dimanche",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
)
"""Words that begin a qualification: "Impact on users", "Timeline UTC", "Impact sur les clients"."""

UNCUT = frozenset({SectionName.EVIDENCE})
"""Sections whose wordings are too plain to be followed by anything: "Logs from the cluster not shipped"."""

FIRM: dict[SectionName, frozenset[str]] = {
    SectionName.SUMMARY: _wordings(
        "summary|tldr|tl dr|overview|synopsis|abstract|recap|gist|brief|in brief|at glance",
        "incident at glance|problem statement|incident description|description incident",
        "problem description|incident overview|resume|synthese|apercu|vue ensemble|vue d ensemble",
        "en bref|en resume|recapitulatif|rappel|rappel faits|description faits|resume executif",
        "synthese executive|sommaire incident|essentiel",
    ),
    SectionName.TIMELINE: _wordings(
        "timeline|time line|chronology|chronological order|chronological log|chronological account",
        "chain events|course events|recorded events|sequence|sequence events|order events|events",
        "play by play|blow by blow|incident log|event log|events log|log events|history incident",
        "incident history|course incident|chronologie|deroule|deroulement|deroule faits",
        "deroulement faits|deroulement incident|deroule incident|deroulement evenements|frise",
        "frise chronologique|fil|fil evenements|historique|historique evenements",
        "historique incident|sequence evenements|calendrier evenements|journal bord|main courante",
        "ligne temps",
    ),
    SectionName.ROOT_CAUSE: _wordings(
        "root cause|root causes|rootcause|root cause analysis|rca|cause|causes|causal factors",
        "cause effect|contributing factors|contributing factor|contributory factors",
        "contributing causes|contributing conditions|underlying cause|underlying causes",
        "underlying issue|reason|reasons|reason outage|reason failure|origin|five whys|5 whys",
        "five why|5 why|whys|attack vector|fault analysis|failure analysis|cause racine",
        "causes racines|cause profonde|causes profondes|cause premiere|causes premieres|origine",
        "origines|facteurs contributifs|facteur contributif|facteurs aggravants|cinq pourquoi",
        "5 pourquoi|pourquoi|raison|raisons|vecteur attaque",
    ),
    SectionName.IMPACT: _wordings(
        "impact|impacts|consequence|consequences|fallout|blast radius|effect|effects|ramifications",
        "damage|damages|user impact|users impact|customer impact|customers impact|client impact",
        "business impact|service impact|effets|effet|repercussions|repercussion|incidence",
        "incidences|portee|degats|dommages|prejudice|impact utilisateurs|impact utilisateur",
        "impact clients|impact client|impact metier",
    ),
    SectionName.RESOLUTION: _wordings(
        "resolution|resolutions|fix|fixes|recovery|containment|stabilization|stabilisation|rollback",
        "mitigation|mitigations|mitigators|restoration|repair|workaround|solution|stopgap|hotfix",
        "short term fix|short term fixes|return to normal|return to service|back to normal",
        "back online|getting back online|correctif|correctifs|retablissement|remise service",
        "remise en service|retour normale|retour|contournement|intervention|solution apportee",
        "solution mise oeuvre|reparation|restauration|attenuation|endiguement|correction appliquee",
        "traitement incident|remediation immediate",
    ),
    SectionName.ACTIONS: _wordings(
        "actions|action|action items|action item|actions items|action points|action plan",
        "actionables|capa|follow up|follow ups|followup|followups|next steps|further steps",
        "prevention|preventing recurrence|remediations|remediation items|remediation plan",
        "improvements|todo|todos|to do|tasks|recommendations|future work|going forward",
        "moving forward|what s next|what next|what comes next|plan action|plan actions|suivi|suivis",
        "suite|suites|suites donnees|suites donner|prochaines etapes|prochaine etape",
        "prochaines actions|a faire|reste faire|taches|ameliorations|axes amelioration",
        "pistes amelioration|points amelioration|recommandations|plan remediation|plan amelioration",
        "mesures",
    ),
    SectionName.EVIDENCE: _wordings(
        "evidence|evidences|proof|proofs|references|attachments|attachment|artifacts|artefacts",
        "screenshots|graphs|charts|logs|log excerpts|exhibits|forensics|supporting information",
        "supporting material|supporting data|supporting materials|relevant commits|commit history",
        "relevant commit history|preuves|preuve|elements preuve|element preuve|pieces jointes",
        "piece jointe|pieces|justificatifs|traces|elements collectes|elements techniques|elements",
        "journaux|captures|captures ecran",
    ),
}

LOOSE: dict[SectionName, frozenset[str]] = {
    SectionName.SUMMARY: _wordings(
        "background|context|contexte|introduction|description|details|faits|what|presentation",
        "situation|quoi",
    ),
    SectionName.TIMELINE: _wordings("history|log|when|journal|quand|activity|investigation timeline|faits"),
    SectionName.ROOT_CAUSE: _wordings(
        "analysis|analyse|findings|trigger|triggers|element declencheur|declencheur|diagnosis",
        "diagnostic|deep dive|technical analysis|technical details|problem|technical problem",
        "probleme|vulnerability|bug|investigation|why|explanation|explication|factors|facteurs",
    ),
    SectionName.IMPACT: _wordings(
        "scope|symptoms|symptomes|symptom|extent|etendue|losses|perimetre|who|cost|costs",
    ),
    SectionName.RESOLUTION: _wordings(
        "remediation|response|reponse|correction|corrections|how|immediate actions",
    ),
    SectionName.ACTIONS: _wordings(
        "remediation|correction|corrections|immediate actions|mitigations|commitments|engagements",
    ),
    SectionName.EVIDENCE: _wordings(
        "appendix|appendices|annex|annexes|annexe|links|liens|resources|ressources|data|documents",
        "further reading|related|documentation|sources|raw data|dashboards|metrics|telemetry|photos",
        "recordings|donnees|graphiques|indicators compromise|iocs|indicateurs compromission",
    ),
}
