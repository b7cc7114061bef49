-- +goose Up
CREATE TABLE views (
    server  TEXT NOT NULL,
    realm   TEXT NOT NULL,
    login   TEXT NOT NULL,
    id      TEXT NOT NULL,
    details TEXT NOT NULL, -- sealed: record type, name, query
    PRIMARY KEY (server, realm, login, id)
);

CREATE TABLE recent (
    server TEXT NOT NULL,
    realm  TEXT NOT NULL,
    login  TEXT NOT NULL,
    deeds  TEXT NOT NULL,  -- sealed: all of the owner's together
    PRIMARY KEY (server, realm, login)
);
