-- What a desk's answer or an opening sends home, what a delivery brings back: by an act that counts, and by no other.

-- 1. Ways of papers. A dossier refused by form 03 goes home whole.
ALTER TABLE job DROP CONSTRAINT job_purpose_check;
ALTER TABLE job ADD CONSTRAINT job_purpose_check CHECK (purpose IN ('dossier', 'originals', 'old_papers', 'refused'));
COMMENT ON COLUMN job.purpose IS 'originals: compared and sent home apart (PEOPLE 4); old_papers: withdrawn at the door, back to the agency; refused: by form 03, home to the citizen.';
ALTER TABLE papers_journey ALTER COLUMN papers DROP NOT NULL;
COMMENT ON COLUMN papers_journey.papers IS 'How many were counted; none: the dossier as it was handed in.';
CREATE INDEX job_papers_home ON job (origin_id) WHERE purpose IN ('originals', 'refused') AND cancelled_at IS NULL;

-- 2. An act whose file has not come yet says so wherever the act is shown.
CREATE FUNCTION missing_files(of_event uuid) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT count(*)::int FROM event_proof AS f LEFT JOIN proof_file AS w ON w.sha256 = f.sha256 AND w.completed_at IS NOT NULL
    WHERE f.event_id = of_event AND w.sha256 IS NULL
$$;
COMMENT ON FUNCTION missing_files(uuid) IS 'Photos and signatures that the act names and that have not come yet.';

-- 3. The clocks of a loss: an office's own, dated; where it laid down none, the figures of the process (30 minutes, the same
-- day, 24 hours) which no published source confirms.
CREATE TABLE incident_rule (
    office_id uuid NOT NULL REFERENCES office,
    valid_from date NOT NULL,
    tell_head_min int NOT NULL CHECK (tell_head_min BETWEEN 1 AND 1440),
    tell_agency_days int NOT NULL CHECK (tell_agency_days BETWEEN 0 AND 30),  -- 0: the same day
    search_h int NOT NULL CHECK (search_h BETWEEN 1 AND 720),
    source text NOT NULL CHECK (length(source) BETWEEN 1 AND 300),
    set_by uuid NOT NULL REFERENCES person,
    set_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (office_id, valid_from, set_at)
);
CALL make_append_only('incident_rule');

CREATE FUNCTION incident_rule_of(of_office uuid, on_date date) RETURNS TABLE (tell_head_min int, tell_agency_days int, search_h int)
LANGUAGE sql STABLE AS $$
    (SELECT r.tell_head_min, r.tell_agency_days, r.search_h FROM incident_rule AS r
     WHERE r.office_id = of_office AND r.valid_from <= on_date ORDER BY r.valid_from DESC, r.set_at DESC LIMIT 1)
    UNION ALL SELECT 30, 0, 24 LIMIT 1
$$;
