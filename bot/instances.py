"""The configured servers: one instance per address, named by the middle word of its settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pydantic import SecretStr

from cascade.errors import BadInput


class Software(StrEnum):
    """Which software a configured server runs."""

    PLEX = "plex"
    JELLYFIN = "jellyfin"
    TAUTULLI = "tautulli"
    SONARR = "sonarr"
    RADARR = "radarr"
    SEERR = "seerr"  # Overseerr, Jellyseerr and Seerr speak one API
    SHOKO = "shoko"


@dataclass(frozen=True, slots=True)
class Instance:
    """One configured server. `url` may hold a proxy's password, so it is not shown either."""

    software: Software
    name: str
    url: SecretStr = field(repr=False)
    key: SecretStr = field(repr=False)
    four_k: bool = False  # it holds 4K copies
    url_setting: str = ""
    key_setting: str = ""


_ALIASES: Final = {"OVERSEERR": "SEERR", "JELLYSEERR": "SEERR"}
_KEY_SUFFIX: Final = dict.fromkeys(Software, "API_KEY") | {Software.PLEX: "TOKEN"}
_PATTERN: Final = re.compile(
    r"(PLEX|JELLYFIN|TAUTULLI|SONARR|RADARR|SEERR|OVERSEERR|JELLYSEERR|SHOKO)(?:_([A-Z0-9]+))?_(URL|API_KEY|TOKEN|4K)"
)
MEDIA_SERVERS: Final = frozenset({Software.PLEX, Software.JELLYFIN})
_FOUR_K: Final = frozenset({Software.SONARR, Software.RADARR})
_YES: Final = frozenset({"true", "yes", "1", "on"})
_NO: Final = frozenset({"false", "no", "0", "off"})


def is_instance_setting(name: str) -> bool:
    """Whether a setting belongs to a configured server."""
    found = _PATTERN.fullmatch(name)
    return found is not None and found[3] in _suffixes(_software(found[1]))


def is_secret(name: str) -> bool:
    """Whether a setting holds a key, which may also come from a file."""
    return is_instance_setting(name) and name.endswith(("_API_KEY", "_TOKEN"))


def read_instances(settings: Mapping[str, str]) -> tuple[Instance, ...]:
    """Gather the servers among settings, by software and name; BadInput names the setting at fault."""
    groups: dict[tuple[Software, str], dict[str, str]] = {}
    for name in sorted(filter(is_instance_setting, settings)):
        software, label, suffix = _parts(name)
        group = groups.setdefault((software, label), {})
        if suffix in group:
            raise BadInput(f"{group[suffix]} and {name} name the same server; remove one of them.")
        group[suffix] = name
    instances = [_instance(*key, names, settings) for key, names in groups.items()]
    instances.sort(
        key=lambda each: (list(Software).index(each.software), each.name != each.software, each.name)
    )
    _refuse_namesakes(instances)
    return tuple(instances)


def _instance(software: Software, name: str, names: Mapping[str, str], values: Mapping[str, str]) -> Instance:
    given = next(iter(names.values()))
    stem = given[: -len(_parts(given)[2])]
    url_setting = names.get("URL", f"{stem}URL")
    key_setting = names.get(_KEY_SUFFIX[software], f"{stem}{_KEY_SUFFIX[software]}")
    for missing, present in ((url_setting, key_setting), (key_setting, url_setting)):
        if missing not in values:
            known = present if present in values else given
            raise BadInput(f"{known} is set but {missing} is not; set both, or neither.")
    return Instance(
        software=software,
        name=name,
        url=_address(url_setting, values[url_setting]),
        key=_key(key_setting, values[key_setting]),
        four_k="4K" in names and _flag(names["4K"], values[names["4K"]]),
        url_setting=url_setting,
        key_setting=key_setting,
    )


def _address(setting: str, url: str) -> SecretStr:
    # The text is not quoted: people paste addresses with a key or a password in them.
    if not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", url, re.IGNORECASE):
        raise BadInput(f"{setting} is no address; write http://host:port, without a key in it.")
    return SecretStr(url)


def _key(setting: str, key: str) -> SecretStr:
    if not key.isascii() or not key.isprintable() or " " in key:
        raise BadInput(f"{setting} holds a space or an unusual character; copy the key again.")
    return SecretStr(key)


def _flag(setting: str, text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise BadInput(f"{setting} is neither yes nor no; write true or false.")


def _parts(name: str) -> tuple[Software, str, str]:
    found = _PATTERN.fullmatch(name)
    if found is None:
        raise ValueError(f"{name} is no setting of a server")
    software = _software(found[1])
    return software, (found[2] or software).lower(), found[3]


def _software(prefix: str) -> Software:
    return Software(_ALIASES.get(prefix, prefix).lower())


def _suffixes(software: Software) -> frozenset[str]:
    return frozenset({"URL", _KEY_SUFFIX[software]}) | (
        frozenset({"4K"}) if software in _FOUR_K else frozenset()
    )


def _refuse_namesakes(instances: list[Instance]) -> None:
    """Two servers of one name could not be told apart in plans and logs."""
    taken: dict[str, Instance] = {}
    for instance in instances:
        other = taken.setdefault(instance.name, instance)
        if other is not instance:
            raise BadInput(
                f"{other.url_setting} and {instance.url_setting} would both be named “{instance.name}”; "
                "give one of them another middle word."
            )
        if instance.name != instance.software and instance.name in set(Software):
            raise BadInput(
                f"{instance.url_setting} would name a {instance.software} “{instance.name}”; "
                "choose another middle word."
            )
