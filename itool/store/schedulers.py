"""Blocks that workers of a dask.distributed scheduler keep for a client.

What comes from a scheduler is unpickled, so it can run code here. That is why one is
asked only if the user named it, with ``--trust-scheduler`` or in the environment
variable ``ITOOL_TRUST_SCHEDULER`` (addresses, separated by commas).
"""

from __future__ import annotations

import logging
import os
import threading
from math import prod
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from itool.errors import BadData, NotReopened, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itool.wire.recipes import SchedulerRecipe

LOGGER = logging.getLogger("itool.store")

TRUST_VARIABLE = "ITOOL_TRUST_SCHEDULER"
_MOST_BLOCKS = 2**17
_CONNECT = 5.0
_GATHER = 60.0
"""Seconds in which a scheduler and its workers have to answer."""

_trusted: set[str] = set()
_clients: dict[str, Any] = {}
_lock = threading.Lock()


def trust_schedulers(addresses: Iterable[str]) -> None:
    """Let data be read from these schedulers until `close_schedulers`."""
    _trusted.update(map(_plain, addresses))


def trusted_schedulers() -> set[str]:
    """Return the addresses of schedulers that data may be read from."""
    named = os.environ.get(TRUST_VARIABLE, "").split(",")
    return _trusted | {_plain(address) for address in named if address.strip()}


def close_schedulers() -> None:
    """Trust none any more, and end all connections to them."""
    _trusted.clear()
    with _lock:
        while _clients:
            _, client = _clients.popitem()
            client.close(timeout=_CONNECT)


def kept_array(recipe: SchedulerRecipe) -> Any:
    """Return a dask array of what a scheduler's workers keep.

    They keep it for as long as the array is here, even if the client has ended. Blocks
    are computed by any scheduler: that means they are fetched.

    Raises
    ------
    NotReopened
        If the scheduler is not trusted, is out of reach, or keeps not all of it.
    """
    address, trusted = _plain(recipe.address), trusted_schedulers()
    if address not in trusted:
        LOGGER.info("scheduler %s is not trusted; samples are asked for", address)
        raise NotReopened(
            f"the manager does not trust the dask scheduler '{address}'; "
            f"it trusts {listed(sorted(trusted))}.",
            hint=f"Start it with `itool-manager --trust-scheduler {address}` if nobody "
            "else can use that scheduler: what it sends is unpickled.",
        )
    try:
        return _array(_client(address), recipe)
    except ImportError:
        raise NotReopened(
            "the manager needs dask.distributed to read from a scheduler.",
            hint='Install it with: pip install "itool[distributed]"',
        ) from None
    except (AttributeError, OSError, TimeoutError, ValueError) as error:
        raise NotReopened(f"scheduler '{address}' cannot be used: {error}") from error


def _plain(address: str) -> str:
    address = address.strip()
    return address if "://" in address else f"tcp://{address}"


def _client(address: str) -> Any:
    import distributed

    with _lock:
        client = _clients.get(address)
        if client is not None and client.status == "running":
            return client
        connect: Any = distributed.Client
        client = connect(
            address, timeout=_CONNECT, set_as_default=False, name="itool-manager"
        )
        _clients[address] = client
        return client


def _array(client: Any, recipe: SchedulerRecipe) -> Any:
    import dask.array as da
    import distributed
    from dask.highlevelgraph import HighLevelGraph

    from itool.wire.later import block_regions
    from itool.wire.values import read_dtype

    chunks = tuple(tuple(lengths) for lengths in recipe.chunks)
    if prod(map(len, chunks)) > _MOST_BLOCKS:
        raise NotReopened(f"'{recipe.name}' has more than {_MOST_BLOCKS} blocks.")
    dtype = read_dtype(recipe.dtype)
    name = f"itool-kept-{uuid4().hex}"
    graph: dict[Any, Any] = {}
    futures: list[Any] = []
    for index, region in block_regions(chunks):
        future: Any = distributed.Future((recipe.name, *index), client)
        shape = tuple(part.stop - part.start for part in region)
        futures.append(future)
        graph[(name, *index)] = (_Block(future, shape, dtype),)
    kept = client.who_has(futures)
    missing = sum(not workers for workers in kept.values())
    if missing or len(kept) < len(futures):
        raise NotReopened(f"the scheduler does not keep all of '{recipe.name}'.")
    # What unpickling a future does; there is no public way to say that a key is wanted.
    keys = [future.key for future in futures]
    message = {"op": "client-desires-keys", "keys": keys, "client": client.id}
    client._send_to_scheduler(message)
    # Once it has answered it keeps them for us, too, and the client may go.
    if any(future.exception(timeout=_CONNECT) is not None for future in futures):
        raise NotReopened(f"not all of '{recipe.name}' could be computed.")
    layers = HighLevelGraph.from_collections(name, graph, dependencies=[])
    array: Any = da.Array
    return array(layers, name, chunks, dtype=dtype)


class _Block:
    """Fetches one block; dask must not look for the future in its graph."""

    def __init__(self, future: Any, shape: tuple[int, ...], dtype: Any) -> None:
        self._future, self._shape, self._dtype = future, shape, dtype

    def __call__(self) -> Any:
        block = self._future.result(timeout=_GATHER)
        if block.shape != self._shape or block.dtype != self._dtype:
            raise BadData(
                f"a scheduler sent a block of {block.dtype}, {block.shape} instead of "
                f"{self._dtype}, {self._shape}."
            )
        return block
