"""System packages by apt-get, without leaving their services running or enabled."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.install.problem import Problem
from app.install.project import Project

POLICY = Path("/usr/sbin/policy-rc.d")
OUR_POLICY = "#!/bin/sh\n# linea-unica: services stay off while we install\nexit 101\n"


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, what tells that it is there, and the service that it must not start."""

    name: str
    provides: str
    service: str = ""

    def is_there(self) -> bool:
        """Look for the executable, or for the path pattern when it starts with a slash."""
        if self.provides.startswith("/"):
            return any(Path("/").glob(self.provides[1:]))
        return shutil.which(self.provides) is not None


REDIS = SystemPackage("redis-server", "redis-server", service="redis-server")
ESPEAK = SystemPackage("espeak-ng", "espeak-ng")
POSTGRESQL = SystemPackage("postgresql", "/usr/lib/postgresql/*/bin/initdb", service="postgresql")
CHROMIUM = SystemPackage("chromium", "chromium")
FONTS = SystemPackage("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
SOX = SystemPackage("sox", "sox")
SIPP = SystemPackage("sip-tester", "sipp")
IPROUTE = SystemPackage("iproute2", "ip")
NSS_TOOLS = SystemPackage("libnss3-tools", "certutil")
COTURN = SystemPackage("coturn", "turnserver", service="coturn")


def venv_package() -> list[SystemPackage]:
    """Return what Debian splits off its Python and `.venv` needs."""
    if importlib.util.find_spec("ensurepip") is not None:
        return []
    return [SystemPackage(f"python3.{sys.version_info.minor}-venv", "/nowhere")]


def install(project: Project, wanted: Iterable[SystemPackage]) -> None:
    """Install what is missing of these packages. Raises Problem with the mend."""
    missing = [package for package in wanted if not package.is_there()]
    if not missing:
        return
    names = [package.name for package in missing]
    command = f"apt-get install {' '.join(names)}"
    if shutil.which("apt-get") is None:
        raise Problem(f"Faltan programas y este sistema no tiene apt: instale {', '.join(names)}.")
    if os.geteuid() != 0:
        raise Problem(f"Faltan paquetes y no se puede instalar sin root: ejecute «sudo {command}».")
    with _services_refused():
        done = _apt_get(project, names)
    _disable(project, missing)
    if not done:
        raise Problem(
            f"apt no pudo instalar {', '.join(names)}: revise la red y /etc/apt, o ejecute "
            f"«{command}» (detalle en {project.log})."
        )


def _apt_get(project: Project, names: list[str]) -> bool:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    project.run(["apt-get", "-q", "update"], env)
    install = ["apt-get", "-q", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "install"]
    return project.run([*install, *names], env)


@contextlib.contextmanager
def _services_refused() -> Iterator[None]:
    """Have package scripts start no daemon, unless the machine has a policy of its own."""
    ours = not POLICY.exists() or POLICY.read_text(encoding="utf-8") == OUR_POLICY
    if ours:
        POLICY.write_text(OUR_POLICY, encoding="utf-8")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)


def _disable(project: Project, installed: Iterable[SystemPackage]) -> None:
    """Keep the machine's next boot from starting the services that came with the packages."""
    for package in installed:
        if package.service and shutil.which("systemctl"):
            project.run(["systemctl", "disable", "--quiet", package.service])
