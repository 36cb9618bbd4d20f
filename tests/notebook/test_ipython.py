"""IPython's commands, in a shell of this process."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import itool.manager as itm
from itool.client.connection import close_connections
from tests.server.hosting import host, until

IPython = pytest.importorskip("IPython")


@pytest.fixture
def running(runtime_dir):
    with host(port=0, watch_port=0) as started:
        yield started
        itm.shutdown()
        itm.clear_default_manager()
        close_connections()


@pytest.fixture
def shell(tmp_path, monkeypatch):
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    quiet = Config()
    quiet.HistoryManager.enabled = False  # no database, no thread
    shell = InteractiveShell(config=quiet)
    shell.user_ns["xr"], shell.user_ns["np"] = xr, np
    run(shell, "cut = xr.DataArray(np.zeros((4, 6)), dims=('y', 'x'), name='cut')")
    run(shell, "%load_ext itool")
    yield shell
    shell.run_line_magic("unload_ext", "itool")


def run(shell, cell):
    result = shell.run_cell(cell)
    result.raise_error()
    return result.result


def test_itool_shows_variables_and_expressions(running, shell):
    made = run(shell, "%itool cut 'cut * 2' --link")

    assert made.indexes == (0, 1)
    assert running.do(lambda: running.manager.viewers[1].state.link) is not None


@pytest.mark.parametrize(
    ("words", "shapes"),
    [
        ('ds["a"]', [(4, 6)]),
        ("ds['a b']", [(4, 3)]),
        ("cut[0:2, :]", [(2, 6)]),
        ("cut[0:2, :] ds['a'].isel({'y': [0, 1, 2]}) -l", [(2, 6), (3, 6)]),
        ("cut.isel(y=slice(0, 3), x=0) --cmap 'magma'", [(3,)]),
        ('"cut [0]" cut.T', [(6,), (6, 4)]),
    ],
)
def test_expressions_keep_their_quotes_and_brackets(running, shell, words, shapes):
    run(shell, "ds = xr.Dataset({'a': cut, 'a b': cut[:, :3].rename(x='z')})")

    run(shell, f"%itool {words}")

    assert [v.shape for v in itm.managers[0].viewers] == shapes


def test_a_cell_that_changes_a_watched_variable_reaches_the_manager(running, shell):
    run(shell, "%watch cut")

    run(shell, "cut[1, 2] = 5")

    until(lambda: float(itm.fetch(0)[1, 2]) == 5)


def test_fifty_cells_without_pause_end_at_the_last(running, shell):
    run(shell, "%watch cut")

    for number in range(50):
        run(shell, f"cut[0, 0] = {number}")

    until(lambda: float(itm.fetch(0)[0, 0]) == 49)


def test_without_a_loop_variables_change_between_two_cells(running, shell):
    run(shell, "%watch cut")
    shell.user_ns["itm"] = itm

    run(shell, "itm.replace_data(0, cut + 3)")
    run(shell, "import time; time.sleep(0.3); first = float(cut[0, 0])")
    until(lambda: float(shell.user_ns["cut"][0, 0]) == 3)
    run(shell, "itm.replace_data(0, cut + 3); time.sleep(0.3); last = float(cut[0, 0])")

    assert shell.user_ns["last"] == 3
    until(lambda: float(shell.user_ns["cut"][0, 0]) == 6)


def test_watch_lists_stops_and_removes(running, shell, capsys):
    run(shell, "other = cut + 1")
    run(shell, "%watch cut other")
    run(shell, "%watch -d cut")
    run(shell, "%watch")
    run(shell, "%watch -x other")

    assert capsys.readouterr().out.splitlines() == [
        "Watched: cut, other",
        "Watched: other",
        "Watched: other",
        "Watched: nothing",
    ]
    assert len(running.do(lambda: running.manager.viewers)) == 1


def test_stopping_without_a_variable_is_refused(running, shell):
    from IPython.core.error import UsageError

    run(shell, "%watch cut")

    for option in ("-d", "-x"):
        with pytest.raises(UsageError, match="name what"):
            run(shell, f"%watch {option}")
    assert itm.watched_variables(shell=shell) == ("cut",)
    run(shell, "%watch -x -z")
    assert itm.watched_variables(shell=shell) == ()


def test_stopping_tells_what_was_not_watched(running, shell, capsys):
    run(shell, "%watch cut")
    capsys.readouterr()

    run(shell, "%watch -d cut cutt")

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert "cutt" in said[0]
    assert itm.watched_variables(shell=shell) == ()


def test_variables_stay_watched_when_the_commands_are_loaded_again(running, shell):
    run(shell, "%watch cut")

    run(shell, "%reload_ext itool")
    run(shell, "cut[0, 0] = 5")

    until(lambda: float(itm.fetch(0)[0, 0]) == 5)
    itm.replace_data(0, itm.fetch(0) + 1)
    until(lambda: float(shell.user_ns["cut"][0, 0]) == 6)
    run(shell, "%watch cut")
    assert len(running.do(lambda: running.manager.viewers)) == 1
    matchers = [each.__name__ for each in shell.Completer.custom_matchers]
    assert matchers.count("itool_matcher") == 1


@pytest.mark.parametrize("bad", ["pd.Categorical(['p'])", "np.array([object()])"])
def test_a_cell_that_makes_one_variable_bad_does_not_stop_the_others(
    running, shell, capsys, bad
):
    run(shell, "other = cut + 1")
    run(shell, "%watch cut other")

    run(shell, f"import pandas as pd; cut = xr.DataArray({bad})")
    run(shell, "other[0, 0] = 5")

    until(lambda: float(itm.fetch(1)[0, 0]) == 5)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert said.err.count("'cut' was not sent") == 1


def test_manager_tells_which_one_is_used(running, shell, capsys):
    assert len(run(shell, "%manager list")) == 1
    run(shell, "%manager use 0")
    run(shell, "%manager current")
    run(shell, "%manager clear")

    said = capsys.readouterr().out
    assert "Manager 0 (default)" in said
    assert itm.get_default_manager() is None


@pytest.mark.parametrize(
    ("cell", "part"),
    [
        ("%watch nothing", "nothing"),
        ("%watch np", "DataArray"),
        ("%itool -m 7 cut", "no manager 7"),
        ("%itool", "name what to show"),
        ("%itool cut * 2", "in.*quotes"),
        ("%itool cut['nowhere']", "KeyError.*nowhere"),
        ("%itool cut[0", "bracket"),
        ("%itool don't", "quotation"),
        ("%itool absent", "'absent' is not defined"),
        ("%itool 1/0", "1/0: ZeroDivisionError"),
        ("%manager use 7", "no manager 7"),
        ("%watch --frobnicate", "frobnicate"),
    ],
)
def test_what_a_user_can_mend_is_told_in_one_line(running, shell, cell, part):
    from IPython.core.error import UsageError

    with pytest.raises(UsageError, match=part):
        run(shell, cell)


@pytest.mark.parametrize("name", ["itool", "watch", "manager"])
def test_help_is_shown_and_nothing_done(shell, name, capsys):
    run(shell, f"%{name} --help")

    said = capsys.readouterr().out
    assert "--help" in said
    assert f" %{name} " in said
    assert "%%" not in said


def test_names_of_arrays_are_completed(running, shell):
    def completed(line):
        with provisionalcompleter():
            return [each.text for each in shell.Completer.completions(line, len(line))]

    from IPython.core.completer import provisionalcompleter

    assert completed("%watch c") == ["cut"]
    assert completed("%watch --st") == ["--stop", "--stop-all"]
    assert completed("%itool cu") == ["cut"]
    assert completed("%manager u") == ["use"]
    assert completed("%manager use ") == ["0"]


def test_unloading_leaves_no_hook_and_says_so(running, shell, capsys):
    hooks = shell.events.callbacks
    before = {name: list(calls) for name, calls in hooks.items()}
    run(shell, "%watch cut")
    assert hooks != before

    shell.run_line_magic("unload_ext", "itool")

    assert hooks == before
    assert itm.watched_variables(shell=shell) == ()
    assert "any more: cut" in capsys.readouterr().out
    shell.run_line_magic("load_ext", "itool")
