"""Starts a household in its own process, and reaches it from outside."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from dotenv import dotenv_values

_PATIENCE = 300.0  # seconds a household of 100,000 items may take to come up
SERVERS = ("plex", "tautulli", "sonarr", "radarr", "uhd", "seerr")


@dataclass(frozen=True, slots=True)
class House:
    """A household that is up; `env_file` leads to it, `folder` is for whatever a benchmark writes."""

    folder: Path
    env_file: Path

    @property
    def _control(self) -> str:
        return str(dotenv_values(self.env_file)["DISK_PROBE_URL"]).removesuffix("/disk")

    def slow_down(self, seconds: float) -> None:
        """Let every server wait so long before each answer from now on."""
        for server in SERVERS:
            body = {"server": server, "kind": "latency", "seconds": seconds}
            httpx.post(f"{self._control}/faults", json=body, trust_env=False).raise_for_status()

    def hurry(self) -> None:
        """End all latency."""
        httpx.delete(f"{self._control}/faults", trust_env=False).raise_for_status()

    def calls(self, since: int = 0) -> list[dict[str, object]]:
        """List the calls that reached any server, after the call of that number."""
        answer = httpx.get(f"{self._control}/calls", params={"since": since}, timeout=60, trust_env=False)
        found: list[dict[str, object]] = answer.raise_for_status().json()
        return found

    def settings(self, name: str, **more: str) -> Path:
        """Write an env file that leads to this household, with other settings; return its path."""
        file = self.folder / f"{name}.env"
        file.write_text(
            self.env_file.read_text("utf-8") + "".join(f"{key}={value}\n" for key, value in more.items())
        )
        return file


@contextmanager
def household(items: int, *, files: bool = False, jellyfin: str | None = None) -> Iterator[House]:
    """Run a household of so many items while the `with` lasts; without `files` its disk is pretended.

    `jellyfin` is the version of one beside Plex.
    """
    with tempfile.TemporaryDirectory(prefix="cascadarr-bench-") as folder:
        house = House(Path(folder), Path(folder) / "house.env")
        asked = ["bench.serving", str(house.env_file), str(items), "files" if files else "paper"]
        asked += [jellyfin] if jellyfin else []
        process = subprocess.Popen([sys.executable, "-m", *asked])
        try:
            _wait(process, house.env_file)
            yield house
        finally:
            process.terminate()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", env_file: Path) -> None:
    ends = time.monotonic() + _PATIENCE
    while not env_file.exists():
        if process.poll() is not None or time.monotonic() > ends:
            raise RuntimeError("The household did not come up; see its message above.")
        time.sleep(0.05)
