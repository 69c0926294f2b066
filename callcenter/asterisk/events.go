package asterisk

import (
	"encoding/json"
	"fmt"

	"github.com/CyCoreSystems/ari/v5"
)

// CallBroadcast offers a channel to every application; the first to claim it has it.
type CallBroadcast struct {
	ari.EventData
	Channel ari.ChannelData `json:"channel"`
	Caller  string          `json:"caller"`
	Called  string          `json:"called"`
}

// CallClaimed tells who won a broadcast channel.
type CallClaimed struct {
	ari.EventData
	Channel ari.ChannelData `json:"channel"`
	Winner  string          `json:"winner_app"`
}

// ChannelTransfer is a REFER that Asterisk leaves to the application.
type ChannelTransfer struct {
	ari.EventData
	State   string `json:"state"`
	ReferTo struct {
		Requested struct {
			Destination string          `json:"destination"`
			Channel     ari.ChannelData `json:"channel"`
		} `json:"requested_destination"`
	} `json:"refer_to"`
}

// ChannelToneDetected is a tone the TONE_DETECT function was told to look for.
type ChannelToneDetected struct {
	ari.EventData
	Channel ari.ChannelData `json:"channel"`
}

// Keys names the channel.
func (e *CallBroadcast) Keys() ari.Keys { return channelKeys(&e.EventData, e.Channel) }

// Keys names the channel.
func (e *CallClaimed) Keys() ari.Keys { return channelKeys(&e.EventData, e.Channel) }

// Keys is empty: the transferring channel is not told by its id alone.
func (e *ChannelTransfer) Keys() ari.Keys { return nil }

// Keys names the channel.
func (e *ChannelToneDetected) Keys() ari.Keys { return channelKeys(&e.EventData, e.Channel) }

func channelKeys(e *ari.EventData, c ari.ChannelData) ari.Keys {
	if c.ID == "" {
		return nil
	}
	return ari.Keys{e.Key(ari.ChannelKey, c.ID)}
}

// errUnknown is an event of a type neither ari nor this package has.
type errUnknown struct{ kind string }

func (e errUnknown) Error() string { return "unknown event type " + e.kind }

// Decode reads one message of the event stream. It survives whatever it is given:
// ari.DecodeEvent answers some unknown types with neither event nor error.
func Decode(data []byte) (event ari.Event, err error) {
	defer func() {
		if p := recover(); p != nil {
			event, err = nil, fmt.Errorf("event decoder panicked: %v", p)
		}
	}()
	var head struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, err
	}
	if head.Type == "" {
		return nil, fmt.Errorf("event without a type")
	}
	if event = ours(head.Type); event != nil {
		err = json.Unmarshal(data, event)
	} else if event, err = ari.DecodeEvent(data); event == nil {
		return nil, errUnknown{head.Type}
	}
	if err != nil {
		return nil, fmt.Errorf("event %s: %w", head.Type, err)
	}
	return event, nil
}

func ours(kind string) ari.Event {
	switch kind {
	case "CallBroadcast":
		return new(CallBroadcast)
	case "CallClaimed":
		return new(CallClaimed)
	case "ChannelTransfer":
		return new(ChannelTransfer)
	case "ChannelToneDetected":
		return new(ChannelToneDetected)
	}
	return nil
}
