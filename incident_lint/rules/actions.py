"""DOC6: actions that somebody will do, by a date, where it can be followed; and that prevent."""

from __future__ import annotations

from incident_lint.diagnostics import Finding, Severity
from incident_lint.patterns import Words, regex
from incident_lint.records import Incident, Kind
from incident_lint.rules.rule import Example, rule
from incident_lint.rules.sections import is_placeholder, prose
from incident_lint.section_names import SectionName

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from incident_lint.actions import Action
    from incident_lint.sections import Section

_RIGHT = Example(
    "## Actions\n\n- [ ] Add a load test with 200 connections (owner: delivery team, due 2026-11-24) "
    "[OPS-813](https://tickets.example/OPS-813)\n"
)
# Nearly every change to a system prevents something. Only what restores, tells or talks does not.
_CHANGES = Words(
    "activ* add* adopt* ajout* alert* amélior* audit* augment* automat* avoid* backup* block* bloqu* build* "
    "chang* check* clean* codif* configur* consider* contrôl* corrig* creat* cré* decoupl* defin* delet* deploy* "
    "detect* disabl* document* doubl* durc* défini* dépla* déploy* désactiv* détect* enabl* enforc* ensur* "
    "evaluat* exig* extend* fail* fix* form* garanti* gat* guarantee* guard* harden* implement* implément* impos* "
    "improv* increas* instal* instaur* instrument* integrat* introduc* introdui* investigat* isol* limit* lint* "
    "log* look* lower* mak* measur* mesur* mettre* migr* mise* monitor* mov* outill* pin* planifi* prevent* "
    "protect* protég* prévenir* rais* redesign* reduc* refactor* refus* remov* remplac* renforc* replac* requir* "
    "restrict* review* revis* revoir* rewrit* rotat* runbook* rédui* scan* schedul* separat* set* simplif* split* "
    "standardi* stop* superv* supprim* surveill* switch* sécuris* sépar* test* tighten* trac* train* tun* updat* "
    "upgrad* us* valid* verify* vérif* writ* écri* étudi* éviter*",
    phrases=r"back up\w*",
)
_KINDS = regex(r"prevent|mitigat|detect|process|improv|correct|preventi|amelior|durable|long|investig")


def _gap(incident: Incident) -> Severity:
    return Severity.ERROR if incident.final else Severity.WARNING


def _actions(incident: Incident) -> tuple[Section | None, list[Action]]:
    post_mortem = incident.the_post_mortem
    section = post_mortem.outline.first(SectionName.ACTIONS)
    if section is None or post_mortem.standalone:
        return None, []
    return section, [one for one in post_mortem.actions if not is_placeholder(one.inline.content)]


def _short(action: Action) -> str:
    words = " ".join(action.text.split())
    return f'"{words[:47]}…"' if len(words) > 48 else f'"{words}"'


@rule(
    "DOC601",
    "action-without-owner",
    Severity.ERROR,
    "An action has an owner: a role or a team.",
    wrong=Example("## Actions\n\n- [ ] Add a load test, due 2026-11-24, OPS-813\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def action_without_owner(incident: Incident) -> Iterator[Finding]:
    """An open action names nobody who does it: no column Owner, no `owner:`, no @mention, no team.

    What belongs to everybody is done by nobody. In a draft that is a warning; what is done needs no owner any more.
    """
    _, actions = _actions(incident)
    for one in actions:
        if not one.owner and not one.done:
            message = f"no owner: {_short(one)}"
            hint = "name a role or a team: `(owner: platform team)`, or a column Owner"
            yield Finding(message, incident.the_post_mortem.path, one.inline.span(), hint, _gap(incident))


@rule(
    "DOC602",
    "action-without-due-date",
    Severity.ERROR,
    "An action has a due date.",
    wrong=Example("## Actions\n\n- [ ] Add a load test (owner: delivery team) OPS-813\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def action_without_due_date(incident: Incident) -> Iterator[Finding]:
    """An open action says nothing about when it is to be done.

    Without a date nobody can tell that it is late. In a draft that is a warning.
    """
    _, actions = _actions(incident)
    for one in actions:
        if not one.due and not one.done:
            message = f"no due date: {_short(one)}"
            hint = "write `due 2026-11-24`, or add a column Due"
            yield Finding(message, incident.the_post_mortem.path, one.inline.span(), hint, _gap(incident))


@rule(
    "DOC603",
    "action-without-link",
    Severity.INFO,
    "An action links to where it is followed.",
    wrong=Example("## Actions\n\n- [ ] Add a load test (owner: delivery team, due 2026-11-24)\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def action_without_link(incident: Incident) -> Iterator[Finding]:
    """An open action has no ticket, issue or pull request.

    A post-mortem is not a tracker: nobody sees there whether the action was done.
    """
    _, actions = _actions(incident)
    for one in actions:
        if not one.link and not one.done:
            yield Finding(
                f"no link: {_short(one)}", incident.the_post_mortem.path, one.inline.span(), "link its ticket"
            )


@rule(
    "DOC604",
    "no-preventive-action",
    Severity.ERROR,
    "At least one action keeps the incident from happening again.",
    wrong=Example("## Actions\n\nNone.\n"),
    right=_RIGHT,
    needs=[Kind.POST_MORTEM],
)
def no_preventive_action(incident: Incident) -> Iterator[Finding]:
    """The section Actions lists no action, or only such as tell people about the incident.

    An incident that changes nothing happens again. In a draft that is a warning.
    """
    section, actions = _actions(incident)
    if section is None or not any(text.strip() and not is_placeholder(text) for text in prose(section.blocks)):
        return
    path = incident.the_post_mortem.path
    if not actions:
        told = " ".join(prose(section.blocks))
        if len(told.split()) > 12:  # prose about what will change: not our form, but an answer
            return
        hint = "list them as a table, or as a task list"
        yield Finding("no action is listed", path, section.span, hint, _gap(incident))
    elif not any(_CHANGES.found_in(one.text) or _KINDS.search(one.kind) or "\ufffc" in one.text for one in actions):
        hint = "what change to the system would have stopped it?"
        yield Finding("no action prevents the incident from happening again", path, section.span, hint, _gap(incident))


RULES = (action_without_owner, action_without_due_date, action_without_link, no_preventive_action)
