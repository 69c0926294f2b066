// Command hotline is the call centre of 12348: one binary, one command per job.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"hotline/callcenter"
)

// command is one job of the binary.
type command struct {
	name, purpose string
	run           func(ctx context.Context, args []string) error
}

func commands() []command {
	return []command{
		{"run", "一条命令看全部:启动一切,打一通真实的电话,Ctrl-C 停止", runAll},
		{"call", "向正在运行的热线再打一通", runCall},
		{"serve", "话务控制器:接听、排队、转坐席、记录", runServe},
		{"guard", "守护进程:控制器不在时照看来电者", runGuard},
		{"migrate", "建立或更新数据库表", runMigrate},
		{"backup", "备份数据库和录音;密钥另存", runBackup},
		{"restore", "从备份恢复到空的数据库", runRestore},
		{"staff", "人员和话机:add|list|import|remove", runStaff},
		{"units", "承办单位名录:import", runUnits},
		{"queue", "此刻的排队:谁在等、等了多久、话务员状态", runQueue},
		{"records", "来电记录:show|recent|callbacks", runRecords},
		{"report", "指标:接通率、等待、满意率等,按时间与维度", runReport},
		{"audit", "重数:从逐条事实重算一段时间,并与 Asterisk 话单核对", runAudit},
		{"checkconfig", "检查配置文件,一次列出全部错误", runCheckConfig},
		{"openapi", "打印接口文档(OpenAPI 3.1)", printOpenAPI},
		{"bench", "与 Asterisk 的 app_queue 对比测量:calls", runBench},
		{"stack", "本机私有的 PostgreSQL、Redis、Asterisk:up|down|status|logs|with", runStack},
	}
}

func main() {
	// Whatever is written here holds calls, keys or people: it is for its owner alone.
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := dispatch(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hotline:", err)
		os.Exit(1)
	}
}

func dispatch(ctx context.Context, args []string) error {
	if len(args) > 0 {
		all := commands()
		if i := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] }); i >= 0 {
			return all[i].run(ctx, args[1:])
		}
	}
	fmt.Fprintln(os.Stderr, "用法:hotline 命令 [参数]")
	for _, c := range commands() {
		fmt.Fprintf(os.Stderr, "  %-12s %s\n", c.name, c.purpose)
	}
	if len(args) == 0 {
		return nil
	}
	return callcenter.Errorf(callcenter.Invalid, "没有命令 %q", args[0])
}
