-- A memory can be changed, kept for ever, let go by itself and shared; spaces have a persona, sessions a summary.

ALTER TABLE episode ADD COLUMN changed_at timestamptz,
                    ADD COLUMN changed_by text,
                    ADD COLUMN pinned boolean NOT NULL DEFAULT false,
                    ADD COLUMN expires_at timestamptz,
                    ADD COLUMN shared_from uuid,
                    ADD COLUMN shared_from_space text;
COMMENT ON COLUMN episode.changed_at IS 'Since when its present version holds; null for the first.';
COMMENT ON COLUMN episode.shared_from IS 'The memory that this is a copy of. It is forgotten with it.';
CREATE INDEX episode_expiry ON episode (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX episode_shared ON episode (shared_from) WHERE shared_from IS NOT NULL;
CREATE INDEX episode_pinned ON episode (space_id) WHERE pinned;
CREATE INDEX episode_recorded ON episode (space_id, recorded_at);

CREATE TABLE episode_version (
    episode_id  uuid        NOT NULL REFERENCES episode ON DELETE CASCADE,
    version     int         NOT NULL,
    tenant_id   text        NOT NULL,
    space_id    uuid        NOT NULL REFERENCES space,
    text        text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    metadata    jsonb       NOT NULL,
    pinned      boolean     NOT NULL,
    expires_at  timestamptz,
    held_from   timestamptz NOT NULL,
    held_to     timestamptz NOT NULL,
    changed_by  text,
    PRIMARY KEY (episode_id, version)
);
COMMENT ON TABLE episode_version IS 'What a memory was before it was changed. The present version stands in episode.';
CREATE INDEX episode_version_space ON episode_version (space_id);

CREATE TABLE persona (
    space_id   uuid        NOT NULL REFERENCES space,
    version    int         NOT NULL,
    tenant_id  text        NOT NULL,
    text       text        NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    written_by text        NOT NULL,
    PRIMARY KEY (space_id, version)
);

CREATE TABLE session_summary (
    session_id  uuid        NOT NULL REFERENCES session,
    up_to       bigint      NOT NULL,
    tenant_id   text        NOT NULL,
    space_id    uuid        NOT NULL REFERENCES space,
    text        text        NOT NULL,
    model       text        NOT NULL,
    made_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (session_id, up_to)
);
COMMENT ON COLUMN session_summary.up_to IS 'It tells of the messages with a number up to this one.';
CREATE INDEX session_summary_space ON session_summary (space_id);

ALTER TABLE space ADD COLUMN retention_days int CHECK (retention_days > 0);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['episode_version', 'persona', 'session_summary']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY tenant_isolation ON %I TO memory_app
               USING (tenant_id = current_setting(''memary.tenant'', true))
               WITH CHECK (tenant_id = current_setting(''memary.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO memory_app', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['session', 'session_summary']
    LOOP
        EXECUTE format('CREATE POLICY jobs ON %I TO memory_jobs USING (true)', t);
    END LOOP;
END
$$;

-- What has had its time, and which sessions have grown, are found for all tenants.
GRANT SELECT (pinned, expires_at) ON episode TO memory_jobs;
GRANT SELECT (retention_days) ON space TO memory_jobs;
GRANT SELECT (session_id, tenant_id, space_id, next_sequence) ON session TO memory_jobs;
GRANT SELECT (session_id, up_to) ON session_summary TO memory_jobs;
