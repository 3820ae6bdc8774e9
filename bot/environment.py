"""Where settings are written: the environment, an env file, and files that hold one secret each."""

import difflib
import logging
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from bot.instances import is_instance_setting, is_secret
from cascade.errors import BadInput

DEFAULT_ENV_FILE: Final = ".env"
# Names that containers and shells put beside ours.
_FOREIGN: Final = frozenset({"TZ", "PUID", "PGID", "UMASK", "PATH", "HOME", "LANG"})
_OWN_SECRETS: Final = frozenset({"DISCORD_TOKEN", "OPENAI_API_KEY", "WEBHOOK_SECRET"})
_LONGEST_SECRET: Final = 10_000  # characters; a larger file is some other file


def gather(env_file: Path | None, environ: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Return every setting that has a value, as text; empty texts count as absent.

    Without `env_file`, `.env` in the current folder is read if it is there, and the environment wins over it.
    A named `env_file` wins over the environment, and the servers come from it alone: a file describes one
    household, and a key left in a shell must not mix another one's servers into it.
    """
    outside = _ours(environ, known)
    if env_file is None:
        inside = _read(Path(DEFAULT_ENV_FILE), known) if Path(DEFAULT_ENV_FILE).is_file() else {}
        merged = inside | outside
    else:
        outside = {name: text for name, text in outside.items() if not _of_server(name)}
        merged = outside | _read(env_file, known)
    return _with_secrets(merged)


def _ours(names: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    upper = {name.upper(): text.strip() for name, text in names.items()}
    return {
        name: text
        for name, text in upper.items()
        if text and (name in known or _of_server(name) or _names_file(name))
    }


def _of_server(name: str) -> bool:
    return is_instance_setting(name) or is_secret(name.removesuffix("_FILE"))


def _read(path: Path, known: Collection[str]) -> dict[str, str]:
    logging.getLogger("dotenv.main").disabled = True  # it would log the line it cannot read
    try:
        # No interpolation: a key may hold a dollar sign.
        found = dotenv_values(path, interpolate=False) if path.is_file() else None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The settings file {path} cannot be read; save it as UTF-8 text.") from error
    if found is None:
        raise BadInput(f"There is no settings file {path}; give the path of one to --env-file.")
    lines = {name.upper(): text or "" for name, text in found.items()}
    for name in lines:
        _refuse_misspelt(name, path, known)
    return _ours(lines, known)


def _refuse_misspelt(name: str, path: Path, known: Collection[str]) -> None:
    """A misspelt cap would silently be no cap."""
    if name in known or _of_server(name) or _names_file(name) or name in _FOREIGN:
        return
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    if near:
        raise BadInput(f"{path} sets {name}, which is no setting; did you mean {near[0]}?")


def _with_secrets(settings: dict[str, str]) -> dict[str, str]:
    """Replace each X_FILE by X with the file's text."""
    result = {name: text for name, text in settings.items() if not _names_file(name)}
    for name, text in settings.items():
        if not _names_file(name):
            continue
        target = name.removesuffix("_FILE")
        if target in result:
            raise BadInput(f"{target} and {name} are both set; remove one of them.")
        result[target] = _secret(name, Path(text))
    return result


def _names_file(name: str) -> bool:
    target = name.removesuffix("_FILE")
    return name != target and (is_secret(target) or target in _OWN_SECRETS)


def _secret(setting: str, path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LONGEST_SECRET).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file that {setting} names cannot be read; check its path and rights.") from error
    if not text:
        raise BadInput(f"The file that {setting} names is empty; put the key into it.")
    return text
