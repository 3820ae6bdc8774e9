"""A plan as JSON and as CSV. Nothing here decides, and nothing here knows a terminal."""

import csv
import io
from dataclasses import asdict
from typing import Final

from cascade.media import ExternalIds
from cascade.plan import Plan, PlanItem
from cascade.step import Step

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # spreadsheets run cells that begin so
_COLUMNS: Final = (
    "item_id",
    "kind",
    "title",
    "year",
    "library",
    "size_bytes",
    "frees_bytes",
    "tmdb",
    "tvdb",
    "imdb",
    "reasons",
    "steps",
)


def plan_json(plan: Plan) -> dict[str, object]:
    """Return a plan as the JSON document of `plan --json`."""
    return {
        "plan_id": plan.id,
        "digest": plan.digest,
        "rule": plan.query,
        "expires_at": plan.expires_at.isoformat(),
        "totals": {
            "items": plan.totals.items,
            "size_bytes": plan.totals.size_bytes,
            "library_share": plan.totals.share,
            "by_target": dict(plan.totals.by_target),
        },
        "passed_over": {"unknown": plan.left_out.unknown, "protected": plan.left_out.protected},
        "warnings": list(warnings(plan)),
        "items": [item_json(item) for item in plan.items],
    }


def item_json(item: PlanItem) -> dict[str, object]:
    """Return one item of a plan."""
    return {
        "item_id": item.item_id,
        "kind": item.kind.value,
        "title": item.title,
        "year": item.year,
        "size_bytes": item.size_bytes,
        "external_ids": ids_json(item.ids),
        "reasons": list(item.reasons),
        "steps": [step_json(step) for step in item.steps],
    }


def step_json(step: Step) -> dict[str, object]:
    """Return what a step does, without what it expects."""
    return {"target": step.target, "action": step.action.value, "ref": step.ref}


def ids_json(ids: ExternalIds) -> dict[str, object]:
    """Return the ids that are known, by provider."""
    return {provider: number for provider, number in asdict(ids).items() if number is not None}


def warnings(plan: Plan) -> tuple[str, ...]:
    """Return everything a person should know before confirming: caps first, then the plan's own warnings."""
    caps = tuple(f"Over a cap, so it cannot be confirmed: {cap}" for cap in plan.over_caps)
    unclear = plan.left_out.unclear
    passed = (
        (f"{unclear} items are passed over because their entries do not match clearly",) if unclear else ()
    )
    return (*caps, *plan.warnings, *passed)


def plan_csv(plan: Plan) -> str:
    """Return the items of a plan as CSV, one line each, below a line of names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for item in plan.items:
        steps = "; ".join(f"{step.target} {step.action} {step.ref}" for step in item.steps)
        row = (
            item.item_id,
            item.kind.value,
            item.title,
            item.year,
            item.library,
            item.size_bytes,
            item.frees_bytes,
            item.ids.tmdb,
            item.ids.tvdb,
            item.ids.imdb,
            "; ".join(item.reasons),
            steps,
        )
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
