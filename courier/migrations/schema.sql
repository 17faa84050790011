CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE TYPE public.act_sent AS (
	event_id uuid,
	device_id uuid,
	party_id uuid,
	person_id uuid,
	device_seq bigint,
	kind text,
	is_readable boolean,
	province_code text,
	to_party uuid,
	from_party uuid,
	evidence text,
	answers uuid,
	answers_hash bytea,
	items_of uuid,
	bag_predecessor uuid,
	happened_at timestamp with time zone,
	recorded_at timestamp with time zone,
	previous bytea,
	body bytea,
	signature bytea
);

CREATE TYPE public.item_sent AS (
	event_id uuid,
	code text,
	"position" smallint,
	ref uuid
);

CREATE TYPE public.ledger_sent AS (
	item_id uuid,
	seq integer,
	depth integer,
	kind text,
	province_code text,
	from_party uuid,
	to_party uuid,
	tip uuid,
	given_event uuid,
	given_code text,
	given_kind text,
	taken_event uuid,
	taken_code text,
	taken_kind text,
	giver_evidence text,
	receiver_evidence text,
	resolution_id uuid,
	rewound_to integer,
	cause uuid,
	prev_depth integer,
	prev_tip uuid,
	prev_hash bytea,
	recorded_at timestamp with time zone
);

CREATE FUNCTION public.courier_now() RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN statement_timestamp() + (SELECT clock_offset FROM public.clock_setting);
END
$$;

COMMENT ON FUNCTION public.courier_now() IS 'When the running statement reached the server, in this database''s time.';

CREATE TABLE public.person (
    person_id uuid NOT NULL,
    full_name text NOT NULL,
    sort_key text NOT NULL,
    phone text,
    username text,
    password_hash text,
    carrier_party_id uuid,
    carrier_kind text GENERATED ALWAYS AS (
CASE
    WHEN (carrier_party_id IS NOT NULL) THEN 'carrier'::text
    ELSE NULL::text
END) STORED,
    province_code text NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT person_check CHECK (((username IS NULL) = (password_hash IS NULL))),
    CONSTRAINT person_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 200))),
    CONSTRAINT person_province_code_check CHECK ((province_code ~ '^\d{2}$'::text)),
    CONSTRAINT person_username_check CHECK ((username ~ '^[a-z0-9._-]{2,64}$'::text))
);

CREATE TABLE public.role_grant (
    person_id uuid NOT NULL,
    role text NOT NULL,
    office_id uuid NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT role_grant_check CHECK ((valid_to > valid_from)),
    CONSTRAINT role_grant_role_check CHECK ((role = ANY (ARRAY['carrier'::text, 'teller'::text, 'dispatcher'::text, 'desk_clerk'::text, 'supervisor'::text, 'administrator'::text])))
);

CREATE FUNCTION public.has_role(asker uuid, at_office uuid, VARIADIC roles text[]) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM (public.role_grant g JOIN public.person p USING (person_id)) WHERE ((g.person_id = has_role.asker) AND (g.office_id = has_role.at_office) AND (g.role = ANY (has_role.roles)) AND p.is_active AND (((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date >= g.valid_from) AND ((((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date < g.valid_to) OR (g.valid_to IS NULL)))));

CREATE TABLE public.office (
    office_id uuid NOT NULL,
    kind text NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    sort_key text NOT NULL,
    address text NOT NULL,
    phone text,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    unit_code text,
    unit_valid_from date,
    province_code text NOT NULL,
    superior_office_id uuid,
    served_by_office_id uuid,
    opens_s integer DEFAULT 27000 NOT NULL,
    closes_s integer DEFAULT 61200 NOT NULL,
    last_acceptance_s integer DEFAULT 59400 NOT NULL,
    is_demo boolean DEFAULT false NOT NULL,
    form text,
    CONSTRAINT office_check CHECK (((opens_s < last_acceptance_s) AND (last_acceptance_s <= closes_s))),
    CONSTRAINT office_closes_s_check CHECK (((closes_s >= 0) AND (closes_s <= 86400))),
    CONSTRAINT office_code_check CHECK ((code ~ '^[0-9A-Z.-]{2,32}$'::text)),
    CONSTRAINT office_kind_check CHECK ((kind = ANY (ARRAY['point'::text, 'hub'::text, 'linehaul'::text, 'desk'::text, 'agency'::text]))),
    CONSTRAINT office_last_acceptance_s_check CHECK (((last_acceptance_s >= 0) AND (last_acceptance_s <= 86400))),
    CONSTRAINT office_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT office_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT office_opens_s_check CHECK (((opens_s >= 0) AND (opens_s <= 86400)))
);

COMMENT ON COLUMN public.office.form IS 'What people call it; fits its kind.';

CREATE FUNCTION public.administers(asker uuid, of_office uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 WITH RECURSIVE above(office_id, province_code) AS (
          SELECT o.office_id,
             o.province_code
            FROM public.office o
           WHERE (o.office_id = administers.of_office)
         UNION
          SELECT s.office_id,
             a.province_code
            FROM ((above a
              JOIN public.office o ON ((o.office_id = a.office_id)))
              JOIN public.office s ON (((s.office_id = o.superior_office_id) OR (s.office_id = o.served_by_office_id))))
         )
  SELECT ((EXISTS ( SELECT
            FROM above
           WHERE public.has_role(administers.asker, above.office_id, VARIADIC ARRAY['administrator'::text]))) OR (EXISTS ( SELECT
            FROM (public.office o
              JOIN public.office p ON ((p.province_code = o.province_code)))
           WHERE ((o.office_id = administers.of_office) AND (p.form = 'province_post'::text) AND public.has_role(administers.asker, p.office_id, VARIADIC ARRAY['administrator'::text])))));
END;

CREATE FUNCTION public.bag_content_agrees() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken text;
BEGIN
    IF NEW.sscc <> (SELECT body_says(e.body, 'sscc') FROM signed_event AS e WHERE e.event_id = NEW.sealing) THEN
        broken := 'bag_code_of_its_sealing';
    ELSIF NEW.opening IS NOT NULL AND NOT EXISTS (
            SELECT FROM signed_event AS e WHERE e.event_id = NEW.opening AND e.answers = NEW.sealing) THEN
        broken := 'bag_opening_of_its_sealing';
    END IF;
    IF broken IS NOT NULL THEN
        RAISE EXCEPTION 'bag of item % is refused: %', NEW.item_id, broken USING ERRCODE = '23514', CONSTRAINT = broken;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.body_says(body bytea, field text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN convert_from(body, 'UTF8')::jsonb ->> field;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN NULL;
END $$;

CREATE FUNCTION public.collection_is_posted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT NEW.event_id, s.kind, s.debit, s.credit, NEW.amount_vnd, NEW.event_id, 1, NEW.province_code
    FROM (VALUES ('cash', 'collect', 'in_hand:' || NEW.holder_id::text, 'suspense:' || NEW.code),
                 ('claimed_transfer', 'claim', 'claimed:' || NEW.code, 'promised:' || NEW.code)) AS s (counts_as, kind, debit, credit)
    WHERE s.counts_as = NEW.counts_as;
    RETURN NULL;
END $$;

CREATE TABLE public.device (
    device_id uuid NOT NULL,
    kind text NOT NULL,
    party_id uuid NOT NULL,
    office_id uuid NOT NULL,
    person_id uuid,
    public_key bytea NOT NULL,
    name text NOT NULL,
    province_code text NOT NULL,
    enrolled_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    ended_at timestamp with time zone,
    unsent integer DEFAULT 0 NOT NULL,
    oldest_unsent_at timestamp with time zone,
    last_sync_at timestamp with time zone,
    last_sync_seq bigint DEFAULT 0 NOT NULL,
    heard_at timestamp with time zone,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT device_check CHECK (((kind = 'phone'::text) = (person_id IS NOT NULL))),
    CONSTRAINT device_kind_check CHECK ((kind = ANY (ARRAY['phone'::text, 'workstation'::text]))),
    CONSTRAINT device_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT device_public_key_check CHECK (((octet_length(public_key) = 65) AND (get_byte(public_key, 0) = 4)))
);

COMMENT ON COLUMN public.device.heard_at IS 'When it last got a token; null: never since this is kept.';

CREATE TABLE public.device_revocation (
    device_id uuid NOT NULL,
    mode text NOT NULL,
    trusted_through bigint NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT device_revocation_mode_check CHECK ((mode = ANY (ARRAY['replaced'::text, 'lost'::text]))),
    CONSTRAINT device_revocation_trusted_through_check CHECK ((trusted_through >= 0))
);

CREATE TABLE public.signed_event (
    event_id uuid NOT NULL,
    device_id uuid NOT NULL,
    party_id uuid NOT NULL,
    person_id uuid NOT NULL,
    device_seq bigint NOT NULL,
    kind text NOT NULL,
    is_readable boolean NOT NULL,
    province_code text NOT NULL,
    to_party uuid,
    from_party uuid,
    evidence text,
    answers uuid,
    answers_hash bytea,
    items_of uuid,
    bag_predecessor uuid,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    previous bytea NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    body_hash bytea GENERATED ALWAYS AS (sha256(body)) STORED NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    first_happened_at timestamp with time zone,
    CONSTRAINT signed_event_answers_hash_check CHECK ((octet_length(answers_hash) = 32)),
    CONSTRAINT signed_event_body_check CHECK (((octet_length(body) >= 2) AND (octet_length(body) <= 65536))),
    CONSTRAINT signed_event_check CHECK (((kind <> ALL (ARRAY['release'::text, 'deliver'::text])) OR (NOT is_readable) OR (to_party IS NOT NULL))),
    CONSTRAINT signed_event_check1 CHECK (((kind <> 'receive'::text) OR (NOT is_readable) OR (from_party IS NOT NULL))),
    CONSTRAINT signed_event_check2 CHECK (((kind <> ALL (ARRAY['receive'::text, 'deliver'::text])) OR (NOT is_readable) OR (evidence IS NOT NULL))),
    CONSTRAINT signed_event_check3 CHECK (((kind <> ALL (ARRAY['accept'::text, 'withdraw'::text, 'correct'::text, 'count_in'::text])) OR (NOT is_readable) OR (answers IS NOT NULL))),
    CONSTRAINT signed_event_check4 CHECK (((kind <> 'accept'::text) OR (NOT is_readable) OR (answers_hash IS NOT NULL))),
    CONSTRAINT signed_event_check5 CHECK ((to_party <> party_id)),
    CONSTRAINT signed_event_check6 CHECK ((from_party <> party_id)),
    CONSTRAINT signed_event_device_seq_check CHECK ((device_seq >= 1)),
    CONSTRAINT signed_event_evidence_check CHECK ((evidence = ANY (ARRAY['witnessed'::text, 'citizen'::text]))),
    CONSTRAINT signed_event_kind_check CHECK ((kind ~ '^[a-z_]{1,32}$'::text)),
    CONSTRAINT signed_event_previous_check CHECK ((octet_length(previous) = 32)),
    CONSTRAINT signed_event_signature_check CHECK ((octet_length(signature) = 64)),
    CONSTRAINT transcribed_sides CHECK (((kind <> 'transcribe'::text) OR (NOT is_readable) OR ((from_party IS NOT NULL) AND (to_party IS NOT NULL) AND (from_party <> to_party))))
);

COMMENT ON COLUMN public.signed_event.first_happened_at IS 'Of an act read after an upgrade whose bytes name their own time (a transcribed sheet): what its place was given for.';

CREATE FUNCTION public.confirmation_of(count_event uuid) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT k.event_id FROM (((public.signed_event c JOIN public.device d USING (device_id)) JOIN public.signed_event k ON (((k.answers = c.event_id) AND (k.answers_hash = c.body_hash)))) LEFT JOIN public.device_revocation r ON ((r.device_id = k.device_id))) WHERE ((c.event_id = confirmation_of.count_event) AND (c.kind = 'count'::text) AND (k.kind = 'confirm_count'::text) AND k.is_readable AND (k.party_id = d.office_id) AND (k.device_id <> c.device_id) AND ((r.trusted_through IS NULL) OR (k.device_seq <= r.trusted_through)) AND (NOT (EXISTS (SELECT FROM public.signed_event n WHERE ((n.answers = c.event_id) AND (n.kind = 'confirm_count'::text) AND (n.device_id = k.device_id) AND (n.answers_hash = c.body_hash) AND n.is_readable AND (n.device_seq > k.device_seq) AND ((r.trusted_through IS NULL) OR (n.device_seq <= r.trusted_through))))))) ORDER BY k.event_id LIMIT 1);

CREATE FUNCTION public.counts_touched(parties uuid[], facts uuid[]) RETURNS TABLE(event_id uuid, party_id uuid)
    LANGUAGE sql STABLE
    AS $$
    WITH moved AS MATERIALIZED (
        SELECT m.party_id, e.happened_at, e.device_id, e.device_seq
        FROM unnest(parties, facts) AS m (party_id, fact) JOIN signed_event AS e ON e.event_id = m.fact
    )
    SELECT c.event_id, c.party_id FROM moved AS m JOIN signed_event AS c
        ON c.party_id = m.party_id AND c.kind = 'count' AND c.happened_at >= m.happened_at WHERE c.is_readable
    UNION
    SELECT c.event_id, c.party_id FROM moved AS m JOIN signed_event AS c
        ON c.device_id = m.device_id AND c.device_seq > m.device_seq AND c.kind = 'count' WHERE c.is_readable
$$;

CREATE FUNCTION public.deliver_where_served() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.delivering_office_id := coalesce(NEW.delivering_office_id, NEW.serving_office_id);
    RETURN NEW;
END
$$;

COMMENT ON FUNCTION public.deliver_where_served() IS 'Unless said otherwise, the office that fetches also brings.';

CREATE TABLE public.dossier (
    dossier_id uuid NOT NULL,
    province_code text NOT NULL,
    desk_id uuid NOT NULL,
    code text,
    procedure_code text,
    title text NOT NULL,
    owner_id uuid NOT NULL,
    official_state smallint NOT NULL,
    view_code text NOT NULL,
    created_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    procedure_valid_from date,
    due_on date,
    competent_agency_id uuid,
    is_online_born boolean DEFAULT false NOT NULL,
    CONSTRAINT dossier_official_state_check CHECK (((official_state >= 1) AND (official_state <= 10))),
    CONSTRAINT dossier_province_code_check CHECK ((province_code ~ '^\d{2}$'::text)),
    CONSTRAINT dossier_view_code_check CHECK ((view_code ~ '^\d{4}$'::text))
);

CREATE TABLE public.job (
    job_id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    province_code text NOT NULL,
    leg text NOT NULL,
    origin_id uuid NOT NULL,
    destination_id uuid NOT NULL,
    serving_office_id uuid NOT NULL,
    at_counter boolean DEFAULT false NOT NULL,
    requested_by text NOT NULL,
    channel text NOT NULL,
    personal_only boolean DEFAULT false NOT NULL,
    papers_to_take_back smallint DEFAULT 0 NOT NULL,
    weight_g integer NOT NULL,
    ready_at timestamp with time zone NOT NULL,
    window_from timestamp with time zone,
    window_to timestamp with time zone,
    cancelled_at timestamp with time zone,
    source_key text,
    created_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    delivering_office_id uuid NOT NULL,
    purpose text DEFAULT 'dossier'::text NOT NULL,
    CONSTRAINT job_channel_check CHECK ((channel = ANY (ARRAY['list'::text, 'api'::text, 'counter'::text, 'web'::text, 'phone'::text]))),
    CONSTRAINT job_check CHECK ((origin_id <> destination_id)),
    CONSTRAINT job_check1 CHECK ((window_from < window_to)),
    CONSTRAINT job_leg_check CHECK ((leg = ANY (ARRAY['SEND'::text, 'RETURN'::text, 'SUPPLEMENT'::text]))),
    CONSTRAINT job_papers_to_take_back_check CHECK (((papers_to_take_back >= 0) AND (papers_to_take_back <= 100))),
    CONSTRAINT job_purpose_check CHECK ((purpose = ANY (ARRAY['dossier'::text, 'originals'::text, 'old_papers'::text, 'refused'::text]))),
    CONSTRAINT job_requested_by_check CHECK ((requested_by = ANY (ARRAY['CITIZEN'::text, 'DESK'::text, 'POST'::text]))),
    CONSTRAINT job_weight_g_check CHECK (((weight_g >= 1) AND (weight_g <= 30000)))
);

COMMENT ON COLUMN public.job.delivering_office_id IS 'The post office whose carriers bring it; differs from serving_office_id where it travels by bag between offices.';

COMMENT ON COLUMN public.job.purpose IS 'originals: compared and sent home apart (PEOPLE 4); old_papers: withdrawn at the door, back to the agency; refused: by form 03, home to the citizen.';

CREATE FUNCTION public.desks_asked_since(since timestamp with time zone) RETURNS SETOF uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT DISTINCT d.desk_id
    FROM (public.job j
      JOIN public.dossier d USING (dossier_id))
   WHERE (j.created_at >= desks_asked_since.since);
END;

CREATE FUNCTION public.event_item_agrees() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    broken uuid;
BEGIN
    SELECT t.event_id INTO broken FROM added AS t
    WHERE NOT EXISTS (SELECT FROM signed_event AS e WHERE e.event_id = t.event_id
                      AND e.to_party IS NOT DISTINCT FROM t.to_party AND e.from_party IS NOT DISTINCT FROM t.from_party)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event_item % does not agree with its event', broken USING ERRCODE = '23514', CONSTRAINT = 'event_item_agrees';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.event_items_as_signed() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_hashjoin TO 'on'
    AS $$
DECLARE
    broken record;
BEGIN
    WITH told AS MATERIALIZED (
        SELECT t.event_id, t.code, t.ref FROM added AS t
        WHERE t.kind IN ('release', 'accept', 'withdraw', 'correct', 'receive', 'deliver', 'seal_bag', 'transcribe')
    ), concerned AS MATERIALIZED (
        SELECT e.event_id, e.body, e.items_of, e.bag_predecessor, e.answers
        FROM (SELECT DISTINCT event_id FROM told) AS t JOIN signed_event AS e USING (event_id)
    ), said AS MATERIALIZED (
        SELECT c.event_id, s.code, s.ref FROM concerned AS c, items_said(c.body) AS s WHERE c.items_of IS NULL
        UNION ALL
        SELECT c.event_id, s.code, r.ref
        FROM concerned AS c JOIN event_item AS s ON s.event_id = c.items_of,
             unnest(ARRAY[s.ref, c.bag_predecessor, c.answers]) AS r (ref)
    )
    SELECT t.event_id, t.code INTO broken FROM told AS t
    WHERE NOT EXISTS (SELECT FROM said AS s WHERE s.event_id = t.event_id AND s.code = t.code AND s.ref = t.ref)
      AND NOT EXISTS (SELECT FROM said AS s WHERE s.event_id = t.event_id AND s.code IS NULL)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event % was not signed about item %', broken.event_id, broken.code
            USING ERRCODE = '23514', CONSTRAINT = 'event_items_as_signed';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.evidence_hidden(salt uuid, said text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN encode(sha256((uuid_send(salt) || convert_to(said, 'UTF8'::name))), 'hex'::text);

CREATE TABLE public.act_set_aside (
    event_id uuid NOT NULL,
    reason text NOT NULL,
    set_aside_by uuid NOT NULL,
    set_aside_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    proposed_by uuid,
    CONSTRAINT act_set_aside_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);

COMMENT ON COLUMN public.act_set_aside.proposed_by IS 'None only where it was set aside before two were asked for.';

CREATE FUNCTION public.evidence_text(r public.act_set_aside) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'set_aside', 'event_id', r.event_id,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'set_aside_by', r.set_aside_by,
        'set_aside_at', evidence_time(r.set_aside_at))::text $$;

CREATE TABLE public.amount_due (
    due_id uuid DEFAULT uuidv7() NOT NULL,
    job_id uuid NOT NULL,
    kind text NOT NULL,
    payer text NOT NULL,
    amount_vnd bigint NOT NULL,
    office_id uuid NOT NULL,
    province_code text NOT NULL,
    marked_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    account_before text GENERATED ALWAYS AS (((
CASE kind
    WHEN 'fare'::text THEN 'fare'::text
    WHEN 'handling'::text THEN 'handling'::text
    ELSE 'state'::text
END || ':'::text) || (office_id)::text)) STORED CONSTRAINT amount_due_account_not_null NOT NULL,
    account text GENERATED ALWAYS AS (((kind || ':'::text) || (office_id)::text)) STORED CONSTRAINT amount_due_account_not_null1 NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT amount_due_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT amount_due_kind_check CHECK ((kind = ANY (ARRAY['fee'::text, 'charge'::text, 'fare'::text, 'handling'::text]))),
    CONSTRAINT amount_due_payer_check CHECK ((payer = ANY (ARRAY['citizen'::text, 'agency'::text, 'post'::text])))
);

CREATE FUNCTION public.evidence_text(r public.amount_due) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'due', 'job_id', r.job_id, 'due_id', r.due_id, 'kind', r.kind, 'payer', r.payer,
        'amount_vnd', r.amount_vnd, 'office_id', r.office_id, 'province_code', r.province_code,
        'marked_at', evidence_time(r.marked_at))::text $$;

CREATE TABLE public.bank_file (
    file_id uuid NOT NULL,
    office_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    file_name text NOT NULL,
    uploaded_by uuid NOT NULL,
    uploaded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT bank_file_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 200))),
    CONSTRAINT bank_file_sha256_check CHECK ((octet_length(sha256) = 32))
);

CREATE FUNCTION public.evidence_text(r public.bank_file) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'bank_file', 'file_id', r.file_id, 'office_id', r.office_id,
        'sha256', encode(r.sha256, 'hex'), 'uploaded_by', r.uploaded_by, 'uploaded_at', evidence_time(r.uploaded_at))::text $$;

CREATE TABLE public.bank_line (
    line_id uuid NOT NULL,
    file_id uuid NOT NULL,
    office_id uuid NOT NULL,
    line integer NOT NULL,
    booked_on date NOT NULL,
    amount_vnd bigint NOT NULL,
    reference text NOT NULL,
    said text NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT bank_line_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT bank_line_line_check CHECK ((line >= 1)),
    CONSTRAINT bank_line_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 100))),
    CONSTRAINT bank_line_said_check CHECK ((length(said) <= 1000))
);

CREATE FUNCTION public.evidence_text(r public.bank_line) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'bank_line', 'line_id', r.line_id, 'file_id', r.file_id, 'office_id', r.office_id,
        'line', r.line, 'booked_on', r.booked_on, 'amount_vnd', r.amount_vnd,
        'said_hash', evidence_hidden(r.evidence_salt, r.reference || ' ' || r.said))::text $$;

CREATE TABLE public.bank_line_use (
    line_id uuid NOT NULL,
    office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    claim_id uuid,
    remittance_id uuid,
    told_by uuid,
    used_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    counts_as text GENERATED ALWAYS AS ('claimed_transfer'::text) STORED NOT NULL,
    remitting_line uuid GENERATED ALWAYS AS (
CASE
    WHEN (remittance_id IS NOT NULL) THEN line_id
    ELSE NULL::uuid
END) STORED,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT one_use CHECK (((claim_id IS NULL) <> (remittance_id IS NULL)))
);

CREATE FUNCTION public.evidence_text(r public.bank_line_use) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'bank_line_use', 'line_id', r.line_id, 'amount_vnd', r.amount_vnd,
        'claim_id', r.claim_id, 'remittance_id', r.remittance_id, 'told_by', r.told_by,
        'used_at', evidence_time(r.used_at))::text $$;

CREATE TABLE public.count_check (
    count_event uuid NOT NULL,
    number integer NOT NULL,
    party_id uuid NOT NULL,
    confirmed_by uuid,
    missing text[] NOT NULL,
    extra text[] NOT NULL,
    office_missing text[] DEFAULT '{}'::text[] NOT NULL,
    office_extra text[] DEFAULT '{}'::text[] NOT NULL,
    cause uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    count_kind text GENERATED ALWAYS AS ('count'::text) STORED NOT NULL,
    prev_number integer GENERATED ALWAYS AS (
CASE
    WHEN (number > 1) THEN (number - 1)
    ELSE NULL::integer
END) STORED,
    is_even boolean GENERATED ALWAYS AS (((missing = '{}'::text[]) AND (extra = '{}'::text[]) AND (office_missing = '{}'::text[]) AND (office_extra = '{}'::text[]))) STORED NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT count_check_number_check CHECK ((number >= 1))
);

CREATE FUNCTION public.evidence_text(r public.count_check) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'count_check', 'event_id', r.count_event, 'number', r.number, 'party_id', r.party_id,
        'confirmed_by', r.confirmed_by, 'missing', to_jsonb(r.missing), 'extra', to_jsonb(r.extra),
        'office_missing', to_jsonb(r.office_missing), 'office_extra', to_jsonb(r.office_extra), 'cause', r.cause,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.count_settlement (
    count_event uuid NOT NULL,
    number integer NOT NULL,
    note text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT count_settlement_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000)))
);

COMMENT ON TABLE public.count_settlement IS 'Says why one result is as it is; moves nothing. A later result is open again.';

CREATE FUNCTION public.evidence_text(r public.count_settlement) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'count_settlement', 'event_id', r.count_event, 'number', r.number,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'person_id', r.person_id,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.custody_exception (
    exception_id uuid NOT NULL,
    kind text NOT NULL,
    event_id uuid,
    item_id uuid,
    code text,
    province_code text NOT NULL,
    office_id uuid,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    opened_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT custody_exception_check CHECK (((kind <> 'disputed'::text) OR (item_id IS NOT NULL)))
);

CREATE FUNCTION public.evidence_text(r public.custody_exception) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'case', 'about', coalesce(r.event_id, r.exception_id), 'exception_id', r.exception_id,
        'kind', r.kind, 'item_id', r.item_id, 'code', r.code, 'province_code', r.province_code, 'office_id', r.office_id,
        'facts_hash', evidence_hidden(r.evidence_salt, r.facts::text), 'opened_at', evidence_time(r.opened_at))::text $$;

CREATE TABLE public.custody_exception_closing (
    exception_id uuid NOT NULL,
    closed_by uuid,
    note text,
    closed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.custody_exception_closing) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'case_closing', 'exception_id', r.exception_id, 'closed_by', r.closed_by,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'closed_at', evidence_time(r.closed_at))::text $$;

CREATE TABLE public.delivery_instruction (
    instruction_id uuid NOT NULL,
    job_id uuid NOT NULL,
    office_id uuid NOT NULL,
    solution text NOT NULL,
    note text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT delivery_instruction_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
    CONSTRAINT delivery_instruction_solution_check CHECK ((solution = ANY (ARRAY['RETRY'::text, 'HOLD_AT_POINT'::text, 'RETURN'::text])))
);

CREATE FUNCTION public.evidence_text(r public.delivery_instruction) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'instruction', 'job_id', r.job_id, 'instruction_id', r.instruction_id,
        'office_id', r.office_id, 'solution', r.solution, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION public.evidence_text(r public.device) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'device', 'device_id', r.device_id, 'kind', r.kind, 'party_id', r.party_id,
        'office_id', r.office_id, 'person_id', r.person_id, 'public_key', encode(r.public_key, 'hex'),
        'enrolled_at', evidence_time(r.enrolled_at))::text $$;

CREATE FUNCTION public.evidence_text(r public.device_revocation) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'revocation', 'device_id', r.device_id, 'mode', r.mode,
        'trusted_through', r.trusted_through, 'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.dispute_answer (
    proposal_id uuid NOT NULL,
    item_id uuid NOT NULL,
    at_tip uuid NOT NULL,
    proposed_by uuid NOT NULL,
    answered_by uuid NOT NULL,
    is_approved boolean NOT NULL,
    resolution_id uuid,
    note text,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT dispute_answer_by_another CHECK (((NOT is_approved) OR (answered_by <> proposed_by))),
    CONSTRAINT dispute_answer_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000))),
    CONSTRAINT dispute_answer_resolves CHECK ((is_approved = (resolution_id IS NOT NULL)))
);

CREATE FUNCTION public.evidence_text(r public.dispute_answer) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'dispute_answer', 'proposal_id', r.proposal_id, 'item_id', r.item_id, 'at_tip', r.at_tip,
        'proposed_by', r.proposed_by, 'answered_by', r.answered_by, 'is_approved', r.is_approved,
        'resolution_id', r.resolution_id, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.dispute_proposal (
    proposal_id uuid NOT NULL,
    item_id uuid NOT NULL,
    at_tip uuid NOT NULL,
    chosen_event uuid,
    holder_id uuid,
    considered uuid[] NOT NULL,
    note text,
    proposed_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT dispute_proposal_check CHECK (((chosen_event IS NULL) OR (holder_id IS NULL))),
    CONSTRAINT dispute_proposal_check1 CHECK (((chosen_event IS NULL) OR (chosen_event = ANY (considered)))),
    CONSTRAINT dispute_proposal_considered_check CHECK ((cardinality(considered) >= 1)),
    CONSTRAINT dispute_proposal_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000)))
);

CREATE FUNCTION public.evidence_text(r public.dispute_proposal) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'proposal', 'proposal_id', r.proposal_id, 'item_id', r.item_id, 'at_tip', r.at_tip,
        'chosen_event', r.chosen_event, 'holder_id', r.holder_id, 'considered', to_jsonb(r.considered),
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'proposed_by', r.proposed_by,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.dispute_resolution (
    resolution_id uuid NOT NULL,
    item_id uuid NOT NULL,
    at_tip uuid NOT NULL,
    number integer NOT NULL,
    chosen_event uuid,
    holder_id uuid,
    considered uuid[] NOT NULL,
    decided_by uuid NOT NULL,
    approved_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT dispute_resolution_check CHECK ((decided_by <> approved_by)),
    CONSTRAINT dispute_resolution_check1 CHECK (((chosen_event IS NULL) OR (holder_id IS NULL))),
    CONSTRAINT dispute_resolution_check2 CHECK (((chosen_event IS NULL) OR (chosen_event = ANY (considered)))),
    CONSTRAINT dispute_resolution_considered_check CHECK ((cardinality(considered) >= 1)),
    CONSTRAINT dispute_resolution_number_check CHECK ((number >= 1))
);

CREATE FUNCTION public.evidence_text(r public.dispute_resolution) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'resolution', 'resolution_id', r.resolution_id, 'item_id', r.item_id,
        'at_tip', r.at_tip, 'number', r.number, 'chosen_event', r.chosen_event, 'holder_id', r.holder_id,
        'considered', to_jsonb(r.considered), 'decided_by', r.decided_by, 'approved_by', r.approved_by,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.door_particulars (
    event_id uuid NOT NULL,
    relation text,
    identity text,
    place text,
    papers_taken_back smallint DEFAULT 0 NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT door_particulars_papers_taken_back_check CHECK (((papers_taken_back >= 0) AND (papers_taken_back <= 100)))
);

CREATE FUNCTION public.evidence_text(r public.door_particulars) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'door', 'event_id', r.event_id, 'relation', r.relation, 'identity', r.identity,
        'place', r.place, 'papers_taken_back', r.papers_taken_back)::text $$;

CREATE TABLE public.envelope_opening (
    event_id uuid NOT NULL,
    code text NOT NULL,
    party_id uuid NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.envelope_opening) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'opening', 'event_id', r.event_id, 'code', r.code, 'party_id', r.party_id,
        'opened_at', evidence_time(r.opened_at))::text $$;

CREATE TABLE public.equivocation (
    event_id uuid NOT NULL,
    device_id uuid NOT NULL,
    device_seq bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    body_hash bytea GENERATED ALWAYS AS (sha256(body)) STORED NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT equivocation_body_check CHECK (((octet_length(body) >= 2) AND (octet_length(body) <= 65536))),
    CONSTRAINT equivocation_signature_check CHECK ((octet_length(signature) = 64))
);

CREATE FUNCTION public.evidence_text(r public.equivocation) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'equivocation', 'event_id', r.event_id, 'device_id', r.device_id,
        'device_seq', r.device_seq, 'body_hash', encode(r.body_hash, 'hex'),
        'signature_hash', encode(sha256(r.signature), 'hex'), 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.filing_answer (
    event_id uuid NOT NULL,
    code text NOT NULL,
    party_id uuid NOT NULL,
    dossier_code text,
    due_on date,
    refused text,
    answered_at timestamp with time zone NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.filing_answer) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'filing_answer', 'event_id', r.event_id, 'code', r.code, 'party_id', r.party_id,
        'dossier_code', r.dossier_code, 'due_on', r.due_on, 'refused', r.refused,
        'answered_at', evidence_time(r.answered_at))::text $$;

CREATE TABLE public.finding (
    finding_id uuid NOT NULL,
    event_id uuid NOT NULL,
    kind text NOT NULL,
    code text,
    facts jsonb DEFAULT '{}'::jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT finding_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT finding_kind_check CHECK ((kind ~ '^[a-z_]{2,32}$'::text))
);

CREATE FUNCTION public.evidence_text(r public.finding) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'finding', 'event_id', r.event_id, 'finding_id', r.finding_id, 'kind', r.kind,
        'code', r.code, 'facts_hash', evidence_hidden(r.evidence_salt, r.facts::text),
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.incident (
    incident_id uuid NOT NULL,
    event_id uuid,
    code text NOT NULL,
    kind text NOT NULL,
    province_code text NOT NULL,
    office_id uuid NOT NULL,
    person_id uuid,
    noticed_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT incident_check CHECK (((event_id IS NULL) OR (event_id = incident_id))),
    CONSTRAINT incident_check1 CHECK ((num_nonnulls(event_id, person_id) = 1)),
    CONSTRAINT incident_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT incident_kind_check CHECK ((kind = ANY (ARRAY['damaged'::text, 'wet'::text, 'seal_broken'::text, 'opened'::text, 'lost'::text])))
);

CREATE FUNCTION public.evidence_text(r public.incident) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'incident', 'code', r.code, 'incident_id', r.incident_id, 'report', r.event_id,
        'kind', r.kind, 'province_code', r.province_code, 'office_id', r.office_id, 'person_id', r.person_id,
        'noticed_at', evidence_time(r.noticed_at), 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.incident_step (
    incident_id uuid NOT NULL,
    step text NOT NULL,
    note text,
    person_id uuid NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT incident_step_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000))),
    CONSTRAINT incident_step_step_check CHECK ((step = ANY (ARRAY['head_told'::text, 'agency_told'::text, 'rewrapped'::text, 'found'::text, 'search_ended'::text, 'owner_told'::text, 'closed'::text])))
);

CREATE FUNCTION public.evidence_text(r public.incident_step) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'incident_step', 'incident_id', r.incident_id, 'step', r.step,
        'note_hash', evidence_hidden(r.evidence_salt, r.note), 'person_id', r.person_id,
        'happened_at', evidence_time(r.happened_at), 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.invitation (
    invitation_id uuid NOT NULL,
    job_id uuid NOT NULL,
    event_id uuid,
    person_id uuid,
    how text NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT invitation_check CHECK ((num_nonnulls(event_id, person_id) = 1)),
    CONSTRAINT invitation_how_check CHECK ((how = ANY (ARRAY['card'::text, 'call'::text, 'message'::text, 'letter'::text])))
);

CREATE FUNCTION public.evidence_text(r public.invitation) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'invitation', 'job_id', r.job_id, 'invitation_id', r.invitation_id,
        'card', r.event_id, 'person_id', r.person_id, 'how', r.how, 'invited_at', evidence_time(r.invited_at),
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.item (
    item_id uuid NOT NULL,
    job_id uuid NOT NULL,
    origin_id uuid NOT NULL,
    province_code text NOT NULL,
    registered_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.item) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'item', 'item_id', r.item_id, 'job_id', r.job_id, 'origin_id', r.origin_id,
        'province_code', r.province_code, 'registered_at', evidence_time(r.registered_at))::text $$;

CREATE TABLE public.item_label (
    code text NOT NULL,
    item_id uuid NOT NULL,
    reason text NOT NULL,
    bound_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT item_label_reason_check CHECK ((reason = ANY (ARRAY['first'::text, 'roll'::text, 'replacement'::text])))
);

CREATE FUNCTION public.evidence_text(r public.item_label) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'label', 'code', r.code, 'item_id', r.item_id, 'reason', r.reason,
        'bound_at', evidence_time(r.bound_at))::text $$;

CREATE TABLE public.label_void (
    code text NOT NULL,
    reason text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT label_void_reason CHECK ((reason = ANY (ARRAY['damaged'::text, 'lost'::text, 'misprinted'::text, 'wrong_item'::text, 'spoiled'::text])))
);

CREATE FUNCTION public.evidence_text(r public.label_void) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'label_void', 'code', r.code, 'reason', r.reason, 'person_id', r.person_id,
        'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.ledger (
    item_id uuid NOT NULL,
    seq integer NOT NULL,
    depth integer NOT NULL,
    kind text NOT NULL,
    province_code text NOT NULL,
    from_party uuid,
    to_party uuid NOT NULL,
    tip uuid NOT NULL,
    given_event uuid,
    given_code text,
    given_kind text,
    taken_event uuid,
    taken_code text,
    taken_kind text,
    giver_evidence text,
    receiver_evidence text,
    resolution_id uuid,
    rewound_to integer,
    cause uuid,
    prev_seq integer GENERATED ALWAYS AS (
CASE
    WHEN (seq > 0) THEN (seq - 1)
    ELSE NULL::integer
END) STORED,
    prev_depth integer NOT NULL,
    prev_tip uuid,
    prev_hash bytea NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    is_step boolean GENERATED ALWAYS AS ((kind = ANY (ARRAY['handover'::text, 'reinstated'::text]))) STORED NOT NULL,
    origin_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (kind = 'registered'::text) THEN to_party
    ELSE NULL::uuid
END) STORED,
    given_ref uuid GENERATED ALWAYS AS (
CASE
    WHEN (given_event IS NOT NULL) THEN prev_tip
    ELSE NULL::uuid
END) STORED,
    taken_ref uuid GENERATED ALWAYS AS (
CASE
    WHEN (taken_kind = 'accept'::text) THEN given_event
    WHEN (taken_kind = 'receive'::text) THEN prev_tip
    ELSE NULL::uuid
END) STORED,
    taken_from uuid GENERATED ALWAYS AS (
CASE
    WHEN (taken_kind = 'receive'::text) THEN from_party
    ELSE NULL::uuid
END) STORED,
    resolved_at uuid GENERATED ALWAYS AS (
CASE
    WHEN (kind = 'resolved'::text) THEN prev_tip
    ELSE NULL::uuid
END) STORED,
    resolved_holder uuid GENERATED ALWAYS AS (
CASE
    WHEN (kind = 'resolved'::text) THEN to_party
    ELSE NULL::uuid
END) STORED,
    hash bytea GENERATED ALWAYS AS (sha256((((((((((((prev_hash || uuid_send(item_id)) || int4send(seq)) || int4send(depth)) || int4send(
CASE kind
    WHEN 'registered'::text THEN 0
    WHEN 'handover'::text THEN 1
    WHEN 'reinstated'::text THEN 2
    WHEN 'resolved'::text THEN 3
    ELSE 4
END)) || uuid_send(COALESCE(from_party, '00000000-0000-0000-0000-000000000000'::uuid))) || uuid_send(to_party)) || uuid_send(tip)) || uuid_send(COALESCE(given_event, '00000000-0000-0000-0000-000000000000'::uuid))) || uuid_send(COALESCE(taken_event, '00000000-0000-0000-0000-000000000000'::uuid))) || uuid_send(COALESCE(resolution_id, cause, '00000000-0000-0000-0000-000000000000'::uuid))) || timestamptz_send(recorded_at)))) STORED NOT NULL,
    paper_from uuid GENERATED ALWAYS AS (
CASE
    WHEN (taken_kind = 'transcribe'::text) THEN from_party
    ELSE NULL::uuid
END) STORED,
    paper_to uuid GENERATED ALWAYS AS (
CASE
    WHEN (taken_kind = 'transcribe'::text) THEN to_party
    ELSE NULL::uuid
END) STORED,
    paper_ref uuid GENERATED ALWAYS AS (
CASE
    WHEN (taken_kind = 'transcribe'::text) THEN prev_tip
    ELSE NULL::uuid
END) STORED,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT evidence_whole CHECK (((NOT (kind = ANY (ARRAY['handover'::text, 'reinstated'::text]))) OR ((giver_evidence IS NOT NULL) AND (receiver_evidence IS NOT NULL) AND
CASE
    WHEN (taken_kind = 'transcribe'::text) THEN ((giver_evidence = 'witnessed'::text) AND (receiver_evidence = 'witnessed'::text))
    ELSE (((given_event IS NOT NULL) = (giver_evidence = 'own_device'::text)) AND ((taken_event IS NOT NULL) = (receiver_evidence = 'own_device'::text)))
END))),
    CONSTRAINT first_row_registers CHECK (((seq = 0) = (kind = 'registered'::text))),
    CONSTRAINT later_rows_follow CHECK (((seq = 0) OR ((from_party IS NOT NULL) AND (prev_tip IS NOT NULL)))),
    CONSTRAINT ledger_depth_check CHECK ((depth >= 0)),
    CONSTRAINT ledger_given_kind_check CHECK ((given_kind = ANY (ARRAY['release'::text, 'deliver'::text]))),
    CONSTRAINT ledger_giver_evidence_check CHECK ((giver_evidence = ANY (ARRAY['own_device'::text, 'witnessed'::text, 'citizen'::text]))),
    CONSTRAINT ledger_kind_check CHECK ((kind = ANY (ARRAY['registered'::text, 'handover'::text, 'reinstated'::text, 'resolved'::text, 'rewound'::text]))),
    CONSTRAINT ledger_prev_depth_check CHECK ((prev_depth >= '-1'::integer)),
    CONSTRAINT ledger_prev_hash_check CHECK ((octet_length(prev_hash) = 32)),
    CONSTRAINT ledger_receiver_evidence_check CHECK ((receiver_evidence = ANY (ARRAY['own_device'::text, 'witnessed'::text, 'citizen'::text]))),
    CONSTRAINT ledger_seq_check CHECK ((seq >= 0)),
    CONSTRAINT ledger_taken_kind_check CHECK ((taken_kind = ANY (ARRAY['accept'::text, 'receive'::text, 'transcribe'::text]))),
    CONSTRAINT registered_shape CHECK (((kind <> 'registered'::text) OR ((from_party IS NULL) AND (prev_tip IS NULL) AND (depth = 0) AND (prev_depth = '-1'::integer) AND (tip = '00000000-0000-0000-0000-000000000000'::uuid) AND (prev_hash = sha256(uuid_send(item_id)))))),
    CONSTRAINT resolved_shape CHECK ((((kind = 'resolved'::text) = (resolution_id IS NOT NULL)) AND ((kind <> 'resolved'::text) OR (tip = resolution_id)))),
    CONSTRAINT rewound_shape CHECK ((((kind = 'rewound'::text) = (rewound_to IS NOT NULL)) AND ((kind <> 'rewound'::text) OR ((rewound_to < seq) AND (depth < prev_depth) AND (cause IS NOT NULL))))),
    CONSTRAINT sides_match CHECK (((NOT (kind = ANY (ARRAY['handover'::text, 'reinstated'::text]))) OR (((COALESCE(given_kind, '-'::text) || '/'::text) || COALESCE(taken_kind, '-'::text)) = ANY (ARRAY['release/accept'::text, '-/receive'::text, 'deliver/-'::text, '-/transcribe'::text])))),
    CONSTRAINT sides_whole CHECK ((((given_event IS NULL) = (given_code IS NULL)) AND ((given_event IS NULL) = (given_kind IS NULL)) AND ((taken_event IS NULL) = (taken_code IS NULL)) AND ((taken_event IS NULL) = (taken_kind IS NULL)))),
    CONSTRAINT step_deepens CHECK (((kind <> ALL (ARRAY['handover'::text, 'reinstated'::text, 'resolved'::text])) OR (depth = (prev_depth + 1)))),
    CONSTRAINT step_has_sides CHECK (((kind = ANY (ARRAY['handover'::text, 'reinstated'::text])) = ((given_event IS NOT NULL) OR (taken_event IS NOT NULL)))),
    CONSTRAINT step_moves CHECK (((NOT (kind = ANY (ARRAY['handover'::text, 'reinstated'::text]))) OR (from_party <> to_party))),
    CONSTRAINT step_tip CHECK (((kind <> ALL (ARRAY['handover'::text, 'reinstated'::text])) OR (tip = COALESCE(taken_event, given_event))))
);

CREATE FUNCTION public.evidence_text(r public.ledger) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'ledger', 'item_id', r.item_id, 'seq', r.seq, 'depth', r.depth, 'kind', r.kind,
        'province_code', r.province_code, 'from_party', r.from_party, 'to_party', r.to_party, 'tip', r.tip,
        'given_event', r.given_event, 'given_code', r.given_code, 'given_kind', r.given_kind,
        'taken_event', r.taken_event, 'taken_code', r.taken_code, 'taken_kind', r.taken_kind,
        'giver_evidence', r.giver_evidence, 'receiver_evidence', r.receiver_evidence,
        'resolution_id', r.resolution_id, 'rewound_to', r.rewound_to, 'cause', r.cause,
        'prev_depth', r.prev_depth, 'prev_tip', r.prev_tip, 'prev_hash', encode(r.prev_hash, 'hex'),
        'recorded_at', evidence_time(r.recorded_at), 'hash', encode(r.hash, 'hex'))::text $$;

CREATE TABLE public.money_case_closing (
    case_key text NOT NULL,
    kind text NOT NULL,
    taken_vnd bigint NOT NULL,
    expected_vnd bigint NOT NULL,
    closed_by uuid NOT NULL,
    note text NOT NULL,
    closed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT money_case_closing_note_check CHECK (((length(note) >= 1) AND (length(note) <= 1000)))
);

CREATE FUNCTION public.evidence_text(r public.money_case_closing) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'money_closing', 'case_key', r.case_key, 'kind', r.kind, 'taken_vnd', r.taken_vnd,
        'expected_vnd', r.expected_vnd, 'closed_by', r.closed_by, 'note_hash', evidence_hidden(r.evidence_salt, r.note),
        'closed_at', evidence_time(r.closed_at))::text $$;

CREATE TABLE public.office_debt (
    posting_id uuid NOT NULL,
    code text NOT NULL,
    creditor_id uuid NOT NULL,
    debtor_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    kind text GENERATED ALWAYS AS ('owe'::text) STORED NOT NULL,
    owed text GENERATED ALWAYS AS (('owed:'::text || (creditor_id)::text)) STORED NOT NULL,
    owing text GENERATED ALWAYS AS (('owing:'::text || (debtor_id)::text)) STORED NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT office_debt_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text))
);

CREATE FUNCTION public.evidence_text(r public.office_debt) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'office_debt', 'code', r.code, 'posting_id', r.posting_id,
        'creditor_id', r.creditor_id, 'debtor_id', r.debtor_id, 'amount_vnd', r.amount_vnd)::text $$;

CREATE TABLE public.office_payment (
    payment_id uuid NOT NULL,
    from_office_id uuid NOT NULL,
    to_office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    slip_number text NOT NULL,
    paid_by uuid NOT NULL,
    paid_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT office_payment_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT office_payment_check CHECK ((from_office_id <> to_office_id)),
    CONSTRAINT office_payment_slip_number_check CHECK (((length(slip_number) >= 1) AND (length(slip_number) <= 60)))
);

CREATE FUNCTION public.evidence_text(r public.office_payment) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'office_payment', 'payment_id', r.payment_id, 'from_office_id', r.from_office_id,
        'to_office_id', r.to_office_id, 'amount_vnd', r.amount_vnd,
        'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number), 'paid_by', r.paid_by,
        'paid_at', evidence_time(r.paid_at))::text $$;

CREATE TABLE public.office_payment_receipt (
    payment_id uuid NOT NULL,
    receipt_id uuid NOT NULL,
    to_office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    received_by uuid NOT NULL,
    received_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.office_payment_receipt) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'payment_receipt', 'payment_id', r.payment_id, 'receipt_id', r.receipt_id,
        'to_office_id', r.to_office_id, 'amount_vnd', r.amount_vnd, 'received_by', r.received_by,
        'received_at', evidence_time(r.received_at))::text $$;

CREATE TABLE public.official_receipt (
    book_id uuid NOT NULL,
    number bigint NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    posting_id uuid NOT NULL,
    turn integer NOT NULL,
    account text NOT NULL,
    amount_vnd bigint NOT NULL,
    attached_by uuid NOT NULL,
    attached_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    posting_kind text GENERATED ALWAYS AS ('book'::text) STORED NOT NULL,
    is_reversal boolean GENERATED ALWAYS AS (false) STORED NOT NULL,
    number_before bigint GENERATED ALWAYS AS (
CASE
    WHEN (number > first_number) THEN (number - 1)
    ELSE NULL::bigint
END) STORED,
    turn_before integer GENERATED ALWAYS AS (
CASE
    WHEN (turn > 1) THEN (turn - 1)
    ELSE NULL::integer
END) STORED,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT of_its_kind CHECK (((account = ((
CASE kind
    WHEN 'bien_lai'::text THEN 'fee'::text
    ELSE 'fare'::text
END || ':'::text) || (office_id)::text)) OR (account = ((
CASE kind
    WHEN 'bien_lai'::text THEN 'charge'::text
    ELSE 'handling'::text
END || ':'::text) || (office_id)::text)))),
    CONSTRAINT official_receipt_turn_check CHECK ((turn >= 1)),
    CONSTRAINT within_its_book CHECK (((number >= first_number) AND (number <= last_number)))
);

CREATE FUNCTION public.evidence_text(r public.official_receipt) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'official_receipt', 'book_id', r.book_id, 'number', r.number,
        'posting_id', r.posting_id, 'turn', r.turn, 'account', r.account, 'amount_vnd', r.amount_vnd,
        'attached_by', r.attached_by, 'attached_at', evidence_time(r.attached_at))::text $$;

CREATE TABLE public.official_receipt_void (
    book_id uuid NOT NULL,
    number bigint NOT NULL,
    posting_id uuid NOT NULL,
    turn integer NOT NULL,
    reason text NOT NULL,
    voided_by uuid NOT NULL,
    voided_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT official_receipt_void_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);

CREATE FUNCTION public.evidence_text(r public.official_receipt_void) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'receipt_void', 'book_id', r.book_id, 'number', r.number, 'posting_id', r.posting_id,
        'turn', r.turn, 'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'voided_by', r.voided_by,
        'voided_at', evidence_time(r.voided_at))::text $$;

CREATE TABLE public.one_time_code (
    code_id uuid NOT NULL,
    job_id uuid NOT NULL,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    issued_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT one_time_code_check CHECK ((expires_at > issued_at)),
    CONSTRAINT one_time_code_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT one_time_code_salt_check CHECK ((octet_length(salt) = 16))
);

COMMENT ON TABLE public.one_time_code IS 'Told to the citizen, never to a phone: no manifest holds a code or its digest (PEOPLE 18).';

CREATE FUNCTION public.evidence_text(r public.one_time_code) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'one_time_code', 'job_id', r.job_id, 'code_id', r.code_id,
        'code_hash', encode(sha256(r.salt || r.digest), 'hex'), 'issued_at', evidence_time(r.issued_at),
        'expires_at', evidence_time(r.expires_at))::text $$;

CREATE TABLE public.one_time_code_verdict (
    event_id uuid NOT NULL,
    verdict text NOT NULL,
    code_id uuid,
    judged_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT one_time_code_verdict_check CHECK (((verdict = ANY (ARRAY['confirmed'::text, 'expired'::text])) = (code_id IS NOT NULL))),
    CONSTRAINT one_time_code_verdict_verdict_check CHECK ((verdict = ANY (ARRAY['confirmed'::text, 'wrong'::text, 'expired'::text, 'none_issued'::text])))
);

CREATE FUNCTION public.evidence_text(r public.one_time_code_verdict) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'code_verdict', 'event_id', r.event_id, 'verdict', r.verdict, 'code_id', r.code_id,
        'judged_at', evidence_time(r.judged_at))::text $$;

CREATE TABLE public.original_fate (
    event_id uuid NOT NULL,
    line smallint NOT NULL,
    fate text NOT NULL,
    originals smallint NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT original_fate_fate_check CHECK ((fate = ANY (ARRAY['kept'::text, 'returned_at_once'::text, 'returned_later'::text]))),
    CONSTRAINT original_fate_line_check CHECK (((line >= 1) AND (line <= 200))),
    CONSTRAINT original_fate_originals_check CHECK (((originals >= 1) AND (originals <= 100)))
);

CREATE FUNCTION public.evidence_text(r public.original_fate) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'original', 'event_id', r.event_id, 'line', r.line, 'fate', r.fate,
        'originals', r.originals)::text $$;

CREATE TABLE public.paper_count (
    event_id uuid NOT NULL,
    code text NOT NULL,
    line smallint NOT NULL,
    originals smallint NOT NULL,
    certified_copies smallint NOT NULL,
    photocopies smallint NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT paper_count_certified_copies_check CHECK (((certified_copies >= 0) AND (certified_copies <= 100))),
    CONSTRAINT paper_count_line_check CHECK (((line >= 1) AND (line <= 200))),
    CONSTRAINT paper_count_originals_check CHECK (((originals >= 0) AND (originals <= 100))),
    CONSTRAINT paper_count_photocopies_check CHECK (((photocopies >= 0) AND (photocopies <= 100)))
);

CREATE FUNCTION public.evidence_text(r public.paper_count) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'paper_count', 'event_id', r.event_id, 'code', r.code, 'line', r.line,
        'originals', r.originals, 'certified_copies', r.certified_copies, 'photocopies', r.photocopies)::text $$;

CREATE TABLE public.papers_journey (
    event_id uuid NOT NULL,
    job_id uuid NOT NULL,
    papers smallint,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT papers_journey_papers_check CHECK (((papers >= 1) AND (papers <= 100)))
);

COMMENT ON COLUMN public.papers_journey.papers IS 'How many were counted; none: the dossier as it was handed in.';

CREATE FUNCTION public.evidence_text(r public.papers_journey) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'papers_journey', 'event_id', r.event_id, 'job_id', r.job_id, 'papers', r.papers)::text $$;

CREATE TABLE public.party (
    party_id uuid NOT NULL,
    kind text NOT NULL,
    province_code text NOT NULL,
    created_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT party_kind_check CHECK ((kind = ANY (ARRAY['citizen'::text, 'carrier'::text, 'point'::text, 'hub'::text, 'linehaul'::text, 'desk'::text, 'agency'::text]))),
    CONSTRAINT party_province_code_check CHECK ((province_code ~ '^\d{2}$'::text))
);

CREATE FUNCTION public.evidence_text(r public.party) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'party', 'party_id', r.party_id, 'kind', r.kind, 'province_code', r.province_code)::text $$;

CREATE TABLE public.posting (
    posting_id uuid NOT NULL,
    kind text NOT NULL,
    debit text NOT NULL,
    credit text NOT NULL,
    amount_vnd bigint NOT NULL,
    settles uuid,
    turn integer,
    count_in_id uuid,
    job_id uuid,
    item_id uuid,
    reverses uuid,
    reversed_by uuid,
    reason text,
    province_code text NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    is_reversal boolean GENERATED ALWAYS AS ((reverses IS NOT NULL)) STORED NOT NULL,
    effect_of uuid GENERATED ALWAYS AS (
CASE
    WHEN (reverses IS NULL) THEN settles
    ELSE NULL::uuid
END) STORED,
    freed uuid GENERATED ALWAYS AS (
CASE
    WHEN (reverses IS NOT NULL) THEN settles
    ELSE NULL::uuid
END) STORED,
    turn_before integer GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (turn > 1)) THEN (turn - 1)
    ELSE NULL::integer
END) STORED,
    collection_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = ANY (ARRAY['collect'::text, 'claim'::text, 'transfer'::text]))) THEN settles
    ELSE NULL::uuid
END) STORED,
    counts_as text GENERATED ALWAYS AS (
CASE kind
    WHEN 'collect'::text THEN 'cash'::text
    WHEN 'claim'::text THEN 'claimed_transfer'::text
    WHEN 'transfer'::text THEN 'claimed_transfer'::text
    ELSE NULL::text
END) STORED,
    seen_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'transfer'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    hand_in_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'count'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    due_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'book'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    holder_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'collect'::text)) THEN (split_part(debit, ':'::text, 2))::uuid
    WHEN ((reverses IS NULL) AND (kind = 'count'::text)) THEN (split_part(credit, ':'::text, 2))::uuid
    ELSE NULL::uuid
END) STORED,
    counting_office uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'count'::text)) THEN (split_part(debit, ':'::text, 2))::uuid
    ELSE NULL::uuid
END) STORED,
    code text GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = ANY (ARRAY['collect'::text, 'claim'::text, 'transfer'::text]))) THEN split_part(credit, ':'::text, 2)
    WHEN ((reverses IS NULL) AND (kind = 'book'::text)) THEN split_part(debit, ':'::text, 2)
    ELSE NULL::text
END) STORED,
    opening_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'float'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    remittance_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'remit'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    credited_line uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'credit'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    refund_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'refund'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    books_of uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = ANY (ARRAY['float'::text, 'remit'::text, 'credit'::text]))) THEN (split_part(debit, ':'::text, 2))::uuid
    ELSE NULL::uuid
END) STORED,
    booked_to text GENERATED ALWAYS AS (
CASE
    WHEN (split_part(credit, ':'::text, 1) <> 'state'::text) THEN credit
    ELSE NULL::text
END) STORED,
    booked_to_state text GENERATED ALWAYS AS (
CASE
    WHEN (split_part(credit, ':'::text, 1) = 'state'::text) THEN credit
    ELSE NULL::text
END) STORED,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    payment_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'pay'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    receipt_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = 'receive'::text)) THEN settles
    ELSE NULL::uuid
END) STORED,
    between_of uuid GENERATED ALWAYS AS (
CASE
    WHEN ((reverses IS NULL) AND (kind = ANY (ARRAY['pay'::text, 'receive'::text]))) THEN (split_part(debit, ':'::text, 2))::uuid
    ELSE NULL::uuid
END) STORED,
    CONSTRAINT accounts_fit_kind CHECK ((
CASE
    WHEN (reverses IS NULL) THEN ((((kind || ':'::text) || split_part(debit, ':'::text, 1)) || '<'::text) || split_part(credit, ':'::text, 1))
    ELSE ((((kind || ':'::text) || split_part(credit, ':'::text, 1)) || '<'::text) || split_part(debit, ':'::text, 1))
END = ANY (ARRAY['collect:in_hand<suspense'::text, 'claim:claimed<promised'::text, 'transfer:bank<suspense'::text, 'count:safe<counted'::text, 'match:counted<in_hand'::text, 'book:suspense<fee'::text, 'book:suspense<charge'::text, 'book:suspense<fare'::text, 'book:suspense<handling'::text, 'book:suspense<state'::text, 'float:in_hand<taken_out'::text, 'draw:taken_out<safe'::text, 'remit:on_way<taken_out'::text, 'credit:bank<credited'::text, 'arrive:credited<on_way'::text, 'refund:suspense<taken_out'::text, 'refund:suspense<bank'::text, 'owe:owed<owing'::text, 'pay:owing<taken_out'::text, 'receive:safe<owed'::text]))),
    CONSTRAINT booking_names_its_item CHECK (((kind <> 'book'::text) OR is_reversal OR ((job_id IS NOT NULL) AND (item_id IS NOT NULL)))),
    CONSTRAINT count_names_its_act CHECK (((kind <> 'count'::text) OR is_reversal OR (count_in_id IS NOT NULL))),
    CONSTRAINT nobody_owes_himself CHECK (((kind <> 'owe'::text) OR (split_part(debit, ':'::text, 2) <> split_part(credit, ':'::text, 2)))),
    CONSTRAINT posting_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT posting_kind_check CHECK ((kind = ANY (ARRAY['collect'::text, 'claim'::text, 'transfer'::text, 'book'::text, 'count'::text, 'match'::text, 'float'::text, 'draw'::text, 'remit'::text, 'credit'::text, 'arrive'::text, 'refund'::text, 'owe'::text, 'pay'::text, 'receive'::text]))),
    CONSTRAINT posting_turn_check CHECK ((turn >= 1)),
    CONSTRAINT reversal_says_why CHECK ((((reverses IS NULL) = (reason IS NULL)) AND ((reversed_by IS NULL) OR (reverses IS NOT NULL)))),
    CONSTRAINT same_owner CHECK (((kind <> ALL (ARRAY['claim'::text, 'match'::text, 'float'::text, 'draw'::text, 'remit'::text, 'credit'::text, 'arrive'::text, 'pay'::text, 'receive'::text])) OR (split_part(debit, ':'::text, 2) = split_part(credit, ':'::text, 2)))),
    CONSTRAINT settles_a_fact CHECK ((((kind = ANY (ARRAY['match'::text, 'draw'::text, 'arrive'::text, 'owe'::text])) = (settles IS NULL)) AND ((settles IS NULL) = (turn IS NULL))))
);

CREATE FUNCTION public.evidence_text(r public.posting) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'posting', 'about', coalesce(r.settles, r.posting_id), 'posting_id', r.posting_id,
        'kind', r.kind, 'debit', r.debit, 'credit', r.credit, 'amount_vnd', r.amount_vnd, 'settles', r.settles,
        'turn', r.turn, 'count_in_id', r.count_in_id, 'job_id', r.job_id, 'item_id', r.item_id, 'reverses', r.reverses,
        'reversed_by', r.reversed_by, 'reason_hash', evidence_hidden(r.evidence_salt, r.reason),
        'province_code', r.province_code, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE TABLE public.receipt_block (
    device_id uuid NOT NULL,
    office_id uuid NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    reserved_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT receipt_block_check CHECK ((last_number >= first_number)),
    CONSTRAINT receipt_block_first_number_check CHECK ((first_number >= 1))
);

CREATE FUNCTION public.evidence_text(r public.receipt_block) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'receipt_block', 'office_id', r.office_id, 'first_number', r.first_number,
        'last_number', r.last_number, 'device_id', r.device_id, 'reserved_at', evidence_time(r.reserved_at))::text $$;

CREATE TABLE public.receipt_book (
    book_id uuid NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL,
    template text NOT NULL,
    series text NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    opened_by uuid NOT NULL,
    opened_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT receipt_book_check CHECK (((last_number >= first_number) AND ((last_number - first_number) < 100000000))),
    CONSTRAINT receipt_book_first_number_check CHECK ((first_number >= 1)),
    CONSTRAINT receipt_book_kind_check CHECK ((kind = ANY (ARRAY['bien_lai'::text, 'hoa_don'::text]))),
    CONSTRAINT receipt_book_series_check CHECK (((length(series) >= 1) AND (length(series) <= 40))),
    CONSTRAINT receipt_book_template_check CHECK (((length(template) >= 1) AND (length(template) <= 40)))
);

CREATE FUNCTION public.evidence_text(r public.receipt_book) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'receipt_book', 'book_id', r.book_id, 'office_id', r.office_id, 'kind', r.kind,
        'template', r.template, 'series', r.series, 'first_number', r.first_number, 'last_number', r.last_number,
        'opened_by', r.opened_by, 'opened_at', evidence_time(r.opened_at))::text $$;

CREATE TABLE public.refund (
    refund_id uuid NOT NULL,
    office_id uuid NOT NULL,
    code text NOT NULL,
    mode text NOT NULL,
    amount_vnd bigint NOT NULL,
    slip_number text NOT NULL,
    refunded_by uuid NOT NULL,
    refunded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    paid_from text GENERATED ALWAYS AS (((
CASE mode
    WHEN 'cash'::text THEN 'taken_out'::text
    ELSE 'bank'::text
END || ':'::text) || (office_id)::text)) STORED NOT NULL,
    suspense text GENERATED ALWAYS AS (('suspense:'::text || code)) STORED NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT refund_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT refund_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT refund_mode_check CHECK ((mode = ANY (ARRAY['cash'::text, 'transfer'::text]))),
    CONSTRAINT refund_slip_number_check CHECK (((length(slip_number) >= 1) AND (length(slip_number) <= 60)))
);

CREATE FUNCTION public.evidence_text(r public.refund) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'refund', 'code', r.code, 'refund_id', r.refund_id, 'office_id', r.office_id,
        'mode', r.mode, 'amount_vnd', r.amount_vnd, 'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number),
        'refunded_by', r.refunded_by, 'refunded_at', evidence_time(r.refunded_at))::text $$;

CREATE TABLE public.refusal_decision (
    exception_id uuid NOT NULL,
    job_id uuid NOT NULL,
    decision text NOT NULL,
    from_desk_id uuid,
    to_desk_id uuid,
    person_id uuid NOT NULL,
    decided_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT refusal_decision_check CHECK (((decision = 'OTHER_DESK'::text) = ((from_desk_id IS NOT NULL) AND (to_desk_id IS NOT NULL)))),
    CONSTRAINT refusal_decision_check1 CHECK ((from_desk_id <> to_desk_id)),
    CONSTRAINT refusal_decision_decision_check CHECK ((decision = ANY (ARRAY['BRING_AGAIN'::text, 'OTHER_DESK'::text, 'RETURN'::text])))
);

COMMENT ON TABLE public.refusal_decision IS 'Một cửa không nhận: nộp lại, chuyển đơn vị khác hoặc trả người gửi; người phụ trách quyết định.';

CREATE FUNCTION public.evidence_text(r public.refusal_decision) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'refusal_decision', 'job_id', r.job_id, 'exception_id', r.exception_id,
        'decision', r.decision, 'from_desk_id', r.from_desk_id, 'to_desk_id', r.to_desk_id, 'person_id', r.person_id,
        'decided_at', evidence_time(r.decided_at))::text $$;

CREATE TABLE public.remittance (
    remittance_id uuid NOT NULL,
    office_id uuid NOT NULL,
    reference text NOT NULL,
    destination text NOT NULL,
    account_note text NOT NULL,
    amount_vnd bigint NOT NULL,
    slip_number text,
    carried_by uuid NOT NULL,
    signed_by uuid NOT NULL,
    remitted_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT remittance_account_note_check CHECK (((length(account_note) >= 1) AND (length(account_note) <= 200))),
    CONSTRAINT remittance_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT remittance_destination_check CHECK ((destination = ANY (ARRAY['agency'::text, 'treasury'::text, 'post'::text]))),
    CONSTRAINT remittance_reference_check CHECK ((reference ~ '^NT[0-9A-HJKMNP-TV-Z]{10}$'::text)),
    CONSTRAINT remittance_slip_number_check CHECK (((length(slip_number) >= 1) AND (length(slip_number) <= 60)))
);

CREATE FUNCTION public.evidence_text(r public.remittance) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'remittance', 'remittance_id', r.remittance_id, 'office_id', r.office_id,
        'reference', r.reference, 'destination', r.destination, 'amount_vnd', r.amount_vnd,
        'account_hash', evidence_hidden(r.evidence_salt, r.account_note),
        'slip_hash', evidence_hidden(r.evidence_salt, r.slip_number), 'carried_by', r.carried_by, 'signed_by', r.signed_by,
        'remitted_at', evidence_time(r.remitted_at))::text $$;

CREATE TABLE public.remittance_line (
    remittance_id uuid NOT NULL,
    office_id uuid NOT NULL,
    destination text NOT NULL,
    posting_id uuid NOT NULL,
    turn integer NOT NULL,
    account text NOT NULL,
    amount_vnd bigint NOT NULL,
    kind text GENERATED ALWAYS AS ('book'::text) STORED NOT NULL,
    is_reversal boolean GENERATED ALWAYS AS (false) STORED NOT NULL,
    turn_before integer GENERATED ALWAYS AS (
CASE
    WHEN (turn > 1) THEN (turn - 1)
    ELSE NULL::integer
END) STORED,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT remits_its_own CHECK (((account = ((
CASE destination
    WHEN 'post'::text THEN 'fare'::text
    ELSE 'fee'::text
END || ':'::text) || (office_id)::text)) OR (account = ((
CASE destination
    WHEN 'post'::text THEN 'handling'::text
    ELSE 'charge'::text
END || ':'::text) || (office_id)::text)))),
    CONSTRAINT remittance_line_turn_check CHECK ((turn >= 1))
);

CREATE FUNCTION public.evidence_text(r public.remittance_line) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'remittance_line', 'remittance_id', r.remittance_id, 'posting_id', r.posting_id,
        'turn', r.turn, 'account', r.account, 'amount_vnd', r.amount_vnd)::text $$;

CREATE TABLE public.remittance_reversal (
    remittance_id uuid NOT NULL,
    reason text NOT NULL,
    reversed_by uuid NOT NULL,
    reversed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT remittance_reversal_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);

CREATE FUNCTION public.evidence_text(r public.remittance_reversal) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'remittance_reversal', 'remittance_id', r.remittance_id,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'reversed_by', r.reversed_by,
        'reversed_at', evidence_time(r.reversed_at))::text $$;

CREATE TABLE public.seal_seen (
    event_id uuid NOT NULL,
    code text NOT NULL,
    number text NOT NULL,
    is_intact boolean DEFAULT true NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.seal_seen) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'seal', 'event_id', r.event_id, 'code', r.code, 'number', r.number,
        'is_intact', r.is_intact)::text $$;

CREATE TABLE public.server_incarnation (
    incarnation_id uuid NOT NULL,
    number integer NOT NULL,
    reason text NOT NULL,
    started_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT server_incarnation_number_check CHECK ((number >= 1)),
    CONSTRAINT server_incarnation_reason_check CHECK ((reason = ANY (ARRAY['created'::text, 'restored'::text])))
);

CREATE FUNCTION public.evidence_text(r public.server_incarnation) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'incarnation', 'incarnation_id', r.incarnation_id, 'number', r.number,
        'reason', r.reason, 'started_at', evidence_time(r.started_at))::text $$;

CREATE TABLE public.set_aside_proposal (
    event_id uuid NOT NULL,
    proposed_by uuid NOT NULL,
    reason text NOT NULL,
    proposed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT set_aside_proposal_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 1000)))
);

CREATE FUNCTION public.evidence_text(r public.set_aside_proposal) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'aside_proposal', 'event_id', r.event_id, 'proposed_by', r.proposed_by,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'proposed_at', evidence_time(r.proposed_at))::text $$;

CREATE TABLE public.side_statement (
    event_id uuid NOT NULL,
    party_id uuid NOT NULL,
    verdict text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT side_statement_verdict_check CHECK ((verdict = ANY (ARRAY['confirmed'::text, 'contested'::text])))
);

CREATE FUNCTION public.evidence_text(r public.side_statement) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'statement', 'event_id', r.event_id, 'party_id', r.party_id, 'verdict', r.verdict,
        'person_id', r.person_id, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION public.evidence_text(r public.signed_event) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'event', 'event_id', r.event_id, 'device_id', r.device_id, 'party_id', r.party_id,
        'person_id', r.person_id, 'device_seq', r.device_seq, 'kind', r.kind, 'is_readable', r.is_readable,
        'to_party', r.to_party, 'from_party', r.from_party, 'evidence', r.evidence, 'answers', r.answers,
        'answers_hash', encode(r.answers_hash, 'hex'), 'items_of', r.items_of, 'bag_predecessor', r.bag_predecessor,
        'happened_at', evidence_time(r.happened_at), 'recorded_at', evidence_time(r.recorded_at),
        'previous', encode(r.previous, 'hex'), 'body_hash', encode(r.body_hash, 'hex'),
        'signature_hash', encode(sha256(r.signature), 'hex'))::text $$;

CREATE TABLE public.transfer_seen (
    event_id uuid NOT NULL,
    source text NOT NULL,
    reference text,
    seen_by uuid NOT NULL,
    seen_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    evidence_salt uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT transfer_seen_source_check CHECK ((source = ANY (ARRAY['bank_file'::text, 'office'::text])))
);

CREATE FUNCTION public.evidence_text(r public.transfer_seen) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'transfer_seen', 'event_id', r.event_id, 'source', r.source,
        'reference_hash', evidence_hidden(r.evidence_salt, r.reference), 'seen_by', r.seen_by,
        'seen_at', evidence_time(r.seen_at))::text $$;

CREATE TABLE public.two_roles_mark (
    event_id uuid NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL
);

CREATE FUNCTION public.evidence_text(r public.two_roles_mark) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'two_roles', 'event_id', r.event_id)::text $$;

CREATE TABLE public.unverified_upload (
    upload_id bigint NOT NULL,
    uploaded_by uuid NOT NULL,
    claimed_event_id uuid,
    claimed_device_id uuid,
    claimed_seq bigint,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    fingerprint bytea GENERATED ALWAYS AS (sha256((sha256(body) || signature))) STORED NOT NULL,
    why text NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT unverified_upload_body_check CHECK ((octet_length(body) <= 65536)),
    CONSTRAINT unverified_upload_signature_check CHECK ((octet_length(signature) <= 128)),
    CONSTRAINT unverified_upload_why_check CHECK ((why = ANY (ARRAY['signature'::text, 'unknown_device'::text, 'not_an_act'::text])))
);

CREATE FUNCTION public.evidence_text(r public.unverified_upload) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT jsonb_build_object('row', 'unverified', 'upload_id', r.upload_id, 'uploaded_by', r.uploaded_by,
        'fingerprint', encode(r.fingerprint, 'hex'), 'why', r.why, 'recorded_at', evidence_time(r.recorded_at))::text $$;

CREATE FUNCTION public.evidence_time(at timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint;

COMMENT ON FUNCTION public.evidence_time(at timestamp with time zone) IS 'Microseconds since 1970-01-01 UTC.';

CREATE FUNCTION public.extend_logs(named uuid[]) RETURNS TABLE(device_id uuid, seq bigint, hash bytea, body_hash bytea)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM device WHERE device_id = ANY (named) ORDER BY device_id FOR NO KEY UPDATE;
    RETURN QUERY
        WITH RECURSIVE log AS (
            SELECT d.device_id, coalesce(l.seq, 0) AS seq, coalesce(l.hash, d.beginning) AS hash,
                   coalesce(l.body_hash, d.beginning) AS body_hash,
                   NULL::uuid AS event_id, NULL::bytea AS claimed, NULL::bytea AS hash_before, NULL::bytea AS body_before
            FROM (SELECT id AS device_id, sha256(uuid_send(id)) AS beginning FROM unnest(named) AS id) AS d
            LEFT JOIN LATERAL (
                SELECT o.seq, o.hash, o.body_hash FROM device_log AS o
                WHERE o.device_id = d.device_id ORDER BY o.seq DESC LIMIT 1
            ) AS l ON true
            UNION ALL
            SELECT l.device_id, e.device_seq, sha256(l.hash || e.body_hash), e.body_hash,
                   e.event_id, e.previous, l.hash, l.body_hash
            FROM log AS l JOIN signed_event AS e ON e.device_id = l.device_id AND e.device_seq = l.seq + 1
        ), added AS (
            INSERT INTO device_log (device_id, seq, event_id, body_hash, claimed_previous, prev_body_hash, prev_hash)
            SELECT l.device_id, l.seq, l.event_id, l.body_hash, l.claimed, l.body_before, l.hash_before
            FROM log AS l WHERE l.event_id IS NOT NULL ORDER BY l.device_id, l.seq
        )
        SELECT DISTINCT ON (l.device_id) l.device_id, l.seq, l.hash, l.body_hash
        FROM log AS l ORDER BY l.device_id, l.seq DESC;
END $$;

CREATE PROCEDURE public.give_places(IN to_rows_of regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN entered_xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint', to_rows_of);
    EXECUTE format('CREATE INDEX %I ON %s USING brin (entered_xid)', to_rows_of || '_entered', to_rows_of);
END $$;

COMMENT ON PROCEDURE public.give_places(IN to_rows_of regclass) IS 'Let the rows of an append-only table get places in the log. It also wants an evidence_text and a line in courier/evidence/sources.py.';

CREATE PROCEDURE public.give_salt(IN to_rows_of regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN evidence_salt uuid NOT NULL DEFAULT gen_random_uuid()', to_rows_of);
END $$;

CREATE FUNCTION public.hold_devices(named uuid[]) RETURNS TABLE(device_id uuid, party_id uuid, office_id uuid, province_code text, public_key bytea, enrolled_at timestamp with time zone, last_sync_at timestamp with time zone, last_sync_seq bigint, trusted_through bigint, read_at timestamp with time zone)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
            set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
            set_config('plan_cache_mode', 'force_generic_plan', true);
    PERFORM FROM device WHERE device_id = ANY (named) ORDER BY device_id FOR KEY SHARE;
    RETURN QUERY
        SELECT d.device_id, d.party_id, d.office_id, d.province_code, d.public_key, d.enrolled_at, d.last_sync_at,
               d.last_sync_seq, r.trusted_through, courier_now()
        FROM device AS d LEFT JOIN device_revocation AS r USING (device_id)
        WHERE d.device_id = ANY (named);
END $$;

CREATE TABLE public.agreement (
    agreement_id uuid NOT NULL,
    desk_id uuid NOT NULL,
    post_office_id uuid NOT NULL,
    legs text[] NOT NULL,
    handover_mode text NOT NULL,
    may_deliver_on_claimed_transfer boolean DEFAULT false NOT NULL,
    legal_basis text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    number text,
    fields text[],
    ending_alarm_days smallint DEFAULT 30 NOT NULL,
    idle_alarm_days smallint DEFAULT 30 NOT NULL,
    inherited_from uuid,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT agreement_check CHECK (((valid_to > valid_from) OR ((inherited_from IS NOT NULL) AND (valid_to = valid_from)))),
    CONSTRAINT agreement_check1 CHECK ((inherited_from <> agreement_id)),
    CONSTRAINT agreement_ending_alarm_days_check CHECK (((ending_alarm_days >= 0) AND (ending_alarm_days <= 366))),
    CONSTRAINT agreement_fields_check CHECK (((cardinality(fields) > 0) AND (array_to_string(fields, ','::text, '?'::text) ~ '^[a-z_]{2,32}(,[a-z_]{2,32})*$'::text))),
    CONSTRAINT agreement_handover_mode_check CHECK ((handover_mode = ANY (ARRAY['sealed'::text, 'joint_recount'::text]))),
    CONSTRAINT agreement_idle_alarm_days_check CHECK (((idle_alarm_days >= 1) AND (idle_alarm_days <= 366))),
    CONSTRAINT agreement_legs_check CHECK (((legs <@ ARRAY['SEND'::text, 'RETURN'::text, 'SUPPLEMENT'::text]) AND (cardinality(legs) > 0))),
    CONSTRAINT agreement_number_check CHECK (((length(number) >= 1) AND (length(number) <= 100)))
);

COMMENT ON COLUMN public.agreement.fields IS 'Fields of procedures it is for (civil_status, land …); NULL: all of them.';

COMMENT ON COLUMN public.agreement.inherited_from IS 'Kế thừa: the former unit''s agreement that passed to this desk; an alarm until renewed.';

CREATE TABLE public.holding_rule (
    rule_id uuid NOT NULL,
    agreement_id uuid,
    valid_from date NOT NULL,
    attempts smallint DEFAULT 3 NOT NULL,
    hold_days_town smallint DEFAULT 15 NOT NULL,
    hold_days_country smallint DEFAULT 30 NOT NULL,
    invitations smallint DEFAULT 2 NOT NULL,
    apart_working_days smallint DEFAULT 2 NOT NULL,
    counts_working_days boolean DEFAULT false NOT NULL,
    source text NOT NULL,
    person_id uuid,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT holding_rule_apart_working_days_check CHECK (((apart_working_days >= 0) AND (apart_working_days <= 30))),
    CONSTRAINT holding_rule_attempts_check CHECK (((attempts >= 1) AND (attempts <= 10))),
    CONSTRAINT holding_rule_hold_days_country_check CHECK (((hold_days_country >= 1) AND (hold_days_country <= 180))),
    CONSTRAINT holding_rule_hold_days_town_check CHECK (((hold_days_town >= 1) AND (hold_days_town <= 180))),
    CONSTRAINT holding_rule_invitations_check CHECK (((invitations >= 0) AND (invitations <= 10))),
    CONSTRAINT holding_rule_source_check CHECK (((length(source) >= 1) AND (length(source) <= 300)))
);

CREATE FUNCTION public.holding_rule_for(of_desk uuid, on_day date) RETURNS public.holding_rule
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT r.*::public.holding_rule AS r FROM (public.holding_rule r LEFT JOIN public.agreement a USING (agreement_id)) WHERE ((r.valid_from <= holding_rule_for.on_day) AND ((r.agreement_id IS NULL) OR ((a.desk_id = holding_rule_for.of_desk) AND (daterange(a.valid_from, a.valid_to) @> holding_rule_for.on_day)))) ORDER BY (r.agreement_id IS NULL), r.valid_from DESC LIMIT 1);

CREATE FUNCTION public.incident_rule_of(of_office uuid, on_date date) RETURNS TABLE(tell_head_min integer, tell_agency_days integer, search_h integer)
    LANGUAGE sql STABLE
    AS $$
    (SELECT r.tell_head_min, r.tell_agency_days, r.search_h FROM incident_rule AS r
     WHERE r.office_id = of_office AND r.valid_from <= on_date ORDER BY r.valid_from DESC, r.set_at DESC LIMIT 1)
    UNION ALL SELECT 30, 0, 24 LIMIT 1
$$;

CREATE TABLE public.training_mark (
    mark_id uuid NOT NULL,
    person_id uuid NOT NULL,
    skill text NOT NULL,
    trained_on date NOT NULL,
    trained_by text NOT NULL,
    valid_to date,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT training_mark_check CHECK ((valid_to > trained_on)),
    CONSTRAINT training_mark_skill_check CHECK ((skill ~ '^[a-z_]{2,32}$'::text)),
    CONSTRAINT training_mark_trained_by_check CHECK (((length(trained_by) >= 1) AND (length(trained_by) <= 200)))
);

CREATE FUNCTION public.is_trained(who uuid, for_skill text, on_day date) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM public.training_mark m WHERE ((m.person_id = is_trained.who) AND (m.skill = is_trained.for_skill) AND (is_trained.on_day >= m.trained_on) AND ((is_trained.on_day < m.valid_to) OR (m.valid_to IS NULL)))));

CREATE FUNCTION public.item_enters_ledger() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO ledger (item_id, seq, depth, kind, province_code, to_party, tip, prev_depth, prev_hash, recorded_at)
    SELECT a.item_id, 0, 0, 'registered', a.province_code, a.origin_id,
           '00000000-0000-0000-0000-000000000000', -1, sha256(uuid_send(a.item_id)), a.registered_at
    FROM added AS a;
    RETURN NULL;
END $$;

CREATE FUNCTION public.items_said(body bytea) RETURNS TABLE(code text, ref uuid)
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
BEGIN
    RETURN QUERY
        SELECT CASE jsonb_typeof(item) WHEN 'array' THEN item ->> 0 ELSE item #>> '{}' END,
               CASE jsonb_typeof(item) WHEN 'array' THEN coalesce((item ->> 1)::uuid, '00000000-0000-0000-0000-000000000000')
                    ELSE (act ->> 'answers')::uuid END
        FROM (SELECT convert_from(body, 'UTF8')::jsonb) AS said (act),
             jsonb_array_elements(CASE jsonb_typeof(act -> 'items') WHEN 'array' THEN act -> 'items' ELSE '[]' END) AS item;
EXCEPTION WHEN data_exception OR program_limit_exceeded OR statement_too_complex THEN
    RETURN QUERY SELECT NULL::text, NULL::uuid;
END $$;

CREATE FUNCTION public.keep_acts(acts public.act_sent[], items public.item_sent[]) RETURNS TABLE(event_id uuid, device_id uuid, device_seq bigint, body_hash bytea, is_new boolean)
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    created uuid[];
BEGIN
    WITH entered AS (
        INSERT INTO signed_event (event_id, device_id, party_id, person_id, device_seq, kind, is_readable, province_code,
            to_party, from_party, evidence, answers, answers_hash, items_of, bag_predecessor, happened_at, recorded_at,
            previous, body, signature)
        SELECT * FROM unnest(acts) AS sent ORDER BY sent.event_id
        ON CONFLICT DO NOTHING
        RETURNING event_id
    )
    SELECT coalesce(array_agg(event_id), '{}') INTO created FROM entered;
    INSERT INTO event_item (event_id, code, position, kind, party_id, to_party, from_party, ref)
    SELECT e.event_id, x.code, x.position, e.kind, e.party_id, e.to_party, e.from_party, x.ref
    FROM unnest(items) AS x JOIN signed_event AS e ON e.event_id = x.event_id
    WHERE x.event_id = ANY (created);
    RETURN QUERY
        SELECT e.event_id, e.device_id, e.device_seq, e.body_hash, e.event_id = ANY (created)
        FROM unnest(acts) AS sent JOIN signed_event AS e ON e.event_id = sent.event_id;
END $$;

CREATE FUNCTION public.keep_clock_kind() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.is_simulated <> OLD.is_simulated THEN
        RAISE EXCEPTION 'whether a database is simulated is decided when it is created: % refused', TG_OP
            USING ERRCODE = 'object_not_in_prerequisite_state', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.ledger_agrees() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
    broken record;
BEGIN
    SELECT n.item_id, n.seq, n.refused_by INTO broken
    FROM (
        SELECT a.item_id, a.seq, CASE
            WHEN a.kind = 'rewound' THEN
                CASE WHEN (SELECT count(*) FROM ledger AS l
                           WHERE l.item_id = a.item_id AND l.seq > a.rewound_to AND l.seq < a.seq
                             AND l.depth <= a.depth AND l.rewound_to IS DISTINCT FROM a.rewound_to) > 0
                THEN 'rewound_to_standing' END
            WHEN a.taken_kind = 'accept' THEN
                CASE WHEN (SELECT t.answers_hash = g.body_hash FROM signed_event AS g, signed_event AS t
                           WHERE g.event_id = a.given_event AND t.event_id = a.taken_event) IS NOT TRUE
                THEN 'accept_of_these_bytes' END
            WHEN a.taken_kind = 'receive' THEN
                CASE WHEN NOT may_write_down(a.to_party, a.from_party, a.giver_evidence) THEN 'side_written_down' END
            WHEN a.taken_kind = 'transcribe' THEN
                CASE WHEN (SELECT may_transcribe(e.party_id, a.from_party, a.to_party) FROM signed_event AS e
                           WHERE e.event_id = a.taken_event) IS NOT TRUE
                THEN 'side_written_down' END
            WHEN a.given_kind = 'deliver' THEN
                CASE WHEN NOT may_write_down(a.from_party, a.to_party, a.receiver_evidence) THEN 'side_written_down' END
            END AS refused_by
        FROM added AS a
    ) AS n
    WHERE n.refused_by IS NOT NULL ORDER BY n.item_id, n.seq LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger row %/% is refused: %', broken.item_id, broken.seq, broken.refused_by
            USING ERRCODE = '23514', CONSTRAINT = broken.refused_by;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.ledger_moves_head() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO head AS h (item_id, seq, depth, holder_id, tip, hash, province_code, held_since)
    SELECT DISTINCT ON (a.item_id) a.item_id, a.seq, a.depth, a.to_party, a.tip, a.hash, a.province_code, a.recorded_at
    FROM added AS a ORDER BY a.item_id, a.seq DESC
    ON CONFLICT (item_id) DO UPDATE
        SET seq = EXCLUDED.seq, depth = EXCLUDED.depth, holder_id = EXCLUDED.holder_id, tip = EXCLUDED.tip,
            hash = EXCLUDED.hash, held_since = EXCLUDED.held_since
        WHERE h.seq < EXCLUDED.seq;
    RETURN NULL;
END $$;

CREATE FUNCTION public.lock_accounts(VARIADIC ids text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM open_accounts(VARIADIC ids);
    PERFORM FROM account WHERE account_id = ANY (ids) ORDER BY account_id FOR NO KEY UPDATE;
END $$;

COMMENT ON FUNCTION public.lock_accounts(VARIADIC ids text[]) IS 'Opens accounts and locks them in the order of their names: the one order everybody takes.';

CREATE FUNCTION public.lock_items(named uuid[]) RETURNS TABLE(item_id uuid, status text, claimants uuid[], has_refusals boolean, has_statements boolean, has_resolutions boolean, has_findings boolean, acts text[], depths integer[], kinds text[], to_parties uuid[], tips uuid[], given_events uuid[], taken_events uuid[], hashes bytea[])
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM head WHERE item_id = ANY (named) ORDER BY item_id FOR NO KEY UPDATE;
    RETURN QUERY
        SELECT h.item_id, h.status, h.claimants,
               EXISTS (SELECT FROM item_label AS l JOIN event_refusal AS x USING (code) WHERE l.item_id = h.item_id),
               coalesce(said.has_statements, false),
               EXISTS (SELECT FROM dispute_resolution AS r WHERE r.item_id = h.item_id),
               EXISTS (SELECT FROM custody_exception AS e WHERE e.item_id = h.item_id AND e.kind = 'disputed')
               OR EXISTS (SELECT FROM custody_exception AS e WHERE e.item_id = h.item_id AND e.kind = 'late_evidence'),
               coalesce(said.acts, '{}'), posted.*
        FROM head AS h CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT x.kind) AS acts,
                   bool_or(EXISTS (SELECT FROM side_statement AS s WHERE s.event_id = x.event_id)) AS has_statements
            FROM item_label AS l
            CROSS JOIN LATERAL (SELECT i.event_id, i.kind FROM event_item AS i WHERE i.code = l.code OFFSET 0) AS x
            WHERE l.item_id = h.item_id
        ) AS said CROSS JOIN LATERAL (
            SELECT array_agg(g.depth), array_agg(g.kind), array_agg(g.to_party), array_agg(g.tip),
                   array_agg(g.given_event), array_agg(g.taken_event), array_agg(g.hash)
            FROM (SELECT * FROM ledger AS r WHERE r.item_id = h.item_id ORDER BY r.seq) AS g
        ) AS posted
        WHERE h.item_id = ANY (named);
END $$;

CREATE FUNCTION public.look_at_orders() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    ANALYZE (SKIP_LOCKED) party, contact, dossier, job, imported_job, placed_order, stated_amount, amount_due;
END $$;

COMMENT ON FUNCTION public.look_at_orders() IS 'ANALYZE of what lists and orders fill; after many of them came in.';

CREATE PROCEDURE public.make_append_only(IN append_only regclass)
    LANGUAGE plpgsql
    AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER refuse_rewrite BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()', append_only);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite()', append_only);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_rewrite', append_only);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', append_only);
END
$$;

COMMENT ON PROCEDURE public.make_append_only(IN append_only regclass) IS 'Refuse UPDATE, DELETE and TRUNCATE to everyone, the owner too, even with session_replication_role = replica.';

CREATE TABLE public.grant_scope (
    scope_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    office_id uuid NOT NULL,
    valid_from date NOT NULL,
    agency_id uuid,
    agency_kind text GENERATED ALWAYS AS (
CASE
    WHEN (agency_id IS NOT NULL) THEN 'agency'::text
    ELSE NULL::text
END) STORED,
    leg text,
    field text,
    CONSTRAINT grant_scope_field_check CHECK ((field ~ '^[a-z_]{2,32}$'::text)),
    CONSTRAINT grant_scope_leg_check CHECK ((leg = ANY (ARRAY['SEND'::text, 'RETURN'::text, 'SUPPLEMENT'::text]))),
    CONSTRAINT grant_scope_role_check CHECK ((role = ANY (ARRAY['teller'::text, 'desk_clerk'::text])))
);

CREATE FUNCTION public.may_handle(asker uuid, at_office uuid, of_agency uuid, for_leg text, in_field text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    BEGIN ATOMIC
 SELECT (EXISTS ( SELECT
            FROM (public.office o
              JOIN public.role_grant g ON (((g.office_id = o.office_id) OR (g.office_id = o.served_by_office_id))))
           WHERE ((o.office_id = may_handle.at_office) AND (g.person_id = may_handle.asker) AND ((g.role = 'teller'::text) OR ((g.role = 'desk_clerk'::text) AND (g.office_id = o.office_id))) AND public.has_role(may_handle.asker, g.office_id, VARIADIC ARRAY[g.role]) AND (daterange(g.valid_from, g.valid_to) @> ((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date) AND ((NOT (EXISTS ( SELECT
                    FROM public.grant_scope s
                   WHERE ((s.person_id = g.person_id) AND (s.role = g.role) AND (s.office_id = g.office_id) AND (s.valid_from = g.valid_from))))) OR (EXISTS ( SELECT
                    FROM public.grant_scope s
                   WHERE (((s.person_id = g.person_id) AND (s.role = g.role) AND (s.office_id = g.office_id) AND (s.valid_from = g.valid_from)) AND ((s.agency_id IS NULL) OR (may_handle.of_agency IS NULL) OR (s.agency_id = may_handle.of_agency)) AND ((s.leg IS NULL) OR (may_handle.for_leg IS NULL) OR (s.leg = may_handle.for_leg)) AND ((s.field IS NULL) OR (may_handle.in_field IS NULL) OR (s.field = may_handle.in_field))))))))) AS "exists";
END;

CREATE FUNCTION public.may_transcribe(writer uuid, giver uuid, receiver uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ((writer <> ALL (ARRAY[giver, receiver])) AND ((SELECT count(*) AS count FROM public.party p WHERE ((p.party_id = ANY (ARRAY[may_transcribe.giver, may_transcribe.receiver])) AND (p.kind = 'carrier'::text))) = 1) AND (EXISTS (SELECT FROM (public.person p JOIN public.role_grant g USING (person_id)) WHERE ((p.carrier_party_id = ANY (ARRAY[may_transcribe.giver, may_transcribe.receiver])) AND (g.office_id = may_transcribe.writer) AND (g.role = 'carrier'::text)))));

CREATE FUNCTION public.may_write_down(writer uuid, other uuid, evidence text) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM public.party w, public.party o WHERE ((w.party_id = may_write_down.writer) AND (o.party_id = may_write_down.other) AND ((may_write_down.evidence = 'witnessed'::text) OR (o.kind = 'citizen'::text)) AND (NOT ((w.kind = 'carrier'::text) AND (o.kind = 'carrier'::text))))));

CREATE FUNCTION public.missing_files(of_event uuid) RETURNS integer
    LANGUAGE sql STABLE
    AS $$
    SELECT count(*)::int FROM event_proof AS f LEFT JOIN proof_file AS w ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
    WHERE f.event_id = of_event AND w.sha256 IS NULL
$$;

COMMENT ON FUNCTION public.missing_files(of_event uuid) IS 'Photos and signatures that the act names and that have not come yet.';

CREATE FUNCTION public.money_rule(of_office uuid, rule text, on_date date, fallback bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((SELECT s.value FROM money_setting AS s
        WHERE s.office_id = of_office AND s.name = rule AND s.valid_from <= on_date
        ORDER BY s.valid_from DESC, s.set_at DESC LIMIT 1), fallback)
$$;

CREATE TABLE public.shift (
    shift_id uuid NOT NULL,
    carrier_id uuid NOT NULL,
    office_id uuid NOT NULL,
    on_date date NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    lunch_from timestamp with time zone,
    lunch_to timestamp with time zone,
    capacity_items integer NOT NULL,
    capacity_g integer NOT NULL,
    speed_kmh double precision NOT NULL,
    territory text[] DEFAULT '{}'::text[] NOT NULL,
    lunch_duration_s integer,
    share_of_day_percent integer DEFAULT 100 NOT NULL,
    max_overtime_s integer DEFAULT 0 NOT NULL,
    max_trips integer DEFAULT 1 NOT NULL,
    habitual_order text[] DEFAULT '{}'::text[] NOT NULL,
    opened_by uuid,
    opened_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    is_ended boolean DEFAULT false NOT NULL,
    CONSTRAINT shift_capacity_g_check CHECK (((capacity_g >= 1) AND (capacity_g <= 1000000))),
    CONSTRAINT shift_capacity_items_check CHECK (((capacity_items >= 1) AND (capacity_items <= 1000))),
    CONSTRAINT shift_check CHECK ((starts_at < ends_at)),
    CONSTRAINT shift_check1 CHECK ((((lunch_from IS NULL) = (lunch_to IS NULL)) AND (lunch_from < lunch_to))),
    CONSTRAINT shift_habitual_order_check CHECK ((cardinality(habitual_order) <= 200)),
    CONSTRAINT shift_lunch_duration_s_check CHECK (((lunch_duration_s >= 60) AND (lunch_duration_s <= 14400))),
    CONSTRAINT shift_lunch_lasts CHECK (((lunch_duration_s IS NULL) OR ((lunch_from + ((lunch_duration_s)::double precision * '00:00:01'::interval)) <= lunch_to))),
    CONSTRAINT shift_max_overtime_s_check CHECK (((max_overtime_s >= 0) AND (max_overtime_s <= 14400))),
    CONSTRAINT shift_max_trips_check CHECK (((max_trips >= 1) AND (max_trips <= 12))),
    CONSTRAINT shift_share_of_day_percent_check CHECK (((share_of_day_percent >= 1) AND (share_of_day_percent <= 100))),
    CONSTRAINT shift_speed_kmh_check CHECK (((speed_kmh >= (1)::double precision) AND (speed_kmh <= (80)::double precision)))
);

COMMENT ON COLUMN public.shift.lunch_duration_s IS 'Lunch lasts this long somewhere between lunch_from and lunch_to; NULL: all of it.';

COMMENT ON COLUMN public.shift.habitual_order IS 'Communes in the order the carrier is used to (PEOPLE 29).';

COMMENT ON COLUMN public.shift.is_ended IS 'Ended before its hour, as where a carrier fell ill: no work is given to it any more.';

CREATE FUNCTION public.office_of_carrier(carrier uuid, on_day date) RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN COALESCE((SELECT s.office_id FROM public.shift s WHERE ((s.carrier_id = office_of_carrier.carrier) AND (s.on_date = office_of_carrier.on_day)) ORDER BY s.starts_at LIMIT 1), (SELECT g.office_id FROM (public.person p JOIN public.role_grant g USING (person_id)) WHERE ((p.carrier_party_id = office_of_carrier.carrier) AND (g.role = 'carrier'::text) AND (g.valid_from <= office_of_carrier.on_day) AND ((g.valid_to IS NULL) OR (g.valid_to > office_of_carrier.on_day))) ORDER BY g.valid_from DESC, g.office_id LIMIT 1));

CREATE FUNCTION public.open_accounts(VARIADIC ids text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    INSERT INTO account (account_id) SELECT DISTINCT id FROM unnest(ids) AS id ORDER BY id ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION public.opening_is_posted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO posting (posting_id, kind, debit, credit, amount_vnd, settles, turn, province_code)
    SELECT NEW.event_id, 'float', 'in_hand:' || NEW.office_id::text, 'taken_out:' || NEW.office_id::text, NEW.float_vnd,
           NEW.event_id, 1, NEW.province_code
    WHERE NEW.float_vnd > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION public.posting_moves_sums() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM lock_accounts(NEW.debit, NEW.credit);
    UPDATE account SET debits_vnd = debits_vnd + NEW.amount_vnd WHERE account_id = NEW.debit;
    UPDATE account SET credits_vnd = credits_vnd + NEW.amount_vnd WHERE account_id = NEW.credit;
    RETURN NULL;
END $$;

CREATE FUNCTION public.posting_opens_accounts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM open_accounts(NEW.debit, NEW.credit);
    RETURN NEW;
END $$;

CREATE FUNCTION public.refuse_rewrite() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'object_not_in_prerequisite_state', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
              HINT = 'Record a correction that names the old row.';
END
$$;

COMMENT ON FUNCTION public.refuse_rewrite() IS 'Trigger: raises SQLSTATE 55000 and names the table.';

CREATE FUNCTION public.remittance_adds_up() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF (SELECT amount_vnd FROM remittance WHERE remittance_id = NEW.remittance_id)
       <> (SELECT coalesce(sum(amount_vnd), 0) FROM remittance_line WHERE remittance_id = NEW.remittance_id) THEN
        RAISE EXCEPTION 'the lines of remittance % do not add up to it', NEW.remittance_id
            USING ERRCODE = '23514', CONSTRAINT = 'remittance_adds_up';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION public.reversal_frees_lines() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO remittance_line_freed (posting_id, turn, remittance_id)
        SELECT posting_id, turn, remittance_id FROM remittance_line WHERE remittance_id = NEW.remittance_id;
    RETURN NULL;
END $$;

CREATE FUNCTION public.runs_office(asker uuid, of_office uuid) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (EXISTS (SELECT FROM public.office o WHERE ((o.office_id = runs_office.of_office) AND (public.has_role(runs_office.asker, o.office_id, VARIADIC ARRAY['dispatcher'::text, 'supervisor'::text, 'administrator'::text]) OR public.has_role(runs_office.asker, o.served_by_office_id, VARIADIC ARRAY['dispatcher'::text, 'supervisor'::text, 'administrator'::text]) OR public.has_role(runs_office.asker, o.superior_office_id, VARIADIC ARRAY['supervisor'::text, 'administrator'::text])))));

CREATE FUNCTION public.set_aside_is_past_trust() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signed_event AS e JOIN device_revocation AS r USING (device_id)
                   WHERE e.event_id = NEW.event_id AND e.device_seq > r.trusted_through) THEN
        RAISE EXCEPTION 'act % was signed by a device that is trusted', NEW.event_id
            USING ERRCODE = '23514', CONSTRAINT = 'set_aside_is_past_trust';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION public.spell_fits_day() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.scope = 'day' AND NEW.weekday <> (SELECT extract(isodow FROM t.valid_from) FROM timetable AS t
                                             WHERE t.timetable_id = NEW.timetable_id) THEN
        RAISE EXCEPTION 'a day''s own spell is of that day' USING ERRCODE = '23514', CONSTRAINT = 'spell_fits_day';
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE public.substitution (
    substitution_id uuid NOT NULL,
    office_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text GENERATED ALWAYS AS ('carrier'::text) STORED NOT NULL,
    on_date date NOT NULL,
    stands_for uuid,
    reason text NOT NULL,
    appointed_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT substitution_check CHECK ((stands_for <> person_id)),
    CONSTRAINT substitution_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

CREATE TABLE public.substitution_area (
    substitution_id uuid NOT NULL,
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL
);

CREATE FUNCTION public.substitute_area(carrier uuid, at_office uuid, on_day date) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT array_agg(a.unit_code ORDER BY a.unit_code) AS array_agg FROM ((public.substitution s JOIN public.person p USING (person_id)) JOIN public.substitution_area a USING (substitution_id)) WHERE ((p.carrier_party_id = substitute_area.carrier) AND (s.office_id = substitute_area.at_office) AND (s.on_date = substitute_area.on_day)));

CREATE FUNCTION public.take_items(codes text[]) RETURNS TABLE(code text, item_id uuid, origin_id uuid, province_code text, serving_office_id uuid, delivering_office_id uuid, is_waited_for boolean, status text, claimants uuid[], has_refusals boolean, has_statements boolean, has_resolutions boolean, has_findings boolean, acts text[], depths integer[], kinds text[], to_parties uuid[], tips uuid[], given_events uuid[], taken_events uuid[], hashes bytea[])
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_column
DECLARE
    named uuid[];
    known int;
BEGIN
    SELECT array_agg(DISTINCT item_id), count(*) INTO named, known FROM item_label WHERE code = ANY (codes);
    IF known < cardinality(codes) THEN
        PERFORM pg_advisory_xact_lock(8, place)
        FROM (SELECT DISTINCT hashtext(c) & 1023 AS place FROM unnest(codes) AS c
              WHERE NOT EXISTS (SELECT FROM item_label AS l WHERE l.code = c) ORDER BY place) AS sorted;
        SELECT array_agg(DISTINCT item_id) INTO named FROM item_label WHERE code = ANY (codes);
    END IF;
    RETURN QUERY
        SELECT n.code, t.item_id, n.origin_id, n.province_code, n.serving_office_id, n.delivering_office_id,
               EXISTS (SELECT FROM custody_exception AS e LEFT JOIN custody_exception_closing AS c USING (exception_id)
                       WHERE e.kind = 'unknown_item' AND e.code = n.code AND c.exception_id IS NULL),
               t.status, t.claimants, t.has_refusals, t.has_statements, t.has_resolutions, t.has_findings,
               t.acts, t.depths, t.kinds, t.to_parties, t.tips, t.given_events, t.taken_events, t.hashes
        FROM lock_items(named) AS t CROSS JOIN LATERAL (
            SELECT l.code, i.origin_id, i.province_code, j.serving_office_id, j.delivering_office_id
            FROM item AS i JOIN job AS j USING (job_id) JOIN item_label AS l USING (item_id)
            WHERE i.item_id = t.item_id OFFSET 0
        ) AS n;
END $$;

CREATE TABLE public.account (
    account_id text NOT NULL,
    kind text GENERATED ALWAYS AS (split_part(account_id, ':'::text, 1)) STORED NOT NULL,
    party_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (split_part(account_id, ':'::text, 1) <> ALL (ARRAY['suspense'::text, 'claimed'::text, 'promised'::text])) THEN (split_part(account_id, ':'::text, 2))::uuid
    ELSE NULL::uuid
END) STORED,
    code text GENERATED ALWAYS AS (
CASE
    WHEN (split_part(account_id, ':'::text, 1) = ANY (ARRAY['suspense'::text, 'claimed'::text, 'promised'::text])) THEN split_part(account_id, ':'::text, 2)
    ELSE NULL::text
END) STORED,
    debits_vnd bigint DEFAULT 0 NOT NULL,
    credits_vnd bigint DEFAULT 0 NOT NULL,
    balance_vnd bigint GENERATED ALWAYS AS (
CASE
    WHEN (split_part(account_id, ':'::text, 1) = ANY (ARRAY['in_hand'::text, 'safe'::text, 'bank'::text, 'claimed'::text, 'on_way'::text, 'owed'::text])) THEN (debits_vnd - credits_vnd)
    ELSE (credits_vnd - debits_vnd)
END) STORED NOT NULL,
    CONSTRAINT known_kind CHECK ((kind = ANY (ARRAY['in_hand'::text, 'safe'::text, 'bank'::text, 'claimed'::text, 'promised'::text, 'suspense'::text, 'counted'::text, 'taken_out'::text, 'on_way'::text, 'credited'::text, 'owed'::text, 'owing'::text, 'fee'::text, 'charge'::text, 'fare'::text, 'handling'::text, 'state'::text]))),
    CONSTRAINT never_overdrawn CHECK ((balance_vnd >= 0)),
    CONSTRAINT one_spelling CHECK ((account_id = ((kind || ':'::text) || COALESCE((party_id)::text, code))))
);

CREATE TABLE public.address_point (
    point_id uuid NOT NULL,
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    address_key text NOT NULL,
    address text NOT NULL,
    landmark text,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    quality text NOT NULL,
    corrected_by uuid NOT NULL,
    source text NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT address_point_address_key_check CHECK (((length(address_key) >= 1) AND (length(address_key) <= 600))),
    CONSTRAINT address_point_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT address_point_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT address_point_quality_check CHECK ((quality = ANY (ARRAY['carrier'::text, 'office'::text, 'hamlet'::text, 'commune'::text])))
);

COMMENT ON TABLE public.address_point IS 'Corrections are added, never edited: the best quality counts, then the newest. Rows go only when an address is erased.';

CREATE TABLE public.administrative_unit (
    code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    level text NOT NULL,
    unit_type text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    province_code text NOT NULL,
    district_code text,
    boundary bytea,
    boundary_kind text,
    centre_lon double precision,
    centre_lat double precision,
    source text NOT NULL,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT administrative_unit_boundary_kind_check CHECK ((boundary_kind = ANY (ARRAY['official'::text, 'simplified'::text, 'sketch'::text]))),
    CONSTRAINT administrative_unit_centre_lat_check CHECK (((centre_lat >= ('-90'::integer)::double precision) AND (centre_lat <= (90)::double precision))),
    CONSTRAINT administrative_unit_centre_lon_check CHECK (((centre_lon >= ('-180'::integer)::double precision) AND (centre_lon <= (180)::double precision))),
    CONSTRAINT administrative_unit_check CHECK ((valid_to > valid_from)),
    CONSTRAINT administrative_unit_check1 CHECK (((boundary IS NULL) = (boundary_kind IS NULL))),
    CONSTRAINT administrative_unit_code_check CHECK ((code ~ '^\d{2,5}$'::text)),
    CONSTRAINT administrative_unit_district_code_check CHECK ((district_code ~ '^\d{3}$'::text)),
    CONSTRAINT administrative_unit_level_check CHECK ((level = ANY (ARRAY['province'::text, 'district'::text, 'commune'::text]))),
    CONSTRAINT administrative_unit_province_code_check CHECK ((province_code ~ '^\d{2}$'::text))
);

CREATE TABLE public.agreement_source (
    agreement_id uuid NOT NULL,
    from_agreement_id uuid NOT NULL,
    CONSTRAINT agreement_source_check CHECK ((agreement_id <> from_agreement_id))
);

COMMENT ON TABLE public.agreement_source IS 'Every former agreement that passed into an inherited one: 22 pass to four.';

CREATE TABLE public.bag_code (
    bag_id uuid NOT NULL,
    sscc text NOT NULL,
    from_office_id uuid NOT NULL,
    to_office_id uuid NOT NULL,
    person_id uuid NOT NULL,
    allotted_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT bag_code_check CHECK ((from_office_id <> to_office_id)),
    CONSTRAINT bag_code_sscc_check CHECK ((sscc ~ '^\d{18}$'::text))
);

CREATE TABLE public.bag_content (
    item_id uuid NOT NULL,
    sealing uuid NOT NULL,
    code text NOT NULL,
    sealed_by uuid NOT NULL,
    ref uuid NOT NULL,
    sealed_seq integer NOT NULL,
    sealed_depth integer NOT NULL,
    sscc text NOT NULL,
    opening uuid,
    opened_by uuid,
    opened_seq integer,
    opened_tip uuid,
    opened_depth integer,
    sealing_kind text GENERATED ALWAYS AS ('seal_bag'::text) STORED NOT NULL,
    opening_kind text GENERATED ALWAYS AS (
CASE
    WHEN (opening IS NOT NULL) THEN 'open_bag'::text
    ELSE NULL::text
END) STORED,
    CONSTRAINT bag_content_sscc_check CHECK ((sscc ~ '^\d{18}$'::text)),
    CONSTRAINT bag_opened_after_sealing CHECK ((opened_depth >= sealed_depth)),
    CONSTRAINT bag_opening_whole CHECK ((num_nulls(opening, opened_by, opened_seq, opened_tip, opened_depth) = ANY (ARRAY[0, 5])))
);

COMMENT ON TABLE public.bag_content IS 'The service may rewrite it from the acts; the acts themselves nobody may.';

CREATE TABLE public.bag_opening (
    event_id uuid NOT NULL,
    sscc text NOT NULL,
    sealing uuid NOT NULL,
    party_id uuid NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT bag_opening_sscc_check CHECK ((sscc ~ '^\d{18}$'::text))
);

CREATE TABLE public.bag_sealing (
    event_id uuid NOT NULL,
    sscc text NOT NULL,
    seal text NOT NULL,
    party_id uuid NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT bag_sealing_sscc_check CHECK ((sscc ~ '^\d{18}$'::text))
);

CREATE SEQUENCE public.bag_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.bank_line_name (
    line_id uuid NOT NULL,
    name text NOT NULL,
    CONSTRAINT bank_line_name_name_check CHECK ((name ~ '^[0-9A-Z]{12}$'::text))
);

CREATE TABLE public.calendar (
    calendar_code text NOT NULL,
    kind text NOT NULL,
    province_code text,
    name text NOT NULL,
    same_day_cutoff_s integer,
    day_ends text NOT NULL,
    source text NOT NULL,
    is_confirmed boolean NOT NULL,
    CONSTRAINT calendar_calendar_code_check CHECK ((calendar_code ~ '^[a-z0-9-]{2,32}$'::text)),
    CONSTRAINT calendar_day_ends_check CHECK ((day_ends = ANY (ARRAY['same_time'::text, 'closing'::text]))),
    CONSTRAINT calendar_kind_check CHECK ((kind = ANY (ARRAY['agency'::text, 'post'::text]))),
    CONSTRAINT calendar_province_code_check CHECK ((province_code ~ '^\d{2}$'::text)),
    CONSTRAINT calendar_same_day_cutoff_s_check CHECK (((same_day_cutoff_s >= 0) AND (same_day_cutoff_s <= 86400)))
);

CREATE TABLE public.calendar_day (
    on_date date NOT NULL,
    applies_to text NOT NULL,
    province_code text,
    kind text NOT NULL,
    works_as integer,
    name text NOT NULL,
    source text,
    is_confirmed boolean NOT NULL,
    CONSTRAINT calendar_day_applies_to_check CHECK ((applies_to = ANY (ARRAY['all'::text, 'agency'::text, 'post'::text]))),
    CONSTRAINT calendar_day_kind_check CHECK ((kind = ANY (ARRAY['off'::text, 'in_lieu'::text, 'swap_off'::text, 'swap_work'::text]))),
    CONSTRAINT calendar_day_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT calendar_day_province_code_check CHECK ((province_code ~ '^\d{2}$'::text)),
    CONSTRAINT calendar_day_works_as_check CHECK (((works_as >= 1) AND (works_as <= 7))),
    CONSTRAINT confirmed_has_its_source CHECK (((NOT is_confirmed) OR (source IS NOT NULL))),
    CONSTRAINT swapped_day_works_as CHECK (((kind = 'swap_work'::text) = (works_as IS NOT NULL)))
);

COMMENT ON TABLE public.calendar_day IS 'Days unlike their weekday: holidays, days in lieu, days swapped; the most particular row counts.';

CREATE TABLE public.calendar_spell (
    calendar_code text NOT NULL,
    iso_weekday integer NOT NULL,
    starts_s integer NOT NULL,
    ends_s integer NOT NULL,
    CONSTRAINT calendar_spell_check CHECK ((starts_s < ends_s)),
    CONSTRAINT calendar_spell_ends_s_check CHECK ((ends_s <= 86400)),
    CONSTRAINT calendar_spell_iso_weekday_check CHECK (((iso_weekday >= 1) AND (iso_weekday <= 7))),
    CONSTRAINT calendar_spell_starts_s_check CHECK ((starts_s >= 0))
);

CREATE TABLE public.cash_declaration (
    event_id uuid NOT NULL,
    act text GENERATED ALWAYS AS ('count'::text) STORED NOT NULL,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT cash_declaration_amount_vnd_check CHECK ((amount_vnd >= 0))
);

CREATE TABLE public.collection (
    event_id uuid NOT NULL,
    act text GENERATED ALWAYS AS ('collect'::text) STORED NOT NULL,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL,
    province_code text NOT NULL,
    code text NOT NULL,
    amount_vnd bigint NOT NULL,
    mode text NOT NULL,
    receipt_number bigint,
    is_trusted boolean NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    counts_as text GENERATED ALWAYS AS (
CASE
    WHEN is_trusted THEN mode
    ELSE NULL::text
END) STORED,
    CONSTRAINT collection_amount_vnd_check CHECK ((amount_vnd > 0)),
    CONSTRAINT collection_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT collection_mode_check CHECK ((mode = ANY (ARRAY['cash'::text, 'claimed_transfer'::text])))
);

CREATE TABLE public.hand_in (
    event_id uuid NOT NULL,
    act text DEFAULT 'hand_in'::text NOT NULL,
    holder_id uuid NOT NULL,
    office_id uuid NOT NULL,
    province_code text NOT NULL,
    amount_vnd bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    till_office uuid GENERATED ALWAYS AS (
CASE act
    WHEN 'close_till'::text THEN holder_id
    ELSE NULL::uuid
END) STORED,
    CONSTRAINT act_of_handing_in CHECK ((act = ANY (ARRAY['hand_in'::text, 'close_till'::text]))),
    CONSTRAINT hand_in_amount_vnd_check CHECK ((amount_vnd >= 0)),
    CONSTRAINT till_closes_at_home CHECK (((act <> 'close_till'::text) OR (office_id = holder_id)))
);

CREATE VIEW public.posting_in_force AS
 SELECT posting_id,
    kind,
    debit,
    credit,
    amount_vnd,
    settles,
    turn,
    count_in_id,
    job_id,
    item_id,
    reverses,
    reversed_by,
    reason,
    province_code,
    recorded_at,
    is_reversal,
    effect_of,
    freed,
    turn_before,
    collection_id,
    counts_as,
    seen_id,
    hand_in_id,
    due_id,
    holder_id,
    counting_office,
    code,
    opening_id,
    remittance_id,
    credited_line,
    refund_id,
    books_of,
    booked_to,
    booked_to_state,
    entered_xid,
    evidence_salt,
    payment_id,
    receipt_id,
    between_of
   FROM public.posting p
  WHERE ((reverses IS NULL) AND (NOT (EXISTS ( SELECT
           FROM public.posting r
          WHERE (r.reverses = p.posting_id)))));

COMMENT ON VIEW public.posting_in_force IS 'Postings that no reversal took back.';

CREATE VIEW public.taken_back AS
 SELECT event_id
   FROM public.signed_event e
  WHERE ((EXISTS ( SELECT
           FROM (public.signed_event c
             LEFT JOIN public.device_revocation r ON ((r.device_id = c.device_id)))
          WHERE ((c.answers = e.event_id) AND (c.kind = 'correct'::text) AND (c.party_id = e.party_id) AND c.is_readable AND ((r.device_id IS NULL) OR (c.device_seq <= r.trusted_through)))
         OFFSET 0)) OR (EXISTS ( SELECT
           FROM public.act_set_aside a
          WHERE (a.event_id = e.event_id))));

COMMENT ON VIEW public.taken_back IS 'Acts their own party took back with a trusted correction, or that a person set aside after a loss.';

CREATE TABLE public.till_opening (
    event_id uuid NOT NULL,
    act text GENERATED ALWAYS AS ('open_till'::text) STORED NOT NULL,
    office_id uuid NOT NULL,
    province_code text NOT NULL,
    float_vnd bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT till_opening_float_vnd_check CHECK ((float_vnd >= 0))
);

CREATE VIEW public.cash_count AS
 SELECT event_id,
    holder_id,
    office_id,
    happened_at,
    amount_vnd AS declared_vnd,
    (((( SELECT COALESCE(sum(c.amount_vnd), (0)::numeric) AS "coalesce"
           FROM (public.collection c
             JOIN public.posting_in_force p ON (((p.effect_of = c.event_id) AND (p.kind = 'collect'::text))))
          WHERE ((c.holder_id = d.holder_id) AND (ROW(c.happened_at, c.event_id) < ROW(d.happened_at, d.event_id)))) + ( SELECT COALESCE(sum(o.float_vnd), (0)::numeric) AS "coalesce"
           FROM public.till_opening o
          WHERE ((o.office_id = d.holder_id) AND (ROW(o.happened_at, o.event_id) < ROW(d.happened_at, d.event_id)) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = o.event_id))))))) - ( SELECT COALESCE(sum(h.amount_vnd), (0)::numeric) AS "coalesce"
           FROM public.hand_in h
          WHERE ((h.holder_id = d.holder_id) AND (ROW(h.happened_at, h.event_id) < ROW(d.happened_at, d.event_id)) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = h.event_id))))))))::bigint AS expected_vnd,
    (NOT (EXISTS ( SELECT
           FROM public.cash_declaration l
          WHERE ((l.holder_id = d.holder_id) AND (ROW(l.happened_at, l.event_id) > ROW(d.happened_at, d.event_id)) AND (((l.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date = ((d.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date))))) AS is_last_of_day
   FROM public.cash_declaration d
  WHERE (NOT (EXISTS ( SELECT
           FROM public.taken_back t
          WHERE (t.event_id = d.event_id))));

COMMENT ON VIEW public.cash_count IS 'A late collection signed before the count changes what was expected of exactly that count.';

CREATE TABLE public.cash_limit (
    party_id uuid NOT NULL,
    limit_vnd bigint NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT cash_limit_limit_vnd_check CHECK ((limit_vnd >= 0))
);

CREATE VIEW public.cash_holder AS
 SELECT p.party_id,
    (COALESCE(sum(
        CASE
            WHEN q.is_reversal THEN (- q.amount_vnd)
            ELSE q.amount_vnd
        END) FILTER (WHERE (q.kind = 'collect'::text)), (0)::numeric))::bigint AS collected_vnd,
    (COALESCE(sum(
        CASE
            WHEN q.is_reversal THEN (- q.amount_vnd)
            ELSE q.amount_vnd
        END) FILTER (WHERE (q.kind = 'match'::text)), (0)::numeric))::bigint AS handed_in_vnd,
    COALESCE(max(h.balance_vnd), (0)::bigint) AS in_hand_vnd,
    COALESCE(( SELECT k.balance_vnd
           FROM public.account k
          WHERE (k.account_id = ('counted:'::text || (p.party_id)::text))), (0)::bigint) AS unexplained_vnd,
    ( SELECT (COALESCE(sum(c.amount_vnd), (0)::numeric))::bigint AS "coalesce"
           FROM (public.collection c
             JOIN public.posting_in_force f ON (((f.effect_of = c.event_id) AND (f.kind = 'claim'::text))))
          WHERE (c.holder_id = p.party_id)) AS claimed_vnd,
    ( SELECT l.limit_vnd
           FROM public.cash_limit l
          WHERE (l.party_id = p.party_id)
          ORDER BY l.set_at DESC
         LIMIT 1) AS limit_vnd,
    (COALESCE(sum(
        CASE
            WHEN q.is_reversal THEN (- q.amount_vnd)
            ELSE q.amount_vnd
        END) FILTER (WHERE (q.kind = 'float'::text)), (0)::numeric))::bigint AS float_vnd
   FROM ((public.party p
     LEFT JOIN public.account h ON ((h.account_id = ('in_hand:'::text || (p.party_id)::text))))
     LEFT JOIN public.posting q ON (((h.account_id = q.debit) OR (h.account_id = q.credit))))
  GROUP BY p.party_id;

COMMENT ON VIEW public.cash_holder IS 'Per holder: collected + float = handed in + in hand, at every commit.';

CREATE TABLE public.change (
    change_id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    topic text NOT NULL,
    office_id uuid NOT NULL,
    party_id uuid,
    facts jsonb NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT change_topic_check CHECK ((topic = ANY (ARRAY['custody'::text, 'plan'::text, 'job'::text, 'money'::text, 'device'::text, 'exception'::text, 'attempt'::text, 'position'::text, 'office'::text])))
);

ALTER TABLE public.change ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.change_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.clock_setting (
    only_row boolean DEFAULT true NOT NULL,
    is_simulated boolean NOT NULL,
    clock_offset interval DEFAULT '00:00:00'::interval NOT NULL,
    CONSTRAINT clock_setting_check CHECK ((is_simulated OR (clock_offset = '00:00:00'::interval))),
    CONSTRAINT clock_setting_only_row_check CHECK (only_row)
);

COMMENT ON TABLE public.clock_setting IS 'How this database''s time differs from the real one; decided when it was created.';

COMMENT ON COLUMN public.clock_setting.clock_offset IS 'Added to the real time; zero for ever unless made for simulation.';

CREATE TABLE public.contact (
    party_id uuid NOT NULL,
    full_name text NOT NULL,
    phone text,
    phone_last4 text GENERATED ALWAYS AS ("right"(phone, 4)) STORED,
    address text NOT NULL,
    landmark text,
    unit_code text,
    unit_valid_from date,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    position_quality text NOT NULL,
    province_code text NOT NULL,
    CONSTRAINT contact_full_name_check CHECK (((length(full_name) >= 1) AND (length(full_name) <= 200))),
    CONSTRAINT contact_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT contact_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT contact_position_quality_check CHECK ((position_quality = ANY (ARRAY['carrier'::text, 'office'::text, 'hamlet'::text, 'commune'::text])))
);

CREATE TABLE public.count_in (
    event_id uuid NOT NULL,
    act text GENERATED ALWAYS AS ('count_in'::text) STORED NOT NULL,
    office_id uuid NOT NULL,
    province_code text NOT NULL,
    answers uuid NOT NULL,
    amount_vnd bigint NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT count_in_amount_vnd_check CHECK ((amount_vnd >= 0))
);

CREATE VIEW public.count_of_hand_in AS
 SELECT DISTINCT ON (h.event_id) h.event_id AS hand_in_id,
    h.holder_id,
    h.office_id,
    h.province_code,
    h.amount_vnd AS signed_vnd,
    c.event_id AS count_in_id,
    c.amount_vnd AS counted_vnd,
    c.recorded_at
   FROM (public.hand_in h
     JOIN public.count_in c ON (((c.answers = h.event_id) AND (c.office_id = h.office_id))))
  WHERE (NOT (EXISTS ( SELECT
           FROM public.taken_back t
          WHERE (t.event_id = c.event_id))))
  ORDER BY h.event_id, c.event_id;

CREATE TABLE public.label (
    code text NOT NULL,
    s10 text,
    province_code text NOT NULL,
    office_id uuid NOT NULL,
    issued_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT label_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT label_province_code_check CHECK ((province_code ~ '^\d{2}$'::text)),
    CONSTRAINT label_s10_check CHECK ((s10 ~ '^[A-Z]{2}\d{9}[A-Z]{2}$'::text))
);

CREATE VIEW public.current_label AS
 SELECT i.item_id,
    i.job_id,
    l.code,
    b.s10
   FROM ((public.item i
     JOIN public.item_label l USING (item_id))
     JOIN public.label b USING (code))
  WHERE (NOT (EXISTS ( SELECT
           FROM public.item_label n
          WHERE ((n.item_id = l.item_id) AND (ROW(n.bound_at, n.code) > ROW(l.bound_at, l.code))))));

CREATE TABLE public.custody_exception_kind (
    kind text NOT NULL,
    CONSTRAINT custody_exception_kind_kind_check CHECK ((kind ~ '^[a-z_]{2,32}$'::text))
);

CREATE TABLE public.desk_agency (
    desk_id uuid NOT NULL,
    desk_kind text GENERATED ALWAYS AS ('desk'::text) STORED NOT NULL,
    agency_id uuid NOT NULL,
    agency_kind text GENERATED ALWAYS AS ('agency'::text) STORED NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT desk_agency_check CHECK ((valid_to > valid_from))
);

COMMENT ON TABLE public.desk_agency IS 'For which competent agencies a desk takes dossiers in.';

CREATE TABLE public.device_log (
    device_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    body_hash bytea NOT NULL,
    claimed_previous bytea NOT NULL,
    prev_seq bigint GENERATED ALWAYS AS (
CASE
    WHEN (seq > 1) THEN (seq - 1)
    ELSE NULL::bigint
END) STORED,
    prev_body_hash bytea NOT NULL,
    prev_hash bytea NOT NULL,
    chain_ok boolean GENERATED ALWAYS AS ((claimed_previous = prev_body_hash)) STORED NOT NULL,
    hash bytea GENERATED ALWAYS AS (sha256((prev_hash || body_hash))) STORED NOT NULL,
    CONSTRAINT device_log_check CHECK (((seq > 1) OR ((prev_hash = sha256(uuid_send(device_id))) AND (prev_body_hash = sha256(uuid_send(device_id)))))),
    CONSTRAINT device_log_prev_body_hash_check CHECK ((octet_length(prev_body_hash) = 32)),
    CONSTRAINT device_log_prev_hash_check CHECK ((octet_length(prev_hash) = 32)),
    CONSTRAINT device_log_seq_check CHECK ((seq >= 1))
);

CREATE TABLE public.dossier_document (
    dossier_id uuid NOT NULL,
    line smallint NOT NULL,
    name text NOT NULL,
    originals smallint DEFAULT 0 NOT NULL,
    certified_copies smallint DEFAULT 0 NOT NULL,
    photocopies smallint DEFAULT 0 NOT NULL,
    is_required boolean DEFAULT true NOT NULL,
    is_shown_and_returned boolean DEFAULT false NOT NULL,
    CONSTRAINT dossier_document_certified_copies_check CHECK (((certified_copies >= 0) AND (certified_copies <= 100))),
    CONSTRAINT dossier_document_line_check CHECK (((line >= 1) AND (line <= 200))),
    CONSTRAINT dossier_document_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
    CONSTRAINT dossier_document_originals_check CHECK (((originals >= 0) AND (originals <= 100))),
    CONSTRAINT dossier_document_photocopies_check CHECK (((photocopies >= 0) AND (photocopies <= 100)))
);

CREATE TABLE public.enrolment (
    enrolment_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    short_code_hash bytea NOT NULL,
    device_kind text NOT NULL,
    party_id uuid NOT NULL,
    office_id uuid NOT NULL,
    person_id uuid NOT NULL,
    issued_by uuid NOT NULL,
    issued_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    device_id uuid,
    CONSTRAINT enrolment_check CHECK (((used_at IS NULL) = (device_id IS NULL))),
    CONSTRAINT enrolment_check1 CHECK (((expires_at > issued_at) AND (expires_at <= (issued_at + '00:15:00'::interval)))),
    CONSTRAINT enrolment_device_kind_check CHECK ((device_kind = ANY (ARRAY['phone'::text, 'workstation'::text]))),
    CONSTRAINT enrolment_short_code_hash_check CHECK ((octet_length(short_code_hash) = 32)),
    CONSTRAINT enrolment_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE public.event_details (
    event_id uuid NOT NULL,
    digest bytea NOT NULL,
    details text,
    CONSTRAINT event_details_check CHECK ((sha256(convert_to(details, 'UTF8'::name)) = digest)),
    CONSTRAINT event_details_details_check CHECK ((length(details) <= 8192)),
    CONSTRAINT event_details_digest_check CHECK ((octet_length(digest) = 32))
);

CREATE TABLE public.event_item (
    event_id uuid NOT NULL,
    code text NOT NULL,
    "position" smallint NOT NULL,
    kind text NOT NULL,
    party_id uuid NOT NULL,
    to_party uuid,
    from_party uuid,
    ref uuid NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT event_item_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
    CONSTRAINT event_item_position_check CHECK ((("position" >= 0) AND ("position" <= 999)))
);

CREATE TABLE public.event_proof (
    event_id uuid NOT NULL,
    kind text NOT NULL,
    sha256 bytea NOT NULL,
    CONSTRAINT event_proof_sha256_check CHECK ((octet_length(sha256) = 32))
);

CREATE TABLE public.event_refusal (
    event_id uuid NOT NULL,
    code text NOT NULL,
    answers uuid NOT NULL,
    reason text NOT NULL,
    entered_xid bigint DEFAULT ((pg_current_xact_id())::text)::bigint NOT NULL,
    CONSTRAINT event_refusal_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text))
);

CREATE TABLE public.evidence_checkpoint (
    number bigint NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    occasion text NOT NULL,
    on_date date,
    made_at timestamp with time zone NOT NULL,
    incarnation_id uuid NOT NULL,
    horizon bigint NOT NULL,
    body bytea NOT NULL,
    signature bytea NOT NULL,
    public_key bytea NOT NULL,
    body_hash bytea GENERATED ALWAYS AS (sha256(body)) STORED NOT NULL,
    prev_number bigint GENERATED ALWAYS AS (
CASE
    WHEN (number > 1) THEN (number - 1)
    ELSE NULL::bigint
END) STORED,
    prev_size bigint NOT NULL,
    prev_hash bytea NOT NULL,
    items_root bytea,
    CONSTRAINT evidence_checkpoint_body_check CHECK (((octet_length(body) >= 2) AND (octet_length(body) <= 4096))),
    CONSTRAINT evidence_checkpoint_check CHECK ((size >= prev_size)),
    CONSTRAINT evidence_checkpoint_check1 CHECK (((number > 1) OR ((prev_size = 0) AND (prev_hash = sha256('\x'::bytea))))),
    CONSTRAINT evidence_checkpoint_check2 CHECK (((occasion = 'day'::text) = (on_date IS NOT NULL))),
    CONSTRAINT evidence_checkpoint_horizon_check CHECK ((horizon >= 0)),
    CONSTRAINT evidence_checkpoint_items_root_check CHECK ((octet_length(items_root) = 32)),
    CONSTRAINT evidence_checkpoint_number_check CHECK ((number >= 1)),
    CONSTRAINT evidence_checkpoint_occasion_check CHECK ((occasion = ANY (ARRAY['hour'::text, 'day'::text, 'asked'::text]))),
    CONSTRAINT evidence_checkpoint_prev_hash_check CHECK ((octet_length(prev_hash) = 32)),
    CONSTRAINT evidence_checkpoint_prev_size_check CHECK ((prev_size >= 0)),
    CONSTRAINT evidence_checkpoint_public_key_check CHECK ((octet_length(public_key) = 65)),
    CONSTRAINT evidence_checkpoint_root_check CHECK ((octet_length(root) = 32)),
    CONSTRAINT evidence_checkpoint_signature_check CHECK ((octet_length(signature) = 64)),
    CONSTRAINT evidence_checkpoint_size_check CHECK ((size >= 0))
);

COMMENT ON COLUMN public.evidence_checkpoint.items_root IS 'None: signed before items were.';

CREATE TABLE public.evidence_item_head (
    bucket integer GENERATED ALWAYS AS (((get_byte(sha256(uuid_send(item_id)), 0) * 256) + get_byte(sha256(uuid_send(item_id)), 1))) STORED NOT NULL,
    item_id uuid NOT NULL,
    since bigint NOT NULL,
    places bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT evidence_item_head_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT evidence_item_head_places_check CHECK ((places >= 1)),
    CONSTRAINT evidence_item_head_since_check CHECK ((since >= 1))
);

CREATE TABLE public.evidence_item_leaf (
    item_id uuid NOT NULL,
    leaf bigint NOT NULL,
    since bigint NOT NULL,
    CONSTRAINT evidence_item_leaf_since_check CHECK ((since >= 1))
);

CREATE TABLE public.evidence_item_node (
    level smallint NOT NULL,
    place integer NOT NULL,
    since bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT evidence_item_node_check CHECK (((place >= 0) AND (place < (1 << (level)::integer)))),
    CONSTRAINT evidence_item_node_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT evidence_item_node_level_check CHECK ((level = ANY (ARRAY[8, 16]))),
    CONSTRAINT evidence_item_node_since_check CHECK ((since >= 1))
);

CREATE TABLE public.evidence_leaf (
    leaf bigint NOT NULL,
    prev_leaf bigint GENERATED ALWAYS AS (
CASE
    WHEN (leaf > 0) THEN (leaf - 1)
    ELSE NULL::bigint
END) STORED,
    source text NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    CONSTRAINT evidence_leaf_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT evidence_leaf_leaf_check CHECK ((leaf >= 0)),
    CONSTRAINT evidence_leaf_source_check CHECK ((source ~ '^[a-z_]{2,32}$'::text))
);

CREATE TABLE public.evidence_node (
    level smallint NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT evidence_node_hash_check CHECK ((octet_length(hash) = 32)),
    CONSTRAINT evidence_node_level_check CHECK ((level = ANY (ARRAY[8, 16, 24, 32, 40]))),
    CONSTRAINT evidence_node_place_check CHECK ((place >= 0))
);

CREATE TABLE public.failed_visit (
    event_id uuid NOT NULL,
    party_id uuid NOT NULL,
    province_code text NOT NULL,
    code text,
    job_id uuid,
    reason text NOT NULL,
    solution text NOT NULL,
    is_trusted boolean NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    CONSTRAINT failed_visit_check CHECK ((num_nonnulls(code, job_id) = 1)),
    CONSTRAINT failed_visit_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text))
);

CREATE TABLE public.hamlet (
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    lon double precision,
    lat double precision,
    valid_from date NOT NULL,
    valid_to date,
    source text NOT NULL,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT hamlet_check CHECK ((valid_to > valid_from)),
    CONSTRAINT hamlet_check1 CHECK (((lon IS NULL) = (lat IS NULL))),
    CONSTRAINT hamlet_kind_check CHECK ((kind = ANY (ARRAY['thôn'::text, 'xóm'::text, 'tổ dân phố'::text, 'khu'::text]))),
    CONSTRAINT hamlet_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT hamlet_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision))),
    CONSTRAINT hamlet_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
    CONSTRAINT hamlet_name_key_check CHECK ((name_key <> ''::text))
);

COMMENT ON TABLE public.hamlet IS 'Thôn, tổ dân phố, xóm, khu of a commune, as imported lists name them; the position is somewhere in its middle.';

CREATE VIEW public.trusted_event AS
 SELECT e.event_id,
    e.device_id,
    e.party_id,
    e.person_id,
    e.device_seq,
    e.kind,
    e.is_readable,
    e.province_code,
    e.to_party,
    e.from_party,
    e.evidence,
    e.answers,
    e.answers_hash,
    e.items_of,
    e.bag_predecessor,
    e.happened_at,
    e.recorded_at,
    e.previous,
    e.body,
    e.signature,
    e.body_hash
   FROM (public.signed_event e
     LEFT JOIN public.device_revocation r USING (device_id))
  WHERE (e.is_readable AND ((r.trusted_through IS NULL) OR (e.device_seq <= r.trusted_through)));

CREATE VIEW public.handover_difference AS
 WITH opened AS (
         SELECT o.event_id,
            o.code,
            l.item_id,
            o.opened_at
           FROM ((public.envelope_opening o
             JOIN public.trusted_event e USING (event_id))
             JOIN public.item_label l ON ((l.code = o.code)))
          WHERE (EXISTS ( SELECT
                   FROM public.paper_count c
                  WHERE (c.event_id = o.event_id)))
        ), taken AS (
         SELECT DISTINCT ON (l.item_id) l.item_id,
            e.event_id
           FROM ((public.item_label l
             JOIN public.paper_count c USING (code))
             JOIN public.trusted_event e ON ((e.event_id = c.event_id)))
          WHERE ((e.kind = 'receive'::text) AND (l.item_id IN ( SELECT opened.item_id
                   FROM opened)))
          ORDER BY l.item_id, e.happened_at DESC, e.event_id DESC
        ), said AS (
         SELECT o.event_id,
            o.item_id,
            t.event_id AS taken_event,
            c.line,
            c.originals,
            c.certified_copies,
            c.photocopies
           FROM ((opened o
             JOIN taken t USING (item_id))
             JOIN public.paper_count c ON ((c.event_id = t.event_id)))
        ), found AS (
         SELECT o.event_id,
            o.item_id,
            c.line,
            c.originals,
            c.certified_copies,
            c.photocopies
           FROM (opened o
             JOIN public.paper_count c ON ((c.event_id = o.event_id)))
          WHERE (o.item_id IN ( SELECT taken.item_id
                   FROM taken))
        )
 SELECT COALESCE(s.event_id, f.event_id) AS event_id,
    COALESCE(s.item_id, f.item_id) AS item_id,
    COALESCE(s.line, f.line) AS line,
    COALESCE((s.originals)::integer, 0) AS said_originals,
    COALESCE((f.originals)::integer, 0) AS found_originals,
    COALESCE((s.certified_copies)::integer, 0) AS said_certified_copies,
    COALESCE((f.certified_copies)::integer, 0) AS found_certified_copies,
    COALESCE((s.photocopies)::integer, 0) AS said_photocopies,
    COALESCE((f.photocopies)::integer, 0) AS found_photocopies
   FROM (said s
     FULL JOIN found f ON (((f.event_id = s.event_id) AND (f.line = s.line))))
  WHERE ((((s.originals IS DISTINCT FROM f.originals) OR (s.certified_copies IS DISTINCT FROM f.certified_copies)) OR (s.photocopies IS DISTINCT FROM f.photocopies)) AND ((COALESCE((s.originals)::integer, 0) <> COALESCE((f.originals)::integer, 0)) OR (COALESCE((s.certified_copies)::integer, 0) <> COALESCE((f.certified_copies)::integer, 0)) OR (COALESCE((s.photocopies)::integer, 0) <> COALESCE((f.photocopies)::integer, 0))));

COMMENT ON VIEW public.handover_difference IS 'Chênh lệch sau bàn giao, line by line; whichever of the two counts came first.';

CREATE TABLE public.head (
    item_id uuid NOT NULL,
    seq integer NOT NULL,
    depth integer NOT NULL,
    holder_id uuid NOT NULL,
    tip uuid NOT NULL,
    hash bytea NOT NULL,
    province_code text NOT NULL,
    held_since timestamp with time zone NOT NULL,
    status text DEFAULT 'held'::text NOT NULL,
    claimants uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT head_status_check CHECK ((status = ANY (ARRAY['held'::text, 'offered'::text, 'disputed'::text])))
);

CREATE TABLE public.imported_job (
    import_id uuid NOT NULL,
    job_id uuid NOT NULL,
    line integer NOT NULL,
    CONSTRAINT imported_job_line_check CHECK ((line >= 1))
);

CREATE TABLE public.imported_order (
    import_id uuid NOT NULL,
    order_id uuid NOT NULL,
    line integer NOT NULL,
    CONSTRAINT imported_order_line_check CHECK ((line >= 1))
);

CREATE TABLE public.incident_rule (
    office_id uuid NOT NULL,
    valid_from date NOT NULL,
    tell_head_min integer NOT NULL,
    tell_agency_days integer NOT NULL,
    search_h integer NOT NULL,
    source text NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT incident_rule_search_h_check CHECK (((search_h >= 1) AND (search_h <= 720))),
    CONSTRAINT incident_rule_source_check CHECK (((length(source) >= 1) AND (length(source) <= 300))),
    CONSTRAINT incident_rule_tell_agency_days_check CHECK (((tell_agency_days >= 0) AND (tell_agency_days <= 30))),
    CONSTRAINT incident_rule_tell_head_min_check CHECK (((tell_head_min >= 1) AND (tell_head_min <= 1440)))
);

CREATE VIEW public.item_in_bag AS
 SELECT h.item_id,
    h.holder_id,
    b.sealing,
    b.sscc,
    public.body_says(e.body, 'seal'::text) AS seal,
    b.sealed_by,
        CASE
            WHEN (b.sealed_by = h.holder_id) THEN NULL::uuid
            ELSE h.tip
        END AS predecessor,
    c.to_office_id
   FROM (((public.bag_content b
     JOIN public.head h USING (item_id))
     JOIN public.signed_event e ON ((e.event_id = b.sealing)))
     LEFT JOIN public.bag_code c ON ((c.sscc = b.sscc)))
  WHERE (b.opening IS NULL);

COMMENT ON VIEW public.item_in_bag IS 'to_office_id is null where the bag''s code was not given out here.';

CREATE VIEW public.item_under_inquiry AS
 SELECT DISTINCT l.item_id
   FROM (public.incident n
     JOIN public.item_label l USING (code))
  WHERE ((n.kind = 'lost'::text) AND (NOT (EXISTS ( SELECT
           FROM public.incident_step s
          WHERE ((s.incident_id = n.incident_id) AND (s.step = ANY (ARRAY['found'::text, 'owner_told'::text, 'closed'::text])))))));

COMMENT ON VIEW public.item_under_inquiry IS 'Reported lost and not found: «Đang xác minh» in public until the owner was told in person.';

CREATE VIEW public.job_failure AS
 SELECT f.job_id,
    f.party_id,
    ((f.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date AS on_date,
    f.happened_at
   FROM public.failed_visit f
  WHERE (f.is_trusted AND (f.job_id IS NOT NULL))
UNION ALL
 SELECT i.job_id,
    f.party_id,
    ((f.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date AS on_date,
    f.happened_at
   FROM ((public.item i
     JOIN public.item_label l USING (item_id))
     JOIN public.failed_visit f USING (code))
  WHERE f.is_trusted;

COMMENT ON VIEW public.job_failure IS 'Failed visits by the job they were for, once that is known.';

CREATE TABLE public.job_pin (
    pin_id uuid NOT NULL,
    job_id uuid NOT NULL,
    on_date date NOT NULL,
    carrier_id uuid,
    office_id uuid NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL
);

CREATE VIEW public.job_solution AS
 WITH said AS (
         SELECT f.job_id,
            f.solution,
            f.happened_at AS said_at,
            f.event_id AS id,
            f.reason
           FROM public.failed_visit f
          WHERE (f.is_trusted AND (f.job_id IS NOT NULL))
        UNION ALL
         SELECT i.job_id,
            f.solution,
            f.happened_at,
            f.event_id,
            f.reason
           FROM ((public.item i
             JOIN public.item_label l USING (item_id))
             JOIN public.failed_visit f USING (code))
          WHERE f.is_trusted
        UNION ALL
         SELECT delivery_instruction.job_id,
            delivery_instruction.solution,
            delivery_instruction.recorded_at,
            delivery_instruction.instruction_id,
            NULL::text
           FROM public.delivery_instruction
        ), standing AS (
         SELECT s_1.job_id,
                CASE
                    WHEN bool_or((s_1.solution = 'RETURN'::text)) THEN 'RETURN'::text
                    ELSE (array_agg(s_1.solution ORDER BY s_1.said_at DESC, s_1.id DESC))[1]
                END AS solution,
            max(s_1.said_at) AS said_at,
            count(DISTINCT s_1.id) FILTER (WHERE (s_1.reason <> ALL (ARRAY['CLOSED'::text, 'NOT_READY'::text, 'DESK_PAUSED'::text, 'DESK_REFUSED'::text, 'FORCE_MAJEURE'::text]))) AS visits
           FROM said s_1
          WHERE ((NOT (EXISTS ( SELECT
                   FROM public.delivery_instruction d_1
                  WHERE ((d_1.job_id = s_1.job_id) AND (d_1.recorded_at >= s_1.said_at) AND (d_1.instruction_id <> s_1.id) AND (ROW(d_1.recorded_at, d_1.instruction_id) > ROW(s_1.said_at, s_1.id)))))) AND (NOT (EXISTS ( SELECT
                   FROM ((public.item i
                     JOIN public.ledger g USING (item_id))
                     JOIN public.signed_event e ON ((e.event_id = g.tip)))
                  WHERE ((i.job_id = s_1.job_id) AND (g.depth = 1) AND g.is_step AND (e.happened_at > s_1.said_at))))))
          GROUP BY s_1.job_id
        )
 SELECT s.job_id,
        CASE
            WHEN ((s.solution = 'RETRY'::text) AND (s.visits >= 1) AND (j.leg = 'RETURN'::text) AND (s.visits >= (public.holding_rule_for(d.desk_id, ((s.said_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date)).attempts)) THEN 'HOLD_AT_POINT'::text
            ELSE s.solution
        END AS solution,
    s.said_at
   FROM ((standing s
     JOIN public.job j USING (job_id))
     JOIN public.dossier d USING (dossier_id));

CREATE TABLE public.label_print (
    print_id uuid NOT NULL,
    code text NOT NULL,
    copies smallint NOT NULL,
    person_id uuid NOT NULL,
    printed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT label_print_copies_check CHECK (((copies >= 1) AND (copies <= 10)))
);

CREATE TABLE public.linehaul_route (
    route_id uuid NOT NULL,
    code text NOT NULL,
    name text NOT NULL,
    linehaul_id uuid NOT NULL,
    linehaul_kind text DEFAULT 'linehaul'::text NOT NULL,
    weekdays smallint[] NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT linehaul_route_check CHECK ((valid_to > valid_from)),
    CONSTRAINT linehaul_route_code_check CHECK ((code ~ '^[0-9A-Z.-]{2,32}$'::text)),
    CONSTRAINT linehaul_route_linehaul_kind_check CHECK ((linehaul_kind = 'linehaul'::text)),
    CONSTRAINT linehaul_route_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT linehaul_route_weekdays_check CHECK (((weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]) AND ((cardinality(weekdays) >= 1) AND (cardinality(weekdays) <= 7))))
);

COMMENT ON TABLE public.linehaul_route IS 'A run between offices (đường thư), once on each of its weekdays: 1 is Monday.';

CREATE TABLE public.linehaul_stop (
    route_id uuid NOT NULL,
    "position" smallint NOT NULL,
    office_id uuid NOT NULL,
    arrives_s integer,
    departs_s integer,
    prev_position smallint GENERATED ALWAYS AS (
CASE
    WHEN ("position" > 0) THEN ("position" - 1)
    ELSE NULL::integer
END) STORED,
    prev_departs_s integer,
    CONSTRAINT linehaul_stop_arrives_s_check CHECK (((arrives_s >= 0) AND (arrives_s <= 172800))),
    CONSTRAINT linehaul_stop_departs_s_check CHECK (((departs_s >= 0) AND (departs_s <= 172800))),
    CONSTRAINT linehaul_stop_follows CHECK (((("position" = 0) = (arrives_s IS NULL)) AND (("position" = 0) = (prev_departs_s IS NULL)) AND (("position" = 0) OR (prev_departs_s < arrives_s)))),
    CONSTRAINT linehaul_stop_position_check CHECK ((("position" >= 0) AND ("position" <= 99))),
    CONSTRAINT linehaul_stop_waits CHECK (((arrives_s <= departs_s) AND (("position" > 0) OR (departs_s IS NOT NULL))))
);

CREATE TABLE public.list_import (
    import_id uuid NOT NULL,
    desk_id uuid NOT NULL,
    file_sha256 bytea NOT NULL,
    file_name text NOT NULL,
    rows_created integer NOT NULL,
    rows_known integer NOT NULL,
    rows_rejected integer NOT NULL,
    rows_not_by_post integer NOT NULL,
    rejected_file bytea,
    person_id uuid NOT NULL,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT list_import_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 255))),
    CONSTRAINT list_import_file_sha256_check CHECK ((octet_length(file_sha256) = 32)),
    CONSTRAINT list_import_rows_created_check CHECK ((rows_created >= 0)),
    CONSTRAINT list_import_rows_known_check CHECK ((rows_known >= 0)),
    CONSTRAINT list_import_rows_not_by_post_check CHECK ((rows_not_by_post >= 0)),
    CONSTRAINT list_import_rows_rejected_check CHECK ((rows_rejected >= 0))
);

CREATE VIEW public.money_case AS
SELECT
    NULL::text AS case_key,
    NULL::text AS kind,
    NULL::uuid AS office_id,
    NULL::uuid AS holder_id,
    NULL::text AS code,
    NULL::bigint AS taken_vnd,
    NULL::bigint AS expected_vnd,
    NULL::timestamp with time zone AS since;

COMMENT ON VIEW public.money_case IS 'Open cases: a figure that changes after a closing opens its case again.';

CREATE TABLE public.money_setting (
    office_id uuid NOT NULL,
    name text NOT NULL,
    value bigint NOT NULL,
    valid_from date NOT NULL,
    set_by uuid NOT NULL,
    set_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT money_setting_name_check CHECK ((name = 'settle_days'::text)),
    CONSTRAINT money_setting_value_check CHECK (((value >= 0) AND (value <= 366)))
);

CREATE TABLE public.office_area (
    office_id uuid NOT NULL,
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    CONSTRAINT office_area_check CHECK ((valid_to > valid_from))
);

COMMENT ON TABLE public.office_area IS 'One post office serves a commune at a time; a commune in no row is served by whoever collects there.';

CREATE VIEW public.till AS
SELECT
    NULL::uuid AS office_id,
    NULL::uuid AS device_id,
    NULL::uuid AS closing_id,
    NULL::timestamp with time zone AS opened_at,
    NULL::timestamp with time zone AS closed_at,
    NULL::bigint AS float_vnd,
    NULL::bigint AS taken_vnd,
    NULL::bigint AS closed_vnd,
    NULL::bigint AS counted_vnd,
    NULL::uuid AS closed_by,
    NULL::uuid AS counted_by;

COMMENT ON VIEW public.till IS 'Ca quầy: what a workstation holds between two closings; without closing_id: open still.';

CREATE VIEW public.office_day AS
 WITH taken AS (
         SELECT c.office_id,
            ((c.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date AS on_date,
            (sum(c.amount_vnd))::bigint AS receipts_vnd,
            max(c.recorded_at) AS since
           FROM (public.collection c
             JOIN public.posting_in_force p ON (((p.effect_of = c.event_id) AND (p.kind = 'collect'::text))))
          GROUP BY c.office_id, (((c.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date)
        ), running AS (
         SELECT t.office_id,
            t.on_date,
            t.receipts_vnd,
            t.since,
            (sum(t.receipts_vnd) OVER (PARTITION BY t.office_id ORDER BY t.on_date) - (t.receipts_vnd)::numeric) AS before_vnd
           FROM taken t
        ), moved AS (
         SELECT (split_part(
                CASE
                    WHEN ((p.kind = 'refund'::text) AND (split_part(p.credit, ':'::text, 1) = 'taken_out'::text)) THEN p.credit
                    WHEN (p.kind = ANY (ARRAY['count'::text, 'remit'::text, 'credit'::text, 'pay'::text, 'receive'::text])) THEN p.debit
                    ELSE NULL::text
                END, ':'::text, 2))::uuid AS office_id,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'count'::text)) AS counted_vnd,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'remit'::text)) AS remitted_vnd,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'credit'::text)) AS credited_vnd,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'refund'::text)) AS refunded_vnd,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'pay'::text)) AS paid_vnd,
            sum(p.amount_vnd) FILTER (WHERE ((p.kind = 'pay'::text) AND (EXISTS ( SELECT
                   FROM public.office_payment_receipt r
                  WHERE (r.payment_id = p.settles))))) AS arrived_vnd,
            sum(p.amount_vnd) FILTER (WHERE (p.kind = 'receive'::text)) AS received_vnd
           FROM public.posting_in_force p
          WHERE ((p.kind = ANY (ARRAY['count'::text, 'remit'::text, 'credit'::text, 'pay'::text, 'receive'::text])) OR ((p.kind = 'refund'::text) AND (split_part(p.credit, ':'::text, 1) = 'taken_out'::text)))
          GROUP BY (split_part(
                CASE
                    WHEN ((p.kind = 'refund'::text) AND (split_part(p.credit, ':'::text, 1) = 'taken_out'::text)) THEN p.credit
                    WHEN (p.kind = ANY (ARRAY['count'::text, 'remit'::text, 'credit'::text, 'pay'::text, 'receive'::text])) THEN p.debit
                    ELSE NULL::text
                END, ':'::text, 2))::uuid
        ), change AS (
         SELECT t.office_id,
            sum(t.float_vnd) AS returned_vnd
           FROM public.till t
          WHERE (t.counted_vnd IS NOT NULL)
          GROUP BY t.office_id
        ), unexplained AS (
         SELECT h.office_id,
            sum(a.balance_vnd) AS unexplained_vnd
           FROM (( SELECT DISTINCT hand_in.holder_id,
                    hand_in.office_id
                   FROM public.hand_in) h
             JOIN public.account a ON (((a.kind = 'counted'::text) AND (a.party_id = h.holder_id))))
          GROUP BY h.office_id
        ), come AS (
         SELECT r.office_id,
            r.on_date,
            r.receipts_vnd,
            r.since,
            r.before_vnd,
            ((COALESCE(m.counted_vnd, (0)::numeric) - COALESCE(c.returned_vnd, (0)::numeric)) - COALESCE(u.unexplained_vnd, (0)::numeric)) AS handed_in,
            (((COALESCE(m.remitted_vnd, (0)::numeric) + COALESCE(m.refunded_vnd, (0)::numeric)) + COALESCE(m.paid_vnd, (0)::numeric)) - COALESCE(m.received_vnd, (0)::numeric)) AS remitted,
            (((COALESCE(m.credited_vnd, (0)::numeric) + COALESCE(m.refunded_vnd, (0)::numeric)) + COALESCE(m.arrived_vnd, (0)::numeric)) - COALESCE(m.received_vnd, (0)::numeric)) AS credited
           FROM (((running r
             LEFT JOIN moved m USING (office_id))
             LEFT JOIN change c USING (office_id))
             LEFT JOIN unexplained u USING (office_id))
        )
 SELECT office_id,
    on_date,
    receipts_vnd,
    (LEAST((receipts_vnd)::numeric, GREATEST((0)::numeric, (handed_in - before_vnd))))::bigint AS handed_in_vnd,
    (LEAST((receipts_vnd)::numeric, GREATEST((0)::numeric, (remitted - before_vnd))))::bigint AS remitted_vnd,
    (LEAST((receipts_vnd)::numeric, GREATEST((0)::numeric, (credited - before_vnd))))::bigint AS credited_vnd,
    ((on_date + (public.money_rule(office_id, 'settle_days'::text, on_date, (3)::bigint))::integer) < ((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date) AS is_due,
    since
   FROM come;

COMMENT ON VIEW public.office_day IS 'Receipts = hand-ins = bank credits for each office and day; past its days without that, an open case.';

CREATE TABLE public.office_form (
    form text NOT NULL,
    kind text NOT NULL,
    name_vi text NOT NULL,
    name_en text NOT NULL,
    CONSTRAINT office_form_form_check CHECK ((form ~ '^[a-z_]{2,32}$'::text)),
    CONSTRAINT office_form_kind_check CHECK ((kind = ANY (ARRAY['point'::text, 'hub'::text, 'linehaul'::text, 'desk'::text, 'agency'::text]))),
    CONSTRAINT office_form_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 100))),
    CONSTRAINT office_form_name_vi_check CHECK (((length(name_vi) >= 1) AND (length(name_vi) <= 100)))
);

COMMENT ON TABLE public.office_form IS 'The words people use for a kind of office; data, an operator may add.';

CREATE TABLE public.office_pause (
    pause_id uuid NOT NULL,
    office_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    note text,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT office_pause_length CHECK ((ends_at <= (starts_at + '31 days'::interval))),
    CONSTRAINT office_pause_note_check CHECK (((length(note) >= 1) AND (length(note) <= 200))),
    CONSTRAINT office_pause_order CHECK ((starts_at < ends_at)),
    CONSTRAINT office_pause_reason_check CHECK ((reason = ANY (ARRAY['MEETING'::text, 'POWER'::text, 'SOFTWARE'::text, 'OTHER'::text]))),
    CONSTRAINT office_pause_said CHECK (((reason <> 'OTHER'::text) OR (note IS NOT NULL)))
);

CREATE TABLE public.office_pause_end (
    pause_id uuid NOT NULL,
    recorded_by uuid NOT NULL,
    ended_at timestamp with time zone DEFAULT public.courier_now() NOT NULL
);

CREATE VIEW public.office_pause_in_force AS
 SELECT p.pause_id,
    p.office_id,
    p.starts_at,
    LEAST(p.ends_at, e.ended_at) AS ends_at,
    p.reason,
    p.note,
    p.recorded_by,
    p.recorded_at,
    (e.ended_at IS NOT NULL) AS was_ended
   FROM (public.office_pause p
     LEFT JOIN public.office_pause_end e USING (pause_id))
  WHERE ((e.ended_at IS NULL) OR (e.ended_at > p.starts_at));

COMMENT ON VIEW public.office_pause_in_force IS 'Pauses as they really were or will be; one taken back before it began is not there.';

CREATE TABLE public.office_wave (
    wave_id uuid NOT NULL,
    office_id uuid NOT NULL,
    valid_from date NOT NULL,
    departs_s integer[] NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT office_wave_departs_s_check CHECK (((cardinality(departs_s) <= 24) AND (0 <= ALL (departs_s)) AND (86400 > ALL (departs_s))))
);

COMMENT ON COLUMN public.office_wave.departs_s IS 'Seconds after local midnight; empty: any time.';

CREATE TABLE public.order_import (
    import_id uuid NOT NULL,
    desk_id uuid NOT NULL,
    file_sha256 bytea NOT NULL,
    file_name text NOT NULL,
    rows_created integer NOT NULL,
    rows_known integer NOT NULL,
    rows_rejected integer NOT NULL,
    rejected_file bytea,
    person_id uuid NOT NULL,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT order_import_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 255))),
    CONSTRAINT order_import_file_sha256_check CHECK ((octet_length(file_sha256) = 32)),
    CONSTRAINT order_import_rows_created_check CHECK ((rows_created >= 0)),
    CONSTRAINT order_import_rows_known_check CHECK ((rows_known >= 0)),
    CONSTRAINT order_import_rows_rejected_check CHECK ((rows_rejected >= 0))
);

CREATE TABLE public.pad (
    pad_id uuid NOT NULL,
    office_id uuid NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone DEFAULT public.courier_now() NOT NULL
);

CREATE TABLE public.pad_slip (
    code text NOT NULL,
    pad_id uuid NOT NULL,
    number smallint NOT NULL,
    view_code text NOT NULL,
    CONSTRAINT pad_slip_number_check CHECK (((number >= 1) AND (number <= 200))),
    CONSTRAINT pad_slip_view_code_check CHECK ((view_code ~ '^\d{4}$'::text))
);

CREATE TABLE public.personal_data_access (
    access_id bigint NOT NULL,
    person_id uuid NOT NULL,
    device_id uuid,
    party_id uuid NOT NULL,
    purpose text NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT personal_data_access_purpose_check CHECK ((purpose = ANY (ARRAY['manifest'::text, 'label'::text, 'delivery_list'::text, 'import'::text, 'tracking'::text, 'office'::text])))
);

ALTER TABLE public.personal_data_access ALTER COLUMN access_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.personal_data_access_access_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.phone_position (
    report_id uuid NOT NULL,
    device_id uuid NOT NULL,
    office_id uuid NOT NULL,
    party_id uuid NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    accuracy_m double precision NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT phone_position_accuracy_m_check CHECK (((accuracy_m >= (0)::double precision) AND (accuracy_m <= (100000)::double precision))),
    CONSTRAINT phone_position_lat_check CHECK (((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision))),
    CONSTRAINT phone_position_lon_check CHECK (((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)))
);

CREATE TABLE public.placed_order (
    order_id uuid NOT NULL,
    kind text NOT NULL,
    dossier_id uuid NOT NULL,
    job_id uuid,
    registration_id uuid,
    request_id uuid,
    digest bytea NOT NULL,
    warnings jsonb NOT NULL,
    person_id uuid NOT NULL,
    placed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT placed_order_check CHECK (((kind = 'RETURN'::text) = (job_id IS NULL))),
    CONSTRAINT placed_order_check1 CHECK (((kind = ANY (ARRAY['RETURN'::text, 'BOTH'::text])) = (registration_id IS NOT NULL))),
    CONSTRAINT placed_order_check2 CHECK (((request_id IS NULL) OR (kind = 'SUPPLEMENT'::text))),
    CONSTRAINT placed_order_digest_check CHECK ((octet_length(digest) = 32)),
    CONSTRAINT placed_order_kind_check CHECK ((kind = ANY (ARRAY['SEND'::text, 'RETURN'::text, 'BOTH'::text, 'SUPPLEMENT'::text])))
);

CREATE TABLE public.plan (
    plan_id uuid NOT NULL,
    office_id uuid NOT NULL,
    on_date date NOT NULL,
    version integer NOT NULL,
    status text NOT NULL,
    made_by uuid NOT NULL,
    made_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    published_by uuid,
    published_at timestamp with time zone,
    cost_s bigint NOT NULL,
    travel_is_estimated boolean NOT NULL,
    instance jsonb NOT NULL,
    origin text DEFAULT 'planned'::text NOT NULL,
    based_on uuid,
    answer jsonb,
    closed_at timestamp with time zone,
    closed_by uuid,
    travel jsonb,
    CONSTRAINT plan_based_on CHECK (((origin = 'planned'::text) = (based_on IS NULL))),
    CONSTRAINT plan_check CHECK (((status = 'draft'::text) = (published_at IS NULL))),
    CONSTRAINT plan_check1 CHECK (((published_at IS NULL) = (published_by IS NULL))),
    CONSTRAINT plan_closed CHECK (((status = 'closed'::text) = (closed_at IS NOT NULL))),
    CONSTRAINT plan_cost_s_check CHECK ((cost_s >= 0)),
    CONSTRAINT plan_origin_check CHECK ((origin = ANY (ARRAY['planned'::text, 'inserted'::text, 'moved'::text, 'assigned'::text, 'reassigned'::text, 'filled'::text]))),
    CONSTRAINT plan_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'under_way'::text, 'closed'::text, 'replaced'::text]))),
    CONSTRAINT plan_version_check CHECK ((version >= 1))
);

COMMENT ON COLUMN public.plan.closed_by IS 'NULL: closed by itself, when a later day was put in force.';

COMMENT ON COLUMN public.plan.travel IS 'On what its travel times rest; null: made before this was kept.';

CREATE TABLE public.plan_route (
    route_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    carrier_id uuid NOT NULL,
    distance_m integer NOT NULL,
    leaves_at timestamp with time zone NOT NULL,
    returns_at timestamp with time zone NOT NULL,
    CONSTRAINT plan_route_distance_m_check CHECK ((distance_m >= 0))
);

CREATE TABLE public.plan_run (
    run_id uuid NOT NULL,
    office_id uuid NOT NULL,
    on_date date NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    seconds double precision,
    state text DEFAULT 'queued'::text NOT NULL,
    owner_id uuid NOT NULL,
    heartbeat_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    cancel_asked_by uuid,
    cancel_asked_at timestamp with time zone,
    elapsed_s double precision DEFAULT 0 NOT NULL,
    requests integer,
    served integer,
    best_cost_s bigint,
    plan_id uuid,
    problem text,
    problem_vi text,
    problem_en text,
    CONSTRAINT plan_run_best_cost_s_check CHECK ((best_cost_s >= 0)),
    CONSTRAINT plan_run_check CHECK (((served >= 0) AND (served <= requests))),
    CONSTRAINT plan_run_check1 CHECK (((state = ANY (ARRAY['done'::text, 'cancelled'::text, 'failed'::text])) = (ended_at IS NOT NULL))),
    CONSTRAINT plan_run_check2 CHECK (((state <> 'done'::text) OR (plan_id IS NOT NULL))),
    CONSTRAINT plan_run_check3 CHECK (((state = 'failed'::text) = (problem IS NOT NULL))),
    CONSTRAINT plan_run_elapsed_s_check CHECK ((elapsed_s >= (0)::double precision)),
    CONSTRAINT plan_run_requests_check CHECK ((requests >= 0)),
    CONSTRAINT plan_run_seconds_check CHECK ((seconds > (0)::double precision)),
    CONSTRAINT plan_run_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);

CREATE TABLE public.plan_unserved (
    plan_id uuid NOT NULL,
    job_id uuid NOT NULL,
    reason jsonb NOT NULL
);

CREATE TABLE public.planned_stop (
    stop_id uuid NOT NULL,
    route_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    "position" integer NOT NULL,
    act text NOT NULL,
    party_id uuid NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    arrive_at timestamp with time zone NOT NULL,
    leave_at timestamp with time zone NOT NULL,
    trip_departs_at timestamp with time zone,
    CONSTRAINT planned_stop_act_check CHECK ((act = ANY (ARRAY['pickup'::text, 'delivery'::text]))),
    CONSTRAINT planned_stop_check CHECK ((arrive_at <= leave_at)),
    CONSTRAINT planned_stop_position_check CHECK (("position" >= 0))
);

COMMENT ON COLUMN public.planned_stop.trip_departs_at IS 'When the trip of the stop leaves the office, or left it; null: made before this was kept.';

CREATE TABLE public.planned_visit (
    stop_id uuid NOT NULL,
    plan_id uuid NOT NULL,
    job_id uuid NOT NULL,
    act text NOT NULL
);

CREATE TABLE public.procedure (
    procedure_code text NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    name text NOT NULL,
    name_key text NOT NULL,
    also_known_as text,
    also_key text DEFAULT ''::text NOT NULL,
    field text NOT NULL,
    level text NOT NULL,
    agency text NOT NULL,
    code_source text,
    facts_source text,
    is_demo boolean GENERATED ALWAYS AS ((code_source IS NULL)) STORED,
    last_reviewed_on date NOT NULL,
    working_days integer,
    same_day_limit_h integer,
    may_send boolean NOT NULL,
    may_return boolean NOT NULL,
    must_attend_send boolean NOT NULL,
    must_attend_return boolean NOT NULL,
    presence_vi text,
    presence_en text,
    personal_only boolean NOT NULL,
    receivers text[] NOT NULL,
    fee_vnd bigint,
    charge_vnd bigint,
    amount_per text,
    amount_source text,
    post_may_collect boolean NOT NULL,
    may_pay_later boolean NOT NULL,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT a_code_has_its_source CHECK (((code_source IS NULL) = (procedure_code ~~ 'DEMO-%'::text))),
    CONSTRAINT personal_means_owner CHECK (((NOT personal_only) OR (receivers = ARRAY['owner'::text]))),
    CONSTRAINT presence_is_said CHECK (((NOT (must_attend_send OR must_attend_return)) OR ((presence_vi IS NOT NULL) AND (presence_en IS NOT NULL)))),
    CONSTRAINT procedure_agency_check CHECK (((length(agency) >= 1) AND (length(agency) <= 200))),
    CONSTRAINT procedure_also_known_as_check CHECK ((length(also_known_as) <= 300)),
    CONSTRAINT procedure_charge_vnd_check CHECK ((charge_vnd >= 0)),
    CONSTRAINT procedure_check CHECK ((valid_to > valid_from)),
    CONSTRAINT procedure_fee_vnd_check CHECK ((fee_vnd >= 0)),
    CONSTRAINT procedure_field_check CHECK ((field ~ '^[a-z_]{2,32}$'::text)),
    CONSTRAINT procedure_level_check CHECK ((level = ANY (ARRAY['province'::text, 'commune'::text]))),
    CONSTRAINT procedure_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
    CONSTRAINT procedure_procedure_code_check CHECK ((procedure_code ~ '^([0-9]\.[0-9]{6}|DEMO-[0-9A-Z]{1,12}(-[0-9A-Z]{1,12})*)$'::text)),
    CONSTRAINT procedure_receivers_check CHECK (((receivers <@ ARRAY['owner'::text, 'spouse'::text, 'parent_or_child'::text, 'authorised'::text, 'organisation_clerk'::text]) AND (cardinality(receivers) > 0))),
    CONSTRAINT procedure_same_day_limit_h_check CHECK (((same_day_limit_h >= 1) AND (same_day_limit_h <= 8))),
    CONSTRAINT procedure_working_days_check CHECK (((working_days >= 0) AND (working_days <= 400))),
    CONSTRAINT who_must_attend_cannot_post CHECK (((NOT (must_attend_send AND may_send)) AND (NOT (must_attend_return AND may_return))))
);

COMMENT ON TABLE public.procedure IS 'What may be asked of which kind of agency; a change is a new version from its own day.';

CREATE TABLE public.procedure_document (
    procedure_code text NOT NULL,
    valid_from date NOT NULL,
    ordinal integer NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    originals integer NOT NULL,
    certified_copies integer NOT NULL,
    photocopies integer NOT NULL,
    for_comparison boolean NOT NULL,
    is_required boolean NOT NULL,
    note text,
    CONSTRAINT a_line_asks_for_something CHECK ((((originals + certified_copies) + photocopies) > 0)),
    CONSTRAINT compared_is_an_original CHECK (((NOT for_comparison) OR (originals > 0))),
    CONSTRAINT no_paper_that_is_no_longer_valid CHECK ((name_key !~ '\m(so ho khau|chung minh nhan dan|chung minh thu|cmnd|cmtnd)\M'::text)),
    CONSTRAINT procedure_document_certified_copies_check CHECK (((certified_copies >= 0) AND (certified_copies <= 20))),
    CONSTRAINT procedure_document_name_check CHECK (((length(name) >= 1) AND (length(name) <= 300))),
    CONSTRAINT procedure_document_note_check CHECK ((length(note) <= 300)),
    CONSTRAINT procedure_document_ordinal_check CHECK (((ordinal >= 1) AND (ordinal <= 99))),
    CONSTRAINT procedure_document_originals_check CHECK (((originals >= 0) AND (originals <= 20))),
    CONSTRAINT procedure_document_photocopies_check CHECK (((photocopies >= 0) AND (photocopies <= 20)))
);

COMMENT ON TABLE public.procedure_document IS 'The published checklist, line by line; nothing beyond it may be asked for (QĐ 45/2016).';

CREATE TABLE public.procedure_import (
    import_id uuid NOT NULL,
    file_sha256 bytea NOT NULL,
    imported_by uuid,
    imported_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    rejected_file bytea,
    CONSTRAINT procedure_import_file_sha256_check CHECK ((length(file_sha256) = 32))
);

CREATE TABLE public.proof_file (
    sha256 bytea NOT NULL,
    size_bytes bigint NOT NULL,
    received_bytes bigint NOT NULL,
    media_type text NOT NULL,
    uploaded_by uuid NOT NULL,
    started_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    completed_at timestamp with time zone,
    CONSTRAINT proof_file_check CHECK (((received_bytes >= 0) AND (received_bytes <= size_bytes))),
    CONSTRAINT proof_file_check1 CHECK (((completed_at IS NOT NULL) = (received_bytes = size_bytes))),
    CONSTRAINT proof_file_sha256_check CHECK ((octet_length(sha256) = 32)),
    CONSTRAINT proof_file_size_bytes_check CHECK (((size_bytes >= 1) AND (size_bytes <= 20000000)))
);

CREATE TABLE public.proof_rule (
    rule_id uuid NOT NULL,
    desk_id uuid,
    act text NOT NULL,
    leg text NOT NULL,
    proof text NOT NULL,
    requirement text NOT NULL,
    valid_from date NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT proof_rule_act_check CHECK ((act = ANY (ARRAY['receive'::text, 'deliver'::text, 'attempt'::text, 'accept'::text]))),
    CONSTRAINT proof_rule_leg_check CHECK ((leg = ANY (ARRAY['SEND'::text, 'RETURN'::text, 'SUPPLEMENT'::text]))),
    CONSTRAINT proof_rule_proof_check CHECK ((proof = ANY (ARRAY['scan'::text, 'signature'::text, 'photo'::text, 'one_time_code'::text, 'identity_seen'::text, 'seal_number'::text, 'amount'::text]))),
    CONSTRAINT proof_rule_requirement_check CHECK ((requirement = ANY (ARRAY['required'::text, 'asked'::text, 'off'::text]))),
    CONSTRAINT scan_is_never_off CHECK (((proof <> 'scan'::text) OR (requirement <> 'off'::text) OR (act = 'attempt'::text)))
);

CREATE TABLE public.receipt_return (
    event_id uuid NOT NULL,
    act text GENERATED ALWAYS AS ('return_receipts'::text) STORED NOT NULL,
    holder_id uuid NOT NULL,
    device_id uuid NOT NULL,
    office_id uuid NOT NULL,
    first_number bigint NOT NULL,
    last_number bigint NOT NULL,
    is_spoiled boolean NOT NULL,
    happened_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT receipt_return_check CHECK ((last_number >= first_number)),
    CONSTRAINT receipt_return_first_number_check CHECK ((first_number >= 1))
);

CREATE VIEW public.receipt_fault AS
 WITH used AS (
         SELECT c.event_id,
            e.device_id,
            c.office_id,
            c.holder_id,
            c.code,
            c.amount_vnd,
            c.receipt_number AS number,
            c.recorded_at
           FROM (public.collection c
             JOIN public.signed_event e USING (event_id))
          WHERE (c.receipt_number IS NOT NULL)
        )
 SELECT u.event_id,
    'receipt_outside'::text AS kind,
    u.office_id,
    u.holder_id,
    u.code,
    u.number,
    u.amount_vnd,
    u.recorded_at
   FROM used u
  WHERE (NOT (EXISTS ( SELECT
           FROM public.receipt_block b
          WHERE ((b.device_id = u.device_id) AND ((u.number >= b.first_number) AND (u.number <= b.last_number))))))
UNION ALL
 SELECT u.event_id,
    'receipt_twice'::text AS kind,
    u.office_id,
    u.holder_id,
    u.code,
    u.number,
    u.amount_vnd,
    u.recorded_at
   FROM used u
  WHERE (EXISTS ( SELECT
           FROM used o
          WHERE ((o.office_id = u.office_id) AND (o.number = u.number) AND (o.event_id < u.event_id))))
UNION ALL
 SELECT u.event_id,
    'receipt_returned'::text AS kind,
    u.office_id,
    u.holder_id,
    u.code,
    u.number,
    u.amount_vnd,
    u.recorded_at
   FROM used u
  WHERE (EXISTS ( SELECT
           FROM public.receipt_return r
          WHERE ((r.device_id = u.device_id) AND ((u.number >= r.first_number) AND (u.number <= r.last_number)) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = r.event_id)))))));

CREATE TABLE public.recipient_change (
    change_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    job_id uuid,
    registration_id uuid,
    asked_by text NOT NULL,
    how_checked text NOT NULL,
    fields text[] NOT NULL,
    before jsonb,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT recipient_change_asked_by_check CHECK ((asked_by = ANY (ARRAY['owner'::text, 'recipient'::text, 'relative'::text, 'desk'::text, 'post'::text]))),
    CONSTRAINT recipient_change_check CHECK ((num_nonnulls(job_id, registration_id) = 1)),
    CONSTRAINT recipient_change_fields_check CHECK (((cardinality(fields) > 0) AND (fields <@ ARRAY['full_name'::text, 'phone'::text, 'address'::text, 'landmark'::text, 'position'::text, 'at_counter'::text]))),
    CONSTRAINT recipient_change_how_checked_check CHECK ((how_checked = ANY (ARRAY['identity_seen'::text, 'call_back'::text, 'view_code'::text, 'desk_confirmed'::text, 'written_request'::text])))
);

CREATE TABLE public.registered_return (
    registration_id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    province_code text NOT NULL,
    recipient_id uuid NOT NULL,
    requested_by text NOT NULL,
    channel text NOT NULL,
    at_counter boolean NOT NULL,
    personal_only boolean NOT NULL,
    papers_to_take_back smallint NOT NULL,
    registered_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT registered_return_channel_check CHECK ((channel = ANY (ARRAY['list'::text, 'api'::text, 'counter'::text, 'web'::text, 'phone'::text]))),
    CONSTRAINT registered_return_papers_to_take_back_check CHECK (((papers_to_take_back >= 0) AND (papers_to_take_back <= 100))),
    CONSTRAINT registered_return_requested_by_check CHECK ((requested_by = ANY (ARRAY['CITIZEN'::text, 'DESK'::text, 'POST'::text])))
);

COMMENT ON TABLE public.registered_return IS 'Waiting until a row of registration_match or registration_closing names it.';

CREATE TABLE public.registration_closing (
    registration_id uuid NOT NULL,
    reason text NOT NULL,
    asked_by text NOT NULL,
    how_checked text NOT NULL,
    person_id uuid NOT NULL,
    closed_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT registration_closing_asked_by_check CHECK ((asked_by = ANY (ARRAY['owner'::text, 'recipient'::text, 'relative'::text, 'desk'::text, 'post'::text]))),
    CONSTRAINT registration_closing_how_checked_check CHECK ((how_checked = ANY (ARRAY['identity_seen'::text, 'call_back'::text, 'view_code'::text, 'desk_confirmed'::text, 'written_request'::text]))),
    CONSTRAINT registration_closing_reason_check CHECK ((reason = ANY (ARRAY['taken_in_person'::text, 'withdrawn'::text])))
);

CREATE TABLE public.registration_match (
    job_id uuid NOT NULL,
    registration_id uuid NOT NULL,
    matched_at timestamp with time zone DEFAULT public.courier_now() NOT NULL
);

CREATE TABLE public.remittance_line_freed (
    posting_id uuid NOT NULL,
    turn integer NOT NULL,
    remittance_id uuid NOT NULL
);

CREATE VIEW public.remittance_state AS
SELECT
    NULL::uuid AS remittance_id,
    NULL::uuid AS office_id,
    NULL::text AS reference,
    NULL::text AS destination,
    NULL::text AS account_note,
    NULL::bigint AS amount_vnd,
    NULL::text AS slip_number,
    NULL::uuid AS carried_by,
    NULL::uuid AS signed_by,
    NULL::timestamp with time zone AS remitted_at,
    NULL::timestamp with time zone AS reversed_at,
    NULL::bigint AS credited_vnd,
    NULL::timestamp with time zone AS credited_at;

CREATE TABLE public.restoration (
    incarnation_id uuid NOT NULL,
    restored_to timestamp with time zone,
    backup text NOT NULL,
    log_size bigint NOT NULL,
    CONSTRAINT restoration_backup_check CHECK (((length(backup) >= 1) AND (length(backup) <= 200))),
    CONSTRAINT restoration_log_size_check CHECK ((log_size >= 0))
);

CREATE TABLE public.road_matrix (
    office_id uuid NOT NULL,
    on_date date NOT NULL,
    provider text NOT NULL,
    data_version text NOT NULL,
    points bytea NOT NULL,
    travel bytea NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT road_matrix_data_version_check CHECK ((length(data_version) <= 200)),
    CONSTRAINT road_matrix_provider_check CHECK (((length(provider) >= 1) AND (length(provider) <= 300)))
);

COMMENT ON TABLE public.road_matrix IS 'Positions without names; rows of days gone by are deleted with the next one that is kept.';

COMMENT ON COLUMN public.road_matrix.provider IS 'Which server, asked how; data_version: over which roads.';

COMMENT ON COLUMN public.road_matrix.points IS 'Lon, lat in millionths of a degree, int32 little-endian, two for each place.';

COMMENT ON COLUMN public.road_matrix.travel IS 'See courier/planning/travel/known.py.';

CREATE TABLE public.s10_range (
    prefix text NOT NULL,
    country text DEFAULT 'VN'::text NOT NULL,
    first_number integer NOT NULL,
    last_number integer NOT NULL,
    next_number integer NOT NULL,
    office_id uuid NOT NULL,
    CONSTRAINT s10_range_check CHECK (((last_number >= first_number) AND (last_number <= 99999999))),
    CONSTRAINT s10_range_check1 CHECK (((next_number >= first_number) AND (next_number <= (last_number + 1)))),
    CONSTRAINT s10_range_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT s10_range_first_number_check CHECK (((first_number >= 0) AND (first_number <= 99999999))),
    CONSTRAINT s10_range_prefix_check CHECK ((prefix ~ '^[A-Z]{2}$'::text))
);

CREATE TABLE public.schema_migration (
    number integer NOT NULL,
    name text NOT NULL,
    sha256 bytea NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE public.service_time (
    service_time_id uuid NOT NULL,
    office_id uuid NOT NULL,
    kind text NOT NULL,
    valid_from date NOT NULL,
    fixed_s integer NOT NULL,
    per_item_s integer NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT service_time_fixed_s_check CHECK (((fixed_s >= 0) AND (fixed_s <= 7200))),
    CONSTRAINT service_time_kind_check CHECK ((kind = ANY (ARRAY['pickup_at_citizen'::text, 'delivery_to_citizen'::text, 'desk_sealed'::text, 'desk_joint_recount'::text, 'own_office'::text]))),
    CONSTRAINT service_time_per_item_s_check CHECK (((per_item_s >= 0) AND (per_item_s <= 3600)))
);

COMMENT ON TABLE public.service_time IS 'A later row of the same kind takes an earlier one''s place from its day on.';

COMMENT ON COLUMN public.service_time.fixed_s IS 'Seconds a stop takes, however many items.';

COMMENT ON COLUMN public.service_time.per_item_s IS 'Seconds each item takes more.';

CREATE TABLE public.shift_change (
    change_id uuid NOT NULL,
    shift_id uuid NOT NULL,
    kind text NOT NULL,
    before jsonb NOT NULL,
    reason text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT shift_change_kind_check CHECK ((kind = ANY (ARRAY['changed'::text, 'ended'::text]))),
    CONSTRAINT shift_change_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 500)))
);

CREATE TABLE public.shift_spell (
    shift_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    CONSTRAINT shift_spell_in_order CHECK ((starts_at < ends_at)),
    CONSTRAINT shift_spell_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 200)))
);

CREATE VIEW public.slip_view_code AS
 SELECT j.dossier_id,
    s.code,
    s.view_code
   FROM (((public.pad_slip s
     JOIN public.item_label b USING (code))
     JOIN public.item i USING (item_id))
     JOIN public.job j USING (job_id))
  WHERE (NOT (EXISTS ( SELECT
           FROM public.label_void v
          WHERE ((v.code = s.code) AND (v.reason = 'wrong_item'::text)))));

CREATE TABLE public.staff_session (
    secret_hash bytea NOT NULL,
    person_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT staff_session_secret_hash_check CHECK ((octet_length(secret_hash) = 32))
);

CREATE TABLE public.stated_amount (
    job_id uuid NOT NULL,
    kind text NOT NULL,
    payer text NOT NULL,
    amount_vnd bigint NOT NULL,
    CONSTRAINT stated_amount_amount_vnd_check CHECK (((amount_vnd >= 1) AND (amount_vnd <= 1000000000))),
    CONSTRAINT stated_amount_kind_check CHECK ((kind = ANY (ARRAY['fee'::text, 'charge'::text, 'fare'::text, 'handling'::text]))),
    CONSTRAINT stated_amount_payer_check CHECK ((payer = ANY (ARRAY['citizen'::text, 'agency'::text, 'post'::text])))
);

CREATE VIEW public.visit_state AS
 SELECT v.plan_id,
    s.route_id,
    v.stop_id,
    v.job_id,
    v.act,
        CASE
            WHEN ((v.act = 'delivery'::text) AND (((h.holder_id = s.party_id) OR (h.holder_id = j.destination_id)) OR (EXISTS ( SELECT
               FROM public.ledger l
              WHERE ((l.item_id = h.item_id) AND (l.to_party = s.party_id) AND l.is_step AND (l.recorded_at >= ((p.on_date)::timestamp without time zone AT TIME ZONE 'Asia/Ho_Chi_Minh'::text)) AND (NOT (EXISTS ( SELECT
                       FROM public.ledger w
                      WHERE ((w.item_id = l.item_id) AND (w.seq > l.seq) AND (w.rewound_to < l.seq)))))))))) THEN 'done'::text
            WHEN ((v.act = 'pickup'::text) AND (h.depth > 0) AND (h.holder_id <> s.party_id)) THEN 'done'::text
            WHEN (EXISTS ( SELECT
               FROM public.job_failure f
              WHERE ((f.job_id = v.job_id) AND (f.party_id = r.carrier_id) AND (f.on_date = p.on_date)))) THEN 'failed'::text
            ELSE 'pending'::text
        END AS state
   FROM ((((((public.planned_visit v
     JOIN public.planned_stop s USING (stop_id))
     JOIN public.plan_route r USING (route_id))
     JOIN public.plan p ON ((p.plan_id = v.plan_id)))
     JOIN public.job j USING (job_id))
     LEFT JOIN public.item i USING (job_id))
     LEFT JOIN public.head h USING (item_id));

CREATE VIEW public.stop_state AS
 SELECT s.plan_id,
    s.route_id,
    s.stop_id,
    v.jobs,
    v.state
   FROM (public.planned_stop s
     CROSS JOIN LATERAL ( SELECT (count(*))::integer AS jobs,
                CASE
                    WHEN bool_and((known.state = 'done'::text)) THEN 'done'::text
                    WHEN bool_or((known.state = 'pending'::text)) THEN 'pending'::text
                    ELSE 'failed'::text
                END AS state
           FROM public.visit_state known
          WHERE (known.stop_id = s.stop_id)) v)
  WHERE (v.jobs > 0);

CREATE TABLE public.supplement_request (
    request_id uuid NOT NULL,
    dossier_id uuid NOT NULL,
    asked_on date NOT NULL,
    deadline_on date,
    missing text[] NOT NULL,
    reason text,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT supplement_request_check CHECK ((deadline_on >= asked_on)),
    CONSTRAINT supplement_request_missing_check CHECK (((cardinality(missing) >= 1) AND (cardinality(missing) <= 50))),
    CONSTRAINT supplement_request_reason_check CHECK ((length(reason) <= 1000))
);

CREATE VIEW public.till_act AS
 WITH closing AS (
         SELECT h.event_id,
            e_1.device_id,
            e_1.device_seq AS to_seq,
            COALESCE(lag(e_1.device_seq) OVER (PARTITION BY e_1.device_id ORDER BY e_1.device_seq), (0)::bigint) AS from_seq
           FROM (public.hand_in h
             JOIN public.signed_event e_1 USING (event_id))
          WHERE ((h.act = 'close_till'::text) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = h.event_id)))))
        )
 SELECT a.event_id,
    a.office_id,
    e.device_id,
    a.float_vnd,
    a.taken_vnd,
    a.opened_at,
    c.event_id AS closing_id
   FROM ((( SELECT o.event_id,
            o.office_id,
            o.float_vnd,
            (0)::bigint AS taken_vnd,
            o.happened_at AS opened_at
           FROM public.till_opening o
          WHERE (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = o.event_id))))
        UNION ALL
         SELECT c_1.event_id,
            c_1.holder_id,
            0,
            c_1.amount_vnd,
            NULL::timestamp with time zone
           FROM ((public.collection c_1
             JOIN public.office o ON ((o.office_id = c_1.holder_id)))
             JOIN public.posting_in_force p ON (((p.effect_of = c_1.event_id) AND (p.kind = 'collect'::text))))) a
     JOIN public.signed_event e USING (event_id))
     LEFT JOIN closing c ON (((c.device_id = e.device_id) AND (e.device_seq > c.from_seq) AND (e.device_seq < c.to_seq))));

CREATE TABLE public.timetable (
    timetable_id uuid NOT NULL,
    office_id uuid NOT NULL,
    scope text NOT NULL,
    valid_from date NOT NULL,
    note text,
    recorded_by uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT timetable_note_check CHECK (((length(note) >= 1) AND (length(note) <= 200))),
    CONSTRAINT timetable_scope_check CHECK ((scope = ANY (ARRAY['week'::text, 'day'::text, 'as_usual'::text])))
);

CREATE TABLE public.timetable_spell (
    timetable_id uuid NOT NULL,
    scope text NOT NULL,
    weekday smallint NOT NULL,
    earliest_s integer NOT NULL,
    last_acceptance_s integer NOT NULL,
    closes_s integer NOT NULL,
    CONSTRAINT timetable_spell_check CHECK (((earliest_s < last_acceptance_s) AND (last_acceptance_s <= closes_s))),
    CONSTRAINT timetable_spell_closes_s_check CHECK (((closes_s >= 0) AND (closes_s <= 86400))),
    CONSTRAINT timetable_spell_earliest_s_check CHECK (((earliest_s >= 0) AND (earliest_s <= 86400))),
    CONSTRAINT timetable_spell_last_acceptance_s_check CHECK (((last_acceptance_s >= 0) AND (last_acceptance_s <= 86400))),
    CONSTRAINT timetable_spell_scope_check CHECK ((scope <> 'as_usual'::text)),
    CONSTRAINT timetable_spell_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7)))
);

CREATE TABLE public.training_warning (
    warning_id uuid NOT NULL,
    person_id uuid NOT NULL,
    skill text NOT NULL,
    office_id uuid NOT NULL,
    subject_id uuid,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT training_warning_skill_check CHECK ((skill ~ '^[a-z_]{2,32}$'::text))
);

CREATE TABLE public.travel_terms (
    travel_terms_id uuid NOT NULL,
    province_code text NOT NULL,
    valid_from date NOT NULL,
    circuity double precision NOT NULL,
    note text NOT NULL,
    person_id uuid NOT NULL,
    recorded_at timestamp with time zone DEFAULT public.courier_now() NOT NULL,
    CONSTRAINT travel_terms_circuity_check CHECK (((circuity >= (1)::double precision) AND (circuity <= (3)::double precision))),
    CONSTRAINT travel_terms_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
    CONSTRAINT travel_terms_province_code_check CHECK ((province_code ~ '^[0-9]{2}$'::text))
);

COMMENT ON TABLE public.travel_terms IS 'A later row of the same province takes an earlier one''s place from its day on; without any: see routing/travel.py.';

COMMENT ON COLUMN public.travel_terms.circuity IS 'Road over straight-line distance, where no road server is asked.';

COMMENT ON COLUMN public.travel_terms.note IS 'Where the figure comes from.';

CREATE VIEW public.two_roles_handover AS
 SELECT a.event_id AS accept_id,
    r.event_id AS release_id,
    a.person_id,
    r.party_id AS from_party,
    a.party_id AS to_party,
    a.province_code,
    a.happened_at,
    d.office_id AS to_office_id,
    g.office_id AS from_office_id,
    (( SELECT count(*) AS count
           FROM public.event_item x
          WHERE (x.event_id = a.event_id)))::integer AS items,
    (EXISTS ( SELECT
           FROM public.two_roles_mark m
          WHERE (m.event_id = ANY (ARRAY[a.event_id, r.event_id])))) AS is_marked
   FROM (((public.trusted_event a
     JOIN public.trusted_event r ON (((r.event_id = a.answers) AND (r.kind = 'release'::text) AND (r.person_id = a.person_id))))
     JOIN public.device d ON ((d.device_id = a.device_id)))
     JOIN public.device g ON ((g.device_id = r.device_id)))
  WHERE (a.kind = 'accept'::text);

CREATE VIEW public.uncertified AS
 SELECT posting_id,
    (split_part(credit, ':'::text, 2))::uuid AS office_id,
    credit AS account,
    amount_vnd,
    recorded_at,
        CASE
            WHEN (split_part(credit, ':'::text, 1) = ANY (ARRAY['fee'::text, 'charge'::text])) THEN 'bien_lai'::text
            ELSE 'hoa_don'::text
        END AS kind,
    (1 + COALESCE(( SELECT max(r.turn) AS max
           FROM public.official_receipt r
          WHERE (r.posting_id = p.posting_id)), 0)) AS turn
   FROM public.posting p
  WHERE ((kind = 'book'::text) AND (reverses IS NULL) AND (NOT (EXISTS ( SELECT
           FROM public.posting r
          WHERE (r.reverses = p.posting_id)))) AND (NOT (EXISTS ( SELECT
           FROM public.official_receipt r
          WHERE ((r.posting_id = p.posting_id) AND (NOT (EXISTS ( SELECT
                   FROM public.official_receipt_void v
                  WHERE ((v.book_id = r.book_id) AND (v.number = r.number))))))))));

CREATE TABLE public.unit_succession (
    from_code text NOT NULL,
    from_valid_from date NOT NULL,
    to_code text NOT NULL,
    to_valid_from date NOT NULL,
    kind text NOT NULL,
    share double precision NOT NULL,
    is_derived boolean NOT NULL,
    source text NOT NULL,
    CONSTRAINT unit_succession_check CHECK ((from_valid_from < to_valid_from)),
    CONSTRAINT unit_succession_kind_check CHECK ((kind = ANY (ARRAY['whole'::text, 'part'::text, 'rename'::text, 'retype'::text]))),
    CONSTRAINT unit_succession_share_check CHECK (((share > (0)::double precision) AND (share <= (1)::double precision)))
);

ALTER TABLE public.unverified_upload ALTER COLUMN upload_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.unverified_upload_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.calendar_day
    ADD CONSTRAINT a_day_is_said_once UNIQUE NULLS NOT DISTINCT (on_date, applies_to, province_code);

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (account_id);

ALTER TABLE ONLY public.act_set_aside
    ADD CONSTRAINT act_set_aside_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.address_point
    ADD CONSTRAINT address_point_pkey PRIMARY KEY (point_id);

ALTER TABLE ONLY public.administrative_unit
    ADD CONSTRAINT administrative_unit_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.administrative_unit
    ADD CONSTRAINT administrative_unit_pkey PRIMARY KEY (code, valid_from);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_desk_id_daterange_excl EXCLUDE USING gist (desk_id WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_pkey PRIMARY KEY (agreement_id);

ALTER TABLE ONLY public.agreement_source
    ADD CONSTRAINT agreement_source_pkey PRIMARY KEY (agreement_id, from_agreement_id);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_due_id_job_id_account_amount_vnd_key UNIQUE (due_id, job_id, account_before, amount_vnd);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_due_id_job_id_account_amount_vnd_key1 UNIQUE (due_id, job_id, account, amount_vnd);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_due_id_kind_key UNIQUE (due_id, kind);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_job_id_kind_payer_key UNIQUE (job_id, kind, payer);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_pkey PRIMARY KEY (due_id);

ALTER TABLE ONLY public.bag_code
    ADD CONSTRAINT bag_code_pkey PRIMARY KEY (bag_id);

ALTER TABLE ONLY public.bag_code
    ADD CONSTRAINT bag_code_sscc_key UNIQUE (sscc);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_content_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY public.bag_opening
    ADD CONSTRAINT bag_opening_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.bag_sealing
    ADD CONSTRAINT bag_sealing_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.bank_file
    ADD CONSTRAINT bank_file_file_id_office_id_key UNIQUE (file_id, office_id);

ALTER TABLE ONLY public.bank_file
    ADD CONSTRAINT bank_file_office_id_sha256_key UNIQUE (office_id, sha256);

ALTER TABLE ONLY public.bank_file
    ADD CONSTRAINT bank_file_pkey PRIMARY KEY (file_id);

ALTER TABLE ONLY public.bank_line
    ADD CONSTRAINT bank_line_line_id_office_id_amount_vnd_key UNIQUE (line_id, office_id, amount_vnd);

ALTER TABLE ONLY public.bank_line_name
    ADD CONSTRAINT bank_line_name_pkey PRIMARY KEY (line_id, name);

ALTER TABLE ONLY public.bank_line
    ADD CONSTRAINT bank_line_office_id_reference_key UNIQUE (office_id, reference);

ALTER TABLE ONLY public.bank_line
    ADD CONSTRAINT bank_line_pkey PRIMARY KEY (line_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT bank_line_use_claim_id_key UNIQUE (claim_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT bank_line_use_pkey PRIMARY KEY (line_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT bank_line_use_remitting_line_key UNIQUE (remitting_line);

ALTER TABLE ONLY public.receipt_block
    ADD CONSTRAINT blocks_apart EXCLUDE USING gist (office_id WITH =, int8range(first_number, last_number, '[]'::text) WITH &&);

ALTER TABLE ONLY public.receipt_book
    ADD CONSTRAINT books_apart EXCLUDE USING gist (kind WITH =, template WITH =, series WITH =, int8range(first_number, last_number, '[]'::text) WITH &&);

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_kind_province_code_key UNIQUE NULLS NOT DISTINCT (kind, province_code);

ALTER TABLE ONLY public.calendar
    ADD CONSTRAINT calendar_pkey PRIMARY KEY (calendar_code);

ALTER TABLE ONLY public.calendar_spell
    ADD CONSTRAINT calendar_spell_calendar_code_iso_weekday_int4range_excl EXCLUDE USING gist (calendar_code WITH =, iso_weekday WITH =, int4range(starts_s, ends_s) WITH &&);

ALTER TABLE ONLY public.calendar_spell
    ADD CONSTRAINT calendar_spell_pkey PRIMARY KEY (calendar_code, iso_weekday, starts_s);

ALTER TABLE ONLY public.cash_declaration
    ADD CONSTRAINT cash_declaration_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.cash_limit
    ADD CONSTRAINT cash_limit_pkey PRIMARY KEY (party_id, set_at);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT certified_once UNIQUE (posting_id, turn);

ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.clock_setting
    ADD CONSTRAINT clock_setting_pkey PRIMARY KEY (only_row);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_amount UNIQUE (event_id, counts_as, amount_vnd);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_event_id_code_counts_as_amount_vnd_key UNIQUE (event_id, code, counts_as, amount_vnd);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_event_id_holder_id_key UNIQUE (event_id, holder_id);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_pkey PRIMARY KEY (party_id);

ALTER TABLE ONLY public.count_check
    ADD CONSTRAINT count_check_pkey PRIMARY KEY (count_event, number);

ALTER TABLE ONLY public.count_in
    ADD CONSTRAINT count_in_event_id_answers_office_id_amount_vnd_key UNIQUE (event_id, answers, office_id, amount_vnd);

ALTER TABLE ONLY public.count_in
    ADD CONSTRAINT count_in_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.count_settlement
    ADD CONSTRAINT count_settlement_pkey PRIMARY KEY (count_event, number);

ALTER TABLE ONLY public.custody_exception_closing
    ADD CONSTRAINT custody_exception_closing_pkey PRIMARY KEY (exception_id);

ALTER TABLE ONLY public.custody_exception_kind
    ADD CONSTRAINT custody_exception_kind_pkey PRIMARY KEY (kind);

ALTER TABLE ONLY public.custody_exception
    ADD CONSTRAINT custody_exception_pkey PRIMARY KEY (exception_id);

ALTER TABLE ONLY public.delivery_instruction
    ADD CONSTRAINT delivery_instruction_pkey PRIMARY KEY (instruction_id);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_desk_id_agency_id_daterange_excl EXCLUDE USING gist (desk_id WITH =, agency_id WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_pkey PRIMARY KEY (desk_id, agency_id, valid_from);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_device_id_party_id_key UNIQUE (device_id, party_id);

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_device_id_seq_hash_body_hash_key UNIQUE (device_id, seq, hash, body_hash);

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_pkey PRIMARY KEY (device_id, seq);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_pkey PRIMARY KEY (device_id);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_public_key_key UNIQUE (public_key);

ALTER TABLE ONLY public.device_revocation
    ADD CONSTRAINT device_revocation_pkey PRIMARY KEY (device_id);

ALTER TABLE ONLY public.dispute_answer
    ADD CONSTRAINT dispute_answer_pkey PRIMARY KEY (proposal_id);

ALTER TABLE ONLY public.dispute_answer
    ADD CONSTRAINT dispute_answer_resolution_id_key UNIQUE (resolution_id);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_pkey PRIMARY KEY (proposal_id);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_proposal_id_item_id_at_tip_proposed_by_key UNIQUE (proposal_id, item_id, at_tip, proposed_by);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_item_id_at_tip_number_key UNIQUE (item_id, at_tip, number);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_people UNIQUE (resolution_id, item_id, at_tip, decided_by, approved_by);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_pkey PRIMARY KEY (resolution_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_resolution_id_item_id_at_tip_holder_id_key UNIQUE (resolution_id, item_id, at_tip, holder_id);

ALTER TABLE ONLY public.door_particulars
    ADD CONSTRAINT door_particulars_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_desk_id_code_key UNIQUE (desk_id, code);

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT dossier_document_pkey PRIMARY KEY (dossier_id, line);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_dossier_id_province_code_key UNIQUE (dossier_id, province_code);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_pkey PRIMARY KEY (dossier_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_device_id_key UNIQUE (device_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_pkey PRIMARY KEY (enrolment_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_short_code_hash_key UNIQUE (short_code_hash);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.envelope_opening
    ADD CONSTRAINT envelope_opening_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.equivocation
    ADD CONSTRAINT equivocation_pkey PRIMARY KEY (event_id, device_id, device_seq, body_hash);

ALTER TABLE ONLY public.event_details
    ADD CONSTRAINT event_details_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_event_id_code_from_party_key UNIQUE (event_id, code, from_party);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_event_id_code_kind_from_party_to_party_ref_key UNIQUE (event_id, code, kind, from_party, to_party, ref);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_event_id_code_kind_party_id_ref_key UNIQUE (event_id, code, kind, party_id, ref);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_event_id_code_to_party_key UNIQUE (event_id, code, to_party);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_pkey PRIMARY KEY (event_id, code);

ALTER TABLE ONLY public.event_proof
    ADD CONSTRAINT event_proof_pkey PRIMARY KEY (event_id, kind, sha256);

ALTER TABLE ONLY public.event_refusal
    ADD CONSTRAINT event_refusal_pkey PRIMARY KEY (event_id, code);

ALTER TABLE ONLY public.evidence_checkpoint
    ADD CONSTRAINT evidence_checkpoint_number_size_body_hash_key UNIQUE (number, size, body_hash);

ALTER TABLE ONLY public.evidence_checkpoint
    ADD CONSTRAINT evidence_checkpoint_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.evidence_item_head
    ADD CONSTRAINT evidence_item_head_pkey PRIMARY KEY (bucket, item_id, since);

ALTER TABLE ONLY public.evidence_item_leaf
    ADD CONSTRAINT evidence_item_leaf_pkey PRIMARY KEY (item_id, leaf);

ALTER TABLE ONLY public.evidence_item_node
    ADD CONSTRAINT evidence_item_node_pkey PRIMARY KEY (level, place, since);

ALTER TABLE ONLY public.evidence_leaf
    ADD CONSTRAINT evidence_leaf_pkey PRIMARY KEY (leaf);

ALTER TABLE ONLY public.evidence_leaf
    ADD CONSTRAINT evidence_leaf_source_key_key UNIQUE (source, key);

ALTER TABLE ONLY public.evidence_node
    ADD CONSTRAINT evidence_node_pkey PRIMARY KEY (level, place);

ALTER TABLE ONLY public.failed_visit
    ADD CONSTRAINT failed_visit_event_id_code_job_id_key UNIQUE NULLS NOT DISTINCT (event_id, code, job_id);

ALTER TABLE ONLY public.filing_answer
    ADD CONSTRAINT filing_answer_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_event_id_kind_code_key UNIQUE NULLS NOT DISTINCT (event_id, kind, code);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (finding_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT freed_once UNIQUE (freed, turn);

ALTER TABLE ONLY public.grant_scope
    ADD CONSTRAINT grant_scope_person_id_role_office_id_valid_from_agency_id_l_key UNIQUE NULLS NOT DISTINCT (person_id, role, office_id, valid_from, agency_id, leg, field);

ALTER TABLE ONLY public.grant_scope
    ADD CONSTRAINT grant_scope_pkey PRIMARY KEY (scope_id);

ALTER TABLE ONLY public.hamlet
    ADD CONSTRAINT hamlet_pkey PRIMARY KEY (unit_code, unit_valid_from, kind, name_key, valid_from);

ALTER TABLE ONLY public.hamlet
    ADD CONSTRAINT hamlet_unit_code_unit_valid_from_kind_name_key_daterange_excl EXCLUDE USING gist (unit_code WITH =, unit_valid_from WITH =, kind WITH =, name_key WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.hand_in
    ADD CONSTRAINT hand_in_event_id_holder_id_office_id_key UNIQUE (event_id, holder_id, office_id);

ALTER TABLE ONLY public.hand_in
    ADD CONSTRAINT hand_in_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.head
    ADD CONSTRAINT head_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY public.holding_rule
    ADD CONSTRAINT holding_rule_agreement_id_valid_from_key UNIQUE NULLS NOT DISTINCT (agreement_id, valid_from);

ALTER TABLE ONLY public.holding_rule
    ADD CONSTRAINT holding_rule_pkey PRIMARY KEY (rule_id);

ALTER TABLE ONLY public.imported_job
    ADD CONSTRAINT imported_job_pkey PRIMARY KEY (import_id, job_id);

ALTER TABLE ONLY public.imported_order
    ADD CONSTRAINT imported_order_pkey PRIMARY KEY (import_id, order_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT in_force_once UNIQUE (effect_of, turn);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_event_id_key UNIQUE (event_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_pkey PRIMARY KEY (incident_id);

ALTER TABLE ONLY public.incident_rule
    ADD CONSTRAINT incident_rule_pkey PRIMARY KEY (office_id, valid_from, set_at);

ALTER TABLE ONLY public.incident_step
    ADD CONSTRAINT incident_step_pkey PRIMARY KEY (incident_id, step);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_event_id_job_id_key UNIQUE (event_id, job_id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (invitation_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_item_id_job_id_key UNIQUE (item_id, job_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_item_id_origin_id_key UNIQUE (item_id, origin_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_item_id_province_code_key UNIQUE (item_id, province_code);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_job_id_key UNIQUE (job_id);

ALTER TABLE ONLY public.item_label
    ADD CONSTRAINT item_label_item_id_code_key UNIQUE (item_id, code);

ALTER TABLE ONLY public.item_label
    ADD CONSTRAINT item_label_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (item_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_job_id_origin_id_key UNIQUE (job_id, origin_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_job_id_province_code_key UNIQUE (job_id, province_code);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_origin_id_source_key_key UNIQUE (origin_id, source_key);

ALTER TABLE ONLY public.job_pin
    ADD CONSTRAINT job_pin_pkey PRIMARY KEY (pin_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (job_id);

ALTER TABLE ONLY public.label
    ADD CONSTRAINT label_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.label_print
    ADD CONSTRAINT label_print_pkey PRIMARY KEY (print_id);

ALTER TABLE ONLY public.label
    ADD CONSTRAINT label_s10_key UNIQUE (s10);

ALTER TABLE ONLY public.label_void
    ADD CONSTRAINT label_void_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_seq_to_party_tip_depth_hash_key UNIQUE (item_id, seq, to_party, tip, depth, hash);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_seq_to_party_tip_depth_key UNIQUE (item_id, seq, to_party, tip, depth);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_pkey PRIMARY KEY (item_id, seq);

ALTER TABLE ONLY public.linehaul_route
    ADD CONSTRAINT linehaul_route_code_daterange_excl EXCLUDE USING gist (code WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.linehaul_route
    ADD CONSTRAINT linehaul_route_pkey PRIMARY KEY (route_id);

ALTER TABLE ONLY public.linehaul_stop
    ADD CONSTRAINT linehaul_stop_pkey PRIMARY KEY (route_id, "position");

ALTER TABLE ONLY public.linehaul_stop
    ADD CONSTRAINT linehaul_stop_route_id_position_departs_s_key UNIQUE (route_id, "position", departs_s);

ALTER TABLE ONLY public.list_import
    ADD CONSTRAINT list_import_pkey PRIMARY KEY (import_id);

ALTER TABLE ONLY public.money_case_closing
    ADD CONSTRAINT money_case_closing_pkey PRIMARY KEY (case_key, kind, taken_vnd, expected_vnd);

ALTER TABLE ONLY public.money_setting
    ADD CONSTRAINT money_setting_pkey PRIMARY KEY (office_id, name, valid_from, set_at);

ALTER TABLE ONLY public.office_area
    ADD CONSTRAINT office_area_pkey PRIMARY KEY (unit_code, unit_valid_from, valid_from);

ALTER TABLE ONLY public.office_area
    ADD CONSTRAINT office_area_unit_code_unit_valid_from_daterange_excl EXCLUDE USING gist (unit_code WITH =, unit_valid_from WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_code_key UNIQUE (code);

ALTER TABLE ONLY public.office_debt
    ADD CONSTRAINT office_debt_pkey PRIMARY KEY (posting_id);

ALTER TABLE ONLY public.office_form
    ADD CONSTRAINT office_form_form_kind_key UNIQUE (form, kind);

ALTER TABLE ONLY public.office_form
    ADD CONSTRAINT office_form_pkey PRIMARY KEY (form);

ALTER TABLE ONLY public.office_pause_end
    ADD CONSTRAINT office_pause_end_pkey PRIMARY KEY (pause_id);

ALTER TABLE ONLY public.office_pause
    ADD CONSTRAINT office_pause_pkey PRIMARY KEY (pause_id);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_payment_id_from_office_id_amount_vnd_key UNIQUE (payment_id, from_office_id, amount_vnd);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_payment_id_to_office_id_amount_vnd_key UNIQUE (payment_id, to_office_id, amount_vnd);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_pkey PRIMARY KEY (payment_id);

ALTER TABLE ONLY public.office_payment_receipt
    ADD CONSTRAINT office_payment_receipt_pkey PRIMARY KEY (payment_id);

ALTER TABLE ONLY public.office_payment_receipt
    ADD CONSTRAINT office_payment_receipt_receipt_id_key UNIQUE (receipt_id);

ALTER TABLE ONLY public.office_payment_receipt
    ADD CONSTRAINT office_payment_receipt_receipt_id_to_office_id_amount_vnd_key UNIQUE (receipt_id, to_office_id, amount_vnd);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_pkey PRIMARY KEY (office_id);

ALTER TABLE ONLY public.office_wave
    ADD CONSTRAINT office_wave_pkey PRIMARY KEY (wave_id);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT official_receipt_book_id_number_posting_id_turn_key UNIQUE (book_id, number, posting_id, turn);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT official_receipt_pkey PRIMARY KEY (book_id, number);

ALTER TABLE ONLY public.official_receipt_void
    ADD CONSTRAINT official_receipt_void_pkey PRIMARY KEY (book_id, number);

ALTER TABLE ONLY public.official_receipt_void
    ADD CONSTRAINT official_receipt_void_posting_id_turn_key UNIQUE (posting_id, turn);

ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT one_time_code_pkey PRIMARY KEY (code_id);

ALTER TABLE ONLY public.one_time_code_verdict
    ADD CONSTRAINT one_time_code_verdict_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.order_import
    ADD CONSTRAINT order_import_pkey PRIMARY KEY (import_id);

ALTER TABLE ONLY public.original_fate
    ADD CONSTRAINT original_fate_pkey PRIMARY KEY (event_id, line, fate);

ALTER TABLE ONLY public.pad
    ADD CONSTRAINT pad_pkey PRIMARY KEY (pad_id);

ALTER TABLE ONLY public.pad_slip
    ADD CONSTRAINT pad_slip_pad_id_number_key UNIQUE (pad_id, number);

ALTER TABLE ONLY public.pad_slip
    ADD CONSTRAINT pad_slip_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.paper_count
    ADD CONSTRAINT paper_count_pkey PRIMARY KEY (event_id, line);

ALTER TABLE ONLY public.papers_journey
    ADD CONSTRAINT papers_journey_job_id_key UNIQUE (job_id);

ALTER TABLE ONLY public.papers_journey
    ADD CONSTRAINT papers_journey_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_party_id_kind_key UNIQUE (party_id, kind);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_party_id_province_code_key UNIQUE (party_id, province_code);

ALTER TABLE ONLY public.party
    ADD CONSTRAINT party_pkey PRIMARY KEY (party_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_carrier_party_id_key UNIQUE (carrier_party_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (person_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_username_key UNIQUE (username);

ALTER TABLE ONLY public.personal_data_access
    ADD CONSTRAINT personal_data_access_pkey PRIMARY KEY (access_id);

ALTER TABLE ONLY public.phone_position
    ADD CONSTRAINT phone_position_pkey PRIMARY KEY (report_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_job_id_key UNIQUE (job_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_pkey PRIMARY KEY (order_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_registration_id_key UNIQUE (registration_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_request_id_key UNIQUE (request_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_office_id_on_date_version_key UNIQUE (office_id, on_date, version);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_pkey PRIMARY KEY (plan_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_pkey PRIMARY KEY (route_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_plan_id_shift_id_key UNIQUE (plan_id, shift_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_route_id_plan_id_key UNIQUE (route_id, plan_id);

ALTER TABLE ONLY public.plan_run
    ADD CONSTRAINT plan_run_pkey PRIMARY KEY (run_id);

ALTER TABLE ONLY public.plan_unserved
    ADD CONSTRAINT plan_unserved_pkey PRIMARY KEY (plan_id, job_id);

ALTER TABLE ONLY public.planned_stop
    ADD CONSTRAINT planned_stop_pkey PRIMARY KEY (stop_id);

ALTER TABLE ONLY public.planned_stop
    ADD CONSTRAINT planned_stop_route_id_position_key UNIQUE (route_id, "position");

ALTER TABLE ONLY public.planned_stop
    ADD CONSTRAINT planned_stop_stop_id_plan_id_act_key UNIQUE (stop_id, plan_id, act);

ALTER TABLE ONLY public.planned_visit
    ADD CONSTRAINT planned_visit_pkey PRIMARY KEY (stop_id, job_id);

ALTER TABLE ONLY public.planned_visit
    ADD CONSTRAINT planned_visit_plan_id_job_id_act_key UNIQUE (plan_id, job_id, act);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_of_account UNIQUE (posting_id, kind, credit, amount_vnd, is_reversal);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_pkey PRIMARY KEY (posting_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_posting_id_kind_credit_debit_amount_vnd_key UNIQUE (posting_id, kind, credit, debit, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_posting_id_settles_turn_key UNIQUE (posting_id, settles, turn);

ALTER TABLE ONLY public.procedure_document
    ADD CONSTRAINT procedure_document_pkey PRIMARY KEY (procedure_code, valid_from, ordinal);

ALTER TABLE ONLY public.procedure_import
    ADD CONSTRAINT procedure_import_pkey PRIMARY KEY (import_id);

ALTER TABLE ONLY public.procedure
    ADD CONSTRAINT procedure_pkey PRIMARY KEY (procedure_code, valid_from);

ALTER TABLE ONLY public.procedure
    ADD CONSTRAINT procedure_procedure_code_daterange_excl EXCLUDE USING gist (procedure_code WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.proof_file
    ADD CONSTRAINT proof_file_pkey PRIMARY KEY (sha256);

ALTER TABLE ONLY public.proof_rule
    ADD CONSTRAINT proof_rule_desk_id_act_leg_proof_valid_from_key UNIQUE NULLS NOT DISTINCT (desk_id, act, leg, proof, valid_from);

ALTER TABLE ONLY public.proof_rule
    ADD CONSTRAINT proof_rule_pkey PRIMARY KEY (rule_id);

ALTER TABLE ONLY public.receipt_block
    ADD CONSTRAINT receipt_block_pkey PRIMARY KEY (office_id, first_number);

ALTER TABLE ONLY public.receipt_book
    ADD CONSTRAINT receipt_book_book_id_office_id_kind_first_number_last_numbe_key UNIQUE (book_id, office_id, kind, first_number, last_number);

ALTER TABLE ONLY public.receipt_book
    ADD CONSTRAINT receipt_book_pkey PRIMARY KEY (book_id);

ALTER TABLE ONLY public.receipt_return
    ADD CONSTRAINT receipt_return_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.recipient_change
    ADD CONSTRAINT recipient_change_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_pkey PRIMARY KEY (refund_id);

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_refund_id_suspense_paid_from_amount_vnd_key UNIQUE (refund_id, suspense, paid_from, amount_vnd);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_pkey PRIMARY KEY (exception_id);

ALTER TABLE ONLY public.registered_return
    ADD CONSTRAINT registered_return_pkey PRIMARY KEY (registration_id);

ALTER TABLE ONLY public.registration_closing
    ADD CONSTRAINT registration_closing_pkey PRIMARY KEY (registration_id);

ALTER TABLE ONLY public.registration_match
    ADD CONSTRAINT registration_match_pkey PRIMARY KEY (job_id);

ALTER TABLE ONLY public.remittance_line_freed
    ADD CONSTRAINT remittance_line_freed_pkey PRIMARY KEY (posting_id, turn);

ALTER TABLE ONLY public.remittance_line
    ADD CONSTRAINT remittance_line_posting_id_turn_remittance_id_key UNIQUE (posting_id, turn, remittance_id);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_pkey PRIMARY KEY (remittance_id);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_reference_key UNIQUE (reference);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_remittance_id_office_id_amount_vnd_key UNIQUE (remittance_id, office_id, amount_vnd);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_remittance_id_office_id_destination_key UNIQUE (remittance_id, office_id, destination);

ALTER TABLE ONLY public.remittance_reversal
    ADD CONSTRAINT remittance_reversal_pkey PRIMARY KEY (remittance_id);

ALTER TABLE ONLY public.remittance_line
    ADD CONSTRAINT remitted_once PRIMARY KEY (posting_id, turn);

ALTER TABLE ONLY public.restoration
    ADD CONSTRAINT restoration_pkey PRIMARY KEY (incarnation_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT reversed_once UNIQUE (reverses);

ALTER TABLE ONLY public.road_matrix
    ADD CONSTRAINT road_matrix_pkey PRIMARY KEY (office_id, on_date, provider);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_person_id_role_office_id_daterange_excl EXCLUDE USING gist (person_id WITH =, role WITH =, office_id WITH =, daterange(valid_from, valid_to) WITH &&);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_pkey PRIMARY KEY (person_id, role, office_id, valid_from);

ALTER TABLE ONLY public.s10_range
    ADD CONSTRAINT s10_range_pkey PRIMARY KEY (prefix, country, first_number);

ALTER TABLE ONLY public.s10_range
    ADD CONSTRAINT s10_range_prefix_country_int4range_excl EXCLUDE USING gist (prefix WITH =, country WITH =, int4range(first_number, last_number, '[]'::text) WITH &&);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.seal_seen
    ADD CONSTRAINT seal_seen_pkey PRIMARY KEY (event_id, code);

ALTER TABLE ONLY public.server_incarnation
    ADD CONSTRAINT server_incarnation_number_key UNIQUE (number);

ALTER TABLE ONLY public.server_incarnation
    ADD CONSTRAINT server_incarnation_pkey PRIMARY KEY (incarnation_id);

ALTER TABLE ONLY public.service_time
    ADD CONSTRAINT service_time_pkey PRIMARY KEY (service_time_id);

ALTER TABLE public.act_set_aside
    ADD CONSTRAINT set_aside_by_two CHECK (((proposed_by IS NOT NULL) AND (proposed_by <> set_aside_by))) NOT VALID;

ALTER TABLE ONLY public.set_aside_proposal
    ADD CONSTRAINT set_aside_proposal_pkey PRIMARY KEY (event_id, proposed_by);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_carrier_id_tstzrange_excl EXCLUDE USING gist (carrier_id WITH =, tstzrange(starts_at, ends_at) WITH &&);

ALTER TABLE ONLY public.shift_change
    ADD CONSTRAINT shift_change_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_pkey PRIMARY KEY (shift_id);

ALTER TABLE ONLY public.shift_spell
    ADD CONSTRAINT shift_spell_pkey PRIMARY KEY (shift_id, starts_at);

ALTER TABLE ONLY public.shift_spell
    ADD CONSTRAINT shift_spells_apart EXCLUDE USING gist (shift_id WITH =, tstzrange(starts_at, ends_at) WITH &&);

ALTER TABLE ONLY public.side_statement
    ADD CONSTRAINT side_statement_pkey PRIMARY KEY (event_id, party_id);

ALTER TABLE ONLY public.signed_event
    ADD CONSTRAINT signed_event_device_id_device_seq_key UNIQUE (device_id, device_seq);

ALTER TABLE ONLY public.signed_event
    ADD CONSTRAINT signed_event_event_id_device_id_device_seq_body_hash_previo_key UNIQUE (event_id, device_id, device_seq, body_hash, previous);

ALTER TABLE ONLY public.signed_event
    ADD CONSTRAINT signed_event_event_id_kind_party_id_key UNIQUE (event_id, kind, party_id);

ALTER TABLE ONLY public.signed_event
    ADD CONSTRAINT signed_event_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.staff_session
    ADD CONSTRAINT staff_session_pkey PRIMARY KEY (secret_hash);

ALTER TABLE public.posting
    ADD CONSTRAINT state_account_is_closed CHECK ((booked_to_state IS NULL)) NOT VALID;

ALTER TABLE ONLY public.stated_amount
    ADD CONSTRAINT stated_amount_pkey PRIMARY KEY (job_id, kind, payer);

ALTER TABLE ONLY public.substitution_area
    ADD CONSTRAINT substitution_area_pkey PRIMARY KEY (substitution_id, unit_code, unit_valid_from);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_office_id_person_id_on_date_key UNIQUE (office_id, person_id, on_date);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_pkey PRIMARY KEY (substitution_id);

ALTER TABLE ONLY public.supplement_request
    ADD CONSTRAINT supplement_request_pkey PRIMARY KEY (request_id);

ALTER TABLE ONLY public.till_opening
    ADD CONSTRAINT till_opening_event_id_office_id_float_vnd_key UNIQUE (event_id, office_id, float_vnd);

ALTER TABLE ONLY public.till_opening
    ADD CONSTRAINT till_opening_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.timetable
    ADD CONSTRAINT timetable_pkey PRIMARY KEY (timetable_id);

ALTER TABLE ONLY public.timetable_spell
    ADD CONSTRAINT timetable_spell_pkey PRIMARY KEY (timetable_id, weekday, earliest_s);

ALTER TABLE ONLY public.timetable_spell
    ADD CONSTRAINT timetable_spell_timetable_id_weekday_int4range_excl EXCLUDE USING gist (timetable_id WITH =, weekday WITH =, int4range(earliest_s, closes_s) WITH &&);

ALTER TABLE ONLY public.timetable
    ADD CONSTRAINT timetable_timetable_id_scope_key UNIQUE (timetable_id, scope);

ALTER TABLE ONLY public.training_mark
    ADD CONSTRAINT training_mark_person_id_skill_trained_on_key UNIQUE (person_id, skill, trained_on);

ALTER TABLE ONLY public.training_mark
    ADD CONSTRAINT training_mark_pkey PRIMARY KEY (mark_id);

ALTER TABLE ONLY public.training_warning
    ADD CONSTRAINT training_warning_person_id_skill_office_id_subject_id_key UNIQUE NULLS NOT DISTINCT (person_id, skill, office_id, subject_id);

ALTER TABLE ONLY public.training_warning
    ADD CONSTRAINT training_warning_pkey PRIMARY KEY (warning_id);

ALTER TABLE ONLY public.transfer_seen
    ADD CONSTRAINT transfer_seen_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.travel_terms
    ADD CONSTRAINT travel_terms_pkey PRIMARY KEY (travel_terms_id);

ALTER TABLE ONLY public.two_roles_mark
    ADD CONSTRAINT two_roles_mark_pkey PRIMARY KEY (event_id);

ALTER TABLE ONLY public.unit_succession
    ADD CONSTRAINT unit_succession_pkey PRIMARY KEY (from_code, from_valid_from, to_code, to_valid_from);

ALTER TABLE ONLY public.unverified_upload
    ADD CONSTRAINT unverified_upload_pkey PRIMARY KEY (upload_id);

ALTER TABLE ONLY public.unverified_upload
    ADD CONSTRAINT unverified_upload_uploaded_by_fingerprint_key UNIQUE (uploaded_by, fingerprint);

CREATE INDEX account_party ON public.account USING btree (party_id) WHERE (party_id IS NOT NULL);

CREATE INDEX act_set_aside_entered ON public.act_set_aside USING brin (entered_xid);

CREATE INDEX address_point_address ON public.address_point USING btree (unit_code, unit_valid_from, address_key);

CREATE INDEX administrative_unit_name ON public.administrative_unit USING btree (name_key);

CREATE INDEX agreement_post_office ON public.agreement USING btree (post_office_id);

CREATE INDEX amount_due_entered ON public.amount_due USING brin (entered_xid);

CREATE INDEX bag_code_office ON public.bag_code USING btree (from_office_id, allotted_at);

CREATE INDEX bag_content_sealing ON public.bag_content USING btree (sealing);

CREATE INDEX bag_opening_sealing ON public.bag_opening USING btree (sealing);

CREATE INDEX bag_sealing_party ON public.bag_sealing USING btree (party_id);

CREATE INDEX bag_sealing_sscc ON public.bag_sealing USING btree (sscc);

CREATE INDEX bank_file_entered ON public.bank_file USING brin (entered_xid);

CREATE INDEX bank_line_entered ON public.bank_line USING brin (entered_xid);

CREATE INDEX bank_line_file ON public.bank_line USING btree (file_id);

CREATE INDEX bank_line_name_name ON public.bank_line_name USING btree (name);

CREATE INDEX bank_line_use_entered ON public.bank_line_use USING brin (entered_xid);

CREATE INDEX bank_line_use_remittance ON public.bank_line_use USING btree (remittance_id);

CREATE INDEX cash_declaration_office ON public.cash_declaration USING btree (office_id, happened_at);

CREATE INDEX change_order ON public.change USING btree (xid, change_id);

CREATE INDEX collection_code ON public.collection USING btree (code);

CREATE INDEX collection_holder ON public.collection USING btree (holder_id);

CREATE INDEX collection_office ON public.collection USING btree (office_id, happened_at);

CREATE INDEX count_check_entered ON public.count_check USING brin (entered_xid);

CREATE INDEX count_in_answers ON public.count_in USING btree (answers);

CREATE INDEX count_settlement_entered ON public.count_settlement USING brin (entered_xid);

CREATE INDEX custody_exception_closing_entered ON public.custody_exception_closing USING brin (entered_xid);

CREATE INDEX custody_exception_dispute ON public.custody_exception USING btree (item_id) WHERE (kind = 'disputed'::text);

CREATE INDEX custody_exception_entered ON public.custody_exception USING brin (entered_xid);

CREATE INDEX custody_exception_late ON public.custody_exception USING btree (item_id) WHERE (kind = 'late_evidence'::text);

CREATE INDEX custody_exception_office ON public.custody_exception USING btree (office_id, opened_at);

CREATE UNIQUE INDEX custody_exception_once ON public.custody_exception USING btree (kind, event_id, code) NULLS NOT DISTINCT WHERE (kind <> ALL (ARRAY['disputed'::text, 'late_evidence'::text]));

CREATE INDEX custody_exception_unknown ON public.custody_exception USING btree (code) WHERE (kind = 'unknown_item'::text);

CREATE INDEX delivery_instruction_entered ON public.delivery_instruction USING brin (entered_xid);

CREATE INDEX delivery_instruction_job ON public.delivery_instruction USING btree (job_id, recorded_at);

CREATE INDEX device_office ON public.device USING btree (office_id);

CREATE INDEX dispute_answer_entered ON public.dispute_answer USING brin (entered_xid);

CREATE INDEX dispute_proposal_entered ON public.dispute_proposal USING brin (entered_xid);

CREATE INDEX dispute_proposal_item ON public.dispute_proposal USING btree (item_id, recorded_at);

CREATE INDEX door_particulars_entered ON public.door_particulars USING brin (entered_xid);

CREATE INDEX dossier_uncoded ON public.dossier USING btree (desk_id) WHERE (code IS NULL);

CREATE INDEX envelope_opening_code ON public.envelope_opening USING btree (code);

CREATE INDEX envelope_opening_entered ON public.envelope_opening USING brin (entered_xid);

CREATE INDEX event_item_code ON public.event_item USING btree (code);

CREATE INDEX event_item_entered ON public.event_item USING brin (entered_xid);

CREATE INDEX event_item_ref ON public.event_item USING btree (ref);

CREATE INDEX event_proof_file ON public.event_proof USING btree (sha256);

CREATE INDEX event_refusal_code ON public.event_refusal USING btree (code);

CREATE INDEX event_refusal_entered ON public.event_refusal USING brin (entered_xid);

CREATE UNIQUE INDEX evidence_checkpoint_day ON public.evidence_checkpoint USING btree (on_date);

CREATE INDEX evidence_item_leaf_since ON public.evidence_item_leaf USING brin (since);

CREATE INDEX failed_visit_code ON public.failed_visit USING btree (code);

CREATE INDEX failed_visit_happened ON public.failed_visit USING btree (happened_at);

CREATE INDEX failed_visit_job ON public.failed_visit USING btree (job_id);

CREATE INDEX filing_answer_code ON public.filing_answer USING btree (code);

CREATE INDEX filing_answer_entered ON public.filing_answer USING brin (entered_xid);

CREATE INDEX finding_entered ON public.finding USING brin (entered_xid);

CREATE INDEX finding_kind ON public.finding USING btree (kind, recorded_at);

CREATE UNIQUE INDEX giving_spent_once ON public.ledger USING btree (item_id, given_event) WHERE (kind = 'handover'::text);

CREATE INDEX hand_in_holder ON public.hand_in USING btree (holder_id);

CREATE INDEX hand_in_office ON public.hand_in USING btree (office_id, happened_at);

CREATE INDEX head_claimants ON public.head USING gin (claimants) WHERE (status <> 'held'::text);

CREATE INDEX head_holder ON public.head USING btree (holder_id, status);

CREATE INDEX imported_job_job ON public.imported_job USING btree (job_id);

CREATE INDEX imported_order_order ON public.imported_order USING btree (order_id);

CREATE INDEX incident_code ON public.incident USING btree (code);

CREATE INDEX incident_entered ON public.incident USING brin (entered_xid);

CREATE INDEX incident_office ON public.incident USING btree (office_id, noticed_at);

CREATE INDEX incident_step_entered ON public.incident_step USING brin (entered_xid);

CREATE INDEX invitation_entered ON public.invitation USING brin (entered_xid);

CREATE INDEX invitation_job ON public.invitation USING btree (job_id);

CREATE INDEX item_entered ON public.item USING brin (entered_xid);

CREATE INDEX item_label_entered ON public.item_label USING brin (entered_xid);

CREATE INDEX job_created ON public.job USING brin (created_at);

CREATE INDEX job_delivering_office ON public.job USING btree (delivering_office_id, ready_at) WHERE ((cancelled_at IS NULL) AND (delivering_office_id <> serving_office_id));

CREATE INDEX job_destination ON public.job USING btree (destination_id) WHERE (leg = 'RETURN'::text);

CREATE INDEX job_dossier ON public.job USING btree (dossier_id);

CREATE INDEX job_papers_home ON public.job USING btree (origin_id) WHERE ((purpose = ANY (ARRAY['originals'::text, 'refused'::text])) AND (cancelled_at IS NULL));

CREATE INDEX job_pin_day ON public.job_pin USING btree (office_id, on_date, job_id, pin_id);

CREATE INDEX job_serving_office ON public.job USING btree (serving_office_id, ready_at) WHERE (cancelled_at IS NULL);

CREATE INDEX label_print_code ON public.label_print USING btree (code);

CREATE INDEX label_void_entered ON public.label_void USING brin (entered_xid);

CREATE INDEX ledger_entered ON public.ledger USING brin (entered_xid);

CREATE INDEX ledger_to_party ON public.ledger USING btree (to_party);

CREATE INDEX linehaul_stop_office ON public.linehaul_stop USING btree (office_id);

CREATE INDEX money_case_closing_entered ON public.money_case_closing USING brin (entered_xid);

CREATE INDEX office_area_office ON public.office_area USING btree (office_id);

CREATE INDEX office_debt_code ON public.office_debt USING btree (code);

CREATE INDEX office_debt_creditor ON public.office_debt USING btree (creditor_id);

CREATE INDEX office_debt_debtor ON public.office_debt USING btree (debtor_id);

CREATE INDEX office_debt_entered ON public.office_debt USING brin (entered_xid);

CREATE INDEX office_pause_office ON public.office_pause USING btree (office_id, ends_at);

CREATE INDEX office_payment_entered ON public.office_payment USING brin (entered_xid);

CREATE INDEX office_payment_from ON public.office_payment USING btree (from_office_id, paid_at);

CREATE INDEX office_payment_receipt_entered ON public.office_payment_receipt USING brin (entered_xid);

CREATE INDEX office_payment_to ON public.office_payment USING btree (to_office_id, paid_at);

CREATE INDEX office_wave_office ON public.office_wave USING btree (office_id, valid_from);

CREATE INDEX official_receipt_entered ON public.official_receipt USING brin (entered_xid);

CREATE INDEX official_receipt_void_entered ON public.official_receipt_void USING brin (entered_xid);

CREATE UNIQUE INDEX one_first_label ON public.item_label USING btree (item_id) WHERE (reason <> 'replacement'::text);

CREATE UNIQUE INDEX one_live_phone_per_carrier ON public.device USING btree (party_id) WHERE ((kind = 'phone'::text) AND (ended_at IS NULL));

CREATE UNIQUE INDEX one_plan_in_force ON public.plan USING btree (office_id, on_date) WHERE (status = ANY (ARRAY['published'::text, 'under_way'::text]));

CREATE UNIQUE INDEX one_plan_run_under_way ON public.plan_run USING btree (office_id, on_date) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX one_time_code_entered ON public.one_time_code USING brin (entered_xid);

CREATE INDEX one_time_code_job ON public.one_time_code USING btree (job_id, issued_at);

CREATE INDEX one_time_code_verdict_entered ON public.one_time_code_verdict USING brin (entered_xid);

CREATE INDEX order_import_file ON public.order_import USING btree (desk_id, file_sha256);

CREATE INDEX original_fate_entered ON public.original_fate USING brin (entered_xid);

CREATE INDEX pad_office ON public.pad USING btree (office_id, made_at);

CREATE INDEX paper_count_code ON public.paper_count USING btree (code);

CREATE INDEX paper_count_entered ON public.paper_count USING brin (entered_xid);

CREATE INDEX papers_journey_entered ON public.papers_journey USING brin (entered_xid);

CREATE INDEX party_entered ON public.party USING brin (entered_xid);

CREATE INDEX phone_position_latest ON public.phone_position USING btree (office_id, party_id, happened_at DESC);

CREATE INDEX placed_order_dossier ON public.placed_order USING btree (dossier_id);

CREATE INDEX placed_order_untrained ON public.placed_order USING btree (placed_at) WHERE (warnings @> '[{"problem": "not-trained"}]'::jsonb);

CREATE INDEX plan_route_carrier ON public.plan_route USING btree (carrier_id);

CREATE INDEX plan_run_office ON public.plan_run USING btree (office_id, on_date, asked_at);

CREATE INDEX planned_stop_plan ON public.planned_stop USING btree (plan_id);

CREATE INDEX planned_visit_job ON public.planned_visit USING btree (job_id);

CREATE INDEX posting_credit ON public.posting USING btree (credit);

CREATE INDEX posting_debit ON public.posting USING btree (debit);

CREATE INDEX posting_entered ON public.posting USING brin (entered_xid);

CREATE INDEX proof_file_by_day ON public.proof_file USING btree (uploaded_by, started_at);

CREATE INDEX receipt_block_device ON public.receipt_block USING btree (device_id);

CREATE INDEX receipt_block_entered ON public.receipt_block USING brin (entered_xid);

CREATE INDEX receipt_book_entered ON public.receipt_book USING brin (entered_xid);

CREATE INDEX receipt_book_office ON public.receipt_book USING btree (office_id);

CREATE INDEX receipt_return_office ON public.receipt_return USING btree (office_id, first_number);

CREATE INDEX recipient_change_recipient ON public.recipient_change USING btree (recipient_id);

CREATE INDEX refund_code ON public.refund USING btree (code);

CREATE INDEX refund_entered ON public.refund USING brin (entered_xid);

CREATE INDEX refund_office ON public.refund USING btree (office_id, refunded_at);

CREATE INDEX refusal_decision_entered ON public.refusal_decision USING brin (entered_xid);

CREATE INDEX refusal_decision_job ON public.refusal_decision USING btree (job_id);

CREATE INDEX registered_return_dossier ON public.registered_return USING btree (dossier_id);

CREATE INDEX registered_return_recipient ON public.registered_return USING btree (recipient_id);

CREATE INDEX registration_match_registration ON public.registration_match USING btree (registration_id);

CREATE INDEX remittance_entered ON public.remittance USING brin (entered_xid);

CREATE INDEX remittance_line_entered ON public.remittance_line USING brin (entered_xid);

CREATE INDEX remittance_line_remittance ON public.remittance_line USING btree (remittance_id);

CREATE INDEX remittance_office ON public.remittance USING btree (office_id, remitted_at);

CREATE INDEX remittance_reversal_entered ON public.remittance_reversal USING brin (entered_xid);

CREATE INDEX role_grant_office ON public.role_grant USING btree (office_id, role);

CREATE INDEX seal_seen_code ON public.seal_seen USING btree (code);

CREATE INDEX seal_seen_entered ON public.seal_seen USING brin (entered_xid);

CREATE INDEX service_time_office ON public.service_time USING btree (office_id, kind, valid_from);

CREATE INDEX set_aside_proposal_entered ON public.set_aside_proposal USING brin (entered_xid);

CREATE INDEX shift_change_shift ON public.shift_change USING btree (shift_id, recorded_at);

CREATE INDEX shift_office ON public.shift USING btree (office_id, on_date);

CREATE INDEX signed_event_answers ON public.signed_event USING btree (answers) WHERE (answers IS NOT NULL);

CREATE INDEX signed_event_counts ON public.signed_event USING btree (party_id, happened_at) WHERE (kind = 'count'::text);

CREATE INDEX signed_event_entered ON public.signed_event USING brin (entered_xid);

CREATE INDEX signed_event_items_of ON public.signed_event USING btree (items_of) WHERE (items_of IS NOT NULL);

CREATE INDEX signed_event_recorded ON public.signed_event USING btree (recorded_at);

CREATE INDEX signed_event_unreadable ON public.signed_event USING btree (event_id) WHERE (NOT is_readable);

CREATE INDEX substitution_day ON public.substitution USING btree (office_id, on_date);

CREATE INDEX supplement_request_dossier ON public.supplement_request USING btree (dossier_id, asked_on);

CREATE UNIQUE INDEX taking_used_once ON public.ledger USING btree (item_id, taken_event) WHERE (kind = 'handover'::text);

CREATE INDEX till_opening_office ON public.till_opening USING btree (office_id, happened_at);

CREATE INDEX timetable_office ON public.timetable USING btree (office_id, valid_from);

CREATE INDEX training_warning_office ON public.training_warning USING btree (office_id, recorded_at);

CREATE INDEX transfer_seen_entered ON public.transfer_seen USING brin (entered_xid);

CREATE INDEX travel_terms_province ON public.travel_terms USING btree (province_code, valid_from);

CREATE INDEX two_roles_mark_entered ON public.two_roles_mark USING brin (entered_xid);

CREATE INDEX unverified_upload_by_day ON public.unverified_upload USING btree (uploaded_by, recorded_at);

CREATE OR REPLACE VIEW public.money_case AS
 WITH moved AS (
         SELECT c.code,
            c.amount_vnd,
            c.recorded_at,
            c.office_id,
            c.holder_id,
            c.event_id
           FROM (public.collection c
             JOIN public.posting_in_force p ON (((p.settles = c.event_id) AND (p.kind = ANY (ARRAY['collect'::text, 'transfer'::text])))))
        UNION ALL
         SELECT r.code,
            (- r.amount_vnd),
            r.refunded_at,
            r.office_id,
            NULL::uuid,
            NULL::uuid
           FROM (public.refund r
             JOIN public.posting_in_force p ON ((p.refund_id = r.refund_id)))
        ), taken AS (
         SELECT COALESCE(('item:'::text || (l.item_id)::text), ('code:'::text || m.code)) AS case_key,
            l.item_id,
            min(m.code) AS code,
            (sum(m.amount_vnd))::bigint AS taken_vnd,
            min(m.recorded_at) AS since,
            (array_agg(m.office_id ORDER BY m.event_id DESC NULLS LAST))[1] AS office_id,
            (array_agg(m.holder_id ORDER BY m.event_id DESC NULLS LAST))[1] AS holder_id,
            array_agg(DISTINCT ('suspense:'::text || m.code)) AS suspense
           FROM (moved m
             LEFT JOIN public.item_label l ON ((l.code = m.code)))
          GROUP BY COALESCE(('item:'::text || (l.item_id)::text), ('code:'::text || m.code)), l.item_id
        ), due AS (
         SELECT i.item_id,
            (sum(d.amount_vnd))::bigint AS due_vnd
           FROM (public.amount_due d
             JOIN public.item i USING (job_id))
          WHERE (d.payer = 'citizen'::text)
          GROUP BY i.item_id
        ), found(case_key, kind, office_id, holder_id, code, taken_vnd, expected_vnd, since) AS (
         SELECT t.case_key,
                CASE
                    WHEN (t.item_id IS NULL) THEN 'unknown_item'::text
                    WHEN (t.taken_vnd < COALESCE(d.due_vnd, (0)::bigint)) THEN 'under'::text
                    WHEN (t.taken_vnd > COALESCE(d.due_vnd, (0)::bigint)) THEN 'over'::text
                    ELSE 'unattributed'::text
                END AS "case",
            t.office_id,
            t.holder_id,
            t.code,
            t.taken_vnd,
            COALESCE(d.due_vnd, (0)::bigint) AS "coalesce",
            t.since
           FROM (taken t
             LEFT JOIN due d USING (item_id))
          WHERE
                CASE
                    WHEN (t.item_id IS NULL) THEN (t.taken_vnd <> 0)
                    ELSE (((t.taken_vnd <> COALESCE(d.due_vnd, (0)::bigint)) AND (t.taken_vnd <> 0)) OR (EXISTS ( SELECT
                       FROM public.account a
                      WHERE ((a.account_id = ANY (t.suspense)) AND (a.balance_vnd > 0)))))
                END
        UNION ALL
         SELECT ('event:'::text || (c.event_id)::text),
            'evidence_only'::text,
            c.office_id,
            c.holder_id,
            c.code,
            c.amount_vnd,
            0,
            c.recorded_at
           FROM public.collection c
          WHERE (NOT c.is_trusted)
        UNION ALL
         SELECT ('event:'::text || (c.event_id)::text),
            'no_longer_trusted'::text,
            c.office_id,
            c.holder_id,
            c.code,
            c.amount_vnd,
            0,
            r.recorded_at
           FROM (((public.device_revocation r
             JOIN public.signed_event e ON (((e.device_id = r.device_id) AND (e.device_seq > r.trusted_through))))
             JOIN public.collection c ON ((c.event_id = e.event_id)))
             JOIN public.posting_in_force p ON ((p.settles = c.event_id)))
          WHERE c.is_trusted
        UNION ALL
         SELECT ('event:'::text || (m.event_id)::text),
            'no_longer_trusted'::text,
            m.office_id,
            m.holder_id,
            NULL::text,
            m.amount_vnd,
            0,
            r.recorded_at
           FROM ((public.device_revocation r
             JOIN public.signed_event e ON (((e.device_id = r.device_id) AND (e.device_seq > r.trusted_through))))
             JOIN ( SELECT o.event_id,
                    o.office_id,
                    o.office_id AS holder_id,
                    o.float_vnd AS amount_vnd
                   FROM public.till_opening o
                UNION ALL
                 SELECT h.event_id,
                    h.office_id,
                    h.holder_id,
                    h.amount_vnd
                   FROM public.hand_in h
                UNION ALL
                 SELECT c.event_id,
                    c.office_id,
                    NULL::uuid,
                    c.amount_vnd
                   FROM public.count_in c
                UNION ALL
                 SELECT d.event_id,
                    d.office_id,
                    d.holder_id,
                    d.amount_vnd
                   FROM public.cash_declaration d) m ON ((m.event_id = e.event_id)))
          WHERE ((m.amount_vnd > 0) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = m.event_id)))))
        UNION ALL
         SELECT ('hand_in:'::text || (k.hand_in_id)::text),
            'count_differs'::text,
            k.office_id,
            k.holder_id,
            NULL::text,
            k.counted_vnd,
            k.signed_vnd,
            k.recorded_at
           FROM public.count_of_hand_in k
          WHERE (k.counted_vnd <> k.signed_vnd)
        UNION ALL
         SELECT ('event:'::text || (c.event_id)::text),
            'count_unmatched'::text,
            c.office_id,
            NULL::uuid,
            NULL::text,
            c.amount_vnd,
            0,
            c.recorded_at
           FROM public.count_in c
          WHERE ((NOT (EXISTS ( SELECT
                   FROM public.count_of_hand_in k
                  WHERE (k.count_in_id = c.event_id)))) AND (NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = c.event_id)))))
        UNION ALL
         SELECT ('holder:'::text || (a.party_id)::text),
            'counted_unexplained'::text,
            k.office_id,
            a.party_id,
            NULL::text,
            a.balance_vnd,
            0,
            k.recorded_at
           FROM (public.account a
             JOIN LATERAL ( SELECT count_of_hand_in.office_id,
                    count_of_hand_in.recorded_at
                   FROM public.count_of_hand_in
                  WHERE (count_of_hand_in.holder_id = a.party_id)
                  ORDER BY count_of_hand_in.count_in_id DESC
                 LIMIT 1) k ON (true))
          WHERE ((a.kind = 'counted'::text) AND (a.balance_vnd > 0))
        UNION ALL
         SELECT ('till:'::text || (t.closing_id)::text),
            'till_differs'::text,
            t.office_id,
            t.office_id,
            NULL::text,
            t.closed_vnd,
            (t.float_vnd + t.taken_vnd),
            t.closed_at
           FROM public.till t
          WHERE (t.closed_vnd <> (t.float_vnd + t.taken_vnd))
        UNION ALL
         SELECT ('count:'::text || (d.event_id)::text),
            'declared_differs'::text,
            d.office_id,
            d.holder_id,
            NULL::text,
            d.declared_vnd,
            d.expected_vnd,
            d.happened_at
           FROM public.cash_count d
          WHERE (d.is_last_of_day AND (d.declared_vnd <> d.expected_vnd))
        UNION ALL
         SELECT ('receipt:'::text || (f_1.event_id)::text),
            f_1.kind,
            f_1.office_id,
            f_1.holder_id,
            f_1.code,
            f_1.amount_vnd,
            0,
            f_1.recorded_at
           FROM public.receipt_fault f_1
        UNION ALL
         SELECT ((('receipt:'::text || (r.book_id)::text) || ':'::text) || (r.number)::text),
            'receipt_unbooked'::text,
            r.office_id,
            NULL::uuid,
            NULL::text,
            0,
            r.amount_vnd,
            r.attached_at
           FROM public.official_receipt r
          WHERE ((EXISTS ( SELECT
                   FROM public.posting p
                  WHERE (p.reverses = r.posting_id))) AND (NOT (EXISTS ( SELECT
                   FROM public.official_receipt_void v
                  WHERE ((v.book_id = r.book_id) AND (v.number = r.number))))))
        UNION ALL
         SELECT ('event:'::text || (c.event_id)::text),
            'delivered_on_claim'::text,
            c.office_id,
            c.holder_id,
            c.code,
            0,
            c.amount_vnd,
            min(e.recorded_at) AS min
           FROM (((((public.collection c
             JOIN public.posting_in_force p ON (((p.effect_of = c.event_id) AND (p.kind = 'claim'::text))))
             JOIN public.item_label l ON ((l.code = c.code)))
             JOIN public.item_label o ON ((o.item_id = l.item_id)))
             JOIN public.event_item d ON (((d.code = o.code) AND (d.kind = 'deliver'::text))))
             JOIN public.signed_event e ON ((e.event_id = d.event_id)))
          WHERE ((NOT (EXISTS ( SELECT
                   FROM public.taken_back t
                  WHERE (t.event_id = e.event_id)))) AND (NOT (EXISTS ( SELECT
                   FROM (((public.item i
                     JOIN public.job j USING (job_id))
                     JOIN public.dossier s ON ((s.dossier_id = j.dossier_id)))
                     JOIN public.agreement a ON (((a.desk_id = s.desk_id) AND (daterange(a.valid_from, a.valid_to) @> ((e.happened_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date))))
                  WHERE ((i.item_id = l.item_id) AND a.may_deliver_on_claimed_transfer)))))
          GROUP BY c.event_id
        UNION ALL
         SELECT ('remittance:'::text || (r.remittance_id)::text),
            'remittance_differs'::text,
            r.office_id,
            NULL::uuid,
            NULL::text,
            r.credited_vnd,
                CASE
                    WHEN (r.reversed_at IS NULL) THEN r.amount_vnd
                    ELSE (0)::bigint
                END AS "case",
            r.credited_at
           FROM public.remittance_state r
          WHERE ((r.credited_vnd > 0) AND (r.credited_vnd <>
                CASE
                    WHEN (r.reversed_at IS NULL) THEN r.amount_vnd
                    ELSE (0)::bigint
                END))
        UNION ALL
         SELECT ('booking:'::text || (l.posting_id)::text),
            'remitted_unbooked'::text,
            l.office_id,
            NULL::uuid,
            NULL::text,
            0,
            l.amount_vnd,
            r.remitted_at
           FROM (public.remittance_line l
             JOIN public.remittance r USING (remittance_id))
          WHERE ((EXISTS ( SELECT
                   FROM public.posting p
                  WHERE (p.reverses = l.posting_id))) AND (NOT (EXISTS ( SELECT
                   FROM public.remittance_line_freed f_1
                  WHERE ((f_1.posting_id = l.posting_id) AND (f_1.turn = l.turn))))))
        UNION ALL
         SELECT ('safe:'::text || (a.party_id)::text),
            'safe_short'::text,
            a.party_id,
            NULL::uuid,
            NULL::text,
            a.balance_vnd,
            f_1.float_vnd,
            ( SELECT max(p.recorded_at) AS max
                   FROM public.posting p
                  WHERE (p.credit = a.account_id)) AS max
           FROM public.account a,
            LATERAL ( SELECT (COALESCE(sum(t.float_vnd), (0)::numeric))::bigint AS float_vnd
                   FROM public.till t
                  WHERE ((t.office_id = a.party_id) AND (t.counted_vnd IS NULL))) f_1
          WHERE ((a.kind = 'taken_out'::text) AND (a.balance_vnd > f_1.float_vnd))
        UNION ALL
         SELECT ('owes:'::text || (a.party_id)::text),
            'owes_office'::text,
            a.party_id,
            NULL::uuid,
            NULL::text,
            0,
            a.balance_vnd,
            d.since
           FROM (public.account a
             JOIN LATERAL ( SELECT min(p.recorded_at) AS since
                   FROM (public.office_debt o
                     JOIN public.posting_in_force p USING (posting_id))
                  WHERE ((o.debtor_id = a.party_id) AND (p.recorded_at > COALESCE(( SELECT max(y.paid_at) AS max
                           FROM (public.office_payment y
                             JOIN public.posting_in_force q ON ((q.effect_of = y.payment_id)))
                          WHERE (y.from_office_id = a.party_id)), '-infinity'::timestamp with time zone)))) d ON (true))
          WHERE ((a.kind = 'owing'::text) AND (a.balance_vnd > 0) AND ((d.since IS NULL) OR ((((d.since AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date + (public.money_rule(a.party_id, 'settle_days'::text, ((d.since AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date, (3)::bigint))::integer) < ((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date)))
        UNION ALL
         SELECT ('payment:'::text || (y.payment_id)::text),
            'payment_not_received'::text,
            y.to_office_id,
            NULL::uuid,
            NULL::text,
            0,
            y.amount_vnd,
            y.paid_at
           FROM (public.office_payment y
             JOIN public.posting_in_force p ON ((p.effect_of = y.payment_id)))
          WHERE ((NOT (EXISTS ( SELECT
                   FROM public.office_payment_receipt r
                  WHERE (r.payment_id = y.payment_id)))) AND ((((y.paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date + (public.money_rule(y.from_office_id, 'settle_days'::text, ((y.paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date, (3)::bigint))::integer) < ((public.courier_now() AT TIME ZONE 'Asia/Ho_Chi_Minh'::text))::date))
        UNION ALL
         SELECT ((('day:'::text || (d.office_id)::text) || ':'::text) || (d.on_date)::text),
            'day_differs'::text,
            d.office_id,
            NULL::uuid,
            NULL::text,
            d.credited_vnd,
            d.receipts_vnd,
            d.since
           FROM public.office_day d
          WHERE (d.is_due AND (LEAST(d.handed_in_vnd, d.remitted_vnd, d.credited_vnd) <> d.receipts_vnd))
        )
 SELECT case_key,
    kind,
    office_id,
    holder_id,
    code,
    taken_vnd,
    expected_vnd,
    since
   FROM found f
  WHERE (NOT (EXISTS ( SELECT
           FROM public.money_case_closing c
          WHERE ((c.case_key = f.case_key) AND (c.kind = f.kind) AND (c.taken_vnd = f.taken_vnd) AND (c.expected_vnd = f.expected_vnd)))));

CREATE OR REPLACE VIEW public.remittance_state AS
 SELECT r.remittance_id,
    r.office_id,
    r.reference,
    r.destination,
    r.account_note,
    r.amount_vnd,
    r.slip_number,
    r.carried_by,
    r.signed_by,
    r.remitted_at,
    v.reversed_at,
    (COALESCE(sum(l.amount_vnd), (0)::numeric))::bigint AS credited_vnd,
    max(l.used_at) AS credited_at
   FROM ((public.remittance r
     LEFT JOIN public.remittance_reversal v USING (remittance_id))
     LEFT JOIN public.bank_line_use l USING (remittance_id))
  GROUP BY r.remittance_id, v.reversed_at;

CREATE OR REPLACE VIEW public.till AS
 SELECT h.office_id,
    e.device_id,
    h.event_id AS closing_id,
    min(a.opened_at) AS opened_at,
    h.happened_at AS closed_at,
    (COALESCE(sum(a.float_vnd), (0)::numeric))::bigint AS float_vnd,
    (COALESCE(sum(a.taken_vnd), (0)::numeric))::bigint AS taken_vnd,
    h.amount_vnd AS closed_vnd,
    k.counted_vnd,
    e.person_id AS closed_by,
    ( SELECT c.person_id
           FROM public.signed_event c
          WHERE (c.event_id = k.count_in_id)) AS counted_by
   FROM (((public.hand_in h
     JOIN public.signed_event e USING (event_id))
     LEFT JOIN public.till_act a ON ((a.closing_id = h.event_id)))
     LEFT JOIN public.count_of_hand_in k ON ((k.hand_in_id = h.event_id)))
  WHERE ((h.act = 'close_till'::text) AND (NOT (EXISTS ( SELECT
           FROM public.taken_back t
          WHERE (t.event_id = h.event_id)))))
  GROUP BY h.event_id, e.event_id, k.counted_vnd, k.count_in_id
UNION ALL
 SELECT a.office_id,
    a.device_id,
    NULL::uuid AS closing_id,
    min(a.opened_at) AS opened_at,
    NULL::timestamp with time zone AS closed_at,
    (sum(a.float_vnd))::bigint AS float_vnd,
    (sum(a.taken_vnd))::bigint AS taken_vnd,
    NULL::bigint AS closed_vnd,
    NULL::bigint AS counted_vnd,
    NULL::uuid AS closed_by,
    NULL::uuid AS counted_by
   FROM public.till_act a
  WHERE (a.closing_id IS NULL)
  GROUP BY a.office_id, a.device_id;

CREATE TRIGGER bag_content_agrees AFTER INSERT OR UPDATE ON public.bag_content FOR EACH ROW EXECUTE FUNCTION public.bag_content_agrees();

CREATE TRIGGER collection_is_posted AFTER INSERT ON public.collection FOR EACH ROW EXECUTE FUNCTION public.collection_is_posted();

CREATE TRIGGER event_item_agrees AFTER INSERT ON public.event_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.event_item_agrees();

CREATE TRIGGER event_items_as_signed AFTER INSERT ON public.event_item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.event_items_as_signed();

CREATE TRIGGER item_enters_ledger AFTER INSERT ON public.item REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.item_enters_ledger();

CREATE TRIGGER job_delivers_where_served BEFORE INSERT ON public.job FOR EACH ROW EXECUTE FUNCTION public.deliver_where_served();

CREATE TRIGGER keep_clock_kind BEFORE DELETE OR UPDATE ON public.clock_setting FOR EACH ROW EXECUTE FUNCTION public.keep_clock_kind();

CREATE TRIGGER keep_clock_row BEFORE TRUNCATE ON public.clock_setting FOR EACH STATEMENT EXECUTE FUNCTION public.keep_clock_kind();

CREATE TRIGGER ledger_agrees AFTER INSERT ON public.ledger REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_agrees();

CREATE TRIGGER ledger_moves_head AFTER INSERT ON public.ledger REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_moves_head();

CREATE TRIGGER opening_is_posted AFTER INSERT ON public.till_opening FOR EACH ROW EXECUTE FUNCTION public.opening_is_posted();

CREATE TRIGGER posting_moves_sums AFTER INSERT ON public.posting FOR EACH ROW EXECUTE FUNCTION public.posting_moves_sums();

CREATE TRIGGER posting_opens_accounts BEFORE INSERT ON public.posting FOR EACH ROW EXECUTE FUNCTION public.posting_opens_accounts();

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.act_set_aside FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.act_set_aside ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.agreement_source FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.agreement_source ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.amount_due FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.amount_due ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bag_code FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_code ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bag_opening FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_opening ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bag_sealing FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_sealing ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bank_file FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_file ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bank_line FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bank_line_name FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line_name ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.bank_line_use FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line_use ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.cash_declaration FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.cash_declaration ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.cash_limit FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.cash_limit ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.collection FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.collection ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.count_check FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_check ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.count_in FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_in ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.count_settlement FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_settlement ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.custody_exception FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.custody_exception_closing FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception_closing ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.custody_exception_kind FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception_kind ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.delivery_instruction FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.delivery_instruction ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.device_log FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.device_log ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.device_revocation FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.device_revocation ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.dispute_answer FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_answer ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.dispute_proposal FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_proposal ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.dispute_resolution FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_resolution ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.door_particulars FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.door_particulars ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.dossier_document FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dossier_document ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.envelope_opening FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.envelope_opening ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.equivocation FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.equivocation ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.event_item FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_item ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.event_proof FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_proof ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.event_refusal FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_refusal ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_checkpoint FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_checkpoint ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_item_head FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_head ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_item_leaf FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_leaf ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_item_node FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_node ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_leaf FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_leaf ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.evidence_node FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_node ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.failed_visit FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.failed_visit ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.filing_answer FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.filing_answer ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.finding FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.finding ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.grant_scope FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.grant_scope ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.hand_in FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.hand_in ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.holding_rule FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.holding_rule ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.imported_job FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.imported_job ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.imported_order FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.imported_order ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.incident FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.incident_rule FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident_rule ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.incident_step FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident_step ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.invitation FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.invitation ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.item FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.item ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.item_label FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.item_label ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.job_pin FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.job_pin ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.label FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.label_print FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label_print ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.label_void FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label_void ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.ledger FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.ledger ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.linehaul_stop FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.linehaul_stop ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.money_case_closing FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.money_case_closing ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.money_setting FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.money_setting ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_debt FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_debt ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_form FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_form ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_pause FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_pause ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_pause_end FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_pause_end ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_payment FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_payment ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_payment_receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_payment_receipt ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.office_wave FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_wave ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.official_receipt FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.official_receipt ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.official_receipt_void FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.official_receipt_void ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.one_time_code FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.one_time_code ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.one_time_code_verdict FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.one_time_code_verdict ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.original_fate FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.original_fate ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.pad FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.pad ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.pad_slip FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.pad_slip ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.paper_count FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.paper_count ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.papers_journey FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.papers_journey ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.party FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.party ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.personal_data_access FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.personal_data_access ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.placed_order FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.placed_order ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.posting FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.posting ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.procedure_import FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.procedure_import ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.proof_rule FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.proof_rule ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.receipt_block FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_block ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.receipt_book FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_book ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.receipt_return FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_return ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.refund FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.refund ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.refusal_decision FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.refusal_decision ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.registration_closing FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.registration_closing ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.registration_match FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.registration_match ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.remittance FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.remittance_line FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_line ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.remittance_line_freed FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_line_freed ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.remittance_reversal FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_reversal ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.restoration FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.restoration ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.schema_migration FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.schema_migration ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.seal_seen FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.seal_seen ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.server_incarnation FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.server_incarnation ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.service_time FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.service_time ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.set_aside_proposal FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.set_aside_proposal ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.shift_change FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.shift_change ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.side_statement FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.side_statement ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.signed_event FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.signed_event ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.stated_amount FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.stated_amount ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.substitution FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.substitution ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.substitution_area FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.substitution_area ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.supplement_request FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.supplement_request ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.till_opening FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.till_opening ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.timetable FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.timetable ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.timetable_spell FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.timetable_spell ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.training_mark FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.training_mark ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.training_warning FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.training_warning ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.transfer_seen FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.transfer_seen ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.travel_terms FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.travel_terms ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.two_roles_mark FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.two_roles_mark ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_rewrite BEFORE DELETE OR UPDATE ON public.unverified_upload FOR EACH ROW EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.unverified_upload ENABLE ALWAYS TRIGGER refuse_rewrite;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.act_set_aside FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.act_set_aside ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.agreement_source FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.agreement_source ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.amount_due FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.amount_due ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bag_code FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_code ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bag_opening FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_opening ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bag_sealing FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bag_sealing ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bank_file FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_file ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bank_line FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bank_line_name FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line_name ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.bank_line_use FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.bank_line_use ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.cash_declaration FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.cash_declaration ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.cash_limit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.cash_limit ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.collection FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.collection ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.count_check FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_check ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.count_in FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_in ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.count_settlement FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.count_settlement ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.custody_exception FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.custody_exception_closing FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception_closing ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.custody_exception_kind FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.custody_exception_kind ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.delivery_instruction FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.delivery_instruction ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.device_log FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.device_log ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.device_revocation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.device_revocation ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.dispute_answer FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_answer ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.dispute_proposal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_proposal ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.dispute_resolution FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dispute_resolution ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.door_particulars FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.door_particulars ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.dossier_document FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.dossier_document ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.envelope_opening FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.envelope_opening ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.equivocation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.equivocation ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.event_item FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_item ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.event_proof FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_proof ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.event_refusal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.event_refusal ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_checkpoint ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_item_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_head ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_item_leaf FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_leaf ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_item_node FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_item_node ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_leaf FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_leaf ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.evidence_node FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.evidence_node ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.failed_visit FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.failed_visit ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.filing_answer FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.filing_answer ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.finding FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.finding ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.grant_scope FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.grant_scope ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.hand_in FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.hand_in ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.holding_rule FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.holding_rule ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.imported_job FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.imported_job ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.imported_order FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.imported_order ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.incident FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.incident_rule FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident_rule ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.incident_step FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.incident_step ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.invitation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.invitation ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.item FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.item ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.item_label FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.item_label ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.job_pin FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.job_pin ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.label FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.label_print FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label_print ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.label_void FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.label_void ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.ledger FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.ledger ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.linehaul_stop FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.linehaul_stop ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.money_case_closing FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.money_case_closing ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.money_setting FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.money_setting ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_debt FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_debt ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_form FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_form ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_pause FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_pause ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_pause_end FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_pause_end ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_payment FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_payment ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_payment_receipt FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_payment_receipt ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.office_wave FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.office_wave ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.official_receipt FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.official_receipt ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.official_receipt_void FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.official_receipt_void ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.one_time_code FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.one_time_code ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.one_time_code_verdict FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.one_time_code_verdict ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.original_fate FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.original_fate ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.pad FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.pad ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.pad_slip FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.pad_slip ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.paper_count FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.paper_count ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.papers_journey FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.papers_journey ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.party FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.party ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.personal_data_access FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.personal_data_access ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.placed_order FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.placed_order ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.posting FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.posting ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.procedure_import FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.procedure_import ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.proof_rule FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.proof_rule ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.receipt_block FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_block ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.receipt_book FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_book ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.receipt_return FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.receipt_return ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.refund FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.refund ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.refusal_decision FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.refusal_decision ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.registration_closing FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.registration_closing ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.registration_match FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.registration_match ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.remittance FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.remittance_line FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_line ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.remittance_line_freed FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_line_freed ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.remittance_reversal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.remittance_reversal ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.restoration FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.restoration ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.schema_migration FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.schema_migration ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.seal_seen FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.seal_seen ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.server_incarnation FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.server_incarnation ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.service_time FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.service_time ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.set_aside_proposal FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.set_aside_proposal ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.shift_change FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.shift_change ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.side_statement FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.side_statement ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.signed_event FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.signed_event ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.stated_amount FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.stated_amount ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.substitution FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.substitution ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.substitution_area FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.substitution_area ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.supplement_request FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.supplement_request ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.till_opening FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.till_opening ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.timetable FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.timetable ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.timetable_spell FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.timetable_spell ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.training_mark FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.training_mark ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.training_warning FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.training_warning ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.transfer_seen FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.transfer_seen ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.travel_terms FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.travel_terms ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.two_roles_mark FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.two_roles_mark ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.unverified_upload FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewrite();

ALTER TABLE public.unverified_upload ENABLE ALWAYS TRIGGER refuse_truncate;

CREATE CONSTRAINT TRIGGER remittance_adds_up AFTER INSERT ON public.remittance DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.remittance_adds_up();

CREATE CONSTRAINT TRIGGER remittance_adds_up AFTER INSERT ON public.remittance_line DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.remittance_adds_up();

CREATE TRIGGER reversal_frees_lines AFTER INSERT ON public.remittance_reversal FOR EACH ROW EXECUTE FUNCTION public.reversal_frees_lines();

CREATE TRIGGER set_aside_is_past_trust BEFORE INSERT ON public.act_set_aside FOR EACH ROW EXECUTE FUNCTION public.set_aside_is_past_trust();

CREATE TRIGGER spell_fits_day BEFORE INSERT ON public.timetable_spell FOR EACH ROW EXECUTE FUNCTION public.spell_fits_day();

ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.act_set_aside
    ADD CONSTRAINT act_set_aside_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.act_set_aside
    ADD CONSTRAINT act_set_aside_set_aside_by_fkey FOREIGN KEY (set_aside_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.address_point
    ADD CONSTRAINT address_point_corrected_by_fkey FOREIGN KEY (corrected_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.address_point
    ADD CONSTRAINT address_point_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT again_only_after_reversal FOREIGN KEY (settles, turn_before) REFERENCES public.posting(freed, turn);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_inherited_from_fkey FOREIGN KEY (inherited_from) REFERENCES public.agreement(agreement_id);

ALTER TABLE ONLY public.agreement
    ADD CONSTRAINT agreement_post_office_id_fkey FOREIGN KEY (post_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.agreement_source
    ADD CONSTRAINT agreement_source_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES public.agreement(agreement_id);

ALTER TABLE ONLY public.agreement_source
    ADD CONSTRAINT agreement_source_from_agreement_id_fkey FOREIGN KEY (from_agreement_id) REFERENCES public.agreement(agreement_id);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_job_id_province_code_fkey FOREIGN KEY (job_id, province_code) REFERENCES public.job(job_id, province_code);

ALTER TABLE ONLY public.amount_due
    ADD CONSTRAINT amount_due_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.bag_code
    ADD CONSTRAINT bag_code_from_office_id_fkey FOREIGN KEY (from_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.bag_code
    ADD CONSTRAINT bag_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.bag_code
    ADD CONSTRAINT bag_code_to_office_id_fkey FOREIGN KEY (to_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_content_labelled FOREIGN KEY (item_id, code) REFERENCES public.item_label(item_id, code);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_content_of_its_sealing FOREIGN KEY (sealing, code, sealing_kind, sealed_by, ref) REFERENCES public.event_item(event_id, code, kind, party_id, ref);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_opened_by_its_holder FOREIGN KEY (item_id, opened_seq, opened_by, opened_tip, opened_depth) REFERENCES public.ledger(item_id, seq, to_party, tip, depth);

ALTER TABLE ONLY public.bag_opening
    ADD CONSTRAINT bag_opening_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_opening_signed FOREIGN KEY (opening, opening_kind, opened_by) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.bag_content
    ADD CONSTRAINT bag_sealed_by_its_holder FOREIGN KEY (item_id, sealed_seq, sealed_by, ref, sealed_depth) REFERENCES public.ledger(item_id, seq, to_party, tip, depth);

ALTER TABLE ONLY public.bag_sealing
    ADD CONSTRAINT bag_sealing_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.bank_file
    ADD CONSTRAINT bank_file_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.bank_file
    ADD CONSTRAINT bank_file_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.bank_line
    ADD CONSTRAINT bank_line_file_id_office_id_fkey FOREIGN KEY (file_id, office_id) REFERENCES public.bank_file(file_id, office_id);

ALTER TABLE ONLY public.bank_line_name
    ADD CONSTRAINT bank_line_name_line_id_fkey FOREIGN KEY (line_id) REFERENCES public.bank_line(line_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT bank_line_use_remittance_id_fkey FOREIGN KEY (remittance_id) REFERENCES public.remittance(remittance_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT bank_line_use_told_by_fkey FOREIGN KEY (told_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT booked_by_its_label FOREIGN KEY (item_id, code) REFERENCES public.item_label(item_id, code);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT booked_exactly FOREIGN KEY (due_id, job_id, booked_to, amount_vnd) REFERENCES public.amount_due(due_id, job_id, account, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT booked_exactly_before FOREIGN KEY (due_id, job_id, booked_to_state, amount_vnd) REFERENCES public.amount_due(due_id, job_id, account_before, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT booked_for_its_job FOREIGN KEY (item_id, job_id) REFERENCES public.item(item_id, job_id);

ALTER TABLE ONLY public.calendar_spell
    ADD CONSTRAINT calendar_spell_calendar_code_fkey FOREIGN KEY (calendar_code) REFERENCES public.calendar(calendar_code);

ALTER TABLE ONLY public.cash_declaration
    ADD CONSTRAINT cash_declaration_event_id_act_holder_id_fkey FOREIGN KEY (event_id, act, holder_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.cash_declaration
    ADD CONSTRAINT cash_declaration_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.cash_limit
    ADD CONSTRAINT cash_limit_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.cash_limit
    ADD CONSTRAINT cash_limit_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT certified_again_only_after_void FOREIGN KEY (posting_id, turn_before) REFERENCES public.official_receipt_void(posting_id, turn);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT certifies_a_booking FOREIGN KEY (posting_id, posting_kind, account, amount_vnd, is_reversal) REFERENCES public.posting(posting_id, kind, credit, amount_vnd, is_reversal);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_event_id_act_holder_id_fkey FOREIGN KEY (event_id, act, holder_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.contact
    ADD CONSTRAINT contact_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.count_check
    ADD CONSTRAINT count_check_confirmed FOREIGN KEY (confirmed_by) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.count_check
    ADD CONSTRAINT count_check_no_gap FOREIGN KEY (count_event, prev_number) REFERENCES public.count_check(count_event, number);

ALTER TABLE ONLY public.count_check
    ADD CONSTRAINT count_check_of_a_count FOREIGN KEY (count_event, count_kind, party_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.count_in
    ADD CONSTRAINT count_in_event_id_act_office_id_fkey FOREIGN KEY (event_id, act, office_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.count_settlement
    ADD CONSTRAINT count_settlement_of_a_result FOREIGN KEY (count_event, number) REFERENCES public.count_check(count_event, number);

ALTER TABLE ONLY public.count_settlement
    ADD CONSTRAINT count_settlement_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT counted_as_signed FOREIGN KEY (count_in_id, hand_in_id, counting_office, amount_vnd) REFERENCES public.count_in(event_id, answers, office_id, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT credited_as_seen FOREIGN KEY (credited_line, books_of, amount_vnd) REFERENCES public.bank_line(line_id, office_id, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT credited_for_a_remittance FOREIGN KEY (credited_line) REFERENCES public.bank_line_use(remitting_line);

ALTER TABLE ONLY public.custody_exception_closing
    ADD CONSTRAINT custody_exception_closing_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.custody_exception_closing
    ADD CONSTRAINT custody_exception_closing_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES public.custody_exception(exception_id);

ALTER TABLE ONLY public.custody_exception
    ADD CONSTRAINT custody_exception_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(item_id);

ALTER TABLE ONLY public.custody_exception
    ADD CONSTRAINT custody_exception_kind_known FOREIGN KEY (kind) REFERENCES public.custody_exception_kind(kind);

ALTER TABLE ONLY public.custody_exception
    ADD CONSTRAINT custody_exception_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.delivery_instruction
    ADD CONSTRAINT delivery_instruction_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.delivery_instruction
    ADD CONSTRAINT delivery_instruction_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.delivery_instruction
    ADD CONSTRAINT delivery_instruction_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_agency_id_agency_kind_fkey FOREIGN KEY (agency_id, agency_kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_desk_id_desk_kind_fkey FOREIGN KEY (desk_id, desk_kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.desk_agency
    ADD CONSTRAINT desk_agency_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_device_id_prev_seq_prev_hash_prev_body_hash_fkey FOREIGN KEY (device_id, prev_seq, prev_hash, prev_body_hash) REFERENCES public.device_log(device_id, seq, hash, body_hash);

ALTER TABLE ONLY public.device_log
    ADD CONSTRAINT device_log_event_id_device_id_seq_body_hash_claimed_previo_fkey FOREIGN KEY (event_id, device_id, seq, body_hash, claimed_previous) REFERENCES public.signed_event(event_id, device_id, device_seq, body_hash, previous);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_party_id_province_code_fkey FOREIGN KEY (party_id, province_code) REFERENCES public.party(party_id, province_code);

ALTER TABLE ONLY public.device
    ADD CONSTRAINT device_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.device_revocation
    ADD CONSTRAINT device_revocation_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.device_revocation
    ADD CONSTRAINT device_revocation_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.dispute_answer
    ADD CONSTRAINT dispute_answer_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.dispute_answer
    ADD CONSTRAINT dispute_answer_decides FOREIGN KEY (resolution_id, item_id, at_tip, proposed_by, answered_by) REFERENCES public.dispute_resolution(resolution_id, item_id, at_tip, decided_by, approved_by);

ALTER TABLE ONLY public.dispute_answer
    ADD CONSTRAINT dispute_answer_to_proposal FOREIGN KEY (proposal_id, item_id, at_tip, proposed_by) REFERENCES public.dispute_proposal(proposal_id, item_id, at_tip, proposed_by);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_chosen_event_fkey FOREIGN KEY (chosen_event) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(item_id);

ALTER TABLE ONLY public.dispute_proposal
    ADD CONSTRAINT dispute_proposal_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_chosen_event_fkey FOREIGN KEY (chosen_event) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.dispute_resolution
    ADD CONSTRAINT dispute_resolution_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(item_id);

ALTER TABLE ONLY public.door_particulars
    ADD CONSTRAINT door_particulars_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_competent_agency_id_fkey FOREIGN KEY (competent_agency_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.dossier_document
    ADD CONSTRAINT dossier_document_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES public.dossier(dossier_id);

ALTER TABLE ONLY public.dossier
    ADD CONSTRAINT dossier_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_issued_by_fkey FOREIGN KEY (issued_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.enrolment
    ADD CONSTRAINT enrolment_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.envelope_opening
    ADD CONSTRAINT envelope_opening_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.equivocation
    ADD CONSTRAINT equivocation_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.event_details
    ADD CONSTRAINT event_details_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.event_item
    ADD CONSTRAINT event_item_event_id_kind_party_id_fkey FOREIGN KEY (event_id, kind, party_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.event_proof
    ADD CONSTRAINT event_proof_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.event_refusal
    ADD CONSTRAINT event_refusal_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.evidence_checkpoint
    ADD CONSTRAINT evidence_checkpoint_incarnation_id_fkey FOREIGN KEY (incarnation_id) REFERENCES public.server_incarnation(incarnation_id);

ALTER TABLE ONLY public.evidence_checkpoint
    ADD CONSTRAINT evidence_checkpoint_prev_number_prev_size_prev_hash_fkey FOREIGN KEY (prev_number, prev_size, prev_hash) REFERENCES public.evidence_checkpoint(number, size, body_hash);

ALTER TABLE ONLY public.evidence_item_leaf
    ADD CONSTRAINT evidence_item_leaf_leaf_fkey FOREIGN KEY (leaf) REFERENCES public.evidence_leaf(leaf);

ALTER TABLE ONLY public.evidence_leaf
    ADD CONSTRAINT evidence_leaf_prev_leaf_fkey FOREIGN KEY (prev_leaf) REFERENCES public.evidence_leaf(leaf);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT exactly_as_claimed FOREIGN KEY (claim_id, counts_as, amount_vnd) REFERENCES public.collection(event_id, counts_as, amount_vnd);

ALTER TABLE ONLY public.failed_visit
    ADD CONSTRAINT failed_visit_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.filing_answer
    ADD CONSTRAINT filing_answer_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.finding
    ADD CONSTRAINT finding_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT floated_as_signed FOREIGN KEY (opening_id, books_of, amount_vnd) REFERENCES public.till_opening(event_id, office_id, float_vnd);

ALTER TABLE ONLY public.grant_scope
    ADD CONSTRAINT grant_scope_agency_id_agency_kind_fkey FOREIGN KEY (agency_id, agency_kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.grant_scope
    ADD CONSTRAINT grant_scope_agency_id_fkey FOREIGN KEY (agency_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.grant_scope
    ADD CONSTRAINT grant_scope_person_id_role_office_id_valid_from_fkey FOREIGN KEY (person_id, role, office_id, valid_from) REFERENCES public.role_grant(person_id, role, office_id, valid_from);

ALTER TABLE ONLY public.hamlet
    ADD CONSTRAINT hamlet_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.hand_in
    ADD CONSTRAINT hand_in_event_id_act_holder_id_fkey FOREIGN KEY (event_id, act, holder_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT handed_in_by_its_holder FOREIGN KEY (hand_in_id, holder_id, counting_office) REFERENCES public.hand_in(event_id, holder_id, office_id);

ALTER TABLE ONLY public.head
    ADD CONSTRAINT head_item_id_seq_holder_id_tip_depth_hash_fkey FOREIGN KEY (item_id, seq, holder_id, tip, depth, hash) REFERENCES public.ledger(item_id, seq, to_party, tip, depth, hash);

ALTER TABLE ONLY public.holding_rule
    ADD CONSTRAINT holding_rule_agreement_id_fkey FOREIGN KEY (agreement_id) REFERENCES public.agreement(agreement_id);

ALTER TABLE ONLY public.holding_rule
    ADD CONSTRAINT holding_rule_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.imported_job
    ADD CONSTRAINT imported_job_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.list_import(import_id);

ALTER TABLE ONLY public.imported_job
    ADD CONSTRAINT imported_job_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.imported_order
    ADD CONSTRAINT imported_order_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.order_import(import_id);

ALTER TABLE ONLY public.imported_order
    ADD CONSTRAINT imported_order_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.placed_order(order_id);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT in_its_book FOREIGN KEY (book_id, office_id, kind, first_number, last_number) REFERENCES public.receipt_book(book_id, office_id, kind, first_number, last_number);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.incident
    ADD CONSTRAINT incident_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.incident_rule
    ADD CONSTRAINT incident_rule_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.incident_rule
    ADD CONSTRAINT incident_rule_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.incident_step
    ADD CONSTRAINT incident_step_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES public.incident(incident_id);

ALTER TABLE ONLY public.incident_step
    ADD CONSTRAINT incident_step_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_job_id_origin_id_fkey FOREIGN KEY (job_id, origin_id) REFERENCES public.job(job_id, origin_id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_job_id_province_code_fkey FOREIGN KEY (job_id, province_code) REFERENCES public.job(job_id, province_code);

ALTER TABLE ONLY public.item_label
    ADD CONSTRAINT item_label_code_fkey FOREIGN KEY (code) REFERENCES public.label(code);

ALTER TABLE ONLY public.item_label
    ADD CONSTRAINT item_label_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(item_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_delivering_office_id_fkey FOREIGN KEY (delivering_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_destination_id_fkey FOREIGN KEY (destination_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_dossier_id_province_code_fkey FOREIGN KEY (dossier_id, province_code) REFERENCES public.dossier(dossier_id, province_code);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_origin_id_fkey FOREIGN KEY (origin_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.job_pin
    ADD CONSTRAINT job_pin_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.job_pin
    ADD CONSTRAINT job_pin_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.job_pin
    ADD CONSTRAINT job_pin_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.job_pin
    ADD CONSTRAINT job_pin_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_serving_office_id_fkey FOREIGN KEY (serving_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.label
    ADD CONSTRAINT label_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.label_print
    ADD CONSTRAINT label_print_code_fkey FOREIGN KEY (code) REFERENCES public.label(code);

ALTER TABLE ONLY public.label_print
    ADD CONSTRAINT label_print_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.label_void
    ADD CONSTRAINT label_void_code_fkey FOREIGN KEY (code) REFERENCES public.label(code);

ALTER TABLE ONLY public.label_void
    ADD CONSTRAINT label_void_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_given_event_given_code_given_kind_from_party_given__fkey FOREIGN KEY (given_event, given_code, given_kind, from_party, given_ref) REFERENCES public.event_item(event_id, code, kind, party_id, ref);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_given_event_given_code_to_party_fkey FOREIGN KEY (given_event, given_code, to_party) REFERENCES public.event_item(event_id, code, to_party);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_given_code_fkey FOREIGN KEY (item_id, given_code) REFERENCES public.item_label(item_id, code);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_origin_id_fkey FOREIGN KEY (item_id, origin_id) REFERENCES public.item(item_id, origin_id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_prev_seq_from_party_prev_tip_prev_depth_pre_fkey FOREIGN KEY (item_id, prev_seq, from_party, prev_tip, prev_depth, prev_hash) REFERENCES public.ledger(item_id, seq, to_party, tip, depth, hash);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_province_code_fkey FOREIGN KEY (item_id, province_code) REFERENCES public.item(item_id, province_code);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_rewound_to_to_party_tip_depth_fkey FOREIGN KEY (item_id, rewound_to, to_party, tip, depth) REFERENCES public.ledger(item_id, seq, to_party, tip, depth);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_item_id_taken_code_fkey FOREIGN KEY (item_id, taken_code) REFERENCES public.item_label(item_id, code);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_resolution_id_item_id_resolved_at_resolved_holder_fkey FOREIGN KEY (resolution_id, item_id, resolved_at, resolved_holder) REFERENCES public.dispute_resolution(resolution_id, item_id, at_tip, holder_id);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_taken_event_taken_code_taken_from_fkey FOREIGN KEY (taken_event, taken_code, taken_from) REFERENCES public.event_item(event_id, code, from_party);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_taken_event_taken_code_taken_kind_paper_from_paper__fkey FOREIGN KEY (taken_event, taken_code, taken_kind, paper_from, paper_to, paper_ref) REFERENCES public.event_item(event_id, code, kind, from_party, to_party, ref);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_taken_event_taken_code_taken_kind_to_party_taken_re_fkey FOREIGN KEY (taken_event, taken_code, taken_kind, to_party, taken_ref) REFERENCES public.event_item(event_id, code, kind, party_id, ref);

ALTER TABLE ONLY public.ledger
    ADD CONSTRAINT ledger_to_party_fkey FOREIGN KEY (to_party) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.linehaul_route
    ADD CONSTRAINT linehaul_route_linehaul_id_linehaul_kind_fkey FOREIGN KEY (linehaul_id, linehaul_kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.linehaul_stop
    ADD CONSTRAINT linehaul_stop_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.linehaul_stop
    ADD CONSTRAINT linehaul_stop_route_id_fkey FOREIGN KEY (route_id) REFERENCES public.linehaul_route(route_id);

ALTER TABLE ONLY public.linehaul_stop
    ADD CONSTRAINT linehaul_stop_route_id_prev_position_prev_departs_s_fkey FOREIGN KEY (route_id, prev_position, prev_departs_s) REFERENCES public.linehaul_stop(route_id, "position", departs_s);

ALTER TABLE ONLY public.list_import
    ADD CONSTRAINT list_import_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.list_import
    ADD CONSTRAINT list_import_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.money_case_closing
    ADD CONSTRAINT money_case_closing_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.money_setting
    ADD CONSTRAINT money_setting_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.money_setting
    ADD CONSTRAINT money_setting_set_by_fkey FOREIGN KEY (set_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT no_gap FOREIGN KEY (book_id, number_before) REFERENCES public.official_receipt(book_id, number);

ALTER TABLE ONLY public.office_area
    ADD CONSTRAINT office_area_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office_area
    ADD CONSTRAINT office_area_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.office_debt
    ADD CONSTRAINT office_debt_creditor_id_fkey FOREIGN KEY (creditor_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office_debt
    ADD CONSTRAINT office_debt_debtor_id_fkey FOREIGN KEY (debtor_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_form_kind_fkey FOREIGN KEY (form, kind) REFERENCES public.office_form(form, kind);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_office_id_kind_fkey FOREIGN KEY (office_id, kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_office_id_province_code_fkey FOREIGN KEY (office_id, province_code) REFERENCES public.party(party_id, province_code);

ALTER TABLE ONLY public.office_pause_end
    ADD CONSTRAINT office_pause_end_pause_id_fkey FOREIGN KEY (pause_id) REFERENCES public.office_pause(pause_id);

ALTER TABLE ONLY public.office_pause_end
    ADD CONSTRAINT office_pause_end_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.office_pause
    ADD CONSTRAINT office_pause_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office_pause
    ADD CONSTRAINT office_pause_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_from_office_id_fkey FOREIGN KEY (from_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_paid_by_fkey FOREIGN KEY (paid_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.office_payment_receipt
    ADD CONSTRAINT office_payment_receipt_payment_id_to_office_id_amount_vnd_fkey FOREIGN KEY (payment_id, to_office_id, amount_vnd) REFERENCES public.office_payment(payment_id, to_office_id, amount_vnd);

ALTER TABLE ONLY public.office_payment_receipt
    ADD CONSTRAINT office_payment_receipt_received_by_fkey FOREIGN KEY (received_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.office_payment
    ADD CONSTRAINT office_payment_to_office_id_fkey FOREIGN KEY (to_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_served_by_office_id_fkey FOREIGN KEY (served_by_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_superior_office_id_fkey FOREIGN KEY (superior_office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office
    ADD CONSTRAINT office_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.office_wave
    ADD CONSTRAINT office_wave_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.office_wave
    ADD CONSTRAINT office_wave_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.official_receipt
    ADD CONSTRAINT official_receipt_attached_by_fkey FOREIGN KEY (attached_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.official_receipt_void
    ADD CONSTRAINT official_receipt_void_book_id_number_posting_id_turn_fkey FOREIGN KEY (book_id, number, posting_id, turn) REFERENCES public.official_receipt(book_id, number, posting_id, turn);

ALTER TABLE ONLY public.official_receipt_void
    ADD CONSTRAINT official_receipt_void_voided_by_fkey FOREIGN KEY (voided_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.one_time_code
    ADD CONSTRAINT one_time_code_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.one_time_code_verdict
    ADD CONSTRAINT one_time_code_verdict_code_id_fkey FOREIGN KEY (code_id) REFERENCES public.one_time_code(code_id);

ALTER TABLE ONLY public.one_time_code_verdict
    ADD CONSTRAINT one_time_code_verdict_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.order_import
    ADD CONSTRAINT order_import_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.order_import
    ADD CONSTRAINT order_import_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.original_fate
    ADD CONSTRAINT original_fate_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.envelope_opening(event_id);

ALTER TABLE ONLY public.office_debt
    ADD CONSTRAINT owes_as_booked FOREIGN KEY (posting_id, kind, owing, owed, amount_vnd) REFERENCES public.posting(posting_id, kind, credit, debit, amount_vnd);

ALTER TABLE ONLY public.pad
    ADD CONSTRAINT pad_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.pad
    ADD CONSTRAINT pad_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.pad_slip
    ADD CONSTRAINT pad_slip_code_fkey FOREIGN KEY (code) REFERENCES public.label(code);

ALTER TABLE ONLY public.pad_slip
    ADD CONSTRAINT pad_slip_pad_id_fkey FOREIGN KEY (pad_id) REFERENCES public.pad(pad_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT paid_as_recorded FOREIGN KEY (payment_id, between_of, amount_vnd) REFERENCES public.office_payment(payment_id, from_office_id, amount_vnd);

ALTER TABLE ONLY public.paper_count
    ADD CONSTRAINT paper_count_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.papers_journey
    ADD CONSTRAINT papers_journey_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.papers_journey
    ADD CONSTRAINT papers_journey_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_carrier_party_id_carrier_kind_fkey FOREIGN KEY (carrier_party_id, carrier_kind) REFERENCES public.party(party_id, kind);

ALTER TABLE ONLY public.personal_data_access
    ADD CONSTRAINT personal_data_access_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.personal_data_access
    ADD CONSTRAINT personal_data_access_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.personal_data_access
    ADD CONSTRAINT personal_data_access_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES public.dossier(dossier_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registered_return(registration_id);

ALTER TABLE ONLY public.placed_order
    ADD CONSTRAINT placed_order_request_id_fkey FOREIGN KEY (request_id) REFERENCES public.supplement_request(request_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_based_on_fkey FOREIGN KEY (based_on) REFERENCES public.plan(plan_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_made_by_fkey FOREIGN KEY (made_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.plan
    ADD CONSTRAINT plan_published_by_fkey FOREIGN KEY (published_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(plan_id);

ALTER TABLE ONLY public.plan_route
    ADD CONSTRAINT plan_route_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES public.shift(shift_id);

ALTER TABLE ONLY public.plan_run
    ADD CONSTRAINT plan_run_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.plan_run
    ADD CONSTRAINT plan_run_cancel_asked_by_fkey FOREIGN KEY (cancel_asked_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.plan_run
    ADD CONSTRAINT plan_run_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.plan_run
    ADD CONSTRAINT plan_run_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(plan_id);

ALTER TABLE ONLY public.plan_unserved
    ADD CONSTRAINT plan_unserved_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.plan_unserved
    ADD CONSTRAINT plan_unserved_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.plan(plan_id);

ALTER TABLE ONLY public.planned_stop
    ADD CONSTRAINT planned_stop_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.planned_stop
    ADD CONSTRAINT planned_stop_route_id_plan_id_fkey FOREIGN KEY (route_id, plan_id) REFERENCES public.plan_route(route_id, plan_id);

ALTER TABLE ONLY public.planned_visit
    ADD CONSTRAINT planned_visit_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.planned_visit
    ADD CONSTRAINT planned_visit_stop_id_plan_id_act_fkey FOREIGN KEY (stop_id, plan_id, act) REFERENCES public.planned_stop(stop_id, plan_id, act);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_credit_fkey FOREIGN KEY (credit) REFERENCES public.account(account_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_debit_fkey FOREIGN KEY (debit) REFERENCES public.account(account_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT posting_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.procedure_document
    ADD CONSTRAINT procedure_document_procedure_code_valid_from_fkey FOREIGN KEY (procedure_code, valid_from) REFERENCES public.procedure(procedure_code, valid_from) ON DELETE CASCADE;

ALTER TABLE ONLY public.procedure_import
    ADD CONSTRAINT procedure_import_imported_by_fkey FOREIGN KEY (imported_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.proof_file
    ADD CONSTRAINT proof_file_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.proof_rule
    ADD CONSTRAINT proof_rule_desk_id_fkey FOREIGN KEY (desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.proof_rule
    ADD CONSTRAINT proof_rule_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.receipt_block
    ADD CONSTRAINT receipt_block_device_id_fkey FOREIGN KEY (device_id) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.receipt_block
    ADD CONSTRAINT receipt_block_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.receipt_book
    ADD CONSTRAINT receipt_book_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.receipt_book
    ADD CONSTRAINT receipt_book_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.receipt_return
    ADD CONSTRAINT receipt_return_device_id_holder_id_fkey FOREIGN KEY (device_id, holder_id) REFERENCES public.device(device_id, party_id);

ALTER TABLE ONLY public.receipt_return
    ADD CONSTRAINT receipt_return_event_id_act_holder_id_fkey FOREIGN KEY (event_id, act, holder_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.receipt_return
    ADD CONSTRAINT receipt_return_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT received_as_paid FOREIGN KEY (receipt_id, between_of, amount_vnd) REFERENCES public.office_payment_receipt(receipt_id, to_office_id, amount_vnd);

ALTER TABLE ONLY public.recipient_change
    ADD CONSTRAINT recipient_change_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.recipient_change
    ADD CONSTRAINT recipient_change_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.recipient_change
    ADD CONSTRAINT recipient_change_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.recipient_change
    ADD CONSTRAINT recipient_change_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registered_return(registration_id);

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_refunded_by_fkey FOREIGN KEY (refunded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT refunded_as_recorded FOREIGN KEY (refund_id, debit, credit, amount_vnd) REFERENCES public.refund(refund_id, suspense, paid_from, amount_vnd);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_exception_id_fkey FOREIGN KEY (exception_id) REFERENCES public.custody_exception_closing(exception_id);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_from_desk_id_fkey FOREIGN KEY (from_desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.refusal_decision
    ADD CONSTRAINT refusal_decision_to_desk_id_fkey FOREIGN KEY (to_desk_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.registered_return
    ADD CONSTRAINT registered_return_dossier_id_province_code_fkey FOREIGN KEY (dossier_id, province_code) REFERENCES public.dossier(dossier_id, province_code);

ALTER TABLE ONLY public.registered_return
    ADD CONSTRAINT registered_return_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.registered_return
    ADD CONSTRAINT registered_return_recipient_id_province_code_fkey FOREIGN KEY (recipient_id, province_code) REFERENCES public.party(party_id, province_code);

ALTER TABLE ONLY public.registration_closing
    ADD CONSTRAINT registration_closing_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.registration_closing
    ADD CONSTRAINT registration_closing_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registered_return(registration_id);

ALTER TABLE ONLY public.registration_match
    ADD CONSTRAINT registration_match_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.registration_match
    ADD CONSTRAINT registration_match_registration_id_fkey FOREIGN KEY (registration_id) REFERENCES public.registered_return(registration_id);

ALTER TABLE ONLY public.remittance_line
    ADD CONSTRAINT remits_a_booking FOREIGN KEY (posting_id, kind, account, amount_vnd, is_reversal) REFERENCES public.posting(posting_id, kind, credit, amount_vnd, is_reversal);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_carried_by_fkey FOREIGN KEY (carried_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.remittance_line_freed
    ADD CONSTRAINT remittance_line_freed_posting_id_turn_remittance_id_fkey FOREIGN KEY (posting_id, turn, remittance_id) REFERENCES public.remittance_line(posting_id, turn, remittance_id);

ALTER TABLE ONLY public.remittance_line_freed
    ADD CONSTRAINT remittance_line_freed_remittance_id_fkey FOREIGN KEY (remittance_id) REFERENCES public.remittance_reversal(remittance_id);

ALTER TABLE ONLY public.remittance_line
    ADD CONSTRAINT remittance_line_remittance_id_office_id_destination_fkey FOREIGN KEY (remittance_id, office_id, destination) REFERENCES public.remittance(remittance_id, office_id, destination);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.remittance_reversal
    ADD CONSTRAINT remittance_reversal_remittance_id_fkey FOREIGN KEY (remittance_id) REFERENCES public.remittance(remittance_id);

ALTER TABLE ONLY public.remittance_reversal
    ADD CONSTRAINT remittance_reversal_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.remittance
    ADD CONSTRAINT remittance_signed_by_fkey FOREIGN KEY (signed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.remittance_line
    ADD CONSTRAINT remitted_again_only_after_reversal FOREIGN KEY (posting_id, turn_before) REFERENCES public.remittance_line_freed(posting_id, turn);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT remitted_as_listed FOREIGN KEY (remittance_id, books_of, amount_vnd) REFERENCES public.remittance(remittance_id, office_id, amount_vnd);

ALTER TABLE ONLY public.restoration
    ADD CONSTRAINT restoration_incarnation_id_fkey FOREIGN KEY (incarnation_id) REFERENCES public.server_incarnation(incarnation_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT reversal_frees_the_same FOREIGN KEY (reverses, settles, turn) REFERENCES public.posting(posting_id, settles, turn);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT reversal_mirrors FOREIGN KEY (reverses, kind, debit, credit, amount_vnd) REFERENCES public.posting(posting_id, kind, credit, debit, amount_vnd);

ALTER TABLE ONLY public.road_matrix
    ADD CONSTRAINT road_matrix_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.role_grant
    ADD CONSTRAINT role_grant_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.s10_range
    ADD CONSTRAINT s10_range_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.seal_seen
    ADD CONSTRAINT seal_seen_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.service_time
    ADD CONSTRAINT service_time_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.service_time
    ADD CONSTRAINT service_time_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.act_set_aside
    ADD CONSTRAINT set_aside_as_proposed FOREIGN KEY (event_id, proposed_by) REFERENCES public.set_aside_proposal(event_id, proposed_by);

ALTER TABLE ONLY public.set_aside_proposal
    ADD CONSTRAINT set_aside_proposal_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.set_aside_proposal
    ADD CONSTRAINT set_aside_proposal_proposed_by_fkey FOREIGN KEY (proposed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_carrier_id_fkey FOREIGN KEY (carrier_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.shift_change
    ADD CONSTRAINT shift_change_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.shift_change
    ADD CONSTRAINT shift_change_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES public.shift(shift_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.shift
    ADD CONSTRAINT shift_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.shift_spell
    ADD CONSTRAINT shift_spell_shift_id_fkey FOREIGN KEY (shift_id) REFERENCES public.shift(shift_id);

ALTER TABLE ONLY public.side_statement
    ADD CONSTRAINT side_statement_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.side_statement
    ADD CONSTRAINT side_statement_party_id_fkey FOREIGN KEY (party_id) REFERENCES public.party(party_id);

ALTER TABLE ONLY public.side_statement
    ADD CONSTRAINT side_statement_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.signed_event
    ADD CONSTRAINT signed_event_device_id_party_id_fkey FOREIGN KEY (device_id, party_id) REFERENCES public.device(device_id, party_id);

ALTER TABLE ONLY public.staff_session
    ADD CONSTRAINT staff_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.stated_amount
    ADD CONSTRAINT stated_amount_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.job(job_id);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_appointed_by_fkey FOREIGN KEY (appointed_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.substitution_area
    ADD CONSTRAINT substitution_area_substitution_id_fkey FOREIGN KEY (substitution_id) REFERENCES public.substitution(substitution_id);

ALTER TABLE ONLY public.substitution_area
    ADD CONSTRAINT substitution_area_unit_code_unit_valid_from_fkey FOREIGN KEY (unit_code, unit_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_person_id_role_office_id_on_date_fkey FOREIGN KEY (person_id, role, office_id, on_date) REFERENCES public.role_grant(person_id, role, office_id, valid_from);

ALTER TABLE ONLY public.substitution
    ADD CONSTRAINT substitution_stands_for_fkey FOREIGN KEY (stands_for) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.supplement_request
    ADD CONSTRAINT supplement_request_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES public.dossier(dossier_id);

ALTER TABLE ONLY public.supplement_request
    ADD CONSTRAINT supplement_request_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT taken_as_signed FOREIGN KEY (collection_id, code, counts_as, amount_vnd) REFERENCES public.collection(event_id, code, counts_as, amount_vnd);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT taken_by_its_holder FOREIGN KEY (collection_id, holder_id) REFERENCES public.collection(event_id, holder_id);

ALTER TABLE ONLY public.hand_in
    ADD CONSTRAINT till_of_an_office FOREIGN KEY (till_office) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.till_opening
    ADD CONSTRAINT till_opening_event_id_act_office_id_fkey FOREIGN KEY (event_id, act, office_id) REFERENCES public.signed_event(event_id, kind, party_id);

ALTER TABLE ONLY public.till_opening
    ADD CONSTRAINT till_opening_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.timetable
    ADD CONSTRAINT timetable_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.timetable
    ADD CONSTRAINT timetable_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.timetable_spell
    ADD CONSTRAINT timetable_spell_timetable_id_scope_fkey FOREIGN KEY (timetable_id, scope) REFERENCES public.timetable(timetable_id, scope);

ALTER TABLE ONLY public.training_mark
    ADD CONSTRAINT training_mark_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.training_mark
    ADD CONSTRAINT training_mark_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.training_warning
    ADD CONSTRAINT training_warning_office_id_fkey FOREIGN KEY (office_id) REFERENCES public.office(office_id);

ALTER TABLE ONLY public.training_warning
    ADD CONSTRAINT training_warning_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.transfer_seen
    ADD CONSTRAINT transfer_seen_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.collection(event_id);

ALTER TABLE ONLY public.transfer_seen
    ADD CONSTRAINT transfer_seen_seen_by_fkey FOREIGN KEY (seen_by) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.posting
    ADD CONSTRAINT transfer_was_seen FOREIGN KEY (seen_id) REFERENCES public.transfer_seen(event_id);

ALTER TABLE ONLY public.travel_terms
    ADD CONSTRAINT travel_terms_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(person_id);

ALTER TABLE ONLY public.two_roles_mark
    ADD CONSTRAINT two_roles_mark_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.signed_event(event_id);

ALTER TABLE ONLY public.unit_succession
    ADD CONSTRAINT unit_succession_from_code_from_valid_from_fkey FOREIGN KEY (from_code, from_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.unit_succession
    ADD CONSTRAINT unit_succession_to_code_to_valid_from_fkey FOREIGN KEY (to_code, to_valid_from) REFERENCES public.administrative_unit(code, valid_from);

ALTER TABLE ONLY public.unverified_upload
    ADD CONSTRAINT unverified_upload_uploaded_by_fkey FOREIGN KEY (uploaded_by) REFERENCES public.device(device_id);

ALTER TABLE ONLY public.bank_line_use
    ADD CONSTRAINT use_of_its_line FOREIGN KEY (line_id, office_id, amount_vnd) REFERENCES public.bank_line(line_id, office_id, amount_vnd);

GRANT USAGE ON SCHEMA public TO courier_service;

GRANT SELECT,INSERT ON TABLE public.person TO courier_service;

GRANT UPDATE(full_name) ON TABLE public.person TO courier_service;

GRANT UPDATE(sort_key) ON TABLE public.person TO courier_service;

GRANT UPDATE(phone) ON TABLE public.person TO courier_service;

GRANT UPDATE(username) ON TABLE public.person TO courier_service;

GRANT UPDATE(password_hash) ON TABLE public.person TO courier_service;

GRANT UPDATE(carrier_party_id) ON TABLE public.person TO courier_service;

GRANT UPDATE(is_active) ON TABLE public.person TO courier_service;

GRANT SELECT,INSERT ON TABLE public.role_grant TO courier_service;

GRANT UPDATE(valid_to) ON TABLE public.role_grant TO courier_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.office TO courier_service;

GRANT SELECT,INSERT ON TABLE public.device TO courier_service;

GRANT UPDATE(ended_at) ON TABLE public.device TO courier_service;

GRANT UPDATE(unsent) ON TABLE public.device TO courier_service;

GRANT UPDATE(oldest_unsent_at) ON TABLE public.device TO courier_service;

GRANT UPDATE(last_sync_at) ON TABLE public.device TO courier_service;

GRANT UPDATE(last_sync_seq) ON TABLE public.device TO courier_service;

GRANT UPDATE(heard_at) ON TABLE public.device TO courier_service;

GRANT SELECT,INSERT ON TABLE public.device_revocation TO courier_service;

GRANT SELECT,INSERT ON TABLE public.signed_event TO courier_service;

GRANT SELECT,INSERT ON TABLE public.dossier TO courier_service;

GRANT UPDATE(code) ON TABLE public.dossier TO courier_service;

GRANT UPDATE(owner_id) ON TABLE public.dossier TO courier_service;

GRANT UPDATE(official_state) ON TABLE public.dossier TO courier_service;

GRANT UPDATE(due_on) ON TABLE public.dossier TO courier_service;

GRANT SELECT,INSERT ON TABLE public.job TO courier_service;

GRANT UPDATE(destination_id) ON TABLE public.job TO courier_service;

GRANT UPDATE(at_counter) ON TABLE public.job TO courier_service;

GRANT UPDATE(ready_at) ON TABLE public.job TO courier_service;

GRANT UPDATE(window_from) ON TABLE public.job TO courier_service;

GRANT UPDATE(window_to) ON TABLE public.job TO courier_service;

GRANT UPDATE(cancelled_at) ON TABLE public.job TO courier_service;

GRANT UPDATE(delivering_office_id) ON TABLE public.job TO courier_service;

GRANT SELECT,INSERT ON TABLE public.act_set_aside TO courier_service;

GRANT SELECT,INSERT ON TABLE public.amount_due TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bank_file TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bank_line TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bank_line_use TO courier_service;

GRANT SELECT,INSERT ON TABLE public.count_check TO courier_service;

GRANT SELECT,INSERT ON TABLE public.count_settlement TO courier_service;

GRANT SELECT,INSERT ON TABLE public.custody_exception TO courier_service;

GRANT SELECT,INSERT ON TABLE public.custody_exception_closing TO courier_service;

GRANT SELECT,INSERT ON TABLE public.delivery_instruction TO courier_service;

GRANT SELECT,INSERT ON TABLE public.dispute_answer TO courier_service;

GRANT SELECT,INSERT ON TABLE public.dispute_proposal TO courier_service;

GRANT SELECT,INSERT ON TABLE public.dispute_resolution TO courier_service;

GRANT SELECT,INSERT ON TABLE public.door_particulars TO courier_service;

GRANT SELECT,INSERT ON TABLE public.envelope_opening TO courier_service;

GRANT SELECT,INSERT ON TABLE public.equivocation TO courier_service;

GRANT SELECT,INSERT ON TABLE public.filing_answer TO courier_service;

GRANT SELECT,INSERT ON TABLE public.finding TO courier_service;

GRANT SELECT,INSERT ON TABLE public.incident TO courier_service;

GRANT SELECT,INSERT ON TABLE public.incident_step TO courier_service;

GRANT SELECT,INSERT ON TABLE public.invitation TO courier_service;

GRANT SELECT,INSERT ON TABLE public.item TO courier_service;

GRANT SELECT,INSERT ON TABLE public.item_label TO courier_service;

GRANT SELECT,INSERT ON TABLE public.label_void TO courier_service;

GRANT SELECT,INSERT ON TABLE public.ledger TO courier_service;

GRANT SELECT,INSERT ON TABLE public.money_case_closing TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_debt TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_payment TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_payment_receipt TO courier_service;

GRANT SELECT,INSERT ON TABLE public.official_receipt TO courier_service;

GRANT SELECT,INSERT ON TABLE public.official_receipt_void TO courier_service;

GRANT SELECT,INSERT ON TABLE public.one_time_code TO courier_service;

GRANT SELECT,INSERT ON TABLE public.one_time_code_verdict TO courier_service;

GRANT SELECT,INSERT ON TABLE public.original_fate TO courier_service;

GRANT SELECT,INSERT ON TABLE public.paper_count TO courier_service;

GRANT SELECT,INSERT ON TABLE public.papers_journey TO courier_service;

GRANT SELECT,INSERT ON TABLE public.party TO courier_service;

GRANT SELECT,INSERT ON TABLE public.posting TO courier_service;

GRANT SELECT,INSERT ON TABLE public.receipt_block TO courier_service;

GRANT SELECT,INSERT ON TABLE public.receipt_book TO courier_service;

GRANT SELECT,INSERT ON TABLE public.refund TO courier_service;

GRANT SELECT,INSERT ON TABLE public.refusal_decision TO courier_service;

GRANT SELECT,INSERT ON TABLE public.remittance TO courier_service;

GRANT SELECT,INSERT ON TABLE public.remittance_line TO courier_service;

GRANT SELECT,INSERT ON TABLE public.remittance_reversal TO courier_service;

GRANT SELECT,INSERT ON TABLE public.seal_seen TO courier_service;

GRANT SELECT,INSERT ON TABLE public.server_incarnation TO courier_service;

GRANT SELECT,INSERT ON TABLE public.set_aside_proposal TO courier_service;

GRANT SELECT,INSERT ON TABLE public.side_statement TO courier_service;

GRANT SELECT,INSERT ON TABLE public.transfer_seen TO courier_service;

GRANT SELECT,INSERT ON TABLE public.two_roles_mark TO courier_service;

GRANT SELECT,INSERT ON TABLE public.unverified_upload TO courier_service;

GRANT SELECT,INSERT ON TABLE public.agreement TO courier_service;

GRANT UPDATE(valid_to) ON TABLE public.agreement TO courier_service;

GRANT SELECT,INSERT ON TABLE public.holding_rule TO courier_service;

GRANT SELECT,INSERT ON TABLE public.training_mark TO courier_service;

REVOKE ALL ON FUNCTION public.look_at_orders() FROM PUBLIC;
GRANT ALL ON FUNCTION public.look_at_orders() TO courier_service;

GRANT SELECT,INSERT ON TABLE public.grant_scope TO courier_service;

GRANT SELECT,INSERT ON TABLE public.shift TO courier_service;

GRANT UPDATE(starts_at) ON TABLE public.shift TO courier_service;

GRANT UPDATE(ends_at) ON TABLE public.shift TO courier_service;

GRANT UPDATE(lunch_from) ON TABLE public.shift TO courier_service;

GRANT UPDATE(lunch_to) ON TABLE public.shift TO courier_service;

GRANT UPDATE(capacity_items) ON TABLE public.shift TO courier_service;

GRANT UPDATE(capacity_g) ON TABLE public.shift TO courier_service;

GRANT UPDATE(speed_kmh) ON TABLE public.shift TO courier_service;

GRANT UPDATE(territory) ON TABLE public.shift TO courier_service;

GRANT UPDATE(lunch_duration_s) ON TABLE public.shift TO courier_service;

GRANT UPDATE(share_of_day_percent) ON TABLE public.shift TO courier_service;

GRANT UPDATE(max_overtime_s) ON TABLE public.shift TO courier_service;

GRANT UPDATE(max_trips) ON TABLE public.shift TO courier_service;

GRANT UPDATE(habitual_order) ON TABLE public.shift TO courier_service;

GRANT UPDATE(is_ended) ON TABLE public.shift TO courier_service;

REVOKE ALL ON FUNCTION public.open_accounts(VARIADIC ids text[]) FROM PUBLIC;

GRANT SELECT,INSERT ON TABLE public.substitution TO courier_service;

GRANT SELECT,INSERT ON TABLE public.substitution_area TO courier_service;

GRANT SELECT ON TABLE public.account TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.address_point TO courier_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.administrative_unit TO courier_service;

GRANT SELECT,INSERT ON TABLE public.agreement_source TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bag_code TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.bag_content TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bag_opening TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bag_sealing TO courier_service;

GRANT USAGE ON SEQUENCE public.bag_serial TO courier_service;

GRANT SELECT,INSERT ON TABLE public.bank_line_name TO courier_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.calendar TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calendar_day TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.calendar_spell TO courier_service;

GRANT SELECT,INSERT ON TABLE public.cash_declaration TO courier_service;

GRANT SELECT,INSERT ON TABLE public.collection TO courier_service;

GRANT SELECT,INSERT ON TABLE public.hand_in TO courier_service;

GRANT SELECT,INSERT ON TABLE public.posting_in_force TO courier_service;

GRANT SELECT,INSERT ON TABLE public.taken_back TO courier_service;

GRANT SELECT,INSERT ON TABLE public.till_opening TO courier_service;

GRANT SELECT,INSERT ON TABLE public.cash_count TO courier_service;

GRANT SELECT,INSERT ON TABLE public.cash_limit TO courier_service;

GRANT SELECT,INSERT ON TABLE public.cash_holder TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.change TO courier_service;

GRANT USAGE ON SEQUENCE public.change_change_id_seq TO courier_service;

GRANT SELECT ON TABLE public.clock_setting TO courier_service;

GRANT UPDATE(clock_offset) ON TABLE public.clock_setting TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.contact TO courier_service;

GRANT SELECT,INSERT ON TABLE public.count_in TO courier_service;

GRANT SELECT,INSERT ON TABLE public.count_of_hand_in TO courier_service;

GRANT SELECT,INSERT ON TABLE public.label TO courier_service;

GRANT SELECT,INSERT ON TABLE public.current_label TO courier_service;

GRANT SELECT,INSERT ON TABLE public.custody_exception_kind TO courier_service;

GRANT SELECT,INSERT ON TABLE public.desk_agency TO courier_service;

GRANT UPDATE(valid_to) ON TABLE public.desk_agency TO courier_service;

GRANT SELECT,INSERT ON TABLE public.device_log TO courier_service;

GRANT SELECT,INSERT ON TABLE public.dossier_document TO courier_service;

GRANT SELECT,INSERT ON TABLE public.enrolment TO courier_service;

GRANT UPDATE(used_at) ON TABLE public.enrolment TO courier_service;

GRANT UPDATE(device_id) ON TABLE public.enrolment TO courier_service;

GRANT SELECT,INSERT ON TABLE public.event_details TO courier_service;

GRANT UPDATE(details) ON TABLE public.event_details TO courier_service;

GRANT SELECT,INSERT ON TABLE public.event_item TO courier_service;

GRANT SELECT,INSERT ON TABLE public.event_proof TO courier_service;

GRANT SELECT,INSERT ON TABLE public.event_refusal TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_checkpoint TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_item_head TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_item_leaf TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_item_node TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_leaf TO courier_service;

GRANT SELECT,INSERT ON TABLE public.evidence_node TO courier_service;

GRANT SELECT,INSERT ON TABLE public.failed_visit TO courier_service;

GRANT SELECT,INSERT,UPDATE ON TABLE public.hamlet TO courier_service;

GRANT SELECT,INSERT ON TABLE public.trusted_event TO courier_service;

GRANT SELECT,INSERT ON TABLE public.handover_difference TO courier_service;

GRANT SELECT ON TABLE public.head TO courier_service;

GRANT UPDATE(status) ON TABLE public.head TO courier_service;

GRANT UPDATE(claimants) ON TABLE public.head TO courier_service;

GRANT SELECT,INSERT ON TABLE public.imported_job TO courier_service;

GRANT SELECT,INSERT ON TABLE public.imported_order TO courier_service;

GRANT SELECT,INSERT ON TABLE public.incident_rule TO courier_service;

GRANT SELECT,INSERT ON TABLE public.item_in_bag TO courier_service;

GRANT SELECT,INSERT ON TABLE public.item_under_inquiry TO courier_service;

GRANT SELECT,INSERT ON TABLE public.job_failure TO courier_service;

GRANT SELECT,INSERT ON TABLE public.job_pin TO courier_service;

GRANT SELECT,INSERT ON TABLE public.job_solution TO courier_service;

GRANT SELECT,INSERT ON TABLE public.label_print TO courier_service;

GRANT SELECT,INSERT ON TABLE public.linehaul_route TO courier_service;

GRANT UPDATE(valid_to) ON TABLE public.linehaul_route TO courier_service;

GRANT SELECT,INSERT ON TABLE public.linehaul_stop TO courier_service;

GRANT SELECT,INSERT ON TABLE public.list_import TO courier_service;

GRANT UPDATE(rejected_file) ON TABLE public.list_import TO courier_service;

GRANT SELECT,INSERT ON TABLE public.money_case TO courier_service;

GRANT SELECT,INSERT ON TABLE public.money_setting TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_area TO courier_service;

GRANT UPDATE(valid_to) ON TABLE public.office_area TO courier_service;

GRANT SELECT,INSERT ON TABLE public.till TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_day TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_form TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_pause TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_pause_end TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_pause_in_force TO courier_service;

GRANT SELECT,INSERT ON TABLE public.office_wave TO courier_service;

GRANT SELECT,INSERT ON TABLE public.order_import TO courier_service;

GRANT UPDATE(rejected_file) ON TABLE public.order_import TO courier_service;

GRANT SELECT,INSERT ON TABLE public.pad TO courier_service;

GRANT SELECT,INSERT ON TABLE public.pad_slip TO courier_service;

GRANT SELECT,INSERT ON TABLE public.personal_data_access TO courier_service;

GRANT USAGE ON SEQUENCE public.personal_data_access_access_id_seq TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.phone_position TO courier_service;

GRANT SELECT,INSERT ON TABLE public.placed_order TO courier_service;

GRANT SELECT,INSERT ON TABLE public.plan TO courier_service;

GRANT UPDATE(status) ON TABLE public.plan TO courier_service;

GRANT UPDATE(published_by) ON TABLE public.plan TO courier_service;

GRANT UPDATE(published_at) ON TABLE public.plan TO courier_service;

GRANT UPDATE(closed_at) ON TABLE public.plan TO courier_service;

GRANT UPDATE(closed_by) ON TABLE public.plan TO courier_service;

GRANT SELECT,INSERT ON TABLE public.plan_route TO courier_service;

GRANT SELECT,INSERT ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(state) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(heartbeat_at) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(started_at) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(ended_at) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(cancel_asked_by) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(cancel_asked_at) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(elapsed_s) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(requests) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(served) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(best_cost_s) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(plan_id) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(problem) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(problem_vi) ON TABLE public.plan_run TO courier_service;

GRANT UPDATE(problem_en) ON TABLE public.plan_run TO courier_service;

GRANT SELECT,INSERT ON TABLE public.plan_unserved TO courier_service;

GRANT SELECT,INSERT ON TABLE public.planned_stop TO courier_service;

GRANT SELECT,INSERT ON TABLE public.planned_visit TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procedure TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procedure_document TO courier_service;

GRANT SELECT,INSERT ON TABLE public.procedure_import TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.proof_file TO courier_service;

GRANT UPDATE(received_bytes) ON TABLE public.proof_file TO courier_service;

GRANT UPDATE(completed_at) ON TABLE public.proof_file TO courier_service;

GRANT SELECT,INSERT ON TABLE public.proof_rule TO courier_service;

GRANT SELECT,INSERT ON TABLE public.receipt_return TO courier_service;

GRANT SELECT,INSERT ON TABLE public.receipt_fault TO courier_service;

GRANT SELECT,INSERT ON TABLE public.recipient_change TO courier_service;

GRANT UPDATE(before) ON TABLE public.recipient_change TO courier_service;

GRANT SELECT,INSERT ON TABLE public.registered_return TO courier_service;

GRANT UPDATE(at_counter) ON TABLE public.registered_return TO courier_service;

GRANT SELECT,INSERT ON TABLE public.registration_closing TO courier_service;

GRANT SELECT,INSERT ON TABLE public.registration_match TO courier_service;

GRANT SELECT,INSERT ON TABLE public.remittance_line_freed TO courier_service;

GRANT SELECT,INSERT ON TABLE public.remittance_state TO courier_service;

GRANT SELECT ON TABLE public.restoration TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.road_matrix TO courier_service;

GRANT SELECT,INSERT ON TABLE public.s10_range TO courier_service;

GRANT UPDATE(next_number) ON TABLE public.s10_range TO courier_service;

GRANT SELECT ON TABLE public.schema_migration TO courier_service;

GRANT SELECT,INSERT ON TABLE public.service_time TO courier_service;

GRANT SELECT,INSERT ON TABLE public.shift_change TO courier_service;

GRANT SELECT,INSERT,DELETE ON TABLE public.shift_spell TO courier_service;

GRANT SELECT,INSERT ON TABLE public.slip_view_code TO courier_service;

GRANT SELECT,INSERT ON TABLE public.staff_session TO courier_service;

GRANT UPDATE(expires_at) ON TABLE public.staff_session TO courier_service;

GRANT UPDATE(ended_at) ON TABLE public.staff_session TO courier_service;

GRANT SELECT,INSERT ON TABLE public.stated_amount TO courier_service;

GRANT SELECT,INSERT ON TABLE public.visit_state TO courier_service;

GRANT SELECT,INSERT ON TABLE public.stop_state TO courier_service;

GRANT SELECT,INSERT ON TABLE public.supplement_request TO courier_service;

GRANT SELECT,INSERT ON TABLE public.till_act TO courier_service;

GRANT SELECT,INSERT ON TABLE public.timetable TO courier_service;

GRANT SELECT,INSERT ON TABLE public.timetable_spell TO courier_service;

GRANT SELECT,INSERT ON TABLE public.training_warning TO courier_service;

GRANT SELECT,INSERT ON TABLE public.travel_terms TO courier_service;

GRANT SELECT,INSERT ON TABLE public.two_roles_handover TO courier_service;

GRANT SELECT,INSERT ON TABLE public.uncertified TO courier_service;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.unit_succession TO courier_service;

GRANT USAGE ON SEQUENCE public.unverified_upload_upload_id_seq TO courier_service;

ALTER DEFAULT PRIVILEGES FOR ROLE courier_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO courier_service;

ALTER DEFAULT PRIVILEGES FOR ROLE courier_owner IN SCHEMA public GRANT SELECT,INSERT ON TABLES TO courier_service;
