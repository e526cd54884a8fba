"""The damage menus as the administrator wrote them (``config/catalogues/damage.toml``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr.question import Menu
from ivr.rendering.options import to_press, to_say
from ivr.services.damage import DamageCatalogue, Danger, Kind, Utility

NO_DANGER = "No hay peligro"
_SAFE = "No hay peligro"


@dataclass(frozen=True, slots=True)
class DamageMenus:
    """What is asked of a damage, and the words of each menu."""

    catalogue: DamageCatalogue

    @classmethod
    def load(cls, path: Path) -> DamageMenus:
        """Read ``path``. Raises :class:`ivr.errors.Invalid`."""
        return cls(DamageCatalogue.load(path))

    def constants(self) -> Mapping[str, str]:
        """What the prompts need to know: each menu as it is said to keys alone, and to words."""
        dangers = [danger.says for danger in self.catalogue.dangers]
        services = [f"Si es por {utility.says.lower()}" for utility in self.catalogue.offered[:1]]
        services += [utility.says for utility in self.catalogue.offered[1:]]
        menus = {
            "peligros": [*dangers, _SAFE],
            "servicios_dano": services,
            **{
                f"danos_{utility.code}": [kind.says for kind in utility.kinds]
                for utility in self.catalogue.utilities
            },
        }
        return {
            **{name: f"{to_press(says)}." for name, says in menus.items()},
            **{f"{name}_voz": f"{to_say(says)}." for name, says in menus.items()},
        }

    @property
    def danger(self) -> Menu:
        """Is there danger now, and of what kind?"""
        labels = [danger.label for danger in self.catalogue.dangers]
        return Menu(
            "dano.peligro", _keys([*labels, NO_DANGER]), help="dano.peligro_ayuda", urgent=True
        )

    @property
    def service(self) -> Menu:
        """Which of the entity's services fails?"""
        return Menu("dano.servicio", _keys(one.says for one in self.catalogue.offered))

    def kind(self, utility: Utility) -> Menu:
        """What happens with that service?"""
        return Menu(f"dano.que_{utility.code}", _keys(kind.label for kind in utility.kinds))

    def chosen_danger(self, label: str) -> Danger | None:
        """The danger behind a label; None when there is none."""
        return next((one for one in self.catalogue.dangers if one.label == label), None)

    def chosen_service(self, says: str) -> Utility:
        """The service behind a label."""
        return next(one for one in self.catalogue.offered if one.says == says)

    def chosen_kind(self, utility: Utility, label: str) -> Kind:
        """What fails, behind a label."""
        return next(one for one in utility.kinds if one.label == label)


def _keys(labels: Iterable[str]) -> dict[str, str]:
    return {str(key): label for key, label in enumerate(labels, start=1)}
