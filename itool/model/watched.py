"""Watched: which variable of which notebook a viewer shows."""

from __future__ import annotations

from pydantic import Field

from itool.model.value import Value


class Watched(Value):
    """A viewer's tie to a variable: what changes on one side changes on the other.

    Attributes
    ----------
    varname : str
        Name of the variable.
    uid : str
        Name of the tie, which outlives kernels and workspaces.
    source_uid : str or None
        The namespace that the variable lives in; it ends with its process.
    source_label : str or None
        What the user calls that namespace, for example a notebook's name.
    is_connected : bool
        Whether the namespace is there.
    synced : int
        Revision of the viewer's data that the variable had last.
    """

    varname: str = Field(min_length=1, max_length=200)
    uid: str
    source_uid: str | None = None
    source_label: str | None = Field(default=None, max_length=1000)
    is_connected: bool = False
    synced: int = 0
