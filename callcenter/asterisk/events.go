package asterisk

import "github.com/CyCoreSystems/ari/v5"

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
	State   string `json:"state"` // what the application says becomes of it; empty: it is asked for
	ReferTo struct {
		Requested struct {
			Destination string `json:"destination"`
			Dialog      string `json:"protocol_id"` // of Replaces: the Call-ID
			Params      []struct {
				Name  string `json:"parameter_name"` // from, to: the tags
				Value string `json:"parameter_value"`
			} `json:"additional_protocol_params"`
		} `json:"requested_destination"`
		Replaced *ari.ChannelData `json:"destination_channel"` // that dialog is Asterisk's own
	} `json:"refer_to"`
	By struct {
		Channel ari.ChannelData `json:"source_channel"`
	} `json:"referred_by"`
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

// Keys names the channel that asked.
func (e *ChannelTransfer) Keys() ari.Keys { return channelKeys(&e.EventData, e.By.Channel) }

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
