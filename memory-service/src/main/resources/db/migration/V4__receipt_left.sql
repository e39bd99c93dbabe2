-- A receipt proves an erasure by what a search found afterwards, and is pursued until it is complete.

ALTER TABLE receipt_part ADD COLUMN left_over jsonb,
                         ADD COLUMN left_total bigint,
                         ADD COLUMN searched_at timestamptz;
COMMENT ON COLUMN receipt_part.left_over IS 'What a search after the deletion still found, by kind; null until it was searched.';

ALTER TABLE receipt ADD COLUMN emitted_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX receipt_part_open ON receipt_part (receipt_id) WHERE acknowledged_at IS NULL OR left_total > 0;

CREATE POLICY jobs ON receipt TO memory_jobs USING (true) WITH CHECK (true);
CREATE POLICY jobs ON receipt_part TO memory_jobs USING (true);
GRANT SELECT (receipt_id, tenant_id, space_id, episode_id, emitted_at), UPDATE (emitted_at) ON receipt TO memory_jobs;
GRANT SELECT (receipt_id, store, acknowledged_at, left_total) ON receipt_part TO memory_jobs;
