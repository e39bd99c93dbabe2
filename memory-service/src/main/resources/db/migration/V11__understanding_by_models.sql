-- Who understood an episode, what that took, and whether a model is to be asked again.

ALTER TABLE extraction ADD COLUMN provisional boolean NOT NULL DEFAULT false,
                       ADD COLUMN rejected text,
                       ADD COLUMN model text,
                       ADD COLUMN prompt_tokens int NOT NULL DEFAULT 0,
                       ADD COLUMN completion_tokens int NOT NULL DEFAULT 0,
                       ADD COLUMN cost_usd numeric(12, 9) NOT NULL DEFAULT 0,
                       ADD COLUMN asked_again_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN extraction.provisional IS 'No model answered: one is asked again.';
COMMENT ON COLUMN extraction.rejected IS 'Why what a model answered could not be used, as a code.';
CREATE INDEX extraction_provisional ON extraction (asked_again_at) WHERE provisional;

CREATE POLICY jobs ON extraction TO memory_jobs USING (true) WITH CHECK (true);
GRANT SELECT (episode_id, generation, provisional, asked_again_at), UPDATE (asked_again_at) ON extraction TO memory_jobs;
