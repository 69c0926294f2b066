// Package phone is telephones in software: callers and seats that really
// register, dial, ring, talk and press keys, over SIP and RTP, against any PBX.
// The tests, the demonstration call, the load and the benchmark all use it.
//
// An Exchange owns one UDP socket for the SIP of all its phones, a range of
// ports for their RTP, and one goroutine that paces every RTP stream: hundreds
// of calls cost little, because this program shares its machine with what it
// measures.
//
//	ex, err := phone.NewExchange(phone.Config{PBX: "127.0.0.1:5060"})
//	caller := ex.Phone(phone.Profile{User: "13800001234", Tone: 440})
//	call, err := caller.Dial(ctx, "12348", phone.DialOptions{})
//	err = call.Connected(ctx) // answered
//	err = call.Press(ctx, "1")
//	err = call.Hears(ctx, 620) // the agent's tone, proved by Goertzel
//	err = call.Hangup(ctx)
//
// # States of a call
//
//	dialled:  calling → ringing → up → over
//	received: offered → ringing → up → over
//
// Over is reached once, from any state; Ended closes then and Cause says why.
//
// # Promises
//
//   - Every moment worth measuring is an Event with a monotonic time, taken when
//     the datagram is handed over or written, not when somebody asked.
//   - What a side hears is told by frequency, in windows of 100 ms. Tones that
//     are multiples of 20 Hz do not disturb each other.
//   - A phone that vanished (Vanish, Offline) answers nothing and sends nothing.
//   - Close waits for every goroutine the exchange started.
package phone
