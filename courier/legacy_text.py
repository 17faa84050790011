"""Vietnamese typed in the encodings of before Unicode, recognised by what it says: never converted in silence.

Text in TCVN3 (ABC, .VnTime), VNI (VNI-Times) or CP1258 looks like Latin letters with odd accents. It is taken for one
of them where reading it so makes Vietnamese syllables of words that were none. Tables: TCVN 5712:1993 (third set),
the VNI Windows code, Microsoft's code page 1258.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple


class LegacyGuess(NamedTuple):
    """In which encoding a text seems to be written, and what it would say."""

    encoding: str
    text: str


def guess_legacy(text: str) -> LegacyGuess | None:
    """The old encoding whose Latin 1 appearance `text` is; None where it is Vietnamese, or plain, or something else."""
    if text.isascii():
        return None
    words = _odd_words(text)
    if not words or all(is_syllable(word) for word in words):
        return None
    best, best_share = None, _LEAST_SHARE
    for encoding, convert in _ENCODINGS.items():
        read = [word for odd in words for word in _WORD.findall(convert(odd))]
        share = sum(map(is_syllable, read)) / len(read) if read else 0.0
        if share > best_share:
            best, best_share = LegacyGuess(encoding, convert(text)), share
    unchanged = sum(map(is_syllable, words)) / len(words)
    return best if best_share > unchanged else None


def is_syllable(word: str) -> bool:
    """Whether a word is spelled as a Vietnamese syllable: «Nguyễn», «đường», not «Nguyeãn», «leọ»."""
    return word in _SPELLINGS or unicodedata.normalize("NFC", word.casefold()) in _SPELLINGS


_LEAST_SHARE: Final = 0.6
"""Of the words that hold an odd letter: names of people and places abroad are no syllables in any encoding."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_ODD_WORD: Final = re.compile(r"[A-Za-z\u0080-\uffff]+")


def _odd_words(text: str) -> list[str]:
    """Words with a letter or sign beyond ASCII; signs too, for TCVN3 writes letters where Latin 1 has signs."""
    return [word for word in _ODD_WORD.findall(text) if not word.isascii()]


_ONSETS: Final = "ngh ng nh gh gi ch kh ph th tr qu b c d đ g h k l m n p r s t v x".split()  # noqa: SIM905
_RIMES: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uynh uyt uyu
ư ưa ưc ưi ưng ưt ươc ươi ươm ươn ương ươp ươt ươu ưu y yêm yên yêng yêt yêu yn yt ynh
""".split()  # noqa: SIM905
_RARE: Final = ("thuơ", "huơ", "quơ")
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_TONES_BEFORE_A_STOP: Final = "\u0301\u0323"
_VOWELS: Final = "aăâeêioôơuưy"


def _spellings() -> frozenset[str]:
    """Every syllable with every tone where it may stand, lower case, NFC; some 20,000."""
    syllables = [onset + rime for onset in ("", *_ONSETS) for rime in _RIMES] + list(_RARE)
    return frozenset(spelling for syllable in syllables for spelling in _toned(syllable))


def _toned(syllable: str) -> list[str]:
    stops = syllable.endswith(("c", "ch", "p", "t"))
    tones = _TONES_BEFORE_A_STOP if stops else _TONES
    places = _tone_places(syllable)
    toned = [syllable[: at + 1] + tone + syllable[at + 1 :] for at in places for tone in tones]
    return [unicodedata.normalize("NFC", spelling) for spelling in (toned if stops else [syllable, *toned])]


def _tone_places(syllable: str) -> list[int]:
    """On the vowel with a hat, horn or breve, the last of two; else on the middle of three or the one before the
    coda; else on the first of two, for «oa», «oe», «uy» on either (hòa, hoà)."""
    starts = 2 if syllable[:2] in ("qu", "gi") and len(syllable) > 2 and syllable[2] in _VOWELS else 0
    vowels = [at for at, letter in enumerate(syllable) if at >= starts and letter in _VOWELS]
    marked = [at for at in vowels if syllable[at] in "ăâêôơư"]
    if marked:
        return [marked[-1]]
    has_coda = vowels[-1] < len(syllable) - 1
    if len(vowels) == 3 or (len(vowels) == 2 and has_coda):
        return [vowels[1]]
    if len(vowels) == 2 and "".join(syllable[at] for at in vowels) in ("oa", "oe", "uy"):
        return vowels
    return vowels[:1]


_SPELLINGS: Final = _spellings()

_TCVN3: Final = str.maketrans(
    dict(
        zip(
            "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
            "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
            strict=True,
        )
    )
)

_VNI_MARKS: Final = {
    "a": ("øùûõïêèéúüëâàáåãä", "àáảãạăằắẳẵặâầấẩẫậ"),
    "e": ("øùûõïâàáåãä", "èéẻẽẹêềếểễệ"),
    "o": ("øùûõïâàáåãä", "òóỏõọôồốổỗộ"),
    "ô": ("øùûõï", "ờớởỡợ"),
    "u": ("øùûõï", "ùúủũụ"),
    "ö": ("øùûõï", "ừứửữự"),
    "y": ("øùûõ", "ỳýỷỹ"),
}
_VNI: Final = {
    base + mark: letter
    for base, (marks, letters) in _VNI_MARKS.items()
    for mark, letter in zip(marks, letters, strict=True)
} | {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_LETTER: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)), re.IGNORECASE)


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: _in_case_of(found[0], _VNI[found[0].lower()]), text)


def _in_case_of(model: str, letter: str) -> str:
    return letter.upper() if model[0].isupper() else letter


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_cp1258(text: str) -> str:
    raw = text.encode("cp1252", "replace")
    return unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))


_ENCODINGS: Final[dict[str, Callable[[str], str]]] = {
    "TCVN3 (ABC, .VnTime)": _from_tcvn3,
    "VNI (VNI-Times)": _from_vni,
    "CP1258 (Windows Vietnamese)": _from_cp1258,
}
