"""The line as it was: the figures of a period, counted in the store."""

from ivr.services.reports.handling import spent
from ivr.services.reports.machine import Machine
from ivr.services.reports.offered import queues
from ivr.services.reports.period import Period
from ivr.services.reports.report import Part, Report, figures_of

__all__ = ["Machine", "Part", "Period", "Report", "figures_of", "queues", "spent"]
