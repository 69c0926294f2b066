package prompts

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"

	"hotline/callcenter"
	"hotline/deploy"
)

// Line is one prompt in one language, as prompts.tsv has it.
type Line struct {
	Prompt   callcenter.Prompt
	Language callcenter.Language
	Text     string // "tone 1000" is a tone of 1000 Hz, "ring 450" the ringing tone: one second of it and four of silence
}

// Table reads prompts.tsv.
func Table() ([]Line, error) {
	raw, err := deploy.Files.ReadFile("asterisk/prompts.tsv")
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	var table []Line
	for scanner := bufio.NewScanner(bytes.NewReader(raw)); scanner.Scan(); {
		if strings.HasPrefix(scanner.Text(), "#") {
			continue
		}
		cells := strings.Split(scanner.Text(), "\t")
		if len(cells) != 3 || cells[2] == "" {
			return nil, fmt.Errorf("prompts: line %q has not three columns", scanner.Text())
		}
		table = append(table, Line{callcenter.Prompt(cells[0]), callcenter.Language(cells[1]), cells[2]})
	}
	return table, nil
}

// languages are those callers are spoken to in.
func languages() []callcenter.Language {
	return []callcenter.Language{callcenter.Mandarin, callcenter.Yi}
}

// mandarinOnly are prompts said before a caller has chosen a language, by the dialplan, or
// to agents: nobody misses them in Yi.
func mandarinOnly(p callcenter.Prompt) bool {
	switch p {
	case callcenter.Welcome, callcenter.RecordingNotice, callcenter.MenuPrompt, callcenter.WrongKey, callcenter.Apology, callcenter.LeaveMessage,
		callcenter.BackCalling, callcenter.BackUnreached, callcenter.Ringback,
		callcenter.SeatReady, callcenter.SeatBreak, callcenter.SeatOut, callcenter.SeatRefused, "beep":
		return true
	}
	return false
}

// spoken tells whether a person reads it out.
func spoken(text string) bool {
	return !strings.HasPrefix(text, "tone ") && !strings.HasPrefix(text, "ring ")
}
