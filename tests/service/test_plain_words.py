"""What readers of plain words rest on: names with counts, conversations, and the account of calls."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.catalogue import HouseholdAccount, LibraryCatalogue
from cascade.household.conversations import KEPT, MESSAGES, Conversations, Talk
from cascade.household.people import Person
from cascade.household.spending import Account
from cascade.media import Kind
from llm.catalogue import NAMED, Group
from llm.turn import Usage
from llm.usage import Spent
from tests.kitchen import kitchen

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def test_every_named_field_counts_its_values_the_most_frequent_first(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        catalogue = LibraryCatalogue(k.cascade)
        for field in NAMED:
            found = await catalogue.names(field, 100)
            assert found or field == "favorited-by", field  # Plex keeps no favourites of people
            assert [one.count for one in found] == sorted((one.count for one in found), reverse=True)
        [(most, count)] = await k.rows(
            "SELECT library, count(*) FROM items WHERE kind IN ('movie', 'show') AND gone_at IS NULL "
            "GROUP BY library ORDER BY count(*) DESC, library LIMIT 1"
        )
        assert (await catalogue.names("library", 1))[0].name == most
        assert (await catalogue.names("library", 1))[0].count == count


async def test_a_linked_person_answers_to_all_names(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        catalogue = LibraryCatalogue(k.cascade)
        watcher = (await catalogue.names("watched-by", 1))[0].name
        await k.cascade.people.link(Person(None, "Big Bear", plex=watcher, jellyfin="grizzly"))
        named = next(one for one in await catalogue.names("watched-by", 100) if one.name == watcher)
        assert named.aliases == ("Big Bear", "grizzly")


async def test_figures_add_up_to_all_that_is_there(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        catalogue = LibraryCatalogue(k.cascade)
        [(items, size)] = await k.rows(
            "SELECT count(*), sum(size_bytes) FROM items WHERE kind IN ('movie', 'show') AND gone_at IS NULL"
        )
        for group in (Group.KIND, Group.LIBRARY, Group.UNWATCHED):
            shares = await catalogue.stats(group)
            assert sum(share.items for share in shares) == items
            assert sum(share.size_bytes for share in shares) == size
        for group in (Group.GENRE, Group.REQUESTER):
            assert await catalogue.stats(group)


async def test_titles_are_found_by_kind(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        catalogue = LibraryCatalogue(k.cascade)
        found = await catalogue.search("a", Kind.SHOW, 3)
        assert found
        assert {one.kind for one in found} == {Kind.SHOW}


async def test_the_account_adds_up_by_time_person_and_model(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=1) as k:
        account = HouseholdAccount(k.cascade)
        usage = Usage(input=100, output=20)
        await account.record(Spent(NOON, "sam", "small", usage, 30, "ok"))
        await account.record(Spent(NOON, "tom", "small", usage, 12, "ok"))
        await account.record(Spent(NOON - timedelta(days=40), "sam", "small", usage, 1_000, "ok"))
        await account.record(Spent(NOON, "sam", "homemade", usage, None, "Down"))
        since = NOON - timedelta(days=1)
        assert await account.micros(since) == 42
        assert await account.calls(since) == 3
        assert await account.calls(since, "sam") == 2
        assert await k.cascade.spending.accounts(since) == (
            Account("sam", "small", 1, 120, 30),
            Account("tom", "small", 1, 120, 12),
            Account("sam", "homemade", 1, 120, None),
        )


async def test_a_conversation_is_one_persons_in_one_room(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=1) as k:
        talks = k.cascade.conversations
        await talks.keep(Talk(1, "sam", ("old films",), "type:movie age:>2y", {"text": "?"}, "p1"))
        await talks.keep(Talk(1, "kim", ("old shows",)))
        sam = await talks.find(1, "sam")
        assert sam == Talk(1, "sam", ("old films",), "type:movie age:>2y", {"text": "?"}, "p1")
        assert await talks.find(2, "sam") is None
        await talks.forget(1, "sam")
        assert await talks.find(1, "sam") is None
        assert await talks.find(1, "kim") is not None


async def test_a_conversation_keeps_its_latest_messages(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=1) as k:
        talks = k.cascade.conversations
        said = tuple(f"message {number}" for number in range(20))
        await talks.keep(Talk(1, "sam", said))
        kept = await talks.find(1, "sam")
        assert kept is not None
        assert kept.messages == said[-MESSAGES:]


async def test_an_old_conversation_is_not_gone_on_with(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=2, shows=1) as k:
        early = Conversations(k.cascade.conversations.db, lambda: NOON)
        late = Conversations(early.db, lambda: NOON + KEPT + timedelta(seconds=1))
        await early.keep(Talk(1, "sam", ("old films",)))
        assert await late.find(1, "sam") is None
        await late.keep(Talk(1, "kim", ("old films",)))
        assert await k.rows("SELECT person_id FROM conversations") == [("kim",)]
