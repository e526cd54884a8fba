"""The doctor: a sound line has no fault, and each fault is found and says its mend."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk import Configuration
from app.asterisk import rendering as templates_of
from app.doctor import asterisk_files, asterisk_trial, parts, place
from app.doctor.check import Check
from app.running import Run
from app.settings import Settings
from ivr.clock import SystemClock
from ivr.demo import open_users
from ivr.demo.staff import hire
from ivr.services import agents
from ivr.store import Store
from ivr.store.schema import upgrade
from tests.running.asterisk import configuration, free_ports


async def trial(of: Configuration) -> dict[str, Check]:
    return {check.name: check async for check in asterisk_trial.checks(of)}


@pytest.mark.calls
async def test_a_sound_asterisk_passes_its_trial_and_nothing_is_left() -> None:
    sound = configuration(free_ports())
    found = await trial(sound)
    assert [check for check in found.values() if not check.ok] == []
    assert len(found) >= 9
    assert not list(sound.folder.parent.glob("doctor-*"))


# What is broken in the templates, and the check that must find it.
BREAKAGES = {
    "AGI() outlives its caller": (
        "extensions.conf.j2",
        "Set(AGIEXITONHANGUP=yes)",
        "NoOp()",
        "proceso detenido",
    ),
    "keys are not told of": (
        "manager.conf.j2",
        "name(DTMFBegin)",
        "name(DTMFEnd)",
        "teclas entre órdenes",
    ),
    "numbers are shown": (
        "extensions.conf.j2",
        '"" <${LINEA_FROM:-3}>',
        '"" <${LINEA_FROM}>',
        "número del usuario",
    ),
    "an id that is no UUIDv7": (
        "extensions.conf.j2",
        "${LOCAL(time)}-7",
        "${LOCAL(time)}-4",
        "identificador de llamada",
    ),
    "numbers are written": (
        "cel_custom.conf.j2",
        "${CHANNEL(context)}",
        "${CALLERID(num)}",
        "registro de Asterisk (CEL)",
    ),
    "a user may too much": (
        "manager.conf.j2",
        "write = agent,reporting",
        "write = agent,reporting,command",
        "permisos de «tracker» en AMI",
    ),
    "addresses go first": (
        "pjsip.conf.j2",
        "auth_username,username,ip",
        "ip,username,auth_username",
        "identificación SIP",
    ),
    "a module that isn't there": (
        "modules.conf.j2",
        "load = app_read.so",
        "load = app_reader.so",
        "módulos",
    ),
}


@pytest.mark.calls
@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=BREAKAGES.keys())
async def test_each_breakage_is_found_and_has_a_mend(
    breakage: tuple[str, str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, sound, broken, finding = breakage
    shutil.copytree(templates_of.TEMPLATES, tmp_path / "asterisk")
    template = tmp_path / "asterisk" / name
    text = template.read_text()
    assert sound in text
    template.write_text(text.replace(sound, broken, 1))
    monkeypatch.setattr(templates_of, "TEMPLATES", tmp_path / "asterisk")
    check = (await trial(configuration(free_ports())))[finding]
    assert not check.ok
    assert check.mend


@pytest.mark.calls
async def test_an_asterisk_that_cannot_start_is_one_finding(tmp_path: Path) -> None:
    (check,) = (await trial(replace(configuration(free_ports()), root=tmp_path))).values()
    assert not check.ok
    assert "install.sh" in check.detail


def test_a_root_without_name_sounds_or_music_is_found(tmp_path: Path) -> None:
    bare = replace(configuration(free_ports()), root=tmp_path)
    found = {check.name: check for check in asterisk_files.checks(bare)}
    for name in ("Asterisk", "nombre del equipo", "música de espera", "sonidos en español"):
        assert not found[name].ok, name
        assert found[name].mend, name


def test_a_look_up_of_names_outside_is_found_in_the_log(tmp_path: Path) -> None:
    asking = replace(configuration(free_ports()), root=tmp_path)
    log = asking.folder / "log" / "messages.log"
    log.parent.mkdir(parents=True)
    log.write_text("WARNING[1]: Unable to lookup 'A.ROOT-SERVERS.NET'\n")
    found = {check.name: check for check in asterisk_files.checks(asking)}
    assert not found["consultas de nombres"].ok


def test_one_missing_prompt_is_named(tmp_path: Path) -> None:
    lacking = replace(configuration(free_ports()), root=tmp_path)
    folder = lacking.folder / "prompts" / "ladder"
    folder.mkdir(parents=True)
    (folder / "disculpe.wav").write_bytes(bytes(100))
    found = {check.name: check for check in asterisk_files.checks(lacking)}
    assert "espere" in found["mensajes de respaldo"].detail
    assert not found["mensajes de respaldo"].ok


def settings(folder: Path, **sections: object) -> Settings:
    return Settings.model_validate({"data": {"folder": folder}, **sections})


def test_a_database_that_cannot_be_opened_is_found(tmp_path: Path) -> None:
    nowhere = settings(tmp_path, store={"url": "postgresql+psycopg://linea@127.0.0.1:1/linea"})
    found = {check.name: check for check in place.checks(nowhere)}
    assert not found["base de datos"].ok
    assert "store.url" in found["base de datos"].mend


def test_a_database_that_is_not_made_yet_is_no_fault_and_is_not_made(tmp_path: Path) -> None:
    found = {check.name: check for check in place.checks(settings(tmp_path))}
    assert found["base de datos"].ok
    assert not list(tmp_path.glob("*.sqlite"))


def test_demonstration_users_left_open_are_found(tmp_path: Path) -> None:
    in_service = settings(tmp_path, demo={"enabled": False})

    def found() -> Check:
        return next(c for c in place.checks(in_service) if c.name == "usuarios de demostración")

    assert found().ok
    with closing(Store(in_service.store_url)) as store:
        upgrade(store)
        with store.unit_of_work() as session:
            hire(session, SystemClock().now())
        assert found().ok
        with store.unit_of_work() as session:
            open_users(session, "demostración-123", SystemClock().now())
        assert not found().ok
        assert "agente1" in found().detail
        with store.unit_of_work() as session:
            now = SystemClock().now()
            for agent in agents.everyone(session):
                agents.set_active(session, agent.user, active=False, now=now)
    assert found().ok


async def test_a_line_that_is_not_running_is_no_fault(tmp_path: Path) -> None:
    found = [check async for check in parts.checks(settings(tmp_path), None)]
    assert [check.ok for check in found] == [True]


async def test_parts_that_do_not_answer_are_named_with_their_logs(tmp_path: Path) -> None:
    silent = settings(tmp_path, asterisk={"root": str(tmp_path)})
    run = Run(pid=1, host="127.0.0.1", ports=free_ports())
    found = {check.name: check async for check in parts.checks(silent, run)}
    for name in ("agi", "cti", "speech", "worker", "bus en marcha", "Asterisk en marcha"):
        assert not found[name].ok, name
        assert found[name].mend, name
