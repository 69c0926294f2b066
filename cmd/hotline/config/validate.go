package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	nodeName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	dialled  = regexp.MustCompile(`^[0-9]{3,20}$`)
	endpoint = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)
	areaCode = regexp.MustCompile(`^[1-9][0-9]{1,2}$`)
	level    = regexp.MustCompile(`^[1-5]$`)
	scale    = regexp.MustCompile(`^[0-9A-Za-z._-]{1,32}$`)
)

// faultList collects what is wrong, so that all of it is told.
type faultList []string

func (l *faultList) check(ok bool, format string, args ...any) {
	if !ok {
		*l = append(*l, fmt.Sprintf(format, args...))
	}
}

// faults lists in Chinese what is wrong with the values themselves.
func (c Config) faults() []string {
	var l faultList
	l.check(nodeName.MatchString(c.Center.Name), "center.name=%q 应为小写字母、数字、连字符,最多 32 位", c.Center.Name)
	l.check(areaCode.MatchString(c.Center.AreaCode), "center.area_code=%q 应为 2 至 3 位数字,不带开头的 0", c.Center.AreaCode)
	for _, n := range c.Center.Numbers {
		l.check(dialled.MatchString(n), "center.numbers 里的 %q 应为 3 至 20 位数字", n)
	}
	l.check(dialled.MatchString(c.Center.Allotted), "center.allotted=%q 应为 3 至 20 位数字", c.Center.Allotted)
	l.check(c.Asterisk.Trunk == "" || endpoint.MatchString(c.Asterisk.Trunk), "asterisk.trunk=%q 应为 pjsip.conf 里的 endpoint 名", c.Asterisk.Trunk)
	l.check(c.Asterisk.Trunk12345 == "" || endpoint.MatchString(c.Asterisk.Trunk12345), "asterisk.trunk_12345=%q 应为 pjsip.conf 里的 endpoint 名", c.Asterisk.Trunk12345)
	l.check(nodeName.MatchString(c.Controller.Name), "controller.name=%q 应为小写字母、数字、连字符,最多 32 位", c.Controller.Name)
	l.check(scale.MatchString(c.Call.RatingScale), "call.rating_scale=%q 应为字典版本,如 1", c.Call.RatingScale)
	_, port, err := net.SplitHostPort(c.HTTP.Listen)
	l.check(err == nil && port != "", "http.listen=%q 应为 地址:端口", c.HTTP.Listen)
	l.address("controller.advertise", c.Controller.Advertise, "http", "https")
	l.address("asterisk.url", c.Asterisk.URL, "http", "https")
	l.check(!slices.ContainsFunc(c.Call.Satisfied, func(s string) bool { return !level.MatchString(s) }), "call.satisfied=%q 应为 1 至 5 的等级", c.Call.Satisfied)
	l.address("sms.page_url", c.SMS.PageURL, "http", "https")
	l.address("redis.url", c.Redis.URL, "redis", "rediss")
	l.address("postgres.url", c.Postgres.URL, "postgres", "postgresql")
	l.check(c.Asterisk.User != "", "asterisk.user 不能为空")
	l.check(c.Call.Notice || !c.Call.Record, "call.record 开着而 call.notice 关着:录音前必须告知(个人信息保护法第 17 条)")
	l.check(c.Back.Key == "" || len(c.Back.Key) == 1 && strings.Contains("0123456789*#", c.Back.Key), "call_back.key=%q 应为一个按键(0-9、*、#)", c.Back.Key)
	l.check(c.Back.Ring <= time.Minute, "call_back.ring=%q 太长:话务员在等,至多 1m", c.Back.Ring)
	l.ranges(&c)
	for _, f := range c.Settings.Faults() {
		l = append(l, f.Text+"("+f.At+")")
	}
	l.check(c.Reports.DayStart <= 12, "reports.day_start=%d 应在 0 至 12 之间", c.Reports.DayStart)
	if _, err := c.Orders.Terms(); err != nil {
		l.check(false, "orders.%v", err)
	}
	return l
}

// address checks a URL, and that no password stands in it.
func (l *faultList) address(key, text string, schemes ...string) {
	u, err := url.Parse(text)
	known := err == nil && u.Host != ""
	if known {
		known = false
		for _, s := range schemes {
			known = known || u.Scheme == s
		}
	}
	// The text is not repeated: it may hold the password.
	l.check(known, "%s 应是 %s:// 开头的地址", key, strings.Join(schemes, ":// 或 "))
	if known && u.User != nil {
		_, has := u.User.Password()
		l.check(!has, "%s 里写了密码:请移到密码文件,用 password_file 指明", key)
	}
}

// ranges checks every duration and count: none may be negative, few may be zero.
func (l *faultList) ranges(c *Config) {
	mayBeZero := map[string]bool{
		"timers.sticky": true, "timers.wrap_up": true, "timers.linger": true, "timers.drain_wait": true, "timers.cool_down": true,
		"queue.keep_place": true, "queue.repeat": true, "queue.green_channel": true, "queue.from_12345": true, "queue.call_back": true,
		"reports.day_start": true,
	}
	for f := range fields(c) {
		switch v := f.value.Interface().(type) {
		case time.Duration:
			l.check(v > 0 || v == 0 && mayBeZero[f.key()], "%s=%q 应大于 0", f.key(), v)
		case int:
			l.check(v > 0 || v == 0 && mayBeZero[f.key()], "%s=%d 应大于 0", f.key(), v)
		}
	}
	l.check(c.Timers.Ring >= 5*time.Second || c.Timers.Ring <= 0, "timers.ring=%q 太短,话机来不及响,至少 5s", c.Timers.Ring)
	l.check(c.Journal.Window <= time.Second, "journal.window=%q 太长:来电者按的键要等它落盘,至多 1s", c.Journal.Window)
}

// fileFaults lists secrets that cannot be read, or that others could read too.
func (c Config) fileFaults() []string {
	var l faultList
	for f := range fields(&c) {
		path, isText := f.value.Interface().(string)
		if !isText || !strings.HasSuffix(f.name, "_file") {
			continue
		}
		if path == "" {
			l.check(strings.HasSuffix(f.name, "password_file") && f.section != "asterisk", "%s 不能为空", f.key())
			continue
		}
		info, err := os.Stat(path)
		if seldom := f.name == "owner_password_file" || f.name == "backup_password_file"; seldom && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			l.check(false, "%s:文件读不了(%v)", f.key(), err)
			continue
		}
		l.check(info.Mode().Perm()&0o007 == 0, "%s:%s 谁都能读,请 chmod 600", f.key(), path)
		l.check(info.Size() > 0, "%s:%s 是空的", f.key(), path)
	}
	if _, err := c.Exchange.Peers(); err != nil {
		l.check(false, "exchange.peers:%v", err)
	}
	return l
}
