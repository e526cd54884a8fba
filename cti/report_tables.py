"""A report as tables for spreadsheets, each number with its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cti.spreadsheet import Cell, Table
from ivr.services import figures
from ivr.services.figures import Promise, Share, Variant
from ivr.services.reports import Part, Report
from ivr.services.timeliness import AGES

LEVELS = {
    Variant.A: "atendidas a tiempo / ofrecidas",
    Variant.B: "atendidas a tiempo / (ofrecidas - abandonos cortos)",
    Variant.C: "atendidas a tiempo / atendidas",
    Variant.D: "(atendidas a tiempo + abandonos a tiempo) / ofrecidas",
    Variant.E: "atendidas a tiempo / (atendidas + abandonos tardíos)",
}
QUEUES = {"attention": "Atención", "emergency": "Emergencias"}


def report_tables(report: Report, promise: Promise, *, published: bool) -> tuple[Table, ...]:
    """The report's tables; ``published`` hides counts of few people."""
    tables = (
        _summary(report, promise),
        _parts("Por media hora", "Media hora", report.half_hours, promise),
        _parts("Por día", "Día", report.days, promise),
        _queues(report, promise),
        _flows(report),
        _cases(report),
    )
    return tuple(_hidden(table, promise.smallest_cell) for table in tables) if published else tables


def _summary(report: Report, promise: Promise) -> Table:
    together, handling, machine = report.together, report.handling, report.machine
    survey, told = report.survey, report.wait_told
    rows: list[Sequence[Cell]] = [
        ("Período", f"{report.period.first} a {report.period.last}", ""),
        ("Cola", QUEUES.get(report.queue, report.queue) if report.queue else "Todas", ""),
        ("Ofrecidas", together.offered, "primer ingreso de cada llamada a cada cola"),
        ("Atendidas", together.answered, "las que conectaron con un asesor"),
        ("Abandonadas", together.abandoned, f"colgaron en cola desde {promise.short_seconds} s"),
        ("Abandonos cortos", together.short, f"colgaron antes de {promise.short_seconds} s"),
        ("Salieron de la cola", together.elsewhere, "devolución, otra opción, sin asesores"),
        *(
            (f"Nivel de servicio {variant}", together.service_level(variant).value, LEVELS[variant])
            for variant in Variant
        ),
        ("Tasa de abandono", together.abandonment.value, "abandonadas / (atendidas + abandonadas)"),
        ("Espera media (s)", together.asa.mean, "suma de esperas de atendidas / atendidas"),
        ("Espera mediana (s)", together.asa.median, "la mitad espera menos"),
        ("Espera P90 (s)", _seconds(together.asa.p90), "9 de cada 10 esperan esto o menos"),
        ("Espera máxima (s)", _seconds(together.asa.longest), ""),
        ("Tiempo medio al abandono (s)", together.to_abandon.mean, "suma / abandonadas"),
        ("Tiempo medio de operación (s)", handling.aht.value,
         "(conversación + retención + cierre) / atendidas"),
        ("Conversación (s)", _seconds(handling.talk), ""),
        ("Retención (s)", _seconds(handling.hold), ""),
        ("Cierre (s)", _seconds(handling.wrap_up), ""),
        ("Ocupación", handling.occupancy.value,
         "(conversación + retención + cierre) / (lo mismo + disponible)"),
        ("Contención bruta", machine.containment.raw.value,
         "terminaron en el sistema sin asesor / entraron"),
        ("Contención real", machine.containment.true.value,
         "resueltas sin asesor y sin volver en 24 h / entraron con un motivo automatizable"),
        ("Resueltas en la primera llamada", machine.first_contact.value,
         "1 - atendidas que vuelven por lo mismo en 7 días / atendidas"),
        ("Vuelven a llamar en 24 h", machine.repeats_day.value, "quienes repiten / quienes llaman"),
        ("Vuelven a llamar en 7 días", machine.repeats_week.value, "igual, en 7 días"),
        ("Encuesta: invitadas", survey.invited, ""),
        ("Encuesta: respondieron", survey.answered, ""),
        ("Satisfacción media (1 a 5)", survey.csat_mean, ""),
        ("Satisfacción: califican 4 o 5", survey.csat_top2, "respuestas 4 y 5 / respuestas"),
        ("Resuelto según encuesta", survey.fcr, "sí / (sí + no)"),
        ("NPS", survey.nps, "% de 9 y 10 - % de 0 a 6"),
        ("Error de la espera anunciada (s)", told.mean_absolute_error,
         "media de |anunciada - esperada|"),
    ]  # fmt: skip
    return Table("Resumen", ("Indicador", "Valor", "Fórmula"), rows)


def _parts(title: str, name: str, parts: Sequence[Part], promise: Promise) -> Table:
    rows = [
        (
            part.name,
            part.calls,
            part.alone,
            part.queues.offered,
            part.queues.answered,
            part.queues.abandoned,
            part.queues.short,
            part.queues.elsewhere,
            part.queues.service_level(promise.variant).value,
            part.queues.asa.mean,
        )
        for part in parts
    ]
    headings = (
        name,
        *("Llamadas", "Solo en el sistema", "Ofrecidas", "Atendidas", "Abandonadas", "Cortas"),
        *("Salieron", f"Nivel {promise.variant}", "Espera media (s)"),
    )
    return Table(title, headings, rows)


def _queues(report: Report, promise: Promise) -> Table:
    rows: list[Sequence[Cell]] = []
    for queue, counted in report.queues.items():
        target = promise.target(queue)
        rows.append(
            (
                QUEUES.get(queue, queue),
                counted.offered,
                counted.answered,
                counted.abandoned,
                counted.short,
                counted.elsewhere,
                f"{target.goal}/{target.seconds}",
                *(counted.service_level(variant).value for variant in Variant),
                counted.asa.mean,
                _seconds(counted.asa.p90),
            )
        )
    headings = (
        *("Cola", "Ofrecidas", "Atendidas", "Abandonadas", "Cortas", "Salieron", "Meta"),
        *(f"Nivel {variant}" for variant in Variant),
        *("Espera media (s)", "P90 (s)"),
    )
    return Table("Colas", headings, rows)


def _flows(report: Report) -> Table:
    rows = [
        (
            flow.flow,
            flow.begun,
            flow.done.part,
            flow.done.value,
            flow.containment.raw.value,
            flow.containment.true.value,
        )
        for flow in report.machine.flows
    ]
    headings = (
        *("Motivo", "Empezaron", "Terminaron", "Terminan", "Contención bruta", "Contención real"),
    )
    return Table("Contención", headings, rows)


def _cases(report: Report) -> Table:
    rows = [
        (
            kind or "Todas",
            counted.filed,
            *_share(counted.answered_in_time),
            counted.notified_in_time.value,
            counted.late,
            counted.mean_days,
            counted.median_days,
            counted.overdue,
            *counted.overdue_ages,
            counted.silence_risk,
        )
        for kind, counted in report.cases.items()
    ]
    ages = (*(f"Vencidas hasta {days} días" for days in AGES), f"Más de {AGES[-1]} días")
    headings = (
        *("Tipo", "Radicadas", "A tiempo", "Vencían", "Oportunidad", "Notificadas a tiempo"),
        *("Extemporáneas", "Días (media)", "Días (mediana)", "Represadas", *ages),
        "Riesgo de silencio",
    )
    return Table("PQRS", headings, rows)


def _seconds(seconds: int | None) -> float | None:
    """Seconds are no count of people: never hidden."""
    return None if seconds is None else float(seconds)


def _share(counted: Share) -> tuple[Cell, ...]:
    return counted.part, counted.whole, counted.value


def _hidden(table: Table, smallest: int) -> Table:
    """The table without counts of few people; a row with one loses its rates too."""
    rows = []
    for row in table.rows:
        few = [isinstance(cell, int) and figures.suppressed(cell, smallest) for cell in row]
        rows.append(
            [
                f"<{smallest}" if hide else None if isinstance(cell, float) and any(few) else cell
                for cell, hide in zip(row, few, strict=True)
            ]
        )
    return replace(table, rows=rows)
