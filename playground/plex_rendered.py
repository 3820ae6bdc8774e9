"""What Plex's listings are made of, kept between calls in a household that is large."""

import json
from collections.abc import Sequence

from playground.people import OWNER
from playground.plex_listing import Listing, Node
from playground.plex_views import ViewState, view_states, watched
from playground.shelf import Entry, Kind, Play
from playground.world import World


class Rendered:
    """Entries and plays ready to be shown; a large household's (`World.kept`) until it says it changed.

    `forgets_views` leaves out viewCount and lastViewedAt, as after a migration that lost them.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.forgets_views = False
        self._revision = -1
        self._history: object = None
        self._watched: list[Play] = []
        self._views: dict[str, ViewState] = {}
        self._texts: dict[tuple[int, bool], str] = {}
        self._rows: dict[tuple[int, Kind], list[Entry]] = {}

    def of_kind(self, section: int, kind: Kind) -> list[Entry]:
        """Give the entries of a library."""
        self._drop_old()
        rows = self._rows.get((section, kind))
        if rows is None:
            rows = self._rows[section, kind] = self.world.shelf.of_kind(section, kind)
        return rows

    def texts(self, entries: Sequence[Entry], *, guids: bool) -> list[str]:
        """Give the entries of a page as JSON."""
        self._drop_old()
        listing = self._listing()
        for entry in entries:
            if (entry.key, guids) not in self._texts:
                node = listing.node(entry, guids=guids)
                text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
                self._texts[entry.key, guids] = text
        return [self._texts[entry.key, guids] for entry in entries]

    def nodes(self, entries: Sequence[Entry], *, guids: bool) -> list[Node]:
        """Give the entries of a page."""
        listing = self.listing()
        return [listing.node(entry, guids=guids) for entry in entries]

    def watched(self) -> list[Play]:
        """Give the plays that Plex has history rows of, oldest first."""
        self._drop_old_plays()
        return self._watched

    def listing(self) -> Listing:
        """Give the renderer, with the owner's view states as they are now."""
        self._drop_old_plays()
        return self._listing()

    def _listing(self) -> Listing:
        return Listing(self.world, {} if self.forgets_views else self._views, OWNER.plex_id)

    def _drop_old(self) -> None:
        self._drop_old_plays()
        if not self.world.kept or self._revision != self.world.revision:
            self._revision = self.world.revision
            self._texts.clear()
            self._rows.clear()

    def _drop_old_plays(self) -> None:
        plays = self.world.shelf.plays
        history = (len(plays), plays[-1].id if plays else None)
        if not self.world.kept or self._history != history:
            self._history = history
            self._watched = watched(plays)
            self._views = view_states(self._watched, OWNER.plex_id)
            self._texts.clear()
