-- What users put right about who is who. The graph is made with them, so a rebuild keeps them.

CREATE TABLE correction (
    correction_id uuid PRIMARY KEY,
    tenant_id     text        NOT NULL,
    space_id      uuid        NOT NULL REFERENCES space,
    name          text        NOT NULL,
    becomes       text        NOT NULL,
    episode_ids   uuid[]      NOT NULL DEFAULT '{}',
    made_by       text        NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT now(),
    revoked_by    text,
    revoked_at    timestamptz,
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);
COMMENT ON COLUMN correction.episode_ids IS 'Where the name means somebody else: everywhere (a merge) when empty, else only there (a split).';
COMMENT ON COLUMN correction.revoked_at IS 'Corrections are taken back, never deleted: they hold in the order of their ids.';
CREATE INDEX correction_space ON correction (space_id, correction_id);

CREATE TABLE correction_run (
    space_id  uuid PRIMARY KEY REFERENCES space,
    tenant_id text        NOT NULL,
    revision  bigint      NOT NULL DEFAULT 1,
    step      text        NOT NULL DEFAULT 'push' CHECK (step IN ('push', 'replay', 'settle')),
    cursor    uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    due_at    timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE correction_run IS 'Spaces whose corrections are being brought into the graph; each change begins again at push.';
CREATE INDEX correction_run_due ON correction_run (due_at);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['correction', 'correction_run']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY tenant_isolation ON %I TO memory_app
               USING (tenant_id = current_setting(''memary.tenant'', true))
               WITH CHECK (tenant_id = current_setting(''memary.tenant'', true))', t);
        EXECUTE format('CREATE POLICY jobs ON %I TO memory_jobs USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO memory_app', t);
    END LOOP;
END
$$;

GRANT SELECT ON correction TO memory_jobs;
GRANT SELECT, UPDATE, DELETE ON correction_run TO memory_jobs;
