"""The settings as pages: `.env.example` and the table in the README, both made from Settings."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.instances import Software
from bot.settings import GROUPS

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- settings: made by docs/configuration.py -->", "<!-- end of settings -->"

# The name people know, and the port the software listens on unless told otherwise.
_NAMES = {
    Software.PLEX: ("Plex", 32400),
    Software.JELLYFIN: ("Jellyfin", 8096),
    Software.TAUTULLI: ("Tautulli", 8181),
    Software.SONARR: ("Sonarr", 8989),
    Software.RADARR: ("Radarr", 7878),
    Software.SEERR: ("Seerr, Overseerr or Jellyseerr", 5055),
    Software.SHOKO: ("Shoko", 8111),
}


def servers() -> list[tuple[str, str]]:
    """Return the settings of servers with one line each; a second instance is shown once, for Radarr."""
    rows = []
    for software, (name, port) in _NAMES.items():
        key = "TOKEN" if software is Software.PLEX else "API_KEY"
        stem = software.upper()
        rows.append((f"{stem}_URL", f"Address of {name}, such as http://{software}:{port}"))
        rows.append((f"{stem}_{key}", f"Key of {name}; or {stem}_{key}_FILE, a file that holds it"))
    rows.append(("RADARR_UHD_URL", "Address of a second Radarr, named uhd; any middle word, any server"))
    rows.append(("RADARR_UHD_API_KEY", "Key of that instance"))
    rows.append(("RADARR_UHD_4K", "Whether that instance (Radarr or Sonarr) holds the 4K copies"))
    return rows


def plain() -> list[tuple[str, str, str]]:
    """Return every other setting: name, default as it would be written, one line."""
    return [row for group in GROUPS for row in _rows(group)]


def example() -> str:
    """Return the text of `.env.example`."""
    lines = ["# Copy to .env and fill in. Every setting has one line; an empty value counts as not set.", ""]
    lines += ["# Servers. SEERR_* may also be written OVERSEERR_* or JELLYSEERR_*."]
    for name, line in servers():
        lines += [f"# {line}.", f"{name}="]
    lines += ["", "# The rest, with its defaults."]
    for group in GROUPS:
        lines += ["", f"# -- {group.__doc__}"]
        for name, default, line in _rows(group):
            lines += [f"# {line}.", f"{name}={default}"]
    return "\n".join(lines) + "\n"


def table() -> str:
    """Return the README's table."""
    rows = ["| Setting | Default | What it is |", "| --- | --- | --- |"]
    rows += [f"| `{name}` | | {line} |" for name, line in servers()]
    rows += [
        f"| `{name}` | {f'`{default}`' if default else ''} | {line} |" for name, default, line in plain()
    ]
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """Return the README with its table made anew."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


def write() -> None:
    """Make both pages anew."""
    (ROOT / ".env.example").write_text(example(), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")


def _rows(group: type[BaseModel]) -> list[tuple[str, str, str]]:
    return [
        (name.upper(), _default(field), field.description or "") for name, field in group.model_fields.items()
    ]


def _default(field: FieldInfo) -> str:
    if field.examples:
        return str(field.examples[0])
    match field.default:
        case None | {} | ():
            return ""
        case bool() as flag:
            return str(flag).lower()
        case ZoneInfo() as zone:
            return zone.key
        case value:
            return str(value)


if __name__ == "__main__":
    write()
