"""The wording, the menu and the voice that the settings ask for."""

from __future__ import annotations

from app.packs import pack_place
from app.settings import PROJECT, Settings
from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.menus import MainMenu
from ivr.rendering import Prompts
from speech.voice import Folder, Voice, engine_named
from speech.voice.engines import PackFiles, VoiceFiles
from speech.voice.kokoro import KokoroFiles

PROMPTS = PROJECT / "config" / "prompts" / "es_CO.toml"
MAIN_MENU = PROJECT / "config" / "menus" / "principal.toml"
DAMAGES = PROJECT / "config" / "catalogues" / "damage.toml"


def main_menu() -> MainMenu:
    """Read the main menu. Raises MenuError."""
    return MainMenu.load(MAIN_MENU)


def damage_menus() -> DamageMenus:
    """Read what can be reported as broken. Raises Invalid."""
    return DamageMenus.load(DAMAGES)


def prompts_of(settings: Settings) -> Prompts:
    """Read the wording, with the entity and the menu in it. Raises PromptError, MenuError."""
    entity = settings.entity
    constants = {
        "entidad": entity.speaks_as,
        "web_politica": entity.policy_url,
        "web_pago": entity.payment_url,
        **main_menu().constants(),
        **damage_menus().constants(),
    }
    return Prompts.load(PROMPTS, constants)


def voice_of(settings: Settings) -> Voice:
    """Return the voice that speaks into the instance's folder. Raises Invalid and OSError."""
    folder = Folder(settings.instance_folder, str(settings.instance_folder_in_asterisk))
    return Voice(engine_named(settings.voice.engine, voice_files(settings)), folder)


def voice_files(settings: Settings) -> VoiceFiles:
    """Where the files of the voices are. Raises Invalid for a pack of no plain name."""
    kokoro, piper = settings.voice.kokoro, settings.voice.piper
    pack = pack_place(settings)
    return VoiceFiles(
        KokoroFiles(PROJECT / kokoro.model, PROJECT / kokoro.voices, kokoro.voice),
        PROJECT / piper.voice,
        PackFiles(
            pack.shipped, pack.own, settings.instance_folder / "voices", settings.voice.fallback
        ),
    )
