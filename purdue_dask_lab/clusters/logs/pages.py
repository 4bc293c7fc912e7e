"""Reads the pages on which a scheduler shows logs."""

from __future__ import annotations

import html
import re
from collections.abc import Collection

from ...schemas.logs import LogEntry
from ...worker_env.redact import masked_text
from .lines import MOST_ENTRIES, entry, plain

_ENTRY = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_BETWEEN = "\n\x1e\n"
"""Stands between entries while secrets are masked, which may have more than one line."""


def read_page(page: str, secrets: Collection[str]) -> tuple[list[LogEntry], bool]:
    """Read a page of logs, on which the newest entry comes first.

    Returns
    -------
    entries
        The oldest first.
    truncated
        Whether there are older ones.
    """
    end = page.rfind("</p>") + len("</p>")
    texts = [html.unescape(text).strip() for text in _ENTRY.findall(page[:end])]
    if not texts:
        # One that is longer than what is read of a page; half of its last word may be missing.
        cut = page.partition("<p>")[2].rsplit(maxsplit=1)[:-1]
        texts = [html.unescape(" ".join(cut)).strip()]
    truncated = len(texts) > MOST_ENTRIES or "</html>" not in page[-1_000:]
    texts = texts[:MOST_ENTRIES][::-1]
    text = masked_text(plain(_BETWEEN.join(texts)), secrets)
    return [entry(one) for one in text.split(_BETWEEN) if one.strip()], truncated
