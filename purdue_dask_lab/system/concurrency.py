"""Work side by side: coroutines that end together, and blocking calls on threads of our own."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for_futures
from functools import partial
from typing import Any, Generic, TypeVar

from ..errors import CodeTooSlow, DaskLabError, DiskTooSlow, FileUnusable, harmless
from ..translation import later, trans

First = TypeVar("First")
Second = TypeVar("Second")
Result = TypeVar("Result")
Item = TypeVar("Item", bound=Hashable)

DISK_TIMEOUT = 3.0
"""Seconds that one look at a disk may take."""

CODE_TIMEOUT = 20.0
"""Seconds that one call of somebody else's code may take."""

TOGETHER_TIMEOUT = 1.0
"""Seconds for many looks in one go, before each is made on its own."""

SLOW_AFTER = 0.25
"""Seconds after which a call no longer keeps others from a thread."""

MOST_STUCK = 64
"""Calls of one executor that may be stuck at a time; beyond that all new ones are refused."""


async def gather_or_cancel(
    first: Coroutine[Any, Any, First], second: Coroutine[Any, Any, Second]
) -> tuple[First, Second]:
    """Await two coroutines; if one fails, cancel the other."""
    tasks = asyncio.create_task(first), asyncio.create_task(second)
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def uninterrupted(work: Coroutine[Any, Any, Result]) -> Result:
    """Await a coroutine that must not be left half done, and only then be cancelled.

    It has to end by itself before long.
    """
    task = asyncio.create_task(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return task.result()


class BlockingCall(Generic[Result]):
    """One call on an executor's thread, waiting, running or finished."""

    def __init__(
        self, executor: DiskExecutor, key: Hashable, work: Callable[[], Result], timeout: float
    ) -> None:
        self.key = key
        self.timeout = timeout
        self.deadline = time.monotonic() + timeout
        """When nobody waits for it any more; counts anew from when it begins."""

        self.slow_at = float("inf")
        """When it no longer keeps others from a thread."""

        self.future: Future[Result] = Future()
        self._executor = executor
        self._work = work

    def result(self) -> Result:
        """Wait for the result, until the deadline at most; blocks the thread.

        Raises
        ------
        DaskLabError
            The call did not come back in time.
        """
        while not self.future.done():
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise self._executor.give_up(self)
            # What the call itself raises may be a TimeoutError, too.
            wait_for_futures([self.future], min(left, SLOW_AFTER))
            self._executor.dispatch()
        return self.future.result()

    def perform(self) -> None:
        """Make the call, unless nobody wants its result any more."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self._work()
        except BaseException as error:
            self.future.set_exception(harmless(error))
        else:
            self.future.set_result(result)

    def refuse(self, error: DaskLabError) -> None:
        """End a call that has not begun."""
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


class DiskExecutor:
    """Run blocking calls on a few daemon threads, and never wait for one that hangs.

    Calls with the same key run one after another. A key whose call has not come
    back in time is not called again until it has: further calls fail at once. A
    slow call gives up its place among the threads, so that other keys go on.
    Nothing is joined when the process ends.

    Parameters
    ----------
    subject
        What the calls are about; names the threads.
    threads
        Calls that run at a time, without those that are slow.
    timeout
        Seconds that a call may take where nothing else is said.
    error
        Raised for a call that does not come back in time.
    hint
        A sentence on what to do then.
    """

    def __init__(
        self,
        subject: str,
        *,
        threads: int = 4,
        timeout: float = DISK_TIMEOUT,
        error: type[DaskLabError] = DiskTooSlow,
        hint: str = later("Its disk may be down. Try again later."),
    ) -> None:
        self.subject = subject
        self.timeout = timeout
        self._threads = threads
        self._error = error
        self._hint = hint
        self._lock = threading.Lock()
        self._running: set[BlockingCall[Any]] = set()
        self._ready: deque[BlockingCall[Any]] = deque()
        # The call in progress of each key, and those that wait for it to end.
        self._current: dict[Hashable, BlockingCall[Any]] = {}
        self._behind: dict[Hashable, deque[BlockingCall[Any]]] = {}

    def start(
        self,
        key: Hashable,
        func: Callable[..., Result],
        /,
        *args: Any,
        timeout: float | None = None,
    ) -> BlockingCall[Result]:
        """Begin a call without waiting for it.

        Raises
        ------
        DaskLabError
            The last call with this key is stuck, or too many others are.
        """
        call = BlockingCall(
            self, key, partial(func, *args), self.timeout if timeout is None else timeout
        )
        with self._lock:
            current = self._current.get(key)
            if current is not None and self._is_stuck(current):
                raise self._still_stuck(key)
            if sum(map(self._is_stuck, self._running)) >= MOST_STUCK:
                said = later("{name} was not asked: {most} others do not answer. {hint}")
                raise self._refusal(key, said, most=MOST_STUCK)
            if current is None:
                self._current[key] = call
                self._ready.append(call)
            else:
                self._behind.setdefault(key, deque()).append(call)
        self.dispatch()
        return call

    def call(
        self,
        key: Hashable,
        func: Callable[..., Result],
        /,
        *args: Any,
        timeout: float | None = None,
    ) -> Result:
        """Make a call and wait for it in this thread; see ``run``."""
        return self.start(key, func, *args, timeout=timeout).result()

    async def run(
        self,
        key: Hashable,
        func: Callable[..., Result],
        /,
        *args: Any,
        timeout: float | None = None,
    ) -> Result:
        """Make a call and await its result.

        Parameters
        ----------
        key
            The path, or whatever else hangs as one; the sentence of an error begins with it.
        timeout
            Seconds, waiting for others included.

        Raises
        ------
        DaskLabError
            The call did not come back in time, or an earlier one with this key has not yet.
        """
        call = self.start(key, func, *args, timeout=timeout)
        answer = asyncio.wrap_future(call.future)
        try:
            while not answer.done():
                left = call.deadline - time.monotonic()
                if left <= 0:
                    raise self.give_up(call)
                await asyncio.wait({answer}, timeout=min(left, SLOW_AFTER))
                self.dispatch()
            return answer.result()
        finally:
            # Does not reach a call that runs; one that has not begun never will.
            answer.cancel()

    def call_each(
        self,
        subject: str,
        items: Sequence[Item],
        func: Callable[[Item], Result],
        *,
        timeout: float | None = None,
    ) -> list[tuple[Item, Result | DaskLabError]]:
        """Make a call for each of many items, in order; each item is its own key.

        As long as none hangs they are made in one go, which costs no more than
        a loop; then one by one, so that those that hang cost themselves alone.
        Whatever a call raises besides is its item's error.

        Parameters
        ----------
        subject
            What the calls are about, the same each time.
        """
        done: list[tuple[Item, Result | DaskLabError]] = []
        if not items:
            return done
        try:
            return list(
                self.call(
                    ("all", subject), partial(_call_all, items, func), timeout=TOGETHER_TIMEOUT
                )
            )
        except DaskLabError:
            pass
        begun: list[tuple[Item, BlockingCall[Result | DaskLabError] | DaskLabError]] = []
        for item in items:
            try:
                call = self.start(item, partial(_call_one, item, func), timeout=timeout)
            except DaskLabError as error:
                begun.append((item, error))
            else:
                begun.append((item, call))
        for item, one in begun:
            try:
                done.append((item, one if isinstance(one, DaskLabError) else one.result()))
            except DaskLabError as error:
                done.append((item, error))
        return done

    def give_up(self, call: BlockingCall[Any]) -> DaskLabError:
        """Stop waiting for a call, and return the error that says so."""
        call.future.cancel()
        refused: deque[BlockingCall[Any]] = deque()
        with self._lock:
            if self._is_stuck(call):
                refused = self._behind.pop(call.key, refused)
        for other in refused:
            other.refuse(self._still_stuck(call.key))
        self.dispatch()
        said = later("{name} did not answer within {timeout:g} s. {hint}")
        return self._refusal(call.key, said, timeout=call.timeout)

    def stuck(self) -> list[str]:
        """The keys whose calls have not come back in time."""
        with self._lock:
            return sorted(_name(call.key) for call in self._running if self._is_stuck(call))

    def _still_stuck(self, key: Hashable) -> DaskLabError:
        return self._refusal(key, later("{name} still does not answer. {hint}"))

    def _refusal(self, key: Hashable, said: str, **values: object) -> DaskLabError:
        return self._error(trans(said, name=_name(key), hint=trans(self._hint), **values))

    def _is_stuck(self, call: BlockingCall[Any]) -> bool:
        return call in self._running and time.monotonic() >= call.deadline

    def dispatch(self) -> None:
        """Begin what waits for a thread; a slow call gives up its place for that."""
        while True:
            with self._lock:
                call = self._next()
            if call is None:
                return
            thread = threading.Thread(
                target=self._work, args=(call,), name=f"dask-lab-{self.subject}", daemon=True
            )
            try:
                thread.start()
            except RuntimeError:
                # The system gives no more threads.
                call.refuse(self._refusal(call.key, later("{name} could not be asked. {hint}")))
                with self._lock:
                    self._finish(call)

    def _next(self) -> BlockingCall[Any] | None:
        """Take the next call that a thread may make now."""
        now = time.monotonic()
        quick = sum(now < call.slow_at for call in self._running)
        if not self._ready or quick >= self._threads:
            return None
        if len(self._running) >= self._threads + MOST_STUCK:
            return None
        call = self._ready.popleft()
        call.slow_at = now + min(SLOW_AFTER, call.timeout)
        call.deadline = now + call.timeout
        self._running.add(call)
        return call

    def _work(self, call: BlockingCall[Any] | None) -> None:
        while call is not None:
            call.perform()
            with self._lock:
                self._finish(call)
                call = self._next()

    def _finish(self, call: BlockingCall[Any]) -> None:
        self._running.discard(call)
        waiting = self._behind.get(call.key)
        if waiting:
            self._current[call.key] = waiting.popleft()
            self._ready.append(self._current[call.key])
        else:
            self._behind.pop(call.key, None)
            del self._current[call.key]


def _call_all(
    items: Sequence[Item], func: Callable[[Item], Result]
) -> list[tuple[Item, Result | DaskLabError]]:
    return [(item, _call_one(item, func)) for item in items]


def _call_one(item: Hashable, func: Callable[[Any], Result]) -> Result | DaskLabError:
    try:
        return func(item)
    except DaskLabError as error:
        return error
    except BaseException as error:
        # Whatever is odd about one item, be it a call of sys.exit, must not cost the others.
        fault = f"{type(error).__name__}: {error}"
        return FileUnusable(trans("{name} cannot be used: {fault}.", name=_name(item), fault=fault))


def _name(key: Hashable) -> str:
    """A key in words: of several parts, the last."""
    return str(key[-1]) if isinstance(key, tuple) and key else str(key)


class Executors:
    """One executor for each subject, so that what hangs costs only what stands on it."""

    def __init__(self) -> None:
        # Dask's configuration files, and the user's own one.
        self.configuration = DiskExecutor("configuration", threads=8, timeout=2.0)
        # Kernel specs, environments, and the projects and lists that name them.
        self.environments = DiskExecutor("environments", threads=8)
        # What is kept of clusters.
        self.records = DiskExecutor("records")
        # Logs of schedulers and of the gateway on this machine.
        self.logs = DiskExecutor("logs")
        # Names and ports of machines, which the system's own resolver may wait for.
        self.network = DiskExecutor(
            "network", hint=later("The network may be down. Try again later.")
        )
        # Imports, and code that is not ours: authentication classes, cluster classes.
        self.code = DiskExecutor(
            "code",
            timeout=CODE_TIMEOUT,
            error=CodeTooSlow,
            hint=later("Try again later, or ask your administrator."),
        )
        # Our own computations, which wait for the executors above and for nothing else.
        self.work = DiskExecutor("work", threads=8, timeout=30.0)


executors = Executors()
