"""IPython's ``%itool``, ``%watch`` and ``%manager``."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING, Any, cast

from IPython.core.completer import SimpleCompletion, context_matcher
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand
from IPython.core.magic_arguments import MagicArgumentParser

import itool.manager as api
from itool.errors import ItoolError

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("itool", "watch", "manager")
_PIECE = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.""", re.DOTALL)
"""A quoted text, or one character."""


def load(shell: Any) -> None:
    """Add the commands to `shell`."""
    shell.register_magics(ManagerMagics)
    shell.Completer.custom_matchers.append(_matcher(shell))


def unload(shell: Any) -> None:
    """Take the commands away, and watch nothing in `shell` any longer.

    Before they are loaded again, variables stay watched.
    """
    if not _is_reload():
        names = api.watched_variables(shell=shell)
        api.shutdown(shell=shell)
        if names:
            print("Not watched any more: " + ", ".join(names))
    shell.Completer.custom_matchers[:] = [
        matcher
        for matcher in shell.Completer.custom_matchers
        if matcher.__name__ != "itool_matcher"
    ]
    for name in NAMES:
        shell.magics_manager.magics["line"].pop(name, None)


def _is_reload() -> bool:
    """Return whether ``%reload_ext`` has us unload; its name is all that tells."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name == "reload_extension":
            return True
    return False


@magics_class
class ManagerMagics(Magics):
    """Commands of ImageTool managers."""

    @no_var_expand  # braces are those of an expression
    @line_magic
    def itool(self, line: str) -> Any:
        """Show arrays in an ImageTool manager; ``%itool --help`` tells more."""
        given = _read(_itool_parser(), line)
        if given is None:
            return None
        if not given.data:
            raise UsageError("name what to show, for example: %itool cut")
        values = [_evaluated(self.shell, text) for text in given.data]
        data = values[0] if len(values) == 1 else values
        options = {"cmap": given.cmap} if given.cmap else {}
        return _run(
            lambda: api.show_in_manager(data, given.manager, link=given.link, **options)
        )

    @line_magic
    def watch(self, line: str) -> Any:
        """Keep variables and viewers the same; ``%watch --help`` tells more."""
        given = _read(_watch_parser(), line)
        if given is None:
            return None
        if (given.stop or given.remove) and not given.stop_all:
            _tell_unwatched(given.names, api.watched_variables(shell=self.shell))
        names = _run(
            lambda: api.watch(
                *given.names,
                shell=self.shell,
                stop=given.stop,
                remove=given.remove,
                stop_all=given.stop_all,
                restore=given.restore,
                target=given.manager,
                source_label=given.label,
            )
        )
        print("Watched: " + (", ".join(names) or "nothing"))
        return None

    @line_magic
    def manager(self, line: str) -> Any:
        """List and choose managers; ``%manager --help`` tells more."""
        given = _read(_manager_parser(), line)
        if given is None:
            return None
        if given.action == "list":
            return api.managers
        if given.action == "use":
            if given.index is None:
                raise UsageError("name a manager, for example: %manager use 1")
            index = given.index
            print(
                f"Manager {_run(lambda: api.set_default_manager(index))} is used now."
            )
        elif given.action == "clear":
            api.clear_default_manager()
            print("No manager is the default now.")
        else:
            info = api.manager_selection_info()
            found, reason = info["resolved_index"], info["reason"]
            print(
                f"No manager ({reason})"
                if found is None
                else f"Manager {found} ({reason})"
            )
        return None


def _itool_parser() -> MagicArgumentParser:
    parser = _parser("itool", "Show arrays in an ImageTool manager.")
    parser.add_argument("data", nargs="*", help="variables or expressions")
    _add_manager(parser)
    parser.add_argument(
        "-l", "--link", action="store_true", help="have the new viewers move together"
    )
    parser.add_argument("--cmap", help="name of a colour map")
    return parser


def _watch_parser() -> MagicArgumentParser:
    parser = _parser(
        "watch", "Keep variables and viewers the same; without names, list them."
    )
    parser.add_argument("names", nargs="*", help="variables that hold a DataArray")
    parser.add_argument(
        "-d", "--stop", action="store_true", help="watch these no longer"
    )
    parser.add_argument(
        "-x", "--remove", action="store_true", help="the same, and remove their rows"
    )
    parser.add_argument(
        "-z", "--stop-all", action="store_true", help="watch nothing any longer"
    )
    parser.add_argument(
        "--restore", action="store_true", help="watch again what was watched before"
    )
    parser.add_argument("--label", help="name of the notebook that the rows came from")
    _add_manager(parser)
    return parser


def _manager_parser() -> MagicArgumentParser:
    parser = _parser("manager", "List and choose ImageTool managers.")
    parser.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", "use", "current", "clear"),
        help="list them, use one, say which is used, or use none by default",
    )
    parser.add_argument("index", nargs="?", type=int, help="the manager to use")
    return parser


def _parser(name: str, about: str) -> MagicArgumentParser:
    parser = MagicArgumentParser(name, description=about)  # type: ignore[no-untyped-call]
    parser.add_argument(
        "-h", "--help", action="store_true", help="show this and do nothing else"
    )
    return parser


def _add_manager(parser: MagicArgumentParser) -> None:
    parser.add_argument(
        "-m",
        "--manager",
        type=int,
        nargs="?",
        metavar="N",
        help="number of the manager; by default the default one, or the only one",
    )


def _read(parser: MagicArgumentParser, line: str) -> Any:
    """Return what was given, or None after help was shown."""
    try:
        words = _words(line)
    except ValueError as error:
        raise UsageError(f"%{parser.prog}: {error}") from None
    given = parser.parse_args(words)
    if given.help:
        print(parser.format_help())
        return None
    return given


def _tell_unwatched(names: list[str], watched: tuple[str, ...]) -> None:
    """Say which of the variables to be watched no longer are not watched anyway."""
    if not names:
        raise UsageError(
            "name what to watch no longer, for example: %watch -d cut; "
            "%watch -z is for all"
        )
    idle = [name for name in names if name not in watched]
    if idle:
        print("Not watched anyway: " + ", ".join(idle))


def _words(line: str) -> list[str]:
    """Return the words of a line; brackets and quotes within one keep it together.

    Examples
    --------
    >>> _words("ds['a b'] cut[0:2, :] 'cut * 2'")
    ["ds['a b']", 'cut[0:2, :]', 'cut * 2']
    """
    words: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECE.findall(line):
        if piece in ("'", '"'):
            raise ValueError(f"a quotation mark {piece} is not closed.")
        depth += (piece in "([{") - (piece in ")]}")
        if piece.isspace() and depth <= 0:
            words.append([])
        else:
            words[-1].append(piece)
    if depth > 0:
        raise ValueError("a bracket is not closed.")
    return [_without_quotes(word) for word in words if word]


def _without_quotes(pieces: list[str]) -> str:
    word = "".join(pieces)
    is_quoted = len(pieces) == 1 and word[0] in "'\""
    return "".join(shlex.split(word)) if is_quoted or word[0] == "-" else word


def _evaluated(shell: Any, text: str) -> Any:
    try:
        return shell.ev(text)
    except SyntaxError:
        raise UsageError(
            f"{text!r} is no variable or expression; put an expression with spaces "
            "into quotes, for example: %itool 'cut * 2'"
        ) from None
    except Exception as error:  # of the user's own expression
        why = str(error) or "it failed"
        raise UsageError(f"{text}: {type(error).__name__}: {why}") from error


def _run(work: Callable[[], Any]) -> Any:
    """Return what `work` returns; what a user can mend is told without a traceback."""
    try:
        return work()
    except (ItoolError, NameError, TypeError, ValueError) as error:
        raise UsageError(str(error)) from error


def _matcher(shell: Any) -> Callable[[Any], Any]:
    """Return what completes the arguments of our commands, and nothing else."""

    @context_matcher()  # type: ignore[untyped-decorator]
    def itool_matcher(context: Any) -> Any:
        line = context.line_with_cursor[: context.cursor_position]
        command, space, rest = line.lstrip().partition(" ")
        if not space or command.removeprefix("%") not in NAMES:
            return {"completions": []}
        words = rest.split(" ")
        offers = _offers(shell, command.removeprefix("%"), words[:-1], words[-1])
        return {
            "completions": [
                SimpleCompletion(text) for text in offers if text.startswith(words[-1])
            ],
            "matched_fragment": words[-1],
            "suppress": True,
        }

    return cast("Callable[[Any], Any]", itool_matcher)


def _offers(shell: Any, magic: str, before: list[str], word: str) -> list[str]:
    parsers = {
        "itool": _itool_parser,
        "watch": _watch_parser,
        "manager": _manager_parser,
    }
    if word.startswith("-"):
        actions = parsers[magic]()._actions
        return [text for action in actions for text in action.option_strings]
    if before and before[-1] in ("-m", "--manager", "use"):
        return [str(handle.index) for handle in api.managers]
    if magic == "manager":
        return [] if before else ["list", "use", "current", "clear"]
    return _arrays(shell, only_xarray=magic == "watch")


def _arrays(shell: Any, *, only_xarray: bool) -> list[str]:
    kinds = (
        ("DataArray",)
        if only_xarray
        else ("DataArray", "Dataset", "DataTree", "ndarray")
    )
    return [
        name
        for name, value in shell.user_ns.items()
        if not name.startswith("_") and type(value).__name__ in kinds
    ]
