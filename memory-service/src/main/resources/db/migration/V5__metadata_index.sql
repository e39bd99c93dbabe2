-- Searches narrow what is considered by metadata.

CREATE INDEX episode_metadata ON episode USING gin (metadata jsonb_path_ops);
