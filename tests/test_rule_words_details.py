"""The words that the rules about sections know, each by itself, and what only looks like one of them."""

from __future__ import annotations

import pytest

from incident_lint.config import Config
from incident_lint.engine import judge
from incident_lint.loading import load
from incident_lint.records import Kind
from incident_lint.rules import find_rule
from incident_lint.selection import Unit


class Files:
    """One post-mortem."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self, path: str) -> bytes:
        assert path == "INCIDENT.md"
        return f"---\nstatus: FINAL\n---\n\n{self.text}\n".encode()


def silent(code: str, text: str) -> bool:
    """Whether a rule finds nothing in a final post-mortem of this text."""
    rule = find_rule(code)
    assert rule is not None
    incident = load(Unit("", {Kind.POST_MORTEM: ["INCIDENT.md"]}), Files(text), Config())
    return list(judge(incident, (rule,), Config())) == []


IMPACT = """
    user users customer customers client clients team teams everyone everybody nobody none people person persons staff
    employee employees engineer engineers developer developers operator operators patient patients citizen citizens
    merchant merchants partner partners tenant tenants subscriber subscribers member members player players visitor
    visitors reader readers student students researcher researchers contributor contributors caller callers seller
    sellers buyer buyers driver drivers passenger passengers account accounts service services system systems site sites
    website websites api apis endpoint endpoints database databases data record records request requests order orders
    payment payments transaction transactions build builds pipeline pipelines deployment deployments release releases
    job jobs task tasks queue queues message messages email emails e-mail e-mails notification notifications traffic
    region regions cluster clusters node nodes host hosts server servers pod pods workload workloads log logs metric
    metrics alert alerts page pages app apps application applications product products feature features dashboard
    dashboards search searches login logins signin sign-in sign-ins checkout check-out check-outs upload uploads
    download downloads certificate certificates repository repositories tree trees revenue money downtime availability
    latency hour hours minute minutes day days 7 utilisateur utilisateurs utilisatrice utilisatrices agent agents usager
    usagers cliente clientes équipe équipes personne personnes aucun aucune aucuns tous toutes salarié salariée
    salariés salariées abonné abonnée abonnés commerçant commerçants partenaire partenaires base bases données requête
    requêtes commande commandes paiement paiements virement virements dossier dossiers courriel courriels serveur
    serveurs heure heures jour jours disponibilité trafic région régions
""".split()


def test_each_word_for_who_and_what_was_affected() -> None:
    assert [word for word in [*IMPACT, "no one"] if not silent("DOC501", f"## Impact\n\nBad for {word}.")] == []
    others = "usership apiary dataset everyones nobodys loginx logging hosted daylight personal treetop moneyed".split()
    assert [word for word in others if silent("DOC501", f"## Impact\n\nBad for {word}.")] == []


NOT_KNOWN = [
    "unknown", "undetermined", "unclear", "unidentified", "not known", "not yet known", "not currently clear",
    "not been identified", "not yet been determined", "not found", "not established", "not understood",
    "under investigation", "pending analysis", "still under review", "awaiting investigation", "still investigating",
    "currently being investigated", "being analysed", "we are investigating", "is still being analyzed",
    "are analysing", "to be determined", "to be confirmed", "to be investigated", "to be identified", "to be found",
    "no root cause found", "no cause has been identified", "no cause was known", "no cause is determined",
    "inconnue", "inconnu", "inconnus", "indéterminé", "indéterminée", "non identifiée", "non identifié",
    "non déterminé", "non connue", "non établie", "pas identifié", "pas encore identifiée", "pas encore été connu",
    "pas été trouvée", "pas trouvé", "pas déterminé", "pas établie", "en cours d'analyse", "en cours d’investigation",
    "cours d'étude", "en cours d'enquête", "à déterminer quand même", "à confirmer", "à investiguer", "à identifier",
]  # fmt: skip
KNOWN = [
    "knotted", "uncleared", "not enough", "under a heavy load", "pending", "no cause for alarm", "to be repaired",
    "pas grave", "en cours", "à faire ailleurs", "non", "still busy", "clear", "identified", "undeterminedly",
]  # fmt: skip
YET = [
    "because", "due to", "caused by", "was caused", "led to", "resulted in", "which meant", "introduced in",
    "introduced by", "the cause is", "the cause was", "parce que", "provoqué par", "provoquée par", "causé par",
    "causée par", "a entraîné", "la cause est", "la cause était",
]  # fmt: skip


def test_each_way_to_say_that_the_cause_is_not_known() -> None:
    form = "## Root Cause\n\nThat is {}, so far."
    assert [one for one in NOT_KNOWN if silent("DOC401", form.format(one))] == []
    assert [one for one in KNOWN if not silent("DOC401", form.format(one))] == []
    assert [one for one in YET if not silent("DOC401", f"## Root Cause\n\nUnknown in part: {one}.")] == []
    assert [one for one in YET if silent("DOC401", f"## Root Cause\n\nUnknown in part: x{one}x.")] == []


DETECTION = [
    "detected", "detection", "discovered", "alert", "alerting", "alarms", "page", "paged", "pages", "paging", "pager",
    "PagerDuty", "noticed", "reports", "observed", "identified", "monitoring", "notified", "aware", "ticket",
    "complaints", "incident opened", "incident is declared", "incident was raised", "incident created", "saw", "seen",
    "found", "flagged", "raises", "on-call", "oncall", "support", "fire", "fires", "fired", "triggered", "witnessed",
    "show", "shows", "symptoms", "failing", "errors", "détecté", "alerte", "alarme", "signalé", "remontée", "constaté",
    "remarqué", "supervision", "astreinte", "plainte", "plaintes", "découverte", "déclaré", "ouverture", "appelé",
    "observé",
]  # fmt: skip
RESOLUTION = [
    "resolved", "resolution", "mitigated", "restored", "fix", "fixes", "fixed", "recovered", "roll back", "roll-back",
    "rolled back", "rolling back", "rollback", "reverted", "back to normal", "back up", "back online", "all clear",
    "all-clear", "closed", "closes", "complete", "healthy", "normal", "normalised", "stable", "stabilised",
    "work", "works", "working", "end", "ended", "ends", "over", "up again", "available", "operational", "deployed",
    "patched", "repaired", "green", "reopened", "re-opens", "cleared", "done", "finished", "succeeds", "released",
    "rétabli", "résolu", "corrigé", "retour", "normale", "nominal", "nominale", "restauré", "réparé", "clos", "clôturé",
    "terminé", "fin", "opérationnelle", "disponible", "déployé", "remis", "remise", "fonctionne",
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words", "others"),
    [
        (
            "DOC304",
            DETECTION,
            ["lunch", "incident", "firefly", "sawn", "pagers2", "unaware", "newfound", "showy", "foundry"],
        ),
        (
            "DOC305",
            RESOLUTION,
            ["lunch", "roll", "overt", "ending", "prefix", "workshop", "fins", "back", "backup", "undone"],
        ),
    ],
)
def test_each_word_for_a_detection_and_a_resolution(code: str, words: list[str], others: list[str]) -> None:
    form = "## Timeline\n\n- 10:00 UTC a\n- 11:00 UTC b {} c"
    assert [one for one in words if not silent(code, form.format(one))] == []
    told = [one for one in others if silent(code, form.format(one))]
    assert told == (["pagers2"] if code == "DOC304" else [])


PLACEHOLDERS = [
    "TODO", "to do", "tbd", "TBA", "tbc", "wip", "fixme", "fix me", "xxx", "XXXX", "?", "???", "..", "...", "…",
    "lorem ipsum dolor", "to be written", "to be filled in", "yet to be found out", "to be written up", "Add text here",
    "write it here", "fill in the cause here", "insert a graph here", "Describe what happened here", "list them here",
    "explain it here", "enter it here", "à compléter", "à remplir", "à faire", "à définir", "à rédiger", "à venir",
    "a completer", "[what happened]", "{what}", "--", "–", "—", "TODO.", "_tbd_",
    "tbd …", "TODO <!-- note -->",
]  # fmt: skip
TEXTS = [
    "todos", "TODO list", "xx", ".", "_", "-", "here", "Describe it", "[what happened](a.md)", "[one] and", "<a> b",
    "to be or not to be", "Nothing to do", "wiped", "lorem", "à demain", "[a][b]", "{a} b",
]  # fmt: skip


def test_each_placeholder() -> None:
    form = "## Resolution\n\n{}\n"
    assert [one for one in PLACEHOLDERS if silent("DOC105", form.format(one))] == []
    assert [one for one in TEXTS if not silent("DOC105", form.format(one))] == []
    assert not silent("DOC105", form.format("{" + "x" * 200 + "}"))
    assert silent("DOC105", form.format("{" + "x" * 201 + "}"))
    assert silent("DOC105", form.format("lorem ipsum " + "x" * 288))
    assert not silent("DOC105", form.format("lorem ipsum " + "x" * 287))
