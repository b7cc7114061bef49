-- What was parked becomes a draft: it is one thing, a form that is being filled in.

-- +goose Up
CREATE TABLE drafts (
    server   TEXT   NOT NULL,
    realm    TEXT   NOT NULL,
    login    TEXT   NOT NULL,
    id       TEXT   NOT NULL, -- of the form
    path     TEXT   NOT NULL, -- the form's address
    title    TEXT   NOT NULL, -- sealed
    revision BIGINT NOT NULL,
    changed  BIGINT NOT NULL,
    sent     BIGINT NOT NULL, -- 0 while it was not sent
    step     BIGINT NOT NULL, -- the present one
    PRIMARY KEY (server, realm, login, id)
);
CREATE INDEX drafts_by_change ON drafts (changed);

CREATE TABLE draft_steps (
    server TEXT   NOT NULL,
    realm  TEXT   NOT NULL,
    login  TEXT   NOT NULL,
    draft  TEXT   NOT NULL,
    n      BIGINT NOT NULL,
    typing BIGINT NOT NULL, -- the place of the value that is being typed, or -1
    state  TEXT   NOT NULL, -- compressed and sealed
    PRIMARY KEY (server, realm, login, draft, n)
);

CREATE TABLE templates (
    server  TEXT   NOT NULL,
    realm   TEXT   NOT NULL,
    login   TEXT   NOT NULL,
    path    TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    changed BIGINT NOT NULL,
    state   TEXT   NOT NULL, -- compressed and sealed
    PRIMARY KEY (server, realm, login, path, name)
);

DROP TABLE parked;
