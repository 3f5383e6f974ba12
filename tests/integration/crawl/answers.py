"""Answers of a replica that a test changes as it goes."""

from collections.abc import Callable
from functools import partial

from world import World

from regwatch.demo.replica.wire import Reply, Request

Change = Callable[[Request, Reply], Reply]


def change_answers(world: World, change: Change) -> None:
    """Let every answer of the running replica pass through `change`, the way it is sent included."""
    honest = world.replica.answer

    def answer(source: str, request: Request) -> Reply:
        return change(request, honest(source, request))

    for source, server in world.replica._servers.items():
        server.answer = partial(answer, source)


def honest_again(world: World) -> None:
    for source, server in world.replica._servers.items():
        server.answer = partial(world.replica.answer, source)
