"""What Seerr is to forget of an item, and whether a row still is the one that was planned. Pure."""

from collections.abc import Iterable

from cascade.media import ExternalIds, Kind, Request, RequestMedia
from cascade.step import Action, Expected, Holding, Probe, Proposal, State, Step, Subject

BLOCKLISTED = 6


def plan(name: str, subject: Subject) -> Proposal:
    """Plan the requests of the item's own 4K class, then the media row if nothing of the title remains.

    A holding without a number of its own is a title that nobody has asked for: it is a media row alone.
    """
    requests = [held for held in subject.holdings if held.ref]
    ours = [held for held in requests if _is_ours(subject, held)]
    steps = [_request_step(name, held) for held in ours]
    theirs = [held for held in requests if held not in ours and _goes_along(subject, held)]
    left = len(requests) - len(ours) - len(theirs)
    notes = [f"{name} keeps {_requests(left)} for another copy or for more than this."] if left else []
    if subject.last_of_title and subject.kind is not Kind.SEASON and not left:
        titles = {held.media_ref: held.ids for held in subject.holdings if held.media_ref}
        steps += [
            _media_step(name, ref, ids, [*ours, *theirs]) for ref, ids in sorted(titles.items(), key=_ref)
        ]
    return Proposal(tuple(steps), tuple(notes))


def compare_request(name: str, expected: Expected, request: Request) -> Probe:
    """Compare a request that is still there with the plan."""
    if request.ids.conflicts(expected.ids) or request.is_4k != expected.is_4k:
        return Probe(State.CHANGED, f"{name} has another request under the number {request.ref} now.")
    if request.seasons != expected.seasons:
        return Probe(State.CHANGED, f"Request {request.ref} on {name} is for other seasons now.")
    return Probe(State.INTACT, f"{name} has request {request.ref} as planned.")


def compare_media(name: str, expected: Expected, row: RequestMedia, requests: Iterable[Request]) -> Probe:
    """Compare a media row with the plan; a request that would go with it must have been planned too.

    A blocklisted row says that the title is never wanted; a deletion would only reset it, so it stays.
    """
    requests = tuple(requests)
    if row.ids.conflicts(expected.ids):
        return Probe(State.CHANGED, f"{name} has another title under the number {row.ref} now.")
    strange = [request.ref for request in requests if request.ref not in expected.requests]
    if strange:
        return Probe(
            State.CHANGED, f"{name} has a request for it that was not planned ({', '.join(strange)[:80]})."
        )
    if row.status == BLOCKLISTED and not requests:
        return Probe(State.DONE, f"{name} keeps the title blocklisted.")
    return Probe(State.INTACT, f"{name} has the title as planned.")


def _is_ours(subject: Subject, held: Holding) -> bool:
    """Whether a request is for this copy; of seasons only a request for exactly this one.

    Where the class of a copy is not known, or it is of both, a request may be for a copy that remains.
    """
    if subject.kind is Kind.SEASON:
        return held.seasons == (subject.season,) and subject.is_4k in (None, held.is_4k)
    return held.is_4k is subject.is_4k or (subject.is_4k is None and subject.last_of_title)


def _goes_along(subject: Subject, held: Holding) -> bool:
    """Whether a request is for another copy that may go with the same plan."""
    return any(is_4k is None or held.is_4k is is_4k for is_4k in subject.also)


def _request_step(name: str, held: Holding) -> Step:
    expected = Expected(ids=held.ids, is_4k=bool(held.is_4k), seasons=held.seasons)
    return Step(name, Action.DELETE_REQUEST, held.ref, expected)


def _media_step(name: str, ref: str, ids: ExternalIds, requests: Iterable[Holding]) -> Step:
    planned = tuple(held.ref for held in requests if held.media_ref == ref)
    return Step(name, Action.DELETE_MEDIA, ref, Expected(ids=ids, requests=planned))


def _ref(title: tuple[str, ExternalIds]) -> str:
    return title[0]


def _requests(count: int) -> str:
    return "1 request" if count == 1 else f"{count} requests"
