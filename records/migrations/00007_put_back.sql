-- +goose Up

-- A promised call may be put back by hand.
ALTER TABLE promise DROP CONSTRAINT promise_outcome_check;
ALTER TABLE promise ADD CONSTRAINT promise_outcome_check
    CHECK (outcome IN ('joined', 'call_ended', 'no_answer', 'rejected', 'busy', 'unreachable', 'expired', 'failed', 'caller_gone', 'put_back'));
