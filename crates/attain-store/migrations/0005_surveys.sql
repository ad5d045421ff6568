CREATE TABLE survey_rounds (
    id TEXT NOT NULL,
    survey TEXT NOT NULL,
    period TEXT NOT NULL,
    state TEXT NOT NULL,
    --@editable
    CONSTRAINT survey_rounds_key PRIMARY KEY (id),
    CONSTRAINT survey_rounds_known_state CHECK (state IN ('open', 'closed'))
) STRICT;
CREATE UNIQUE INDEX survey_rounds_once ON survey_rounds (survey, period);
--@kept survey_rounds
--@final survey_rounds WHEN OLD.state = 'closed'

-- Who was asked, and whether he has answered. Nothing here leads to an answer.
CREATE TABLE survey_tokens (
    sha256 TEXT NOT NULL,
    round TEXT NOT NULL,
    person TEXT NOT NULL,
    unit TEXT NOT NULL,
    used INTEGER NOT NULL,
    CONSTRAINT survey_tokens_key PRIMARY KEY (sha256),
    CONSTRAINT survey_tokens_hashed CHECK (length(sha256) = 64),
    CONSTRAINT survey_tokens_used_or_not CHECK (used IN (0, 1)),
    CONSTRAINT survey_tokens_of_round FOREIGN KEY (round) REFERENCES survey_rounds (id)
) STRICT;
CREATE UNIQUE INDEX survey_tokens_once ON survey_tokens (round, person);

-- One answer to one question. The id is chance; no time, person, token or order is kept, and the
-- answers of one person to two questions have nothing in common but the group.
CREATE TABLE survey_answers (
    id TEXT NOT NULL,
    round TEXT NOT NULL,
    unit TEXT NOT NULL,
    rated TEXT NOT NULL,
    question TEXT NOT NULL,
    answer INTEGER NOT NULL,
    CONSTRAINT survey_answers_key PRIMARY KEY (id),
    CONSTRAINT survey_answers_of_round FOREIGN KEY (round) REFERENCES survey_rounds (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_answers_round ON survey_answers (round, rated, question, unit, answer);
