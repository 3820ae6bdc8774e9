"""What a browser sees of the local Discord, and what it may do there: one WebSocket of JSON.

`GET /` and every other plain path serve the files of the folder `page`. Attachments are at the `url` that
a message names. `GET /page?person=sam` opens the socket (without `person` it is the first of the people's);
every frame is one JSON object. Ids are strings.

The server sends, each with a `type`:

    hello     everything at once: person (a Person), people [Person], guild {id, name, owner_id},
              roles [Role], channels [Channel], commands [Command], messages {channel id: [Message],
              oldest first, the last 200}, bot {id, name, online}, household (Household or null)
    message   message: Message                  one more message that this person sees
    edited    message: Message                  it replaces the one with its id
    removed   channel, id                       deleted, or dismissed by this person
    typing    channel, name                     somebody types; show it for 10 s or until their message comes
    commands  commands [Command]                the bot has registered its commands anew
    channels  channels [Channel]                names or permissions changed
    bot       bot {id, name, online}            it came or went
    household household: Household              figures or switches changed
    answer    n and `result`, to the action with that n (see below)

A page of a DM channel is like any other: its Channel has `type` 1 and the name of the bot.

    Person    {key: "sam", id, name: "Sam", title: "admin", roles: [role id], bot: false}
    Role      {id, name, color (integer, 0 = none)}
    Channel   {id, name, type (0 text, 1 DM), topic, can_send}        only what this person may see
    Command   {name: "plan show", description, options: [Option]}      subcommands are listed one by one
    Option    {name, description, type, required, autocomplete, choices: [{name, value}],
              min_value, max_value, min_length, max_length, channel_types}; what is absent is null. `type`:
              3 string, 4 integer, 5 boolean, 6 user, 7 channel, 8 role, 9 mentionable, 10 number
    Message   Discord's own message object (id, channel_id, author {id, username, global_name, bot}, content,
              timestamp, edited_timestamp, flags, embeds, attachments [{filename, size, url, content_type,
              width, height}], components, message_reference, referenced_message, mentions, mention_roles,
              interaction_metadata) and, besides: ephemeral (only this person sees it), loading (the bot
              thinks), pings_you (this person was notified), command ("/clean", null without one) and
              by {id, name} (who used the command or button, null without one)
    Modal     {id, title, custom_id, components}: Discord's own components, Labels (type 18) around one text
              input or select each, text displays (type 10), or action rows around one text input
    Household {figures: [{label: "Disk /data", value: "311 GB free of 4.0 TB", part: 0.92 or null}],
              switches: [{id: "radarr-down", label: "Radarr is down", on: false}]}

The page sends actions, each with its own number `n` and `do`:

    say          channel, text, reply_to (message id or null)
    slash        channel, command ("plan show"), options {name: value}; users, channels and roles by id
    autocomplete channel, command, option, text, options {the others as filled in so far}
    click        message, custom_id
    select       message, custom_id, values [string] (ids for users, roles, channels)
    submit       modal (its id), values {custom_id: text or [string]}
    cancel       modal (its id): closed unsent; the bot hears nothing of it, as with Discord
    dismiss      message: this person's ephemeral message goes
    switch       id, on: a switch of the household

and every action gets one frame {type: "answer", n, result, and what the result names} as soon as it is
decided; `result` is one of these words:

    done         it happened; a message, if any, comes or came as its own frame
    modal        modal: Modal, to be opened
    choices      choices: [{name, value}]
    failed       error: a sentence to show at the control: "The application did not respond" after 3 s, a
                 missing required option, a control that is gone, a text that is too long
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from aiohttp import WSMsgType, web

from playground.discord.page_screen import Screen
from playground.discord.panel import Household
from playground.discord.refusal import Json
from playground.discord.state import State

_FILES = Path(__file__).parent / "page"
_OWN_NAMES = {"127.0.0.1", "localhost", "::1"}
_LOOK_AGAIN = 2.0  # seconds between two looks at the household


class Page:
    """Serves the page's files and speaks with every open browser."""

    def __init__(self, state: State, household: Household | None) -> None:
        self._state = state
        self._household = household
        self._sockets: set[web.WebSocketResponse] = set()

    def routes(self) -> Sequence[web.RouteDef]:
        """Give the routes; the files come last because they take every path."""
        return [web.get("/page", self._socket), web.get("/{file:.*}", self._file)]

    async def close(self) -> None:
        """Hang up on every browser."""
        for socket in tuple(self._sockets):
            await socket.close()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        wanted = (_FILES / (request.match_info["file"] or "index.html")).resolve()
        if not wanted.is_relative_to(_FILES) or not wanted.is_file():
            raise web.HTTPNotFound(text="There is no such file.")
        return web.FileResponse(wanted, headers={"Cache-Control": "no-store"})

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not _is_own(request):
            raise web.HTTPForbidden(text="Only the playground's own page may connect.")
        people = self._state.guild.people
        person = people.get(request.query.get("person") or next(iter(people)))
        if person is None or person.bot:
            raise web.HTTPNotFound(text="Nobody here is called that.")
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._sockets.add(socket)
        screen = Screen(self._state, person, self._household)
        jobs = {asyncio.create_task(_send(socket, screen.frames))}
        jobs.add(asyncio.create_task(self._watch(screen)))
        try:
            await screen.open()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    # An action may wait three seconds for the bot; the person can do more meanwhile.
                    job = asyncio.create_task(screen.act(cast("Json", json.loads(frame.data))))
                    jobs.add(job)
                    job.add_done_callback(jobs.discard)
        finally:
            self._sockets.discard(socket)
            screen.close()
            for job in tuple(jobs):
                job.cancel()
                with suppress(asyncio.CancelledError):
                    await job
        return socket

    async def _watch(self, screen: Screen) -> None:
        """Tell a browser when the household has changed."""
        while self._household is not None:
            await asyncio.sleep(_LOOK_AGAIN)
            await screen.show_household()


async def _send(socket: web.WebSocketResponse, frames: asyncio.Queue[Json]) -> None:
    while not socket.closed:
        frame = await frames.get()
        with suppress(ConnectionError):
            await socket.send_json(frame)


def _is_own(request: web.Request) -> bool:
    """Say whether the page that connects came from here: any web page may try a loopback port.

    The name must be a loopback one, too: a foreign name can be made to lead here.
    """
    origin = request.headers.get("Origin")
    return request.url.host in _OWN_NAMES and origin in {None, f"http://{request.host}"}
