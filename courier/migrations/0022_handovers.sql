-- Every hand-over in full: what is said beside custody. Checklist lines, openings, answers of the one-stop, one-time codes,
-- findings, papers taken back, attempts and holding, incidents. Nothing here may refuse custody: it all comes after the act.

-- 0. Kinds of open cases as data: a room adds its own.
CREATE TABLE custody_exception_kind (kind text PRIMARY KEY CHECK (kind ~ '^[a-z_]{2,32}$'));
INSERT INTO custody_exception_kind (kind) VALUES
    ('disputed'), ('unknown_item'), ('unknown_kind'), ('equivocation'), ('bad_signature'), ('evidence_only'), ('refused_item'),
    ('chain_broken'), ('late_evidence'), ('count_differs'), ('unmatched'), ('money'), ('one_time_code'), ('missing_proof'),
    ('personal_only'), ('receiver_not_allowed'), ('wrong_recipient'), ('several_recipients'), ('no_witness'),
    ('line_not_published'), ('differs_after_handover'), ('seal_differs'), ('list_differs'), ('digest_differs'),
    ('two_roles'), ('solution_not_allowed'), ('too_many_attempts'), ('papers_without_label'), ('papers_differ'),
    ('dossier_code'), ('wrong_desk'), ('wrong_agency'), ('incident'), ('receipt_ahead');
CALL make_append_only('custody_exception_kind');
ALTER TABLE custody_exception DROP CONSTRAINT custody_exception_kind_check;
ALTER TABLE custody_exception ADD CONSTRAINT custody_exception_kind_known FOREIGN KEY (kind) REFERENCES custody_exception_kind;

-- Trust is computed, never stored: what a lost phone signed past its trusted number says nothing any more.
CREATE VIEW trusted_event AS
    SELECT e.* FROM signed_event AS e LEFT JOIN device_revocation AS r USING (device_id)
    WHERE e.is_readable AND (r.trusted_through IS NULL OR e.device_seq <= r.trusted_through);

-- 1. What was found about an act when it came in: recorded for ever, and where a person must look, a case beside it.
CREATE TABLE finding (
    finding_id uuid PRIMARY KEY,
    event_id uuid NOT NULL REFERENCES signed_event,
    kind text NOT NULL CHECK (kind ~ '^[a-z_]{2,32}$'),
    code text CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    facts jsonb NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE NULLS NOT DISTINCT (event_id, kind, code)
);
CREATE INDEX finding_kind ON finding (kind, recorded_at);
CALL make_append_only('finding');

-- Rules of proof per desk, dated; a desk with none lives by the contract's own table.
CREATE TABLE proof_rule (
    rule_id uuid PRIMARY KEY,
    desk_id uuid REFERENCES office,                          -- none: for every desk
    act text NOT NULL CHECK (act IN ('receive', 'deliver', 'attempt', 'accept')),
    leg text NOT NULL CHECK (leg IN ('SEND', 'RETURN', 'SUPPLEMENT')),
    proof text NOT NULL CHECK (proof IN ('scan', 'signature', 'photo', 'one_time_code', 'identity_seen', 'seal_number', 'amount')),
    requirement text NOT NULL CHECK (requirement IN ('required', 'asked', 'off')),
    valid_from date NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE NULLS NOT DISTINCT (desk_id, act, leg, proof, valid_from),
    CONSTRAINT scan_is_never_off CHECK (proof <> 'scan' OR requirement <> 'off' OR act = 'attempt')
);
CALL make_append_only('proof_rule');

-- 2. Line by line: what the citizen's checklist held at the door, what the desk found on opening.
CREATE TABLE paper_count (
    event_id uuid NOT NULL REFERENCES signed_event,
    code text NOT NULL,
    line smallint NOT NULL CHECK (line BETWEEN 1 AND 200),
    originals smallint NOT NULL CHECK (originals BETWEEN 0 AND 100),
    certified_copies smallint NOT NULL CHECK (certified_copies BETWEEN 0 AND 100),
    photocopies smallint NOT NULL CHECK (photocopies BETWEEN 0 AND 100),
    PRIMARY KEY (event_id, line)
);
CREATE INDEX paper_count_code ON paper_count (code);
CALL make_append_only('paper_count');

CREATE TABLE seal_seen (
    event_id uuid NOT NULL REFERENCES signed_event,
    code text NOT NULL,
    number text NOT NULL,
    is_intact boolean NOT NULL DEFAULT true,
    PRIMARY KEY (event_id, code)
);
CREATE INDEX seal_seen_code ON seal_seen (code);
CALL make_append_only('seal_seen');

-- Hand-over and opening are two facts (PEOPLE 1).
CREATE TABLE envelope_opening (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    code text NOT NULL,
    party_id uuid NOT NULL,
    opened_at timestamptz NOT NULL
);
CREATE INDEX envelope_opening_code ON envelope_opening (code);
CALL make_append_only('envelope_opening');

-- Each original's way home (PEOPLE 4): kept, compared and given back at once, or by another journey.
CREATE TABLE original_fate (
    event_id uuid NOT NULL REFERENCES envelope_opening,
    line smallint NOT NULL CHECK (line BETWEEN 1 AND 200),
    fate text NOT NULL CHECK (fate IN ('kept', 'returned_at_once', 'returned_later')),
    originals smallint NOT NULL CHECK (originals BETWEEN 1 AND 100),
    PRIMARY KEY (event_id, line, fate)
);
CALL make_append_only('original_fate');

-- What the one-stop said to a dossier: its code and due date, then or later the same day, or refused by form 03.
CREATE TABLE filing_answer (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    code text NOT NULL,
    party_id uuid NOT NULL,
    dossier_code text,
    due_on date,
    refused text,
    answered_at timestamptz NOT NULL
);
CREATE INDEX filing_answer_code ON filing_answer (code);
CALL make_append_only('filing_answer');

-- 3. At the door: who took it, and what became of the code he told.
CREATE TABLE door_particulars (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    relation text,
    identity text,
    place text,
    papers_taken_back smallint NOT NULL DEFAULT 0 CHECK (papers_taken_back BETWEEN 0 AND 100)
);
CALL make_append_only('door_particulars');

CREATE TABLE one_time_code (
    code_id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES job,
    salt bytea NOT NULL CHECK (octet_length(salt) = 16),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    issued_at timestamptz NOT NULL DEFAULT courier_now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > issued_at)
);
COMMENT ON TABLE one_time_code IS 'Told to the citizen, never to a phone: no manifest holds a code or its digest (PEOPLE 18).';
CREATE INDEX one_time_code_job ON one_time_code (job_id, issued_at);
CALL make_append_only('one_time_code');

CREATE TABLE one_time_code_verdict (
    event_id uuid PRIMARY KEY REFERENCES signed_event,
    verdict text NOT NULL CHECK (verdict IN ('confirmed', 'wrong', 'expired', 'none_issued')),
    code_id uuid REFERENCES one_time_code,
    judged_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK ((verdict IN ('confirmed', 'expired')) = (code_id IS NOT NULL))
);
CALL make_append_only('one_time_code_verdict');

-- 4. Items of their own under the same dossier: originals on their way home, old papers on their way to the agency.
ALTER TABLE job ADD COLUMN purpose text NOT NULL DEFAULT 'dossier' CHECK (purpose IN ('dossier', 'originals', 'old_papers'));
COMMENT ON COLUMN job.purpose IS 'originals: compared and sent home apart (PEOPLE 4); old_papers: withdrawn at the door, back to the agency.';

CREATE TABLE papers_journey (
    event_id uuid PRIMARY KEY REFERENCES signed_event,       -- the delivery that took them, the opening that sends them home
    job_id uuid NOT NULL UNIQUE REFERENCES job,
    papers smallint NOT NULL CHECK (papers BETWEEN 1 AND 100)
);
CALL make_append_only('papers_journey');

-- 5. Attempts and holding: settings per agreement, dated (PEOPLE 32).
CREATE TABLE holding_rule (
    rule_id uuid PRIMARY KEY,
    agreement_id uuid REFERENCES agreement,                  -- none: where no agreement says otherwise
    valid_from date NOT NULL,
    attempts smallint NOT NULL DEFAULT 3 CHECK (attempts BETWEEN 1 AND 10),
    hold_days_town smallint NOT NULL DEFAULT 15 CHECK (hold_days_town BETWEEN 1 AND 180),
    hold_days_country smallint NOT NULL DEFAULT 30 CHECK (hold_days_country BETWEEN 1 AND 180),
    invitations smallint NOT NULL DEFAULT 2 CHECK (invitations BETWEEN 0 AND 10),
    apart_working_days smallint NOT NULL DEFAULT 2 CHECK (apart_working_days BETWEEN 0 AND 30),
    counts_working_days boolean NOT NULL DEFAULT false,      -- else every day; a last day off moves to the next worked one
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    person_id uuid REFERENCES person,                        -- none: came with the program
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    UNIQUE NULLS NOT DISTINCT (agreement_id, valid_from)
);
INSERT INTO holding_rule (rule_id, valid_from, source)
VALUES ('00000000-0000-7000-8000-000000000022', '2010-01-01',
        'Luật Bưu chính 49/2010 art. 17: two invitations two working days apart; 15/30 days and three attempts: practice of VNPost, to be confirmed');
CALL make_append_only('holding_rule');

-- The rule in force for a desk on a day: its agreement's latest, else the latest for all.
CREATE FUNCTION holding_rule_for(of_desk uuid, on_day date) RETURNS holding_rule
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT r FROM holding_rule AS r
            LEFT JOIN agreement AS a USING (agreement_id)
            WHERE r.valid_from <= on_day
              AND (r.agreement_id IS NULL OR (a.desk_id = of_desk AND daterange(a.valid_from, a.valid_to) @> on_day))
            ORDER BY r.agreement_id IS NULL, r.valid_from DESC LIMIT 1);

-- As before (0014), and past the visits that the agreement lets be made a result is not tried again: it waits at the
-- post office for its citizen, unless the office says otherwise.
CREATE OR REPLACE VIEW job_solution AS
    WITH said AS (
        SELECT f.job_id, f.solution, f.happened_at AS said_at, f.event_id AS id, f.reason
        FROM failed_visit AS f WHERE f.is_trusted AND f.job_id IS NOT NULL
        UNION ALL
        SELECT i.job_id, f.solution, f.happened_at, f.event_id, f.reason
        FROM item AS i JOIN item_label AS l USING (item_id) JOIN failed_visit AS f USING (code) WHERE f.is_trusted
        UNION ALL
        SELECT job_id, solution, recorded_at, instruction_id, NULL FROM delivery_instruction
    ), standing AS (
        SELECT s.job_id,
               CASE WHEN bool_or(s.solution = 'RETURN') THEN 'RETURN'
                    ELSE (array_agg(s.solution ORDER BY s.said_at DESC, s.id DESC))[1] END AS solution,
               max(s.said_at) AS said_at,
               count(DISTINCT s.id) FILTER (WHERE s.reason NOT IN
                   ('CLOSED', 'NOT_READY', 'DESK_PAUSED', 'DESK_REFUSED', 'FORCE_MAJEURE')) AS visits
        FROM said AS s
        WHERE NOT EXISTS (SELECT FROM delivery_instruction AS d
                          WHERE d.job_id = s.job_id AND d.recorded_at >= s.said_at AND d.instruction_id <> s.id
                            AND (d.recorded_at, d.instruction_id) > (s.said_at, s.id))
          AND NOT EXISTS (SELECT FROM item AS i JOIN ledger AS g USING (item_id) JOIN signed_event AS e ON e.event_id = g.tip
                          WHERE i.job_id = s.job_id AND g.depth = 1 AND g.is_step AND e.happened_at > s.said_at)
        GROUP BY s.job_id
    )
    SELECT s.job_id,
           CASE WHEN s.solution = 'RETRY' AND s.visits >= 1 AND j.leg = 'RETURN'
                     AND s.visits >= (holding_rule_for(d.desk_id, (s.said_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)).attempts
                THEN 'HOLD_AT_POINT' ELSE s.solution END AS solution,
           s.said_at
    FROM standing AS s JOIN job AS j USING (job_id) JOIN dossier AS d USING (dossier_id);

CREATE TABLE invitation (
    invitation_id uuid PRIMARY KEY,
    job_id uuid NOT NULL REFERENCES job,
    event_id uuid REFERENCES signed_event,                   -- a card left at the door, or
    person_id uuid REFERENCES person,                        -- the office's own: by call, message or letter
    how text NOT NULL CHECK (how IN ('card', 'call', 'message', 'letter')),
    invited_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (num_nonnulls(event_id, person_id) = 1),
    UNIQUE (event_id, job_id)
);
CREATE INDEX invitation_job ON invitation (job_id);
CALL make_append_only('invitation');

-- 6. Damage, broken seal, loss: the written record, and for a loss its clocks.
CREATE TABLE incident (
    incident_id uuid PRIMARY KEY,                            -- the signed report, or the office's own id
    event_id uuid UNIQUE REFERENCES signed_event,
    code text NOT NULL CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
    kind text NOT NULL CHECK (kind IN ('damaged', 'wet', 'seal_broken', 'opened', 'lost')),
    province_code text NOT NULL,
    office_id uuid NOT NULL REFERENCES office,
    person_id uuid REFERENCES person,                        -- none: as signed by the device
    noticed_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK (event_id IS NULL OR event_id = incident_id),
    CHECK (num_nonnulls(event_id, person_id) = 1)
);
CREATE INDEX incident_code ON incident (code);
CREATE INDEX incident_office ON incident (office_id, noticed_at);
CALL make_append_only('incident');

CREATE TABLE incident_step (
    incident_id uuid NOT NULL REFERENCES incident,
    step text NOT NULL CHECK (step IN ('head_told', 'agency_told', 'rewrapped', 'found', 'search_ended', 'owner_told', 'closed')),
    note text CHECK (length(note) BETWEEN 1 AND 1000),
    person_id uuid NOT NULL REFERENCES person,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (incident_id, step)
);
CALL make_append_only('incident_step');

CREATE VIEW item_under_inquiry AS
    SELECT DISTINCT l.item_id
    FROM incident AS n JOIN item_label AS l USING (code)
    WHERE n.kind = 'lost' AND NOT EXISTS (SELECT FROM incident_step AS s
                                          WHERE s.incident_id = n.incident_id AND s.step IN ('found', 'owner_told', 'closed'));
COMMENT ON VIEW item_under_inquiry IS 'Reported lost and not found: «Đang xác minh» in public until the owner was told in person.';

-- 7. One person on both sides of a hand-over (PEOPLE 8): allowed, counted, listed; marked by whoever signed.
CREATE TABLE two_roles_mark (event_id uuid PRIMARY KEY REFERENCES signed_event);
CALL make_append_only('two_roles_mark');

CREATE VIEW two_roles_handover AS
    SELECT a.event_id AS accept_id, r.event_id AS release_id, a.person_id, r.party_id AS from_party, a.party_id AS to_party,
           a.province_code, a.happened_at, d.office_id AS to_office_id, g.office_id AS from_office_id,
           (SELECT count(*) FROM event_item AS x WHERE x.event_id = a.event_id)::int AS items,
           EXISTS (SELECT FROM two_roles_mark AS m WHERE m.event_id IN (a.event_id, r.event_id)) AS is_marked
    FROM trusted_event AS a
    JOIN trusted_event AS r ON r.event_id = a.answers AND r.kind = 'release' AND r.person_id = a.person_id
    JOIN device AS d ON d.device_id = a.device_id
    JOIN device AS g ON g.device_id = r.device_id
    WHERE a.kind = 'accept';

-- Differences found after a sealed hand-over: the desk's recount against what the door wrote down, else the checklist asked for.
CREATE VIEW handover_difference AS
    WITH opened AS (
        SELECT o.event_id, o.code, l.item_id, o.opened_at
        FROM envelope_opening AS o JOIN trusted_event AS e USING (event_id) JOIN item_label AS l ON l.code = o.code
        WHERE EXISTS (SELECT FROM paper_count AS c WHERE c.event_id = o.event_id)
    ), taken AS (
        SELECT DISTINCT ON (l.item_id) l.item_id, e.event_id
        FROM item_label AS l JOIN paper_count AS c USING (code) JOIN trusted_event AS e ON e.event_id = c.event_id
        WHERE e.kind = 'receive' AND l.item_id IN (SELECT item_id FROM opened)
        ORDER BY l.item_id, e.happened_at DESC, e.event_id DESC
    ), said AS (
        SELECT o.event_id, o.item_id, t.event_id AS taken_event, c.line, c.originals, c.certified_copies, c.photocopies
        FROM opened AS o JOIN taken AS t USING (item_id) JOIN paper_count AS c ON c.event_id = t.event_id
    ), found AS (
        SELECT o.event_id, o.item_id, c.line, c.originals, c.certified_copies, c.photocopies
        FROM opened AS o JOIN paper_count AS c ON c.event_id = o.event_id
        WHERE o.item_id IN (SELECT item_id FROM taken)
    )
    SELECT coalesce(s.event_id, f.event_id) AS event_id, coalesce(s.item_id, f.item_id) AS item_id,
           coalesce(s.line, f.line) AS line,
           coalesce(s.originals, 0) AS said_originals, coalesce(f.originals, 0) AS found_originals,
           coalesce(s.certified_copies, 0) AS said_certified_copies, coalesce(f.certified_copies, 0) AS found_certified_copies,
           coalesce(s.photocopies, 0) AS said_photocopies, coalesce(f.photocopies, 0) AS found_photocopies
    FROM said AS s FULL JOIN found AS f ON f.event_id = s.event_id AND f.line = s.line
    WHERE (s.originals, s.certified_copies, s.photocopies) IS DISTINCT FROM (f.originals, f.certified_copies, f.photocopies)
      AND (coalesce(s.originals, 0), coalesce(s.certified_copies, 0), coalesce(s.photocopies, 0))
          <> (coalesce(f.originals, 0), coalesce(f.certified_copies, 0), coalesce(f.photocopies, 0));
COMMENT ON VIEW handover_difference IS 'Chênh lệch sau bàn giao, line by line; whichever of the two counts came first.';
