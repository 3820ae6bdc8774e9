"""The repository's papers: container files, licences, pages, and rules that no linter knows."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot import __version__

ROOT = Path(__file__).parents[1]
# Written in two halves: this file is searched too.
HOSTS = [
    first + second
    for first, second in [
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("docker", ".io"),
        ("ghcr", ".io"),
        ("crates", ".io"),
        ("conda", ".org"),
    ]
]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of the project's files")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def dockerfile() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split()[0], line.partition(" ")[2].strip()) for line in lines]


def last_stage() -> list[tuple[str, str]]:
    lines = dockerfile()
    start = max(at for at, (word, _) in enumerate(lines) if word == "FROM")
    return lines[start:]


def test_no_file_names_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in tracked()
        for host in HOSTS
        if host.encode() in path.read_bytes()
    ]
    assert not found


def test_every_locked_package_has_a_hash() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8"))
        assert all(
            "--hash=sha256:" in entry for entry in entries if re.match(r"[a-z0-9]", entry, re.IGNORECASE)
        )


def test_every_dependency_is_locked() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.split("dependencies = [")[1].split("\n]")[0]
    names = {re.split(r"[\[<>=,]", name)[0] for name in re.findall(r'"([^"]+)"', block)}
    locked = set(re.findall(r"(?m)^([\w.-]+)(?:\[\w+\])?==", (ROOT / "requirements.lock").read_text("utf-8")))
    assert {name.lower().replace(".", "-") for name in names} <= {name.lower() for name in locked}


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield path.stem, tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node.name, node


def test_every_public_module_class_and_function_says_what_it_is() -> None:
    silent = [
        f"{path.relative_to(ROOT)}: {name}"
        for package in ("bot", "cascade", "llm", "playground")
        for path in (ROOT / package).rglob("*.py")
        if "versions" not in path.parts and not re.match("_[a-z]", path.name)
        for name, node in public_definitions(path)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"cascadarr:{__version__}" in (ROOT / "compose.yaml").read_text(encoding="utf-8")


def test_no_work_is_left_for_later() -> None:
    marks = re.compile(rb"\b(TO" rb"DO|FIX" rb"ME|XX" rb"X|NotImplemented" rb"Error)\b")
    assert [path for path in tracked() if path.suffix == ".py" and marks.search(path.read_bytes())] == []


def test_plexapi_is_imported_by_one_module() -> None:
    importing = re.compile(r"^\s*(import|from) plexapi|import_module\(.plexapi", re.MULTILINE)
    found = {
        path.name
        for package in ("bot", "cascade", "llm", "playground")
        for path in (ROOT / package).rglob("*.py")
        if importing.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"_plexapi.py"}


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in tracked() if path.suffix == ".md"]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not broken


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_images_come_from_a_pinned_version_of_a_slim_debian() -> None:
    for word, rest in dockerfile():
        if word == "FROM":
            assert re.match(r"python:3\.\d+(\.\d+)?-slim-bookworm( AS \w+)?$", rest)


def test_the_image_holds_no_build_tools() -> None:
    final = " ".join(rest for _, rest in last_stage())
    assert not re.search(r"\b(apt-get|apk|pip|gcc|build-essential|make)\b", final)


def test_the_image_installs_only_hashed_packages() -> None:
    (install,) = [rest for word, rest in dockerfile() if word == "RUN" and " install " in rest]
    assert "--require-hashes" in install


def test_the_image_downloads_nothing_by_address() -> None:
    assert not [
        rest for word, rest in dockerfile() if word == "ADD" or ("://" in rest and word in {"COPY", "RUN"})
    ]


def test_the_image_has_a_volume_a_health_check_and_no_secret() -> None:
    words = dict(last_stage())
    assert words["VOLUME"] == "/config"
    assert "cascadarr" in words["HEALTHCHECK"]
    for word, rest in dockerfile():
        assert not (word in {"ENV", "ARG"} and re.search(r"TOKEN|KEY|PASSWORD|SECRET", rest))


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for word, rest in dockerfile():
        if word == "COPY" and "--from" not in rest:
            source = rest.split()[0]
            assert (ROOT / source).exists()
            assert f"!{source.split('/')[0]}" in kept


def test_the_entrypoint_gives_up_root_and_refuses_to_stay_root() -> None:
    entrypoint = ROOT / "container" / "entrypoint.sh"
    assert entrypoint.stat().st_mode & 0o111
    text = entrypoint.read_text(encoding="utf-8")
    assert "setpriv --reuid" in text
    assert "--clear-groups" in text


@pytest.mark.parametrize("script", [".ci/run", "container/entrypoint.sh"])
def test_scripts_parse_and_stop_at_the_first_error(script: str) -> None:
    text = (ROOT / script).read_text(encoding="utf-8")
    assert "\nset -eu\n" in text
    subprocess.run(["bash", "-n", str(ROOT / script)], check=True)  # noqa: S607 - our own scripts


def test_compose_keeps_keys_in_secret_files() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    (service,) = compose["services"].values()
    environment = service["environment"]
    assert {"PUID", "PGID", "TZ"} <= environment.keys()
    for name, value in environment.items():
        if re.search(r"TOKEN|KEY", name):
            assert name.endswith("_FILE")
            assert value.removeprefix("/run/secrets/") in service["secrets"]
    assert set(service["secrets"]) == set(compose["secrets"])


def test_compose_mounts_config_and_checks_health() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    (service,) = compose["services"].values()
    assert "./config:/config" in service["volumes"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert "privileged" not in service
