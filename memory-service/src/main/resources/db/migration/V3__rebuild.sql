-- The graph is derived: a rebuild replays what was understood, space by space, and can be interrupted anywhere.

ALTER TABLE entity ADD COLUMN graph_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN entity.graph_version IS 'The space''s version in the graph when name and type were read: an older reading changes nothing.';

CREATE INDEX episode_space_order ON episode (space_id, episode_id);

CREATE TABLE rebuild (
    rebuild_id  uuid PRIMARY KEY,
    tenant_id   text        NOT NULL,
    scope       text        NOT NULL CHECK (scope IN ('space', 'tenant', 'all')),
    space_name  text,
    state       text        NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'cancelled')),
    episodes    bigint      NOT NULL DEFAULT 0,
    replayed    bigint      NOT NULL DEFAULT 0,
    remaining   bigint      NOT NULL DEFAULT 0,
    started_by  text        NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
COMMENT ON COLUMN rebuild.tenant_id IS 'Who asked; a rebuild of scope all touches the spaces of every tenant.';
COMMENT ON COLUMN rebuild.remaining IS 'Episodes of the scope that are not yet both searchable and understood again.';

CREATE TABLE rebuild_space (
    rebuild_id uuid NOT NULL REFERENCES rebuild,
    space_id   uuid NOT NULL,
    tenant_id  text NOT NULL,
    step       text NOT NULL DEFAULT 'mark' CHECK (step IN ('mark', 'clear', 'replay', 'done')),
    cursor     uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    PRIMARY KEY (rebuild_id, space_id)
);
CREATE INDEX rebuild_space_open ON rebuild_space (rebuild_id, space_id) WHERE step <> 'done';

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['rebuild', 'rebuild_space']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY tenant_isolation ON %I TO memory_app
               USING (tenant_id = current_setting(''memary.tenant'', true))
               WITH CHECK (tenant_id = current_setting(''memary.tenant'', true))', t);
        EXECUTE format('CREATE POLICY jobs ON %I TO memory_jobs USING (true) WITH CHECK (true)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO memory_jobs', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['space', 'entity']
    LOOP
        EXECUTE format('CREATE POLICY jobs ON %I TO memory_jobs USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;

GRANT SELECT, UPDATE ON rebuild TO memory_app;
GRANT SELECT (space_id, tenant_id, forgotten_at) ON space TO memory_jobs;
GRANT SELECT (space_id, graph_version), UPDATE (graph_version) ON entity TO memory_jobs;
GRANT UPDATE (indexed_generation, index_failed_generation, outcome) ON episode TO memory_jobs;
