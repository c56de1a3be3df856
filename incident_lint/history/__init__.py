"""What git knows about incidents: evidence that went, silence, late logging; of a staged change, a range, a push.

`scope` says what is judged, `walk` goes through it commit by commit, `states` and `custody` know what was evidence of
which incident and what became of it, `silence` reads messages. Each commit becomes a `Step`, which rules look at.
"""
