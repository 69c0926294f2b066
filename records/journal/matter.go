package journal

import (
	"context"
	"strings"

	"hotline/callcenter"
	"hotline/records/fold"
)

func isMatter(kind callcenter.FactKind) bool { return strings.HasPrefix(string(kind), "matter.") }

// foldMatters folds the matters that learned something, from all their facts.
func (a *attempt) foldMatters(ctx context.Context, write changes) error {
	var changed []callcenter.ID
	for _, id := range a.matters {
		if len(a.fresh[id]) > 0 {
			changed = append(changed, id)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	rows, err := a.conn.Query(ctx, SelectFacts, uuids(changed))
	if err != nil {
		return err
	}
	all := map[callcenter.ID][]fold.Fact{}
	if err := ScanFacts(rows, func(f fold.Fact) { all[f.Subject] = append(all[f.Subject], f) }); err != nil {
		return err
	}
	for _, id := range changed {
		if m, opened := fold.OfMatter(id, all[id]); opened {
			if err := write.add("matter", m); err != nil {
				return err
			}
		}
	}
	return nil
}
