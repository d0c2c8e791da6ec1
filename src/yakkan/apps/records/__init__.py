"""Records: who did what, kept for ever; and how sets of rows come into the tables and out of them."""
