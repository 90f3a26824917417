"""Every table, or those that are named: `python -m benchmarks [names]`."""

import asyncio
import sys
from importlib import import_module

NAMES = (
    "startup",
    "throughput",
    "latency",
    "memory",
    "sends",
    "broadcast",
    "quantities",
    "first_registration",
    "reminders",
    "rehearsal",
)


def main() -> None:
    for name in sys.argv[1:] or NAMES:
        asyncio.run(import_module(f"benchmarks.{name}").main())


if __name__ == "__main__":
    main()
