"""`linea voices list`: which voices there are, and whether they work on this machine."""

from __future__ import annotations

from app.inventory import fragments_of
from app.packs import SHIPPED, pack_place
from app.settings import Settings, load
from app.voice import voice_files
from ivr.errors import LineaError
from speech.voice import engine_named
from speech.voice.engines import ENGINES
from speech.voice.pack.about import PackFault, read
from speech.voice.pack.fragment import Fragment
from speech.voice.pack.pack import stale

SAMPLE = "Buenos días."
TESTS_OWN = "code"


def list_voices() -> None:
    """Muestra los motores y las voces grabadas que hay, y si sirven en este equipo."""
    settings = load()
    print("Motores")
    for name in ENGINES:
        if name != TESTS_OWN:
            _show(name, _engine_state(name, settings), chosen=name == settings.voice.engine)
    print("Voces grabadas")
    fragments = fragments_of(settings)
    for name in _packs(settings):
        state = _pack_state(name, settings, fragments)
        _show(name, state, chosen=name == settings.voice.pack)


def _show(name: str, state: str, *, chosen: bool) -> None:
    print(f"{'*' if chosen else ' '} {name:<12} {state}")


def _engine_state(name: str, settings: Settings) -> str:
    try:
        engine_named(name, voice_files(settings)).synthesise(SAMPLE)
    except LineaError as failure:
        return failure.message
    return "lista"


def _packs(settings: Settings) -> list[str]:
    """The packs that ship and those recorded here, by name."""
    places = (SHIPPED, settings.data_folder / "voices")
    found = (folder for place in places if place.is_dir() for folder in place.iterdir())
    return sorted({folder.name for folder in found if not folder.name.startswith(".")})


def _pack_state(name: str, settings: Settings, fragments: tuple[Fragment, ...]) -> str:
    place = pack_place(settings, name)
    try:
        about = read(place.shipped if place.shipped.is_dir() else place.own)
    except PackFault as fault:
        return fault.message
    state = stale(place.shipped, fragments, place.own)
    absent = len({*state.missing, *state.older, *state.corrupt})
    whole = "completa" if not absent else f"faltan {absent} de {len(fragments)}"
    return f"{about.title}: {whole} ({about.licence or 'sin licencia anotada'})"
