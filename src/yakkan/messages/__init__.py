"""What the product says, in Japanese and English, side by side.

One YAML file a topic: `topic.yaml` holds `code: {ja: ..., en: ...}`, and a message is named `topic.code`. Code never
holds a sentence: it names one and gives its values. An error that a user must mend is a `Refused`: it knows its file
and line, and its message ends with the cure.

>>> say("en", "input.at", file="usage.csv", line=3)
'usage.csv, line 3'
>>> str(Refused("input.no_such_file", file="usage.csv"))
'usage.csv: there is no such file. Check the path.'
"""

from yakkan.messages.catalogue import Language, catalogue, locale_language, say
from yakkan.messages.refused import InBoth, Refusals, Refused

__all__ = ["InBoth", "Language", "Refusals", "Refused", "catalogue", "locale_language", "say"]
