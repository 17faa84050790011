"""The checker's own idea of hands and purses."""

import grimp
import pytest

from courier.clock import new_id
from courier.simulation.faults.model import Impossible, Model

LAN, MINH = new_id(), new_id()


@pytest.fixture
def model() -> Model:
    model = Model()
    model.appears("A", LAN)
    model.appears("B", LAN)
    return model


def test_an_envelope_lies_in_one_pair_of_hands(model: Model) -> None:
    model.moves(["A"], LAN, MINH)
    assert (model.in_hands(LAN), model.in_hands(MINH), model.holder["A"]) == (["B"], ["A"], MINH)


def test_nobody_gives_what_he_has_not(model: Model) -> None:
    with pytest.raises(Impossible):
        model.moves(["A"], MINH, LAN)


def test_nobody_acts_on_what_is_quarrelled_about(model: Model) -> None:
    model.quarrel("A", "two_accepts")
    assert model.in_hands(LAN) == ["B"]
    with pytest.raises(Impossible):
        model.moves(["A"], LAN, MINH)


def test_cash_counted_in_leaves_the_purse(model: Model) -> None:
    model.takes_cash(LAN, "A", 20_000)
    model.counts_cash_in(LAN, 19_000)
    assert (model.purse_vnd(LAN), model.paid_vnd["A"]) == (1_000, 20_000)


def test_the_model_shares_no_rule_with_the_server() -> None:
    graph = grimp.build_graph("courier", cache_dir=None)
    reached = graph.find_upstream_modules("courier.simulation.faults.model")
    assert not [module for module in reached if module.startswith(("courier.custody", "courier.money"))]
