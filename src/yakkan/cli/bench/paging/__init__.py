"""What the bench `pages` is made of: invented bills by the million, the same page as one would write it first."""
