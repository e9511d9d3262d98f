# Sourced by ./shop and ./mvnw: sets JAVA_HOME to a JDK of version 25 or later, or says what to install and exits.

jdk_version() { # prints the major version of the JDK in folder $1, or nothing
    [ -x "$1/bin/javac" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
    wanted=25
    path_java=$(command -v javac 2>/dev/null || true)
    if [ -n "$path_java" ]; then
        path_java=$(dirname "$(dirname "$(readlink -f "$path_java" 2>/dev/null || echo "$path_java")")")
    fi
    for candidate in "${JAVA_HOME:-}" "$path_java" /usr/lib/jvm/* /usr/lib64/jvm/* /opt/java/* /opt/jdk* \
        "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
        [ -n "$candidate" ] || continue
        version=$(jdk_version "$candidate")
        if [ -n "$version" ] && [ "$version" -ge "$wanted" ]; then
            JAVA_HOME=$candidate
            export JAVA_HOME
            return 0
        fi
    done
    echo "No JDK $wanted or later found. Install one (for example Eclipse Temurin $wanted) and set JAVA_HOME to its folder." >&2
    return 1
}
