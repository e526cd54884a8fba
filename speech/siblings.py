"""The processes that recognise together: they share one port, and tell their figures as one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import aiohttp
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

ANSWER_SECONDS = 1.0


class Siblings:
    """The figures of this process and of those beside it.

    ``sockets``: where each process answers the others, the first one's first; empty for a
    process that is alone. ``number`` counts from 1.
    """

    def __init__(
        self, registry: CollectorRegistry, sockets: Sequence[Path] = (), number: int = 1
    ) -> None:
        self._registry = registry
        self._sockets = sockets
        self._number = number

    async def own(self) -> bytes:
        """Return this process's figures in Prometheus's text format."""
        return await asyncio.to_thread(generate_latest, self._registry)

    async def everyone(self) -> bytes:
        """Return the figures of all, each with its ``process``; one that is down is missing."""
        if len(self._sockets) < 2:
            return await self.own()
        numbered = list(enumerate(self._sockets, start=1))
        texts = await asyncio.gather(*(self._ask(number, path) for number, path in numbered))
        told = {number: text for (number, _), text in zip(numbered, texts, strict=True) if text}
        return await asyncio.to_thread(_merged, told)

    async def _ask(self, number: int, path: Path) -> str:
        if number == self._number:
            return (await self.own()).decode()
        connector = aiohttp.UnixConnector(str(path))
        timeout = aiohttp.ClientTimeout(ANSWER_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(connector=connector, timeout=timeout) as http,
                http.get("http://sibling/metrics") as answer,
            ):
                return await answer.text()
        except (TimeoutError, aiohttp.ClientError):
            return ""


class _Together(Collector):
    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for number, text in self._texts.items():
            for one in text_string_to_metric_families(text):
                family = families.setdefault(
                    one.name, Metric(one.name, one.documentation, one.type)
                )
                for sample in one.samples:
                    labels = {"process": str(number), **sample.labels}
                    family.add_sample(sample.name, labels, sample.value)
        yield from families.values()


def _merged(texts: Mapping[int, str]) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Together(texts))
    return generate_latest(registry)
