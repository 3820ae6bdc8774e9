"""A reconciliation as a JSON document."""

from cascade.detection.drifts import Drift
from cascade.detection.outages import Outage
from cascade.detection.report import Reconciliation
from cascade.detection.returns import CameBack
from cascade.render import event_json


def reconciliation_json(done: Reconciliation) -> dict[str, object]:
    """Return the JSON document of `reconcile --json`."""
    return {
        "checked": done.checked,
        "deleted": [event_json(event) for event in done.deleted],
        "drift": [_drift(one) for one in done.drift],
        "outage": None if done.outage is None else _outage(done.outage),
        "came_back": [_came_back(one) for one in done.came_back],
        "waiting": done.waiting,
        "errors": list(done.errors),
    }


def _drift(drift: Drift) -> dict[str, object]:
    return {
        "drift_id": drift.id,
        "item_id": drift.item_id,
        "kind": drift.kind.value,
        "title": drift.title,
        "year": drift.year,
        "missing_from": drift.missing_from,
        "held_by": list(drift.held_by),
        "message": drift.message,
        "seen_at": drift.seen_at.isoformat(),
        "can_do": ["finish", "refresh", "protect"],
    }


def _outage(outage: Outage) -> dict[str, object]:
    return {
        "outage_id": outage.id,
        "source": outage.source,
        "folder": outage.scope or None,
        "count": outage.count,
        "total": outage.total,
        "since": outage.since.isoformat(),
        "message": outage.message,
    }


def _came_back(one: CameBack) -> dict[str, object]:
    return {
        "return_id": one.id,
        "event_id": one.event_id,
        "item_id": one.item_id,
        "kind": one.kind.value,
        "title": one.title,
        "year": one.year,
        "deleted_at": one.deleted_at.isoformat(),
        "deleted_by": one.deleted_by,
        "seen_at": one.seen_at.isoformat(),
        "source": one.source,
        "explained": list(one.explained),
        "can_do": ["fine", "delete again", "protect"],
    }
