-- What each target did for each request, and what it cost. The application adds and reads entries of its transaction's
-- tenant and can change or remove none; jobs remove what is too old, and see no more of an entry than that takes.
CREATE TABLE ledger_entry (
    entry_id          uuid PRIMARY KEY,
    tenant_id         text           NOT NULL,
    key_id            text           NOT NULL,
    at                timestamptz    NOT NULL,
    alias             text           NOT NULL,
    target            text           NOT NULL,
    node              text           NOT NULL,
    cloud             boolean        NOT NULL,
    outcome           text           NOT NULL,
    prompt_tokens     bigint         NOT NULL,
    cached_tokens     bigint         NOT NULL,
    completion_tokens bigint         NOT NULL,
    estimated         boolean        NOT NULL,
    gpu_seconds       numeric(14, 6) NOT NULL,
    cost_usd          numeric(18, 9) NOT NULL,
    first_token_ms    bigint,
    whole_ms          bigint         NOT NULL
);
CREATE INDEX ledger_entry_tenant ON ledger_entry (tenant_id, at);
CREATE INDEX ledger_entry_at ON ledger_entry (at);
ALTER TABLE ledger_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY read_own ON ledger_entry FOR SELECT TO router_app
    USING (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY insert_own ON ledger_entry FOR INSERT TO router_app
    WITH CHECK (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY jobs ON ledger_entry TO router_jobs USING (true);
GRANT SELECT, INSERT ON ledger_entry TO router_app;
GRANT SELECT (entry_id, at), DELETE ON ledger_entry TO router_jobs;
