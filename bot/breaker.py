"""The breaker of a channel: while its platform takes nothing more, nothing is sent."""

from datetime import datetime, timedelta

from bot.clock import Clock


class Breaker:
    """Lets everything pass until it is stopped; then nothing, until one message has got through.

    That one may try when the pause is over; where it is turned away too, there is another pause.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.until: datetime | None = None  # the end of the pause; None where everything passes
        self.kept: datetime | None = None  # what the database knows of that
        self._trying = 0

    @property
    def over(self) -> bool:
        """Whether a message may try now."""
        return self.until is not None and self._clock.now() >= self.until

    def stop(self, seconds: float) -> None:
        """Let nothing pass for a while."""
        self.until, self._trying = self._clock.now() + timedelta(seconds=seconds), 0

    def let_try(self, row_id: int) -> None:
        """Let this message try."""
        self._trying = row_id

    def passes(self, row_id: int) -> bool:
        """Say whether a message may be sent now."""
        return self.until is None or row_id == self._trying

    def reset(self, row_id: int) -> bool:
        """Let everything pass again, where the message that tried got through; say so."""
        if self.until is None or row_id != self._trying:
            return False
        self.until = None
        return True
