-- What a stage could not do stands here until an operator replays or discards it.

CREATE TABLE dead_letter (
    letter_id      uuid PRIMARY KEY,
    tenant_id      text        NOT NULL,
    space_id       uuid,
    episode_id     uuid,
    topic          text        NOT NULL,
    key            text,
    payload        text        NOT NULL,
    replayable     boolean     NOT NULL,
    cause          text        NOT NULL,
    detail         text        NOT NULL,
    consumer_group text        NOT NULL,
    traceparent    text,
    set_aside_at   timestamptz NOT NULL,
    state          text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    resolved_at    timestamptz,
    resolved_by    text,
    CHECK ((state = 'open') = (resolved_at IS NULL))
);
COMMENT ON COLUMN dead_letter.tenant_id IS 'Empty when it cannot be told: then the operator of the platform alone sees the letter.';
COMMENT ON COLUMN dead_letter.resolved_by IS 'The credential that replayed or discarded it: with resolved_at the audit of that.';
CREATE INDEX dead_letter_tenant ON dead_letter (tenant_id, set_aside_at DESC, letter_id DESC);
CREATE INDEX dead_letter_open ON dead_letter (set_aside_at, letter_id) WHERE state = 'open';
CREATE INDEX dead_letter_space ON dead_letter (space_id);
CREATE INDEX dead_letter_episode ON dead_letter (episode_id);
-- An episode that is emitted again and fails again needs no second letter.
CREATE UNIQUE INDEX dead_letter_once ON dead_letter (consumer_group, episode_id)
    WHERE state = 'open' AND topic = 'memary.episode.recorded.v1';

ALTER TABLE dead_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_letter FORCE ROW LEVEL SECURITY;
-- A tenant that is not set reads as empty, too.
CREATE POLICY tenant_isolation ON dead_letter TO memory_app
    USING (tenant_id <> '' AND tenant_id = current_setting('memary.tenant', true))
    WITH CHECK (tenant_id <> '' AND tenant_id = current_setting('memary.tenant', true));
CREATE POLICY jobs ON dead_letter TO memory_jobs USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE, DELETE ON dead_letter TO memory_app;
GRANT SELECT, INSERT, UPDATE ON dead_letter TO memory_jobs;

-- Whose space it is, and whether it was forgotten.
CREATE POLICY dead_letters ON space TO memory_jobs USING (true);
CREATE POLICY dead_letters ON tombstone TO memory_jobs USING (true);
GRANT SELECT (space_id, tenant_id) ON space TO memory_jobs;
GRANT SELECT (id) ON tombstone TO memory_jobs;

-- Stage 1 can fail for good while stage 2 succeeds, and the other way round.
ALTER TABLE episode ADD COLUMN index_failed_generation int NOT NULL DEFAULT 0,
                    ADD COLUMN index_failed_reason text;
GRANT SELECT (index_failed_generation) ON episode TO memory_jobs;

DROP INDEX episode_pending;
CREATE INDEX episode_unfinished ON episode (emitted_at)
    WHERE outcome = 'pending' OR (indexed_generation < generation AND index_failed_generation < generation);
