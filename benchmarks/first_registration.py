"""How long a commune needs from its code to its receipt, played at the speed of people.

Nothing is sped up: a person reads every line that is new, finds the button or types, and waits for
the bot like anyone. Reading is 4 syllables a second; typing on a phone 3 keys a second (36 words a
minute: Palin et al., "How do people type on mobile devices?", 2019), with a third more keys for
the marks of Vietnamese; pasting is two taps; finding and tapping a button 1.4 s (keystroke-level
model: 1.2 + 0.2 s).
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from benchmarks.stage import FIRST, Stage, bot, stage, table
from models.database import Database
from models.invitations import invite
from models.people import Role
from models.units import unit_by_code

SYLLABLES_A_SECOND = 4.0
KEYS_A_SECOND = 3.0
KEYS_A_LETTER = 4 / 3
TAP = 1.4  # seconds
PROJECT = (
    "Nâng cấp đường liên ấp",
    "[Cấp xã]",
    "[Chưa xác định]",
    "[Chưa xác định]",
    "[Chưa có ảnh]",
    "[Gửi đăng ký",
)
TYPED = (
    "[Đăng ký",
    "Thu nhập bình quân đầu người",
    "60; 62; 64; 66; 68 triệu đồng/người/năm",
    "68 triệu đồng/người/năm",
    "[Thêm chỉ tiêu]",
    "Tỷ lệ hộ dân sử dụng nước sạch",
    "98%",
    "99,5%",
    "[Đã đủ]",
    *PROJECT,
)
PASTED = (
    "[Đăng ký",
    "|Thu nhập bình quân đầu người hằng năm đạt 64 triệu đồng/người/năm; thu nhập bình quân đầu "
    "người đến 30/6/2025 đạt 68 triệu đồng/người/năm; tỷ lệ hộ dân sử dụng nước sạch hằng năm đạt "
    "98%; tỷ lệ hộ dân sử dụng nước sạch đến 30/6/2025 đạt 99,5%.",
    "[Ghi cả",
    "[Đã đủ]",
    *PROJECT,
)
SCRIPTS = {"typed question by question": TYPED, "pasted from the resolution": PASTED}


@dataclass
class Trip:
    """What one person's way came to: seconds from the code to the receipt, and what was done."""

    seconds: float = 0.0
    waited: float = 0.0
    taps: int = 0
    keys: float = 0.0


class Newcomer:
    """Somebody who has a code and a phone."""

    def __init__(self, place: Stage, number: int) -> None:
        self.world, self.number = place.world, number
        self.heard: list[dict[str, Any]] = []
        self.seen: set[str] = set()
        self.trip = Trip()
        self.begin = 0.0
        self.world.open(number)
        self.world.on_send.append(self._hear)

    async def register(self, code: str, script: Sequence[str]) -> Trip:
        """Type the code, do what the script says, and stop when the receipt is there."""
        self.begin = time.perf_counter()
        for said in (code, *script):
            await self._do(said)
        assert "Mã biên nhận" in self.heard[-1]["text"], self.heard[-1]["text"]
        return self.trip

    async def _do(self, said: str) -> None:
        known = len(self.heard)
        if said.startswith("["):
            await asyncio.sleep(TAP)
            self.trip.taps += 1
            self._tap(said[1:].removesuffix("]"))
        elif said.startswith("|"):
            await asyncio.sleep(2 * TAP)
            self.trip.taps += 2
            self.world.say(self.number, said[1:])
        else:
            keys = len(said) * (KEYS_A_LETTER if not said.isascii() else 1)
            self.trip.keys += keys
            await asyncio.sleep(keys / KEYS_A_SECOND)
            self.world.say(self.number, said)
        sent = time.perf_counter()
        await self.world.wait(lambda: len(self.heard) > known, 60)
        now = time.perf_counter()
        self.trip.waited += now - sent
        self.trip.seconds = now - self.begin
        await asyncio.sleep(self._unread(known) / SYLLABLES_A_SECOND)

    def _unread(self, known: int) -> int:
        """Count the syllables of the lines that this person has not seen before."""
        lines = [line for each in self.heard[known:] for line in each["text"].splitlines()]
        fresh = [line for line in lines if line not in self.seen]
        self.seen.update(fresh)
        return sum(len(line.split()) for line in fresh)

    def _tap(self, begins: str) -> None:
        message = next(each for each in reversed(self.heard) if "reply_markup" in each)
        rows = message["reply_markup"]["inline_keyboard"]
        labels = [button["text"] for row in rows for button in row]
        label = next((each for each in labels if each.startswith(begins)), None)
        assert label, (begins, labels, message["text"])
        self.world.tap(self.number, message["message_id"], label)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["chat"]["id"] == self.number:
            self.heard.append(message)


async def main() -> None:
    async with stage(len(SCRIPTS)) as place:
        place.furnish()
        codes = _codes(place)
        people = [Newcomer(place, 2 * FIRST + number) for number in range(len(SCRIPTS))]
        async with bot(place):
            trips = await asyncio.gather(
                *(
                    person.register(code, script)
                    for person, code, script in zip(people, codes, SCRIPTS.values(), strict=True)
                )
            )
    rows = [
        (name, f"{trip.seconds:.0f} s", f"{trip.waited:.1f} s", trip.taps, f"{trip.keys:.0f}")
        for name, trip in zip(SCRIPTS, trips, strict=True)
    ]
    head = ("a commune's two targets and its project", "in all", "waiting", "taps", "keys")
    table("From code to receipt, at the speed of people", head, rows)


def _codes(place: Stage) -> list[str]:
    database = Database(f"sqlite:///{place.file}")

    def write(session: Session) -> list[str]:
        now = datetime.now(UTC)
        units = (unit_by_code(session, f"{person}") for person in place.people)
        return [invite(session, Role.CONTACT, unit, now)[0] for unit in units]

    codes = database.transaction(write)
    database.close()
    return codes


if __name__ == "__main__":
    asyncio.run(main())
