"""How long jobs wait as a Prometheus server predicts it; asked only where configured."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from string import Template
from typing import Any

import aiohttp
from yarl import URL

from ..config.schema import QueueWaitSettings
from ..translation import trans
from .http_proxy import proxy_for
from .jobs import Job, JobSource
from .untrusted import InvalidAnswer, clean_text, decode_json

ASK_SECONDS = 60.0
"""Between two questions: predictions change slowly."""

ANSWER_SECONDS = 3.0
"""Seconds that one answer may take."""

LONGEST = 30 * 86_400.0
"""Seconds beyond which a prediction is none."""

_MOST_BYTES = 2**18
_MOST_SERIES = 1000


class QueueWaits:
    """A source of jobs that also knows how long they wait.

    Parameters
    ----------
    source
        Knows the jobs themselves.
    label
        What the gateway is called.
    settings
        Where Prometheus answers, and what it is asked.
    user
        Whose jobs these are, for ``$user`` in the query.
    http_proxy
        As the gateway's.
    """

    def __init__(
        self,
        source: JobSource,
        label: str,
        settings: QueueWaitSettings,
        user: str,
        http_proxy: bool | str = True,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._label = label
        self._settings = settings
        self._user = user
        self._http_proxy = http_proxy
        self._clock = clock
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._seconds: float | None = None
        self._refusal: str | None = None

    @property
    def problem(self) -> str | None:
        """Why jobs or their waits are not known."""
        found = [one for one in (self._source.problem, self._refusal) if one]
        return " ".join(found) or None

    def jobs(self, cluster: str, workers: int | None = None) -> list[Job]:
        """The jobs of one cluster, as last known."""
        return self._source.jobs(cluster, workers)

    def queue_wait(self) -> float | None:
        """Seconds that jobs wait, as last predicted; asks anew in the background."""
        now = self._clock()
        if self._asking is None and now - self._asked_at > ASK_SECONDS:
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask())
        return self._seconds

    async def close(self) -> None:
        """End an open question and the connection; the jobs' source is its maker's to close."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _ask(self) -> None:
        self._seconds, why = None, None
        try:
            self._seconds = await asyncio.wait_for(self._asked(), ANSWER_SECONDS)
        except (asyncio.TimeoutError, TimeoutError):
            why = trans("did not answer within {answer_seconds:g} s", answer_seconds=ANSWER_SECONDS)
        except aiohttp.ClientError as error:
            why = trans(
                "cannot be reached: {error}",
                error=clean_text(str(error), 200) or type(error).__name__,
            )
        except _Refused as error:
            why = trans("answers {error}", error=error)
        except (InvalidAnswer, ValueError):
            why = trans("answers with what is no prediction")
        finally:
            self._asking = None
        self._refusal = why and self._sentence(why)

    async def _asked(self) -> float | None:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        query = Template(self._settings.query).safe_substitute(user=_quoted(self._user))
        url = URL(self._settings.url.rstrip("/") + "/api/v1/query").with_query(query=query)
        proxy = proxy_for(str(url), self._http_proxy)
        # Neither is it followed elsewhere, nor told who asks.
        async with self._session.get(url, allow_redirects=False, proxy=proxy) as answer:
            body = await answer.content.read(_MOST_BYTES)
            while len(body) < _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES)):
                body += more
            if answer.status != 200:
                raise _Refused(str(answer.status))
        return read_wait(decode_json(body))

    def _sentence(self, why: str) -> str:
        host = "Prometheus"
        with suppress(ValueError):
            host = URL(self._settings.url).host or host
        return trans(
            "How long jobs of {label} wait is not shown: {host} {why}.",
            label=self._label,
            host=host,
            why=why.rstrip("."),
        )


class _Refused(Exception):
    """Prometheus does not answer with 200; the message is the status."""


def read_wait(answer: Any) -> float | None:
    """Return the longest wait in an answer, in seconds; None where none is predicted.

    Raises
    ------
    InvalidAnswer
        It is no answer of Prometheus.
    """
    data = answer.get("data") if isinstance(answer, Mapping) else None
    result = data.get("result") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not isinstance(result, list):
        raise InvalidAnswer(trans("no result"))
    if data.get("resultType") == "scalar":
        result = [{"value": result}]
    return max(_seconds(result[:_MOST_SERIES]), default=None)


def _seconds(result: list[Any]) -> Iterator[float]:
    for series in result:
        value = series.get("value") if isinstance(series, Mapping) else None
        if not isinstance(value, list) or len(value) != 2 or not isinstance(value[1], str):
            raise InvalidAnswer(trans("no value"))
        seconds = float(value[1][:40])
        if math.isfinite(seconds) and 0 <= seconds <= LONGEST:
            yield seconds


def _quoted(user: str) -> str:
    """A name as it may stand in a query's text."""
    return user.replace("\\", "\\\\").replace('"', '\\"')
