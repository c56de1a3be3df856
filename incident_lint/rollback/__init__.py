"""From a SEALED tag to a verified ROLLBACK_EVENT (Phase 4 of the process, the rollback).

`seal` says whether a tag is SEALED, `stability` whether its commit was stable, `plan` pins everything in
ROLLBACK_PLAN.json, `execute` makes the commit and publishes it, `verify` compares and runs the checks, `progress` says
how far a rollback is. What they need of git goes through `gateway`; GitPython confirms the tag of a plan
(`confirmation`).
"""
