"""Where attachments are downloaded from."""

from aiohttp import web

from playground.discord.state import State


class Attachments:
    """Answers `/attachments/...` to whoever knows the address, as Discord's own store does."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Give the routes."""
        return [web.get(r"/attachments/{channel:\d+}/{attachment:\d+}/{name}", self._get)]

    async def _get(self, request: web.Request) -> web.Response:
        wanted = int(request.match_info["attachment"])
        messages = self._state.messages.get(int(request.match_info["channel"]), {})
        for message in messages.values():
            for attachment in message.attachments:
                if attachment.id == wanted:
                    headers = {"Content-Type": attachment.content_type}
                    return web.Response(body=attachment.data, headers=headers)
        raise web.HTTPNotFound(text="This content is no longer available.")
