"""Pointing discord.py at a local Discord instead of the real one; any other host is refused."""

import ipaddress
from urllib.parse import urlsplit

import yarl
from discord import gateway, http

from cascade.errors import BadInput


def use_local_discord(api_base: str, gateway_url: str) -> None:
    """Let every later client of this process talk to a Discord on this machine.

    BadInput for any other host: else this setting would be a way to send the token elsewhere.
    The two places are those of discord.py 2.7.1.
    """
    for setting, url in (("DISCORD_API_BASE", api_base), ("DISCORD_GATEWAY", gateway_url)):
        if not _is_loopback(url):
            raise BadInput(
                f"{setting} may only name this machine (127.0.0.1); leave it out for the real Discord."
            )
    http.Route.BASE = api_base.rstrip("/")
    gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
