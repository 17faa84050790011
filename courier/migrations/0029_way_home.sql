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
