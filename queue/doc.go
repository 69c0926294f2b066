// Package queue decides who is helped and when: who waits, who is free, who is
// promised to whom. It owns every key of its centre in Redis and every Lua verb
// on them (lua/), and is an index, not an authority: Asterisk says which calls
// are alive, the journal what happened. Redis can be thrown away.
//
// # States
//
//	call    waiting → promised → talking → left        agent   free → promised → talking → wrap-up → free
//	           ↑________|  declined, expired                     ↑________|  declined, expired
//	        waiting → over (timeout, closed, no_agents) → left  free ⇔ signed in, ready, reachable, no token,
//	        talking → waiting (its owner enqueues again)        wrap-up over, not "not answering"
//
// # Promises
//
//   - Each verb is one atomic script and one round trip. What frees an agent also
//     gives him his next call; what makes a call wait also finds its agent.
//   - One total order: arrival minus what the priority is worth, then call id. The
//     score of a call never changes by itself, so declining puts it back where it was;
//     an operator may give it the head of its topic. Who hung up while he waited and
//     calls again within KeepPlace has the place of his first arrival.
//     Nobody starves: who has waited as long as the highest priority is worth has nobody
//     new before him, and only those who were there then.
//   - A topic that is drained or closed, full, or served by nobody signed in (if it says
//     so) takes no call; the refusal names the outcome. Those who wait for a closed one,
//     or for nobody, are told within a second.
//   - A free agent gets the first call of that order among those he fits now. At most
//     eight calls are looked at past those he is kept apart from.
//   - A call gets its sticky agent for a while, then the free agent whose class wastes
//     least, then the one idle longest, then by id. A topic may choose another strategy;
//     it looks at the 32 longest idle of each class, and costs in proportion to them.
//   - Agents of a skill may be kept for callers who ask for it: while no more of them are
//     free than are kept, they take no call that does not, unless it is meant for them in
//     person (the first asked, or pulled). When one more is free, who waits is looked at again.
//   - A token is unique for ever; only it can accept, decline or expire its promise.
//   - Every verb may be repeated. A request overtaken by a newer one of its owner has no effect.
//   - The generation key guards the index. It is gone after a flush; on a restarted or
//     promoted server no script is known, and before one is loaded the server's identity is
//     compared with the one the generation was opened on. Nothing is paired until every
//     living controller has told what it knows (Contribution), or did not in time; after
//     an outage those count as living who did when Redis was last seen.
//   - A rebuild puts back who waits, rings and talks from the floors, agents from presence,
//     and from the memory of the living controllers (memory.go) what only the index knew: what
//     operators set and moved, kept places, attempts, what strategies count, and the wrap-up
//     of a talk that ended meanwhile. Not put back: how long works took, so nothing is foretold
//     until enough are known again; how much of a cool-down had passed, so it begins anew; and
//     what was told only to a controller that died together with Redis.
//   - Postgres is not asked in a rebuild: without it the queue is rebuilt as if it were there.
//     What waits for it then is a call-back whose controller died too, before its caller was dialled.
//   - Who comes late, when matching has opened without him, adds what is missing. A talk he
//     tells of goes before a promise made meanwhile: that caller is back in his place, and the
//     ring ends. A promise he tells of whose agent has another caller by now is void.
//   - A caller's expected wait is (those before him whom the same agents serve + 1) × what
//     their recent works took / how many they are, in the first step where that comes. A
//     caller before him counts as the part of those who may take him that may take this one
//     too. With fewer than ten works in the last hour nobody is told anything.
//   - The server's clock decides.
//
// # Cost
//
// Logarithmic in waiting calls and in agents, linear in the profiles one agent fits.
// A profile is what a step asks for ("mandarin>=60&yi>=50"); a class is the list of
// profiles an agent fits. Signing in and out also costs the number of classes.
//
// Beside a script of one ZADD and one ZPOPMIN (make bench-queue; 100 waiting, 50 agents,
// one request at a time; a quiet machine): leave 1.3, accept 1.3, enqueue 1.4, ready 1.5,
// finish 1.6, decline 1.8, the aim being 2.0; on a machine busy with other work 1.5, 1.7,
// 2.0, 1.9, 2.3, 2.3. From there to 100,000 waiting or 5,000 agents each costs at most 1.6
// times as much, and 31,000 pairs a second are made through one pipeline, 0.19 of the plain
// script's rate (aim: 20,000, and 0.2). Of decline's 42 µs
// in Redis (the plain script: 4) making its functions takes 2, five packed values read and
// written 11, and some 24 commands most of the rest: it touches one call and two agents,
// and asks seven orders for the next call of the one who is free again, as finish does. A
// list of the heads of these orders would spare six of the seven and cost every wait a write.
// Of a pair's 24 µs the arguments and the answer are 3.5, functions, clock and generation 4,
// finding the agent 4, and the promise with two packed values the rest; a fifth of all of it is
// Lua hashing each text it makes, byte for byte. Measured and not worth their lines: reading call
// and admission with the generation (0 %), seldom called functions made when they are called
// (2 %), agents' cards apart from what changes (4 %).
//
// In a simulated day of eight agents the expected wait was off by 19 % of the mean wait.
package queue
