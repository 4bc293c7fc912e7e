"""Who somebody is by their token, and what roles allow them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from . import kinds
from .kinds import Target
from .store import Store

MASTER = "system:masters"


class Access:
    """Tokens and roles, as the store has them."""

    def __init__(self, store: Store, master_token: str) -> None:
        self._store = store
        self._master_token = master_token

    def user(self, authorization: str) -> str | None:
        """The user behind a header; None for a token that nobody has been given."""
        token = authorization.removeprefix("Bearer ")
        if secrets.compare_digest(token, self._master_token):
            return MASTER
        return self._store.user_of(token)

    def token_for(self, namespace: str, account: str) -> str:
        """A new token of a service account."""
        token = secrets.token_urlsafe(24)
        self._store.give_token(token, f"system:serviceaccount:{namespace}:{account}")
        return token

    def refusal(self, user: str, verb: str, target: Target) -> str | None:
        """Why somebody may not do so, in Kubernetes' words; None if they may."""
        if user == MASTER or any(
            _allows(rule, verb, target) for rule in self._rules(user, target.namespace)
        ):
            return None
        kind = target.kind
        resource = f"{kind.plural}/{target.part}" if target.part else kind.plural
        named = f'{kind.plural} "{target.name}"' if target.name else kind.plural
        where = (
            f'in the namespace "{target.namespace}"' if target.namespace else "at the cluster scope"
        )
        return (
            f'{named} is forbidden: User "{user}" cannot {verb} resource "{resource}" '
            f'in API group "{kind.group}" {where}'
        )

    def _rules(self, user: str, namespace: str | None) -> Iterator[dict[str, Any]]:
        bindings = [(None, one) for one in self._store.list(kinds.CLUSTER_BINDINGS)]
        if namespace:
            bindings += [
                (namespace, one) for one in self._store.list(kinds.ROLE_BINDINGS, namespace)
            ]
        for where, binding in bindings:
            if not any(_is(subject, user) for subject in binding.get("subjects", [])):
                continue
            named = binding["roleRef"]
            kind = kinds.ROLES if named["kind"] == "Role" else kinds.CLUSTER_ROLES
            role = self._store.get(kind, where, named["name"])
            yield from (role or {}).get("rules", [])


def _is(subject: dict[str, Any], user: str) -> bool:
    if subject["kind"] == "ServiceAccount":
        return f"system:serviceaccount:{subject.get('namespace')}:{subject['name']}" == user
    return subject["kind"] == "User" and subject["name"] == user


def _allows(rule: dict[str, Any], verb: str, target: Target) -> bool:
    resource = target.kind.plural + (f"/{target.part}" if target.part else "")
    names = rule.get("resourceNames")
    return (
        bool({"*", verb} & set(rule.get("verbs", [])))
        and bool({"*", target.kind.group} & set(rule.get("apiGroups", [])))
        and bool({"*", resource} & set(rule.get("resources", [])))
        and (not names or target.name in names)
    )
