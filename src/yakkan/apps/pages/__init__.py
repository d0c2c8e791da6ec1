"""What all pages share: the frame, the face (one style sheet), words, amounts and days in two languages, headers.

A page's text is `{% say "topic.code" name=value %}` of the message catalogue. `htmx.min.js` is htmx 2.0.11 (0BSD).
"""
