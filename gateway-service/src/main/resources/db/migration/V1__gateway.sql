-- API keys. Hashed at rest: what is stored cannot be used to call anything.
-- A key is looked up by its hash before the tenant is known, so the application's role may read keys of every tenant;
-- it changes only those of the tenant set in its transaction.
CREATE TABLE api_key (
    key_id      uuid PRIMARY KEY,
    tenant_id   text        NOT NULL,
    name        text        NOT NULL,
    hash        bytea       NOT NULL UNIQUE,
    spaces      text[]      NOT NULL CHECK (cardinality(spaces) > 0),
    permissions text[]      NOT NULL CHECK (cardinality(permissions) > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz,
    revoked_at  timestamptz
);
CREATE INDEX api_key_tenant ON api_key (tenant_id, created_at);
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY look_up ON api_key FOR SELECT TO gateway_app USING (true);
CREATE POLICY insert_own ON api_key FOR INSERT TO gateway_app
    WITH CHECK (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY update_own ON api_key FOR UPDATE TO gateway_app
    USING (tenant_id = current_setting('memary.tenant', true))
    WITH CHECK (tenant_id = current_setting('memary.tenant', true));
GRANT SELECT, INSERT, UPDATE ON api_key TO gateway_app;
