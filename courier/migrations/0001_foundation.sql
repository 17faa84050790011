-- What every later table rests on: the service's role, the clock, and the means to make a table append-only.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Roles belong to the whole cluster, so another database's migration may be making this one at the same moment.
DO $$
BEGIN
    IF to_regrole('courier_service') IS NULL THEN
        CREATE ROLE courier_service NOLOGIN;
        EXECUTE format('GRANT courier_service TO %I', current_user);
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO courier_service;

-- The service may read and append; a migration grants UPDATE or DELETE by name on the tables that want it.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO courier_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO courier_service;

CREATE TABLE clock_setting (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    is_simulated boolean NOT NULL,
    clock_offset interval NOT NULL DEFAULT '0',
    CHECK (is_simulated OR clock_offset = '0')
);
COMMENT ON TABLE clock_setting IS 'How this database''s time differs from the real one; decided when it was created.';
COMMENT ON COLUMN clock_setting.clock_offset IS 'Added to the real time; zero for ever unless made for simulation.';

INSERT INTO clock_setting (is_simulated)
SELECT coalesce(current_setting('courier.simulation', true), '') = 'on';

REVOKE INSERT ON clock_setting FROM courier_service;
GRANT UPDATE (clock_offset) ON clock_setting TO courier_service;

CREATE FUNCTION courier_now() RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN statement_timestamp() + (SELECT clock_offset FROM public.clock_setting);
END
$$;
COMMENT ON FUNCTION courier_now() IS 'When the running statement reached the server, in this database''s time.';

CREATE FUNCTION refuse_rewrite() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'object_not_in_prerequisite_state', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
              HINT = 'Record a correction that names the old row.';
END
$$;
COMMENT ON FUNCTION refuse_rewrite() IS 'Trigger: raises SQLSTATE 55000 and names the table.';

CREATE PROCEDURE make_append_only(append_only regclass)
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
COMMENT ON PROCEDURE make_append_only(regclass) IS
    'Refuse UPDATE, DELETE and TRUNCATE to everyone, the owner too, even with session_replication_role = replica.';

CREATE FUNCTION keep_clock_kind() RETURNS trigger
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
CREATE TRIGGER keep_clock_kind BEFORE UPDATE OR DELETE ON clock_setting
    FOR EACH ROW EXECUTE FUNCTION keep_clock_kind();
CREATE TRIGGER keep_clock_row BEFORE TRUNCATE ON clock_setting
    FOR EACH STATEMENT EXECUTE FUNCTION keep_clock_kind();

-- The runner makes this table before the first file runs.
CALL make_append_only('schema_migration');
GRANT SELECT ON schema_migration TO courier_service;
