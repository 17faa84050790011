"""The number that a bag bears on its label."""

from mobile_contract.codes import make_sscc


def number_bag(company_prefix: str, serial: int) -> str:
    """The SSCC of the `serial`-th bag, 18 digits. Past the last serial of a prefix the first one comes again: whoever
    gives the number out refuses it then."""
    return make_sscc(company_prefix, serial % 10 ** (16 - len(company_prefix)))
