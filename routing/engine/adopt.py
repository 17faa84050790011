"""Orders of visits made by hand turned into a timed and costed plan, without any search."""

from collections.abc import Mapping, Sequence

from routing.instance import Instance, VisitRef
from routing.plan import Breach, Plan


def adopt(instance: Instance, sequences: Mapping[str, Sequence[Sequence[VisitRef]]]) -> Plan | Breach:
    """The plan in which each vehicle makes its trips' visits in the order given; or what first stands in the way.

    `sequences` gives each vehicle's trips, and each trip's visits; a vehicle not named makes none but those locked to
    it. Requests in no sequence are unserved: LEFT_OUT where they would fit. Raises UnfitPlan (a vehicle or visit is
    unknown, a visit stands twice or a request in two routes), InvalidInstance, UnsupportedFeature.
    """
    raise NotImplementedError
