"""Where a test may pull the plug: the process dies at a named step of a message's life."""

import os
import signal

_DIE_AT = os.environ.get("THIDUA_TEST_DIE_AT", "")


def fault(step: str) -> None:
    """End this process as a power cut would, if the environment names this step."""
    if step == _DIE_AT:
        os.kill(os.getpid(), signal.SIGKILL)
