"""The project's own wording, as an installation loads it."""

from __future__ import annotations

from pathlib import Path

from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.menus import MainMenu
from ivr.rendering import Prompts

CONFIG = Path(__file__).parents[2] / "config"
WORDING = CONFIG / "prompts" / "es_CO.toml"
MENU = CONFIG / "menus" / "principal.toml"
DAMAGES = CONFIG / "catalogues" / "damage.toml"
ENTITY = {
    "entidad": "Empresas Públicas de Villa Clara",
    "web_politica": "villaclara.example/datos",
    "web_pago": "villaclara.example/pagos",
}


def wording() -> Prompts:
    menus = {**MainMenu.load(MENU).constants(), **DamageMenus.load(DAMAGES).constants()}
    return Prompts.load(WORDING, {**ENTITY, **menus})
