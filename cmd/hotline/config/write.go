package config

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"hotline/callcenter"
)

// TOML writes the configuration as a file with every comment. It holds no secret:
// those are in files, and a password somebody put into an address is masked.
func (c Config) TOML() string {
	var out strings.Builder
	out.WriteString(`# 12348 热线的配置。每一项都写着默认值;没写的按默认。
# 环境变量优先于本文件:HOTLINE_<节>_<项>,例如 HOTLINE_HTTP_LISTEN。
# 密码和密钥不写在这里,只写存放它们的文件;相对路径从本文件所在目录算起。
# 改完用 hotline checkconfig 检查,它会一次列出全部错误。
`)
	all := map[string][]field{}
	for f := range fields(&c) {
		all[f.section] = append(all[f.section], f)
	}
	for _, s := range sections() {
		fmt.Fprintf(&out, "\n# %s\n[%s]\n", s.comment, s.name)
		for _, f := range all[s.name] {
			fmt.Fprintf(&out, "%s = %s # %s\n", f.name, mask(f.toml()), f.comment)
		}
	}
	writeMenu(&out, c.Menu)
	for _, t := range c.Topics {
		writeTopic(&out, t)
	}
	for i, o := range c.Outside {
		writeOutside(&out, i == 0, o)
	}
	writeReserve(&out, c.Reserve)
	writeHours(&out, c.Hours)
	return out.String()
}

// writeReserve shows how it is written where nothing is kept.
func writeReserve(out *strings.Builder, reserve []callcenter.Reserve) {
	out.WriteString("\n# 预留:会这项技能的空闲话务员不多于 keep 人时,他们只接需要此技能的来电(和指名找他们的来电)。\n" +
		"# 只有他们能接的别的来电会一直等,夜间只剩一席时不要预留。\n")
	mark := ""
	if len(reserve) == 0 {
		mark, reserve = "# ", []callcenter.Reserve{{Skill: "yi", Keep: 1}}
	}
	for _, r := range reserve {
		fmt.Fprintf(out, "%[1]s[[reserve]]\n%[1]sskill = %[2]q\n%[1]skeep = %[3]d\n", mark, r.Skill, r.Keep)
	}
}

func writeMenu(out *strings.Builder, m callcenter.Menu) {
	fmt.Fprintf(out, "\n# 按键菜单,只有一层。菜单、主题、服务时间、外部号码、预留在设置页保存过之后,以设置页的为准\n[menu]\n")
	fmt.Fprintf(out, "default = %q # 不按键或按错太多次:转到这个主题\n", m.Default)
	fmt.Fprintf(out, "silence = %q # 提示说完后等多久\n", short(m.Silence))
	fmt.Fprintf(out, "wrong_limit = %d # 按错几次转默认主题\n", m.WrongLimit)
	for _, c := range m.Choices {
		fmt.Fprintf(out, "[[menu.choice]]\nkey = %q\ntopic = %q\n", c.Key, c.Topic)
	}
}

func writeTopic(out *strings.Builder, t callcenter.Topic) {
	fmt.Fprintf(out, "\n# 业务主题:%s\n[[topic]]\n", t.Title)
	fmt.Fprintf(out, "name = %q\ntitle = %q # 显示给话务员\nlanguage = %q # zh 普通话,ii 彝语\n", t.Name, t.Title, t.Language)
	fmt.Fprintf(out, "priority = %q # 相当于早到多久\n", short(t.Priority))
	fmt.Fprintf(out, "max_wait = %q # 最长等待,0s 不限\n", short(t.MaxWait))
	fmt.Fprintf(out, "wrap_up = %q # 话后整理,0s 用 timers.wrap_up\n", short(t.WrapUp))
	fmt.Fprintf(out, "strategy = %q # 选谁接:least_waste 不占用稀缺技能,longest_idle 最久空闲,fewest_calls 接得最少,round_robin 轮流,best_level 等级最高,random 随机\n", cmp.Or(t.Strategy, callcenter.LeastWaste))
	fmt.Fprintf(out, "max_length = %d # 最多几人排队,满了就请来电者稍后再拨,0 不限\n", t.MaxLength)
	fmt.Fprintf(out, "leave_when_empty = %t # 没有能接的人签入时,不让来电者空等\n", t.LeaveWhenEmpty)
	fmt.Fprintf(out, "require_form = %t # 通过话的人填完话务工单才派下一通\n", t.RequireForm)
	fmt.Fprintf(out, "hours = %q # 服务时间的代号,空则随时开放\ninstead = %q # 服务时间以外转到哪个主题,空则默认主题\n", t.Hours, t.Instead)
	for _, s := range t.Steps {
		fmt.Fprintf(out, "[[topic.steps]]\nafter = %q # 等了这么久以后\n", short(s.After))
		var need []string
		for _, r := range s.Require {
			need = append(need, fmt.Sprintf("{ skill = %q, level = %d }", r.Skill, r.Level))
		}
		fmt.Fprintf(out, "require = [%s]\n", strings.Join(need, ", "))
		if s.Interpreter {
			out.WriteString("interpreter = true # 需要翻译加入三方通话\n")
		}
	}
}

func writeOutside(out *strings.Builder, first bool, o callcenter.Outside) {
	if first {
		out.WriteString("\n# 允许接入通话的外部号码,此外的一律不能拨\n")
	}
	fmt.Fprintf(out, "[[outside]]\nname = %q # 接口里用的代号\ntitle = %q # 显示给话务员\nnumber = %q\n", o.Name, o.Title, o.Number)
	fmt.Fprintf(out, "emergency = %t # 紧急号码:一键接入,来电者不离线,来电标为紧急\n", o.Emergency)
	if o.Channel != "" {
		fmt.Fprintf(out, "channel = %q # 就是这条热线:经它的中继呼叫,来电人号码和记录编号一并带去\n", o.Channel)
	}
}

// mask hides a password inside a quoted address.
func mask(quoted string) string {
	u, err := url.Parse(strings.Trim(quoted, `"`))
	if err != nil || u.User == nil {
		return quoted
	}
	if password, has := u.User.Password(); has && password != "" {
		return fmt.Sprintf("%q", u.Redacted())
	}
	return quoted
}
