-- +goose Up

-- By what consultations are found: the words people wrote, cut into pairs of characters
-- (records/bigram), and what is filtered by. Folded; forgetting a party empties its words.
CREATE TABLE consultation_search (
    call       uuid PRIMARY KEY REFERENCES consultation,
    arrived_at timestamptz NOT NULL,
    topic      text,
    region     text,
    agents     text[]      NOT NULL, -- who talked in the call
    words      tsvector    NOT NULL
) WITH (fillfactor = 80);
-- Words are read whole for ranking, so they lie in the row and not beside it.
ALTER TABLE consultation_search ALTER COLUMN words SET STORAGE MAIN;
-- How often a word occurs decides between its index and going back in time.
ALTER TABLE consultation_search ALTER COLUMN words SET STATISTICS 1000;
CREATE INDEX consultation_search_words ON consultation_search USING gin (words);
CREATE INDEX consultation_search_arrived ON consultation_search (arrived_at, call);

-- The newest consultations that hold the words, before a given one, with their rank, as
-- far as who asks may see them. Nobody but this function reads the table: it says the
-- same as the policies on the calls, in terms an index can use. Who asks is said at the
-- beginning of the transaction: hotline.reach 'all' or 'own', hotline.staff, hotline.county.
-- Planned anew each time: the plan for a rare word is the wrong one for a common one.
-- +goose StatementBegin
CREATE FUNCTION search_consultations(
    wanted tsquery, from_at timestamptz, to_at timestamptz, of_topic text, of_region text, of_agent text,
    before_at timestamptz, before_call uuid, most int
) RETURNS TABLE (call uuid, arrived_at timestamptz, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    RETURN QUERY EXECUTE $sql$
        SELECT s.call, s.arrived_at, ts_rank_cd(s.words, $1)
        FROM consultation_search s
        WHERE s.words @@ $1
          AND ($2 IS NULL OR s.arrived_at >= $2) AND ($3 IS NULL OR s.arrived_at < $3)
          AND ($4 IS NULL OR s.topic = $4) AND ($5 IS NULL OR s.region = $5) AND ($6 IS NULL OR $6 = ANY (s.agents))
          AND ($7 IS NULL OR (s.arrived_at, s.call) < ($7, $8))
          AND CASE $9
              WHEN 'all' THEN $11 = '' OR s.region = $11 OR $10 = ANY (s.agents)
              WHEN 'own' THEN $10 = ANY (s.agents)
              ELSE false
          END
        ORDER BY s.arrived_at DESC, s.call DESC LIMIT $12
    $sql$ USING wanted, from_at, to_at, of_topic, of_region, of_agent, before_at, before_call,
        coalesce(current_setting('hotline.reach', true), ''), coalesce(current_setting('hotline.staff', true), ''),
        coalesce(current_setting('hotline.county', true), ''), most;
END $$;
-- +goose StatementEnd
