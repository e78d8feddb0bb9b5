# What both scripts need of the machine: messages, Debian packages and the Swift toolchain. Sourced, never run.
# shellcheck shell=bash

say() { printf '%s\n' "== $*" >&2; }

fail() {
    printf '%s\n' "error: $*" >&2
    exit 1
}

# What the toolchain, the build and the tests call. One unknown name would make apt install nothing: keep to names of
# Debian 12.
packages=(
    binutils ca-certificates git libc6-dev libcurl4 libgcc-12-dev libncurses6 libsqlite3-dev libstdc++-12-dev libxml2
    openssl pkg-config tzdata util-linux zlib1g-dev
)

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# Installs the packages that are missing. The lists are refreshed only then, so that a machine that has everything
# needs no network for this.
install_missing_packages() {
    command -v dpkg-query >/dev/null 2>&1 ||
        fail "this script installs Debian packages and there is no dpkg here. Needed: ${packages[*]}"
    local package
    local missing=()
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0

    say "installing ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
            fail "packages are missing and this is not root. Run: apt-get install --no-install-recommends ${missing[*]}"
        fi
        as_root=(sudo -n)
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >&2 || fail "apt-get update failed; is there a network?"
    "${apt[@]}" install --yes --no-install-recommends "${missing[@]}" >&2 ||
        fail "apt-get could not install ${missing[*]}"
}

# Puts the Swift toolchain on PATH.
find_swift() {
    local directory
    if ! command -v swift >/dev/null 2>&1; then
        for directory in \
            /opt/swift/usr/bin /opt/swift*/usr/bin /usr/local/swift/usr/bin /usr/share/swift/usr/bin \
            /usr/libexec/swift/*/usr/bin /usr/libexec/swift/usr/bin "${HOME:-/}/.local/share/swiftly/bin"; do
            if [ -x "$directory/swift" ]; then
                PATH="$directory:$PATH"
                export PATH
                break
            fi
        done
    fi
    command -v swift >/dev/null 2>&1 ||
        fail "there is no Swift here. Install Swift 6.3 from https://www.swift.org/install/linux/ (on PATH or in /opt/swift)."
    local version
    version="$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)"
    [ -n "$version" ] || fail "$(command -v swift) does not tell its version; is the toolchain complete?"
    [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" = 6.3 ] ||
        fail "Swift 6.3 or newer is needed; $(command -v swift) is $version."
}
