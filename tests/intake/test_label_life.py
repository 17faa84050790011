"""A label printed again, replaced or voided; the old code still names its item; low stock is told once."""

import asyncio
from functools import partial

import pytest

from courier.database import Connection, Pool, in_transaction
from courier.errors import Conflict, InvalidInput, NotFound
from courier.intake.bind_label import bind_label
from courier.intake.issue_labels import give_range, issue_labels
from courier.intake.label_items import label_items
from courier.intake.labels.read_stock import list_low_stocks, read_stock
from courier.intake.labels.replace_label import replace_label, void_label
from courier.intake.labels.reprint_label import count_prints, list_labelled_jobs, print_labels, reprint_label
from courier.intake.model import LabelRefused
from courier.intake.orders.place_order import place_order
from tests.intake.conftest import Scene
from tests.intake.test_place_order import order


async def labelled(connection: Connection, scene: Scene) -> str:
    """The code of an item that a roll label was bound to."""
    [label] = (await issue_labels(connection, scene.teller, scene.point.office_id, 1)).labels
    job_id = (await place_order(connection, scene.teller, order(scene))).job_id
    assert job_id is not None
    await bind_label(connection, label.code, job_id)
    return label.code


async def test_printing_again_keeps_the_code_and_is_counted(service_connection: Connection, scene: Scene) -> None:
    code = await labelled(service_connection, scene)
    faces = [await reprint_label(service_connection, scene.teller, code, copies) for copies in (1, 3)]
    assert {face.code for face in faces} == {code}
    assert await count_prints(service_connection, code) == 4
    assert await service_connection.fetchval("SELECT count(*) FROM label_void") == 0
    for copies in (0, 11):
        with pytest.raises(InvalidInput):
            await reprint_label(service_connection, scene.teller, code, copies)
    with pytest.raises(NotFound):
        await reprint_label(service_connection, scene.stranger, code)
    [roll] = (await issue_labels(service_connection, scene.teller, scene.point.office_id, 1)).labels
    with pytest.raises(Conflict, match="cuộn"):
        await reprint_label(service_connection, scene.teller, roll.code)


async def test_a_replaced_code_is_void_and_still_names_its_item(service_connection: Connection, scene: Scene) -> None:
    old = await labelled(service_connection, scene)
    replaced = await replace_label(service_connection, scene.teller, old, "damaged")
    assert (replaced.replaces, replaced.code != old) == (old, True)
    items = await service_connection.fetch("SELECT item_id, reason FROM item_label ORDER BY bound_at, code")
    assert len({row["item_id"] for row in items}) == 1
    assert {row["reason"] for row in items} == {"roll", "replacement"}
    job_id = await service_connection.fetchval("SELECT job_id FROM item")
    assert await bind_label(service_connection, old, job_id) == items[0]["item_id"]
    [face] = await label_items(service_connection, scene.teller, [job_id])
    assert face.code == replaced.code
    with pytest.raises(LabelRefused) as refusal:
        await replace_label(service_connection, scene.teller, old, "lost")
    assert refusal.value.reason == "label_void"
    with pytest.raises(LabelRefused):
        await reprint_label(service_connection, scene.teller, old)
    again = await replace_label(service_connection, scene.teller, replaced.code, "lost")
    assert (await reprint_label(service_connection, scene.teller, again.code)).code == again.code


async def test_a_void_code_binds_nothing_new(service_connection: Connection, scene: Scene) -> None:
    old = await labelled(service_connection, scene)
    await replace_label(service_connection, scene.teller, old, "wrong_item")
    other = (await place_order(service_connection, scene.teller, order(scene))).job_id
    assert other is not None
    with pytest.raises(LabelRefused) as refusal:
        await bind_label(service_connection, old, other)
    assert refusal.value.reason == "label_void"


async def test_a_spoiled_roll_label_is_voided_once_and_a_bound_one_never(
    service_connection: Connection, scene: Scene
) -> None:
    [roll] = (await issue_labels(service_connection, scene.teller, scene.point.office_id, 1)).labels
    for _ in range(2):
        await void_label(service_connection, scene.teller, roll.code, "spoiled")
    with pytest.raises(Conflict):
        await replace_label(service_connection, scene.teller, await free_roll(service_connection, scene), "damaged")
    with pytest.raises(LabelRefused):
        await void_label(service_connection, scene.teller, await labelled(service_connection, scene), "spoiled")
    with pytest.raises(NotFound):
        await void_label(service_connection, scene.stranger, roll.code, "spoiled")


async def free_roll(connection: Connection, scene: Scene) -> str:
    return (await issue_labels(connection, scene.teller, scene.point.office_id, 1)).labels[0].code


async def test_low_stock_is_told_when_it_is_reached_and_not_again(service_connection: Connection, scene: Scene) -> None:
    await give_range(service_connection, scene.point.office_id, "RB", 1, 500)
    for count in (50, 1, 10):
        await issue_labels(service_connection, scene.teller, scene.point.office_id, count)
    stock = await read_stock(service_connection, scene.teller, scene.point.office_id)
    assert (stock.s10_left, stock.is_low, stock.on_rolls) == (489, True, 61)
    told = await service_connection.fetch("SELECT facts FROM change WHERE topic = 'exception'")
    assert [row["facts"] for row in told] == [{"kind": "numbers_low", "s10_left": 499}]
    assert [low.office_id for low in await list_low_stocks(service_connection, scene.teller)] == [scene.point.office_id]
    with pytest.raises(NotFound):
        await read_stock(service_connection, scene.stranger, scene.point.office_id)
    await give_range(service_connection, scene.point.office_id, "RC", 1, 1_000)
    assert await list_low_stocks(service_connection, scene.teller) == []


async def test_what_has_no_label_is_not_printed(service_connection: Connection, scene: Scene) -> None:
    job_id = (await place_order(service_connection, scene.teller, order(scene))).job_id
    assert job_id is not None
    assert await print_labels(service_connection, scene.teller, [job_id]) == []
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 0
    assert await list_labelled_jobs(service_connection, scene.teller, job_id) == []


async def test_a_roll_label_is_bound_or_voided_but_never_both(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    for label in (await issue_labels(service_connection, scene.teller, scene.point.office_id, 6)).labels:
        job_id = (await place_order(service_connection, scene.teller, order(scene))).job_id
        assert job_id is not None
        await asyncio.gather(
            in_transaction(database, partial(bind_label, code=label.code, job_id=job_id)),
            in_transaction(database, partial(void_label, asker=scene.teller, code=label.code, reason="spoiled")),
            return_exceptions=True,
        )
    both = "SELECT count(*) FROM item_label JOIN label_void USING (code)"
    assert await service_connection.fetchval(both) == 0


async def test_one_roll_label_scanned_at_two_doors_names_one_of_them(
    service_connection: Connection, database: Pool, scene: Scene
) -> None:
    [label] = (await issue_labels(service_connection, scene.teller, scene.point.office_id, 1)).labels
    jobs = [(await place_order(service_connection, scene.teller, order(scene))).job_id for _ in range(2)]
    answers = await asyncio.gather(
        *(in_transaction(database, partial(bind_label, code=label.code, job_id=job_id)) for job_id in jobs),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if isinstance(answer, LabelRefused)]
    assert [refusal.reason for refusal in refused] == ["label_used"]
    assert await service_connection.fetchval("SELECT count(*) FROM item") == 1
