"""The SQL of procedures and their checklists, each statement beside the Struct it fills."""

from datetime import date
from typing import Final

import msgspec

from courier.catalogue.model import (
    Procedure,
    ProcedureDocument,
    ProcedureFound,
    ProcedureLevel,
    ProcedureToReview,
)
from courier.database import statement

_PROCEDURE: Final = """
    p.procedure_code, p.valid_from, p.valid_to, p.name, p.also_known_as, p.field, p.level, p.agency, p.code_source,
    p.facts_source, p.is_demo, p.last_reviewed_on, p.working_days, p.same_day_limit_h, p.may_send, p.may_return,
    p.must_attend_send, p.must_attend_return, p.presence_vi, p.presence_en, p.personal_only, p.receivers,
    p.fee_vnd, p.charge_vnd, p.amount_per, p.amount_source, p.post_may_collect, p.may_pay_later
"""
_DOCUMENT: Final = """
    d.ordinal, d.name, d.originals, d.certified_copies, d.photocopies, d.for_comparison, d.is_required, d.note
"""

FIND_PROCEDURE: Final = statement(
    f"""
    SELECT {_PROCEDURE}
    FROM procedure p
    WHERE p.procedure_code = $1 AND daterange(p.valid_from, p.valid_to) @> $2::date
    """,  # noqa: S608 our own column lists
    Procedure,
)
VERSIONS_OF: Final = statement(
    f"""
    SELECT {_PROCEDURE}
    FROM procedure p
    WHERE p.procedure_code = ANY ($1::text[])
    ORDER BY p.procedure_code, p.valid_from
    """,  # noqa: S608 our own column lists
    Procedure,
)
LIST_DOCUMENTS: Final = statement(
    f"""
    SELECT {_DOCUMENT}
    FROM procedure_document d JOIN procedure p USING (procedure_code, valid_from)
    WHERE p.procedure_code = $1 AND daterange(p.valid_from, p.valid_to) @> $2::date
    ORDER BY d.ordinal
    """,  # noqa: S608 our own column lists
    ProcedureDocument,
)


class DocumentOfVersion(msgspec.Struct, frozen=True):
    """A checklist line and whose it is."""

    procedure_code: str
    valid_from: date
    ordinal: int
    name: str
    originals: int
    certified_copies: int
    photocopies: int
    for_comparison: bool
    is_required: bool
    note: str | None

    def to_document(self) -> ProcedureDocument:
        kept = msgspec.structs.asdict(self)
        del kept["procedure_code"], kept["valid_from"]
        return ProcedureDocument(**kept)


DOCUMENTS_OF: Final = statement(
    f"""
    SELECT d.procedure_code, d.valid_from, {_DOCUMENT}
    FROM procedure_document d WHERE d.procedure_code = ANY ($1::text[])
    ORDER BY d.procedure_code, d.valid_from, d.ordinal
    """,  # noqa: S608 our own column lists
    DocumentOfVersion,
)


class FoundRow(msgspec.Struct, frozen=True):
    """A procedure that a search found, and how much of it fits."""

    procedure_code: str
    name: str
    field: str
    level: ProcedureLevel
    agency: str
    is_demo: bool
    may_send: bool
    may_return: bool
    share: float
    """Of the words typed, how many are in its names; 1 where the code fits."""
    score: float

    def to_found(self) -> ProcedureFound:
        kept = msgspec.structs.asdict(self)
        del kept["share"]
        return ProcedureFound(**kept)


SEARCH: Final = statement(
    """
    WITH fitting AS MATERIALIZED (
        SELECT p.*,
               p.name_key || ' ' || p.also_key AS keys,
               CASE
                   WHEN p.procedure_code = $3 THEN 1.0
                   WHEN $3 <> '' AND starts_with(p.procedure_code, $3) THEN 0.9
                   ELSE 0.0
               END::float8 AS by_code,
               (SELECT bit_count(coalesce(bit_or(word.mask) FILTER (
                           WHERE strpos(' ' || p.name_key || ' ' || p.also_key, word.begun) > 0), 0)::bit(16))
                FROM unnest($5::text[], $6::int[]) AS word (begun, mask))::float8 / $7::int AS share
        FROM procedure p
        WHERE daterange(p.valid_from, p.valid_to) @> $2::date
    ),
    best AS MATERIALIZED (
        SELECT * FROM fitting
        WHERE by_code > 0 OR share >= 0.5
        ORDER BY by_code DESC, share DESC, strpos(keys, $1) > 0 DESC, length(name_key), procedure_code
        LIMIT greatest($4::int, 60)
    )
    SELECT procedure_code, name, field, level, agency, is_demo, may_send, may_return, greatest(by_code, share) AS share,
           round(greatest(
               by_code,
               0.4 * share + 0.6 * greatest(
                   strict_word_similarity($1, name_key) * 0.7 + similarity($1, name_key) * 0.3,
                   strict_word_similarity($1, also_key) * 0.85)
           )::numeric, 4)::float8 AS score
    FROM best
    ORDER BY score DESC, length(name), name, procedure_code
    LIMIT $4
    """,
    FoundRow,
)
"""$1 what was typed, folded; $2 the day; $3 the same as a code, or empty; $5 words, each after a space,
with in $6 the bit of the word typed that they stand for; $7 how many were typed (at most 16).

Every row is looked at for the words, which is cheap; trigrams rank only the best 60, for they cost 25 µs a name.
"""

NAMES: Final = statement(
    """
    SELECT string_agg(p.name_key || ' ' || p.also_key, ' ') AS names
    FROM procedure p
    WHERE daterange(p.valid_from, p.valid_to) @> $1::date
    """
)
"""All names in force as one text: taken apart here it costs an eighth of DISTINCT words there."""

LIST_BY_NAME: Final = statement(
    """
    SELECT procedure_code, name, field, level, agency, is_demo, may_send, may_return, 0::float8 AS score
    FROM procedure
    WHERE daterange(valid_from, valid_to) @> $1::date
    ORDER BY name_key, procedure_code
    LIMIT $2
    """,
    ProcedureFound,
)

TO_REVIEW: Final = statement(
    """
    SELECT procedure_code, name, last_reviewed_on, $1::date - last_reviewed_on AS days_since
    FROM procedure
    WHERE daterange(valid_from, valid_to) @> $1::date AND last_reviewed_on < $1::date - $2::int
    ORDER BY last_reviewed_on, procedure_code
    """,
    ProcedureToReview,
)

COLUMNS: Final = tuple(name for name in Procedure.__struct_fields__ if name != "is_demo")
ADD_PROCEDURE: Final = statement(
    f"""
    INSERT INTO procedure ({", ".join(COLUMNS)}, name_key, also_key)
    VALUES ({", ".join(f"${place}" for place in range(1, len(COLUMNS) + 3))})
    """  # noqa: S608 our own column lists
)
ADD_DOCUMENTS: Final = statement(
    """
    INSERT INTO procedure_document
        (procedure_code, valid_from, ordinal, name, name_key, originals, certified_copies, photocopies, for_comparison,
         is_required, note)
    SELECT $1, $2, line.*
    FROM unnest($3::int[], $4::text[], $5::text[], $6::int[], $7::int[], $8::int[], $9::bool[], $10::bool[],
                $11::text[]) AS line
    """
)
CLOSE_PROCEDURE: Final = statement("UPDATE procedure SET valid_to = $3 WHERE procedure_code = $1 AND valid_from = $2")
DROP_PROCEDURE: Final = statement("DELETE FROM procedure WHERE procedure_code = $1 AND valid_from = $2")
"""A version from today on, on which nothing rests yet; its checklist goes with it."""
MARK_REVIEWED: Final = statement(
    "UPDATE procedure SET last_reviewed_on = $3 WHERE procedure_code = $1 AND valid_from = $2"
)

RECORD_IMPORT: Final = statement(
    """
    INSERT INTO procedure_import (import_id, file_sha256, imported_by, rejected_file)
    VALUES ($1, $2, $3, $4)
    """
)
LOCK_CATALOGUE: Final = statement("LOCK TABLE procedure IN SHARE ROW EXCLUSIVE MODE")
"""Imports take turns; readers are not kept waiting."""


class RejectedFile(msgspec.Struct, frozen=True):
    """The lines of an import to mend."""

    rejected_file: bytes | None


REJECTED_FILE: Final = statement("SELECT rejected_file FROM procedure_import WHERE import_id = $1", RejectedFile)
