"""Messages out: written in the transaction of what they tell, delivered by the worker.

``queue`` is all that the rest of the line needs; ``ivr.worker.delivery`` does the sending.
"""

from ivr.services.outbound.message import Message, Template, is_mobile, masked_recipient
from ivr.services.outbound.progress import (
    PER_DAY,
    Caps,
    Due,
    bury,
    is_due,
    over_cap,
    postpone,
    sent,
    sweep,
    take_up,
    try_again,
)
from ivr.services.outbound.queueing import queue
from ivr.services.outbound.reasons import reason
from ivr.services.outbound.register import (
    Listed,
    by_id,
    count_dead,
    count_waiting,
    discard,
    listed,
    retry,
)

__all__ = [
    "PER_DAY",
    "Caps",
    "Due",
    "Listed",
    "Message",
    "Template",
    "bury",
    "by_id",
    "count_dead",
    "count_waiting",
    "discard",
    "is_due",
    "is_mobile",
    "listed",
    "masked_recipient",
    "over_cap",
    "postpone",
    "queue",
    "reason",
    "retry",
    "sent",
    "sweep",
    "take_up",
    "try_again",
]
