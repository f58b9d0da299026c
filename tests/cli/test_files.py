"""Files that commands write: whole, with their mode and their place, and no device replaced."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from interop_client.cli.exits import UsageError
from interop_client.cli.files import check_place, read_table, write_text


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    write_text(file, "new")
    assert file.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_new_file_has_the_mode_that_others_have(tmp_path: Path) -> None:
    beside = tmp_path / "beside"
    beside.touch()
    write_text(tmp_path / "plan.json", "new")
    assert (tmp_path / "plan.json").stat().st_mode == beside.stat().st_mode


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "2027.json").write_text("old", encoding="utf-8")
    (tmp_path / "plan.json").symlink_to("2027.json")
    write_text(tmp_path / "plan.json", "new")
    assert (tmp_path / "plan.json").is_symlink()
    assert (tmp_path / "2027.json").read_text(encoding="utf-8") == "new"


def test_a_pipe_is_written_into_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(
        target=lambda: read.append(pipe.read_text(encoding="utf-8")), daemon=True
    )
    reader.start()
    write_text(pipe, "new")
    reader.join(timeout=60)
    assert read == ["new"]
    assert pipe.is_fifo()


def test_a_full_disk_is_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "plan.json"
    file.write_text("old", encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match=r"plan\.json cannot be written: No space left"):
        write_text(file, "new")
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("name", "says"), [("", "it is a folder"), ("missing/plan.json", "there is no folder")]
)
def test_a_place_that_cannot_be_written_is_told_beforehand(
    tmp_path: Path, name: str, says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        check_place(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
    check_place(tmp_path / "plan.json")


def test_links_that_go_round_in_a_circle_are_told_beforehand(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.symlink_to(two)
    two.symlink_to(one)
    for place, read in ((one, None), (tmp_path / "plan.json", one)):
        with pytest.raises(UsageError, match="one cannot be used: its links go round in a circle"):
            check_place(place, read=read)


def test_a_descriptor_that_is_only_read_from_is_told_beforehand(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.touch()
    with file.open("r+b") as both:
        check_place(Path(f"/dev/fd/{both.fileno()}"))
    with (
        file.open("rb") as reading,
        pytest.raises(UsageError, match="is not open for writing"),
    ):
        check_place(Path(f"/dev/fd/{reading.fileno()}"))


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text('a,b\n\n"one\ntwo",x\n\n3,y\n', encoding="utf-8")
    rows = read_table(file, {"a", "b"}, set())
    assert [line for line, _ in rows] == [4, 6]


def test_a_table_in_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes("name\nZoë\n".encode("latin-1"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_table(file, {"name"}, set())


def test_a_file_in_a_folder_that_takes_no_new_one_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, link, pipe = (tmp_path / name for name in ("plan.json", "link.json", "pipe"))
    locked = tmp_path / "locked"
    locked.mkdir()
    for file in (plan, locked / "plan.json"):
        file.write_text("old", encoding="utf-8")
    link.symlink_to(locked / "plan.json")
    os.mkfifo(locked / "pipe")
    pipe.symlink_to(locked / "pipe")
    monkeypatch.setattr(os, "access", lambda folder, mode: Path(folder).name != "locked")
    for file in (locked / "plan.json", link):
        with pytest.raises(UsageError, match="nothing can be written to the folder"):
            check_place(file)
    check_place(plan)
    check_place(pipe)
