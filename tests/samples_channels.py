"""Samples of what is said about channels: which are out of use, quotas, bots of groups."""

from datetime import date
from typing import Any

from models.bots import PEOPLE, Bot, GroupState, Host
from models.channels import ChannelState
from models.groups import Group, GroupKind
from models.quotas import Usage
from tests.samples_plans import MOMENT

CHANNELS = [
    ChannelState("telegram", 144, 50, 12, out=False),
    ChannelState("zalo-4180", 50, 50, 0, out=True),
    ChannelState("zalo-4181", 46, 0, 31, out=False, stopped=True),
]
BOTS = {
    "zalo-4180": Bot("zalo-4180", "Bot Thi đua Cụm các huyện U Minh Thượng", 50),
    "zalo-4181": Bot("zalo-4181", "Bot Thi đua 2", 7),
    "zalo-7": Bot("zalo-7"),
}
LONG = " các cơ quan tham mưu, giúp việc và các đơn vị sự nghiệp trực thuộc tỉnh Kiên Giang"


def group(number: int, name: str, channel: str, people: int) -> GroupState:
    """Return a group with so many people, some of whom are on bots."""
    found = Group(id=number, code=f"kg-cum-{number}", kind=GroupKind.CLUSTER, name=name)
    on = {"zalo-4180": 31, "zalo-7": 2} if people else {}
    return GroupState(found, channel, 25, frozenset(range(people)), on)


GROUPS = [
    group(1, "Cụm 1 (mẫu)", "zalo-4180", 63),
    group(2, "Cụm 2 (mẫu)", "", 0),
    group(3, f"Khối 3{LONG}", "zalo-7", 12),
    group(4, f"Khối 4{LONG}", "zalo-4181", 12),
    group(5, f"Khối 5{LONG}", "zalo-4180", 12),
]
_BOTS: dict[str, Any] = {"bots": BOTS, "most": PEOPLE}
_PAGE = _BOTS | {"page": 1, "pages": [GROUPS]}
_USAGES = [
    Usage("zalo-4180", 2100, 50, 3, "Bot Thi đua Cụm các huyện U Minh Thượng"),
    Usage("zalo-4181", 3000, 46, 31, "Bot Thi đua 2", MOMENT),
    Usage("zalo-7", 0, 1, 0),
]
HOSTS = (
    Host(),
    Host(None, BOTS["zalo-4180"], all_full=True),
    Host(BOTS["zalo-4181"], BOTS["zalo-4180"]),
    Host(BOTS["zalo-4181"]),
)

CHANNEL_SAMPLES: dict[str, list[dict[str, Any]]] = {
    "channel/none": [{}],
    "channel/what": [{}],
    "channel/which": [{"states": CHANNELS}],
    "channel/confirm": [{"state": each} for each in CHANNELS],
    "channel/moved": [{"state": each, "moved": 3} for each in CHANNELS],
    "channel/stuck": [{"channel": "zalo-4180", "count": 12}, {"channel": "telegram", "count": 1}],
    "channel/stopped": [{"channel": "zalo-4181", "until": MOMENT, "waiting": 31}],
    "channel/groups": [
        _PAGE | {"overfull": {"zalo-4180": 75}},
        _PAGE | {"pages": [GROUPS, GROUPS[:1]], "page": 2, "overfull": {}},
    ],
    "channel/bot": [
        _BOTS | {"state": each, "offered": [*BOTS, "none"]} for each in (GROUPS[0], GROUPS[1])
    ],
    "channel/bot-confirm": [
        _BOTS | {"state": each, "before": "", "people": people}
        for each, people in ((GROUPS[0], 75), (GROUPS[1], 0), (GROUPS[2], 0))
    ],
    "channel/bot-chosen": [
        _BOTS | {"state": each, "before": "", "people": 0} for each in (GROUPS[0], GROUPS[1])
    ],
    "menu/kenh": [{}],
    "status/zalo": [
        {
            "usages": _USAGES,
            "groups": {"zalo-4180": [each.group.name for each in GROUPS], "zalo-7": ["Cụm 2"]},
            "nearly_full": 45,
            "today": date(2021, 10, 12),
        }
    ],
    "status/quota": [{"usage": each} for each in _USAGES[:2]],
    "status/people": [{"usage": each} for each in _USAGES[:2]],
}
