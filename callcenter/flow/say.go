package flow

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// say starts saying prompts to the caller and does not wait. Said follows.
func (c *call) say(ctx context.Context, lang callcenter.Language, prompts ...callcenter.Prompt) error {
	c.answered(ctx)
	if c.line == "" {
		return errNoLine()
	}
	c.music = false
	return c.sayTo(ctx, c.line, lang, prompts...)
}

func errNoLine() error { return callcenter.Errorf(callcenter.NotFound, "来电者没有线路") }

// sayTo is say to a line of the call, of which one at a time is told something.
func (c *call) sayTo(ctx context.Context, line callcenter.LineID, lang callcenter.Language, prompts ...callcenter.Prompt) error {
	c.says++
	saying := c.sayingName(c.says)
	c.saying, c.sayingSince = saying, time.Now()
	c.sayingDoubt, c.sayingUntil = c.sayingSince.Add(sayingDoubt), c.sayingSince.Add(c.cfg.LongestSaying)
	request := c.try
	if line == c.line {
		request = c.onLine
	}
	var missing []callcenter.Prompt
	err := request(ctx, "say", func(ctx context.Context) (err error) {
		missing, err = c.floor.switchboard.Say(ctx, line, saying, lang, prompts...)
		return err
	})
	if err != nil { // nobody heard it, in whatever language
		c.saying = ""
		return err
	}
	for _, prompt := range missing {
		c.promptMissing(prompt, lang)
	}
	return nil
}

// A call's sayings take turns among few names in each epoch: enough that the late end
// of one is not taken for the end of another, few enough that who adopts the call can
// stop whatever is being said.
const sayingNames = 4

func (c *call) sayingName(n int) string {
	return fmt.Sprintf("%s.%d.%d", c.id, c.memory.Epoch, n%sayingNames)
}

// silence stops what another controller may have been saying when it died.
func (c *call) silence(ctx context.Context) {
	for n := range sayingNames {
		c.saying = c.sayingName(n)
		c.hush(ctx)
	}
}

// promptMissing: a prompt said in Mandarin for want of a recording is never silence,
// but somebody has to record it.
func (c *call) promptMissing(prompt callcenter.Prompt, lang callcenter.Language) {
	if c.lacking[prompt] {
		return
	}
	c.lacking[prompt] = true
	c.fact(string(prompt), time.Now(), callcenter.PromptMissing{Prompt: prompt, Language: lang})
	c.floor.alarms.Raise(callcenter.Alarm{
		Name: callcenter.AlarmPromptMissing, Call: c.id,
		Detail: fmt.Sprintf("prompt %s has no recording in %s", prompt, lang),
	})
}

// hush stops what is being said, if anything is.
func (c *call) hush(ctx context.Context) {
	if c.saying == "" {
		return
	}
	_ = c.try(ctx, "hush", func(ctx context.Context) error { return c.floor.switchboard.Hush(ctx, c.saying) })
	c.saying = ""
}

// hear says prompts and waits for their end or for a key, which cuts them. While
// Asterisk is away it keeps the prompt until it can be said; one that got lost is said
// once more.
func (c *call) hear(ctx context.Context, lang callcenter.Language, prompts ...callcenter.Prompt) (key string, end *ending) {
	key, lost, end := c.hearOnce(ctx, lang, prompts)
	if lost && end == nil {
		c.log.Warn("a prompt got lost and is said again", zap.String("stage", string(c.memory.Stage)))
		key, _, end = c.hearOnce(ctx, lang, prompts)
	}
	return key, end
}

func (c *call) hearOnce(ctx context.Context, lang callcenter.Language, prompts []callcenter.Prompt) (key string, lost bool, end *ending) {
	_ = c.insist(ctx, func() error { return c.say(ctx, lang, prompts...) })
	for c.saying != "" {
		ev, end := c.next(ctx, time.Time{})
		if end != nil {
			return "", false, end
		}
		switch ev.what {
		case digit:
			c.hush(ctx)
			return ev.digit, false, nil
		case said:
			lost = ev.lost
		case ordered:
			ev.order.refuse()
		}
	}
	return "", lost, nil
}

// listen waits for a key.
func (c *call) listen(ctx context.Context, wait time.Duration) (key string, end *ending) {
	until := time.Now().Add(wait)
	for {
		ev, end := c.next(ctx, until)
		switch {
		case end != nil:
			return "", end
		case ev.what == digit:
			return ev.digit, nil
		case ev.what == due:
			return "", nil
		case ev.what == ordered:
			ev.order.refuse()
		}
	}
}

// play turns the music on, unless it is or must not be.
func (c *call) play(ctx context.Context) {
	if c.music || !c.cfg.Music || c.saying != "" || c.line == "" {
		return
	}
	c.answered(ctx)
	c.music = c.onLine(ctx, "music", func(ctx context.Context) error {
		return c.floor.switchboard.Music(ctx, c.line, true)
	}) == nil
}

// spell is a number as it is said: 12 is ten two, 20 two ten, 105 one zero five.
func spell(n int) []callcenter.Prompt {
	text := strconv.Itoa(n)
	if len(text) != 2 {
		return digits(text)
	}
	prompts := append(digits(text[:1]), callcenter.Ten)
	if text[0] == '1' {
		prompts = prompts[1:]
	}
	if text[1] != '0' {
		prompts = append(prompts, digits(text[1:])...)
	}
	return prompts
}

// digits are said one by one.
func digits(text string) []callcenter.Prompt {
	prompts := make([]callcenter.Prompt, 0, len(text))
	for i := range len(text) {
		prompts = append(prompts, callcenter.DigitPrompt(text[i]))
	}
	return prompts
}
