-- System of record of memory-service. Every table carries its tenant and is held to it by FORCED row-level security.
-- Roles (made by the installation): memory_owner migrates, memory_app serves requests of one tenant at a time,
-- memory_jobs relays, sweeps and applies outcomes for all tenants. Neither app nor jobs can bypass row-level security.

CREATE TABLE space (
    space_id     uuid PRIMARY KEY,
    tenant_id    text        NOT NULL,
    name         text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    forgotten_at timestamptz
);
COMMENT ON TABLE space IS 'A name has one living space; after a forget the same name gets a new id.';
CREATE UNIQUE INDEX space_living_name ON space (tenant_id, name) WHERE forgotten_at IS NULL;

CREATE TABLE session (
    session_id    uuid PRIMARY KEY,
    tenant_id     text        NOT NULL,
    space_id      uuid        NOT NULL REFERENCES space,
    name          text        NOT NULL,
    next_sequence bigint      NOT NULL DEFAULT 1,
    started_at    timestamptz NOT NULL DEFAULT now(),
    UNIQUE (space_id, name)
);

CREATE TABLE ingestion_event (
    event_id    uuid PRIMARY KEY,
    tenant_id   text        NOT NULL,
    space_id    uuid        NOT NULL REFERENCES space,
    memory_ids  uuid[]      NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ingestion_event_space ON ingestion_event (space_id);

CREATE TABLE episode (
    episode_id         uuid PRIMARY KEY,
    tenant_id          text        NOT NULL,
    space_id           uuid        NOT NULL REFERENCES space,
    session_id         uuid        NOT NULL REFERENCES session,
    sequence           bigint      NOT NULL,
    role               text        NOT NULL CHECK (role IN ('user', 'assistant', 'system', 'tool')),
    speaker            text        NOT NULL,
    text               text        NOT NULL,
    occurred_at        timestamptz NOT NULL,
    recorded_at        timestamptz NOT NULL DEFAULT now(),
    external_id        text,
    metadata           jsonb       NOT NULL DEFAULT '{}',
    recalled_ids       uuid[]      NOT NULL DEFAULT '{}',
    infer              boolean     NOT NULL DEFAULT true,
    version            int         NOT NULL DEFAULT 1,
    generation         int         NOT NULL DEFAULT 1,
    indexed_generation int         NOT NULL DEFAULT 0,
    outcome            text        NOT NULL DEFAULT 'pending'
                                   CHECK (outcome IN ('pending', 'integrated', 'rejected', 'failed', 'skipped')),
    outcome_reason     text,
    emitted_at         timestamptz NOT NULL DEFAULT now(),
    search             tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED,
    UNIQUE (session_id, sequence)
);
CREATE UNIQUE INDEX episode_external_id ON episode (space_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX episode_space_time ON episode (space_id, occurred_at);
CREATE INDEX episode_search ON episode USING gin (search);
CREATE INDEX episode_unindexed ON episode (space_id) WHERE indexed_generation = 0;
CREATE INDEX episode_pending ON episode (emitted_at) WHERE outcome = 'pending' OR indexed_generation = 0;

CREATE TABLE idempotency_key (
    tenant_id    text        NOT NULL,
    subject      text        NOT NULL,
    key          text        NOT NULL,
    request_hash text        NOT NULL,
    event_id     uuid,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, subject, key)
);

CREATE TABLE outbox (
    outbox_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant_id   text        NOT NULL,
    space_id    uuid        NOT NULL,
    topic       text        NOT NULL,
    payload     text        NOT NULL,
    traceparent text,
    created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE extraction (
    episode_id  uuid        NOT NULL REFERENCES episode ON DELETE CASCADE,
    generation  int         NOT NULL,
    tenant_id   text        NOT NULL,
    space_id    uuid        NOT NULL REFERENCES space,
    extractor   text        NOT NULL,
    body        jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (episode_id, generation)
);
COMMENT ON TABLE extraction IS 'What was understood, as it was understood: a rebuild replays it and asks no model.';
CREATE INDEX extraction_space ON extraction (space_id, recorded_at);

CREATE TABLE entity (
    space_id  uuid NOT NULL REFERENCES space,
    entity_id uuid NOT NULL,
    tenant_id text NOT NULL,
    name      text NOT NULL,
    type      text NOT NULL,
    PRIMARY KEY (space_id, entity_id)
);

CREATE TABLE stream_entry (
    episode_id uuid        NOT NULL REFERENCES episode ON DELETE CASCADE,
    entity_id  uuid        NOT NULL,
    tenant_id  text        NOT NULL,
    space_id   uuid        NOT NULL REFERENCES space,
    generation int         NOT NULL,
    mentions   int         NOT NULL CHECK (mentions > 0),
    at         timestamptz NOT NULL,
    PRIMARY KEY (episode_id, entity_id),
    FOREIGN KEY (space_id, entity_id) REFERENCES entity
);
COMMENT ON TABLE stream_entry IS 'The memory stream. Entity knowledge is computed from it, so nothing can be counted twice.';
CREATE INDEX stream_entry_time ON stream_entry (space_id, at DESC, episode_id);
CREATE INDEX stream_entry_entity ON stream_entry (space_id, entity_id);

CREATE TABLE tombstone (
    id           uuid PRIMARY KEY,
    tenant_id    text        NOT NULL,
    space_id     uuid        NOT NULL,
    kind         text        NOT NULL CHECK (kind IN ('space', 'episode')),
    forgotten_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE receipt (
    receipt_id   uuid PRIMARY KEY,
    tenant_id    text        NOT NULL,
    space_id     uuid        NOT NULL,
    space_name   text        NOT NULL,
    episode_id   uuid,
    requested_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE receipt_part (
    receipt_id      uuid        NOT NULL REFERENCES receipt,
    store           text        NOT NULL,
    tenant_id       text        NOT NULL,
    removed         jsonb,
    acknowledged_at timestamptz,
    PRIMARY KEY (receipt_id, store)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['space', 'session', 'ingestion_event', 'episode', 'idempotency_key', 'outbox', 'extraction',
                             'entity', 'stream_entry', 'tombstone', 'receipt', 'receipt_part']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY tenant_isolation ON %I TO memory_app
               USING (tenant_id = current_setting(''memary.tenant'', true))
               WITH CHECK (tenant_id = current_setting(''memary.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO memory_app', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['outbox', 'episode']
    LOOP
        EXECUTE format('CREATE POLICY jobs ON %I TO memory_jobs USING (true) WITH CHECK (true)', t);
    END LOOP;
END
$$;

-- UPDATE is what SELECT … FOR UPDATE asks for.
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO memory_jobs;
GRANT SELECT (episode_id, tenant_id, space_id, session_id, sequence, role, speaker, occurred_at, recorded_at, recalled_ids,
              infer, version, generation, indexed_generation, outcome, emitted_at),
      UPDATE (emitted_at) ON episode TO memory_jobs;
