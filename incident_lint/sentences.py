"""Counting sentences of a masked text, without stumbling over versions, abbreviations and addresses."""

from __future__ import annotations

import re

from incident_lint.patterns import regex

_END = regex(r"(?<![.!?…])[.!?…]+[)\]\"'”’»]*(?=\s|$)")
_ABBREVIATION = regex(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|ca|cf|resp|incl|no|nos|fig|min|max|sec|st|dr|mr|mrs|ms|inc|ltd|p\.ex|env|art|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|a\.m|p\.m)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_WORD = regex(r"\w")


def count_sentences(text: str) -> int:
    """The number of sentences in one paragraph; a last one without a full stop counts."""
    count = 0
    begin = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and len(match.group()) == 1:
            head = text[max(begin, match.start() - 12) : match.start() + 1]
            after = text[match.end() :].lstrip()[:1]
            if _ABBREVIATION.search(head) and (not after or not after.isupper() or len(head) < 3):
                continue
        if _WORD.search(text, begin, match.end()):
            count += 1
        begin = match.end()
    return count + (1 if _WORD.search(text, begin) else 0)
