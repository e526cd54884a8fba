"""Writes an instance's configuration files from the templates in `config/asterisk/`."""

from __future__ import annotations

import ipaddress
import os
import pwd
import re
import resource
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.asterisk.configuration import (
    LADDER_PROMPTS,
    OPEN_FILES,
    QUEUES,
    AsteriskError,
    Configuration,
)
from app.settings import PROJECT

TEMPLATES = PROJECT / "config" / "asterisk"
OWN_FOLDERS = (
    *("etc", "run", "log", "log/cel-custom", "lib", "lib/keys"),
    *("spool", "spool/messages", "spool/recorded", "spool/recorded/open", "monitor"),
)
SHARED_FOLDERS = ("prompts", "prompts/ladder", "speech")
PRIVATE_USER = 91022  # Debian gives no account a number from 65536 to 99999
# Files whose absence Asterisk reports as an error although there is nothing to set in them.
EMPTY_FILES = ("acl.conf", "ccss.conf", "pjproject.conf", "udptl.conf")
# Ends a value or starts a comment, an expression or an option in some file that we write.
UNSAFE = re.compile(r"[\x00-\x1f\x7f;,()\[\]{}$\"\\|&`]")


def render(configuration: Configuration) -> None:
    """Write the instance's folders and configuration, readable by Asterisk alone.

    Raises AsteriskError when a value can't stand in a configuration file or a place
    can't be written.
    """
    _refuse_unsafe_values(configuration)
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    values = _values(configuration)
    try:
        _make_folders(configuration)
        for template in sorted(TEMPLATES.glob("*.j2")):
            text = templates.get_template(template.name).render(values)
            _write(configuration, template.stem, text)
        for name in EMPTY_FILES:
            _write(configuration, name, "; nothing to set\n")
    except OSError as error:
        raise AsteriskError(
            f"No se pudo escribir la configuración de Asterisk en {configuration.folder}: "
            f"{error.strerror}."
        ) from error


def owner(root: Path) -> tuple[int, int]:
    """Return the user and group that Asterisk runs as inside ``root``.

    The system's own Asterisk runs as its user `asterisk`. In a private root that
    number may be anybody's on the host, so there it is one that nobody has.
    """
    if root.resolve() != Path("/"):
        return PRIVATE_USER, PRIVATE_USER
    try:
        found = pwd.getpwnam("asterisk")
    except KeyError:
        return PRIVATE_USER, PRIVATE_USER
    return found.pw_uid, found.pw_gid


def modules_folder(root: Path) -> Path:
    """Return where Asterisk's modules are, as Asterisk sees it. Raises AsteriskError."""
    for pattern in ("usr/lib/*/asterisk/modules", "usr/lib/asterisk/modules"):
        for found in sorted(root.glob(pattern)):
            return Path("/") / found.relative_to(root)
    raise AsteriskError(
        f"No hay módulos de Asterisk en {root}: ejecute «docker/asterisk/install.sh»."
    )


def _values(configuration: Configuration) -> dict[str, object]:
    """What the templates may name: the configuration's own fields and what follows from them."""
    modules = modules_folder(configuration.root)
    host = ipaddress.ip_address(configuration.host)
    return {field.name: getattr(configuration, field.name) for field in fields(configuration)} | {
        "place": configuration.place,
        "modules": modules,
        "installed": {path.stem for path in (configuration.root / str(modules)[1:]).glob("*.so")},
        "open_files": min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], OPEN_FILES),
        "host": _bracketed(configuration.host),
        "media_address": None if host.is_unspecified else configuration.host,
        "ami_clients": _ami_clients(configuration.host),
        "agi_address": f"{_reachable(configuration.host)}:{configuration.ports.agi}",
        "desk_names": configuration.desk_names,
        "queues": QUEUES,
        "ladder_prompts": LADDER_PROMPTS,
    }


def _ami_clients(host: str) -> list[str]:
    """The addresses that AMI answers: this machine's own."""
    own = ipaddress.ip_address(host)
    if own.is_unspecified or own.is_loopback:
        return ["127.0.0.1/32", "::1/128"]
    return ["127.0.0.1/32", "::1/128", f"{own}/{own.max_prefixlen}"]


def _reachable(host: str) -> str:
    """Where a process of this machine reaches what listens at ``host``."""
    return "127.0.0.1" if ipaddress.ip_address(host).is_unspecified else _bracketed(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _refuse_unsafe_values(configuration: Configuration) -> None:
    try:
        ipaddress.ip_address(configuration.host)
    except ValueError as error:
        raise AsteriskError(
            f"network.host: se esperaba una dirección IP y se encontró «{configuration.host}»."
        ) from error
    for key, value in _free_values(configuration):
        if UNSAFE.search(value):
            raise AsteriskError(f"{key}: «{value}» tiene un carácter que Asterisk no admite.")
    for trunk in configuration.trunks:
        if not trunk.password.isprintable():
            raise AsteriskError("line.trunks.password: tiene un carácter que Asterisk no admite.")
    if not configuration.turn_password.isprintable():
        raise AsteriskError(
            "network.turn.asterisk_password: tiene un carácter que Asterisk no admite."
        )
    for telephone in configuration.telephones:
        if not telephone.password.isprintable():
            raise AsteriskError(
                "desk.telephones.password: tiene un carácter que Asterisk no admite."
            )


def _free_values(configuration: Configuration) -> Iterator[tuple[str, str]]:
    """What a person wrote and ends up in a file of Asterisk's, under its setting's name."""
    yield "network.external_address", configuration.external_address
    yield "network.turn.asterisk_user", configuration.turn_user
    yield "asterisk.instance", configuration.instance
    for number in configuration.on_call_numbers:
        yield "line.on_call_numbers", number
    for trunk in configuration.trunks:
        yield "line.trunks.name", trunk.name
        yield "line.trunks.username", trunk.username
        for address in trunk.addresses:
            yield "line.trunks.addresses", address
    for telephone in configuration.telephones:
        yield "desk.telephones.name", telephone.name
        yield "desk.telephones.label", telephone.label


def _make_folders(configuration: Configuration) -> None:
    configuration.folder.mkdir(parents=True, exist_ok=True)
    shared = [configuration.folder / name for name in SHARED_FOLDERS]
    own = [configuration.folder / name for name in OWN_FOLDERS]
    for folder in (*shared, *own):
        folder.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        return
    for folder in (configuration.folder.parent, configuration.folder, *shared):
        folder.chmod(0o755)  # Asterisk, another user, must get in whatever our umask is
    for folder in own:
        os.chown(folder, *owner(configuration.root))
        folder.chmod(0o750)


def _write(configuration: Configuration, name: str, text: str) -> None:
    """Replace a file whole: never half-written, never readable by others."""
    path = configuration.folder / "etc" / name
    fresh = path.with_name(f".{name}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "w") as file:
        file.write(text)
    if os.geteuid() == 0:
        os.chown(fresh, 0, owner(configuration.root)[1])
        fresh.chmod(0o640)
    fresh.replace(path)
