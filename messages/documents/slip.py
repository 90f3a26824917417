"""The wording of the slip (phiếu đăng ký), laid out as Decree 30/2020/NĐ-CP has it."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from messages import MANNER, as_moment, by_level, wording

# Names that begin so are those of places; a name that is a number keeps the word: Phường 4.
_PLACES = (
    "thị trấn", "thị xã", "thành phố", "đặc khu", "phường", "huyện", "quận", "tỉnh", "xã",
)  # fmt: skip
_TERRITORIES = ("province", "district", "commune")
_WITHIN = ("agency", "hospital", "school")  # whose place in the tree is that of their superior
_UNKNOWN = "………………"


def slip_fields(
    *,
    plan: Any,  # noqa: ANN401
    rules: Any,  # noqa: ANN401
    unit: Any,  # noqa: ANN401
    above: Sequence[Any],
    registration: Any,  # noqa: ANN401
    route: Sequence[tuple[Any, Any]],
) -> dict[str, Any]:
    """Return the fields of the template; what is not known is a dotted line, never a guess."""
    day = registration.submitted_at.astimezone(MANNER.timezone).date()
    targets, others = list(_targets(registration.pledges)), list(_others(registration.pledges))
    return {
        **_head(unit, above),
        "place": _place(unit, above),
        "day": _written(day),
        "subject": f"Theo Kế hoạch{_number(plan)} của {plan.issuer}",
        "basis": f"{_clause(rules)}{_named(plan)} của {plan.issuer} “{plan.title}”",
        "unit_full": _capital(", ".join(each.name for each in (unit, *above))),
        "targets": targets,
        "others": others,
        "others_number": "2" if targets else "1",
        "recipients": [_recipient(step, office) for step, office in route],
        **_signature(unit),
        "receipt": registration.digest[:12].upper(),
        "digest": registration.digest,
        "version": registration.version,
        "received": as_moment(registration.submitted_at),
        "late": ", sau hạn" if registration.late else "",
    }


# --- the head ---


def _head(unit: Any, above: Sequence[Any]) -> dict[str, str]:  # noqa: ANN401
    """Return both lines of the left block: who is above, and who writes."""
    if unit.kind in _TERRITORIES:
        return {"above": "ỦY BAN NHÂN DÂN", "unit_name": unit.name.upper()}
    superior = above[0].name.upper() if above and unit.kind in _WITHIN else ""
    return {"above": superior, "unit_name": unit.name.upper()}


def _signature(unit: Any) -> dict[str, str]:  # noqa: ANN401
    """Return in whose name, and as what, the slip is signed; names and titles are not known."""
    if unit.kind in _TERRITORIES:
        return {"signs_for": "TM. ỦY BAN NHÂN DÂN", "signs_as": "CHỦ TỊCH"}
    body = "CƠ QUAN" if unit.kind == "agency" else "ĐƠN VỊ"
    return {"signs_for": "", "signs_as": f"THỦ TRƯỞNG {body}"}


def _place(unit: Any, above: Sequence[Any]) -> str:  # noqa: ANN401
    """Return the place of writing: the territory's own name, for its agencies too."""
    if unit.kind in _TERRITORIES:
        return _bare(unit.name)
    if unit.kind == "agency" and above and above[0].kind in _TERRITORIES:
        return _bare(above[0].name)
    return _UNKNOWN


def _bare(name: str) -> str:
    word = next((word for word in _PLACES if name.lower().startswith(f"{word} ")), "")
    bare = name[len(word) :].strip()
    return _capital(name) if bare[:1].isdigit() else bare


def _named(plan: Any) -> str:  # noqa: ANN401
    return f"Kế hoạch{_number(plan)}{' ' + _written(plan.issued_on) if plan.issued_on else ''}"


def _number(plan: Any) -> str:  # noqa: ANN401
    return f" số {plan.number}" if plan.number else ""


def _clause(rules: Any) -> str:  # noqa: ANN401
    return f"{rules.source.clause} của " if rules else ""


def _written(day: date) -> str:
    """Write a day as official papers do: small figures keep a zero that nobody can fill in."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)  # noqa: PLR2004
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- what was registered ---


def _targets(pledges: Sequence[Any]) -> Iterator[dict[str, Any]]:
    figures = [each for each in pledges if each.kind == "quantity"]
    for number, (_, group) in enumerate(groupby(figures, key=lambda each: each.code), start=1):
        same = list(group)
        levels = {each.level_name: each if each.value is not None else each.said for each in same}
        told = [{"when": _when(name), "value": text} for name, text in by_level(levels)]
        yield {"number": str(number), "name": same[0].name, "levels": told}


def _when(level: str) -> str:
    return f"Năm {level}" if level[:1].isdigit() else level


def _others(pledges: Sequence[Any]) -> Iterator[dict[str, str]]:
    names = {"project": "Công trình, việc làm", "task": "Nhiệm vụ"}
    rest = [each for each in pledges if each.kind not in ("quantity", "document")]
    for number, (_, group) in enumerate(groupby(rest, key=lambda each: each.code), start=1):
        first, *details = same = list(group)
        named = first.name if first.name != first.said else names.get(first.kind, first.name)
        named = f"{named}: lý do thấp hơn số gốc" if first.kind == "reason" else named
        told = f" ({wording('slip/project', pledges=same)})" if details else ""
        yield {"number": str(number), "name": named, "value": f"{first.said}{told}"}


# --- whom it goes to ---


def _recipient(step: Any, office: Any) -> str:  # noqa: ANN401
    """Name an office as the plan does; a superior that is known, by its own name."""
    known = step.unit == "parent" and office is not None
    to = f"UBND {office.name}" if known and office.kind in _TERRITORIES else step.to
    return f"{to} ({step.via})" if step.via else to
