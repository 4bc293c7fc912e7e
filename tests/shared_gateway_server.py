"""The child process of ``shared_gateway``: takes the passwords of those it is lent to."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from typing import Any

from dask_gateway_server.auth import SimpleAuthenticator

from purdue_dask_lab.gateways.local import server

LENT_TO = "lent-to"
USERS = "users"


class Authenticator(SimpleAuthenticator):
    """Knows its own password and those in its borrowers' directories, and no other."""

    async def authenticate(self, request: Any) -> Any:
        """Refuse whoever has neither."""
        directory = Path(sys.argv[1])
        known = [directory, *(directory / LENT_TO).iterdir()]
        files = [place / server.PASSWORD_FILE for place in known]
        passwords = [file.read_text() for file in files if file.exists()]
        given = self.given(request)
        self.password = given if given in passwords else passwords[0]
        user = await super().authenticate(request)
        Path(sys.argv[1], USERS, user.name).touch()
        return user

    @staticmethod
    def given(request: Any) -> str:
        """The password in a request, if there is one."""
        kind, _, coded = request.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return ""
        return base64.b64decode(coded).decode().partition(":")[2]


if __name__ == "__main__":
    make = server.configuration

    def configuration(directory: Path, page_token: str) -> Any:
        config = make(directory, page_token)
        config.DaskGateway.authenticator_class = Authenticator
        return config

    server.configuration = configuration
    os.chdir(sys.argv[1])
    server.main()
