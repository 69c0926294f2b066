package records

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/journal"
)

// longestBlock is how many days a number may be turned away.
const longestBlock = 30

// ProposeBlock asks that the number behind a call be turned away. Repeated: no effect.
func (r *Records) ProposeBlock(ctx context.Context, call callcenter.ID, reason string, days int, e Entry) (fold.Block, error) {
	record, err := r.record(ctx, call)
	if err != nil || !record.Block.ProposedAt.IsZero() {
		return record.Block, err
	}
	d, err := r.Dictionaries(ctx, 0)
	switch {
	case err != nil:
		return record.Block, err
	case record.Call.Party.IsZero():
		return record.Block, callcenter.Errorf(callcenter.Invalid, "来电人没有显示号码,不能限制来电")
	case days < 1 || days > longestBlock:
		return record.Block, callcenter.Errorf(callcenter.Invalid, "来电限制应为 1 至 %d 天", longestBlock)
	case d.word("block", reason) == nil:
		return record.Block, callcenter.Errorf(callcenter.Invalid, "限制来电的原因 %q 不在字典里", reason)
	}
	data := callcenter.BlockProposed{Author: e.Author, Reason: reason, Days: days}
	return r.afterBlock(ctx, call, data, e)
}

// DecideBlock approves a proposal from now on, or refuses or lifts it. Who proposed it
// does not decide it.
func (r *Records) DecideBlock(ctx context.Context, call callcenter.ID, approve bool, e Entry) (fold.Block, error) {
	record, err := r.record(ctx, call)
	block := record.Block
	switch {
	case err != nil:
		return block, err
	case block.ProposedAt.IsZero():
		return block, callcenter.Errorf(callcenter.NotFound, "这通来电没有提请限制号码")
	case block.ProposedBy == e.Author:
		tried := callcenter.Change{By: e.Author, Action: "block.own_refused", Call: call, Before: block, After: map[string]bool{"approve": approve}}
		return block, r.RefusedOwn(ctx, tried, callcenter.Errorf(callcenter.Denied, "提请人不能审批自己的提请,请交由他人审批"))
	case approve && !block.DecidedAt.IsZero():
		return block, callcenter.Errorf(callcenter.Conflict, "%s 已经作出决定;需要再次限制,请在新的来电里提请", block.DecidedBy)
	case !approve && !block.DecidedAt.IsZero() && block.Until.IsZero():
		return block, nil
	}
	data := callcenter.BlockDecided{Author: e.Author}
	if approve {
		data.Until = time.Now().Add(time.Duration(block.Days) * 24 * time.Hour)
	}
	return r.afterBlock(ctx, call, data, e)
}

func (r *Records) afterBlock(ctx context.Context, call callcenter.ID, data callcenter.Payload, e Entry) (fold.Block, error) {
	if err := r.settle(ctx, []callcenter.Fact{{Subject: call, Occurrence: e.occurrence(), Data: data}}); err != nil {
		return fold.Block{}, err
	}
	record, err := r.record(ctx, call)
	return record.Block, err
}

// BlockEntry is a proposal as lists show it: the number is masked.
type BlockEntry struct {
	fold.Block
	Number string `json:"number"`
}

// BlockState chooses among proposals.
type BlockState string

// The states.
const (
	BlockProposed BlockState = "proposed"
	BlockInForce  BlockState = "in_force"
	BlockOver     BlockState = "over" // refused, lifted or run out
)

// Blocks lists the newest proposals in a state.
func (r *Reads) Blocks(ctx context.Context, state BlockState, limit int) ([]BlockEntry, error) {
	where := map[BlockState]string{
		BlockProposed: `decided_at IS NULL`, BlockInForce: `until > now()`, BlockOver: `decided_at IS NOT NULL AND (until IS NULL OR until <= now())`,
	}[state]
	query, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(query, fmt.Sprintf(`SELECT to_json(b) FROM (SELECT %s FROM block WHERE %s ORDER BY proposed_at DESC LIMIT %d) b`,
		strings.Join(journal.Columns(fold.Block{}), ", "), where, pageLimit(limit)))
	if err != nil {
		return nil, failed("read blocks", err)
	}
	list := []BlockEntry{}
	blocks, err := pgx.CollectRows(rows, pgx.RowTo[fold.Block])
	if err != nil {
		return nil, failed("read blocks", err)
	}
	for _, b := range blocks {
		number, err := r.masked(ctx, b.Party)
		if err != nil {
			return nil, err
		}
		list = append(list, BlockEntry{b, number})
	}
	return list, nil
}

// Blocked reports that a number is turned away now. He waits for the answer, so trouble
// reads as no.
func (r *Reads) Blocked(ctx context.Context, n callcenter.Number) (yes bool) {
	if n.Anonymous() {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, stickyTimeout)
	defer cancel()
	err := r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM party p JOIN block b ON b.party = p.id AND b.until > now() WHERE p.number_hash = $1)`,
		r.keys.Index.Hash(n)).Scan(&yes)
	return err == nil && yes
}
