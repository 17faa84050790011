"""Reasons and default proof rules cover exactly what an act can say."""

from itertools import product
from typing import get_args

import msgspec

from mobile_contract import fields
from mobile_contract.proof_rules import DEFAULT_PROOF_RULES
from mobile_contract.reasons import REASONS, REFUSALS
from mobile_contract.sync import ReasonEntry


def test_every_reason_has_its_words_and_allowed_next_steps() -> None:
    for catalogue, codes in ((REASONS, fields.Reason), (REFUSALS, fields.RefusalReason)):
        assert [entry.code for entry in catalogue] == list(get_args(codes))
        for entry in catalogue:
            assert entry.vi
            assert entry.en
            assert entry.solutions
            assert set(entry.solutions) <= set(get_args(fields.Solution))
            assert len(set(entry.solutions)) == len(entry.solutions)


def _entry(code: str) -> ReasonEntry:
    return next(entry for entry in REASONS if entry.code == code)


def test_the_words_are_those_of_the_post() -> None:
    assert _entry("ABSENT").vi == "Người nhận đi vắng"
    assert _entry("PICKUP_SELF").vi == "Khách hẹn đến bưu cục nhận"
    assert _entry("NO_MONEY").vi == "Khách chưa chuẩn bị đủ tiền"
    assert _entry("NO_ID").vi == "Không có giấy tờ tùy thân/giấy ủy quyền"
    assert _entry("MOVED").vi == "Đã chuyển đi nơi khác"


def test_a_refusal_goes_back_at_once_and_is_never_held() -> None:
    assert _entry("REFUSED").solutions == ["RETURN"]
    assert _entry("RESULT_WRONG").solutions == ["RETURN"]


def test_there_is_one_proof_rule_for_each_act_and_leg() -> None:
    acts = ("receive", "deliver", "attempt", "accept")
    assert sorted((rule.act, rule.leg) for rule in DEFAULT_PROOF_RULES) == sorted(product(acts, get_args(fields.Leg)))


def test_a_supplement_is_proved_as_a_send() -> None:
    by_leg = {
        leg: {rule.act: msgspec.structs.replace(rule, leg="SEND") for rule in DEFAULT_PROOF_RULES if rule.leg == leg}
        for leg in ("SEND", "SUPPLEMENT")
    }
    assert by_leg["SEND"] == by_leg["SUPPLEMENT"]


def test_a_one_time_code_never_stands_alone() -> None:
    assert all(rule.signature == "required" for rule in DEFAULT_PROOF_RULES if rule.one_time_code != "off")
