package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/jackc/pgx/v5"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/records"
)

// largestRoll is more than any centre's staff.
const largestRoll = 16 << 20

const staffUsage = `用法:hotline staff add|list|import|remove|reset-factor
  add    -id 1001 -name 张三 -roles 值班 [-skills mandarin:90;yi:50] [-seat 8001] [-wrap-up 45] [-county 511102] [-team 一组] [-password-file 文件|-]
  list   列出人员和话机
  import 文件.csv|文件.json   整份登记;重复执行无妨
  remove 工号
  reset-factor 工号   解除验证器(手机丢失时),他下次登录须重新绑定`

// runStaff is "hotline staff": the accounts, from a terminal. A password comes
// from a file, from standard input, or is generated and printed once; never from
// the command line, which other users of the machine can read.
func runStaff(ctx context.Context, args []string) error {
	verbs := map[string]func(context.Context, []string) error{
		"add": staffAdd, "list": staffList, "import": staffImport,
		"remove": staffOne("remove", (*agents.Register).Remove), "reset-factor": staffOne("reset-factor", (*agents.Register).RemoveFactor),
	}
	if len(args) > 0 {
		if verb, known := verbs[args[0]]; known {
			return verb(ctx, args[1:])
		}
	}
	return callcenter.Errorf(callcenter.Invalid, "%s", staffUsage)
}

// withRegister opens the register named by the configuration.
func withRegister(ctx context.Context, file string, do func(*agents.Register) error) error {
	pool, _, err := openPostgres(ctx, file)
	if err != nil {
		return err
	}
	defer pool.Close()
	return do(agents.NewRegister(pool, agents.Cost{}, noteFromTerminal))
}

// noteFromTerminal notes a change under the account of the machine it was made from.
func noteFromTerminal(ctx context.Context, tx pgx.Tx, change callcenter.Change) error {
	change.By = "terminal"
	if who, err := user.Current(); err == nil {
		change.By = callcenter.AgentID("terminal:" + who.Username)
	}
	return records.NoteChange(ctx, tx, change)
}

func staffFlags(name string, args []string, define func(*flag.FlagSet)) (*flag.FlagSet, string, error) {
	flags := flag.NewFlagSet("staff "+name, flag.ContinueOnError)
	file := configFlag(flags)
	define(flags)
	if err := flags.Parse(args); err != nil {
		return nil, "", callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	return flags, *file, nil
}

func staffAdd(ctx context.Context, args []string) error {
	cell := map[string]string{}
	var passwordFile string
	flags, file, err := staffFlags("add", args, func(flags *flag.FlagSet) {
		for name, usage := range map[string]string{
			"id": "工号", "name": "姓名", "roles": "角色", "skills": "技能:等级", "seat": "默认话机", "wrap-up": "话后整理秒数", "county": "县区代码", "team": "小组",
		} {
			flags.Func(name, usage, func(text string) error { cell[name] = text; return nil })
		}
		flags.StringVar(&passwordFile, "password-file", "", "密码文件,- 为标准输入;不填则生成")
	})
	if err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return callcenter.Errorf(callcenter.Invalid, "多余的参数 %q\n%s", flags.Arg(0), staffUsage)
	}
	cell["wrap_up"], cell["default_seat"] = cell["wrap-up"], cell["seat"]
	delete(cell, "seat") // in a roll it names a seat to register
	if passwordFile != "" {
		if cell["password"], err = readPassword(passwordFile); err != nil {
			return err
		}
	}
	roll, err := agents.OneStaff(cell)
	if err != nil {
		return err
	}
	return withRegister(ctx, file, func(r *agents.Register) error {
		staff, _, err := r.List(ctx)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(staff, func(s agents.Staff) bool { return s.ID == roll.Staff[0].ID }) {
			return callcenter.Errorf(callcenter.Conflict, "工号 %s 已存在;修改请用 import 或网页", roll.Staff[0].ID)
		}
		return importRoll(ctx, r, roll)
	})
}

func readPassword(file string) (string, error) {
	from := io.Reader(os.Stdin)
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", callcenter.Errorf(callcenter.Invalid, "密码文件打不开: %w", err)
		}
		defer f.Close()
		from = f
	}
	raw, err := io.ReadAll(io.LimitReader(from, 1024))
	if err != nil {
		return "", callcenter.Errorf(callcenter.Invalid, "密码读不出: %w", err)
	}
	password := strings.TrimRight(string(raw), "\r\n")
	if password == "" {
		return "", callcenter.Errorf(callcenter.Invalid, "密码是空的")
	}
	return password, nil
}

func staffImport(ctx context.Context, args []string) error {
	flags, file, err := staffFlags("import", args, func(*flag.FlagSet) {})
	if err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return callcenter.Errorf(callcenter.Invalid, "%s", staffUsage)
	}
	roll, err := readRoll(flags.Arg(0))
	if err != nil {
		return err
	}
	return withRegister(ctx, file, func(r *agents.Register) error { return importRoll(ctx, r, roll) })
}

func readRoll(path string) (agents.Roll, error) {
	f, err := os.Open(path)
	if err != nil {
		return agents.Roll{}, callcenter.Errorf(callcenter.Invalid, "文件打不开: %w", err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, largestRoll+1))
	switch {
	case err != nil:
		return agents.Roll{}, callcenter.Errorf(callcenter.Invalid, "文件读不出: %w", err)
	case len(raw) > largestRoll:
		return agents.Roll{}, callcenter.Errorf(callcenter.Invalid, "文件超过 16 MiB")
	case strings.EqualFold(filepath.Ext(path), ".json"):
		return agents.ReadJSON(raw)
	case strings.EqualFold(filepath.Ext(path), ".csv"):
		return agents.ReadCSV(raw)
	}
	return agents.Roll{}, callcenter.Errorf(callcenter.Invalid, "文件名应以 .csv 或 .json 结尾")
}

func importRoll(ctx context.Context, r *agents.Register, roll agents.Roll) error {
	report, err := r.Import(ctx, roll)
	if err != nil {
		return err
	}
	fmt.Printf("已登记 %d 人、%d 部话机\n", report.Staff, report.Seats)
	for _, id := range slices.Sorted(maps.Keys(report.Generated)) {
		fmt.Printf("工号 %s 的初始密码(只显示这一次,首次登录须修改):%s\n", id, report.Generated[id])
	}
	return nil
}

func staffList(ctx context.Context, args []string) error {
	_, file, err := staffFlags("list", args, func(*flag.FlagSet) {})
	if err != nil {
		return err
	}
	return withRegister(ctx, file, func(r *agents.Register) error {
		staff, seats, err := r.List(ctx)
		if err != nil {
			return err
		}
		return writeStaff(os.Stdout, staff, seats)
	})
}

func writeStaff(to io.Writer, staff []agents.Staff, seats []agents.Seat) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	var failed error
	line := func(cells ...string) {
		_, err := fmt.Fprintln(w, strings.Join(cells, "\t"))
		failed = errors.Join(failed, err)
	}
	inUse := map[bool]string{true: "在用", false: "停用"}
	line("工号", "姓名", "角色", "技能", "默认话机", "状态")
	for _, s := range staff {
		var roles, skills []string
		for _, r := range s.Roles {
			roles = append(roles, r.Title())
		}
		for _, skill := range slices.Sorted(maps.Keys(s.Skills)) {
			skills = append(skills, fmt.Sprintf("%s:%d", skill, s.Skills[skill]))
		}
		line(string(s.ID), s.Name, strings.Join(roles, "、"), strings.Join(skills, ";"), string(s.DefaultSeat), inUse[s.Active])
	}
	line("话机", "位置", "状态")
	for _, s := range seats {
		line(string(s.ID), s.Title, inUse[s.Active])
	}
	return errors.Join(failed, w.Flush())
}

// staffOne is a verb on one account.
func staffOne(name string, do func(*agents.Register, context.Context, callcenter.AgentID) error) func(context.Context, []string) error {
	return func(ctx context.Context, args []string) error {
		flags, file, err := staffFlags(name, args, func(*flag.FlagSet) {})
		if err != nil {
			return err
		}
		if flags.NArg() != 1 {
			return callcenter.Errorf(callcenter.Invalid, "%s", staffUsage)
		}
		return withRegister(ctx, file, func(r *agents.Register) error {
			return do(r, ctx, callcenter.AgentID(flags.Arg(0)))
		})
	}
}
