"""Every call of these tests is a process of its own, in a folder of its own."""

import pytest

from command import Command


@pytest.fixture(scope="session")
def command():
    with Command() as running:
        yield running
