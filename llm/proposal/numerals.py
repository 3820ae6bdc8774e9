"""Numbers as people write them: digits, words and halves."""

import re
from decimal import Decimal
from typing import Final

NUMBERS: Final = {
    word: number
    for number, words in {
        0: "zero",
        1: "one a an single once",
        2: "two twice",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve dozen",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        24: "twentyfour",
        25: "twentyfive",
        30: "thirty",
        40: "forty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
        100: "hundred",
        1000: "thousand",
    }.items()
    for word in words.split()
}


class Unreadable(ValueError):
    """Raised where words are no amount or date of their field; the message says what they should be."""


def counted(plain: str) -> tuple[Decimal, str]:
    """Split "half a year" into 0.5 and "year"; the unit may be empty."""
    plain = re.sub(r"\b(twenty)[ -](four|five)\b", r"\1\2", plain)
    plain = re.sub(r"^(?:a|an) (half|dozen|hundred|thousand)\b", r"\1", plain)
    half = re.match(r"half (?:(?:a|an) )?|(?:1/2|½) (?:(?:a|an) )?", plain)
    rest = plain[half.end() :] if half else plain
    if half and rest.isalpha():
        return Decimal("0.5"), rest
    if found := re.fullmatch(r"(\d+(?:\.\d+)?) ?-?([a-z]*)", rest):
        return Decimal(found[1]), found[2]
    number, _, unit = rest.replace("-", " ").partition(" ")
    if number in NUMBERS and (not unit or unit.isalpha()):
        return Decimal(NUMBERS[number]), unit
    raise Unreadable(f'"{plain}" has no number in it.')


def digits(number: Decimal) -> str:
    """Write a number as the query language has it."""
    return f"{number.normalize():f}"
