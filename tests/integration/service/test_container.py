"""The container file, carried out by hand in a scratch folder: it needs no engine, so a machine without one tries it
too. What is copied has to be all that the service needs; what it starts and asks has to answer."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "a-token-of-the-readers"
pytestmark = pytest.mark.timeout(120)


def steps() -> list[tuple[str, str]]:
    """(instruction, arguments) of the container file, in order."""
    text = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines if line and not line.startswith("#")]


def the_only(name: str) -> str:
    [arguments] = [arguments for instruction, arguments in steps() if instruction == name]
    return arguments


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """What COPY puts into the image, at its place below the scratch root."""
    place = ""
    for instruction, arguments in steps():
        if instruction == "WORKDIR":
            place = arguments
        if instruction == "COPY":
            *sources, target = arguments.split()
            folder = tmp_path / (place + "/" + target).lstrip("/")
            for name in sources:
                source = ROOT / name
                assert source.exists(), f"COPY {name}: there is no such file"
                if source.is_dir():
                    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    folder.mkdir(parents=True, exist_ok=True)
                    shutil.copy(source, folder)
    (tmp_path / "data").mkdir()
    return tmp_path


def test_what_is_installed_is_what_is_locked(image: Path) -> None:
    """Dependencies before the code, so that a change of the code builds no more than itself; all of it locked."""
    syncs = [arguments for instruction, arguments in steps() if instruction == "RUN" and "uv sync" in arguments]
    assert len(syncs) == 2 and all("--locked" in one and "--no-dev" in one for one in syncs)
    assert "--no-install-project" in syncs[0] and "--no-install-project" not in syncs[1]
    order = [f"{instruction} {arguments}" for instruction, arguments in steps()]
    assert order.index(f"RUN {syncs[0]}") < order.index("COPY crawler crawler") < order.index(f"RUN {syncs[1]}")
    packages = re.search(r"packages = (\[.*?\])", (image / "app" / "pyproject.toml").read_text(encoding="utf-8"))
    assert packages is not None
    for package in json.loads(packages.group(1)):
        assert (image / "app" / package / "__init__.py").exists() or list((image / "app" / package).glob("*.py"))
    for needed in ("readme", "license-files"):
        assert needed in (image / "app" / "pyproject.toml").read_text(encoding="utf-8")
    assert (image / "app" / "README.md").exists() and (image / "app" / "LICENSE").exists()


def test_nobody_runs_it_as_root() -> None:
    order = [instruction for instruction, _ in steps()]
    assert the_only("USER") == "regwatch" and order.index("USER") < order.index("ENTRYPOINT")
    made = [arguments for instruction, arguments in steps() if instruction == "RUN" and "useradd" in arguments]
    assert len(made) == 1 and "chown regwatch /data" in made[0]


@pytest.fixture
def running(image: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """ENTRYPOINT and CMD as they stand, their paths below the scratch root, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (image / "data" / "regwatch.toml").write_text(f'[serve]\ntoken = "{TOKEN}"\n[run]\ncrawl = false\nmail = false\n')
    program, *arguments = [*json.loads(the_only("ENTRYPOINT")), *json.loads(the_only("CMD"))]
    assert program == "/app/.venv/bin/regwatch"
    arguments = [str(image / one.lstrip("/")) if one.startswith("/") else one for one in arguments]
    environment = {"PATH": os.defpath, "HOME": "/nonexistent", "PYTHONPATH": str(image / "app")}
    started = subprocess.Popen(
        [sys.executable, "-m", "regwatch.cli", *arguments, "--port", str(port)],
        cwd=image / "data", env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield started, port
    started.kill()
    started.wait(30)


def test_it_starts_answers_and_ends(image: Path, running: tuple[subprocess.Popen[str], int]) -> None:
    started, port = running
    check = the_only("HEALTHCHECK").partition(" CMD ")[2]
    _, *asks = json.loads(check)
    asks = [one.replace(":8765/", f":{port}/") for one in asks]
    until = time.monotonic() + 60
    while subprocess.run([sys.executable, *asks], capture_output=True, check=False).returncode:
        assert started.poll() is None, started.stderr.read() if started.stderr else ""
        assert time.monotonic() < until, "the health check never went well"
        time.sleep(0.3)
    where = subprocess.run(
        [sys.executable, "-c", "import regwatch.cli; print(regwatch.cli.__file__)"],
        cwd=image / "data", env={"PYTHONPATH": str(image / "app")}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(image / "app"), "what runs is what was copied"
    assert status(port, "/") == 401 and status(port, "/", TOKEN) == 200
    started.terminate()
    assert the_only("STOPSIGNAL") == "SIGTERM" and started.wait(30) == 0
    assert (image / "data" / "archive.db").exists(), "data lies in the volume"


def status(port: int, path: str, token: str = "") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"authorization": f"Bearer {token}"} if token else {})
    found = connection.getresponse().status
    connection.close()
    return found
