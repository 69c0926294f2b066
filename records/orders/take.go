package orders

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// A call leaves an order behind when its record says so (转工单, 法援预约登记, 调解预约登记)
// and when a mandatory report was made in it. The order follows from what is kept, within
// seconds: an agent presses one key, and nothing is lost while Postgres is away. Its id is
// derived, so that two controllers make it once.

// takeBatch is how many are made in one round.
const takeBatch = 50

const leftByRecords = `
SELECT c.call, c.party, coalesce(c.agent, c.author), c.author, coalesce(c.region, 'unknown'), coalesce(c.service_kind, ''),
       coalesce(c.matter_2, c.matter_1, ''), c.secrecy, c.result, coalesce(t.summary, s.summary, '')
FROM consultation c
LEFT JOIN consultation_text t ON t.call = c.call AND t.summary <> ''
LEFT JOIN consultation_secret s ON s.call = c.call AND s.summary <> ''
WHERE c.result IN ('order', 'legal_aid_booked', 'mediation_booked')
  AND NOT EXISTS (SELECT FROM work_order o WHERE o.call = c.call AND o.source = 'consultation')
ORDER BY c.saved_at LIMIT $1`

const leftByReports = `
SELECT j.subject, c.party, j.data ->> 'author', j.data ->> 'author', coalesce(n.region, 'unknown'), coalesce(n.service_kind, ''),
       coalesce(n.matter_2, n.matter_1, ''), 'strict', coalesce(j.data ->> 'kind', 'other'), j.occurrence
FROM journal j
JOIN call c ON c.id = j.subject
LEFT JOIN consultation n ON n.call = j.subject
WHERE j.kind = 'abuse.reported' AND NOT EXISTS (SELECT FROM work_order o WHERE o.call = j.subject AND o.source = 'report')
ORDER BY j.at LIMIT $1`

// left is what a call left to be done.
type left struct {
	call, party callcenter.ID
	agent, by   callcenter.AgentID
	birth       Birth
	what, text  string
}

// Take makes the orders that calls have left to be made, and says how many. One that
// cannot be made keeps no other from being made.
func (o *Orders) Take(ctx context.Context) (made int, err error) {
	var drafts []Draft
	err = o.within(ctx, "look for orders of calls", func(ctx context.Context, tx pgx.Tx) error {
		for _, list := range []struct {
			sql   string
			draft func(left) Draft
		}{{leftByReports, ofReport}, {leftByRecords, ofRecord}} {
			all, err := readLeft(ctx, tx, list.sql)
			if err != nil {
				return err
			}
			for _, l := range all {
				drafts = append(drafts, list.draft(l))
			}
		}
		return nil
	})
	failures := []error{err}
	for _, d := range drafts {
		if _, err := o.Create(ctx, d); err != nil {
			failures = append(failures, fmt.Errorf("order of call %s: %w", d.Birth.Call, err))
			continue
		}
		made++
	}
	return made, errors.Join(failures...)
}

func readLeft(ctx context.Context, tx pgx.Tx, sql string) ([]left, error) {
	rows, err := tx.Query(ctx, sql, takeBatch)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (l left, err error) {
		var party *[16]byte
		err = row.Scan(&l.call, &party, &l.agent, &l.by, &l.birth.Region, &l.birth.ServiceKind, &l.birth.Matter, &l.birth.Secrecy, &l.what, &l.text)
		if party != nil {
			l.party = *party
		}
		return l, err
	})
}

func (l left) draft(source Source) Draft {
	b := l.birth
	b.Source, b.Call, b.Party, b.Agent = source, l.call, l.party, l.agent
	return Draft{By: clockwork, Birth: b}
}

// ofRecord: what kind it is says the result; what only the caller knows is asked later.
func ofRecord(l left) Draft {
	d := l.draft(FromConsultation)
	d.ID = OrderOfCall(l.call)
	switch l.what {
	case "legal_aid_booked":
		d.Birth.Kind, d.Birth.Fields = LegalAid, Values{"case": caseOf(l.birth.Matter)}
	case "mediation_booked":
		d.Birth.Kind, d.Birth.Fields = Mediation, Values{"dispute": disputeOf(l.birth.Matter)}
	default:
		d.Birth.Kind = FollowUp
	}
	d.Writing = OrderWriting{Title: head(l.text), Text: l.text}
	return d
}

func ofReport(l left) Draft {
	d := l.draft(FromReport)
	d.ID = reportOrder(l.call, l.text)
	d.Birth.Kind, d.Birth.Urgent = Report, true
	d.Birth.Fields = Values{"report": l.what}
	if !(OrderField{Type: Choice, Choices: Kinds()[len(Kinds())-1].Fields[0].Choices}).takes(l.what) {
		d.Birth.Fields["report"] = "other" // said while Postgres, and with it the dictionary, was away
	}
	d.Writing = OrderWriting{Title: "强制报告:须立即处理", Text: "话务员在通话中提出强制报告"}
	return d
}

// head is how an order is called in lists: the beginning of what was written.
func head(text string) string {
	const most = 30
	runes := []rune(text)
	for i, r := range runes {
		if r == '\n' || i == most {
			return string(runes[:i])
		}
	}
	if len(runes) == 0 {
		return "来电转工单"
	}
	return text
}

func caseOf(matter string) string {
	switch matter {
	case "criminal", "criminal_substance", "criminal_civil", "criminal_procedure":
		return "criminal"
	case "administrative", "penalty", "review", "compensation":
		return "administrative"
	case "wages":
		return "wages"
	}
	return "civil"
}

func disputeOf(matter string) string {
	known := map[string]string{
		"marriage": "family", "inheritance": "family", "support": "family", "property": "neighbour", "labour": "labour",
		"wages": "labour", "work_injury": "labour", "contract": "contract", "loan": "contract", "land": "land",
	}
	if dispute, ok := known[matter]; ok {
		return dispute
	}
	return "other"
}
