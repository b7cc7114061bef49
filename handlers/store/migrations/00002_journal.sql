-- +goose Up
CREATE TABLE journal (
    id      TEXT PRIMARY KEY,
    server  TEXT   NOT NULL,
    realm   TEXT   NOT NULL,
    login   TEXT   NOT NULL,
    method  TEXT   NOT NULL,
    form    TEXT   NOT NULL, -- the id of the form that the write came of
    state   TEXT   NOT NULL,
    planned BIGINT NOT NULL,
    ended   BIGINT NOT NULL, -- 0 while the state is not final
    names   TEXT   NOT NULL, -- the paths of the attributes, a list in JSON
    details TEXT   NOT NULL  -- sealed
);
CREATE INDEX journal_by_form ON journal (server, realm, login, form);
CREATE INDEX journal_unended ON journal (ended, state);
