"""The kernel compiled once, so that no plan waits for a compiler."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from routing.instance import (
    Delivery,
    Depot,
    Instance,
    Place,
    ServiceKind,
    Shipment,
    TravelMatrix,
    Vehicle,
    Visit,
)


def warm() -> Path | None:
    """Compiles what is not yet kept, some half a minute of processor; the folder it is kept in, None where nowhere.

    See `routing.engine.kernel.compiled` for which folder that is. Called twice it does nothing more; called in several
    processes at once, one compiles and the others read what it made.
    """
    from routing.engine.kernel.compiled import FOLDER
    from routing.engine.kernel.guided_run import GuidedRun
    from routing.engine.kernel.lenient_run import LenientRun
    from routing.engine.kernel.run import Run
    from routing.engine.kernel.world import world_of
    from routing.engine.problem import compile_instance

    problem = compile_instance(_two_errands())
    world = world_of(problem)
    with _alone_in(FOLDER):
        run = Run(problem, world, 0, {})
        run.build()
        run.step(1, 0.0, 1.0)
        run.give_up_a_route()
        run.press(1)
        run.fill_in()
        run.stand_on(run.best())
        LenientRun(world, 0, [0], [], may_stay=False).step(1, 0.0, 1.0)
        GuidedRun(world, 0, [0], [[]], run.state.absences).press(1, 1.0)
    return FOLDER


@contextmanager
def _alone_in(folder: Path | None) -> Iterator[None]:
    """Waits for whoever compiles into it; the lock goes with the process, however that ends."""
    if folder is None:
        yield
        return
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _two_errands() -> Instance:
    places = (Place(id="depot", lon=0, lat=0), Place(id="door", lon=0, lat=0))
    minute = np.array([[0, 60], [60, 0]], dtype=np.int32)
    visit = Visit(place="door", service="any")
    return Instance(
        name="two errands",
        origin_at=datetime(2026, 1, 1, tzinfo=UTC),
        places=places,
        depots=(Depot(id="depot", place="depot"),),
        vehicles=(Vehicle(id="any", depot="depot", profile="any", shift_start_s=0, shift_end_s=3600),),
        services=(ServiceKind(id="any", fixed_s=60),),
        requests=(
            Delivery(id="letter", depot="depot", visit=visit),
            Shipment(id="dossier", pickup=visit, delivery=visit),
        ),
        travel=(TravelMatrix(profile="any", provider="none", is_estimated=True, travel_s=minute, distance_m=minute),),
    )
