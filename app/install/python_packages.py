"""The virtual environment and the Python packages in it, from constraints.txt with hashes."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from app.install.problem import Problem
from app.install.project import Project

PATH_FILE = "linea_unica.pth"


def section(constraints: str, name: str) -> str:
    """Return the requirement lines of one section (`run`, `build`, `test`, `node`)."""
    found = re.search(rf"^# \[{name}\].*?$(.*?)(?=^# \[|\Z)", constraints, re.DOTALL | re.MULTILINE)
    if found is None:
        raise Problem(f"constraints.txt no tiene la sección «{name}»; recupere el archivo con git.")
    return found[1]


def install(project: Project, *sections: str) -> None:
    """Make `.venv` hold these sections of constraints.txt. Does nothing when it already does."""
    text = (project.root / "constraints.txt").read_text(encoding="utf-8")
    _make_venv(project)
    for name in sections:
        lines = section(text, name)
        stamp = project.stamp(f"python-{name}", [lines, str(project.venv.stat().st_ino)])
        if not stamp.is_set():
            _pip(project, name, lines)
            stamp.set()


def _make_venv(project: Project) -> None:
    """The path file is written last: an environment without it was interrupted and starts again."""
    minor = f"python{sys.version_info.major}.{sys.version_info.minor}"
    path_file = project.venv / "lib" / minor / "site-packages" / PATH_FILE
    if path_file.exists():
        return
    if not project.run([sys.executable, "-m", "venv", "--clear", project.venv]):
        raise Problem(
            f"No se pudo crear el entorno de Python; instale el paquete «{minor}-venv» y repita."
        )
    path_file.write_text(f"{project.root}\n", encoding="utf-8")


def _pip(project: Project, name: str, lines: str) -> None:
    requirements = project.var / f"requirements-{name}.txt"
    requirements.write_text(lines, encoding="utf-8")
    if not project.run([*_pip_command(project), "-r", requirements]):
        raise Problem(
            f"No se pudieron instalar los paquetes de Python ({name}): revise la conexión al "
            f"registro de paquetes y repita (detalle en {project.log})."
        )


def _pip_command(project: Project) -> list[str | Path]:
    return [
        *(project.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-build-isolation", "--use-pep517", "--require-hashes"),
    ]
