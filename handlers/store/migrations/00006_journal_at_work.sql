-- +goose Up
ALTER TABLE journal ADD COLUMN record    TEXT   NOT NULL DEFAULT ''; -- "Service/record"
ALTER TABLE journal ADD COLUMN record_id TEXT   NOT NULL DEFAULT ''; -- the value of the record's id field
ALTER TABLE journal ADD COLUMN subject   TEXT   NOT NULL DEFAULT ''; -- sealed; what people know the record by
ALTER TABLE journal ADD COLUMN reason    TEXT   NOT NULL DEFAULT ''; -- sealed; written once
ALTER TABLE journal ADD COLUMN sent      BIGINT NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN resolved  BIGINT NOT NULL DEFAULT 0;  -- when somebody found out what became of it
ALTER TABLE journal ADD COLUMN resolver  TEXT   NOT NULL DEFAULT ''; -- the login of who did
CREATE INDEX journal_by_server ON journal (server, planned, id);
CREATE INDEX journal_by_owner  ON journal (server, realm, login, planned, id);
CREATE INDEX journal_by_method ON journal (server, method, state, planned);
