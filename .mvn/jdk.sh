# SPDX-License-Identifier: Apache-2.0
# Sourced by fivewhys and mvnw: finds a JDK from 21 on and puts its home into JDK_HOME, empty where there is none.
# Looks at JAVA_HOME, then PATH, then the usual install folders, of which it takes the newest.

jdk_major() { # home -> major version, 0 if it is no JDK
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return; }
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release" | head -n 1 | grep . || echo 0
}

find_jdk() {
  JDK_HOME=
  JDK_MAJOR=0
  if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_major "$JAVA_HOME")" -ge 21 ]; then
    JDK_HOME=$JAVA_HOME
  elif command -v javac >/dev/null 2>&1; then
    on_path=$(readlink -f "$(command -v javac)" 2>/dev/null || command -v javac)
    on_path=${on_path%/bin/javac}
    [ "$(jdk_major "$on_path")" -ge 21 ] && JDK_HOME=$on_path
  fi
  if [ -n "$JDK_HOME" ]; then
    JDK_MAJOR=$(jdk_major "$JDK_HOME")
    return 0
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    major=$(jdk_major "$home")
    if [ "$major" -ge 21 ] && [ "$major" -gt "$JDK_MAJOR" ]; then
      JDK_HOME=$home
      JDK_MAJOR=$major
    fi
  done
  [ -n "$JDK_HOME" ]
}

no_jdk() {
  echo "$1: needs a JDK from version 21 on and found none in JAVA_HOME, PATH or the usual install folders." >&2
  echo "Install one (Debian: apt-get install openjdk-21-jdk, Fedora: dnf install java-21-openjdk-devel," >&2
  echo "macOS: brew install openjdk, any system: adoptium.net) or point JAVA_HOME at it." >&2
}
