"""What an act must bring along where an agreement says nothing else: the default of every manifest's proof rules.

`receive` and `deliver` are acts with a counterpart who has no device here: the citizen at one end of the leg, a desk
without the app at the other; there the photo shows the seal, and its number is asked. SUPPLEMENT is a SEND leg under
the same dossier (DOMAIN 3e). An amount is asked: stated where any is due. A one-time code is judged by the server only,
so a signature stands beside it (PEOPLE 18). The photo shows envelope and seal, or the desk's signed record; the doorway
only at a failed attempt (PEOPLE 9, 17). A refusal is signed if the citizen will (DOMAIN 3f).
"""

import msgspec

from mobile_contract.sync import ProofRule

_TABLE = """
act     leg        scan     signature photo    one_time_code identity_seen seal_number amount
receive SEND       required required  required off           asked         required    asked
deliver SEND       required required  required off           off           asked       asked
attempt SEND       off      asked     asked    off           off           off         off
accept  SEND       required off       off      off           off           asked       off
receive SUPPLEMENT required required  required off           asked         required    asked
deliver SUPPLEMENT required required  required off           off           asked       asked
attempt SUPPLEMENT off      asked     asked    off           off           off         off
accept  SUPPLEMENT required off       off      off           off           asked       off
receive RETURN     required required  required off           off           asked       off
deliver RETURN     required required  required asked         required      asked       asked
attempt RETURN     asked    asked     asked    off           off           off         off
accept  RETURN     required off       off      off           off           asked       off
"""

_names, *_rows = (line.split() for line in _TABLE.strip().splitlines())

DEFAULT_PROOF_RULES: tuple[ProofRule, ...] = tuple(
    msgspec.convert(dict(zip(_names, row, strict=True)), ProofRule) for row in _rows
)
