"""One person under several names: guessed, linked, and believed by rules."""

from pathlib import Path

import pytest
from sqlalchemy import select

from cascade.errors import BadInput
from cascade.household.people import Person
from cascade.library.derive import derive_all
from cascade.library.tables import items
from playground.faults import FaultKind
from playground.people import PEOPLE
from tests.kitchen import Kitchen, kitchen


async def test_equal_names_are_guessed_to_be_one_person_with_their_discord_id(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        guessed = {person.name: person for person in await k.cascade.people.guess()}
        assert set(guessed) == {person.name for person in PEOPLE}
        for person in PEOPLE:
            discord = None if person.discord_id is None else str(person.discord_id)
            expected = Person(None, person.name, person.name, person.name, None, discord, guessed=True)
            assert guessed[person.name] == expected


async def test_guessing_can_do_without_the_request_server(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        k.home.faults["seerr"].add(FaultKind.RESET)
        guessed = await k.cascade.people.guess()
        assert {person.discord_id for person in guessed} == {None}
        assert "anna" in {person.plex for person in guessed}


async def test_who_is_linked_is_not_guessed_again_and_found_by_any_name(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        anna = next(one for one in await k.cascade.people.guess() if one.name == "anna")
        linked = await k.cascade.people.link(Person(None, "Anna S.", anna.plex, "anna_wishes", None, "42"))
        assert linked.id is not None
        assert await k.cascade.people.all() == (linked,)
        assert "anna" not in {one.name for one in await k.cascade.people.guess()}
        assert await k.cascade.people.named("ANNA_wishes") == linked
        assert await k.cascade.people.named("Anna S.") is None


async def test_a_name_or_discord_id_is_one_persons_only(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        first = await k.cascade.people.link(Person(None, "Anna", plex="anna", discord_id="42"))
        for taken in (
            Person(None, "Ben", plex="Ben", seerr="ANNA"),
            Person(None, "Ben", plex="Ben", discord_id="42"),
        ):
            with pytest.raises(BadInput, match="somebody else"):
                await k.cascade.people.link(taken)
        with pytest.raises(BadInput, match="no name"):
            await k.cascade.people.link(Person(None, "Nobody"))
        assert await k.cascade.people.all() == (first,)


async def test_a_person_can_be_changed_and_unlinked(tmp_path: Path) -> None:
    async with kitchen(tmp_path, films=4, shows=0) as k:
        first = await k.cascade.people.link(Person(None, "Anna", plex="anna"), by="kim")
        changed = await k.cascade.people.link(Person(first.id, "Anna", plex="anna_new"), by="kim")
        assert changed.id == first.id
        assert await k.cascade.people.named("anna") is None
        await k.cascade.people.unlink(first.id or 0, by="kim")
        assert await k.cascade.people.all() == ()
        assert await k.cascade.people.named("anna_new") is None
        log = await k.rows("select by, status from activity_log where action = 'person' order by id")
        assert log == [("kim", "linked"), ("kim", "linked"), ("kim", "unlinked")]
        with pytest.raises(BadInput):
            await k.cascade.people.unlink(first.id or 0, by="kim")


WATCHED = """
select i.id, min(v.key) from items i join item_values v on v.item_id = i.id and v.field = 'requested-by'
where i.requester_watched = 1 and i.kind = 'movie' and i.gone_at is null
group by i.id having count(distinct v.key) = 1
"""


async def apart(k: Kitchen) -> tuple[int, str]:
    """Let a requester who watched what they asked for be known to the request server by another name."""
    item, name = (await k.rows(WATCHED))[0]
    async with k.cascade._db.write() as conn:
        await conn.exec_driver_sql(
            "update requests set person = 'wishes_' || person, person_key = 'wishes_' || person_key"
        )
        await derive_all(conn, k.cascade.library.household)
    return int(item), str(name)


async def requester_watched(k: Kitchen, item: int) -> object:
    return await column(k, "requester_watched", item)


async def column(k: Kitchen, name: str, item: int) -> object:
    async with k.cascade._db.read() as conn:
        return await conn.scalar(select(items.c[name]).where(items.c.id == item))


async def test_linked_names_tell_that_the_requester_has_watched(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        item, name = await apart(k)
        assert await requester_watched(k, item) is None
        person = await k.cascade.people.link(Person(None, "One", plex=name, seerr=f"wishes_{name}"))
        assert await requester_watched(k, item) == 1
        await k.cascade.people.unlink(person.id or 0)
        assert await requester_watched(k, item) is None


async def test_a_link_outlasts_a_whole_derivation(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        item, name = await apart(k)
        await k.cascade.people.link(Person(None, "One", plex=name, seerr=f"wishes_{name}"))
        async with k.cascade._db.write() as conn:
            await derive_all(conn, k.cascade.library.household)
        assert await requester_watched(k, item) == 1


async def selected(k: Kitchen, rule: str) -> set[int]:
    return {item.item_id for item in (await k.plan(f"type:movie size:>0GB {rule}")).items}


async def test_a_rule_may_name_a_person_by_any_linked_name(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        item, name = await apart(k)
        other = f"wishes_{name}"
        everything = await selected(k, "")
        assert item not in await selected(k, f'requested-by:"{name}"')
        await k.cascade.people.link(Person(None, "One", plex=name, seerr=other))
        by_one, by_other = (
            await selected(k, f'requested-by:"{name}"'),
            await selected(k, f'requested-by:"{other}"'),
        )
        assert by_one == by_other
        assert item in by_one
        assert await selected(k, f'-requested-by:"{name}"') == everything - by_one
        assert await selected(k, f'watched-by:"{other}"') == await selected(k, f'watched-by:"{name}"')


async def test_people_are_shown_by_the_name_the_server_used(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        item, name = await apart(k)
        before = await k.cascade.titles.about(item)
        await k.cascade.people.link(Person(None, "One", plex=name, seerr=f"wishes_{name}"))
        after = await k.cascade.titles.about(item)
        assert (after.requested_by, after.watched_by) == (before.requested_by, before.watched_by)


async def test_two_names_of_one_person_are_one_viewer(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        query = """
            select item_id, min(person), max(person) from plays
            where completed and person <> '' and item_id in
            (select id from items where viewers = 2 and kind = 'movie') group by item_id limit 1
        """
        item, one, other = (await k.rows(query))[0]
        await k.cascade.people.link(Person(None, "One", plex=one, jellyfin=other))
        assert await column(k, "viewers", item) == 1
