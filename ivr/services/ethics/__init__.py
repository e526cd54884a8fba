"""The ethics line: reports that know no call, and the officers who attend to them."""

from ivr.services.ethics.codes import (
    CODE_DIGITS,
    FAILURES_AN_HOUR,
    code_hash,
    may_try,
    new_code,
    salt,
)
from ivr.services.ethics.officer import (
    LONGEST_ANSWER,
    LONGEST_TEXT,
    Entry,
    Listened,
    Report,
    ReportLine,
    ReportList,
    Sound,
    read,
    reports,
    write,
)
from ivr.services.ethics.reporting import (
    EthicsAddition,
    EthicsFiling,
    Progress,
    post,
    post_addition,
    progress,
)

__all__ = [
    "CODE_DIGITS",
    "FAILURES_AN_HOUR",
    "LONGEST_ANSWER",
    "LONGEST_TEXT",
    "Entry",
    "EthicsAddition",
    "EthicsFiling",
    "Listened",
    "Progress",
    "Report",
    "ReportLine",
    "ReportList",
    "Sound",
    "code_hash",
    "may_try",
    "new_code",
    "post",
    "post_addition",
    "progress",
    "read",
    "reports",
    "salt",
    "write",
]
