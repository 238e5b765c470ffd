# SPDX-License-Identifier: MIT
"""QEMU's vexpress-a9 with all that Tegami's port drives, and the files that stand for its chips."""
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading

NOR_BYTES = 64 * 1024 * 1024
TEGAMI_BYTES = 16 * 1024 * 1024  # the first sectors of the chip are Tegami's
FUSE_MARK = b"TEGAMIK1"
FUSE_BASE = 0x48000000
PANEL_SIZE = (800, 480)
GUEST_HOST = "10.0.2.2"  # this machine's loopback, as the board sees it
PR_SET_PDEATHSIG = 1
# What QEMU says about sound on a board that has a codec; nobody can switch it off.
NOISE = b"audio"


class MachineError(Exception):
    pass


def make_state(folder):
    """The board's chips as files in `folder`: an erased flash and a burnt device key, where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    flash = folder / "flash.img"
    if not flash.exists():
        draft = folder / "flash.new"
        with open(draft, "wb") as file:
            file.write(b"\xff" * TEGAMI_BYTES)
            file.truncate(NOR_BYTES)
        draft.rename(flash)
    fuses = folder / "fuses.bin"
    if not fuses.exists():
        fuses.touch(mode=0o600)
        fuses.write_bytes(FUSE_MARK + os.urandom(32))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def semihosting(arguments):
    words = ["tegami", *arguments]
    if any("," in word or " " in word for word in words):
        raise MachineError("a start-up argument may hold neither comma nor space")
    return ["-semihosting-config", ",".join(["enable=on,target=native", *(f"arg={word}" for word in words)])]


def command(image, folder, options):
    """QEMU's command line. `options`: arguments, forwards, release, reboot, rtc, display, print_to, as toolchain/qemu
    --help has them."""
    emulator = shutil.which("qemu-system-arm")
    if not emulator:
        raise MachineError("qemu-system-arm is missing: install Debian's qemu-system-arm, or run toolchain/setup")
    nic = ["user,model=lan9118,id=cable"]
    if options.release:
        nic.append("restrict=on")
    nic += [f"hostfwd=tcp:127.0.0.1:{host}-:{guest}" for host, guest in options.forwards]
    line = [emulator, "-M", "vexpress-a9", "-kernel", str(image), "-display", options.display,
            "-audiodev", "none,id=silent", "-monitor", "none",
            "-qmp", f"unix:{socket_of(folder)},server=on,wait=off",
            "-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console",
            "-serial", f"file:{options.print_to}" if options.release and options.print_to else "null",
            "-nic", ",".join(nic), "-rtc", f"base={options.rtc}",
            "-drive", f"if=pflash,index=1,format=raw,file={folder / 'flash.img'}",
            "-device", f"loader,file={folder / 'fuses.bin'},addr={FUSE_BASE:#x},force-raw=on",
            "-global", "virtio-mmio.force-legacy=false", "-device", "virtio-rng-device",
            "-device", "virtio-tablet-device"]
    if not options.reboot:
        line.append("-no-reboot")
    return line if options.release else line + semihosting(options.arguments)


def socket_of(folder):
    return pathlib.Path(os.path.relpath(folder)) / "qmp" if len(str(folder)) > 90 else folder / "qmp"


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def pass_errors_on(pipe):
    for line in pipe:
        if NOISE not in line:
            sys.stderr.buffer.write(line)
            sys.stderr.flush()


def run(line, seconds, on_line):
    """Runs QEMU, its console line by line to `on_line`; returns its exit status, 124 where time was up."""
    with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          preexec_fn=die_with_parent) as process:
        threading.Thread(target=pass_errors_on, args=(process.stderr,), daemon=True).start()
        expired = threading.Event()

        def expire():
            expired.set()
            process.kill()
        timer = threading.Timer(seconds, expire) if seconds else None
        if timer:
            timer.daemon = True
            timer.start()
        try:
            for console_line in process.stdout:
                on_line(console_line)
            status = process.wait()
        finally:
            process.kill()
            if timer:
                timer.cancel()
        return 124 if expired.is_set() else status
