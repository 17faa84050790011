"""What the demo says on the terminal: calm lines, Vietnamese first, the time of the day before each."""

import re
import sys
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from courier import clock
from courier.clock import VIETNAM
from courier.simulation.checks import Findings
from courier.simulation.morning import Prepared
from courier.simulation.ride import show_vnd
from courier.simulation.size import DaySize
from courier.simulation.working_days import show_day


class Screen:
    """The terminal, or silence."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._console = Console(quiet=is_quiet, highlight=False)
        self._is_quiet = is_quiet

    def begin(self) -> None:
        self._console.print("Đang chuẩn bị dữ liệu và máy chủ…  [dim]Preparing data and server…[/dim]")

    def name_day(self, day: date, size: DaySize) -> None:
        self._console.print()
        self._console.print(f"[bold]Courier · {show_day(day)}[/bold] · bốn xã Gia Lâm, Thuận An, Bát Tràng, Phù Đổng")
        self._console.print(f"{size.jobs} đơn, {sum(size.carriers.values())} bưu tá  [dim]jobs, carriers[/dim]")
        self._console.print("[dim]Người và ranh giới do chúng tôi tự đặt · People and boundaries are made up[/dim]")
        self._console.print()

    def tell(self, vi: str, en: str) -> None:
        """One line of the story, now; on stderr where the screen is quiet, for whoever waits."""
        if self._is_quiet:
            sys.stderr.write(f"{clock.now().astimezone(VIETNAM):%H:%M} {vi} / {en}\n")
            return
        line = Table.grid(padding=(0, 2))
        line.add_column(width=5, style="cyan")
        line.add_column(ratio=11)
        line.add_column(ratio=9, style="dim")
        line.add_row(f"{clock.now().astimezone(VIETNAM):%H:%M}", with_comma(vi), in_the_singular(en))
        line.expand = True
        self._console.print(line)

    def show_addresses(
        self, base_url: str, password: str, prepared: Prepared, absent: Collection[str], note_file: Path
    ) -> None:
        """Where to look, as whom; faces that this version does not have yet are said to be absent."""
        code = next(iter(prepared.codes.values()))
        self._console.print()
        for face, vi, username in (("office", "Bưu cục", "huy"), ("desk", "Một cửa", "ha"), ("carrier", "Bưu tá", "")):
            note = "[dim]chưa có giao diện · no face yet[/dim]" if face in absent else f"{username} / {password}"
            self._show_address(vi, face, f"{base_url}/{face}", note)
        self._show_address("Công dân", "citizen", f"{base_url}/t/{code}", "")
        self._console.print(f"[dim]Mọi tài khoản, mã đăng ký máy · all log-ins, enrolment codes: {note_file}[/dim]")
        self._console.print()

    def _show_address(self, vi: str, en: str, address: str, note: str) -> None:
        """An address stands whole on its line, to be copied."""
        name = Text.assemble((vi, "bold"), " ", (en, "dim"))
        name.pad_right(18 - name.cell_len)
        self._console.print(name, address, note, sep="  ", soft_wrap=True)

    def show_findings(self, findings: Findings) -> None:
        self._console.print()
        held = len(findings.checks) - len(findings.failed)
        colour = "red" if findings.failed else "green"
        jobs = ", ".join(f"{_JOBS[name]} {count}" for name, count in findings.jobs.items())
        self._console.print(
            f"[{colour}]{held}/{len(findings.checks)} phép kiểm đúng[/{colour}] [dim]checks held[/dim] · "
            f"mất {findings.lost} · tranh chấp {findings.disputes_open} · "
            f"lệch tiền {show_vnd(findings.cash_difference)}"
        )
        self._console.print(f"{jobs} · thu {show_vnd(findings.cash['taken_vnd'])}")

    def end(self) -> None:
        self._console.print("Đã dừng. Lần chạy sau là ngày làm việc tiếp theo.  [dim]Stopped.[/dim]")


def with_comma(vi: str) -> str:
    """Decimals as Vietnamese writes them: 4.9 → 4,9; the dots of 271.000 đ stay."""
    return _DECIMAL.sub(r"\1,\2", vi)


def in_the_singular(en: str) -> str:
    """One of something: «1 routes» → «1 route»."""
    return _ONE.sub(lambda found: f"1 {found[1] or ''}{found[2]}", en)


_DECIMAL: Final = re.compile(r"(?<![\d.,])(\d+)\.(\d{1,2})(?![\d.])")
_ONE: Final = re.compile(
    r"(?<![\d.,:/])1 (good )?(act|bag|carrier|item|job|label|line|order|result|return|route|shift|sheet|stop|visit)s\b"
)

_JOBS: Final = {
    "delivered": "đã phát",
    "at_post_office": "tại bưu cục",
    "with_carrier": "bưu tá giữ",
    "at_desk": "tại một cửa",
    "waiting": "chờ",
    "disputed": "tranh chấp",
    "without_item": "chưa nhận",
    "unknown": "không rõ",
}
