package agents

import (
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

func TestReadCSV(t *testing.T) {
	roll, err := ReadCSV([]byte("\xef\xbb\xbf工号,姓名,角色,县区,技能,话后整理,默认话机,在用,密码\r\n" +
		"1001,王芳,\"值班、管理\",511102,\"mandarin:90;yi\uff1a50\",45,8001,是,long enough\r\n"))
	must(t, err)
	got := roll.Staff[0]
	if got.ID != "1001" || len(got.Roles) != 2 || got.Roles[1] != Manager || got.Skills["yi"] != 50 ||
		got.WrapUp != 45*time.Second || got.DefaultSeat != "8001" || !got.Active || got.Line != 2 {
		t.Errorf("read %+v", got)
	}
	seats, err := ReadCSV([]byte("seat,title,active\n8001,一楼,是\n8002,,否\n"))
	must(t, err)
	if len(seats.Seats) != 2 || seats.Seats[1].Active || seats.Seats[0].Title != "一楼" {
		t.Errorf("read %+v", seats.Seats)
	}
}

func TestAllFaultsAreNamedWithTheirLines(t *testing.T) {
	for name, c := range map[string]struct {
		read  func([]byte) (Roll, error)
		text  string
		wants []string
	}{
		"csv rows": {
			ReadCSV, "工号,姓名,角色,技能,在用,密码\n" +
				"1001,,老板,mandarin,也许,short\n" + "\n" + "\"10\n02\",李,\"admin;auditor\",yi:101,是,long enough\n" + "1001,重复,值班,,是,,多\n",
			[]string{"第 2 行:技能 \"mandarin\"", "第 2 行:在用", "第 2 行:姓名", "第 2 行:没有角色", "第 2 行:密码应为", "第 4 行:工号", "第 4 行:系统管理员与审计员", "第 4 行:技能 yi", "第 6 行:多出第 7 列", "第 6 行:工号 1001 与第 2 行重复"},
		},
		"csv heading":  {ReadCSV, "工号,姓名,脾气\n", []string{"第 1 行:不认识的列 \"脾气\"", "第 1 行:缺少必需的列"}},
		"csv no head":  {ReadCSV, "", []string{"没有表头"}},
		"csv GBK":      {ReadCSV, "\xb9\xa4\xba\xc5,\xd0\xd5\xc3\xfb\n", []string{"不是 UTF-8"}},
		"csv quote":    {ReadCSV, "工号,姓名,角色\n1,\"甲,值班\n", []string{"引号不配对"}},
		"json element": {ReadJSON, "{\"seats\": [\n {\"id\": \"8001\"},\n {\"id\": 8002}],\n\"staff\": [\n{\"id\": \"1001\", \"nmae\": \"王\"}]}", []string{"第 3 行:id 的类型不对", "第 5 行:不认识的字段 \"nmae\""}},
		"json garbage": {ReadJSON, "{\"staff\": [\n{\"id\": ", []string{"JSON 格式不对"}},
		"json list":    {ReadJSON, "[]", []string{"应为"}},
	} {
		t.Run(name, func(t *testing.T) {
			roll, err := c.read([]byte(c.text))
			all := roll.faults()
			text := ""
			if err != nil {
				text = err.Error()
			}
			for _, f := range all {
				text += "\n" + f.String()
			}
			for _, want := range c.wants {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in:\n%s", want, text)
				}
			}
		})
	}
}

func TestReadJSON(t *testing.T) {
	roll, err := ReadJSON([]byte(`{"seats": [{"id": "8001"}], "staff": [{"id": "1001", "name": "王芳", "roles": ["duty"], "skills": {"yi": 80}, "wrap_up": 45, "default_seat": "8001", "password": "long enough", "must_change": true}]}`))
	must(t, err)
	if s := roll.Staff[0]; s.ID != "1001" || s.Skills["yi"] != 80 || s.WrapUp != 45*time.Second || !s.Active || !s.MustChange || len(roll.Seats) != 1 {
		t.Errorf("read %+v", roll)
	}
	if len(roll.faults()) != 0 {
		t.Errorf("faults: %v", roll.faults())
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("工号,姓名,角色,技能\n1001,王芳,值班,yi:50\n"))
	f.Add([]byte("seat,title\n8001,\n"))
	f.Add([]byte("工号,姓名,角色\n\"1\n"))
	f.Fuzz(func(t *testing.T, data []byte) { soundRoll(t, ReadCSV, data) })
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"seats":[{"id":"8001"}],"staff":[{"id":"1","name":"甲","roles":["duty"]}]}`))
	f.Add([]byte(`{"staff":[1,`))
	f.Fuzz(func(t *testing.T, data []byte) { soundRoll(t, ReadJSON, data) })
}

// soundRoll: whatever the bytes, a refusal is in Chinese and has a kind, and what
// passes the checks would pass the schema's.
func soundRoll(t *testing.T, read func([]byte) (Roll, error), data []byte) {
	roll, err := read(data)
	if err != nil {
		refusedAs(t, err, callcenter.Invalid)
		return
	}
	if len(roll.faults()) > 0 {
		return
	}
	for _, s := range roll.Staff {
		if !staffID.MatchString(string(s.ID)) || s.Name == "" || len(s.Roles) == 0 || s.WrapUp < 0 || s.WrapUp > longestWrapUp {
			t.Errorf("passed: %+v", s)
		}
	}
}
