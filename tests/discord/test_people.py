"""/people: one person under several names."""

from tests.discord.home import Home


async def test_a_guess_is_offered_and_fills_in_what_is_not_given(home: Home) -> None:
    guess = next(one for one in await home.kitchen.cascade.people.guess() if one.plex and one.seerr)
    offered = await home.sam.autocomplete("people link", "person", guess.name)
    assert guess.name in [one.value for one in offered]
    said = await home.sam.slash("people link", person=guess.name, discord="tom")
    assert "Linked" in said.text
    linked = next(one for one in await home.kitchen.cascade.people.all() if one.name == guess.name)
    assert (linked.plex, linked.seerr) == (guess.plex, guess.seerr)
    assert linked.discord_id == str(home.discord.people["tom"].id)
    assert not linked.guessed


async def test_a_person_may_have_different_names_on_every_server(home: Home) -> None:
    await home.sam.slash("people link", person="Mum", plex="mother71", seerr="mama")
    (mum,) = [one for one in await home.kitchen.cascade.people.all() if one.name == "Mum"]
    assert mum.names == ("mother71", "mama")


async def test_a_person_without_a_name_anywhere_is_refused(home: Home) -> None:
    assert "give at least one" in (await home.sam.slash("people link", person="Nobody")).text


async def test_a_person_is_taken_apart_again(home: Home) -> None:
    await home.sam.slash("people link", person="Mum", plex="mother71")
    assert "Taken apart" in (await home.sam.slash("people unlink", person="Mum")).text
    assert "Mum" not in [one.name for one in await home.kitchen.cascade.people.all()]


async def test_the_list_shows_who_is_linked_and_who_is_guessed(home: Home) -> None:
    await home.sam.slash("people link", person="Mum", plex="mother71")
    said = (await home.sam.slash("people list")).text
    assert said.index("Mum") < said.index("Not linked yet:")
