package stack

import (
	"fmt"
	"os"
	"os/exec"
	osuser "os/user"
	"path/filepath"
	"strconv"
	"syscall"

	"hotline/callcenter"
)

// capDACOverride is CAP_DAC_OVERRIDE of linux/capability.h.
const capDACOverride = 1

// user is whom a server runs as when it refuses to run as root.
type user struct {
	uid, gid uint32
	home     string
	override bool // the folders above the stack are closed to him
}

// postgresUser is nil when we are not root: then Postgres runs as ourselves.
func postgresUser(home string) (*user, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	account, err := osuser.Lookup("postgres")
	if err != nil {
		return nil, callcenter.Errorf(callcenter.NotFound, "系统里没有 postgres 用户,请先运行 deploy/install.sh: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("user postgres: %w", err)
	}
	return &user{uid: uint32(uid), gid: uint32(gid), home: account.HomeDir, override: !passable(home)}, nil
}

// passable reports whether every folder from / down lets anybody through. A
// checkout in /root does not, and Postgres will not run as root.
func passable(path string) bool {
	for ; ; path = filepath.Dir(path) {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if path == "/" {
			return true
		}
	}
}

func (u *user) apply(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: u.uid, Gid: u.gid}
	cmd.Env = append(os.Environ(), "HOME="+u.home)
	if u.override {
		cmd.SysProcAttr.AmbientCaps = []uintptr{capDACOverride}
	}
}

// own gives a folder and what is in it to the user.
func (u *user) own(root string) error {
	return filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(u.uid), int(u.gid))
	})
}
