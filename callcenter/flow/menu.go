package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// menu finds the topic. A person is one key or one silence away: 0, no key after
// the last prompt, or the last wrong key allowed lead to the default topic.
func (c *call) menu(ctx context.Context) *ending {
	menu := c.cfg.Menu()
	if !c.cfg.AskMenu {
		c.choose(menu.Default, "", callcenter.ChosenBySilence, c.Created)
		return nil
	}
	if topic, said := c.about(); said {
		return c.chooseAs(ctx, topic, "", callcenter.ChosenByChannel)
	}
	key := c.typed
	for wrong := 0; ; {
		if key == "" {
			pressed, end := c.askMenu(ctx, menu)
			if end != nil {
				return end
			}
			key = pressed
		}
		topic, known := menu.Topic(key)
		switch {
		case known:
			return c.chooseKey(ctx, topic, key)
		case key == "0":
			c.choose(menu.Default, key, callcenter.ChosenByKey, time.Now())
			return nil
		case key == "":
			c.choose(menu.Default, "", callcenter.ChosenBySilence, time.Now())
			return nil
		}
		if wrong++; wrong >= menu.WrongLimit {
			c.choose(menu.Default, key, callcenter.ChosenByWrong, time.Now())
			return nil
		}
		pressed, end := c.hear(ctx, callcenter.Mandarin, callcenter.WrongKey)
		if end != nil {
			return end
		}
		key = pressed
	}
}

// askMenu says the menu, each language's line in that language, and waits for a key.
func (c *call) askMenu(ctx context.Context, menu callcenter.Menu) (key string, end *ending) {
	if key, end = c.hear(ctx, callcenter.Mandarin, callcenter.MenuPrompt); key != "" || end != nil {
		return key, end
	}
	if c.speaks(menu, callcenter.Yi) {
		if key, end = c.hear(ctx, callcenter.Yi, callcenter.MenuYi); key != "" || end != nil {
			return key, end
		}
	}
	return c.listen(ctx, menu.Silence)
}

// speaks tells whether a key of the menu leads to a topic in that language.
func (c *call) speaks(menu callcenter.Menu, lang callcenter.Language) bool {
	for _, choice := range menu.Choices {
		if topic, known := c.cfg.Topic(choice.Topic); known && topic.Language == lang {
			return true
		}
	}
	return false
}

// chooseKey is what a key stands for, or what stands for it outside its hours: a topic
// may be closed, the line never is.
func (c *call) chooseKey(ctx context.Context, topic callcenter.TopicName, key string) *ending {
	return c.chooseAs(ctx, topic, key, callcenter.ChosenByKey)
}

func (c *call) chooseAs(ctx context.Context, topic callcenter.TopicName, key string, how callcenter.MenuHow) *ending {
	if c.cfg.Shut != nil {
		if instead, shut := c.cfg.Shut(topic, time.Now()); shut {
			c.shut = topic
			said, _ := c.cfg.Topic(topic)
			if _, end := c.hear(ctx, said.Language, callcenter.OutsideHours); end != nil {
				return end
			}
			topic = instead
		}
	}
	c.choose(topic, key, how, time.Now())
	return nil
}

// choose ends the menu: from here the caller has a place in the queue.
func (c *call) choose(name callcenter.TopicName, key string, how callcenter.MenuHow, entered time.Time) {
	c.memory.Topic, c.memory.Key, c.memory.Entered = name, key, entered
	c.memory.Language = c.topic().Language
	c.fact("", entered, callcenter.MenuChosen{Key: key, How: how, Topic: name, Language: c.language(), Shut: c.shut})
	c.turn(callcenter.Waiting)
}
