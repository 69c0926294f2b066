package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/settings"
)

// runCheckConfig is "hotline checkconfig [-print] FILE" and "hotline checkconfig -example".
func runCheckConfig(_ context.Context, args []string) error { return checkConfig(os.Stdout, args) }

func checkConfig(out io.Writer, args []string) error {
	flags := flag.NewFlagSet("checkconfig", flag.ContinueOnError)
	show := flags.Bool("print", false, "检查通过后,打印生效的配置(含环境变量,不含密码)")
	example := flags.Bool("example", false, "打印一份写着全部默认值的配置")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	if *example {
		fmt.Fprint(out, config.Default().TOML())
		return nil
	}
	if flags.NArg() != 1 {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline checkconfig [-print] 配置文件")
	}
	cfg, err := config.Load(flags.Arg(0), os.Environ())
	if err != nil {
		return err
	}
	cfg, saved, err := settings.Over(cfg)
	if *show {
		fmt.Fprint(out, cfg.TOML())
		return nil
	}
	fmt.Fprintf(out, "%s 没有错误\n", flags.Arg(0))
	if err != nil { // no reason not to start: Postgres has it
		fmt.Fprintf(out, "注意:设置页保存的设置在本机的副本读不了(%v),数据库连上之前按文件里的来\n", err)
	}
	if saved.Number > 0 {
		fmt.Fprintf(out, "注意:菜单、主题、服务时间、外部号码和预留按设置页保存的第 %d 版(%s,%s),文件里的这些部分不起作用。\n",
			saved.Number, saved.SavedBy, saved.SavedAt.Local().Format("2006-01-02 15:04"))
	}
	return nil
}
