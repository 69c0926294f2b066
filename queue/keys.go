package queue

// Every key of a centre, under one hash tag so that they live on one node of a
// Redis Cluster. P is "hotline:{<center>}:". Times are milliseconds of the server's clock.
//
//	P generation         string  the round the index was built in; absent: nothing is matched
//	P server             string  replication id of the server it was opened on
//	P rebuild            hash    leader, until, round, wiped: only while rebuilding
//	P contributed        set     owners who have told everything in this round
//	P call:<id>          hash    a call (lua/lib/call.lua); expires 10 minutes after it left
//	P agent:<id>         hash    a signed-in agent (lua/lib/agent.lua)
//	P agents             set     agents signed in
//	P due                zset    c:<call> and a:<agent> by when something changes by itself; every live call is in it
//	P topic:<topic>      zset    waiting calls by score
//	P waiting:<profile>  zset    waiting calls by score, under what they ask for now; "@<agent>" while sticky
//	P free:<class>       zset    free agents by idle since
//	P open:<profile>     zset    classes with a free agent who fits, by what taking one wastes
//	P classes            hash    classes with agents signed in → waste
//	P signed_in:<class>  set     agents signed in
//	P serving:<class>    set     of these, who would take calls but for what he does now
//	P profiles           set     profiles configured
//	P topics             set     topics configured
//	P pending:<owner>    set     calls with a promise or a timeout their owner must know of
//	P owners             zset    owners by last beat; forgotten after a day
//	P urls               hash    owner → where its controller is reached
//	P tell:<owner>       sharded channel: rows for an owner, JSON
//
// Keys without an expiry are bounded by calls, agents and configuration; the call
// hashes of a dead owner stay until it is adopted.
type keys struct{ prefix string }

func newKeys(center string) keys { return keys{prefix: "hotline:{" + center + "}:"} }

func (k keys) generation() string          { return k.prefix + "generation" }
func (k keys) channel(owner string) string { return k.prefix + "tell:" + owner }
