"""Conversations, one file each; they read like the call sounds."""

from ivr.dialogs.back_office import BackOffice
from ivr.dialogs.coming_back import attend_after_talk, attend_callback, attend_waiting
from ivr.dialogs.conversation import DialogSettings
from ivr.dialogs.menus import MainMenu, MenuError
from ivr.dialogs.reception import attend

__all__ = [
    "BackOffice",
    "DialogSettings",
    "MainMenu",
    "MenuError",
    "attend",
    "attend_after_talk",
    "attend_callback",
    "attend_waiting",
]
