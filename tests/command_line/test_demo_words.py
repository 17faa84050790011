"""How the demo's lines read."""

from courier.command_line.demo_words import in_the_singular, with_comma


def test_decimals_have_a_comma_in_vietnamese_and_money_keeps_its_dots() -> None:
    assert with_comma("tổng 4.9 giờ công, thu 271.000 đ lúc 08:15") == "tổng 4,9 giờ công, thu 271.000 đ lúc 08:15"
    assert with_comma("1.234.567 đ") == "1.234.567 đ"
    assert with_comma("ghi ở 127.0.0.1") == "ghi ở 127.0.0.1"


def test_one_of_something_is_told_in_the_singular() -> None:
    assert in_the_singular("1 routes, 17 stops, 1 jobs left out") == "1 route, 17 stops, 1 job left out"
    assert in_the_singular("27 good lines, 1 good lines, 21 stops") == "27 good lines, 1 good line, 21 stops"
