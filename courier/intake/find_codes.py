"""Find item codes in a line of text that people or banks wrote: together or in groups, in any case."""

import re
from typing import Final

from mobile_contract.codes import parse_code
from mobile_contract.crockford import CodeError


def find_codes(text: str) -> set[str]:
    """Every code whose check symbol holds: `7K3M2QXA9D0R`, `7k3m-2qxa-9d0r`, `7K3M 2QXA 9D0R`."""
    codes: set[str] = set()
    for found in _CODE.finditer(text.upper()):
        try:
            codes.add(parse_code(found.group(1)))
        except CodeError:
            continue
    return codes


_CODE: Final = re.compile(r"(?=(?<![0-9A-Z])([0-9A-Z]{4}[ -]?[0-9A-Z]{4}[ -]?[0-9A-Z]{4})(?![0-9A-Z]))")
"""Looked for at every place: words before a code written in groups may look like its first group."""
