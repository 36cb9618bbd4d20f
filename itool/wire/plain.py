"""Plain Python values on the wire; needs nothing but the standard library."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from itool.wire.tags import TAG, Refused, is_text, tag

if TYPE_CHECKING:
    from itool.wire.tags import Reader, Writer

_LEAVES = frozenset({type(None), bool, int, float, str, bytes})


def as_plain(value: Any) -> Any:
    """Return `value` with records (dataclasses, pydantic models) as dicts.

    A command may return records; whoever is asked over the wire gets their fields.
    """
    if type(value) in _LEAVES:
        return value
    if isinstance(value, list | tuple):
        return [as_plain(item) for item in value]
    if type(value) is dict:
        return {key: as_plain(item) for key, item in value.items()}
    kind: type = type(value)
    names = field_names(kind)
    if names is not None:
        return {name: as_plain(getattr(value, name)) for name in names}
    # Asked of the type: an array looks for an unknown name in all its coordinates.
    if hasattr(type(value), "model_dump"):
        return as_plain(value.model_dump())
    return value


@cache
def field_names(kind: type) -> tuple[str, ...] | None:
    """Return the names of the fields of a dataclass, None for other types."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None


def write_zone(zone: dt.tzinfo | None) -> Any:
    """Return the name of a time zone, or its offset in seconds."""
    if zone is None:
        return None
    if isinstance(zone, ZoneInfo) and zone.key is not None:
        return str(zone.key)
    offset = zone.utcoffset(None)
    if offset is None:
        raise Refused(zone, "only IANA zones and fixed offsets travel")
    return offset.total_seconds()


def read_zone(body: Any) -> dt.tzinfo | None:
    """Return the time zone that `write_zone` named."""
    if body is None:
        return None
    if isinstance(body, str):
        return ZoneInfo(body)
    return dt.UTC if body == 0 else dt.timezone(dt.timedelta(seconds=body))


def _write_text(value: str, _: Writer) -> Any:
    text = str.__str__(value)
    return text if is_text(text) else text.encode("utf-8", "surrogatepass")


def _write_int(value: int, _: Writer) -> Any:
    if -(2**63) <= value < 2**64:
        return value
    return value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)


def _write_dict(value: dict[Any, Any], writer: Writer) -> Any:
    if all(type(key) is str and key != TAG and key.isascii() for key in value):
        return _write_named(value, writer)
    return [
        [writer.named(f"key {key!r}", key), writer.named(f"[{key!r}]", item)]
        for key, item in value.items()
    ]


def _write_named(value: dict[str, Any], writer: Writer) -> dict[str, Any]:
    out = {}
    for key, item in value.items():
        try:
            out[key] = writer.write(item)
        except Refused as refusal:
            raise refusal.inside(f"[{key!r}]") from None
    return out


def _write_datetime(value: dt.datetime, _: Writer) -> Any:
    return [
        value.replace(tzinfo=None).isoformat(),
        write_zone(value.tzinfo),
        value.fold,
    ]


def _read_datetime(body: Any, _: Reader) -> dt.datetime:
    text, zone, fold = body
    return dt.datetime.fromisoformat(text).replace(tzinfo=read_zone(zone), fold=fold)


tag(
    "text",
    str,
    write=_write_text,
    read=lambda b, r: b.decode("utf-8", "surrogatepass"),
    heirs=True,  # members of an enumeration are the text that they hold
    is_plain=lambda body: isinstance(body, str),
)
tag(
    "int",
    int,
    write=_write_int,
    read=lambda b, r: int.from_bytes(b, "little", signed=True),
    is_plain=lambda body: isinstance(body, int),
)
tag(
    "complex",
    complex,
    write=lambda v, w: [v.real, v.imag],
    read=lambda b, r: complex(*b),
)
tag("tuple", tuple, write=lambda v, w: w.items(v), read=lambda b, r: tuple(r.read(b)))
tag("set", set, write=lambda v, w: w.items(list(v)), read=lambda b, r: set(r.read(b)))
tag(
    "frozenset",
    frozenset,
    write=lambda v, w: w.items(list(v)),
    read=lambda b, r: frozenset(r.read(b)),
)
tag(
    "map",
    dict,
    write=_write_dict,
    read=lambda b, r: {r.read(key): r.read(item) for key, item in b},
    is_plain=lambda body: isinstance(body, dict),
)
tag(
    "slice",
    slice,
    write=lambda v, w: w.items([v.start, v.stop, v.step]),
    read=lambda b, r: slice(*r.read(b)),
)
tag("...", type(...), write=lambda v, w: None, read=lambda b, r: ...)
tag(
    "date",
    dt.date,
    write=lambda v, w: v.isoformat(),
    read=lambda b, r: dt.date.fromisoformat(b),
)
tag("datetime", dt.datetime, write=_write_datetime, read=_read_datetime)
tag(
    "time",
    dt.timedelta,
    write=lambda v, w: [v.days, v.seconds, v.microseconds],
    read=lambda b, r: dt.timedelta(*b),
)
