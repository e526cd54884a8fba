"""What the recogniser tells Prometheus: no number, no word and no call is in it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from speech.recognizer.utterance import Utterance

SECOND_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
RESULT_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 5.0)
SCORES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
FACTORS = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)


class Figures:
    """The metrics of one process's ears."""

    def __init__(self, registry: CollectorRegistry, at_most: int) -> None:
        """``at_most``: how many utterances are admitted at once."""
        self.calls = Gauge(
            "linea_speech_calls", "Calls whose sound is listened to", registry=registry
        )
        self.recognizing = Gauge(
            "linea_speech_recognizing", "Utterances in recognition", registry=registry
        )
        Gauge(
            "linea_speech_recognizing_at_most", "Utterances admitted at once", registry=registry
        ).set(at_most)
        self.utterances = Counter(
            "linea_speech_utterances",
            "Utterances by kind of question and by what they came to",
            ("profile", "outcome"),
            registry=registry,
        )
        self.rejected = Counter(
            "linea_speech_rejected", "Utterances beyond the admission limit", registry=registry
        )
        self.result_seconds = Histogram(
            "linea_speech_result_seconds",
            "From the end of the silence that ends an utterance to its result",
            buckets=RESULT_SECONDS,
            registry=registry,
        )
        self.score = Histogram(
            "linea_speech_score", "Calibrated score of results", buckets=SCORES, registry=registry
        )
        self.real_time_factor = Histogram(
            "linea_speech_real_time_factor",
            "Decoding time of an utterance by its length",
            buckets=FACTORS,
            registry=registry,
        )
        self.heard_seconds = Counter(
            "linea_speech_heard_seconds", "Sound that was recognised", registry=registry
        )
        self.decoding_seconds = Counter(
            "linea_speech_decoding_seconds", "Time that recognition took", registry=registry
        )
        self.second_passes = Counter(
            "linea_speech_second_passes",
            "Unsure utterances that were to be heard again without a grammar, by what came of it",
            ("profile", "outcome"),
            registry=registry,
        )
        self.second_pass_seconds = Histogram(
            "linea_speech_second_pass_seconds",
            "By how much second passes delayed their results",
            buckets=SECOND_SECONDS,
            registry=registry,
        )
        self.second_pass_decoding_seconds = Counter(
            "linea_speech_second_pass_decoding_seconds",
            "Time that second passes took",
            registry=registry,
        )

    def decoded(self, utterance: Utterance) -> None:
        """Count what an utterance cost."""
        self.heard_seconds.inc(utterance.heard_seconds)
        self.decoding_seconds.inc(utterance.decoding_seconds)
        if utterance.heard_seconds > 0:
            factor = utterance.decoding_seconds / utterance.heard_seconds
            self.real_time_factor.observe(factor)
