"""The one gateway to git for `check`: plumbing commands, argument lists, an environment of its own.

Every call ends in an answer or a GitError; an exit status is never ignored. Names are read NUL-terminated, ids in full.
"""
