"""Filing: numbers that exist once they were told, whatever happens to the store."""

from ivr.services.filing.desk import CannotFile, Filed, FilingDesk, Ticketed

__all__ = ["CannotFile", "Filed", "FilingDesk", "Ticketed"]
