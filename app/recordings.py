"""Recordings' parts, made from the settings: library, intake, retention, transcription."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from app.settings import Settings
from ivr.clock import Clock
from ivr.store import Store
from recordings.dictation import Dictation
from recordings.intake import Intake
from recordings.keys import Keys
from recordings.library import Library
from recordings.retention import Retention, RetentionDays
from recordings.spool import Spool
from recordings.transcription import Transcription


def library_of(settings: Settings) -> Library:
    """The sealed recordings of this installation."""
    return Library(settings.recordings_folder, Keys(settings.recording_keys))


def intake_of(
    settings: Settings, store: Store, clock: Clock, registry: CollectorRegistry
) -> Intake:
    """What takes in what Asterisk recorded."""
    spool = Spool(settings.instance_folder)
    return Intake(store, clock, registry, spool=spool, library=library_of(settings))


def retention_of(settings: Settings, store: Store, clock: Clock) -> Retention:
    """What deletes recordings in time."""
    days = RetentionDays(settings.recordings.calls_days, settings.recordings.dictated_days)
    return Retention(store, clock, library=library_of(settings), days=days)


def transcription_of(
    settings: Settings, store: Store, clock: Clock, registry: CollectorRegistry
) -> Transcription:
    """What writes down what was dictated, by the model that is set for it."""
    model = settings.dictation_model
    return Transcription(
        store,
        clock,
        registry,
        library=library_of(settings),
        messages=settings.messages_folder,
        dictation=None if model is None else Dictation(model),
    )
