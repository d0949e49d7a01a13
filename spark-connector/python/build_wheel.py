"""Builds the wheel: the package with Kindling's jars in it.

python3 build_wheel.py FOLDER JAR...

The wheel has the version of the jars; .ci/wheel builds them first.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]


def version_of(jars: list[Path]) -> str:
    """The version of all jars, as Python writes it: 0.1.0-SNAPSHOT is 0.1.0.dev0."""
    versions = set()
    for jar in jars:
        named = re.fullmatch(r"kindling-(?:core|spark_\d\.\d+)-(.+)\.jar", jar.name)
        if not named:
            raise SystemExit(f"{jar} is no jar of Kindling's")
        versions.add(named[1])
    if len(versions) != 1:
        raise SystemExit(f"the jars are of several versions: {sorted(versions)}")
    return versions.pop().replace("-SNAPSHOT", ".dev0")


def can_build_here() -> bool:
    """Whether what pyproject.toml asks for to build with is installed."""
    if not all(map(importlib.util.find_spec, ("pip", "setuptools"))):
        return False
    if importlib.util.find_spec("wheel"):
        return True
    return int(importlib.metadata.version("setuptools").split(".")[0]) >= 71  # has its own


def build(out: Path, jars: list[Path]) -> Path:
    """Builds it, and gives its path."""
    version = version_of(jars)
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder, "kindling-spark")
        shutil.copytree(
            HERE / "kindling", stage / "kindling", ignore=shutil.ignore_patterns("__pycache__")
        )
        for file in (HERE / "README.md", REPOSITORY / "LICENSE", REPOSITORY / "NOTICE"):
            shutil.copy(file, stage)
        project = (HERE / "pyproject.toml").read_text("utf-8")
        project = re.sub(r'(?m)^version = ".*"$', f'version = "{version}"', project)
        (stage / "pyproject.toml").write_text(project, "utf-8")
        (stage / "kindling" / "lib").mkdir()
        for jar in jars:
            shutil.copy(jar, stage / "kindling" / "lib")
        built = Path(folder, "built")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        if can_build_here():
            command += ["--no-build-isolation", "--no-index"]
        # The same jars make the same bytes.
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767225600"}
        command += ["--disable-pip-version-check", "--wheel-dir", str(built), str(stage)]
        subprocess.run(command, check=True, env=environment)
        (wheel,) = built.glob("kindling_spark-*.whl")
        out.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copy(wheel, out))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    print(build(Path(sys.argv[1]), [Path(jar) for jar in sys.argv[2:]]))
