-- Forward only. SQLite and PostgreSQL both read this: times are milliseconds since 1970, what is sealed is base64.

-- +goose Up
CREATE TABLE sessions (
    id      TEXT PRIMARY KEY, -- the hash of the id that the browser holds
    server  TEXT   NOT NULL,
    realm   TEXT   NOT NULL,
    login   TEXT   NOT NULL,
    opened  BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    ended   BIGINT NOT NULL,  -- 0 while the session lives
    client  TEXT   NOT NULL   -- sealed; empty when the session has ended
);
CREATE INDEX sessions_by_use ON sessions (ended, touched);

CREATE TABLE parked (
    server TEXT   NOT NULL,
    realm  TEXT   NOT NULL,
    login  TEXT   NOT NULL,
    path   TEXT   NOT NULL,
    at     BIGINT NOT NULL,
    body   TEXT   NOT NULL,   -- sealed
    PRIMARY KEY (server, realm, login, path)
);
