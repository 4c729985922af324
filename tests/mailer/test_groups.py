"""Work that waits until it is done together: everybody who waits hears how it ended, also where it broke."""

from __future__ import annotations

import asyncio

from mailer.groups import BrokenOff, Grouped


async def doubled(items: list[int]) -> list[int]:
    return [item * 2 for item in items]


def test_each_item_gets_its_own_answer_in_groups_of_a_limited_size() -> None:
    sizes: list[int] = []

    async def perform(items: list[int]) -> list[int]:
        sizes.append(len(items))
        return await doubled(items)

    async def story() -> list[int]:
        grouped = Grouped(perform, largest=2)
        return await asyncio.gather(*map(grouped.submit, range(5)))

    assert asyncio.run(story()) == [0, 2, 4, 6, 8]
    assert sizes == [2, 2, 1]


def test_a_group_that_fails_tells_those_who_wait_for_it_and_the_next_one_goes_on() -> None:
    async def perform(items: list[int]) -> list[int]:
        if 1 in items:
            raise ValueError("one is not to be had")
        return await doubled(items)

    async def story() -> list[int | BaseException]:
        grouped = Grouped(perform, largest=1)
        return await asyncio.gather(*map(grouped.submit, (1, 2)), return_exceptions=True)

    failed, answered = asyncio.run(story())
    assert isinstance(failed, ValueError)
    assert answered == 4


def test_too_few_answers_are_an_exception_for_all_of_the_group() -> None:
    async def perform(items: list[int]) -> list[int]:
        return items[1:]

    async def story() -> list[int | BaseException]:
        grouped = Grouped(perform)
        return await asyncio.gather(*map(grouped.submit, (1, 2)), return_exceptions=True)

    assert [type(end) for end in asyncio.run(story())] == [ValueError, ValueError]


def test_work_that_is_broken_off_in_a_group_leaves_nobody_waiting_and_can_be_taken_up_again() -> None:
    async def perform(items: list[int]) -> list[int]:
        if 1 in items:
            raise asyncio.CancelledError
        return await doubled(items)

    async def story() -> list[int | BaseException]:
        grouped = Grouped(perform, largest=1)
        ends = await asyncio.gather(*map(grouped.submit, (1, 2)), return_exceptions=True)
        return [*ends, await grouped.submit(3)]

    *ends, answer = asyncio.run(asyncio.wait_for(story(), 10))
    assert [type(end) for end in ends] == [BrokenOff] * 2
    assert answer == 6


def test_work_that_is_broken_off_while_a_group_gathers_leaves_nobody_waiting() -> None:
    async def story() -> list[int | BaseException]:
        grouped, others = Grouped(doubled, enough=9, patience=60.0), asyncio.all_tasks()
        waiting = list(map(grouped.submit, (1, 2)))
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - others:
            task.cancel()
        return await asyncio.gather(*waiting, return_exceptions=True)

    ends = asyncio.run(asyncio.wait_for(story(), 10))
    assert [type(end) for end in ends] == [BrokenOff] * 2
