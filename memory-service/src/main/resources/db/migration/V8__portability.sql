-- Spaces taken out to object storage and brought in from files: jobs that go on where a killed one stopped.

CREATE TABLE transfer (
    transfer_id    uuid PRIMARY KEY,
    tenant_id      text        NOT NULL,
    space_id       uuid        NOT NULL REFERENCES space,
    kind           text        NOT NULL CHECK (kind IN ('export', 'import')),
    state          text        NOT NULL CHECK (state IN ('receiving', 'running', 'done', 'failed', 'removed')),
    format         text        NOT NULL,
    object_key     text        NOT NULL,
    keeps_object   boolean     NOT NULL,
    total          bigint      NOT NULL DEFAULT 0,
    position       bigint      NOT NULL DEFAULT 0,
    added          bigint      NOT NULL DEFAULT 0,
    known          bigint      NOT NULL DEFAULT 0,
    bytes          bigint      NOT NULL DEFAULT 0,
    failure        text,
    attempts       int         NOT NULL DEFAULT 0,
    due_at         timestamptz NOT NULL DEFAULT now(),
    requested_by   text        NOT NULL,
    requested_at   timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz
);
COMMENT ON COLUMN transfer.keeps_object IS 'Whether the object stays when an import is over; one that was sent along goes, and then this is true as well.';
COMMENT ON COLUMN transfer.position IS 'Parts of the file that are through, in the transaction that brought them in.';
COMMENT ON COLUMN transfer.due_at IS 'When a worker may take it up: whoever works on it keeps putting this off.';
CREATE INDEX transfer_due ON transfer (due_at) WHERE state IN ('receiving', 'running');
CREATE INDEX transfer_over ON transfer (finished_at) WHERE state IN ('done', 'failed');
CREATE INDEX transfer_space ON transfer (space_id);

ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON transfer TO memory_app
    USING (tenant_id = current_setting('memary.tenant', true))
    WITH CHECK (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY jobs ON transfer TO memory_jobs USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON transfer TO memory_app;
GRANT SELECT (transfer_id, tenant_id, kind, state, keeps_object, due_at, attempts, finished_at), UPDATE (due_at, attempts)
    ON transfer TO memory_jobs;

-- The part of object storage on receipts is looked after by a job.
GRANT SELECT (requested_at) ON receipt TO memory_jobs;
GRANT SELECT (searched_at) ON receipt_part TO memory_jobs;
