// Package callcenter holds the nouns everybody in the hotline shares: the call,
// the topic, the skill, the agent, the promise, the fact. It imports nothing but
// the standard library, decides nothing, and talks to nobody.
//
// # Authorities
//
// Asterisk says which calls are alive. The journal (a local log, then Postgres)
// says what happened. Redis is a fast index of who waits and who is free, and
// can be thrown away. Every type here belongs to one of these three.
//
// # Glossary
//
// One word per concept, in Go, Lua, SQL, URLs, metrics and tests:
//
//	来电 call            one caller's stay with us, from the trunk to the last hang-up
//	线路 line            one telephone leg: an Asterisk channel
//	坐席 seat            a phone an agent works at
//	话务员 agent         a person who takes calls; staff is everybody with an account
//	班次 shift           an agent's stay from sign-in to sign-out
//	就绪 ready           the agent wants calls
//	小休 break           the agent wants no calls for a while, with a reason
//	话后整理 wrap-up     the absolute deadline after a talk before the next ring
//	未应答 not answering switched off after two missed rings in a row
//	业务主题 topic       what the menu key asks for: a language and skill steps
//	技能 skill           what an agent can do, with a level from 0 to 100
//	排队 queue           who waits, who is free, who is promised to whom
//	预约配对 promise     one call and one agent reserved for each other by a token
//	通话段 segment       one agent's talk within a call, from join to leave
//	回拨 call-back       a call we make because a caller asked for one, in the place he had
//	被请入者 guest        a leg beside the agent's: whom he asked into the call (咨询 consult, 邀请 invite, 转接 transfer)
//	渠道 channel         another hotline that hands callers over to us, and to which we do: 12345
//	外部号码 outside      a number on the list of those that may be brought into a call
//	服务时间 hours       when topics that name them take calls; the line always does
//	设置 settings        the part of the configuration that administrators change while calls wait
//	提示音 prompt        something said to a caller, in a language
//	评价 rating          the caller's answer to "press 1 to 5"
//	首问 first asked     the agent who first took a matter stays responsible for it
//	事项 matter          one open concern of one party over several calls
//	当事人 party         a person behind a number, who can be forgotten
//	话务工单 consultation the record of one call: exactly one per call
//	工单 order           work handed to somebody who was not on the phone
//	事实 fact            something that happened, with a derived key; kept in the journal
//	流水 journal         all facts
//	骚扰 nuisance         a caller who harasses: two explanations, then the talk may be ended
//	限制来电 block        a number that is turned away for some days: one proposes, another decides
//	质检 quality         listening to talks afterwards: a sample is drawn, scored by a score sheet (评分表), appealed against
//	知识 article          what the centre knows and tells: an article, a service guide, a template of an answer
//	值班表 duty turn      a half day for which somebody is put down, with firm and speciality
//	告警 alarm           something a person must look at
//	控制器 controller    one running hotline serve
package callcenter
