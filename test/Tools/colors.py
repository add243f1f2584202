"""Runs a program on a terminal and looks at its colours."""
import os, pty, sys

def output(command, **more):
    """What a program writes to a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, {**os.environ, "TERM": "xterm", **more})
    text = b""
    try:
        while part := os.read(terminal, 4096):
            text += part
    except OSError:  # the end, on Linux
        pass
    os.waitpid(pid, 0)
    return text

colored, plain = output(sys.argv[1:]), output(sys.argv[1:], NO_COLOR="1")
assert b"error:" in plain and b"\x1b" not in plain, plain
assert b"\x1b[0;1;31m" in colored, colored
assert b"^" in colored, colored
