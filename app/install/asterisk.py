"""Asterisk's root folder, by the one install script that image and local set-up share."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from app.install.problem import Problem
from app.install.progress import Progress
from app.install.project import Project

SCRIPT = Path("docker/asterisk/install.sh")
SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin"


def check(project: Project) -> None:
    """Raise Problem at once where the script would refuse for want of root."""
    installed = (project.var / "asterisk-root").exists() or shutil.which("asterisk", path=SBIN)
    if os.geteuid() != 0 and not installed:
        raise Problem("Para instalar Asterisk hace falta root: repita con «sudo ./linea …».")


def install(project: Project, progress: Progress) -> None:
    """Run the script and pass its lines on. Raises Problem with the mend."""
    env = {**os.environ}
    if root := os.environ.get("LINEA_ASTERISK__ROOT"):
        env["LINEA_ASTERISK_ROOT"] = root
    script = subprocess.Popen(
        [project.root / SCRIPT],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert script.stdout is not None
    assert script.stderr is not None
    for line in script.stdout:
        progress.tell(f"  {line.rstrip()}")
    complaints = script.stderr.read().strip()
    if script.wait() != 0:
        last = complaints.splitlines()[-1] if complaints else "docker/asterisk/install.sh falló"
        raise Problem(f"No se pudo instalar Asterisk: {last.removeprefix('asterisk: ')}.")
