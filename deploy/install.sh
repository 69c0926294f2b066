#!/bin/sh
# Installs what one machine needs to run the hotline, and only what is missing:
# PostgreSQL (15 to 17), Redis (7 or newer), espeak-ng and sox for the prompts, and an
# Asterisk of at least 22.10. It may be repeated. Debian 12 or 13, as root or with sudo.
#
#   deploy/install.sh          what "make run" needs
#   deploy/install.sh test     and what "make test" needs besides
#   deploy/install.sh web      only what the web app is built with
#
# No server is started and no database cluster made: hotline stack has its own.
set -eu

# C.UTF-8 is on every Debian; an unset locale makes perl complain in every package.
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
cache=${HOTLINE_CACHE:-/var/cache/hotline}
root=$cache/asterisk-root
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
updated=

say() { printf '· %s\n' "$*" >&2; }
die() { printf '错误:%s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]; }

# What is put in the way of Debian's habit of starting servers is taken away again,
# whatever happens.
undo=
building=
cleanup() {
	for file in $undo; do $sudo rm -f "$file"; done
	[ -z "$building" ] || $sudo rm -rf "$building"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

quiet_servers() {
	[ -z "$undo" ] || return 0
	if [ ! -e /usr/sbin/policy-rc.d ]; then
		undo=/usr/sbin/policy-rc.d
		printf '#!/bin/sh\nexit 101\n' | $sudo tee /usr/sbin/policy-rc.d >/dev/null
		$sudo chmod 755 /usr/sbin/policy-rc.d
	fi
	undo="$undo /etc/postgresql-common/createcluster.d/hotline.conf"
	$sudo mkdir -p /etc/postgresql-common/createcluster.d
	echo 'create_main_cluster = false' | $sudo tee /etc/postgresql-common/createcluster.d/hotline.conf >/dev/null
}

update() {
	[ -z "$updated" ] || return 0
	say "更新软件包目录"
	$sudo apt-get update -q
	updated=yes
}

install() {
	update
	quiet_servers
	say "安装 $*"
	$sudo apt-get install -q -y --no-install-recommends "$@"
}

postgres_here() {
	for version in 17 16 15; do
		[ -x "/usr/lib/postgresql/$version/bin/initdb" ] && return 0
	done
	return 1
}

# want_postgres adds the newest version this Debian has to what is missing.
want_postgres() {
	update
	for version in 17 16 15; do
		if apt-cache show "postgresql-$version" >/dev/null 2>&1; then
			missing="$missing postgresql-$version"
			return 0
		fi
	done
	die "软件源里没有 PostgreSQL 15 至 17"
}

# new_enough reads a version from stdin: 22.10 is the first with events/claim and report_events.
new_enough() {
	sed -n 's/.*[^0-9]\([0-9][0-9]*\)\.\([0-9][0-9]*\).*/\1 \2/p' | {
		read -r major minor || exit 1
		[ "$major" -gt 22 ] || { [ "$major" -eq 22 ] && [ "$minor" -ge 10 ]; }
	}
}

system_asterisk() { have asterisk && asterisk -V 2>/dev/null | sed 's/~.*//;s/\(Asterisk [0-9]*\.[0-9]*\).*/\1/' | new_enough; }

# The packages are unpacked, not installed: Asterisk runs by the loader and the libraries
# beside it, so there is nothing to configure, no chroot and nothing to unmount.
asterisk_root() {
	[ -x "$root/usr/sbin/asterisk" ] && return 0
	have debootstrap || install debootstrap debian-archive-keyring
	$sudo mkdir -p "$cache"
	building=$($sudo mktemp -d "$cache/.building.XXXXXX")
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -v security | head -n 1)
	say "取 Debian forky 的 Asterisk(约 120 MB),放进 $root"
	# The last word names the script: older debootstraps do not know forky.
	{
		$sudo debootstrap --download-only --variant=minbase --include=asterisk,asterisk-moh-opsound-wav \
			forky "$building/download" "${mirror:-http://deb.debian.org/debian}" sid || $sudo touch "$building/failed"
	} | awk '/Retrieving/ { n++; if (n % 20 == 0) printf "· 已取 %d 个包\n", n > "/dev/stderr"; next } /^[EW]:/ { print > "/dev/stderr" }'
	[ ! -e "$building/failed" ] || die "下载没有完成。请检查网络后再试"
	say "解开"
	$sudo mkdir "$building/root"
	$sudo sh -eu -c 'for deb in "$1"/download/var/cache/apt/archives/*.deb; do dpkg-deb --fsys-tarfile "$deb"; done |
		tar -x -i -C "$1/root" --wildcards "./usr/lib/*-linux-gnu*" "./usr/lib*/ld-linux*" \
			./usr/sbin/asterisk ./usr/share/asterisk' sh "$building"
	loader=$(find "$building/root/usr/lib" "$building/root/usr/lib64" -maxdepth 2 -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
	[ -n "$loader" ] || die "下载不完整:没有动态加载器。请检查网络后再试"
	version=$("$loader" --library-path "$(echo "$building"/root/usr/lib/*-linux-gnu)" "$building/root/usr/sbin/asterisk" -V) ||
		die "取来的 Asterisk 不能运行"
	printf '%s\n' "$version" | sed 's/\(Asterisk [0-9]*\.[0-9]*\).*/\1/' | new_enough || die "取来的 $version 太旧,需要 22.10"
	$sudo chmod 755 "$building" "$building/root"
	$sudo mv -T "$building/root" "$root" 2>/dev/null || [ -x "$root/usr/sbin/asterisk" ] || die "放不进 $root"
	say "$version"
}

# web_tools fetches what builds the web app: what its lock file names, Node among it
# (Debian 12's is too old). Checkouts with one lock file share one folder.
web_tools() {
	app=$(dirname "$0")/../cmd/hotline/ui
	tools=$cache/web-$(sha256sum "$app/package-lock.json" | cut -c 1-16)
	if [ ! -x "$tools/node_modules/.bin/node" ]; then
		have npm || install npm
		say "取网页的编译工具,放进 $tools"
		$sudo mkdir -p "$cache"
		building=$($sudo mktemp -d "$cache/.building.XXXXXX")
		$sudo cp "$app/package.json" "$app/package-lock.json" "$building"
		# npm is run by the system's node, which is older than what the tools ask for and only fetches them.
		$sudo sh -c 'cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error --cache "$2"' sh "$building" "$cache/npm" >/dev/null ||
			die "取网页编译工具没有完成。请检查网络后再试"
		$sudo chmod -R a+rX "$building"
		$sudo mv -T "$building" "$tools" 2>/dev/null || [ -x "$tools/node_modules/.bin/node" ] || die "放不进 $tools"
	fi
	[ "$(readlink "$app/node_modules")" = "$tools/node_modules" ] || ln -sfn "$tools/node_modules" "$app/node_modules"
}

have apt-get || die "只支持 Debian 12、13(需要 apt-get)"
[ -z "$sudo" ] || have sudo || die "请用 root 运行,或先装 sudo"

if [ "${1:-}" = web ]; then
	web_tools
	exit
fi

missing=
have redis-server || missing="$missing redis-server"
have espeak-ng || missing="$missing espeak-ng"
have sox || missing="$missing sox"
# Chinese in a PDF.
[ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || missing="$missing fonts-wqy-microhei"
postgres_here || want_postgres
if [ "${1:-}" = test ]; then
	# The race detector links with C.
	have gcc || missing="$missing gcc libc6-dev"
	# The desk is tested as people see it.
	have chromium || missing="$missing chromium"
	[ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
	# A PDF is read as its readers do.
	have pdftotext || missing="$missing poppler-utils"
fi
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || install $missing

redis-server --version | sed 's/.* v=/ /' | { IFS='. ' read -r major _; [ "$major" -ge 7 ]; } || die "Redis 太旧,需要 7.0 或更新"

if system_asterisk; then
	moh=/usr/share/asterisk/moh
	[ -d $moh ] && [ -n "$(ls $moh)" ] || install asterisk-moh-opsound-wav
else
	asterisk_root
fi
