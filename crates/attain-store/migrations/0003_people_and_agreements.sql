CREATE TABLE users (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    person TEXT,
    roles TEXT NOT NULL,
    active INTEGER NOT NULL,
    --@editable
    CONSTRAINT users_key PRIMARY KEY (id),
    CONSTRAINT users_named CHECK (length(id) BETWEEN 1 AND 100),
    CONSTRAINT users_active_or_not CHECK (active IN (0, 1))
) STRICT;
--@kept users

-- Who a key stands for. Erasing a person empties these columns and nothing else.
CREATE TABLE people (
    id TEXT NOT NULL,
    identifier TEXT,
    name TEXT,
    erased_reason TEXT,
    --@editable
    CONSTRAINT people_key PRIMARY KEY (id),
    CONSTRAINT people_erased_whole CHECK (
        erased_reason IS NULL OR (erased_reason <> '' AND identifier IS NULL AND name IS NULL)
    )
) STRICT;
CREATE UNIQUE INDEX people_identifier_once ON people (identifier);
--@kept people

CREATE TABLE model_versions (
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    files BLOB NOT NULL,
    files_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    edited_by TEXT NOT NULL,
    approved_by TEXT,
    effective_from TEXT,
    --@editable
    CONSTRAINT model_versions_key PRIMARY KEY (id),
    CONSTRAINT model_versions_named CHECK (length(id) BETWEEN 1 AND 200),
    CONSTRAINT model_versions_known_state CHECK (
        state IN ('draft', 'checked', 'approved', 'published')
    ),
    CONSTRAINT model_versions_hashed CHECK (length(files_sha256) = 64),
    CONSTRAINT model_versions_approved_by_another CHECK (approved_by <> edited_by),
    CONSTRAINT model_versions_approved CHECK (
        (state IN ('approved', 'published')) = (approved_by IS NOT NULL)
    ),
    CONSTRAINT model_versions_published CHECK (
        (state = 'published') = (effective_from IS NOT NULL)
    )
) STRICT;
--@final model_versions WHEN OLD.state = 'published'

CREATE TABLE targets (
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    kpi TEXT NOT NULL,
    period TEXT NOT NULL,
    minimum TEXT,
    target TEXT NOT NULL,
    desired TEXT,
    baseline TEXT,
    benchmark TEXT,
    state TEXT NOT NULL,
    agreed_by_manager TEXT,
    agreed_by_employee TEXT,
    changed_reason TEXT,
    --@editable
    CONSTRAINT targets_key PRIMARY KEY (id),
    CONSTRAINT targets_known_state CHECK (state IN ('proposed', 'agreed', 'changed')),
    CONSTRAINT targets_changed_for_a_reason CHECK (
        changed_reason <> '' AND (state <> 'changed' OR changed_reason IS NOT NULL)
    ),
    CONSTRAINT targets_agreed_by_both CHECK (
        state <> 'agreed'
        OR (agreed_by_manager IS NOT NULL AND agreed_by_employee IS NOT NULL)
    ),
    CONSTRAINT targets_agreed_by_two CHECK (agreed_by_manager <> agreed_by_employee),
    CONSTRAINT targets_period FOREIGN KEY (period) REFERENCES periods (id)
) STRICT;
CREATE UNIQUE INDEX targets_once ON targets (subject, kpi, period);
--@kept targets

CREATE TABLE corrections (
    id TEXT NOT NULL,
    corrects TEXT NOT NULL,
    booked_in TEXT NOT NULL,
    person TEXT NOT NULL,
    line TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    cause TEXT NOT NULL,
    run_id TEXT NOT NULL,
    --@made
    CONSTRAINT corrections_key PRIMARY KEY (id),
    CONSTRAINT corrections_of_a_close FOREIGN KEY (corrects) REFERENCES closes (id),
    CONSTRAINT corrections_period FOREIGN KEY (booked_in) REFERENCES periods (id),
    CONSTRAINT corrections_run FOREIGN KEY (run_id) REFERENCES runs (id),
    CONSTRAINT corrections_have_a_cause CHECK (cause <> ''),
    CONSTRAINT corrections_forward CHECK (corrects <> booked_in)
) STRICT;
-- One recalculation books a person's line once.
CREATE UNIQUE INDEX corrections_once ON corrections (run_id, corrects, person, line);
--@immutable corrections

CREATE TABLE adjustments (
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    person TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    approved_by TEXT,
    --@editable
    CONSTRAINT adjustments_key PRIMARY KEY (id),
    CONSTRAINT adjustments_period FOREIGN KEY (period) REFERENCES periods (id),
    CONSTRAINT adjustments_for_a_reason CHECK (reason <> ''),
    CONSTRAINT adjustments_known_state CHECK (state IN ('proposed', 'approved', 'withdrawn')),
    CONSTRAINT adjustments_approved CHECK ((state = 'approved') = (approved_by IS NOT NULL)),
    CONSTRAINT adjustments_approved_by_another CHECK (approved_by <> proposed_by)
) STRICT;
--@kept adjustments

CREATE TABLE disputes (
    id TEXT NOT NULL,
    period TEXT NOT NULL,
    person TEXT NOT NULL,
    line TEXT NOT NULL,
    run_id TEXT NOT NULL,
    question TEXT NOT NULL,
    deadline TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    decision TEXT,
    decision_reason TEXT,
    correction_id TEXT,
    --@editable
    CONSTRAINT disputes_key PRIMARY KEY (id),
    CONSTRAINT disputes_period FOREIGN KEY (period) REFERENCES periods (id),
    CONSTRAINT disputes_run FOREIGN KEY (run_id) REFERENCES runs (id),
    CONSTRAINT disputes_correction FOREIGN KEY (correction_id) REFERENCES corrections (id),
    CONSTRAINT disputes_say_something CHECK (question <> '' AND answer <> ''),
    CONSTRAINT disputes_known_state CHECK (state IN ('raised', 'answered', 'decided')),
    CONSTRAINT disputes_answered CHECK (state <> 'answered' OR answer IS NOT NULL),
    CONSTRAINT disputes_known_decision CHECK (decision IN ('accepted', 'rejected')),
    CONSTRAINT disputes_decided_for_a_reason CHECK (
        (state = 'decided') = (decision IS NOT NULL)
        AND (decision IS NULL) = (decision_reason IS NULL)
        AND decision_reason <> ''
    ),
    CONSTRAINT disputes_correction_follows CHECK (correction_id IS NULL OR decision = 'accepted')
) STRICT;
--@kept disputes

CREATE TABLE acknowledgements (
    id TEXT NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    --@made
    CONSTRAINT acknowledgements_key PRIMARY KEY (id),
    CONSTRAINT acknowledgements_hashed CHECK (length(sha256) = 64)
) STRICT;
CREATE UNIQUE INDEX acknowledgements_once ON acknowledgements (person, subject, sha256);
--@immutable acknowledgements
