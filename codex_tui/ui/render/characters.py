"""The character classes that decide what may reach the screen, as fragments for regular expressions.

They are written out rather than computed, because asking `unicodedata` about every code point costs 0.3 s at import.
The tests compare them with `unicodedata` and with rich's cell widths.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

HAZARDS = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f"  # C0 but the newline, DEL, C1
    "\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"  # soft hyphen, joiners, invisible number signs
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # letters that draw nothing
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"  # zero-width, separators, bidi
    "\ud800-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufff0-\ufffb\ufffe\uffff"  # surrogates, private, selectors, not characters
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U0001f3fb-\U0001f3ff"  # skin tones: terminals disagree about their width
    "\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U0003fffe-\U0010ffff"  # tags, planes without characters, private planes
)
"""Everything that is shown by name in prose; the newline is not in it."""

STACKING_MARKS = (
    "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1ace\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302d\ufe20-\ufe2f"
)
"""Marks that pile up over and under a letter and so over the rows around it."""

PICTOGRAPHS = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
"""What an emoji may be built of."""

SINGLE_CELLS = (
    "\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    "\u2190-\u2319\u232b-\u23e8\u2460-\u25fc\u27c0-\u2b1a\u2800-\u28ff\ufffd"
)
"""Characters known to take one cell each: text made of them only is measured by its length."""

ODD_SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000"
"""Spaces, and one blank, that only look like U+0020."""

_LOOKALIKES = str.maketrans(
    "аАВсСԁеЕһНіІјЈкКԛӏМоОрРѕЅТуУԝхХҮѵզօհոսցյ"
    "αΑΒϲΕΗιΙΚΜνΝοΟρΡτΤυΥΖϜΧχϳ"
    "ıɑɡɩʏᴄᴏᴜᴠᴡᴢꜱᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃᏂ"
    "∕⁄⧸∖⧵‐‑‒–−﹣․։ː꞉\u037eǀ∣ǃ∗⁎∼˜‚",
    "aABcCdeEhHiIjJkKqlMoOpPsSTyYwxXYvqohnugj"
    "aABcEHiIKMvNoOpPtTuYZFXxj"
    "iagiycouvwzsABCDEGHJKLMPRSTVWZh"
    "///\\\\------.:::;||!**~~,",
)


@lru_cache(maxsize=4096)
def ascii_double(character: str) -> str:
    """The ASCII text that a character outside ASCII can be taken for, or an empty string.

    Fullwidth forms and mathematical letters are found by their Unicode compatibility form, the rest in a table of the
    confusable letters of other scripts. Letters with accents are no doubles: one sees that they are different.
    """
    if double := _LOOKALIKES.get(ord(character)):
        return chr(double)
    if unicodedata.category(character) in ("No", "So", "Zs"):
        return ""
    compatible = unicodedata.normalize("NFKC", character)
    is_double = compatible != character and (compatible.isalpha() or len(compatible) == 1)
    return compatible if is_double and compatible.isascii() and not compatible.isspace() else ""
