"""The operator's pages, one file a subject."""
