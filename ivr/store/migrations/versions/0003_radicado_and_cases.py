"""PQRS: the calendar of working days, number blocks, and what a case keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NEW_KINDS = ("peticion", "informacion", "consulta", "queja", "reclamo", "sugerencia")
OLD_KINDS = ("peticion", "queja", "reclamo", "sugerencia", "felicitacion")
NEW_STATES = ("filed", "assigned", "incomplete", "answered", "notified", "closed")
OLD_STATES = ("filed", "incomplete", "answered", "notified")
FINISHED = "('notified', 'closed', 'transferred', 'withdrawn')"
UNFINISHED = "unfinished = (state IN ('filed', 'assigned', 'incomplete', 'answered'))"
RADICADO_DIGITS = 12
TICKET_DIGITS = 7

TEXTS = {
    "invoice_number": 40,
    "petitioner": 160,
    "document_kind": 10,
    "document": 20,
    "representative": 160,
    "representative_document": 20,
    "phone": 16,
    "email": 160,
    "address": 160,
    "answer_by": 20,
    "answer_code": 10,
    "notification_code": 10,
    "notification_means": 20,
    "notification_proof": 400,
    "transferred_to": 160,
}
DATES = ("counted_from", "first_due_on", "complete_by", "suspended_on", "notify_by")
MOMENTS = ("lapsed_at", "closed_at")
FLAGS = ("priority", "anonymous", "text_message", "silence")
INDEXES = {
    "ix_cases_unfinished_due_on": ["unfinished", "due_on"],
    "ix_cases_unfinished_filed_at": ["unfinished", "filed_at"],
    "ix_cases_assigned_to_unfinished_due_on": ["assigned_to", "unfinished", "due_on"],
    "ix_cases_filed_at": ["filed_at"],
    "ix_cases_kind_filed_at": ["kind", "filed_at"],
    "ix_cases_service_filed_at": ["service", "filed_at"],
    "ix_cases_document": ["document"],
    "ix_cases_phone": ["phone"],
    "ix_cases_call_id": ["call_id"],
}


def upgrade() -> None:
    create_calendar()
    create_numbers()
    create_drafts()
    extend_cases()
    op.add_column("case_history", sa.Column("data", sa.JSON()))
    op.create_table(
        "case_words",
        sa.Column("word", sa.String(40), primary_key=True),
        sa.Column("case_id", BIG, sa.ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    )
    op.create_index("ix_case_words_case_id", "case_words", ["case_id"])
    number_on_from_what_is_there()


def downgrade() -> None:
    op.drop_table("case_words")
    op.drop_column("case_history", "data")
    for name in INDEXES:
        op.drop_index(name, "cases")
    op.execute("UPDATE cases SET kind = 'peticion' WHERE kind IN ('informacion', 'consulta')")
    op.execute("UPDATE cases SET state = 'filed' WHERE state = 'assigned'")
    op.execute(
        "UPDATE cases SET state = 'notified' WHERE state IN ('closed', 'transferred', 'withdrawn')"
    )
    with op.batch_alter_table("cases", naming_convention=FOREIGN) as cases:
        cases.drop_constraint(op.f("ck_cases_unfinished"), type_="check")
        for kept, old in (("kind", OLD_KINDS), ("state", OLD_STATES)):
            cases.drop_constraint(op.f(f"ck_cases_{kept}"), type_="check")
            cases.alter_column(kept, type_=states(kept, *old), existing_nullable=False)
        for name in ("assigned_to", "received_by"):
            cases.drop_constraint(op.f(f"fk_cases_{name}"), type_="foreignkey")
        cases.drop_constraint(op.f("uq_cases_filing_id"), type_="unique")
        for name in (
            "filing_id", "service", "cause", "narrative", "documents", "received_by",
            "email_authorisation", "working_days", "assigned_to", "answer", "unfinished",
            *TEXTS, *DATES, *MOMENTS, *FLAGS,
        ):  # fmt: skip
            cases.drop_column(name)
    op.create_index("ix_cases_state_due_on", "cases", ["state", "due_on"])
    for table in ("drafts", "voided_numbers", "number_blocks", "number_series", "days_off"):
        op.drop_table(table)


FOREIGN = {"fk": "fk_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}


def create_calendar() -> None:
    op.create_table(
        "days_off",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", states("kind", "national", "local", "closure"), nullable=False),
        sa.Column("added_at", MOMENT),
        sa.Column("added_by", BIG, sa.ForeignKey("agents.id")),
    )


def create_numbers() -> None:
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(20), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("next", BIG, nullable=False),
    )
    op.create_table(
        "number_blocks",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first", BIG, nullable=False),
        sa.Column("last", BIG, nullable=False),
        sa.Column("holder", sa.String(36), nullable=False),
        sa.Column("leased_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.UniqueConstraint("series", "year", "first"),
        sa.CheckConstraint("first <= last", name="order"),
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        "ix_number_blocks_open", "number_blocks", ["holder"],
        sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip
    op.create_table(
        "voided_numbers",
        sa.Column("series", sa.String(20), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("sequence", BIG, primary_key=True, autoincrement=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("filing_id", sa.String(36), unique=True, nullable=False),
        sa.Column("call_id", sa.Uuid()),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("recorded", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", BIG, sa.ForeignKey("agents.id")),
        sa.Column("outcome", sa.String(160), nullable=False),
        sa.CheckConstraint("done_by IS NULL OR done_at IS NOT NULL", name="done"),
    )
    still_open = sa.text("done_at IS NULL")
    op.create_index(
        "ix_drafts_open", "drafts", ["at"], sqlite_where=still_open, postgresql_where=still_open
    )
    op.create_index("ix_drafts_call_id", "drafts", ["call_id"])


def extend_cases() -> None:
    op.drop_index("ix_cases_state_due_on", "cases")
    with op.batch_alter_table("cases", naming_convention=FOREIGN) as cases:
        cases.add_column(sa.Column("filing_id", sa.String(36)))
        cases.add_column(sa.Column("service", sa.String(20)))
        cases.add_column(sa.Column("cause", sa.String(20)))
        for name in ("narrative", "documents"):
            cases.add_column(
                sa.Column(name, sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
            )
        for name, longest in TEXTS.items():
            cases.add_column(sa.Column(name, sa.String(longest), nullable=False, server_default=""))
        cases.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        for name in FLAGS:
            cases.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        cases.add_column(
            sa.Column("unfinished", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        cases.add_column(
            sa.Column("working_days", sa.Integer(), nullable=False, server_default=sa.text("15"))
        )
        cases.add_column(sa.Column("email_authorisation", sa.JSON()))
        for name in DATES:
            cases.add_column(sa.Column(name, sa.Date()))
        for name in MOMENTS:
            cases.add_column(sa.Column(name, MOMENT))
        for name in ("assigned_to", "received_by"):
            cases.add_column(sa.Column(name, BIG))
            cases.create_foreign_key(op.f(f"fk_cases_{name}"), "agents", [name], ["id"])
        cases.create_unique_constraint(op.f("uq_cases_filing_id"), ["filing_id"])
        for name, new in (
            ("kind", (*NEW_KINDS, "felicitacion")),
            ("state", (*NEW_STATES, "transferred", "withdrawn")),
        ):
            cases.drop_constraint(op.f(f"ck_cases_{name}"), type_="check")
            cases.alter_column(name, type_=states(name, *new), existing_nullable=False)
    op.execute(f"UPDATE cases SET unfinished = (state NOT IN {FINISHED}), first_due_on = due_on")
    with op.batch_alter_table("cases") as cases:
        cases.create_check_constraint(op.f("ck_cases_unfinished"), UNFINISHED)
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", columns)


def number_on_from_what_is_there() -> None:
    """Let the series begin behind the numbers that were given before there were series."""
    connection = op.get_bind()
    given: dict[tuple[str, int], int] = {}
    cases = "SELECT radicado FROM cases UNION ALL SELECT answer_radicado FROM cases"
    for (number,) in connection.execute(sa.text(cases)):
        if number and len(number) == RADICADO_DIGITS and number.isdecimal():
            year, sequence = int(number[:4]), int(number[4:-1])
            given["case", year] = max(sequence, given.get(("case", year), 0))
    for (number,) in connection.execute(sa.text("SELECT ticket FROM damage_reports")):
        if len(number) == TICKET_DIGITS and number.isdecimal() and number.startswith("7"):
            given["damage", 0] = max(int(number[1:-1]), given.get(("damage", 0), 0))
    for (series, year), sequence in given.items():
        connection.execute(
            sa.text("INSERT INTO number_series (series, year, next) VALUES (:s, :y, :n)"),
            {"s": series, "y": year, "n": sequence + 1},
        )


def states(name: str, *values: str) -> sa.Enum:
    """Text that is one of ``values``, by a check constraint called ``name``."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
