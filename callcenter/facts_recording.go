package callcenter

// Facts about recordings: what is not in them, and after their call what became of the sound.
type (
	// RecordingPaused says that the agent had what is said left out of a recording, until
	// it is resumed or ends. Occurrence: the recording's name and a count.
	RecordingPaused struct {
		Name string  `json:"name"`
		By   AgentID `json:"by"`
	}
	// RecordingResumed ends that. Occurrence: as of the pause.
	RecordingResumed struct {
		Name string  `json:"name"`
		By   AgentID `json:"by"`
	}
	// RecordingStored says a recording was sealed and lies in the store of the controller
	// that tells it. Occurrence: the name it is kept under.
	RecordingStored struct {
		Name   string `json:"name"`
		Of     string `json:"of"` // as RecordingEnded or MessageLeft named it
		Bytes  int64  `json:"bytes"`
		SHA256 string `json:"sha256"` // of the sound
	}
	// RecordingDeleted says it was deleted for good. Occurrence: the name.
	RecordingDeleted struct {
		Name string       `json:"name"`
		Why  DeleteReason `json:"why"`
	}
	// RecordingsHeld says that a call's recordings must not be deleted, or may be again.
	// Occurrence: the author and an id of his desk's choice.
	RecordingsHeld struct {
		Author AgentID `json:"author"`
		On     bool    `json:"on"`
		Reason string  `json:"reason,omitempty"` // a key of the dictionary
	}
)

// DeleteReason is why something was deleted.
type DeleteReason string

// The reasons.
const (
	DeletedExpired   DeleteReason = "expired"   // its time of keeping is over
	DeletedForgotten DeleteReason = "forgotten" // its party was forgotten
)

// Kinds of facts about recordings.
func (RecordingPaused) FactKind() FactKind  { return "recording.paused" }
func (RecordingResumed) FactKind() FactKind { return "recording.resumed" }
func (RecordingStored) FactKind() FactKind  { return "recording.stored" }
func (RecordingDeleted) FactKind() FactKind { return "recording.deleted" }
func (RecordingsHeld) FactKind() FactKind   { return "recording.held" }
