"""Accounts and invoices taken over from the billing system, as CSV files or Excel workbooks.

A file is read and checked whole before anything is written, and taken in whole or not at all;
taken in again it changes nothing. Every fault tells its row, its column and the mend.
"""

from ivr.services.imports.accounts import COLUMNS as ACCOUNT_COLUMNS
from ivr.services.imports.accounts import AccountLine, read_accounts, take_accounts
from ivr.services.imports.fault import Fault, Faults
from ivr.services.imports.invoices import COLUMNS as INVOICE_COLUMNS
from ivr.services.imports.invoices import InvoiceLine, read_invoices, take_invoices
from ivr.services.imports.reading import Column, Reading
from ivr.services.imports.tally import Tally
from ivr.services.imports.template import write_template

__all__ = [
    "ACCOUNT_COLUMNS",
    "INVOICE_COLUMNS",
    "AccountLine",
    "Column",
    "Fault",
    "Faults",
    "InvoiceLine",
    "Reading",
    "Tally",
    "read_accounts",
    "read_invoices",
    "take_accounts",
    "take_invoices",
    "write_template",
]
