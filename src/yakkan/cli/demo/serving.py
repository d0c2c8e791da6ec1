"""The pages, served until the demo is ended: by commands that run beside it, and end with it."""

import signal
from multiprocessing import connection
from typing import NoReturn

from yakkan.cli.demo.commands import Commands
from yakkan.cli.output import tell, warn
from yakkan.cli.serve import refuse_taken

_BESIDE = (("serve", "--address", "{address}"), ("worker",))
"""The commands, and what they are given; one line each."""


def serve(commands: Commands, address: str) -> int:
    """Serves until Ctrl+C (or a signal that asks to end); 1 where one of the processes ended by itself."""
    refuse_taken(address)  # somebody may have come since the demo began
    signal.signal(signal.SIGTERM, _interrupt)
    started = []
    try:
        started += [commands.start(*(word.format(address=address) for word in words)) for words in _BESIDE]
        connection.wait([process.sentinel for process in started])
        warn("demo.one_ended")
        return 1
    except KeyboardInterrupt:
        tell("demo.ended")
        return 0
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.join()


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
