"""Reads what perf script says, folds equal stacks into one, and computes whose code the time was spent in."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath

KERNEL, OUR_C, JAVA, REST = KINDS = ("kernel", "our C", "Java", "JVM and libraries")

LINE = re.compile(r"\s+([0-9a-f]+) (.*) \((.+)\)$")
# A compiled method, "int org.taplane.io.shard.Shard.drain(int)"; what else the JIT compiler has made are stubs.
METHOD = re.compile(r"^\S+ (?:[\w$]+\.)*([\w$/]+\.[\w$<>]+)\(.*\)$")
LAMBDA = re.compile(r"\$\$Lambda/0x[0-9a-f]+")
FIRST_KERNEL_ADDRESS = 1 << 63
LIBC_PREFIX = re.compile(r"^(__GI_)?_*(libc_)?")
INTERRUPTS = "interrupts"
# Where the kernel hands a frame to the receiving side: of a TAP device by the write itself, of a veth by a soft interrupt.
RECEIVERS = {"netif_receive_skb", "net_rx_action"}


@dataclass(frozen=True)
class Frame:
    name: str
    kind: str


@dataclass(frozen=True)
class Profile:
    """How many samples each stack has; a stack is a tuple of frames, the caller first."""

    stacks: Counter

    @staticmethod
    def read(text):
        return Profile(Counter(filter(None, map(read_stack, text.strip().split("\n\n")))))

    def samples(self):
        return self.stacks.total()

    def shares(self):
        """By whose code was running, not who called it."""
        return {kind: self.share(lambda stack, kind=kind: stack[-1].kind == kind) for kind in KINDS}

    def calls(self):
        """The kernel's share, by the system call; the largest first."""
        names = {system_call(stack) for stack in self.stacks} - {None}
        shares = {name: self.share(lambda stack, name=name: system_call(stack) == name) for name in names}
        return dict(sorted(shares.items(), key=lambda item: -item[1]))

    def receiver(self):
        """What the kernel does for whoever receives the frames, in the worker's time because it sent them."""
        return self.share(lambda stack: any(frame.name in RECEIVERS for frame in stack))

    def share(self, matches):
        return sum(count for stack, count in self.stacks.items() if matches(stack)) / self.samples()


def read_stack(sample):
    """Without how the JVM started the thread, which is below every stack. perf's first line names the thread."""
    frames = [read_frame(line) for line in reversed(sample.splitlines()[1:])]
    known = [frame for frame in frames if frame]
    start = next((number for number, frame in enumerate(known) if frame.kind != REST), 0)
    return tuple(known[start:])


def read_frame(line):
    """None where perf lost its way."""
    found = LINE.match(line.replace(" (deleted)", ""))
    if not found or int(found[1], 16) == 0:
        return None
    address, symbol, file = int(found[1], 16), found[2], PurePath(found[3]).name
    if address >= FIRST_KERNEL_ADDRESS:
        return Frame("[kernel]" if symbol == "[unknown]" else symbol, KERNEL)
    if method := METHOD.match(symbol):
        return Frame(LAMBDA.sub("$$Lambda", method[1]), JAVA)
    name = f"[{file}]" if symbol == "[unknown]" else symbol
    return Frame(name, OUR_C if file.startswith("libtaplane") else REST)


def system_call(stack):
    """The C library's function that entered the kernel, or None if the kernel was not running."""
    if stack[-1].kind != KERNEL:
        return None
    entry = next(number for number, frame in enumerate(stack) if frame.kind == KERNEL)
    caller = stack[entry - 1] if entry else None
    return LIBC_PREFIX.sub("", caller.name) if caller and caller.kind == REST else INTERRUPTS
