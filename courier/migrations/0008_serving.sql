-- Which post office serves a commune, and the two offices of a job whose ends are not served by the same one.

CREATE TABLE office_area (
    office_id uuid NOT NULL REFERENCES office,               -- a post office (point) with carriers
    unit_code text NOT NULL,
    unit_valid_from date NOT NULL,
    valid_from date NOT NULL,
    valid_to date CHECK (valid_to > valid_from),             -- first day it no longer serves there
    PRIMARY KEY (unit_code, unit_valid_from, valid_from),
    FOREIGN KEY (unit_code, unit_valid_from) REFERENCES administrative_unit (code, valid_from),
    EXCLUDE USING gist (unit_code WITH =, unit_valid_from WITH =, daterange(valid_from, valid_to) WITH &&)
);
COMMENT ON TABLE office_area IS 'One post office serves a commune at a time; a commune in no row is served by whoever collects there.';
CREATE INDEX office_area_office ON office_area (office_id);
GRANT UPDATE (valid_to) ON office_area TO courier_service;

-- serving_office_id stays the office whose carriers fetch; this is the one whose carriers bring.
ALTER TABLE job ADD COLUMN delivering_office_id uuid REFERENCES office;
UPDATE job SET delivering_office_id = serving_office_id;
ALTER TABLE job ALTER COLUMN delivering_office_id SET NOT NULL;
COMMENT ON COLUMN job.delivering_office_id IS 'The post office whose carriers bring it; differs from serving_office_id where it travels by bag between offices.';

CREATE FUNCTION deliver_where_served() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.delivering_office_id := coalesce(NEW.delivering_office_id, NEW.serving_office_id);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION deliver_where_served() IS 'Unless said otherwise, the office that fetches also brings.';
CREATE TRIGGER job_delivers_where_served BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION deliver_where_served();
CREATE INDEX job_delivering_office ON job (delivering_office_id, ready_at)
    WHERE cancelled_at IS NULL AND delivering_office_id <> serving_office_id;
GRANT UPDATE (delivering_office_id) ON job TO courier_service;
