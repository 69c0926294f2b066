package switchboard

import (
	"cmp"
	"context"
	"net/url"

	"hotline/callcenter"
)

// Dial dials a number outside through the trunk. Its line tells what an agent's line
// tells: LineRinging, LineAnswered, LineGone with its cause. A trunk that cannot be
// used ends the line at once. The only number it ever shows is the allotted one
// (反电信网络诈骗法 13–14 条); another hotline is told the caller's beside it.
func (s *Switchboard) Dial(ctx context.Context, dial callcenter.Dial) error {
	trunk := s.cfg.Trunk
	if dial.Hand != nil && s.cfg.City != "" {
		trunk = s.cfg.City
	}
	if trunk == "" {
		return callcenter.Errorf(callcenter.Conflict, "没有配置外呼中继,不能拨打外线")
	}
	if dial.Number.Anonymous() {
		return callcenter.Errorf(callcenter.Invalid, "没有号码,不能拨打")
	}
	variables := map[string]string{}
	for name, value := range headersOf(dial) {
		variables["PJSIP_HEADER(add,"+name+")"] = value
	}
	if dial.Line.Outside() {
		variables[legVariable] = legNote{Kind: cmp.Or(dial.Kind, callcenter.OutsideLeg), Outside: dial.Outside}.String()
	}
	if dial.Memory.Stage != "" {
		memory, err := encodeMemory(dial.Memory)
		if err != nil {
			return err
		}
		variables[MemoryVariable] = memory
		variables[numberVariable] = dial.Number.Local()
		if dial.Line.Moved() {
			variables[numberVariable] = dial.Caller.Local()
		}
	}
	return s.originate(ctx, dial.Line, url.Values{
		"endpoint": {tech + "/" + dial.Number.Local() + "@" + trunk},
		"callerId": {"<" + s.cfg.Allotted + ">"},
		"timeout":  {seconds(dial.Timeout)},
	}, variables)
}
