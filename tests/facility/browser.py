"""Somebody who logs in to the Hub, as far as a browser's requests go."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from .hub import PREFIX, Hub
from .processes import FacilityError, wait_for
from .user import Answer


class Browser:
    """Keeps cookies, follows redirections, and sends the token against forged requests."""

    def __init__(self, hub: Hub, user: str) -> None:
        self.hub, self.user = hub, user
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies)
        )

    def log_in(self) -> None:
        """Fill in the form."""
        self._open("hub/login")
        form = {"username": self.user, "password": self.hub.password}
        form["_xsrf"] = self._forgery_token(f"{PREFIX}hub/")
        answer = self._open("hub/login?next=", urllib.parse.urlencode(form).encode())
        if answer.status >= 400:
            raise FacilityError(f"{self.user} cannot log in: {answer}")

    def start_server(self) -> None:
        """Open JupyterLab, which the Hub starts first."""
        self._open(f"hub/spawn/{self.user}")
        # Only a page, and not what scripts ask for, sends one to the Hub and back for cookies.
        wait_for(lambda: self.ask("GET", "lab").status == 200, "The server is up", 60, pause=0.3)

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Ask the user's own server, as the page's scripts do."""
        data = None if body is None else json.dumps(body).encode()
        return self._open(f"user/{self.user}/{path}", data, method)

    def _open(self, path: str, data: bytes | None = None, method: str | None = None) -> Answer:
        request = urllib.request.Request(self.hub.url + path, data=data, method=method)
        token = self._forgery_token(f"{PREFIX}user/{self.user}/")
        if path.startswith("user/") and token:
            request.add_header("X-XSRFToken", token)
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=30) as response:
                content = response.read()
                kind = response.headers.get("Content-Type", "")
                found = json.loads(content) if "json" in kind and content else content.decode()
                # Whoever isn't let in ends at the Hub, on a page.
                asked = urllib.parse.urlsplit(request.full_url).path
                away = path.startswith("user/") and urllib.parse.urlsplit(response.url).path
                return Answer(401 if away and away != asked else response.status, found)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(errors="replace"))

    def _forgery_token(self, path: str) -> str:
        found = [one for one in self._cookies if one.name == "_xsrf" and one.path == path]
        return str(found[-1].value) if found else ""
