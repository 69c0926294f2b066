//go:build race

package queue

import "time"

const modelTime = 30 * time.Second
