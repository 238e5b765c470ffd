# SPDX-License-Identifier: MIT
"""QEMU's control socket (QMP): pictures of the panel, keys, touches, the network cable."""
import contextlib
import json
import pathlib
import socket

TOUCH_UNITS = 32768
KEYS = {"up": "up", "down": "down", "ok": "ret", "back": "esc", "f1": "f1", "f2": "f2", "f3": "f3", "f4": "f4"}
CHARACTERS = {" ": "spc", ".": "dot", "-": "minus", ",": "comma", "/": "slash", ";": "semicolon", "'": "apostrophe",
              "=": "equal"}
SHIFTED = {"@": "2", "_": "minus", "+": "equal", "!": "1", "#": "3", "$": "4", "%": "5", "&": "7", "*": "8",
           ":": "semicolon", "?": "slash", '"': "apostrophe"}


class QmpError(Exception):
    pass


class Ended(QmpError):
    """The board ended before it answered."""


class Qmp:
    """One connection; QEMU takes one at a time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
        try:
            self.socket.connect(str(path))
        except OSError as error:
            raise QmpError(f"no board runs here ({error.strerror})") from error
        self.file = self.socket.makefile("rw")
        self.file.readline()
        self.call("qmp_capabilities")

    def call(self, command, **arguments):
        try:
            self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
            self.file.flush()
        except OSError as error:
            raise Ended("the board ended") from error
        while True:
            reply = self.read()
            if "error" in reply:
                raise QmpError(reply["error"]["desc"])
            if "return" in reply:
                return reply["return"]

    def read(self):
        try:
            line = self.file.readline()
        except ConnectionError:
            line = ""
        if not line:
            raise Ended("the board ended")
        return json.loads(line)

    def screen(self, path):
        """Writes what the panel shows to a PNG file."""
        self.call("screendump", filename=str(pathlib.Path(path).resolve()), format="png")

    def press(self, *codes):
        keys = [{"type": "qcode", "data": code} for code in codes]
        with contextlib.suppress(Ended):  # what the key did
            self.call("send-key", keys=keys, **{"hold-time": 20})

    def key(self, name):
        """One key of the panel by its name (up, down, ok, back, f1 to f4), or one character."""
        if name in KEYS:
            self.press(KEYS[name])
        elif name in SHIFTED:
            self.press("shift", SHIFTED[name])
        elif len(name) == 1 and (name.isascii() and name.isalnum() or name in CHARACTERS):
            code = CHARACTERS.get(name, name.lower())
            self.press(*(["shift"] if name.isupper() else []), code)
        else:
            raise QmpError(f"no such key: {name}")

    def touch(self, x, y, width, height):
        """Puts a finger on the pixel and lifts it."""
        def button(down):
            return {"type": "btn", "data": {"down": down, "button": "left"}}
        position = [{"type": "abs", "data": {"axis": axis, "value": (2 * value + 1) * TOUCH_UNITS // (2 * size)}}
                    for axis, value, size in (("x", x, width), ("y", y, height))]
        with contextlib.suppress(Ended):
            self.call("input-send-event", events=[*position, button(True)])
            self.call("input-send-event", events=[button(False)])

    def link(self, up):
        """Puts the network cable in or pulls it."""
        self.call("set_link", name="cable", up=up)

    def reset(self):
        """Presses the board's reset button."""
        with contextlib.suppress(Ended):
            self.call("system_reset")

    def quit(self):
        with contextlib.suppress(Ended):
            self.call("quit")
