"""Plant each bug in a copy of the project, run the tests that should notice, and say which did not."""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutations.bug import Bug
from tests.mutations.bugs import BUGS

ROOT = Path(__file__).parents[2]
COPIED = (
    "bot",
    "cascade",
    "llm",
    "playground",
    "tests",
    "docs",
    "pyproject.toml",
    "README.md",
    ".env.example",
)
WORKERS = 2


def caught(bug: Bug) -> bool:
    """Whether the suite fails with the bug in place."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, copy / name)
        plant(bug, copy)
        # The copy stands first on the path, before the installed project.
        environ = {
            **os.environ,
            "PYTHONPATH": folder,
            "CASCADARR_SPECS": str(ROOT.parent / "shared" / "specs"),
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "--no-header",
            "-p",
            "no:cacheprovider",
            *bug.tests,
        ]
        run = subprocess.run(command, cwd=copy, env=environ, capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1):
            raise SystemExit(f"{bug.name}: the tests did not run:\n{run.stdout[-2000:]}{run.stderr[-2000:]}")
        return run.returncode == 1


def plant(bug: Bug, folder: Path) -> None:
    """Write the bug into a copy; a text that is not there exactly once means the list is out of date."""
    path = folder / bug.file
    text = path.read_text(encoding="utf-8")
    if text.count(bug.good) != 1:
        raise SystemExit(
            f"{bug.name}: {bug.file} holds its text {text.count(bug.good)} times; bring bugs.py up to date."
        )
    path.write_text(text.replace(bug.good, bug.bad), encoding="utf-8")


def main() -> None:
    """Try every bug whose name holds the words given, or all of them."""
    wanted = [bug for bug in BUGS if all(word in bug.name for word in sys.argv[1:])]
    with ThreadPoolExecutor(WORKERS) as pool:
        results = pool.map(caught, wanted)
        missed = 0
        for bug, was_caught in zip(wanted, results, strict=True):
            print("caught " if was_caught else "MISSED ", bug.name, flush=True)
            missed += not was_caught
    print(f"{len(wanted) - missed} passed, {missed} failed")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
