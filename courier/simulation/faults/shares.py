"""How often people slip."""

import msgspec


class Shares(msgspec.Struct, frozen=True):
    """How often people slip, of one each; the rest goes as it should."""

    failed_scan: float = 0.04
    withdrawn: float = 0.04
    misread: float = 0.03
    refused: float = 0.12
    double_scan: float = 0.08
    attempt: float = 0.12
    taken_back: float = 0.03
    wrong_label: float = 0.03
    with_photo: float = 0.02
    meeting: float = 0.3
    quarrel: float = 0.02
    by_transfer: float = 0.2
    mistyped: float = 0.08
    short_count: float = 0.1
    clock_leap: float = 0.05
    short_drawer: float = 0.3
    at_counter: float = 0.3
    on_paper: float = 0.05
    old_papers: float = 0.05
    original_home: float = 0.5
    damage: float = 0.03
    wrong_code: float = 0.3
    spoiled_slip: float = 0.03
    voided: float = 0.01
    miscount: float = 0.1
