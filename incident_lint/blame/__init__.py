"""Individual blame in the prose of post-mortems, English and French (INC-001).

Judged by sentence and subject, not by word: a sentence is split into words with word classes, into noun phrases and
verb groups, and into clauses with their subjects; the rules then ask who is said to have done what.

`finder` holds `find_blame`, `gate` the cheap test before it, `model` what is found. Nothing is imported here: the word
lists are large, and a record without prose needs none of them.
"""
