"""What may be believed at planning time: usable roles, and since when plays are covered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from cascade.media import Kind, Role
from cascade.rules.fields import Said


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The believable sources at one instant.

    A role is in `usable` when every configured server of it is whole, fresh and itself.
    `watch_since`: from here every configured watch source has recorded plays; None = no coverage.
    `why_not` says, per role that is missing, the sentence a person reads.
    """

    now: datetime
    zone: ZoneInfo
    usable: frozenset[Role]
    watch_since: datetime | None
    read_at: Mapping[Role, datetime] = field(default_factory=dict)
    why_not: Mapping[Role, str] = field(default_factory=dict)

    def believes(self, said: Said, kind: Kind) -> bool:
        """Whether the servers that say this of items of a kind may be believed."""
        return said.role(kind) in self.usable
