"""What is shipped: the wheel, the sdist, the editable install, and the manifest of the hooks."""

from __future__ import annotations

import re
import shlex
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from typing import Any

import pytest
import yaml
from helpers.project import BAD, GOOD, ROOT, checked, clean_environment, copy_project, run

from incident_lint import __version__
from incident_lint.arguments import parser
from incident_lint.schema import NAMES

MANIFEST: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@dataclass(frozen=True)
class Built:
    """The project's files in a folder of their own, and what was built from them."""

    source: Path
    wheel: Path
    sdist: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Sdist, and the wheel made from that sdist."""
    folder = tmp_path_factory.mktemp("packaging")
    source = copy_project(folder / "source")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder / "dist", source]
    checked([str(one) for one in build], folder, clean_environment())
    (wheel,), (sdist,) = (folder / "dist").glob("*.whl"), (folder / "dist").glob("*.tar.gz")
    return Built(source, wheel, sdist)


@pytest.fixture(scope="session", params=["wheel", "sdist", "editable"])
def installed(request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, installed in each of the three ways; the wheel with its dependencies as pip resolves them."""
    venv = tmp_path_factory.mktemp(request.param) / "venv"
    environment = clean_environment()
    checked([sys.executable, "-m", "venv", "--without-pip", str(venv)], venv.parent, environment)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--quiet"]
    if request.param == "wheel":
        checked([*pip, str(built.wheel)], venv.parent, environment)
    else:
        what = [str(built.sdist)] if request.param == "sdist" else ["--editable", str(built.source)]
        checked([*pip, "--no-deps", *what], venv.parent, environment)
        # the dependencies are those of the tests; the program itself comes first on the path
        (site,) = venv.glob("lib/python*/site-packages")
        (site / "zz-dependencies.pth").write_text(str(Path(yaml.__file__).parents[1]) + "\n", encoding="utf-8")
    return venv / "bin" / "incident-lint"


def test_content_of_the_wheel(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = set(wheel.namelist())
        (info,) = {name.partition("/")[0] for name in names if ".dist-info/" in name}
        metadata = Parser().parsestr(wheel.read(f"{info}/METADATA").decode())
        scripts = wheel.read(f"{info}/entry_points.txt").decode()
    package = built.source / "incident_lint"
    modules = {one.relative_to(built.source).as_posix() for one in package.rglob("*") if one.is_file()}
    schemas = {f"incident_lint/_schemas/{name}.schema.json" for name in NAMES}
    assert {name for name in names if not name.startswith(info)} == modules | schemas
    assert "incident_lint/py.typed" in names
    assert f"{info}/licenses/LICENSE" in names
    assert "incident-lint = incident_lint.__main__:run" in scripts
    assert (metadata["Name"], metadata["Version"]) == ("incident-lint", __version__)
    assert metadata["Requires-Python"] == ">=3.11"
    required = {re.split(r"[<>=]", one)[0] for one in metadata.get_all("Requires-Dist", [])}
    assert required == {re.split(r"[<>=]", one)[0] for one in PROJECT["dependencies"]}


def test_content_of_the_sdist(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {one.name.partition("/")[2] for one in sdist.getmembers() if one.isfile()}
    assert {"pyproject.toml", "README.md", "LICENSE", "PKG-INFO", "incident_lint/py.typed"} <= names
    assert {f"schemas/{name}.schema.json" for name in NAMES} <= names
    folders = {name.partition("/")[0] for name in names if "/" in name}
    assert folders == {"incident_lint", "schemas", "hooks"}


def test_every_schema_is_shipped() -> None:
    assert {one.name for one in (ROOT / "schemas").iterdir()} == {f"{name}.schema.json" for name in NAMES}


def test_installed_program(installed: Path, tmp_path: Path) -> None:
    environment = clean_environment()
    assert checked([installed, "--version"], tmp_path, environment) == f"incident-lint {__version__}"
    for name in NAMES:
        schema = (ROOT / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
        assert run([installed, "schema", name], tmp_path, environment).stdout == schema
    assert "All good: 4 files checked" in checked([installed, "check", GOOD], tmp_path, environment)
    bad = run([installed, "check", "--format=concise", BAD], tmp_path, environment)
    assert bad.returncode == 1, bad.stderr
    assert "REC101" in bad.stdout
    assert "INC101" in bad.stdout


def test_version_is_stated_once() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)


HOOKS = {one["id"]: one for one in MANIFEST}
ALL = ("INCIDENT_EVENT.json", "INCIDENT.md", "ROLLBACK_PLAN.json", "ROLLBACK_EVENT.json")
GOOD_NAMES = {
    "incident-lint": ALL,
    "incident-event": ALL[:1],
    "incident-post-mortem": ALL[1:2],
    "rollback-plan": ALL[2:3],
    "rollback-event": ALL[3:],
}
ABOUT_CHANGES = ("incident-evidence", "incident-trailer")
"""These take no file names of records: deleted files never reach a hook that does."""


def test_ids_are_unique_and_all_in_the_table() -> None:
    assert len(HOOKS) == len(MANIFEST)
    assert set(HOOKS) == {*GOOD_NAMES, *ABOUT_CHANGES}


def test_hooks_about_changes() -> None:
    evidence, trailer = (HOOKS[one] for one in ABOUT_CHANGES)
    assert evidence["always_run"]
    assert not evidence["pass_filenames"]
    assert evidence["stages"] == ["pre-commit", "pre-merge-commit", "pre-push", "manual"]
    assert trailer["stages"] == ["commit-msg"]
    assert parser().parse_args(shlex.split(evidence["entry"])[1:]).stage == "pre-commit"
    assert parser().parse_args([*shlex.split(trailer["entry"])[1:], "COMMIT_EDITMSG"]).arguments == ["COMMIT_EDITMSG"]


@pytest.mark.parametrize("hook", GOOD_NAMES)
@pytest.mark.parametrize("folder", ["", "incidents/INC-20261103-x/", "a b/ü/", "-x/"])
@pytest.mark.parametrize("name", ALL)
def test_files_of_a_hook(hook: str, folder: str, name: str) -> None:
    assert bool(re.search(HOOKS[hook]["files"], folder + name)) == (name in GOOD_NAMES[hook])


@pytest.mark.parametrize("hook", GOOD_NAMES)
@pytest.mark.parametrize("name", ALL)
def test_names_that_no_hook_takes(hook: str, name: str) -> None:
    stem, _, extension = name.rpartition(".")
    near = [f"MY_{name}", f"{name}.bak", f"{name}/part", f"{stem}_{extension}", name.lower(), f"{stem}.{extension}5"]
    assert not [one for one in near if re.search(HOOKS[hook]["files"], f"incidents/{one}")]


@pytest.mark.parametrize("hook", GOOD_NAMES)
def test_entry_of_a_hook_takes_files(hook: str) -> None:
    _, *arguments = shlex.split(HOOKS[hook]["entry"])
    assert parser().parse_args([*arguments, "--", "INCIDENT.md"]).paths == ["INCIDENT.md"]


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_entry_of_a_hook_is_a_command(hook: str) -> None:
    assert shlex.split(HOOKS[hook]["entry"])[0] in PROJECT["scripts"]
    assert HOOKS[hook]["language"] == "python"
    assert HOOKS[hook]["description"].endswith(".")


@pytest.mark.parametrize("hook", sorted(HOOKS))
def test_readme_names_every_hook(hook: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"(?<![\w-]){re.escape(hook)}(?![\w-])", text)


def test_manifest_is_valid(tmp_path: Path) -> None:
    manifest = str(ROOT / ".pre-commit-hooks.yaml")
    checked([sys.executable, "-m", "pre_commit", "validate-manifest", manifest], tmp_path, clean_environment())
