-- How users sign in. Secrets are kept as hashes, but for the second factor's, which must be known.
CREATE TABLE credentials (
    id TEXT NOT NULL,
    password_hash TEXT,
    totp_secret TEXT,
    totp_step INTEGER,
    invitation_sha256 TEXT,
    invitation_until TEXT,
    sessions_from TEXT NOT NULL,
    --@editable
    CONSTRAINT credentials_key PRIMARY KEY (id),
    CONSTRAINT credentials_user FOREIGN KEY (id) REFERENCES users (id),
    CONSTRAINT credentials_invitation_ends CHECK (
        (invitation_sha256 IS NULL) = (invitation_until IS NULL)
    )
) STRICT;
--@kept credentials

CREATE TABLE sessions (
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    until TEXT NOT NULL,
    agent TEXT NOT NULL,
    ended_at TEXT,
    --@editable
    CONSTRAINT sessions_key PRIMARY KEY (id),
    CONSTRAINT sessions_hashed CHECK (length(id) = 64),
    CONSTRAINT sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;
CREATE INDEX sessions_of ON sessions (user_id);
--@kept sessions

CREATE TABLE tokens (
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    title TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL,
    scopes TEXT NOT NULL,
    until TEXT NOT NULL,
    revoked INTEGER NOT NULL,
    --@editable
    CONSTRAINT tokens_key PRIMARY KEY (id),
    CONSTRAINT tokens_hashed CHECK (length(secret_sha256) = 64),
    CONSTRAINT tokens_titled CHECK (title <> ''),
    CONSTRAINT tokens_revoked_or_not CHECK (revoked IN (0, 1)),
    CONSTRAINT tokens_user FOREIGN KEY (user_id) REFERENCES users (id)
) STRICT;
CREATE INDEX tokens_of ON tokens (user_id);
--@kept tokens
