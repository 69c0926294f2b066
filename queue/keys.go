package queue

// Every key of a centre, under one hash tag so that they live on one node of a
// Redis Cluster. P is "hotline:{<center>}:". Times are milliseconds of the server's clock.
//
//	P generation         string  the round the index was built in; absent: nothing is matched
//	P server             string  replication id of the server it was opened on
//	P rebuild            hash    leader, until, round, wiped: only while rebuilding
//	P contributed        set     owners who have told everything in this round
//	P call:<id>          string  a call (lua/lib/call.lua), packed; expires 10 minutes after it left
//	P agent:<id>         string  a signed-in agent (lua/lib/agent.lua), packed
//	P agents             set     agents signed in
//	P due                zset    c:<call> and a:<agent> by when something changes by itself; every live call is in it
//	P topic:<topic>      ranks   waiting calls by score
//	P waiting:<profile>  ranks   waiting calls by score, under what they ask for now; "@<agent>" while sticky
//	P free:<class>       ranks   free agents by idle since
//	P open:<profile>     ranks   classes with a free agent who fits, by what taking one wastes
//	P classes            hash    classes with agents signed in → waste
//	P signed_in:<class>  set     agents signed in
//	P serving:<class>    set     of these, who would take calls but for what he does now
//	P profiles           set     profiles configured
//	P topics             set     topics configured
//	P admission          hash    topic → "<open, drain or closed> <which of all changes>"; absent: open. '' → the last change
//	P kept:<party>       string  "<arrival> <owner>" of a caller who hung up while he waited; expires after Config.KeepPlace
//	P pending:<owner>    set     calls with a promise or a timeout their owner must know of
//	P owners             zset    owners by last beat; forgotten after a day
//	P urls               hash    owner → where its controller is reached
//	P tell:<owner>       sharded channel: rows for an owner, JSON
//
// Packed is MessagePack: one value costs Redis a third of a hash of its fields. Ranks is a
// zset whose scores are all 0 and whose members are a number of 13 digits and an id, so
// that Redis and the scripts compare texts and never write or read a floating point number.
//
// Keys without an expiry are bounded by calls, agents and configuration; the call
// hashes of a dead owner stay until it is adopted.
type keys struct{ prefix string }

func newKeys(center string) keys { return keys{prefix: "hotline:{" + center + "}:"} }

func (k keys) generation() string          { return k.prefix + "generation" }
func (k keys) admission() string           { return k.prefix + "admission" }
func (k keys) channel(owner string) string { return k.prefix + "tell:" + owner }
