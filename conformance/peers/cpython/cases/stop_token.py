# SPDX-License-Identifier: BSL-1.0
"""Waits that end because somebody asks for it: Python has no such word."""

import multiprocessing as mp

from checks import no_parameter
from registry import case


@case("lock.acquire.ends-when-asked-to-stop", "LOCK-ACQUIRE-STOP")
def lock():
    no_parameter(mp.Lock().acquire, "stop")


@case("rlock.acquire.ends-when-asked-to-stop", "RLOCK-ACQUIRE-STOP")
def rlock():
    no_parameter(mp.RLock().acquire, "stop")


@case("semaphore.acquire.ends-when-asked-to-stop", "SEMAPHORE-ACQUIRE-STOP")
def semaphore():
    no_parameter(mp.Semaphore(0).acquire, "stop")


@case("event.wait.ends-when-asked-to-stop", "EVENT-WAIT-STOP")
def event():
    no_parameter(mp.Event().wait, "stop")


@case("condition.wait.ends-when-asked-to-stop", "CONDITION-WAIT-STOP")
def condition():
    no_parameter(mp.Condition().wait, "stop")


@case("barrier.wait.ends-when-asked-to-stop", "BARRIER-WAIT-STOP")
def barrier():
    no_parameter(mp.Barrier(2).wait, "stop")
