-- `--@made` and `--@editable` stand for the columns that say who wrote a row and when; an editable
-- row also has a revision, which its next edit must name.

CREATE TABLE runs (
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    purpose TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    batches TEXT NOT NULL,
    result BLOB NOT NULL,
    result_sha256 TEXT NOT NULL,
    error_count INTEGER NOT NULL,
    warning_count INTEGER NOT NULL,
    --@made
    CONSTRAINT runs_key PRIMARY KEY (id),
    CONSTRAINT runs_named CHECK (length(id) BETWEEN 1 AND 200 AND length(period) >= 4),
    CONSTRAINT runs_known_purpose CHECK (purpose IN ('period', 'what_if')),
    CONSTRAINT runs_hashed CHECK (length(model_sha256) = 64 AND length(result_sha256) = 64),
    CONSTRAINT runs_counted CHECK (error_count >= 0 AND warning_count >= 0)
) STRICT;
CREATE INDEX runs_by_period ON runs (period, created_sequence);
--@immutable runs

CREATE TABLE run_stops (
    id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    rule TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    --@made
    CONSTRAINT run_stops_key PRIMARY KEY (id),
    CONSTRAINT run_stops_run FOREIGN KEY (run_id) REFERENCES runs (id)
) STRICT;
CREATE UNIQUE INDEX run_stops_place_once ON run_stops (run_id, position);
--@immutable run_stops

CREATE TABLE stop_reasons (
    id TEXT NOT NULL,
    reason TEXT NOT NULL,
    --@made
    CONSTRAINT stop_reasons_key PRIMARY KEY (id),
    CONSTRAINT stop_reasons_stop FOREIGN KEY (id) REFERENCES run_stops (id),
    CONSTRAINT stop_reasons_given CHECK (reason <> '')
) STRICT;
--@immutable stop_reasons

CREATE TABLE periods (
    id TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    run_id TEXT,
    frozen INTEGER NOT NULL,
    frozen_reason TEXT,
    reopened_reason TEXT,
    --@editable
    CONSTRAINT periods_key PRIMARY KEY (id),
    CONSTRAINT periods_named CHECK (length(id) BETWEEN 4 AND 20),
    CONSTRAINT periods_days_in_order CHECK (first_day <= last_day),
    CONSTRAINT periods_known_state CHECK (
        state IN ('open', 'calculated', 'in_review', 'approved', 'closed')
    ),
    CONSTRAINT periods_state_has_run CHECK ((state = 'open') = (run_id IS NULL)),
    CONSTRAINT periods_frozen_or_not CHECK (frozen IN (0, 1)),
    CONSTRAINT periods_frozen_for_a_reason CHECK (
        frozen_reason <> '' AND (frozen = 0 OR frozen_reason IS NOT NULL)
    ),
    CONSTRAINT periods_reopened_for_a_reason CHECK (reopened_reason <> ''),
    CONSTRAINT periods_run FOREIGN KEY (run_id) REFERENCES runs (id)
) STRICT;
--@final periods WHEN OLD.state = 'closed'

CREATE TABLE period_approvals (
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    round INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    approver TEXT NOT NULL,
    note TEXT,
    --@made
    CONSTRAINT period_approvals_key PRIMARY KEY (id),
    CONSTRAINT period_approvals_period FOREIGN KEY (period) REFERENCES periods (id),
    CONSTRAINT period_approvals_run FOREIGN KEY (run_id) REFERENCES runs (id)
) STRICT;
-- The two who approve are two people.
CREATE UNIQUE INDEX period_approvals_person_once ON period_approvals (period, round, approver);
--@immutable period_approvals

CREATE TABLE closes (
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    model_sha256 TEXT NOT NULL,
    result_sha256 TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    root TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    signature TEXT NOT NULL,
    public_key TEXT NOT NULL,
    --@made
    CONSTRAINT closes_key PRIMARY KEY (id),
    CONSTRAINT closes_period FOREIGN KEY (id) REFERENCES periods (id),
    CONSTRAINT closes_run FOREIGN KEY (run_id) REFERENCES runs (id),
    CONSTRAINT closes_hashed CHECK (
        length(manifest_sha256) = 64 AND length(root) = 64 AND length(previous_sha256) = 64
    )
) STRICT;
CREATE UNIQUE INDEX closes_number_once ON closes (number);
-- Each close follows exactly one other: the chain cannot fork.
CREATE UNIQUE INDEX closes_previous_once ON closes (previous_sha256);
--@immutable closes
