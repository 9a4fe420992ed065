# SPDX-License-Identifier: BSL-1.0
"""SyncManager: lists, dicts and sets, also of one another."""

import gc

from cases.manager import counters
from checks import check_equal, needs, raises
from processes import answer, exitcode_of, yes
from registry import case


def change_list(items):
    items.append(4)
    items.extend([5, 5])
    answer(items.pop() == 5 and len(items) == 5)


@case("sync_manager.list.as-a-list", "SYNC-MANAGER-LIST")
def as_list():
    items = counters().list([3, 1, 2])
    check_equal(exitcode_of(change_list, items), yes, "exitcode")
    check_equal(items[:], [3, 1, 2, 4, 5])
    items.sort()
    items.insert(0, 0)
    check_equal((items[1:3], items[5]), ([1, 2], 5))
    items[5] = 1
    check_equal((items.count(1), items.index(1), 77 in items), (2, 1, False))
    items.remove(1)
    check_equal(items.pop(0), 0)
    items.reverse()
    check_equal(items[:], [1, 4, 3, 2])
    items *= 2
    check_equal(len(items), 8)
    del items[1:]
    check_equal(items[:], [1])
    with raises(IndexError, what="the second of one"):
        items[1]
    with raises(ValueError, what="remove() of what is not there"):
        items.remove(77)
    copy = items[:]
    copy.append(9)
    check_equal(items[:], [1], "after a change of the copy")
    del items[:]
    with raises(IndexError, what="pop() of nothing"):
        items.pop()


@case("sync_manager.list.plain-element-is-a-copy", "SYNC-MANAGER-LIST")
def plain_element():
    items = counters().list([[1, 2]])
    copy = items[0]
    copy.append(3)
    check_equal(items[0], [1, 2])
    items[0] = copy
    check_equal(items[0], [1, 2, 3])


@case("sync_manager.list.iterates-over-what-is-there", "SYNC-MANAGER-LIST-ITERATION")
def list_iteration():
    items = counters().list([1, 2, 3])
    seen = []
    for each in items:
        seen.append(each)
        if each == 1:
            items[1] = 20
        if each == 3:
            items.append(4)
    check_equal(seen, [1, 20, 3, 4])


def append_to_second(rows):
    rows[1].append(20)
    answer(len(rows[0]) == 2)


@case("sync_manager.list.of-lists", "SYNC-MANAGER-NESTED")
def nested():
    manager = counters()
    inner = manager.list([1])
    rows = manager.list([inner, manager.list([2])])
    inner.append(10)
    del inner
    gc.collect()
    check_equal(rows[0][:], [1, 10])  # the container keeps it
    check_equal(exitcode_of(append_to_second, rows), yes, "exitcode")
    check_equal(rows[1][:], [2, 20])
    kept = rows.pop()
    del rows[:]
    gc.collect()
    check_equal(kept[1], 20)  # the proxy keeps it


def set_inside(queues, dicts):
    queues["tasks"].put(7)
    dicts[0][1] = 2


@case("sync_manager.dict.of-queues-and-dicts", "SYNC-MANAGER-NESTED")
def nested_dict():
    manager = counters()
    queues, dicts = manager.dict(), manager.list([manager.dict()])
    queues["tasks"] = manager.Queue()
    check_equal(exitcode_of(set_inside, queues, dicts), 0, "exitcode")
    check_equal((queues["tasks"].get(), dicts[0][1]), (7, 2))


def change_dict(table):
    table["three"] = 3
    answer(table["one"] == 1 and table.setdefault("two", 77) == 2)


@case("sync_manager.dict.as-a-dict", "SYNC-MANAGER-DICT")
def as_dict():
    table = counters().dict({"one": 1, "two": 2})
    check_equal(exitcode_of(change_dict, table), yes, "exitcode")
    check_equal((len(table), table["three"], table.get("four", 4), "four" in table), (3, 3, 4, False))
    with raises(KeyError, what="a key that is not there"):
        table["four"]
    check_equal((list(table.keys()), list(table.values())), (["one", "two", "three"], [1, 2, 3]))
    check_equal((table.pop("two"), table.pop("two", 22), table.popitem()), (2, 22, ("three", 3)))
    table.update({"one": 11, "five": 5})
    del table["five"]
    check_equal((list(table.items()), table.copy()), ([("one", 11)], {"one": 11}))
    table.clear()
    with raises(KeyError, what="popitem() of nothing"):
        table.popitem()


@case("sync_manager.dict.iteration-sees-a-change", "SYNC-MANAGER-DICT-ITERATION")
def dict_iteration():
    table = counters().dict({1: 10, 2: 20, 3: 30})
    check_equal(list(table), [1, 2, 3])
    keys = iter(table)
    check_equal(next(keys), 1)
    table[4] = 40
    with raises(RuntimeError, what="the next key after a change"):
        next(keys)


def change_set(items):
    items.add(3)
    answer(1 in items and len(items) == 3)


@case("sync_manager.set.as-a-set", "SYNC-MANAGER-SET")
def as_set():
    manager = counters()
    needs(manager, "set", "new in 3.14")
    items = manager.set([1, 2, 2])
    check_equal(exitcode_of(change_set, items), yes, "exitcode")
    items |= {3, 4, 5}
    items -= {1}
    items ^= {5, 6}
    check_equal(items._getvalue(), {2, 3, 4, 6})
    items &= {2, 3}
    items.discard(77)
    with raises(KeyError, what="remove() of what is not there"):
        items.remove(77)
    items.remove(2)
    check_equal((items.pop(), len(items)), (3, 0))
    with raises(KeyError, what="pop() of nothing"):
        items.pop()
