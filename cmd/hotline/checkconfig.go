package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// runCheckConfig is "hotline checkconfig [-print] FILE" and "hotline checkconfig -example".
func runCheckConfig(_ context.Context, args []string) error {
	flags := flag.NewFlagSet("checkconfig", flag.ContinueOnError)
	show := flags.Bool("print", false, "检查通过后,打印生效的配置(含环境变量,不含密码)")
	example := flags.Bool("example", false, "打印一份写着全部默认值的配置")
	if err := flags.Parse(args); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
	}
	if *example {
		fmt.Print(config.Default().TOML())
		return nil
	}
	if flags.NArg() != 1 {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline checkconfig [-print] 配置文件")
	}
	cfg, err := config.Load(flags.Arg(0), os.Environ())
	if err != nil {
		return err
	}
	if *show {
		fmt.Print(cfg.TOML())
		return nil
	}
	fmt.Printf("%s 没有错误\n", flags.Arg(0))
	return nil
}
