"""Who is called by name: contributors of the repository, mentions, given names, and products, which are nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from . import tags as t
from .lexicon import fold
from .tokens import WORD

if TYPE_CHECKING:
    from .lexicon import Word

_SHAPE = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?\Z")
_COMMON_ENDINGS = (
    "ing", "tion", "sion", "ment", "ments", "ity", "ness", "ance", "ence", "ers", "ors", "ed", "ism", "age", "ure",
    "ogs", "ics", "ware", "base", "ions", "ues", "ees", "cts", "nts", "tes", "ces", "ges", "ds", "ks", "ps", "form",
    "ql", "hub", "lab", "ops", "net", "flow", "stack", "db", "iste", "eur", "euse", "eurs", "aux",
)  # fmt: skip
_GROUPS = frozenset(
    "here channel everyone all team teams oncall on-call ops support devops sre security infra platform engineering "
    "staff maintainers admins owners reviewers developers qa".split()
)
_MACHINES = re.compile(r"(?:\A|[\W_])(?:bot|ci|cd|actions?|automation|service|system|server|build|deploy|robot)\b|bot\b", re.I)

GIVEN = frozenset(
    "aaron adam adele adrian agnes ahmed aisha alain alan albert alejandro alex alexander alexandra alexandre alexis "
    "alice alicia alina ali amanda amelie amina amir amy ana anders andre andrea andreas andrew andy angela anita anna "
    "anne annie anthony antoine antonio arjun arnaud arthur audrey aurelie barbara beatrice ben benjamin benoit "
    "bernard bertrand beth bjorn bob boris brandon brenda brian bruno bryan camille carla carlos carol caroline "
    "catherine cecile cedric celine chantal charles charlie charlotte chen chloe chris christian christina christine "
    "christophe christopher claire clara claude clement colin corinne craig cyril damien dan daniel daniela danielle "
    "dave david deborah delphine denis dennis diana didier diego dieter dimitri dmitri dominique donald donna doug "
    "dylan edouard eduardo edward elena eleanor eli elise elizabeth ella elodie emil emilie emily emma emmanuel eric "
    "erik erin estelle esther ethan etienne eva evan evelyn fabien fabio fabrice farah fatima felix fernando fiona "
    "florence florian francesca francis francois francoise frank franz fred frederic gabriel gael gareth gary gaston "
    "georges gerald gerard gilles giovanni giulia greg gregory guillaume gunther gustavo guy hans harold harriet "
    "harry hassan heather heidi helen helene henri henry herve hiroshi hugo ian ibrahim igor ines ingrid irene isaac "
    "isabel isabelle ivan jack jacob jacqueline jacques jake jakob james jamie jan jane janet jason javier jean jeff "
    "jeffrey jennifer jenny jeremy jerome jessica jill jim joan joanna joe joel johan johann john johnny jon jonas "
    "jonathan jordan jorge jose josef joseph josh joshua joy juan judith julia julian julie julien juliette karen "
    "karim karl kate katherine kathy katie keith kelly ken kenji kevin khaled kim klaus kristin kurt kyle lars laura "
    "laurence laurent lea leila leo leon leonard leonardo lena li liam lidia linda lionel lisa liz loic louis louise "
    "luc luca lucas lucia lucie lucy luis luke lydia lynn madeleine magali maria marc marcel marco marcus margaret "
    "maria marianne marie marina mario marion martin martine mary mateo mathieu mathilde matt matteo matthew maurice "
    "maxime megan mehdi mei melanie melissa michael michel michele michelle miguel mike mohamed mohammed monica "
    "morgane nadia nadine nancy naomi natalie nathalie nathan neil nicholas nick nicolas nicole nikolai nina noah "
    "noemie nora olga oliver olivia olivier omar oscar pablo pamela paola pascal patricia patrick paul paula pauline "
    "pavel pedro peter petra philip philippe phil pierre priya quentin rachel rafael raj ralph ramon ravi raymond "
    "rebecca regis renaud renee ricardo richard rick rita robert roberto rodrigo roger roland romain ron ronald ryan "
    "sabine sabrina salma sam samantha samir samuel sandra sandrine sanjay sara sarah scott sean sebastian sebastien "
    "sergei sergio sharon sofia solene sonia sophia sophie stefan stephane stephanie stephen steve steven susan "
    "svetlana sven sylvain sylvie tania tanya tariq ted teresa theo theresa thierry thomas tim timothy tina todd tom "
    "tomas tony tracy valentin valentina valerie vanessa vera veronique victor vijay vincent vladimir walter wei wendy "
    "wilhelm william xavier yann yannick yasmine yuki yusuf yves zoe".split()
)
PRODUCTS = frozenset(
    "airflow akamai alertmanager alexa amazon android ansible apache apple argo atlas atlassian aurora azure babel "
    "bamboo bazel bigquery bitbucket bugsnag bugzilla cassandra caddy calico celery ceph chef chrome cilium circle "
    "citrix cloudflare cloudfront codecov confluence consul copilot cortex couchbase crowdstrike curl dataflow datadog "
    "debezium debian dependabot discord django docker drupal druid dynamo elasticsearch elastic envoy etcd excel "
    "express facebook falcon fargate fastly firebase firefox flask flink fluentd flux gatling gerrit ghost git "
    "github gitlab gitea glacier google gradle grafana graylog hadoop hashicorp harbor helm heroku hetzner honeycomb "
    "hudson hystrix instana intercom istio jaeger jenkins jetty jira kafka karpenter keycloak kibana kinesis knative "
    "kong kubernetes kubelet lambda lets linkerd linux logstash loki magento mailchimp marathon mattermost maven "
    "memcached mesos microsoft minio mongo mongodb mysql nagios neo netflix netlify newrelic nexus nginx node nomad "
    "npm okta openshift opsgenie oracle ovh pagerduty packer pandas patroni percona perl plesk postfix postgres "
    "postgresql prefect presto prometheus pulsar pulumi puppet python rabbit rabbitmq rails rancher react redis "
    "redshift renovate rollbar ruby rundeck rust salesforce salt sap samba scaleway sensu sentry serverless shopify "
    "sidekiq skype slack snowflake solr sonar sonarqube spark spinnaker splunk spring squid statuspage storm stripe "
    "sumo superset swift symfony teams teamcity telegraf tempo terraform thanos tomcat traefik travis trino twilio "
    "twitter ubuntu unicorn varnish vault veeam velero vercel vertica victoria vitess vmware webpack windows wordpress "
    "yarn zabbix zendesk zipkin zookeeper zoom europe france paris london berlin tokyo dublin frankfurt oregon "
    "virginia mumbai sydney singapore america africa asia monday tuesday english french".split()
)
_ORDINARY = frozenset(
    "will mark may rose grace chance bill art rob drew pat sue dawn hope joy faith summer april june august chase skip "
    "grant pierce wade frank jack rusty rich ray gene glen guy hunter page porter carter cooper mason parker tyler "
    "reed ward wayne violet ivy lily daisy olive ginger sandy robin penny jade pearl ruby crystal amber victor earnest "
    "christian austin chad jean constant prudent clement".split()
)


@dataclass(frozen=True, slots=True)
class Names:
    """full: tuples of words as written; firsts: single words as written; unsure: those that are ordinary words."""

    full: frozenset[tuple[str, ...]]
    firsts: frozenset[str]
    unsure: frozenset[str]

    def resolve(self, words: list[Word]) -> None:
        """Make a proper name of a contributor's name that is also a word, where the grammar says so ('Will forgot')."""
        for at, word in enumerate(words):
            if word.raw in self.unsure:
                if _acts(words, at):
                    word.tags = t.PROPER | t.NOUN
                else:
                    word.tags &= ~t.PROPER
            elif word.raw in self.firsts and word.raw not in self.unsure:
                word.tags = t.PROPER | t.NOUN

    def person(self, words: list[Word], first: int, head: int) -> int:
        """PROPER where the words up to head name a person, TEAM for a group's mention, ROBOT where only a verb can tell."""
        raw = words[head].raw
        if raw[0] == "@":
            return _mention(raw)
        if not words[head].tags & t.PROPER:
            return 0
        start = head
        while start > first and words[start - 1].tags & t.PROPER:
            start -= 1
        run = [word.raw for word in words[start : head + 1]]
        if run[0] in self.firsts or run[0] in self.unsure or (len(run) > 1 and tuple(run) in self.full):
            return t.PROPER
        return _unknown(words, first, start, run)


def _unknown(words: list[Word], first: int, start: int, run: list[str]) -> int:
    if len(run) > 3 or not all(_SHAPE.match(raw) for raw in run) or fold(run[0]) in PRODUCTS:
        return 0
    if start > first and any(word.tags & t.DET for word in words[first:start]):
        return t.PROPER if _given(run[0]) and words[start - 1].tags & t.ROLE else 0
    if _given(run[0]):
        return t.PROPER
    if (start == 0 or words[start - 1].tags & t.STOP) and len(run) == 1 and fold(run[0]).endswith(_COMMON_ENDINGS):
        return 0
    return t.ROBOT


def _given(raw: str) -> bool:
    return fold(raw).split("-")[0] in GIVEN


def _mention(raw: str) -> int:
    name = raw[1:].lower()
    if "/" in name or name in _GROUPS or name.endswith(("-team", "-ops", "-eng", "team")):
        return t.TEAM
    return 0 if name.endswith(("bot", "bot]", "-ci", "-app")) or name in PRODUCTS else t.PROPER


def _acts(words: list[Word], at: int) -> bool:
    """Does a word that may be a name stand where only a name can: before a finite past, not as an auxiliary."""
    following = at + 1
    while following < len(words) and words[following].tags & t.ADV:
        following += 1
    if following >= len(words):
        return at > 0 and bool(words[at - 1].tags & (t.BY | t.OF))
    after = words[following]
    if at > 0 and not words[at - 1].tags & (t.STOP | t.COMMA | t.DASH) and words[at - 1].tags & (t.BY | t.ROLE):
        return not after.tags & (t.NOUN | t.NUMBER)
    if after.text in ("has", "had", "did", "was", "a", "avait", "n'"):
        return True
    beyond = words[following + 1].tags if following + 1 < len(words) else 0
    if after.tags & t.FAIL_TO:
        return bool(beyond & t.TO)
    # 'Mark missed alerts as resolved' is an instruction: a participle before a noun
    return bool(after.tags & t.PAST) and (not after.tags & t.PARTICIPLE or not beyond & (t.NOUN | t.PROPER | t.ADJ))


@lru_cache(maxsize=8)
def known(people: frozenset[str], in_lexicon: Callable[[str], bool]) -> Names:
    """The contributors as Names; programs among them ('dependabot[bot]') and lower-case ordinary words are left out."""
    full: set[tuple[str, ...]] = set()
    firsts: set[str] = set()
    unsure: set[str] = set()
    for person in people:
        parts = tuple(part for part in WORD.findall(person) if part[0].isalnum() or part[0] == "@")
        if not parts or _MACHINES.search(person) or fold(parts[0]) in PRODUCTS:
            continue
        if len(parts) > 1:
            full.add(parts)
        first = parts[0].lstrip("@")
        ordinary = in_lexicon(fold(first)) or fold(first) in _ORDINARY
        if len(first) < 2 or (ordinary and not first[0].isupper()):
            continue
        firsts.add(first)
        if ordinary:
            unsure.add(first)
    return Names(frozenset(full), frozenset(firsts - unsure), frozenset(unsure))


def names_of(people: Collection[str], in_lexicon: Callable[[str], bool]) -> Names:
    """The same for any collection; a frozenset is remembered without being copied."""
    return known(people if isinstance(people, frozenset) else frozenset(people), in_lexicon)
