"""What /setup lets an admin choose: each preference with its question and its possible answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cascade.household.preferences import Preferences
from cascade.ledger.states import Stands

_GB: Final = 10**9


@dataclass(frozen=True, slots=True)
class Choice:
    """A preference chosen from a list; `many`: several answers hold at once."""

    question: str
    answers: Mapping[str, object]
    many: bool = False

    def shown(self, value: object) -> frozenset[str]:
        """The answers in force, by their texts."""
        if self.many and isinstance(value, frozenset):
            return frozenset(text for text, meant in self.answers.items() if meant in value)
        return frozenset(text for text, meant in self.answers.items() if meant == value)

    def meant(self, texts: list[str]) -> object:
        """The value of the preference that these answers make; KeyError for a text that is none of them."""
        found = [self.answers[text] for text in texts]
        return frozenset(found) if self.many else found[0]


ROLES: Final = {
    "admin_role_ids": "Who are the admins? (roles)",
    "ping_role_id": "Whom does trouble notify? (role)",
}
ROOMS: Final = {
    "admin_channel_id": "Where do plans and progress go?",
    "feed_channel_id": "Where do admins hear of deletions?",
    "friends_channel_id": "Where do friends hear what left?",
    "chat_channel_id": "Where else may people write to me?",
}
CHOICES: Final = {
    "any_admin_may_confirm": Choice(
        "Who confirms a plan?", {"Only the admin who made it": False, "Any admin": True}
    ),
    "second_admin_items": Choice(
        "From how many items on must two admins agree?",
        {
            "Never, however many": None,
            "More than 25 items": 25,
            "More than 50 items": 50,
            "More than 100 items": 100,
        },
    ),
    "second_admin_bytes": Choice(
        "From what size on must two admins agree?",
        {
            "Never, however large": None,
            "More than 250 GB": 250 * _GB,
            "More than 500 GB": 500 * _GB,
            "More than 1 TB": 1000 * _GB,
        },
    ),
    "count_modal_items": Choice(
        "When must the number be typed?",
        {
            "Type it above 5 items": 5,
            "Type it above 25 items": 25,
            "Type it above 100 items": 100,
            "Type it however few": 0,
        },
    ),
    "feed_kinds": Choice(
        "What does the feed tell?",
        {
            "Deleted everywhere": Stands.COMPLETED.value,
            "Left behind somewhere": Stands.PARTIAL.value,
            "Could not be deleted": Stands.FAILED.value,
            "Passed over": Stands.SKIPPED.value,
        },
        many=True,
    ),
    "elsewhere_kinds": Choice(
        "What does the feed tell of what others did?",
        {
            "Deleted by somebody else": "deletions",
            "Gone from one system only": "drift",
            "Came back": "returns",
            "Outages": "outages",
        },
        many=True,
    ),
    "digest_above": Choice(
        "From how many events on are they summed up?",
        {"More than 5 at once": 5, "More than 10 at once": 10, "More than 25 at once": 25},
    ),
}
FLAGS: Final = {
    "practice": ("Go live: really delete", "Back to practice"),
    "mention_requester": ("Don't mention requesters", "Mention requesters"),
    "finish_external": ("Only report deletions by others", "Finish deletions by others"),
    "always_ask_when_no_undo": ("Ask for the number only above that", "Ask for it wherever there is no undo"),
}
"""What the button says while the preference is on, and while it is off."""

PAGES: Final = (
    ("admin_role_ids", "admin_channel_id", "feed_channel_id", "friends_channel_id"),
    ("any_admin_may_confirm", "second_admin_items", "second_admin_bytes", "count_modal_items"),
    ("chat_channel_id", "ping_role_id", "feed_kinds", "digest_above"),
    ("elsewhere_kinds",),
)
PAGE_FLAGS: Final = (
    ("practice",),
    ("always_ask_when_no_undo",),
    ("mention_requester",),
    ("finish_external",),
)
PAGE_NAMES: Final = ("Who and where", "Confirming", "Telling", "What others delete")


def completes(preferences: Preferences) -> bool:
    """Whether the household is set up: somebody may delete, and there is a place for plans."""
    return bool(preferences.admin_role_ids) and preferences.admin_channel_id is not None
