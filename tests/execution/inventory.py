"""What a household holds, so that a test can say: only what was shown went, and what is done is gone."""

from collections.abc import Iterable
from dataclasses import dataclass

from cascade.ledger.states import ItemState
from cascade.plan import Plan, PlanItem
from cascade.report import RunReport
from cascade.step import Action
from playground.instance import Instance
from tests.kitchen import Kitchen

Thing = tuple[str, str]  # what kind of thing or whose, and its number or path

UNTOUCHED = (ItemState.FAILED, ItemState.SKIPPED)


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything deletable, and the exclusions, which only ever grow."""

    things: frozenset[Thing]
    excluded: frozenset[Thing]


def take(k: Kitchen) -> Inventory:
    """Look into every server's state and onto the disk."""
    world = k.home.world
    things = {("file", str(path)) for path in k.on_disk()}
    things |= {("plex", str(key)) for key in world.shelf.entries}
    things |= {("request", str(number)) for number in world.requests}
    things |= {("media", str(number)) for number in world.media}
    for name, one in world.instances.items():
        things |= {(name, str(number)) for number in (*one.movies, *one.series)}
    numbers = {
        (name, str(row.number)) for name, one in world.instances.items() for row in one.exclusions.values()
    }
    return Inventory(frozenset(things), frozenset(numbers))


def planned(k: Kitchen, items: Iterable[PlanItem]) -> set[Thing]:
    """Give all that may go with these items, and nothing else."""
    may: set[Thing] = set()
    for item in items:
        may |= {("file", file.path) for file in item.files}
        for step in item.steps:
            match step.action:
                case Action.DELETE_ITEM | Action.REFRESH:
                    may |= _below(k, step.ref)
                case Action.DELETE_ENTRY:
                    may.add((step.target, step.ref))
                case Action.DELETE_REQUEST:
                    may.add(("request", step.ref))
                case Action.DELETE_MEDIA:
                    may |= {("media", step.ref), *(("request", ref) for ref in step.expected.requests)}
                case Action.DELETE_SEASON:
                    pass
    return may


def _below(k: Kitchen, ref: str) -> set[Thing]:
    """Give an entry of Plex with all beneath it; its parents go only when it was their last child."""
    shelf = k.home.world.shelf
    return (
        {("plex", str(entry.key)) for entry in shelf.below(int(ref))} if int(ref) in shelf.entries else set()
    )


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """A plan and the household as it was when the plan was made."""

    kitchen: Kitchen
    plan: Plan
    before: Inventory
    may_go: frozenset[Thing]

    @property
    def lost(self) -> frozenset[Thing]:
        """What has gone since."""
        return self.before.things - take(self.kitchen).things

    def check(self, report: RunReport) -> None:
        """Only what was shown went; what is called done is gone everywhere, what is called left is whole."""
        assert self.lost <= self.may_go, f"gone unasked: {sorted(self.lost - self.may_go)}"
        states = {item.item_id: item.state for item in report.items}
        for item in self.plan.items:
            mine = planned(self.kitchen, [item]) | (self._were(item) & self.before.things)
            mine -= self._of_another_copy()
            if states[item.item_id] is ItemState.COMPLETED:
                left = mine & take(self.kitchen).things
                assert not left, f"{item.title} is called completed, but there is {sorted(left)}"
                self._excluded(item)
            elif states[item.item_id] in UNTOUCHED:
                mine -= planned(self.kitchen, [other for other in self.plan.items if other is not item])
                assert not mine & self.lost, f"{item.title} is {states[item.item_id]}, but {mine & self.lost}"

    def _were(self, item: PlanItem) -> set[Thing]:
        return {("plex", step.ref) for step in item.steps if step.action is Action.DELETE_ITEM}

    def _of_another_copy(self) -> set[Thing]:
        """Give Seerr's rows of titles that Plex still has; their row stays."""
        world = self.kitchen.home.world
        there = {(entry.kind, entry.ids.tmdb) for entry in world.shelf.entries.values()}
        kinds = {"movie": "movie", "tv": "show"}
        return {
            ("media", str(row.id)) for row in world.media.values() if (kinds[row.kind], row.tmdb) in there
        }

    def _excluded(self, item: PlanItem) -> None:
        now = take(self.kitchen).excluded
        for step in item.steps:
            if step.action is Action.DELETE_ENTRY:
                ids = step.expected.ids
                assert {(step.target, str(ids.tmdb)), (step.target, str(ids.tvdb))} & now, item.title


async def stocktaking(k: Kitchen, query: str) -> Stocktaking:
    """Make a plan and remember the household as it is."""
    plan = await k.plan(query)
    assert plan.items, plan.left_out
    return Stocktaking(k, plan, take(k), frozenset(planned(k, plan.items)))


def instance(k: Kitchen, name: str) -> Instance:
    """Give an *arr's state."""
    return k.home.world.instances[name]


def sayings(report: RunReport) -> list[str]:
    """Give every sentence of a report about what is not done."""
    said = [item.message for item in report.items if item.state is not ItemState.COMPLETED]
    said += [result.error for item in report.items for result in item.results.values()]
    return [text for text in said if text]


def keys(k: Kitchen) -> list[str]:
    """Give every secret of the household."""
    world = k.home.world
    secrets = [one.key for one in world.instances.values()]
    return [*secrets, world.shelf.token, world.tautulli_key, world.seerr_key]
