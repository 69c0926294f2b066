package config

import (
	"slices"
	"strconv"
	"time"

	"hotline/callcenter"
)

// Config is all that can be configured.
type Config struct {
	Center     Center     `toml:"center" comment:"中心"`
	Controller Controller `toml:"controller" comment:"控制器:一个运行中的 hotline serve"`
	HTTP       HTTP       `toml:"http" comment:"网页与接口"`
	Asterisk   Asterisk   `toml:"asterisk" comment:"本机的 Asterisk"`
	Redis      Redis      `toml:"redis" comment:"排队索引。可随时清空,不要开持久化"`
	Postgres   Postgres   `toml:"postgres" comment:"流水与记录"`
	Journal    Journal    `toml:"journal" comment:"本地日志:事实先落这里的盘,再入库"`
	Recordings Recordings `toml:"recordings" comment:"录音库:通话一结束,录音就加密移入这里"`
	Agents     Agents     `toml:"agents" comment:"人员与登录"`
	Keys       Keys       `toml:"keys" comment:"加密密钥文件,与数据分开备份;丢了,号码就再也看不到了"`
	Call       Call       `toml:"call" comment:"一通来电的各个环节"`
	SMS        SMS        `toml:"sms" comment:"短信:通话中没有评价的,发一次性链接"`
	Timers     Timers     `toml:"timers" comment:"各种时限;sticky、wrap_up、cool_down、misses 改动后 SIGHUP 即生效"`
	Queue      Queue      `toml:"queue" comment:"排队的先后;改动后 SIGHUP 即生效"`
	Back       Back       `toml:"call_back" comment:"回拨:来电者不愿等候时,轮到他再打给他"`
	Reports    Reports    `toml:"reports" comment:"报表的口径:改动后历史数字一并按新口径"`
	Orders     Orders     `toml:"orders" comment:"工单的时限:写成 5工作日、7日(自然日)或 1小时"`
	Exchange   Exchange   `toml:"exchange" comment:"与 12345 和省 12348 交换工单:另开一个地址,只给对接平台用"`
	Settings
}

// Center is who runs the hotline.
type Center struct {
	Name     string   `toml:"name" default:"leshan" comment:"中心代号:小写字母、数字、连字符;同一中心的控制器必须一致"`
	AreaCode string   `toml:"area_code" default:"833" comment:"本地区号,不带 0"`
	Numbers  []string `toml:"numbers" default:"12348" comment:"受理的被叫号码,其余一律拒接"`
	Allotted string   `toml:"allotted" default:"12348" comment:"外呼时显示的号码:只能是核配给本中心的号码(反电信网络诈骗法第 13、14 条)"`
}

// Controller is this program among its peers.
type Controller struct {
	Name       string `toml:"name" default:"c1" comment:"每个控制器一个名字;它在 Asterisk 里的应用名是 hotline-<中心>_<name>"`
	Advertise  string `toml:"advertise" default:"http://127.0.0.1:12000" comment:"别的控制器访问本控制器用的地址"`
	SecretFile string `toml:"secret_file" default:"/etc/hotline/secrets/controller-secret" comment:"控制器之间互相认证的密钥,各控制器相同"`
}

// HTTP is where screens and programs come in.
type HTTP struct {
	Listen string `toml:"listen" default:"127.0.0.1:12000" comment:"监听地址"`
}

// Asterisk is the switch of this node.
type Asterisk struct {
	URL          string        `toml:"url" default:"http://127.0.0.1:8088/ari" comment:"ARI 地址"`
	User         string        `toml:"user" default:"hotline" comment:"ARI 用户"`
	PasswordFile string        `toml:"password_file" default:"/etc/hotline/secrets/ari-password" comment:"ARI 密码文件"`
	Sounds       string        `toml:"sounds" default:"/var/lib/asterisk/sounds" comment:"提示音目录,其下每种语言一个子目录;本程序须能写,录好的提示音放在这里"`
	Recordings   string        `toml:"recordings" default:"/var/spool/asterisk/recording" comment:"录音目录"`
	Messages     string        `toml:"messages" default:"/var/spool/asterisk/messages" comment:"留言目录:没有控制器时来电者的留言"`
	CDR          string        `toml:"cdr" default:"/var/log/asterisk/cdr-csv" comment:"话单目录:本程序每小时换一个文件,期满删除;hotline audit 拿它核对记录;留空则不管"`
	Music        string        `toml:"music" default:"default" comment:"等待音乐的类别"`
	Trunk        string        `toml:"trunk" default:"trunk" comment:"外呼用的中继:pjsip.conf 里的 endpoint 名;留空则不能外呼"`
	Trunk12345   string        `toml:"trunk_12345" default:"trunk-12345" comment:"12345 的中继:pjsip.conf 里的 endpoint 名;留空则 12345 与别的外部号码一样"`
	Codecs       []string      `toml:"codecs" default:"alaw,ulaw" comment:"振铃坐席话机时提供的编码,依次优先"`
	Parallel     int           `toml:"parallel" default:"32" comment:"同时发给 Asterisk 的请求数上限"`
	Timeout      time.Duration `toml:"timeout" default:"5s" comment:"一个请求最多等多久"`
	Lease        time.Duration `toml:"lease" default:"2s" comment:"多久没有证明仍在掌管来电,就不再发命令"`
	Stall        time.Duration `toml:"stall" default:"4s" comment:"事件流多久不应答,就重连"`
	Slow         time.Duration `toml:"slow" default:"300ms" comment:"平均时延超过它,就暂缓接新来电"`
}

// Redis is the queue's index.
type Redis struct {
	URL          string        `toml:"url" default:"redis://127.0.0.1:6379/0" comment:"地址,不写密码"`
	PasswordFile string        `toml:"password_file" default:"/etc/hotline/secrets/redis-password" comment:"密码文件;没有密码就留空"`
	Timeout      time.Duration `toml:"timeout" default:"1s" comment:"一次读写最多等多久"`
}

// Postgres is where records are kept.
type Postgres struct {
	URL          string `toml:"url" default:"postgres://hotline@127.0.0.1:5432/hotline?sslmode=disable" comment:"地址,不写密码"`
	PasswordFile string `toml:"password_file" default:"/etc/hotline/secrets/postgres-password" comment:"密码文件;没有密码就留空"`

	OwnerPasswordFile  string `toml:"owner_password_file" default:"/etc/hotline/secrets/postgres-owner-password" comment:"hotline_owner 的密码文件:只有 hotline migrate、restore 读,平时可以不在"`
	BackupPasswordFile string `toml:"backup_password_file" default:"/etc/hotline/secrets/postgres-backup-password" comment:"hotline_backup 的密码文件:只有 hotline backup 读,平时可以不在"`

	Connections int `toml:"connections" default:"16" comment:"连接数上限"`
}

// Journal is the local log.
type Journal struct {
	Dir        string        `toml:"dir" default:"/var/lib/hotline/journal" comment:"目录,应在可靠的本地盘上"`
	Window     time.Duration `toml:"window" default:"5ms" comment:"一次落盘最多等多久的同伴"`
	SegmentMB  int           `toml:"segment_mb" default:"16" comment:"一个文件多大就换下一个"`
	MaxPending int           `toml:"max_pending" default:"200000" comment:"盘写不了时,内存里最多存多少条"`
}

// Recordings is where sound is kept.
type Recordings struct {
	Dir string `toml:"dir" default:"/var/lib/hotline/recordings" comment:"目录,只有本程序可读"`
}

// Agents is staff and their sessions.
type Agents struct {
	Dir            string        `toml:"dir" default:"/var/lib/hotline/agents" comment:"本地副本目录:数据库不在时照样能登录"`
	SessionKeyFile string        `toml:"session_key_file" default:"/etc/hotline/secrets/session-key" comment:"登录凭证的密钥文件,64 位十六进制,各控制器相同"`
	SessionLife    time.Duration `toml:"session_life" default:"12h" comment:"一次登录多久有效"`
	Idle           time.Duration `toml:"idle" default:"30m" comment:"多久没有操作就须重新登录;在坐席上当班的除外"`
	SecondFactor   bool          `toml:"second_factor" default:"true" comment:"除只看本人来电的以外,登录都要验证器上的验证码;只有开发环境可以关"`
}

// Keys are those that seal numbers and texts.
type Keys struct {
	PartyFile string `toml:"party_file" default:"/etc/hotline/secrets/party.key" comment:"当事人信息的密钥文件,每行 64 位十六进制,第一行是当前的"`
	IndexFile string `toml:"index_file" default:"/etc/hotline/secrets/index.key" comment:"号码索引的密钥文件,64 位十六进制,不能更换"`
}

// Call switches the parts of a call on and off.
type Call struct {
	Welcome     bool   `toml:"welcome" default:"true" comment:"欢迎语"`
	Notice      bool   `toml:"notice" default:"true" comment:"录音告知;开录音必须告知(个人信息保护法第 17 条)"`
	AskMenu     bool   `toml:"ask_menu" default:"true" comment:"按键菜单;关闭则一律按默认主题"`
	Announce    bool   `toml:"announce" default:"true" comment:"播报“请稍候”和排队位置"`
	Music       bool   `toml:"music" default:"true" comment:"等待时放音乐"`
	Record      bool   `toml:"record" default:"true" comment:"录音"`
	Rate        bool   `toml:"rate" default:"true" comment:"请来电者评价"`
	Farewell    bool   `toml:"farewell" default:"true" comment:"挂机前道别"`
	RatingScale string `toml:"rating_scale" default:"1" comment:"评价等级字典的版本"`

	Satisfied []string `toml:"satisfied" default:"1,2,3" comment:"评价的哪些等级算满意;其余的自动生成回访"`
}

// Unsatisfied are the levels of a rating that do not count as satisfied.
func (c Call) Unsatisfied() []int {
	var levels []int
	for level := 1; level <= 5; level++ {
		if !slices.Contains(c.Satisfied, strconv.Itoa(level)) {
			levels = append(levels, level)
		}
	}
	return levels
}

// SMS is how the centre sends short messages.
type SMS struct {
	Outbox   string        `toml:"outbox" default:"" comment:"短信写进这个目录里的文件,一条一个,由短信网关的程序取走;空则不发短信"`
	PageURL  string        `toml:"page_url" default:"http://127.0.0.1:12000" comment:"评价链接的网址开头,来电者的手机要能打开"`
	LinkLife time.Duration `toml:"link_life" default:"72h" comment:"评价链接多久内有效"`
}

// Timers are the spans a floor manager may want to change.
type Timers struct {
	Ring          time.Duration `toml:"ring" default:"20s" comment:"坐席话机响铃多久算未接"`
	RingGrace     time.Duration `toml:"ring_grace" default:"2s" comment:"预约配对比响铃多留多久"`
	PositionEvery time.Duration `toml:"position_every" default:"30s" comment:"隔多久播报一次排队位置"`
	Sticky        time.Duration `toml:"sticky" default:"20s" comment:"首问负责:来电人有未了结事项时,先只响首问责任人多久;0 为不优先"`
	Outside       time.Duration `toml:"outside" default:"30s" comment:"外部号码响铃多久算未接"`
	Return        time.Duration `toml:"return" default:"60s" comment:"转接没有接通时,先只等原话务员多久"`
	Lost          time.Duration `toml:"lost" default:"20s" comment:"话务员的浏览器突然断开时,来电者听音乐先等他多久,之后转给别人"`
	RatingWait    time.Duration `toml:"rating_wait" default:"10s" comment:"评价提示后等按键多久;不按会再问一次"`
	WrapUp        time.Duration `toml:"wrap_up" default:"30s" comment:"话后整理,话务员和主题都没有另定时用它"`
	CoolDown      time.Duration `toml:"cool_down" default:"60s" comment:"未接或拒接后,多久内不再把同一来电给同一人"`
	Misses        int           `toml:"misses" default:"2" comment:"连续几次未接,就标为未应答"`
	Request       time.Duration `toml:"request" default:"5s" comment:"来电对总机或排队的一次请求最多等多久"`
	Patience      time.Duration `toml:"patience" default:"5s" comment:"话务员已摘机而排队连不上时,最多让他等多久"`
	RetryEvery    time.Duration `toml:"retry_every" default:"250ms" comment:"排队或总机暂不可用时,隔多久再试"`
	LongestSaying time.Duration `toml:"longest_saying" default:"60s" comment:"一段提示音最长多久,超过就当作已说完"`
	Linger        time.Duration `toml:"linger" default:"10s" comment:"来电结束后,再等线路和录音的消息多久"`
	DrainWait     time.Duration `toml:"drain_wait" default:"10s" comment:"停止时等正在办理的请求多久"`
}

// Queue is who is heard earlier than his arrival says, by how much. Only what is known
// before anybody answers counts.
type Queue struct {
	KeepPlace    time.Duration `toml:"keep_place" default:"5m" comment:"排队时挂断的人,多久内再打来仍在原来的位置;0 为不保留"`
	Repeat       time.Duration `toml:"repeat" default:"30s" comment:"keep_place 之内打来过、没人和他说上话:到达时间当作早这么多"`
	GreenChannel time.Duration `toml:"green_channel" default:"2m" comment:"绿色通道:话务员经本人同意给号码标记,到期自动失效"`
	From12345    time.Duration `toml:"from_12345" default:"30s" comment:"12345 转来的"`
	Numbers12345 []string      `toml:"numbers_12345" default:"12345" comment:"12345 转来时显示的主叫号码"`
	CallBack     time.Duration `toml:"call_back" default:"0s" comment:"答应了回拨的;位置本来就保留着"`
}

// Worth is what each standing is worth.
func (q Queue) Worth() map[callcenter.Standing]time.Duration {
	return map[callcenter.Standing]time.Duration{
		callcenter.Repeat: q.Repeat, callcenter.GreenChannel: q.GreenChannel, callcenter.From12345: q.From12345, callcenter.CallBack: q.CallBack,
	}
}

// Back is how callers are called back.
type Back struct {
	Key   string        `toml:"key" default:"1" comment:"排队时按哪个键要求回拨,再按一次确认;留空则不提供"`
	Tries int           `toml:"tries" default:"3" comment:"最多拨几次;都没接通就进待回拨清单"`
	Every time.Duration `toml:"every" default:"30m" comment:"没接通,隔多久再拨"`
	Ring  time.Duration `toml:"ring" default:"30s" comment:"一次响铃多久"`
}

// App is the controller's application name in Asterisk: AppPrefix and its own name.
func (c Config) App() string { return c.AppPrefix() + c.Controller.Name }

// AppPrefix begins the application names of all controllers of the centre. Two
// centres on one Asterisk never take each other's calls; neither name can hold the
// underscore that parts them.
func (c Config) AppPrefix() string { return "hotline-" + c.Center.Name + "_" }
