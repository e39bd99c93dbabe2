-- Whom a tenant wants to be told, and what is still to be told. Deliveries are written with what they tell of.

CREATE TABLE webhook (
    webhook_id     uuid PRIMARY KEY,
    tenant_id      text        NOT NULL,
    url            text        NOT NULL,
    events         text[]      NOT NULL,
    spaces         text[]      NOT NULL,
    state          text        NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'disabled')),
    secret_version int         NOT NULL DEFAULT 1,
    rotated_at     timestamptz,
    failing_since  timestamptz,
    created_by     text        NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN webhook.secret_version IS 'Secrets are computed from the installation''s key, this and the id: none is stored.';
CREATE INDEX webhook_tenant ON webhook (tenant_id, webhook_id);

CREATE TABLE webhook_delivery (
    delivery_id     uuid PRIMARY KEY,
    webhook_id      uuid        NOT NULL REFERENCES webhook ON DELETE CASCADE,
    tenant_id       text        NOT NULL,
    space_id        uuid,
    event           text        NOT NULL,
    payload         text        NOT NULL,
    state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
    attempts        int         NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    last_outcome    text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    finished_at     timestamptz
);
COMMENT ON COLUMN webhook_delivery.space_id IS 'Gone with the space; null when it tells that the space is gone, and for tests.';
COMMENT ON COLUMN webhook_delivery.payload IS 'Ids, times and the name of the space; never what was said.';
CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook_id, delivery_id);
CREATE INDEX webhook_delivery_space ON webhook_delivery (space_id);
CREATE INDEX webhook_delivery_finished ON webhook_delivery (finished_at);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['webhook', 'webhook_delivery']
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

GRANT SELECT, UPDATE ON webhook TO memory_jobs;
GRANT SELECT, UPDATE, DELETE ON webhook_delivery TO memory_jobs;
