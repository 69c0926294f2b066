//go:build race

package queue

import "time"

const modelTime = 8 * time.Second
