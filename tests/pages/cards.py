"""Callers as a desk sees them: the cards that the page tests show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from ivr.clock import BOGOTA

Card = dict[str, Any]
CALL_ID = "0193536f-0000-7000-8000-000000000001"


def ago(**length: float) -> str:
    """An instant before now, as the server writes it."""
    return (datetime.now(UTC) - timedelta(**length)).isoformat().replace("+00:00", "Z")


def day(**ahead: float) -> str:
    """A day from today in Bogotá on, as the server writes it."""
    return (datetime.now(BOGOTA) + timedelta(**ahead)).date().isoformat()


def period(months_ago: int) -> str:
    """A month before this one."""
    now = datetime.now(BOGOTA)
    months = now.year * 12 + now.month - 1 - months_ago
    return f"{months // 12}-{months % 12 + 1:02}-01"


def certain(**changes: Any) -> Card:
    """A caller whose account is sure and who has something of everything open."""
    card: Card = {
        "call_id": CALL_ID,
        "queue": "attention",
        "waiting_since": ago(seconds=97),
        "priority": False,
        "caller": {"number": "+573151234567", "masked": "•••567", "withheld": False},
        "match": "certain",
        "evidence": "Confirmó el segundo dato en esta llamada",
        "identity_level": 2,
        "reason": "Factura y pagos",
        "intent": "factura_saldo",
        "account": {
            "number": "10024518",
            "holder": "María Fernanda Quintero Ospina",
            "address": "Calle 14 # 8-32, apto 301",
            "zone": "La Esperanza",
            "stratum": 3,
            "services": ["acueducto", "alcantarillado", "aseo"],
            "suspended_since": None,
        },
        "candidates": [],
        "invoices": [
            invoice(0, 128_350, day(days=9), None, "pending"),
            invoice(1, 134_900, day(days=-21), None, "overdue"),
            invoice(2, 117_420, day(days=-52), day(days=-55), "paid"),
        ],
        "overdue": {"count": 1, "total": 134_900},
        "cases": [
            {
                "radicado": "2025000412378",
                "kind": "reclamo",
                "subject": "Consumo facturado muy alto",
                "filed_at": ago(days=12),
                "due": day(days=2),
                "state": "filed",
            },
            {
                "radicado": "2025000398214",
                "kind": "peticion",
                "subject": "Cambio de medidor",
                "filed_at": ago(days=20),
                "due": day(days=8),
                "state": "answered",
            },
        ],
        "damages": [
            {
                "ticket": "D-20418",
                "service": "acueducto",
                "kind": "fuga_en_anden",
                "opened_at": ago(days=1),
                "state": "assigned",
            }
        ],
        "nearby": [
            {
                "service": "acueducto",
                "kind": "Baja presión",
                "reports": 3,
                "since": ago(hours=5),
            }
        ],
        "promises": [
            {
                "id": 31,
                "amount": 60_000,
                "paid": 20_000,
                "due_on": day(days=4),
                "made_at": ago(days=3),
                "made_with": "Camila Rojas",
            }
        ],
        "drafts": [
            {
                "id": 7,
                "kind": "pqrs",
                "call_id": "0193536f-0000-7000-8000-000000000004",
                "fields": {"Tipo": "Queja", "Servicio": "Aseo"},
                "recorded": 1,
                "at": ago(days=54),
            }
        ],
        "outages": [
            {"service": "acueducto", "zone": "La Esperanza", "restoration": ago(hours=-3)},
        ],
        "calls": [
            {
                "call_id": "0193536f-0000-7000-8000-000000000002",
                "started_at": ago(days=3),
                "reason": "Reclamo por consumo",
                "outcome": "agent",
                "agent": "Camila Rojas",
                "seconds": 342,
                "note": "Se le explicó la desviación; espera visita técnica.",
            },
            {
                "call_id": "0193536f-0000-7000-8000-000000000003",
                "started_at": ago(days=19),
                "reason": "Factura y pagos",
                "outcome": "self_service",
                "agent": None,
                "seconds": 88,
                "note": None,
            },
            {
                "call_id": "0193536f-0000-7000-8000-000000000004",
                "started_at": ago(days=54),
                "reason": "Daño de acueducto",
                "outcome": "abandoned_queue",
                "agent": None,
                "seconds": 131,
                "note": None,
            },
        ],
        "path": path(
            ("said", "Saludo y aviso", None),
            ("chosen", "Menú principal: factura y pagos", "2"),
            ("answered", "Cuenta encontrada por el número que llama", None),
            ("invalid", "Segundo dato: no coincidió", "•••"),
            ("verified", "Segundo dato: correcto", "•••"),
            ("said", "Saldo y fecha de pago", None),
            ("transfer", "Pidió un asesor", "0"),
        ),
    }
    return card | changes


def unknown(**changes: Any) -> Card:
    """A withheld number that asked for a person at once."""
    nothing: Card = {
        "caller": {"number": None, "masked": "", "withheld": True},
        "match": "unknown",
        "evidence": "Número oculto",
        "identity_level": 0,
        "reason": "Pidió un asesor",
        "intent": "asesor",
        "account": None,
        "overdue": {"count": 0, "total": 0},
        "path": path(("said", "Saludo y aviso", None), ("transfer", "Pidió un asesor", "0")),
    }
    lists = (
        *("invoices", "cases", "damages", "nearby", "promises"),
        *("drafts", "outages", "calls"),
    )
    return certain(**nothing | {name: [] for name in lists} | changes)


def several(**changes: Any) -> Card:
    """A telephone that two accounts have."""
    candidates = [
        {"number": "10024518", "address": "Calle 14 # 8-32, apto 301"},
        {"number": "10031877", "address": "Carrera 9 # 21-05, local 2"},
    ]
    shared: Card = {
        "caller": {"number": "+573104448899", "masked": "•••899", "withheld": False},
        "match": "likely",
        "candidates": candidates,
        "evidence": "El teléfono está registrado en varias cuentas",
    }
    return unknown(**shared | changes)


def invoice(months_ago: int, total: int, due: str, paid_at: str | None, state: str) -> Card:
    """One invoice of the card."""
    due_and_paid = {"due": due, "paid_at": paid_at, "state": state}
    return {"period": period(months_ago), "total": total, **due_and_paid}


def path(*steps: tuple[str, str, str | None]) -> list[Card]:
    """Steps eleven seconds apart, the last one a minute and a half ago."""
    count = len(steps)
    return [
        {"at": ago(seconds=97 + 11 * (count - turn)), "kind": kind, "label": label, "heard": heard}
        for turn, (kind, label, heard) in enumerate(steps)
    ]


def entry(kind: str, days: int, **told: Any) -> Card:
    """An entry of the timeline, so many days ago."""
    empty = dict.fromkeys(
        (
            *("what", "about", "state", "agent", "note", "amount", "due_on", "seconds"),
            *("recorded", "score", "resolved", "call_id"),
        )
    )
    return {"kind": kind, "at": ago(days=days), "id": f"{kind}-{days}", **empty, **told}


def timeline(*, may_hear: bool = False, following: str | None = None) -> Card:
    """A page with one entry of each kind."""
    camila = "Camila Rojas"
    entries = [
        entry("call", 3, what="factura", state="agent", about="Acuerdo de pago", agent=camila,
              seconds=342, note="Espera visita técnica.", recorded=340.0 if may_hear else None),
        entry("promise", 3, state="open", amount=60_000, due_on=day(days=4), agent=camila),
        entry("survey", 3, score=4, resolved=True, agent=camila),
        entry("case", 12, id="2025000412378", what="reclamo", about="Consumo muy alto",
              state="assigned", due_on=day(days=2)),
        entry("payment", 20, amount=117_420, about="Punto de la plaza"),
        entry("damage", 33, id="7100014", what="acueducto", about="Fuga", state="closed"),
    ]  # fmt: skip
    return {"entries": entries, "next": following, "may_hear": may_hear}


def attending(**changes: Any) -> Card:
    """What may be done for a caller with an account and a debt."""
    found: Card = {
        "identity": [
            {"code": "documento", "label": "tres últimos dígitos del documento", "digits": True},
            {"code": "factura", "label": "valor de la última factura", "digits": False},
        ],
        "promise": {
            "owed": 134_900, "smallest": 5_000, "first": day(), "last": day(days=15),
            "refusal": None,
        },
        "callback": {"masked": "•••567", "at": ago(hours=-2), "refusal": None},
        "message": {"masked": "•••567", "at": ago(), "refusal": None},
        "messages": [
            {"template": "enlace_pago", "about": ""},
            {"template": "estado_caso", "about": "2025000412378"},
        ],
        "damages": [
            {"service": "gas", "name": "Peligro", "kind": "Olor a gas", "priority": 1},
            {"service": "acueducto", "name": "Agua", "kind": "Fuga o tubo roto", "priority": 2},
        ],
        "zones": [{"id": 4, "name": "La Esperanza"}, {"id": 5, "name": "El Jardín"}],
        "tells_restored": True,
    }  # fmt: skip
    return found | changes


RULES: Card = {
    "kinds": {
        "peticion": {"label": "Petición", "help": "Cuando pide algo", "days": 15},
        "reclamo": {"label": "Reclamo", "help": "Cuando no está de acuerdo", "days": 15},
    },
    "services": {"acueducto": "Acueducto"},
    "causes": {"107": {"label": "Cobro múltiple", "group": "F", "services": []}},
    "answers": {},
    "notifications": {},
    "bodies": {},
    "people": [],
}
"""The rules of PQRS, as the form needs them."""
