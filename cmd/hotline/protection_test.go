package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// protections are the duties of protecting personal data, each with the tests that hold
// the program to it.
func protections() []struct {
	duty  string
	tests []string
} {
	return []struct {
		duty  string
		tests []string
	}{
		{"个保法 17、35:录音前告知,并记下已播放", []string{"TestAllFaultsAtOnce", "TestStories", "TestFactBecomesRecord"}},
		{"个保法 19:按类别保存,最短必要", []string{"TestWhatIsOverIsDeleted", "TestRecordingsExpire", "TestLogsAndLinksExpire", "TestCDRFilesRotateAndExpire"}},
		{"个保法 47:期满一天内删除,留删除记录,保全除外,可遗忘当事人", []string{"TestWhatIsOverIsDeleted", "TestRecordingsExpire", "TestForgettingLeavesTheFigures", "TestForgettingOutlivesARestore"}},
		{"个保法 51:录音加密,号码打码,完整号码凭原因查看并留痕", []string{"TestNoNumberStandsReadable", "TestWhatPeopleWriteIsSealed", "TestRecordingsAreMovedThroughKills", "TestNumberPrintsMasked", "TestWhoMayHearWhat", "TestExportsMaskAndLeaveOutWhatIsSecret", "TestWholeNumbersNeedTwoPeople"}},
		{"网络安全法(2016 年文本)21:操作留痕不少于 180 天,只增不改", []string{"TestHowLongLogsAreKept", "TestAuditIsAppendedOnly", "TestWhatNoRoleMayDo", "TestEveryChangeIsInTheAudit"}},
		{"网络数据安全管理条例 12:对外提供记录不少于三年", []string{"TestDisclosuresAreEnteredOnce", "TestHowLongLogsAreKept", "TestDisclosuresAndRetention"}},
		{"未成年人保护法 11:强制报告立即成为加急任务", []string{"TestWhatMakesATask"}},
		{"反电信网络诈骗法 13–14:外呼只显示核配的号码", []string{"TestDialOutside", "TestHotline"}},
		{"GB/T 22239:账号唯一、双因素、锁定、超时、三权分立", []string{"TestLockoutGrowsAndTellsNothing", "TestLockoutIsTheCentres", "TestSecondFactor", "TestAnIdleSessionEnds", "TestRolesAndActions", "TestEveryRoleOnEveryOperation", "TestWhoSeesWhichCalls"}},
	}
}

// Each duty names tests that exist.
func TestEveryDutyOfProtectionIsHeldByATest(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".h")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is {
				tests[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range protections() {
		if len(p.tests) == 0 {
			t.Errorf("%s: no test", p.duty)
		}
		for _, name := range p.tests {
			if !tests[name] {
				t.Errorf("%s: there is no %s", p.duty, name)
			}
		}
	}
}
