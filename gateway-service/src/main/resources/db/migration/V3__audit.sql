-- Who did what, and how it ended. The application adds and reads entries of its transaction's tenant and can change or
-- remove none; jobs remove what is too old, and see no more of an entry than that takes.
CREATE TABLE audit_entry (
    audit_id  uuid PRIMARY KEY,
    tenant_id text        NOT NULL,
    at        timestamptz NOT NULL,
    key_id    text        NOT NULL,
    operation text        NOT NULL,
    target    text,
    status    int         NOT NULL,
    trace_id  text
);
CREATE INDEX audit_entry_tenant ON audit_entry (tenant_id, at DESC, audit_id DESC);
CREATE INDEX audit_entry_at ON audit_entry (at);
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry FORCE ROW LEVEL SECURITY;
CREATE POLICY read_own ON audit_entry FOR SELECT TO gateway_app
    USING (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY insert_own ON audit_entry FOR INSERT TO gateway_app
    WITH CHECK (tenant_id = current_setting('memary.tenant', true));
CREATE POLICY jobs ON audit_entry TO gateway_jobs USING (true);
GRANT SELECT, INSERT ON audit_entry TO gateway_app;
GRANT SELECT (audit_id, at), DELETE ON audit_entry TO gateway_jobs;
