"""Commands of `yakkan manage`, beside Django's."""
