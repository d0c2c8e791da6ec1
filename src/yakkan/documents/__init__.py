"""Documents: one content, many renderings.

A document is built once, as `content`: headings, key figures, tables with headers, notices, each text with its
language. Nothing in it knows of paper. `bill` makes the content of a bill from its rows; `pdf` sets content by Typst
as tagged PDF, `plain_text` writes it as text, `html` writes its blocks for a page. `glyphs` refuses a character that no
face of the repository has.

>>> from yakkan.documents.content import Column, Row, Table
>>> from yakkan.documents.plain_text import as_lines
>>> from yakkan.documents.wording import Wording
>>> say = Wording("en")
>>> columns = (Column(say.plain("What for"), "name"), Column(say.plain("Yen"), "amount"))
>>> table = Table(say.plain("Lines"), columns, (Row((say.plain("Calls"), say.amount(1234))),))
>>> print("\\n".join(as_lines(table)))
What for    Yen
Calls     1,234
"""
