"""An abstract machine for pickles: it follows what they import, call, instantiate and build, and executes nothing.

Semantics are those of CPython's Modules/_pickle.c and Lib/pickle.py, protocols 0 to 5: the memo counts distinct
keys, MEMOIZE takes the next number, protocol < 3 maps Python 2 names, POP on an empty frame takes the mark. Operands
are stepped over: only names, and the first bytes of texts, are ever read. Memory is bounded by the MAX_ constants; what
goes past one makes the reading incomplete or a value unknown, never a name unseen.
"""

from __future__ import annotations

from aibom.formats.pickle.content import MIN_LENGTH, is_interesting
from aibom.formats.pickle.opcodes import handlers
from aibom.formats.pickle.state import MAX_MARKS, MAX_MEMO, MAX_STACK, RUN, State, StopWalk
from aibom.formats.pickle.values import Run

# Bytes of an opcode with its operand where it pushes a number, a truth value or None; 0 for all other opcodes.
_STEP = bytes({75: 2, 77: 3, 74: 5, 71: 9, 78: 1, 0x88: 1, 0x89: 1}.get(code, 0) for code in range(256))


class Machine(State):
    """One pickle. After `walk()` the attributes of State tell what was seen."""

    def walk(self) -> None:
        """Walk to the end of this pickle; `ended` tells why it stopped, `end` is the offset behind it."""
        self.ended = self.detail = ""
        try:
            self._loop()
        except StopWalk as stop:
            self.ended, self.detail = stop.why, stop.detail
        except (IndexError, TypeError):
            # What CPython takes from an empty stack, or as another type than is there, fails there as well.
            self.ended, self.detail = "broken", "the stack does not hold what an opcode takes"
        self.end = min(self.base + self.pos, self.base + len(self.buf)) if self.final else self.base + self.pos

    def resume(self, offset: int) -> None:
        """Go on behind raw data in the stream, which no frame holds."""
        self.frame = 0
        self.fill(offset)
        self.walk()

    def _loop(self) -> None:  # noqa: C901 - the one hot loop: a call for each opcode would double its time
        if not self.buf:
            self.fill(self.start)
        table, run = handlers(self), RUN.match
        buf, pos, base, stack, memo = self.buf, self.pos, self.base, self.stack, self.memo
        far, objects, append_memo = self.far, self.objects, memo.append
        limit, forward = self.window_end(), self.blob.forward
        count = 0
        try:
            while True:
                if pos >= limit:
                    self.pos = pos
                    self.leave_frame(pos)
                    if pos < (limit := self.window_end()):
                        continue
                    self.next_window(pos)
                    buf, pos, base, limit = self.buf, 0, self.base, self.window_end()
                    if len(stack) > MAX_STACK:
                        raise StopWalk("limit", "more values on the stack than are followed")
                    if len(memo) > MAX_MEMO:
                        raise StopWalk("limit", "more memo entries than are followed")
                    if count > self.left:
                        raise StopWalk("limit", "more opcodes than are followed")
                code = buf[pos]
                count += 1
                if code == 0x94:  # MEMOIZE
                    value = stack[-1]
                    if far:
                        self.put(len(memo) + len(far), value)
                    elif value.__class__ is int:
                        append_memo(value << 1 | 1)
                    else:
                        append_memo(0 if value is None else self.slot(value))
                    pos += 1
                elif code == 0x8C:  # SHORT_BINUNICODE
                    stack.append(base + pos)
                    length = buf[pos + 1]
                    pos += 2
                    if length >= MIN_LENGTH and is_interesting(buf[pos : pos + length]):
                        self.operand(base + pos, length, "raw")
                    elif forward and length <= 64 and buf[pos + length] == 0x94:
                        self.remember(base + pos - 2, buf[pos : pos + length].decode("utf-8", "replace"))
                    pos += length
                elif code == 0x68:  # BINGET
                    number = buf[pos + 1]
                    if number < len(memo):
                        number = memo[number]
                        stack.append(number >> 1 if number & 1 else objects[number >> 1])
                    else:
                        stack.append(self.get(number))
                    pos += 2
                elif _STEP[code]:
                    step = _STEP[code]
                    second = pos + step
                    if (width := _STEP[buf[second]]) and _STEP[buf[second + width]] and (m := run(buf, pos, limit)):
                        stack.append(Run(base + pos, base + m.end()))
                        pos = m.end()
                    else:
                        stack.append(None)
                        pos += step
                elif code == 0x86 and stack[-1] is None and stack[-2] is None:  # TUPLE2
                    stack.pop()
                    pos += 1
                elif code == 0x75 or code == 0x65:  # SETITEMS, APPENDS
                    stack = self.stack = self.marks.pop()
                    if stack[-1] is not None:
                        self.fill_target(base + pos)
                    pos += 1
                elif code == 0x7D or code == 0x5D:  # EMPTY_DICT, EMPTY_LIST
                    stack.append(None)
                    pos += 1
                elif code == 0x71:  # BINPUT
                    self.put(buf[pos + 1], stack[-1])
                    pos += 2
                elif code == 0x28:  # MARK
                    self.marks.append(stack)
                    stack = self.stack = []
                    pos += 1
                    if len(self.marks) > MAX_MARKS:
                        raise StopWalk("limit", "more marks than are followed")
                else:
                    self.pos = pos + 1
                    table[code]()
                    pos, stack = self.pos, self.stack
                    if self.buf is not buf or code == 0x95:  # FRAME
                        buf, base, limit = self.buf, self.base, self.window_end()
        finally:
            self.opcodes += count
            self.left -= count
            self.pos = max(self.pos, pos) if self.buf is buf else self.pos
