-- What became of a plan's visits and stops, asked one visit at a time: the rows of one plan are found by their keys,
-- however many days lie behind it. The same rows as before.

CREATE OR REPLACE VIEW visit_state AS
    SELECT v.plan_id, s.route_id, v.stop_id, v.job_id, v.act,
           CASE WHEN v.act = 'delivery' AND (h.holder_id IN (s.party_id, j.destination_id) OR EXISTS (
                         SELECT FROM ledger AS l
                         WHERE l.item_id = h.item_id AND l.to_party = s.party_id AND l.is_step
                           AND l.recorded_at >= p.on_date::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh'
                           AND NOT EXISTS (SELECT FROM ledger AS w WHERE w.item_id = l.item_id AND w.seq > l.seq
                                           AND w.rewound_to < l.seq))) THEN 'done'
                WHEN v.act = 'pickup' AND h.depth > 0 AND h.holder_id <> s.party_id THEN 'done'
                WHEN EXISTS (SELECT FROM job_failure AS f
                             WHERE f.job_id = v.job_id AND f.party_id = r.carrier_id AND f.on_date = p.on_date)
                     THEN 'failed'
                ELSE 'pending' END AS state
    FROM planned_visit AS v
    JOIN planned_stop AS s USING (stop_id)
    JOIN plan_route AS r USING (route_id)
    JOIN plan AS p ON p.plan_id = v.plan_id
    JOIN job AS j USING (job_id)
    LEFT JOIN item AS i USING (job_id)
    LEFT JOIN head AS h USING (item_id);

CREATE OR REPLACE VIEW stop_state AS
    SELECT s.plan_id, s.route_id, s.stop_id, v.jobs, v.state
    FROM planned_stop AS s
    CROSS JOIN LATERAL (
        SELECT count(*)::int AS jobs,
               CASE WHEN bool_and(known.state = 'done') THEN 'done'
                    WHEN bool_or(known.state = 'pending') THEN 'pending' ELSE 'failed' END AS state
        FROM visit_state AS known WHERE known.stop_id = s.stop_id) AS v
    WHERE v.jobs > 0;

-- The stops of one plan.
CREATE INDEX planned_stop_plan ON planned_stop (plan_id);
