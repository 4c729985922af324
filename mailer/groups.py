"""Work that waits until it is done together: what comes in while a group is written makes the next one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeAlias, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")
_Handed: TypeAlias = tuple[Item, asyncio.Future[Answer] | None]
"""An item, and the future of its answer where somebody waits for it."""


class BrokenOff(Exception):
    """The work itself was ended before what was handed over was done; who waited for it was not."""


class Grouped(Generic[Item, Answer]):
    """Hands items over in groups and gives each one its own answer.

    `perform` gets the items of a group and returns their answers in the same order. There is one group at
    a time. An exception of `perform` goes to everybody who waits for that group; what ends the work itself
    goes to everybody who waits at all, BrokenOff where it was cancelled.
    """

    def __init__(
        self,
        perform: Callable[[list[Item]], Awaitable[list[Answer]]],
        largest: int = 500,
        enough: int = 1,
        patience: float = 0.0,
    ) -> None:
        """A group begins with `enough` items, or `patience` seconds after the first; `largest` is its end."""
        self._perform = perform
        self._largest = largest
        self._enough = enough
        self._patience = patience
        self._waiting: list[_Handed[Item, Answer]] = []
        self._begin: asyncio.Future[None] | None = None
        """There while the next group gathers; done when it may begin."""
        self._running: asyncio.Task[None] | None = None

    def submit(self, item: Item) -> asyncio.Future[Answer]:
        """Hand an item over; its answer comes when its group was performed, earlier items first."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._take(item, answer)
        return answer

    def note(self, item: Item) -> None:
        """Hand an item over of which nobody waits for the answer."""
        self._take(item, None)

    async def finish(self) -> None:
        """Return when nothing waits any more."""
        while self._running is not None:
            await asyncio.wait([self._running])

    def _take(self, item: Item, answer: asyncio.Future[Answer] | None) -> None:
        self._waiting.append((item, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        elif self._begin is not None and len(self._waiting) >= self._enough:
            _let(self._begin)

    async def _run(self) -> None:
        group: list[_Handed[Item, Answer]] = []
        try:
            while self._waiting:
                await self._gather()
                group, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
                await self._one(group)
        except BaseException as end:
            stranded, self._waiting = [*group, *self._waiting], []
            _disappoint(stranded, end if isinstance(end, Exception) else BrokenOff())
            raise
        finally:
            self._running = None

    async def _gather(self) -> None:
        """Let the others that are ready join the group."""
        await asyncio.sleep(0)
        if len(self._waiting) >= self._enough:
            return
        loop = asyncio.get_running_loop()
        self._begin = loop.create_future()
        alarm = loop.call_later(self._patience, _let, self._begin)
        try:
            await self._begin
        finally:
            alarm.cancel()
            self._begin = None

    async def _one(self, group: list[_Handed[Item, Answer]]) -> None:
        try:
            answers = await self._perform([item for item, _ in group])
            answered = list(zip(group, answers, strict=True))
        except Exception as error:
            _disappoint(group, error)
            return
        for (_, future), answer in answered:
            if future is not None and not future.done():
                future.set_result(answer)


def _disappoint(group: Iterable[_Handed[Item, Answer]], why: Exception) -> None:
    """Let those who still wait have an exception for an answer."""
    for _, future in group:
        if future is not None and not future.done():
            future.set_exception(why)
            future.exception()  # so that asyncio does not complain where nobody waits for this one


def _let(begin: asyncio.Future[None]) -> None:
    if not begin.done():
        begin.set_result(None)
