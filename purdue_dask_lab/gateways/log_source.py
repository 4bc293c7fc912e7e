"""Logs of clusters that are kept by an HTTP server, such as Loki; asked only where configured."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from string import Template
from urllib.parse import quote

import aiohttp
from yarl import URL

from ..config.schema import GatewaySettings
from ..translation import trans
from .http_proxy import proxy_for
from .untrusted import clean_text

ANSWER_SECONDS = 3.0
"""Seconds that one answer may take."""

MOST_LINES = 60
_MOST_BYTES = 2**20
_LONGEST_LINE = 2_000


class LogsRefused(Exception):
    """The server gives no logs; the message is a clause."""


class LogSource:
    """Asks one server for the end of a cluster's logs.

    Parameters
    ----------
    settings
        Its ``logs-url`` is the address, with ``$cluster``, ``$user`` and ``$lines`` in it.
    user
        Whose clusters these are.
    """

    def __init__(self, settings: GatewaySettings, user: str) -> None:
        self._settings = settings
        self._template = Template(settings.logs_url or "")
        self._user = user
        self._session: aiohttp.ClientSession | None = None
        self.problem: str | None = None
        """Why there are no logs, for the list of problems."""

    async def tail(self, cluster: str) -> str | None:
        """Return the last lines of a cluster's logs; None where there are none to be had."""
        try:
            found = await asyncio.wait_for(self._asked(cluster), ANSWER_SECONDS)
        except LogsRefused as error:
            self._refused(str(error))
        except (asyncio.TimeoutError, TimeoutError):
            self._refused(
                trans("did not answer within {answer_seconds:g} s", answer_seconds=ANSWER_SECONDS)
            )
        except aiohttp.ClientError as error:
            said = clean_text(str(error), 200) or type(error).__name__
            self._refused(trans("cannot be reached: {said}", said=said))
        except ValueError:
            self._refused(trans("answers with what are no logs"))
        except Exception as error:
            # Of whatever kind: a cluster that is shut down or has failed waits for its log.
            self._refused(trans("cannot be read: {kind}", kind=type(error).__name__))
        else:
            self.problem = None
            return found
        return None

    async def close(self) -> None:
        """Give the connection back."""
        if self._session is not None:
            await self._session.close()

    async def _asked(self, cluster: str) -> str | None:
        url = URL(
            self._template.safe_substitute(
                cluster=quote(cluster, safe=""),
                user=quote(self._user, safe=""),
                lines=str(MOST_LINES),
            )
        )
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        proxy = proxy_for(str(url), self._settings.http_proxy)
        # Neither is it followed elsewhere, nor told who asks.
        async with self._session.get(url, allow_redirects=False, proxy=proxy) as answer:
            if answer.status in (401, 403):
                raise LogsRefused(
                    trans(
                        "gives them to nobody who does not log in ({status})", status=answer.status
                    )
                )
            if answer.status == 404:
                return None
            if answer.status != 200:
                raise LogsRefused(trans("answers {status}", status=answer.status))
            content = await answer.content.read(_MOST_BYTES)
            while len(content) < _MOST_BYTES:
                more = await answer.content.read(_MOST_BYTES - len(content))
                if not more:
                    break
                content += more
            is_json = "json" in answer.headers.get("Content-Type", "")
        text = content.decode("utf-8", errors="replace")
        lines = _lines_of(text) if is_json else text.splitlines()
        kept = [line for one in lines if (line := clean_text(one.rstrip(), _LONGEST_LINE))]
        return "\n".join(kept[-MOST_LINES:]) or None

    def _refused(self, why: str) -> None:
        host = trans("the server of logs")
        with suppress(ValueError):
            host = URL(self._settings.logs_url or "").host or host
        self.problem = trans(
            "Logs of {label} are not shown: {host} {why}.",
            label=self._settings.display_name,
            host=host,
            why=why.rstrip("."),
        )


def _lines_of(text: str) -> list[str]:
    """Read what Loki answers: JSON of streams of times in nanoseconds and lines, joined by time.

    Raises
    ------
    ValueError
        It is something else.
    """
    try:
        streams = json.loads(text)["data"]["result"]
        values = [(int(time), line) for stream in streams for time, line, *_ in stream["values"]]
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError):
        raise ValueError(trans("of another format")) from None
    return [line for _, line in sorted(one for one in values if isinstance(one[1], str))]
