-- What a desk's answer or an opening sends home, what a delivery brings back: by an act that counts, and by no other.

-- 1. Ways of papers. A dossier refused by form 03 goes home whole.
ALTER TABLE job DROP CONSTRAINT job_purpose_check;
ALTER TABLE job ADD CONSTRAINT job_purpose_check CHECK (purpose IN ('dossier', 'originals', 'old_papers', 'refused'));
COMMENT ON COLUMN job.purpose IS 'originals: compared and sent home apart (PEOPLE 4); old_papers: withdrawn at the door, back to the agency; refused: by form 03, home to the citizen.';
ALTER TABLE papers_journey ALTER COLUMN papers DROP NOT NULL;
COMMENT ON COLUMN papers_journey.papers IS 'How many were counted; none: the dossier as it was handed in.';
CREATE INDEX job_papers_home ON job (origin_id) WHERE purpose IN ('originals', 'refused') AND cancelled_at IS NULL;
