"""Prints how pySigma understands every rule below the folders given: one JSON object a line,
{"path": …, "condition": …} or {"path": …, "error": …}.

A condition is {"and": […]}, {"or": […]}, {"not": …} or {"field": name or null, "test": text}; the
texts are those of Tests/RulesTests/Support/Listing.swift. Needs pySigma (pip install pysigma).
"""

import json
import pathlib
import sys

from sigma.conditions import ConditionAND, ConditionNOT, ConditionOR
from sigma.rule import SigmaRule
from sigma.types import (
    SigmaBool, SigmaCasedString, SigmaCIDRExpression, SigmaCompareExpression, SigmaExists,
    SigmaExpansion, SigmaFieldReference, SigmaNull, SigmaNumber, SigmaRegularExpression,
    SigmaRegularExpressionFlag, SigmaString, SpecialChars,
)

FLAGS = [
    (SigmaRegularExpressionFlag.IGNORECASE, "i"), (SigmaRegularExpressionFlag.MULTILINE, "m"),
    (SigmaRegularExpressionFlag.DOTALL, "s"),
]


def pattern(parts):
    out = ""
    for part in parts:
        if part == SpecialChars.WILDCARD_MULTI:
            out += "*"
        elif part == SpecialChars.WILDCARD_SINGLE:
            out += "?"
        elif not isinstance(part, str):
            raise ValueError(f"placeholder {part}")
        else:
            for byte in part.encode():
                if byte in b"*?":
                    out += f"[{chr(byte)}]"
                else:
                    out += chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}"
    return out


def leaf(field, value):
    def test(text):
        return {"field": field, "test": text}

    if isinstance(value, SigmaExpansion):
        return {"or": [leaf(field, inner) for inner in value.values]}
    if isinstance(value, SigmaString):
        parts = list(value.s)
        star = SpecialChars.WILDCARD_MULTI
        if field is None:
            parts = ([] if parts[:1] == [star] else [star]) + parts
            parts = parts + ([] if parts[-1:] == [star] else [star])
        sign = "==" if isinstance(value, SigmaCasedString) else "="
        return test(f"{sign} {pattern(parts)}")
    if isinstance(value, SigmaNumber):
        if field is None:
            word = "~ /(?<![\\w.])" + str(value.number).replace(".", "\\.") + "(?![\\w.])/"
            return {"or": [test(f"is {value.number}"), test(word)]}
        return test(f"is {value.number}")
    if isinstance(value, SigmaBool):
        return test(f"is {str(value.boolean).lower()}")
    if isinstance(value, SigmaNull):
        return test("is null")
    if isinstance(value, SigmaExists):
        return test("exists" if value.exists else "is absent")
    if isinstance(value, SigmaRegularExpression):
        flags = "".join(letter for flag, letter in FLAGS if flag in value.flags)
        return test(f"~ /{value.regexp}/{flags}")
    if isinstance(value, SigmaCIDRExpression):
        return test(f"in {value.network}")
    if isinstance(value, SigmaCompareExpression):
        return test(f"{value.op.name.lower()} {value.number}")
    if isinstance(value, SigmaFieldReference):
        relation = {
            (False, False): "equals", (True, False): "startsWith", (False, True): "endsWith",
            (True, True): "contains",
        }[(value.starts_with, value.ends_with)]
        return {"field": field, "test": relation, "other": value.field}
    raise ValueError(f"value {type(value).__name__}")


def tree(node):
    if isinstance(node, ConditionAND):
        return {"and": [tree(arg) for arg in node.args]}
    if isinstance(node, ConditionOR):
        return {"or": [tree(arg) for arg in node.args]}
    if isinstance(node, ConditionNOT):
        return {"not": tree(node.args[0])}
    return leaf(getattr(node, "field", None), node.value)


def main():
    for folder in sys.argv[1:]:
        for path in sorted(pathlib.Path(folder).rglob("*.yml")):
            answer = {"path": str(path)}
            try:
                rule = SigmaRule.from_yaml(path.read_text(encoding="utf-8"))
                conditions = [tree(c.parsed) for c in rule.detection.parsed_condition]
                answer["condition"] = {"or": conditions}
            except Exception as error:  # what it is does not matter: the rule is refused
                answer["error"] = f"{type(error).__name__}: {error}"
            print(json.dumps(answer))


main()
