"""What takes a plan's place when a person drops items: the same plan without them, never with another one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cascade.choice import counted
from cascade.errors import BadInput, Refused
from cascade.media import ExternalIds, Kind
from cascade.plan import Plan, PlanItem, PlanState, total
from cascade.rules.expr import Text
from cascade.rules.text import print_value


def left(plan: Plan, dropped: Collection[int]) -> tuple[PlanItem, ...]:
    """The items that stay; BadInput for an item the plan does not hold, Refused when none would be left."""
    strange = set(dropped) - {item.item_id for item in plan.items}
    if strange:
        raise BadInput(f"Plan {plan.id} holds no item {min(strange)}; nothing was changed.")
    if not dropped:
        raise BadInput("Name the items to drop; nothing was changed.")
    stay = tuple(item for item in plan.items if item.item_id not in dropped)
    if not stay:
        raise Refused(f"That is every item of plan {plan.id}; cancel the plan instead.")
    return stay


def replaceable(plan: Plan, now: datetime) -> Plan:
    """Return the plan where another may take its place; Refused when it was used or cancelled."""
    at = plan.at(now)
    if at.state not in (PlanState.PROPOSED, PlanState.EXPIRED):
        raise Refused(f"Plan {plan.id} is {at.state.value}; make a new one.")
    if at.finishes:
        raise Refused("This finishes what somebody else deleted; it is confirmed as it is, or made anew.")
    return at


def succeeding(
    plan: Plan,
    stay: Sequence[PlanItem],
    present: Mapping[Kind, int],
    *,
    plan_id: str,
    now: datetime,
) -> Plan:
    """Build the successor. Its facts are as old as the plan's, so it expires when the plan would have."""
    before = set(counted(plan.items))
    said = [warning for warning in plan.warnings if warning not in before]
    return replace(
        plan,
        id=plan_id,
        created_at=now,
        items=tuple(stay),
        totals=total(stay, present),
        warnings=(*said, *counted(stay)),
        over_caps=(),
    )


def external_id(kind: Kind, ids: ExternalIds) -> str | None:
    """Name the title of a film or show as protections do; None where it has no number, or is only a part."""
    if kind not in (Kind.MOVIE, Kind.SHOW):
        return None
    known = (("tmdb", ids.tmdb), ("tvdb", ids.tvdb), ("imdb", ids.imdb), ("anidb", ids.anidb))
    return next((f"{kind.value}:{name}:{number}" for name, number in known if number is not None), None)


def query_for(kind: Kind, title: str, *, show: str | None, season: int | None, number: int | None) -> str:
    """Name an item that no external id names by a query; it may cover a namesake too, which errs safely."""
    if show is None:
        return f"type:{kind.value} title:={_quoted(title)}"
    parts = [f"type:{kind.value}", f"show:={_quoted(show)}"]
    if season is not None:
        parts.append(f"season:{season}")
    if number is not None:
        parts.append(f"title:={_quoted(title)}")
    return " ".join(parts)


def _quoted(text: str) -> str:
    return print_value(Text(text))
