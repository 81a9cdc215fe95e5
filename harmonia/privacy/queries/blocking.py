"""What is blocked, since when, why, and until what."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from harmonia.privacy.models import Block
from harmonia.privacy.states import BlockState


def standing(person_id: UUID) -> QuerySet[Block]:
    """The reasons for which the whole person is blocked now, the oldest first."""
    return Block.objects.filter(person_id=person_id, table="", state=BlockState.STANDS).order_by("since", "pk")


def records_standing(person_id: UUID) -> QuerySet[Block]:
    """His records that are blocked by themselves."""
    stands = Block.objects.filter(person_id=person_id, state=BlockState.STANDS)
    return stands.exclude(table="").order_by("since", "pk")


def history(person_id: UUID) -> list[Block]:
    return list(Block.objects.filter(person_id=person_id).order_by("-since", "pk"))


def first_of_each(person_ids: Collection[UUID]) -> dict[UUID, Block]:
    """Why and since when each of them is blocked, of those who are: one query for a page of people."""
    stands = Block.objects.filter(person_id__in=list(person_ids), table="", state=BlockState.STANDS)
    return {block.person_id: block for block in stands.order_by("person_id", "since", "pk").distinct("person_id")}


def locked(block_id: UUID) -> Block:
    return Block.objects.select_for_update(of=("self",)).get(pk=block_id)


def locked_standing(person_id: UUID, *, table: str = "", row: str = "") -> list[Block]:
    stands = Block.objects.filter(person_id=person_id, table=table, row=row, state=BlockState.STANDS)
    return list(stands.select_for_update(of=("self",)).order_by("since", "pk"))
