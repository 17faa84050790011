-- What a lost device signed past its trusted number leaves the books by the word of two people, as a dispute ends.

-- 1. One proposes, with his reason; the act is set aside by another, who answers a proposal that is there.
CREATE TABLE set_aside_proposal (
    event_id uuid NOT NULL REFERENCES signed_event,
    proposed_by uuid NOT NULL REFERENCES person,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    proposed_at timestamptz NOT NULL DEFAULT courier_now(),
    PRIMARY KEY (event_id, proposed_by)                      -- each says it once
);
CALL make_append_only('set_aside_proposal');

ALTER TABLE act_set_aside ADD COLUMN proposed_by uuid,
    ADD CONSTRAINT set_aside_as_proposed FOREIGN KEY (event_id, proposed_by) REFERENCES set_aside_proposal (event_id, proposed_by),
    ADD CONSTRAINT set_aside_by_two CHECK (proposed_by IS NOT NULL AND proposed_by <> set_aside_by) NOT VALID;
COMMENT ON COLUMN act_set_aside.proposed_by IS 'None only where it was set aside before two were asked for.';

-- 2. Who proposed it has a place in the log (0028, courier/evidence/sources.py).
CALL give_places('set_aside_proposal');
CALL give_salt('set_aside_proposal');
CREATE FUNCTION evidence_text(r set_aside_proposal) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('row', 'aside_proposal', 'event_id', r.event_id, 'proposed_by', r.proposed_by,
        'reason_hash', evidence_hidden(r.evidence_salt, r.reason), 'proposed_at', evidence_time(r.proposed_at))::text $$;

-- 3. A day that comes in at once, on a new server: the planner of statements is told what tables hold now, and need not
-- wait for the server to look by itself. The service owns no table, so it asks here; of these tables alone.
CREATE FUNCTION look_at_orders() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE (SKIP_LOCKED) party, contact, dossier, job, imported_job, placed_order, stated_amount, amount_due;
END $$;
COMMENT ON FUNCTION look_at_orders() IS 'ANALYZE of what lists and orders fill; after many of them came in.';
REVOKE ALL ON FUNCTION look_at_orders() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION look_at_orders() TO courier_service;
