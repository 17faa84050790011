"""How the end of an address names a province, present or former, and its present code."""

from typing import Final

_PRESENT: Final = {
    "01": "ha noi, hn, hnoi, thu do ha noi, ha tay",
    "04": "cao bang",
    "08": "tuyen quang, ha giang",
    "11": "dien bien",
    "12": "lai chau",
    "14": "son la",
    "15": "lao cai, yen bai",
    "19": "thai nguyen, bac kan, bac can",
    "20": "lang son",
    "22": "quang ninh",
    "24": "bac ninh, bac giang",
    "25": "phu tho, vinh phuc, hoa binh",
    "31": "hai phong, hp, hai duong",
    "33": "hung yen, thai binh",
    "37": "ninh binh, ha nam, nam dinh",
    "38": "thanh hoa",
    "40": "nghe an",
    "42": "ha tinh",
    "44": "quang tri, quang binh",
    "46": "hue, thua thien hue",
    "48": "da nang, quang nam",
    "51": "quang ngai, kon tum",
    "52": "gia lai, binh dinh",
    "56": "khanh hoa, ninh thuan",
    "66": "dak lak, dac lac, phu yen",
    "68": "lam dong, dak nong, binh thuan",
    "75": "dong nai, binh phuoc",
    "79": "ho chi minh, hcm, tphcm, sai gon, binh duong, ba ria vung tau, vung tau",
    "80": "tay ninh, long an",
    "82": "dong thap, tien giang",
    "86": "vinh long, ben tre, tra vinh",
    "91": "an giang, kien giang",
    "92": "can tho, soc trang, hau giang",
    "96": "ca mau, bac lieu",
}
"""Codes: QĐ 19/2025/QĐ-TTg. What each was merged of: NQ 202/2025/QH15; Hà Tây: NQ 15/2008/QH12."""

PROVINCE_OF_NAME: Final[dict[str, str]] = {
    name: code for code, names in _PRESENT.items() for name in names.split(", ")
} | {"tphn": "01"}
"""Folded name or abbreviation → the present province's code."""
