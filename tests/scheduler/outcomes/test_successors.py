"""Successors: addresses named for further mail, proposed, reviewed, and taken into the directory or not."""

from __future__ import annotations

import pytest

from mailer.errors import Refused
from mailer.suppression import suppress
from recipients.history import changes_of
from scheduler.erasing import erase_person
from scheduler.outcomes.concluding import Conclusion
from scheduler.outcomes.successors import accept, reject, written_to_at
from scheduler.outcomes.task import TaskKind, TaskState, finish
from tests.scheduler.beginnings import beginning, fall_due, launch_first, release_first, send_all
from tests.scheduler.campaign_factory import ADMINISTRATOR, AUDITOR, COORDINATOR, DRAFTER, World, furnish
from tests.scheduler.outcomes.mailbag import ANN, POST, away, bounce, conclude, standing, tasks

C = Conclusion
NEW = "joy@rivers.example"
LEFT = f"I have left the ministry. For further mail please write to {NEW} instead."


def name_successor(world: World) -> None:
    """An office in which somebody who left names another address."""
    assert conclude(world, away(world, ANN, LEFT)) == {C.PROPOSED: 1}


proposed = beginning(furnish, release_first, fall_due, launch_first, send_all, name_successor)


def addresses(world: World, address: str) -> list[str]:
    with world.database.reading() as session:
        return [wire for entry in written_to_at(session, address) for wire, _ in entry.to]


def test_a_successor_named_in_an_absence_is_a_proposal_with_the_line(proposed: World) -> None:
    [task] = tasks(proposed)
    assert (task.kind, task.address, task.proposed) == (TaskKind.SUCCESSOR, ANN, NEW)
    assert task.line == LEFT
    assert addresses(proposed, ANN) == [ANN], "nothing changes by itself"
    assert standing(proposed) == []


def test_the_same_proposal_is_made_once(proposed: World) -> None:
    assert conclude(proposed, away(proposed, ANN, f"{LEFT} Thank you.")) == {}
    assert len(tasks(proposed)) == 1


def test_an_accepted_successor_takes_the_place_of_the_old_address_with_its_history(proposed: World) -> None:
    [changed] = proposed.do(accept, COORDINATOR, 1)
    assert [str(change) for change in changed.changes] == [f"email: {ANN} → {NEW}"]
    assert addresses(proposed, NEW) == [NEW]
    with proposed.database.reading() as session:
        [entry] = written_to_at(session, NEW)
        [change] = changes_of(session, entry.id)
    assert (change.old, change.new, change.actor) == (ANN, NEW, COORDINATOR.pseudonym)
    assert entry.name == "Ann Osei"
    [task] = tasks(proposed)
    assert (task.state, task.why) == (TaskState.DONE, f"{NEW} in the place of {ANN}")


def test_it_can_stand_beside_the_old_one(proposed: World) -> None:
    proposed.do(accept, COORDINATOR, 1, beside=True)
    assert addresses(proposed, ANN) == [ANN, NEW]


def test_accepting_ends_the_repair_of_the_old_address_which_stays_held(sent: World) -> None:
    conclude(sent, away(sent, ANN, LEFT), bounce(sent, ANN))
    kinds = {task.kind: task.id for task in tasks(sent)}
    sent.do(accept, COORDINATOR, kinds[TaskKind.SUCCESSOR])
    assert [task.state for task in tasks(sent)] == [TaskState.DONE, TaskState.DONE]
    assert [row.address_key for row in standing(sent)] == [ANN]


def test_a_rejected_successor_changes_nothing_and_keeps_the_reason(proposed: World) -> None:
    with pytest.raises(Refused, match="why nothing is"):
        proposed.do(reject, COORDINATOR, 1, "")
    proposed.do(reject, COORDINATOR, 1, "they share an office only")
    [task] = tasks(proposed)
    assert (task.state, task.why) == (TaskState.DISMISSED, "they share an office only")
    assert addresses(proposed, ANN) == [ANN]
    with pytest.raises(Refused, match="Task 1 is dismissed already: they share an office only"):
        proposed.do(accept, COORDINATOR, 1)


def test_only_a_coordinator_decides_and_only_by_accepting_or_rejecting(proposed: World) -> None:
    for deed, given in ((accept, (1,)), (reject, (1, "no"))):
        with pytest.raises(Refused, match="coordinator"):
            proposed.do(deed, AUDITOR, *given)
    with pytest.raises(Refused, match="accept or reject it"):
        proposed.do(finish, COORDINATOR, 1, TaskState.DONE, "seen")


def test_an_address_that_gets_no_mail_is_not_accepted(proposed: World) -> None:
    with proposed.database.writing() as session:
        suppress(session, proposed.now, DRAFTER, address_key=NEW, scope="all", reason="asked so")
    with pytest.raises(Refused, match=r"joy@rivers\.example gets no mail itself: asked so"):
        proposed.do(accept, COORDINATOR, 1)


def test_an_old_address_that_nobody_has_any_more_is_told(proposed: World) -> None:
    proposed.run("DELETE FROM recipient_address WHERE address_key = :key", key=ANN)
    with pytest.raises(Refused, match="Nobody in the directory is written to at"):
        proposed.do(accept, COORDINATOR, 1)


def test_an_address_that_is_theirs_already_is_no_proposal(world: World) -> None:
    world.add("Lake Office", "one@lake.example", "two@lake.example")
    world.launched(expected=7)
    world.send()
    raw = away(world, "one@lake.example", "I have left. Please write to two@lake.example instead.")
    assert conclude(world, raw) == {}


def test_a_bounce_that_names_another_address_is_a_proposal_too(sent: World) -> None:
    words = "551 5.1.6 User has moved. Please write to registry@harbour.example instead"
    followed = conclude(sent, bounce(sent, POST, status="5.1.6", words=words))
    assert followed[C.PROPOSED] == 1
    assert {task.proposed for task in tasks(sent)} >= {"registry@harbour.example"}


def test_a54_a_proposal_of_an_erased_person_is_dismissed_and_names_only_whom_it_was_about(
    proposed: World,
) -> None:
    proposed.add("Lake Office", NEW, name="Joy Lake")
    proposed.tick()
    with proposed.database.writing() as session:
        erase_person(session, proposed.now, ADMINISTRATOR, proposed.keyring(), NEW, "asked so")
    [task] = tasks(proposed)
    assert (task.state, task.address, task.proposed, task.line) == (TaskState.DISMISSED, ANN, "", "")
