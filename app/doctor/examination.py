"""The whole examination, in the order in which one thing leans on another."""

from __future__ import annotations

from collections.abc import AsyncIterator

from app import barge_in
from app.asterisk import from_settings
from app.doctor import asterisk_files, asterisk_trial, entrance, parts, place
from app.doctor.barge_in import NAME as BARGE_IN
from app.doctor.check import Check
from app.running import RunFolder
from app.secrets import Secrets, UnusableSecrets
from app.settings import Settings


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """Yield the findings as they come.

    In the line that is running it changes one thing: where Asterisk can't let a caller
    interrupt by speaking, calls that begin from now on don't try.
    """
    for check in place.checks(settings):
        yield check
    async for check in entrance.checks(settings):
        yield check
    try:
        secrets = Secrets.of(settings.data_folder)
    except UnusableSecrets as error:
        yield Check("claves", False, error.message, error.message)
        return
    configuration = from_settings(settings, secrets)
    for check in asterisk_files.checks(configuration):
        yield check
    async for check in asterisk_trial.checks(configuration):
        if check.name == BARGE_IN:
            barge_in.found(settings, check.ok)
        yield check
    async for check in parts.checks(settings, RunFolder(settings.data_folder).current()):
        yield check
