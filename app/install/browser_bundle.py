"""The browser's part of the pages: npm packages and the bundle that esbuild makes of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from app.install import python_packages
from app.install.problem import Problem
from app.install.project import Project

SOURCE = Path("cti/web/frontend")
BUNDLE = Path("cti/web/static/dist")
OLDEST_NODE = 18


def install(project: Project) -> None:
    """Build the bundle unless it was made from the same sources. Raises Problem with the mend."""
    source, bundle = project.root / SOURCE, project.root / BUNDLE
    if not (source / "package.json").exists():
        return
    packages = project.stamp("npm", [source / "package.json", source / "package-lock.json"])
    built = project.stamp("bundle", [source])
    if built.is_set() and bundle.is_dir():
        return
    env = _environment_with_node(project)
    if not (packages.is_set() and (source / "node_modules").is_dir()):
        _npm(project, env, "ci", "--no-audit", "--no-fund")
        packages.set()
    _npm(project, env, "run", "build")
    built.set()


def _environment_with_node(project: Project) -> dict[str, str]:
    """Return an environment whose PATH has Node, from the registry where the machine has none."""
    if _has_node():
        return dict(os.environ)
    try:
        python_packages.install(project, "build", "node")
    except Problem as problem:
        raise Problem(
            "No hay Node.js y no se pudo traer: instale nodejs y npm (18 o más nuevos) y "
            "repita; mientras tanto la línea contesta, pero no hay páginas.",
            essential=False,
        ) from problem
    return {**os.environ, "PATH": f"{project.venv / 'bin'}:{os.environ['PATH']}"}


def _has_node() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", answer.stdout)
    return found is not None and int(found[1]) >= OLDEST_NODE


def _npm(project: Project, env: dict[str, str], *arguments: str) -> None:
    if not project.run(["npm", "--prefix", project.root / SOURCE, *arguments], env):
        raise Problem(
            f"No se pudieron preparar las páginas («npm {' '.join(arguments)}» falló): revise la "
            f"conexión al registro de npm y repita (detalle en {project.log}).",
            essential=False,
        )
