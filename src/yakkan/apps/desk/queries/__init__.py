"""What the desk's pages ask, one file a subject."""
