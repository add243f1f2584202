# Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Scalar expressions as a `Neuron` of a model spec has them."""

import collections
import itertools

from place import number

RESERVED = set("x delay and or not spike H where select min max clamp fma abs sqrt floor exp "
               "expm1 log log1p tanh sigmoid softplus stop_gradient".split())
OPERATORS = set("+ - * / < <= > >= == != and or not".split())


LEAVES = ("name", "number", "array")


class Expression:
    """An operation on others, or a leaf: a name, a number, or an array. The same object at two
    places is one value, and is computed once."""

    def __init__(self, kind, *operands):
        self.kind, self.operands = kind, operands

    def is_number(self, value=None):
        return self.kind == "number" and (value is None or self.operands[0] == value)

    def parts(self):
        return () if self.kind in LEAVES else self.operands


def name(text):
    return Expression("name", text)


def constant(value):
    return Expression("number", float(value))


def apply(kind, *operands):
    """The operation, without what it does not change."""
    if kind == "*":
        for one, other in (operands, operands[::-1]):
            if one.is_number(1.0):
                return other
    if kind == "where" and operands[1].is_number(1.0) and operands[2].is_number(0.0):
        return operands[0]  # what holds counts as 1
    return Expression(kind, *operands)


class Writer:
    """Writes expressions as text. What is used several times gets a name first:
    `assignments` are the lines that do so."""

    def __init__(self, roots, taken=()):
        self.assignments, self.names, self.taken = [], {}, set(taken)
        self.uses = collections.Counter(id(root) for root in roots)
        seen, pending = set(), list(roots)
        while pending:
            each = pending.pop()
            if id(each) in seen:
                continue
            seen.add(id(each))
            self.uses.update(id(part) for part in each.parts())
            pending += each.parts()

    def call(self, expression, name):
        """From now on `name` is this value."""
        self.names[id(expression)] = name

    def fresh(self):
        name = next(each for each in map("t{}".format, itertools.count())
                    if each not in self.taken)
        self.taken.add(name)
        return name

    def assign(self, name, value):
        """The lines that give a name this value, which has it from then on."""
        text = self.names.get(id(value)) or self.plain(value)
        lines, self.assignments = [*self.assignments, f"{name} = {text}"], []
        self.call(value, name)
        return lines

    def text(self, expression):
        if id(expression) in self.names:
            return self.names[id(expression)]
        text = self.plain(expression)
        if self.uses[id(expression)] > 1 and expression.parts():
            name = self.fresh()
            self.call(expression, name)
            self.assignments.append(f"{name} = {text}")
            return name
        return text

    def operand(self, expression):
        """In brackets, where it does not hold together by itself."""
        text = self.text(expression)
        is_loose = expression.kind in OPERATORS and id(expression) not in self.names
        return f"({text})" if is_loose or text.startswith("-") else text

    def plain(self, expression):
        kind, operands = expression.kind, expression.operands
        if kind == "name":
            return operands[0]
        if kind == "number":
            return str(number(operands[0]))
        if kind in OPERATORS and len(operands) == 2:
            return f" {kind} ".join(map(self.operand, operands))
        if kind in OPERATORS:
            return f"{kind} {self.operand(operands[0])}"
        return f"{kind}({', '.join(map(self.text, operands))})"


def reads(expression, name, known):
    """Whether the name stands in it, but for those values whose identity is in `known`."""
    pending, seen = [expression], set(known)
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if each.kind == "name" and each.operands[0] == name:
            return True
        pending += each.parts()
    return False
