"""DOC2, DOC4 and DOC5: what Summary, Root Cause and Impact have to say."""

from __future__ import annotations

import re

from incident_lint.diagnostics import Finding, Severity
from incident_lint.patterns import Words, regex
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, rule
from incident_lint.rules.sections import is_placeholder, prose
from incident_lint.section_names import SectionName
from incident_lint.sentences import count_sentences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.sections import Section

SHORT = 40
"""Words up to which a section can be nothing but an admission that the cause is not known."""

_NOT_KNOWN = regex(
    r"\b(?:unknown|undetermined|unclear|unidentified|not (?:yet |currently |been )*(?:known|clear|"
    r"identified|determined|"
    r"found|established|understood)|(?:under|pending|still under|awaiting) (?:investigation|analysis|review)|"
    r"(?:still|currently|being|we are|is|are) (?:still |currently )?(?:being )?(?:investigat(?:ed|ing)|"
    r"analy[sz](?:ed|ing))|"
    r"to be (?:determined|confirmed|investigated|identified|found)|tb[dac]|no (?:root )?cause (?:has been |was |is )?"
    r"(?:found|identified|known|determined)|n/?a|"
    r"inconnue?s?|indéterminée?s?|non (?:identifiée?s?|déterminée?s?|connue?s?|établie?s?)|"
    r"pas (?:encore )?(?:été )?(?:identifiée?|connue?|trouvée?|déterminée?|établie?)|"
    r"(?:en cours|cours) d['’](?:analyse|investigation|étude|enquête)|à (?:déterminer|confirmer|"
    r"investiguer|identifier))\b",
    re.IGNORECASE,
)
_YET_A_CAUSE = regex(
    r"\b(?:because|due to|caused by|was caused|led to|resulted in|which meant|introduced (?:in|by)|"
    r"the cause (?:is|was)(?! (?:still |yet |currently )*(?:not\b|un(?:known|clear|determined|identified)))|"
    r"parce que|à cause (?:de|des|du|d['’])|provoquée? par|causée? par|a entraîné|"
    r"la cause (?:est|était)(?! (?:encore |toujours |pour l['’]instant )*(?:inconnue|indéterminée|pas\b|non\b)))\b",
    re.IGNORECASE,
)
_WHO_OR_WHAT = Words(
    "abonné(s) abonnée(s) account(s) agent(s) alert(s) api(s) app(s) application(s) aucun(s) aucune(s) "
    "availability base(s) build(s) buyer(s) caller(s) certificate(s) checkout(s) citizen(s) client(s) cliente(s) "
    "cluster(s) commande(s) commerçant(s) contributor(s) courriel(s) customer(s) dashboard(s) data database(s) "
    "day(s) deployment(s) developer(s) disponibilité données dossier(s) download(s) downtime driver(s) email(s) "
    "employee(s) endpoint(s) engineer(s) everybody everyone feature(s) heure(s) host(s) hour(s) job(s) jour(s) "
    "latency log(s) login(s) member(s) merchant(s) message(s) metric(s) minute(s) money nobody node(s) none "
    "notification(s) operator(s) order(s) page(s) paiement(s) partenaire(s) partner(s) passenger(s) patient(s) "
    "payment(s) people person(s) personne(s) pipeline(s) player(s) pod(s) product(s) queue(s) reader(s) record(s) "
    "region(s) release(s) repositories repository request(s) requête(s) researcher(s) revenue région(s) "
    "salarié(s) salariée(s) search(s) searche(s) seller(s) server(s) serveur(s) service(s) signin(s) site(s) "
    "staff student(s) subscriber(s) system(s) task(s) team(s) tenant(s) tous toutes traffic trafic transaction(s) "
    "tree(s) upload(s) usager(s) user(s) utilisateur(s) utilisatrice(s) virement(s) visitor(s) website(s) "
    "workload(s) équipe(s)",
    phrases=r"no one|e-mails?|sign-ins?|check-outs?",
)
_FIGURE = regex(r"\d")


def _gap(incident: Incident) -> Severity:
    return Severity.ERROR if incident.final else Severity.WARNING


def _section(incident: Incident, name: SectionName) -> tuple[Section | None, list[str]]:
    """The section and its prose; no section where it is left to the rules about sections, or stands for itself."""
    post_mortem = incident.the_post_mortem
    section = post_mortem.outline.first(name)
    if section is None or post_mortem.standalone:
        return None, []
    texts = [text.strip() for text in prose(section.blocks)]
    return section, [text for text in texts if text and not is_placeholder(text)]


@rule(
    "DOC201",
    "summary-length",
    Severity.WARNING,
    "The summary has two or three sentences.",
    wrong=Example("## Summary\n\nCheckout timed out.\n"),
    right=Example("## Summary\n\nA release halved the connection pool. Two of five checkout requests timed out.\n"),
    needs=[Kind.POST_MORTEM],
)
def summary_length(incident: Incident) -> Iterator[Finding]:
    """The summary is shorter or longer than the process asks for (`limits.summary-sentences`, two to three).

    It is what people read who read nothing else. One sentence says what broke, the other what it meant.
    """
    section, texts = _section(incident, SectionName.SUMMARY)
    if section is None or not texts:
        return
    least, most = incident.config.summary_sentences
    count = sum(count_sentences(text) for text in texts)
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"{least} to {most}"
        message = f"the summary has {count} {'sentence' if count == 1 else 'sentences'}, not {wanted}"
        yield Finding(message, incident.the_post_mortem.path, section.span)


@rule(
    "DOC401",
    "root-cause-not-identified",
    Severity.ERROR,
    "The root cause is identified.",
    wrong=Example("## Root Cause\n\nStill under investigation.\n"),
    right=Example("## Root Cause\n\nThe limit of the pool is written in two files with different meanings.\n"),
    needs=[Kind.POST_MORTEM],
)
def root_cause_not_identified(incident: Incident) -> Iterator[Finding]:
    """The section Root Cause says no more than that the cause is unknown, or still looked for.

    In a draft that is a warning. A cause that stays unknown is worth saying, with what was ruled out and how.
    """
    section, texts = _section(incident, SectionName.ROOT_CAUSE)
    whole = " ".join(texts)
    if section is None or not whole or len(whole.split()) > SHORT:
        return
    if _NOT_KNOWN.search(whole) and not _YET_A_CAUSE.search(whole):
        hint = "say what was ruled out, and what would tell next time"
        yield Finding(
            "the root cause is not identified", incident.the_post_mortem.path, section.span, hint, _gap(incident)
        )


@rule(
    "DOC501",
    "impact-not-concrete",
    Severity.ERROR,
    "The impact says who or what was affected.",
    wrong=Example("## Impact\n\nSome things went wrong for a while.\n"),
    right=Example("## Impact\n\nSome 9,400 customers could not pay between 10:46 and 11:48 UTC.\n"),
    needs=[Kind.POST_MORTEM],
)
def impact_not_concrete(incident: Incident) -> Iterator[Finding]:
    """The section Impact names neither who was affected nor what: no people, no service, no component of the event, no
    figure.

    "No customer was affected" is an answer. In a draft the finding is a warning.
    """
    section, texts = _section(incident, SectionName.IMPACT)
    whole = " ".join(texts)
    if section is None or not whole or _WHO_OR_WHAT.found_in(whole) or _FIGURE.search(whole) or "\ufffc" in whole:
        return
    components = incident.event.get("affected", "components") if incident.event else None
    named = [one for one in components or () if isinstance(one, str) and one.casefold() in whole.casefold()]
    if not named:
        hint = "name the users or services, and how many, how long"
        message = "the impact says neither who nor what was affected"
        yield Finding(message, incident.the_post_mortem.path, section.span, hint, _gap(incident))


RULES = (summary_length, root_cause_not_identified, impact_not_concrete)
