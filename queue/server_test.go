package queue

import (
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// ownRedis is a server of the test's own, for what may not be done to a shared one.
func ownRedis(t testing.TB, options ...string) (client *redis.Client, port string) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("redis-server is not installed: apt-get install redis-server")
	}
	port = freePort(t)
	args := append([]string{"--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir()}, options...)
	// A fuzzing worker's pipe must not live on in its child: the one who fuzzes waits for its end.
	server := exec.Command("sh", append([]string{"-c", `exec "$0" "$@" 3>&- 4>&-`, program}, args...)...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	client = redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port})
	t.Cleanup(func() { _ = client.Close() })
	eventually(t, 10*time.Second, "redis answers on "+port, func() bool { return client.Ping(t.Context()).Err() == nil })
	return client, port
}

func freePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		// A cluster's bus stands 10,000 above its port.
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		port := l.Addr().(*net.TCPAddr).Port
		_ = l.Close()
		if port < 55_000 {
			return strconv.Itoa(port)
		}
	}
	t.Fatal("no free port below 55000")
	return ""
}

// ownCluster is a Redis Cluster of n masters.
func ownCluster(t testing.TB, n int) *redis.ClusterClient {
	t.Helper()
	var addrs []string
	for i := range n {
		client, port := ownRedis(t, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf")
		from, to := 16384*i/n, 16384*(i+1)/n-1
		if err := client.ClusterAddSlotsRange(t.Context(), from, to).Err(); err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			_, first, _ := net.SplitHostPort(addrs[0])
			if err := client.ClusterMeet(t.Context(), "127.0.0.1", first).Err(); err != nil {
				t.Fatal(err)
			}
		}
		addrs = append(addrs, "127.0.0.1:"+port)
	}
	for _, addr := range addrs {
		node := redis.NewClient(&redis.Options{Addr: addr})
		t.Cleanup(func() { _ = node.Close() })
		eventually(t, 20*time.Second, "the cluster is up", func() bool {
			info := node.ClusterInfo(t.Context()).Val()
			nodes := node.ClusterNodes(t.Context()).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Count(nodes, "connected") == n
		})
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})
	t.Cleanup(func() { _ = client.Close() })
	return client
}
