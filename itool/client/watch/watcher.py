"""Watcher: keeps the variables of one namespace and their viewers the same.

What a cell changed is noticed by hashing all of it, copied block by block, and sent
from a thread apart, newest value only; what the manager changed is fetched there and
assigned between two cells. A side never overwrites what it has not seen.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import uuid
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from itool.client.watch.thread import THREAD
from itool.client.watch.variable import (
    Change,
    Variable,
    as_before,
    as_sent,
    cause,
    checked,
    copied,
    is_quantity,
)
from itool.errors import ImageToolManagerNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import xarray as xr

    from itool.client.targets import Door
    from itool.client.watch.namespace import Namespace
    from itool.client.watch.variable import Line


class Watcher:
    """The watched variables of one namespace.

    Parameters
    ----------
    namespace : Namespace
        Where they live.
    """

    def __init__(self, namespace: Namespace) -> None:
        self.namespace = namespace
        self.source = str(uuid.uuid4())
        self._lock = threading.RLock()
        self._variables: dict[str, Variable] = {}
        self._lines: dict[str, Line] = {}
        self._polling: Future[Any] | None = None
        self._interval = 0.25

    @property
    def names(self) -> tuple[str, ...]:
        """The watched names, in the order they were first watched."""
        return tuple(self._variables)

    def watch(
        self, name: str, door: Door, line: Line, label: str | None, uid: str | None
    ) -> bool:
        """Watch a variable, or push it again and bring its viewer to the front.

        Returns
        -------
        bool
            Whether a viewer was opened for it.
        """
        from itool.store.changes import fingerprint

        data = as_sent(checked(self.namespace, name))
        line = self._opened(line)
        before = self._variables.get(name)
        if before is not None and before.line is not line:
            self.stop([name])
        seen = fingerprint(data)
        made = door.call(
            "watch.bind",
            varname=name,
            data=data,
            source=self.source,
            label=label,
            uid=uid,
        )
        variable = Variable(
            name, made["uid"], line, made["revision"], made["ties"], seen
        )
        with self._lock:
            self._variables[name] = variable
        if before is not None:
            before.is_over = True
        self._tell_kept(name, made["kept"])
        return bool(made["is_new"])

    def follow(self, interval: float) -> None:
        """Notice changes after each cell of IPython, elsewhere every `interval` s."""
        events = self.namespace.events
        self._interval = interval
        if self._polling is not None:
            return
        if events is not None:
            events.register("pre_run_cell", self.before_cell)
            events.register("post_run_cell", self.after_cell)
            self._polling = Future()
        else:
            self._polling = THREAD.start(self._poll())

    def before_cell(self, *_: object) -> None:
        """Change no variable while a cell runs."""
        self.namespace.hold()

    def after_cell(self, *_: object) -> None:
        """Notice what a cell changed, then take over what arrived meanwhile."""
        try:
            self.check()
        finally:
            self.namespace.release()

    def check(self) -> None:
        """Notice changed variables and begin to send them. Any thread."""
        with self._lock:
            for variable in list(self._variables.values()):
                self._check(variable)

    def push(self) -> None:
        """Send what changed; returns when the manager has it.

        Raises
        ------
        ItoolError
            Why it could not be sent.
        """
        with self._lock:
            variables = list(self._variables.values())
            self.check()
        self._wait(THREAD.start(self._sent()))
        for variable in variables:
            if variable.failure is not None:
                raise variable.failure

    def stop(self, names: Iterable[str], *, remove: bool = False) -> None:
        """Watch these variables no longer; their viewers stay, or are closed too.

        The viewers that stay show the last values.
        """
        with self._lock:
            found = (self._variables.get(name) for name in names)
            ending = [variable for variable in found if variable is not None]
            if not remove:
                for variable in ending:
                    self._check(variable)
        if ending:
            self._wait(THREAD.start(self._release(ending, remove)))

    def close(self, *, remove: bool = False) -> None:
        """Watch nothing, and let go of hook, thread and sockets. Never raises."""
        try:
            self.stop(self.names, remove=remove)
        except Exception as error:  # the manager may be gone
            self._say(f"{error}")
        polling, self._polling = self._polling, None
        if self.namespace.events is not None and polling is not None:
            self.namespace.events.unregister("pre_run_cell", self.before_cell)
            self.namespace.events.unregister("post_run_cell", self.after_cell)
        elif polling is not None:
            polling.cancel()
        lines, self._lines = self._lines, {}
        for line in lines.values():
            self._wait(THREAD.start(line.close()))

    def leave(self, patience: float) -> None:
        """Send what changed last and let go of the managers; viewers stay tied.

        Parameters
        ----------
        patience : float
            Seconds that sending may take.
        """
        with suppress(Exception):
            self.check()
            THREAD.start(self._sent()).result(patience)
        with self._lock:
            self._variables.clear()
        self.close()

    def _opened(self, line: Line) -> Line:
        """Return the open line to the same manager, or open this one."""
        if line.key not in self._lines:
            told = partial(self._told, line.key)
            lost = partial(self._lost, line.key)
            self._wait(THREAD.start(line.open(told, lost)))
            self._lines[line.key] = line
        return self._lines[line.key]

    def _check(self, variable: Variable) -> None:
        try:
            data = self.namespace.array(variable.name)
            if data is None:
                self._part(variable)
            else:
                self._notice(variable, as_sent(data))
        except Exception as error:  # whatever is wrong with it, the others go on
            self._fail(variable, error)

    def _notice(self, variable: Variable, data: xr.DataArray) -> None:
        from itool.store.changes import changed_blocks, fingerprint

        seen = fingerprint(data)
        latest, pending = variable.latest, variable.next
        if seen == latest:
            if variable.failure and not (pending or variable.under_way):
                # It is again what both sides had: there is nothing to send.
                variable.failure, variable.told = None, ""
                THREAD.start(self._send(variable))
            return
        blocks = changed_blocks(data, latest, seen)
        is_whole = variable.needs_all or (
            pending is not None and pending.data is not None
        )
        if blocks is None or is_whole:
            variable.next = Change(seen, data=copied(data))
        else:
            earlier = pending.blocks if pending is not None and pending.blocks else {}
            variable.next = Change(seen, blocks={**earlier, **blocks})
        variable.needs_all = False
        THREAD.start(self._send(variable))

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            self.check()

    async def _send(self, variable: Variable) -> None:
        """Send values until the newest one is there. Watch thread."""
        if variable.is_sending:
            return
        variable.is_sending = True
        try:
            while self._take_next(variable):
                try:
                    await self._deliver(variable)
                except Exception as error:  # the next change is sent whole
                    is_old = variable.next is not None
                    self._fail(variable, error)
                    if is_old:
                        self._check(variable)
        finally:
            variable.is_sending = False
            waiting, variable.waiting = variable.waiting, []
            for done in waiting:
                if not done.done():
                    done.set_result(None)
        self._receive_soon(variable)

    def _take_next(self, variable: Variable) -> bool:
        with self._lock:
            variable.under_way, variable.next = variable.next, None
            return variable.under_way is not None and not variable.is_over

    async def _deliver(self, variable: Variable) -> None:
        change = variable.under_way
        assert change is not None
        call = partial(variable.line.call, uid=variable.uid, base=variable.revision)
        answer = None
        if change.blocks is not None:
            order = list(change.seen.order)
            answer = await call("watch.patch", order=order, blocks=change.blocks)
        if answer is None and variable.is_over:
            return
        if answer is None:
            change = self._whole(variable, change)
            answer = await call("watch.push", data=change.data)
        with self._lock:
            variable.known, variable.revision = change.seen, answer["revision"]
            if variable.under_way is change:  # and nothing newer has failed meanwhile
                variable.under_way = variable.failure = None
                variable.told = ""
        self._tell_kept(variable.name, answer["kept"])

    def _whole(self, variable: Variable, change: Change) -> Change:
        """Return a change with all of the value, which may be newer by now."""
        from itool.store.changes import fingerprint

        if change.data is not None:
            return change
        with self._lock:
            data = self.namespace.array(variable.name)
            if data is None:
                raise NameError(f"name {variable.name!r} is not defined")
            copy = copied(as_sent(data))
            variable.next = None
            variable.under_way = Change(fingerprint(copy), data=copy)
            return variable.under_way

    def _fail(self, variable: Variable, error: Exception) -> None:
        with self._lock:
            variable.next = variable.under_way = None
            variable.needs_all = True
            variable.failure = error
            text = cause(error)
            is_new, variable.told = text != variable.told, text
        if is_new and not variable.is_over:
            self._say(f"{variable.name!r} was not sent: {text}")

    def _told(self, key: str, ties: int, revisions: dict[str, int]) -> None:
        """Take the revisions that a manager has. Watch thread."""
        with self._lock:
            mine = [v for v in self._variables.values() if v.line.key == key]
        for variable in mine:
            if variable.uid not in revisions and ties < variable.ties:
                continue
            if variable.uid not in revisions:
                self._drop(variable)
                self._say(
                    f"the manager does not show {variable.name!r} any more; it is not "
                    "watched now."
                )
            else:
                variable.newest = revisions[variable.uid]
                self._receive_soon(variable)

    def _receive_soon(self, variable: Variable) -> None:
        if variable.newest > variable.revision and not variable.is_receiving:
            variable.is_receiving = True
            THREAD.start(self._receive(variable))

    async def _receive(self, variable: Variable) -> None:
        """Assign what the manager has until it is the newest. Watch thread."""
        try:
            while variable.newest > variable.revision and not variable.is_over:
                if variable.is_sending or variable.next or variable.failure:
                    return  # what is sent at last brings us back here
                got = await variable.line.call("watch.pull", uid=variable.uid)
                done: Future[None] = Future()
                assign = partial(self._assign, variable, got["revision"], got["data"])
                self.namespace.do(partial(_settle, done, assign))
                await asyncio.wrap_future(done)
        except Exception as error:  # told; the next notice tries again
            if not variable.is_over:
                self._say(f"{variable.name!r} was not updated: {cause(error)}")
        finally:
            variable.is_receiving = False

    def _assign(self, variable: Variable, revision: int, data: xr.DataArray) -> None:
        from itool.store.changes import fingerprint

        with self._lock:
            if variable.is_over or revision <= variable.revision:
                return
            before = self.namespace.array(variable.name)
            value = as_before(data, before)
            known = fingerprint(as_sent(value))
            # What was changed here meanwhile is sent first, and nothing is lost. A
            # script goes on beside us: this is looked at last.
            self._check(variable)
            if not variable.is_settled:
                return
            if not self.namespace.swap(variable.name, before, value):
                return
            variable.known, variable.revision = known, revision
        if is_quantity(before) and not is_quantity(value):
            self._say(
                f"{variable.name!r} is no quantity any more: what the manager shows "
                "has no units that pint knows."
            )

    def _lost(self, key: str, reason: str) -> None:
        """Forget a manager that has ended. Watch thread."""
        with self._lock:
            line = self._lines.pop(key, None)
            gone = [v for v in self._variables.values() if v.line.key == key]
        for variable in gone:
            self._drop(variable)
        if gone:
            names = ", ".join(variable.name for variable in gone)
            self._say(f"{reason} Not watched any more: {names}.")
        if line is not None:
            THREAD.start(line.close())

    def _part(self, variable: Variable) -> None:
        """Let go of a variable that is gone, or no array any more; its row stays."""
        self._drop(variable)
        THREAD.start(self._release([variable], False))
        self._say(
            f"{variable.name!r} is not a DataArray any more; it is not watched now, "
            "and its row stays."
        )

    def _drop(self, variable: Variable) -> None:
        with self._lock:
            variable.is_over = True
            if self._variables.get(variable.name) is variable:
                del self._variables[variable.name]

    async def _release(self, variables: list[Variable], remove: bool) -> None:
        for variable in variables:
            await self._quiet(variable)
            self._drop(variable)
            try:
                await variable.line.call(
                    "watch.release", uid=variable.uid, remove=remove
                )
            except ImageToolManagerNotFoundError:
                continue

    async def _sent(self) -> None:
        with self._lock:
            variables = list(self._variables.values())
        for variable in variables:
            await self._quiet(variable)

    async def _quiet(self, variable: Variable) -> None:
        """Wait until nothing of a variable is on its way."""
        while variable.is_sending or (variable.next and not variable.is_over):
            done = asyncio.get_running_loop().create_future()
            variable.waiting.append(done)
            await done

    def _wait(self, work: Future[Any]) -> Any:
        from itool.client.local import local_manager

        local = local_manager()
        return local.wait_for(work) if local is not None else work.result()

    def _tell_kept(self, name: str, kept: str | None) -> None:
        if kept:
            self._say(
                f"{name!r} was changed here and in the manager. The value of the "
                f"notebook is shown; the other one is kept as {kept!r}."
            )

    def _say(self, text: str) -> None:
        print(f"itool: {text}", file=sys.stderr)


def _settle(done: Future[None], call: Callable[[], None]) -> None:
    try:
        call()
        done.set_result(None)
    except Exception as error:
        done.set_exception(error)
