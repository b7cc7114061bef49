-- +goose Up
CREATE INDEX sessions_by_owner ON sessions (server, realm, login);
