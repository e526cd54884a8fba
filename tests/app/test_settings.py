"""A wrong setting is told by file, line, key and what is expected there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import PROJECT, Settings, load
from app.settings_file import UnusableSettings


def settings_of(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "linea.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[ports]\nweb = 'ochenta'", "línea 2: «ports.web» = 'ochenta': se espera un puerto, de 1"),
        ("[ports]\n\n# x\nweb = 70000", "línea 4: «ports.web» = 70000: se espera un puerto"),
        ("ports.web = 0", "línea 1: «ports.web» = 0: se espera un puerto"),
        ("[ports]\nwebb = 1", "línea 2: la clave «ports.webb» no existe; ¿quiso decir «web»?"),
        ("[zzz]\nx = 1", "línea 1: la clave «zzz» no existe; se espera una de: entity, data"),
        ("[voice]\nengine = 'bark'", "línea 2: «voice.engine» = 'bark': se espera \"pack\""),
        ("[desk]\nseats = 'muchos'", "línea 2: «desk.seats» = 'muchos': se espera un número"),
        ("desk = 3", "línea 1: «desk» = 3: se espera una sección con sus claves"),
        (
            "[line]\narea_code = '605'\n[[line.trunks]]\nname='a'\n[[line.trunks]]\nname='B'",
            "línea 6: «line.trunks.name» = 'B': se espera un nombre corto",
        ),
        ("[[line.trunks]]\nusername = 'x'", "línea 1: falta «line.trunks.name»: se espera"),
        ("[ports]\nrtp_first=5000\nrtp_last=4000", "línea 1: «ports»: rtp_last debe ser mayor"),
        ("[ports]\nweb = \n", "línea 2, columna 7: no es TOML válido; se espera «clave = valor»"),
        ("[entity]\nname = sin comillas", "línea 2, columna 8: no es TOML válido"),
        ("[entity]\nname = '''sin fin", "al final: no es TOML válido"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnusableSettings) as caught:
        settings_of(tmp_path, text)
    assert f"{tmp_path / 'linea.toml'}" in caught.value.message
    assert told in caught.value.message


def test_every_wrong_setting_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings) as caught:
        settings_of(tmp_path, "[ports]\nweb = 0\nagi = 0\n[desk]\nseats = 0")
    assert len(caught.value.message.splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[line.trunks]]\nname = 'a'\npassword = 12345678", "línea 3: «line.trunks.password»: "),
        ("[line.trunks]\nname = 'a'\npassword = '12345678'", "línea 1: «line.trunks»: se espera "),
        ("[store]\nurl = 'postgres://linea:12345678@base/l'", "línea 2: «store.url»: se espera "),
        ("[bus]\nurl = 'http://:12345678@bus:6379'", "línea 2: «bus.url»: se espera "),
    ],
)
def test_a_password_is_never_shown(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnusableSettings) as caught:
        settings_of(tmp_path, text)
    assert told in caught.value.message
    assert "12345678" not in caught.value.message


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableSettings, match="no se puede leer"):
        load(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "linea.toml"
    path.write_bytes('[entity]\nname = "Línea"'.encode("latin-1"))
    with pytest.raises(UnusableSettings, match="UTF-8"):
        load(path)


def test_the_environment_overrides_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINEA_PORTS__WEB", "9080")
    monkeypatch.setenv("LINEA_LINE__ON_CALL_NUMBERS", '["PJSIP/1@trunk-a"]')
    settings = settings_of(tmp_path, "[ports]\nweb = 7070\nagi = 7071")
    assert (settings.ports.web, settings.ports.agi) == (9080, 7071)
    assert settings.line.on_call_numbers == ("PJSIP/1@trunk-a",)


def test_a_wrong_variable_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEA_PORTS__WEB", "ochenta")
    with pytest.raises(UnusableSettings) as caught:
        settings_of(tmp_path, "[ports]\nweb = 7070")
    assert caught.value.message.startswith("variable de entorno LINEA_PORTS__WEB: «ports.web»")


def test_the_own_file_shows_every_default(tmp_path: Path) -> None:
    """Uncommented, config/linea.toml says what holds without it, and some examples."""
    text = (PROJECT / "config" / "linea.toml").read_text(encoding="utf-8")
    shown = settings_of(tmp_path, re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.MULTILINE))
    default = settings_of(tmp_path, "")
    assert [trunk.name for trunk in shown.line.trunks] == ["proveedor"]
    assert [one.name for one in shown.outbound.webhooks] == ["comercial"]
    assert [one.purpose for one in shown.line.hotlines] == ["emergencia"]
    assert [one.name for one in shown.desk.telephones] == ["recepcion"]
    assert [one.label for one in shown.transfers.numbers] == ["Oficina de la alcaldía"]
    line = shown.line.model_copy(update={"trunks": (), "hotlines": ()})
    desk = shown.desk.model_copy(update={"telephones": ()})
    outbound = shown.outbound.model_copy(update={"webhooks": ()})
    transfers = shown.transfers.model_copy(update={"numbers": ()})
    changed = {"line": line, "desk": desk, "outbound": outbound, "transfers": transfers}
    assert shown.model_copy(update=changed) == default


def test_places_follow_from_the_data_folder(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, f"[data]\nfolder = '{tmp_path}'")
    assert settings.store_url == f"sqlite:///{tmp_path}/linea.sqlite"
    assert settings.bus_url == f"unix://{tmp_path}/redis/redis.sock"
    assert str(settings.instance_folder_in_asterisk) == "/srv/linea/main"


def test_a_redis_of_their_own_needs_none_of_ours(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, "[bus]\nurl = 'redis://bus.example:6379/0'")
    assert settings.redis_socket is None
    assert settings.bus_url == "redis://bus.example:6379/0"
