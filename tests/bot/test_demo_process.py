"""`cascadarr demo` as a process: it says where the page is, ends on a signal and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def demo(folder: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Start the demo with its files in a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--films", "20", *options],
        env={**os.environ, "TMPDIR": str(folder), "DISCORD_TOKEN": "of somebody else"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: "subprocess.Popen[str]", words: str) -> str:
    """Read on until a line holds these words."""
    assert process.stdout is not None
    for text in process.stdout:
        if words in text:
            return text
    raise AssertionError(process.communicate())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_says_where_it_is_and_tidies_up_when_told_to_end(tmp_path: Path, number: int) -> None:
    with demo(tmp_path) as process:
        url = line(process, "Open http").split()[1]
        with urllib.request.urlopen(url) as page:  # noqa: S310 - the address the demo gave
            assert b"it is not Discord" in page.read()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert "Everything is gone again." in out
    assert list(tmp_path.iterdir()) == []


def test_a_demo_that_is_still_setting_up_tidies_up_as_well(tmp_path: Path) -> None:
    with demo(tmp_path) as process:
        line(process, "Setting up")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with demo(tmp_path, "--port", str(port)) as process:
            _, err = process.communicate(timeout=30)
            assert process.returncode != 0
            assert f"Port {port} cannot be used" in err
            assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []
