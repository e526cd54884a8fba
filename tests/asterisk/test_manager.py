"""Each AMI user can do its own work and nothing else."""

from __future__ import annotations

import pytest

from tests.asterisk.line import line
from tests.asterisk.manager import manager

pytestmark = pytest.mark.calls

DESK = {"Interface": "PJSIP/desk-01", "Queue": "attention"}
CHANNEL = {"Channel": "PJSIP/none-00000000"}
CALL = {"Channel": "Local/linea@line", "Application": "Wait", "Data": "1"}

# Who may what. "no" is Asterisk's own «Permission denied».
PRIVILEGES = """
action                tracker  originate  keys  handset
QueueAdd              yes      no         no    no
QueuePause            yes      no         no    no
QueueRemove           yes      no         no    no
QueueStatus           yes      yes        yes   yes
CoreShowChannels      yes      no         no    no
Getvar                yes      no         no    yes
Originate             no       yes        no    no
Command               no       no         no    no
Hangup                no       no         no    yes
Redirect              no       no         no    yes
Setvar                no       no         no    yes
UpdateConfig          no       no         no    no
GetConfig             no       no         no    no
Reload                no       no         no    no
ModuleLoad            no       no         no    no
DBPut                 no       no         no    no
UserEvent             no       no         no    no
"""
HEADERS = {
    "QueueAdd": DESK,
    "QueuePause": DESK | {"Paused": "true"},
    "QueueRemove": DESK,
    "Originate": CALL,
    "Command": {"Command": "core show version"},
    "Getvar": {"Variable": "EPOCH"},
    "Hangup": CHANNEL,
    "Redirect": CHANNEL,
    "Setvar": {"Variable": "X", "Value": "1"},
    "GetConfig": {"Filename": "manager.conf"},
    "ModuleLoad": {"Module": "app_system.so", "LoadType": "load"},
    "DBPut": {"Family": "a", "Key": "b", "Val": "c"},
    "UserEvent": {"UserEvent": "LineaCall"},
}


@pytest.mark.parametrize("column", [1, 2, 3, 4], ids=["tracker", "originate", "keys", "handset"])
async def test_least_privilege(column: int) -> None:
    header, *rows = [line.split() for line in PRIVILEGES.strip().splitlines()]
    async with line() as asterisk, manager(asterisk, header[column]) as ami:
        allowed = {}
        for action, *_ in rows:
            answer = await ami.send(action, **HEADERS.get(action, {}))
            allowed[action] = "no" if answer.get("Message") == "Permission denied" else "yes"
        assert allowed == {row[0]: row[column] for row in rows}


@pytest.mark.parametrize(
    ("user", "secret"), [("tracker", "wrong"), ("admin", "admin"), ("originate", " ")]
)
async def test_a_wrong_name_or_secret_is_refused(user: str, secret: str) -> None:
    async with line() as asterisk:
        with pytest.raises(PermissionError, match="Authentication failed"):
            async with manager(asterisk, user, secret):
                pass


async def test_originate_hears_how_its_calls_fared_and_nothing_else() -> None:
    async with line() as asterisk, manager(asterisk, "originate") as ami:
        await ami.send("Originate", **CALL, Async="true")
        await ami.event("OriginateResponse")
        assert {event.get("Event") for event in ami.events} == {"OriginateResponse"}


async def test_nobody_may_start_a_shell_through_a_call() -> None:
    async with line() as asterisk, manager(asterisk, "originate") as ami:
        hostile = CALL | {"Application": "System", "Data": "id"}
        assert (await ami.send("Originate", **hostile))["Response"] == "Error"
