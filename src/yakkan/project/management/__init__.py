"""Commands of `yakkan manage`."""
