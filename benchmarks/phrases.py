"""What the incidents of `corpus.py` are told with: words, and sentences with slots.

`{slot}` is a fact of the incident, or else one of WORDS; `{9-90}` is a number between two others. Nearly every
sentence has slots enough to stand once in ten thousand incidents. Many are near what the rules look for, and right.
"""

from __future__ import annotations

WORDS = {
    "area": "checkout,billing,search,login,catalogue,shipping,ledger,pricing,invoice,session,quota,payout,mail,report,"
    "upload,basket,refund,booking,identity,inventory,metering,routing,archive,consent,export".split(","),
    "role": "api,gateway,worker,scheduler,proxy,consumer,store,indexer,importer,cache,relay,backend".split(","),
    "part": "connection pool,request queue,write-ahead log,session cache,token cache,retry budget,thread pool,"
    "rate limiter,DNS resolver,TLS terminator,job scheduler,read replica,search index,message broker,object store,"
    "feature flag,circuit breaker,load balancer,certificate chain,migration lock,consumer group,batch window".split(
        ","
    ),
    "symptom": "time out,return stale answers,answer twice,end in status 503,lose their session,queue for minutes,"
    "miss their deadline,show wrong totals,are refused,stall at peak load,exceed the memory limit,"
    "arrive out of order".split(","),
    "things": "requests,orders,messages,invoices,uploads,logins,payments,exports,queries,jobs,webhooks,sessions".split(
        ","
    ),
    "key": "max_connections,pool.size,idle_timeout,retry.limit,queue_depth,ttl_seconds,batch.size,shard_count,"
    "read_timeout_ms,replica.min,backoff.base,lease.seconds,heap_limit,prefetch,drain.grace".split(","),
    "metric": "the share of timeouts,the queue's depth,the error rate,the replication lag,the p99 latency,"
    "the number of open connections,the share of refused logins,the age of the oldest job,the cache hit rate,"
    "the memory in use".split(","),
    "team": "platform,storage,payments,identity,delivery,network,data,search,support,observability,release,edge".split(
        ","
    ),
    "file": "values.yaml,service.toml,limits.json,deploy.hcl,pool.ini,routes.yaml,quotas.toml,worker.conf".split(","),
    "place": "Frankfurt,Dublin,São Paulo,Montréal,Osaka,Zürich,Oregon,Mumbai,Stockholm,Málaga".split(","),
    "who": "customers,merchants,warehouses,support agents,readers,tenants,drivers,partner shops,subscribers".split(","),
    "adjective": "first,second,smaller,older,newer,shared,regional,standby,default,nightly".split(","),
}

TITLES = [
    "{Area} {things} {symptom} after release {version}",
    "{Area} {things} {symptom} in {place} since release {version}",
    "{Service}: {things} {symptom} once the {part} is full",
    "{9-90} % of {area} {things} {symptom} behind the {adjective} {part}",
    "{Things} of {service} {symptom} while `{key}` is {2-900}",
]

SUMMARY = [
    "Release {version} changed the {part} of {service}, and {4-96} % of {area} {things} failed for {lasted} minutes.",
    "For {lasted} minutes {4-96} % of the {things} that {service} handles in {place} did not complete.",
    "The {part} of {service} was exhausted {2-50} minutes after release {version} had been deployed.",
    "Some {2-99},{100-999} {things} of {who} failed while the {adjective} {part} held {12-950} entries instead of "
    "{1000-9000}.",
]

RESTORED = [
    "A rollback to release {before} restored the service, and {3-60} minutes later {metric} was back at {1-9}.{0-9} %.",
    "The on-call engineer rolled the service back to release {before}; no {things} of {who} were lost.",
    "A rollback to release {before} ended it after {lasted} minutes, and {metric} stayed normal for {20-55} minutes.",
]

EARLY = [
    "`{service}` logs the first of {200-9000} refused {things}",
    "The {part} in {place} reaches {80-100} % of {100-9000}",
    "Host `{host}` fails its health check, and {2-30} {things} are moved",
    "The {adjective} {part} of {area} begins to drop {things}, {5-900} per minute",
    "Traffic from {place} doubles to {200-9000} {things} per minute",
]

DETECTED = [
    "Incident detected: the alert on {metric} fires at {11-95} %",
    "Incident detected by the synthetic check of {service}, {2-9} of {10-20} probes failed",
    "Detected: {2-40} {who} report that {things} fail",
]

MIDDLE = [
    "The on-call engineer restarted `{host}`, without effect on {metric}",
    "The operator drained {2-12} of {13-40} hosts in {place}; {metric} fell to {10-60} %",
    "{Metric} should alert at {50-90} %, and does so only at {91-99} %",
    "Dashboards of the {team} team show {100-900} waiting {things} per host",
    "A larger `{key}` ({100-990} instead of {10-90}) was tried on `{host}`; it did not help",
    "The {team} team joins: {things} of {who} were refused {2-40} times in a row",
    "Graphs show that the {part} failed over to {place} {2-30} times",
    "The {adjective} hypothesis, a full disk on `{host}`, is ruled out: {10-70} % are free",
    "Failover of the {part} is considered; its replica is {20-900} seconds behind",
    "[Thread {100-99999}](https://chat.example/t/{100-99999}) collects what the {team} team has seen",
]

CAUSE = [
    "The limit `{key}` is written in `{file}` and in `{area}/{file}` with different meanings: per process in one, per "
    "host in the other.",
    "Release {version} moved `{key}` from {100-990} to {10-90}, which left the {part} of each process with {2-40} % of "
    "its former size.",
    "Under {200-9000} {things} per second the {part} waits for the {adjective} {role}, which waits for the {part}.",
    "No test runs with more than {2-50} {things} at a time, and the release has no check of {metric}, so nothing "
    "stopped it.",
    "The deployment tool accepts `{file}` without the field `{key}` and takes {2-64} for it.",
    "The retry of {service} has no jitter: {20-900} clients came back in the same {2-30} seconds.",
    "The certificate of the {part} in {place} was renewed, but {2-30} hosts kept the one that ended {2-60} days ago.",
    "An index on {things} was missing since migration {1000-9999}, and each lookup read {20-900},{100-999} rows.",
    "The alert on {metric} averages over {10-60} minutes, which hid the first {2-9} minutes of it.",
    "The {adjective} replica in {place} was promoted while it was {20-900} seconds behind, because the check of lag "
    "reads the wrong column.",
    "As [the note on {area} limits](https://wiki.example/{area}/{100-9999}) says, the {part} counts closed {things} "
    "for {20-600} seconds.",
    "The review of change {1000-99999} shows the template of `{file}` and not the value that {service} gets from it, "
    "so {10-90} looked like {100-990}.",
    "The runbook of the {part} names `{host}`, which was replaced {2-50} weeks before.",
]

IMPACT = [
    "About {2-99},{100-999} of {100-990},{100-999} {area} {things} by some {2-99},{100-999} {who} failed between "
    "{started} and {mitigated} UTC.",
    "{Who} in {place} saw {things} fail {2-9} times out of ten for {lasted} minutes.",
    "The service level of {area} was missed: {90-98}.{10-99} % instead of 99.{50-95} % in this month.",
    "No data of {who} were lost: {service} refused {things} before it wrote any of the {2-900} rows.",
    "The {team} team answered {5-400} tickets of {who}, {2-30} of them from {place}.",
    "{5-900} {things} were repeated by hand until the next day, which took the {team} team {2-30} hours.",
    "{Service} was the only one affected; {area} {things} of other regions, {2-90} % of all, were served.",
    "{2-40} partner shops queued {100-9000} {things} and sent them again after {mitigated} UTC.",
]

RESOLUTION = [
    "The service was rolled back to the sealed release {before} as laid down in [the plan](ROLLBACK_PLAN.json), and "
    "verified by the smoke test and by {metric} over {20-55} minutes.",
    "The sealed release {before} was restored on {3-90} hosts, see [the record](ROLLBACK_EVENT.json); {metric} was "
    "back at {1-9}.{0-9} % within {3-25} minutes.",
]

RESTORING = [
    "The {adjective} {part} was emptied by the {team} on-call, {2-900} {things} at a time.",
    "Until the fix of `{key}` is released, the pipeline of {service} refuses a `{file}` that has less than {100-900}.",
    "{100-9000} {things} that had failed were sent again from the {part} of {place}.",
    "The failed job {1000-99999} of the {area} batch was started again and ended after {2-50} minutes.",
]

ACTIONS = [
    "Prevent the ambiguity: one key for `{key}` of {service}, per process",
    "Add a load test with {100-900} {things} at a time to the pipeline of {service}",
    "Alert when the {part} of {service} is {60-95} % full",
    "Show the effective `{key}` of {service} in the review of `{file}`",
    "Refuse a deployment of {service} where `{file}` lacks `{key}`",
    "Limit the retries of {area} {things} to {2-9} with a jitter of {2-30} seconds",
    "Check the end of the certificates of {place} {10-40} days ahead",
    "Automate the failover of the {adjective} {part} when its lag exceeds {5-90} seconds",
    "Write a runbook for {service}: how to drain the {part} within {2-20} minutes",
]

QUOTES = [
    "{2-90} % of our {things} have been refused for {2-40} minutes, and the status page is green.",
    "We saw {metric} at {11-95} % in {place} before anything alerted us.",
    "Our {area} {things} failed {2-90} times, then all arrived at once.",
]

LOGS = [
    'level=error service={service} host={host} msg="{part} exhausted" waiting={10-990} limit={10-90}',
    'level=warn service={service} host={host} msg="retry {2-9} of {10-12}" after_ms={100-9000}',
    'level=info service={service} host={host} msg="request done" status={200-204} took_ms={3-900}',
    'level=error service={service} host={host} msg="deadline exceeded" key={key} id={100000-999999}',
]

DESCRIPTION = [
    "{4-96} % of {area} {things} {symptom}. The {part} of {service} holds {10-990} of {1000-9000} entries.",
    "{Who} in {place} report that {things} {symptom}; {metric} stands at {11-95} %.",
    "Since {started} UTC {things} of {service} {symptom}. `{key}` may be too small ({2-90}) on `{host}`.",
]

MESSAGES = [
    "{Area} {things} {symptom}. Investigating the {part} of {service}; {2-40} hosts are affected.",
    "{Area} is degraded for {5-95} % of {who}. A rollback to {before} is prepared; next update in {15-40} minutes.",
    "{Area} is restored by a rollback to release {before} after {lasted} minutes.",
]

RATIONALES = [
    "The fix of `{key}` needs a review of {2-40} services that read `{file}`; {5-95} % of {things} fail.",
    "Release {version} cannot be repaired within {1-4} hours, and {metric} is still rising ({11-95} %).",
]

SUBJECTS = [
    "Move `{key}` to `{file}`",
    "Raise the {part} of {service} to {100-900}",
    "Count {things} per host in {area} ({1000-9999})",
    "Renew the {adjective} {part} of {place} ({1000-9999})",
]
