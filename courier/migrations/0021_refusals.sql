-- What a supervisor decides about what was refused at a hand-over: the case is closed with it.

CREATE TABLE refusal_decision (
    exception_id uuid PRIMARY KEY REFERENCES custody_exception_closing,
    job_id uuid NOT NULL REFERENCES job,
    decision text NOT NULL CHECK (decision IN ('BRING_AGAIN', 'OTHER_DESK', 'RETURN')),
    from_desk_id uuid REFERENCES office,                     -- OTHER_DESK: where it was to go until then
    to_desk_id uuid REFERENCES office,
    person_id uuid NOT NULL REFERENCES person,
    decided_at timestamptz NOT NULL DEFAULT courier_now(),
    CHECK ((decision = 'OTHER_DESK') = (from_desk_id IS NOT NULL AND to_desk_id IS NOT NULL)),
    CHECK (from_desk_id <> to_desk_id)
);
CREATE INDEX refusal_decision_job ON refusal_decision (job_id);
CALL make_append_only('refusal_decision');
COMMENT ON TABLE refusal_decision IS 'Một cửa không nhận: nộp lại, chuyển đơn vị khác hoặc trả người gửi; người phụ trách quyết định.';

-- Chuyển tiếp: another desk may take what one refused; what its item is due at changes with it, its ledger does not.
GRANT UPDATE (destination_id) ON job TO courier_service;
