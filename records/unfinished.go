package records

import (
	"context"
	"fmt"
	"time"

	"hotline/callcenter"
)

// Unfinished says, to an agent, which of his talks lack the consultation record their topic
// asks for before the next call; empty: none, or nobody can tell now.
func (r *Reads) Unfinished(ctx context.Context, agent callcenter.AgentID, topics []callcenter.TopicName, since time.Time) string {
	if len(topics) == 0 {
		return ""
	}
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = string(t)
	}
	var n int
	var first time.Time
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err := r.db.QueryRow(ctx, `
		SELECT count(*), coalesce(min(s.started_at), 'epoch') FROM segment s
		JOIN call c ON c.id = s.call AND c.topic = ANY($2)
		JOIN consultation f ON f.call = s.call AND f.revision = 0
		WHERE s.agent = $1 AND s.kind = 'agent' AND s.started_at >= $3 AND s.ended_at IS NOT NULL
		  AND NOT EXISTS (SELECT FROM segment later WHERE later.call = s.call AND later.kind = 'agent' AND later.started_at > s.started_at)`,
		agent, names, since).Scan(&n, &first)
	if err != nil || n == 0 {
		return ""
	}
	return fmt.Sprintf("请先填完 %s 来电的话务工单再接下一通(还有 %d 张没有保存)", first.In(callcenter.Leshan()).Format("15:04"), n)
}
