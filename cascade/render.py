"""Plans as JSON and CSV, and every other answer as JSON. Nothing here decides or knows a terminal."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from cascade.ledger.events import DeletionEvent, Result
from cascade.ledger.states import ItemState
from cascade.library.outcome import SyncReport
from cascade.library.protections import Protection
from cascade.media import ExternalIds
from cascade.plan import Plan, PlanItem
from cascade.preflight import Diagnosis
from cascade.report import ItemReport, RunReport
from cascade.service import Explanation
from cascade.step import Step

_FORMULA: Final = ("=", "+", "-", "@")  # spreadsheets run cells that begin so, after blanks, too
# A run names these systems for every item; further instances appear where they hold it.
_SYSTEMS: Final = ("plex", "sonarr", "radarr", "seerr")
_NOT_HELD: Final[Mapping[str, object]] = {
    "success": False,
    "skipped": True,
    "message": "holds nothing of it",
    "error": None,
}
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
    return f"'{text}" if isinstance(value, str) and text.lstrip().startswith(_FORMULA) else text


def run_json(report: RunReport) -> dict[str, object]:
    """Return a run as the JSON document of `execute --json`."""
    return {
        "plan_id": report.plan_id,
        "run_id": report.run_id,
        "dry_run": report.dry_run,
        "results": {
            "total_candidates": len(report.items),
            "deleted": report.count(ItemState.COMPLETED),
            "partial": report.count(ItemState.PARTIAL),
            "failed": report.count(ItemState.FAILED),
            "skipped": report.count(ItemState.SKIPPED),
            "total_size_mb": round(report.removed_bytes / 10**6, 1),
        },
        "cascade_details": [_detail(item, dry_run=report.dry_run) for item in report.items],
    }


def _detail(item: ItemReport, *, dry_run: bool) -> dict[str, object]:
    said = dict.fromkeys(_SYSTEMS, _NOT_HELD) | {name: _result(one) for name, one in item.results.items()}
    return {
        "event_id": item.event_id,
        "title": item.title,
        **said,
        "overall_status": item.state.value,
        "dry_run": dry_run,
    }


def _result(result: Result) -> dict[str, object]:
    return {
        "success": result.success,
        "skipped": result.skipped,
        "message": result.message,
        "error": result.error,
    }


def event_json(event: DeletionEvent) -> dict[str, object]:
    """Return one line of the history."""
    return {
        "event_id": event.id,
        "at": event.at.isoformat(),
        "source": event.source,
        "by": event.by,
        "plan_id": event.plan_id,
        "item_id": event.item_id,
        "kind": event.kind.value,
        "title": event.title,
        "year": event.year,
        "external_ids": ids_json(event.ids),
        "size_bytes": event.size_bytes,
        "systems": {
            name: {**_result(result), "at": None if result.at is None else result.at.isoformat()}
            for name, result in event.results.items()
        },
        "status": event.status.value,
        "error": event.error,
        "can_undo": event.can_undo,
        "detected_by": event.detected_by,
        "already_gone": list(event.already_gone),
    }


def diagnosis_json(diagnosis: Diagnosis) -> dict[str, object]:
    """Return the JSON document of `doctor --json`."""
    return {"servers": [asdict(one) for one in diagnosis.servers], "advice": list(diagnosis.advice)}


def sync_json(reports: Sequence[SyncReport]) -> dict[str, object]:
    """Return the JSON document of `sync --json`."""
    return {
        "sources": [
            {
                "source": report.source,
                "whole": report.whole,
                "rows": report.rows,
                "new": report.new,
                "gone": len(report.gone),
                "came_back": list(report.came_back),
                "matches": dict(report.matches),
                "alert": report.alert,
                "error": report.error,
                "duration_ms": round(report.duration.total_seconds() * 1000),
            }
            for report in reports
        ]
    }


def explanation_json(explanation: Explanation) -> dict[str, object]:
    """Return the JSON document of `explain --json`."""
    return {
        "title": explanation.title,
        "kind": explanation.kind.value,
        "year": explanation.year,
        "answer": explanation.verdict.answer.value,
        "reasons": [
            {"field": reason.field, "answer": reason.answer.value, "text": reason.text}
            for reason in explanation.verdict.reasons
        ],
        "protected_by": list(explanation.protected_by),
    }


def protection_json(protection: Protection) -> dict[str, object]:
    """Return one protection."""
    return {
        "protection_id": protection.id,
        "query": protection.query,
        "external_id": protection.external_id,
        "reason": protection.reason,
        "by": protection.by,
        "added_at": protection.added_at.isoformat(),
        "ends_at": None if protection.ends_at is None else protection.ends_at.isoformat(),
    }
