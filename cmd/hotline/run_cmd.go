package main

import (
	"context"
	"os"
	"time"

	"hotline/cmd/hotline/stack"
	"hotline/cmd/hotline/ui"
)

// runAll is "hotline run": everything a newcomer sees, by one command. It stays up
// until interrupted, and then stops all it started, in order.
func runAll(ctx context.Context, _ []string) (err error) {
	place, err := stack.PlaceOf(os.Getenv)
	if err != nil {
		return err
	}
	defer func() {
		progress("停止")
		if downErr := place.Down(context.WithoutCancel(ctx), progress); err == nil {
			err = downErr
		}
		if ctx.Err() != nil {
			err = nil // asked to stop, and stopped
		}
	}()
	if err := bringUp(ctx, place, stack.Options{Progress: progress}); err != nil {
		return err
	}
	if err := demoCall(ctx, place); err != nil {
		return err
	}
	progress("一切就绪:拨 %s(SIP %s),接口 http://%s/openapi.json,登录信息在 %s",
		stack.Numbers()[0], place.Address(stack.PortSIP), place.Address(stack.PortHTTP), place.Path("run.json"))
	if ui.Embedded().Built() {
		progress("网页工作台 http://%s/", place.Address(stack.PortHTTP))
	} else {
		progress("这个程序没有内置网页工作台:make build 会编译进来")
	}
	progress("12345 转来一位市民:bin/callsim platform -run %s -hand-over 13800001234 -order SC-2026-0001 -topic wages;通话中在坐席台按 Alt+7、8、9 转给它", place.Path("run.json"))
	progress("12345 派来一张工单:curl -d '{\"body\":{\"title\":\"夜间施工噪声\",\"type\":\"投诉\",\"region\":\"沙湾区\"}}' http://%s/demo/orders;2001 在“工单”里看到它,在“工单对接”里看往来", place.Address(stack.PortPlatform))
	progress("再打一通:make call;看日志:bin/hotline stack logs;停止:Ctrl-C")
	<-ctx.Done()
	return nil
}

// bringUp goes from nothing to a hotline that takes calls.
func bringUp(ctx context.Context, place stack.Place, options stack.Options) error {
	began := time.Now()
	progress("启动 PostgreSQL、Redis、Asterisk(%s)", place.Home)
	if err := place.Up(ctx, options); err != nil {
		return err
	}
	config := []string{"--config", place.ConfigFile()}
	progress("建表")
	if err := ownCommand(ctx, append([]string{"migrate"}, config...)...); err != nil {
		return err
	}
	progress("登记演示坐席和人员")
	if err := ownCommand(ctx, append(append([]string{"staff", "import"}, config...), place.RollFile())...); err != nil {
		return err
	}
	progress("登记承办单位(3001 是其中一个的承办人,2001 业务办理,密码在 %s)", place.RollFile())
	if err := ownCommand(ctx, append(append([]string{"units", "import"}, config...), place.UnitsFile())...); err != nil {
		return err
	}
	progress("启动话务控制器")
	if err := place.StartController(ctx); err != nil {
		return err
	}
	progress("启动演示用的 12345 平台")
	if err := place.StartPlatform(ctx); err != nil {
		return err
	}
	progress("热线已开通,用时 %.1f 秒", time.Since(began).Seconds())
	return nil
}
