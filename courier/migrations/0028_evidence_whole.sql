-- Evidence, whole: whatever a person or this server says beside the signed acts gets its place in the log too, and each
-- checkpoint signs what belongs to each item, so that one item alone can be shown with nothing of it left out.

-- 1. When a row entered, as in 0025. The default is the same for all rows that are there: they get their places next.
CREATE PROCEDURE give_places(to_rows_of regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint', to_rows_of);
    EXECUTE format('CREATE INDEX %I ON %s USING brin (entered_xid)', to_rows_of || '_entered', to_rows_of);
END $$;
COMMENT ON PROCEDURE give_places(regclass) IS
    'Let the rows of an append-only table get places in the log. It also wants an evidence_text and a line in courier/evidence/sources.py.';

-- What people wrote freely may name somebody: it stands in the log as a digest that nobody can guess without the salt.
CREATE FUNCTION evidence_hidden(salt uuid, said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(sha256(uuid_send(salt) || convert_to(said, 'UTF8')), 'hex');
CREATE PROCEDURE give_salt(to_rows_of regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN evidence_salt uuid NOT NULL DEFAULT gen_random_uuid()', to_rows_of);
END $$;

CALL give_places('item');
CALL give_places('label_void');
CALL give_places('event_item');                              -- no places of their own: tells of which items an act came to speak
CALL give_places('event_refusal');
CALL give_places('dispute_proposal');
CALL give_places('dispute_answer');
CALL give_places('count_check');
CALL give_places('count_settlement');
CALL give_places('custody_exception');
CALL give_places('custody_exception_closing');
CALL give_places('refusal_decision');
CALL give_places('finding');
CALL give_places('paper_count');
CALL give_places('seal_seen');
CALL give_places('envelope_opening');
CALL give_places('original_fate');
CALL give_places('filing_answer');
CALL give_places('door_particulars');
CALL give_places('two_roles_mark');
CALL give_places('papers_journey');
CALL give_places('one_time_code');
CALL give_places('one_time_code_verdict');
CALL give_places('invitation');
CALL give_places('delivery_instruction');
CALL give_places('incident');
CALL give_places('incident_step');
CALL give_places('amount_due');
CALL give_places('posting');
CALL give_places('transfer_seen');
CALL give_places('refund');
CALL give_places('receipt_block');
CALL give_places('receipt_book');
CALL give_places('official_receipt');
CALL give_places('official_receipt_void');
CALL give_places('remittance');
CALL give_places('remittance_line');
CALL give_places('remittance_reversal');
CALL give_places('bank_file');
CALL give_places('bank_line');
CALL give_places('bank_line_use');
CALL give_places('money_case_closing');

CALL give_salt('dispute_proposal');
CALL give_salt('dispute_answer');
CALL give_salt('count_settlement');
CALL give_salt('custody_exception');
CALL give_salt('custody_exception_closing');
CALL give_salt('finding');
CALL give_salt('delivery_instruction');
CALL give_salt('incident_step');
CALL give_salt('posting');
CALL give_salt('transfer_seen');
CALL give_salt('refund');
CALL give_salt('official_receipt_void');
CALL give_salt('remittance');
CALL give_salt('remittance_reversal');
CALL give_salt('bank_line');
CALL give_salt('money_case_closing');

-- 2. The exact texts. As in 0025: never change one once rows were numbered by it.
CREATE FUNCTION evidence_text(r item) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'item', 'item_id', r.item_id, 'job_id', r.job_id, 'origin_id', r.origin_id,
        'province_code', r.province_code, 'registered_at', evidence_time(r.registered_at))::text $$;
CREATE FUNCTION evidence_text(r label_void) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'label_void', 'code', r.code, 'reason', r.reason, 'person_id', r.person_id,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

-- Decisions on disputes, counts, cases.
CREATE FUNCTION evidence_text(r dispute_proposal) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'proposal', 'proposal_id', r.proposal_id, 'item_id', r.item_id, 'at_tip', r.at_tip,
        'chosen_event', r.chosen_event, 'holder_id', r.holder_id, 'considered', to_jsonb(r.considered),
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'proposed_by', r.proposed_by,
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r dispute_answer) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'dispute_answer', 'proposal_id', r.proposal_id, 'item_id', r.item_id, 'at_tip', r.at_tip,
        'proposed_by', r.proposed_by, 'answered_by', r.answered_by, 'is_approved', r.is_approved,
        'resolution_id', r.resolution_id, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r count_check) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'count_check', 'event_id', r.count_event, 'number', r.number, 'party_id', r.party_id,
        'confirmed_by', r.confirmed_by, 'missing', to_jsonb(r.missing), 'extra', to_jsonb(r.extra),
        'office_missing', to_jsonb(r.office_missing), 'office_extra', to_jsonb(r.office_extra), 'cause', r.cause,
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r count_settlement) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'count_settlement', 'event_id', r.count_event, 'number', r.number,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'person_id', r.person_id,
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r custody_exception) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'case', 'about', coalesce(r.event_id, r.exception_id), 'exception_id', r.exception_id,
        'kind', r.kind, 'item_id', r.item_id, 'code', r.code, 'province_code', r.province_code, 'office_id', r.office_id,
        'facts_hash', evidence_hidden(r.evidence_salt, r.facts::text), 'opened_at', evidence_time(r.opened_at))::text $$;
CREATE FUNCTION evidence_text(r custody_exception_closing) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'case_closing', 'exception_id', r.exception_id, 'closed_by', r.closed_by,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'closed_at', evidence_time(r.closed_at))::text $$;
CREATE FUNCTION evidence_text(r refusal_decision) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'refusal_decision', 'job_id', r.job_id, 'exception_id', r.exception_id,
        'decision', r.decision, 'from_desk_id', r.from_desk_id, 'to_desk_id', r.to_desk_id, 'person_id', r.person_id,
        'decided_at', evidence_time(r.decided_at))::text $$;

-- What acts say beside custody, as it was read out of them, and what was found about them.
CREATE FUNCTION evidence_text(r finding) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'finding', 'event_id', r.event_id, 'finding_id', r.finding_id, 'kind', r.kind,
        'code', r.code, 'facts_hash', evidence_hidden(r.evidence_salt, r.facts::text),
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r paper_count) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'paper_count', 'event_id', r.event_id, 'code', r.code, 'line', r.line,
        'originals', r.originals, 'certified_copies', r.certified_copies, 'photocopies', r.photocopies)::text $$;
CREATE FUNCTION evidence_text(r seal_seen) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'seal', 'event_id', r.event_id, 'code', r.code, 'number', r.number,
        'is_intact', r.is_intact)::text $$;
CREATE FUNCTION evidence_text(r envelope_opening) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'opening', 'event_id', r.event_id, 'code', r.code, 'party_id', r.party_id,
        'opened_at', evidence_time(r.opened_at))::text $$;
CREATE FUNCTION evidence_text(r original_fate) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'original', 'event_id', r.event_id, 'line', r.line, 'fate', r.fate,
        'originals', r.originals)::text $$;
CREATE FUNCTION evidence_text(r filing_answer) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'filing_answer', 'event_id', r.event_id, 'code', r.code, 'party_id', r.party_id,
        'dossier_code', r.dossier_code, 'due_on', r.due_on, 'refused', r.refused,
        'answered_at', evidence_time(r.answered_at))::text $$;
CREATE FUNCTION evidence_text(r door_particulars) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'door', 'event_id', r.event_id, 'relation', r.relation, 'identity', r.identity,
        'place', r.place, 'papers_taken_back', r.papers_taken_back)::text $$;
CREATE FUNCTION evidence_text(r two_roles_mark) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'two_roles', 'event_id', r.event_id)::text $$;
CREATE FUNCTION evidence_text(r papers_journey) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'papers_journey', 'event_id', r.event_id, 'job_id', r.job_id, 'papers', r.papers)::text $$;
CREATE FUNCTION evidence_text(r one_time_code) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'one_time_code', 'job_id', r.job_id, 'code_id', r.code_id,
        'code_hash', encode(sha256(r.salt || r.digest), 'hex'), 'issued_at', evidence_time(r.issued_at),
        'expires_at', evidence_time(r.expires_at))::text $$;
CREATE FUNCTION evidence_text(r one_time_code_verdict) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'code_verdict', 'event_id', r.event_id, 'verdict', r.verdict, 'code_id', r.code_id,
        'judged_at', evidence_time(r.judged_at))::text $$;
CREATE FUNCTION evidence_text(r invitation) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'invitation', 'job_id', r.job_id, 'invitation_id', r.invitation_id,
        'card', r.event_id, 'person_id', r.person_id, 'how', r.how, 'invited_at', evidence_time(r.invited_at),
        'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r delivery_instruction) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'instruction', 'job_id', r.job_id, 'instruction_id', r.instruction_id,
        'office_id', r.office_id, 'solution', r.solution, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r incident) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'incident', 'code', r.code, 'incident_id', r.incident_id, 'report', r.event_id,
        'kind', r.kind, 'province_code', r.province_code, 'office_id', r.office_id, 'person_id', r.person_id,
        'noticed_at', evidence_time(r.noticed_at), 'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r incident_step) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'incident_step', 'incident_id', r.incident_id, 'step', r.step,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'person_id', r.person_id,
        'happened_at', evidence_time(r.happened_at), 'recorded_at', evidence_time(r.recorded_at))::text $$;

-- Money: what is due, every entry of the books with its reversals, and what people said of it without a signed act.
-- What was signed as taken, handed in or counted is a reading of its act: the entry names the act, the act the amount.
CREATE FUNCTION evidence_text(r amount_due) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'due', 'job_id', r.job_id, 'due_id', r.due_id, 'kind', r.kind, 'payer', r.payer,
        'amount_vnd', r.amount_vnd, 'office_id', r.office_id, 'province_code', r.province_code,
        'marked_at', evidence_time(r.marked_at))::text $$;
CREATE FUNCTION evidence_text(r posting) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'posting', 'about', coalesce(r.settles, r.posting_id), 'posting_id', r.posting_id,
        'kind', r.kind, 'debit', r.debit, 'credit', r.credit, 'amount_vnd', r.amount_vnd, 'settles', r.settles,
        'turn', r.turn, 'count_in_id', r.count_in_id, 'job_id', r.job_id, 'item_id', r.item_id, 'reverses', r.reverses,
        'reversed_by', r.reversed_by, 'reason_hash', evidence_hidden(r.evidence_salt, r.reason),
        'province_code', r.province_code, 'recorded_at', evidence_time(r.recorded_at))::text $$;
CREATE FUNCTION evidence_text(r transfer_seen) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'transfer_seen', 'event_id', r.event_id, 'source', r.source,
        'reference_hash', evidence_hidden(r.evidence_salt, r.reference), 'seen_by', r.seen_by,
        'seen_at', evidence_time(r.seen_at))::text $$;
CREATE FUNCTION evidence_text(r refund) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'refund', 'code', r.code, 'refund_id', r.refund_id, 'office_id', r.office_id,
        'mode', r.mode, 'amount_vnd', r.amount_vnd, 'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number),
        'refunded_by', r.refunded_by, 'refunded_at', evidence_time(r.refunded_at))::text $$;
CREATE FUNCTION evidence_text(r receipt_block) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'receipt_block', 'office_id', r.office_id, 'first_number', r.first_number,
        'last_number', r.last_number, 'device_id', r.device_id, 'reserved_at', evidence_time(r.reserved_at))::text $$;
CREATE FUNCTION evidence_text(r receipt_book) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'receipt_book', 'book_id', r.book_id, 'office_id', r.office_id, 'kind', r.kind,
        'template', r.template, 'series', r.series, 'first_number', r.first_number, 'last_number', r.last_number,
        'opened_by', r.opened_by, 'opened_at', evidence_time(r.opened_at))::text $$;
CREATE FUNCTION evidence_text(r official_receipt) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'official_receipt', 'book_id', r.book_id, 'number', r.number,
        'posting_id', r.posting_id, 'turn', r.turn, 'account', r.account, 'amount_vnd', r.amount_vnd,
        'attached_by', r.attached_by, 'attached_at', evidence_time(r.attached_at))::text $$;
CREATE FUNCTION evidence_text(r official_receipt_void) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'receipt_void', 'book_id', r.book_id, 'number', r.number, 'posting_id', r.posting_id,
        'turn', r.turn, 'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'voided_by', r.voided_by,
        'voided_at', evidence_time(r.voided_at))::text $$;
CREATE FUNCTION evidence_text(r remittance) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'remittance', 'remittance_id', r.remittance_id, 'office_id', r.office_id,
        'reference', r.reference, 'destination', r.destination, 'amount_vnd', r.amount_vnd,
        'account_hash', evidence_hidden(r.evidence_salt, r.account_note),
        'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number), 'carried_by', r.carried_by, 'signed_by', r.signed_by,
        'remitted_at', evidence_time(r.remitted_at))::text $$;
CREATE FUNCTION evidence_text(r remittance_line) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'remittance_line', 'remittance_id', r.remittance_id, 'posting_id', r.posting_id,
        'turn', r.turn, 'account', r.account, 'amount_vnd', r.amount_vnd)::text $$;
CREATE FUNCTION evidence_text(r remittance_reversal) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'remittance_reversal', 'remittance_id', r.remittance_id,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'reversed_by', r.reversed_by,
        'reversed_at', evidence_time(r.reversed_at))::text $$;
CREATE FUNCTION evidence_text(r bank_file) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'bank_file', 'file_id', r.file_id, 'office_id', r.office_id,
        'sha256', encode(r.sha256, 'hex'), 'uploaded_by', r.uploaded_by, 'uploaded_at', evidence_time(r.uploaded_at))::text $$;
CREATE FUNCTION evidence_text(r bank_line) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'bank_line', 'line_id', r.line_id, 'file_id', r.file_id, 'office_id', r.office_id,
        'line', r.line, 'booked_on', r.booked_on, 'amount_vnd', r.amount_vnd,
        'said_hash', evidence_hidden(r.evidence_salt, r.reference || ' ' || r.said))::text $$;
CREATE FUNCTION evidence_text(r bank_line_use) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'bank_line_use', 'line_id', r.line_id, 'amount_vnd', r.amount_vnd,
        'claim_id', r.claim_id, 'remittance_id', r.remittance_id, 'told_by', r.told_by,
        'used_at', evidence_time(r.used_at))::text $$;
CREATE FUNCTION evidence_text(r money_case_closing) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'money_closing', 'case_key', r.case_key, 'kind', r.kind, 'taken_vnd', r.taken_vnd,
        'expected_vnd', r.expected_vnd, 'closed_by', r.closed_by, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'closed_at', evidence_time(r.closed_at))::text $$;

-- Which sources there are is said in courier/evidence/sources.py; a place of no known source shows at every check.
ALTER TABLE evidence_leaf DROP CONSTRAINT evidence_leaf_source_check,
    ADD CONSTRAINT evidence_leaf_source_check CHECK (source ~ '^[a-z_]{2,32}$');

-- 3. What belongs to an item. `since`: the first checkpoint that says so; an act may come to speak of an item later,
-- when its label is bound or its bag's sealing comes.
CREATE TABLE evidence_item_leaf (
    item_id uuid NOT NULL,
    leaf bigint NOT NULL REFERENCES evidence_leaf,
    since bigint NOT NULL CHECK (since >= 1),
    PRIMARY KEY (item_id, leaf)
);
CREATE INDEX evidence_item_leaf_since ON evidence_item_leaf USING brin (since);
CALL make_append_only('evidence_item_leaf');

-- What a checkpoint signs of an item: how many places, and SHA-256 over them (number and hash, in order).
CREATE TABLE evidence_item_head (
    bucket int NOT NULL GENERATED ALWAYS AS
        (get_byte(sha256(uuid_send(item_id)), 0) * 256 + get_byte(sha256(uuid_send(item_id)), 1)) STORED,
    item_id uuid NOT NULL,
    since bigint NOT NULL CHECK (since >= 1),
    places bigint NOT NULL CHECK (places >= 1),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (bucket, item_id, since)
);
CALL make_append_only('evidence_item_head');

-- The tree over these, an item's path in it being SHA-256 of its id: roots of the 65,536 subtrees 16 levels down, and
-- of the 256 ones 8 levels down, each as it was from a checkpoint on.
CREATE TABLE evidence_item_node (
    level smallint NOT NULL CHECK (level IN (8, 16)),
    place int NOT NULL CHECK (place >= 0 AND place < 1 << level),
    since bigint NOT NULL CHECK (since >= 1),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, place, since)
);
CALL make_append_only('evidence_item_node');

ALTER TABLE evidence_checkpoint ADD COLUMN items_root bytea CHECK (octet_length(items_root) = 32);
COMMENT ON COLUMN evidence_checkpoint.items_root IS 'None: signed before items were.';

-- 4. An act kept unread and read since: when it happened as it was first kept, where its reading says otherwise.
ALTER TABLE signed_event ADD COLUMN first_happened_at timestamptz;
COMMENT ON COLUMN signed_event.first_happened_at IS
    'Of an act read after an upgrade whose bytes name their own time (a transcribed sheet): what its place was given for.';
