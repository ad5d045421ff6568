-- One schema for both databases. `dialect.rs` turns the types and the `--@` lines into each one's
-- own words; see there. Moments are UTC text with six decimals, numbers plain decimals, so that
-- text order is their order wherever it matters.

CREATE TABLE audit (
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    user_id TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT audit_key PRIMARY KEY (sequence),
    CONSTRAINT audit_starts_at_one CHECK (sequence >= 1),
    CONSTRAINT audit_has_hash CHECK (length(hash) = 64 AND length(previous_hash) = 64)
) STRICT;
-- A fork of the chain cannot be written.
CREATE UNIQUE INDEX audit_previous_once ON audit (previous_hash);
CREATE INDEX audit_by_subject ON audit (subject, sequence);
--@immutable audit

CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    action TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    answer TEXT NOT NULL,
    at TEXT NOT NULL,
    CONSTRAINT idempotency_keys_key PRIMARY KEY (user_id, idempotency_key),
    CONSTRAINT idempotency_keys_not_empty CHECK (length(idempotency_key) BETWEEN 1 AND 200)
) STRICT;

CREATE TABLE batches (
    id TEXT NOT NULL,
    dataset TEXT NOT NULL,
    kind TEXT NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    covers_from TEXT,
    covers_to TEXT,
    distinct_reason TEXT,
    status TEXT NOT NULL,
    committed_sequence INTEGER NOT NULL,
    committed_at TEXT NOT NULL,
    committed_by TEXT NOT NULL,
    ended_sequence INTEGER,
    ended_at TEXT,
    ended_by TEXT,
    ended_reason TEXT,
    superseded_by TEXT,
    CONSTRAINT batches_key PRIMARY KEY (id),
    CONSTRAINT batches_named CHECK (length(id) BETWEEN 1 AND 200 AND length(dataset) >= 1),
    CONSTRAINT batches_known_kind CHECK (kind IN ('events', 'snapshot')),
    CONSTRAINT batches_known_status CHECK (status IN ('committed', 'superseded', 'retracted')),
    CONSTRAINT batches_counted CHECK (bytes >= 0 AND row_count >= 0),
    CONSTRAINT batches_hashed CHECK (length(sha256) = 64 AND length(content_sha256) = 64),
    CONSTRAINT batches_covers_in_order CHECK (
        (covers_from IS NULL) = (covers_to IS NULL)
        AND (covers_from IS NULL OR covers_from <= covers_to)
    ),
    CONSTRAINT batches_distinct_reason_given CHECK (distinct_reason <> ''),
    CONSTRAINT batches_end_has_reason CHECK (
        (status = 'committed' AND ended_sequence IS NULL AND ended_at IS NULL
            AND ended_by IS NULL AND ended_reason IS NULL)
        OR (status <> 'committed' AND ended_sequence > committed_sequence
            AND ended_at IS NOT NULL AND ended_by IS NOT NULL AND ended_reason <> '')
    ),
    CONSTRAINT batches_superseded_by_one CHECK (
        (status = 'superseded') = (superseded_by IS NOT NULL)
    ),
    CONSTRAINT batches_successor FOREIGN KEY (superseded_by) REFERENCES batches (id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX batches_content_once ON batches (dataset, content_sha256)
    WHERE status = 'committed' AND distinct_reason IS NULL;
CREATE UNIQUE INDEX batches_path_once ON batches (path);
--@kept batches

CREATE TABLE batch_files (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    CONSTRAINT batch_files_key PRIMARY KEY (batch_id, position),
    CONSTRAINT batch_files_batch FOREIGN KEY (batch_id) REFERENCES batches (id),
    CONSTRAINT batch_files_counted CHECK (bytes >= 0 AND row_count >= 0),
    CONSTRAINT batch_files_hashed CHECK (length(sha256) = 64)
) STRICT;
--@immutable batch_files

CREATE TABLE batch_totals (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    total TEXT NOT NULL,
    CONSTRAINT batch_totals_key PRIMARY KEY (batch_id, position),
    CONSTRAINT batch_totals_batch FOREIGN KEY (batch_id) REFERENCES batches (id)
) STRICT;
CREATE UNIQUE INDEX batch_totals_column_once ON batch_totals (batch_id, column_name);
--@immutable batch_totals
