# SPDX-License-Identifier: BSL-1.0
"""multiprocessing.dummy: processes, queues, pipes and values among threads."""

import multiprocessing.dummy as dummy
import queue
import sys
import threading

from checks import check, check_equal, ends, in_time, needs, raises
from processes import Stopwatch, a_while, at_end, pattern, threw
from registry import case


def begun(target, *arguments):
    thread = dummy.Process(target=target, args=arguments)
    thread.daemon = True  # so that one that hangs does not keep the case from its end
    thread.start()
    return thread


def nothing():
    pass


@case("dummy.process.before-during-and-after", "DUMMY-PROCESS")
def process():
    go = dummy.Event()
    at_end(go.set)
    thread = dummy.Process(target=go.wait, name="Worker")
    check(not thread.is_alive() and thread.ident is None and not thread.daemon, "it lives before its start")
    check_equal((thread.name, dummy.active_children()), ("Worker", []))
    thread.start()
    with raises(AssertionError, RuntimeError, what="the second start()"):
        thread.start()
    check(thread.is_alive() and thread.ident is not None, "it does not live")
    check_equal(len(dummy.active_children()), 1, "children")
    thread.join(0)
    go.set()
    thread.join()
    thread.join()
    check(not thread.is_alive() and not dummy.active_children(), "it lives after its end")


def tell(seen, number, text, values=None):
    seen.put((number, text, values, dummy.current_process().name))


@case("dummy.process.arguments-arrive", "DUMMY-PROCESS-ARGUMENTS")
def arguments():
    seen = dummy.Queue()
    thread = dummy.Process(target=tell, name="Named", args=(seen, 5, "text"), kwargs={"values": [1.5, 2.5]})
    thread.start()
    thread.join()
    check_equal(seen.get_nowait(), (5, "text", [1.5, 2.5], "Named"))


def fail_on_purpose():
    raise ValueError("on purpose")


def exit_with_seven():
    sys.exit(7)


@case("dummy.process.exitcode", "DUMMY-PROCESS-EXITCODE")
def exitcode():
    threading.excepthook = lambda arguments: None  # what one of them raises is meant to be
    go = dummy.Event()
    threads = [dummy.Process(target=target) for target in (go.wait, fail_on_purpose, exit_with_seven)]
    check_equal(threads[0].exitcode, None, "exitcode before the start")
    for thread in threads:
        thread.start()
    check_equal(threads[0].exitcode, None, "exitcode of one that runs")
    go.set()
    for thread in threads:
        thread.join()
    check_equal([thread.exitcode for thread in threads], [0, 1, 7], "exitcodes")


def send_tree(results, path):
    results.put(path)
    for branch in range(2 if len(path) < 2 else 0):
        thread = dummy.Process(target=send_tree, args=(results, path + [branch]))
        thread.start()
        thread.join()


@case("dummy.process.recursion", "DUMMY-PROCESS-CHILDREN")
def recursion():
    results = dummy.Queue()
    send_tree(results, [])
    check_equal([results.get() for _ in range(7)], [[], [0], [0, 0], [0, 1], [1], [1, 0], [1, 1]])


def start_from_daemon(answer):
    thread = dummy.Process(target=nothing)
    answer.put((thread.daemon, threw((AssertionError, RuntimeError), thread.start)))


@case("dummy.process.daemons-have-no-children", "DUMMY-PROCESS-DAEMON")
def daemon():
    check(not dummy.Process(target=nothing).daemon, "it is a daemon")
    answer = dummy.Queue()
    begun(start_from_daemon, answer)
    check_equal(answer.get(), (True, True), "a child of a daemon is one, and is refused:")


@case("dummy.queue.full-and-empty", "DUMMY-QUEUE")
def full_and_empty():
    items = dummy.Queue(3)
    check(items.empty() and not items.full(), "a new queue is not empty")
    items.put(1)
    items.put(2, timeout=3600)
    items.put_nowait(3)
    check_equal((items.full(), items.qsize()), (True, 3))
    watch = Stopwatch()
    with raises(queue.Full, what="put(timeout)"):
        items.put(4, timeout=a_while)
    check(watch.at_least(a_while), "put() came back early")
    thread = begun(items.put, 4)
    check_equal([items.get() for _ in range(4)], [1, 2, 3, 4])
    thread.join()
    watch = Stopwatch()
    with raises(queue.Empty, what="get(timeout)"):
        items.get(timeout=a_while)
    check(watch.at_least(a_while), "get() came back early")
    for call in ((items.get_nowait,), (items.get, False, 3600)):
        with raises(queue.Empty, what="get without waiting"):
            call[0](*call[1:])


@case("dummy.queue.closed", "DUMMY-QUEUE-CLOSE")
def queue_closed():
    needs(dummy.Queue(), "close", "no version of Python has it")


@case("dummy.queue.shut-down", "DUMMY-QUEUE-SHUTDOWN")
def queue_shutdown():
    items, told = dummy.Queue(1), dummy.Queue()
    needs(items, "shutdown", "new in 3.13")
    items.put(1)
    thread = begun(lambda: told.put(threw(queue.ShutDown, items.put, 2)))
    with raises(queue.Empty, what="a put that waits"):
        told.get(timeout=a_while)
    items.shutdown()
    check(told.get(), "a put that waited was not told")
    thread.join()
    with raises(queue.ShutDown, what="put()"):
        items.put(3)
    check_equal(items.get(), 1)
    with raises(queue.ShutDown, what="get()"):
        items.get()


def work(tasks, done):
    for task in iter(tasks.get, None):
        done.put(task)
        tasks.task_done()
    tasks.task_done()


@case("dummy.joinable_queue.joined-when-all-is-done", "DUMMY-QUEUE-JOINABLE")
def joinable():
    tasks, done = dummy.JoinableQueue(), dummy.Queue()
    for task in range(10):
        tasks.put(task)
    workers = [begun(work, tasks, done) for _ in range(4)]
    tasks.join()
    check_equal(sorted(done.get() for _ in range(10)), list(range(10)))
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    tasks.join()
    with raises(ValueError, what="task_done() once more"):
        tasks.task_done()


def echo(connection):
    for message in iter(connection.recv, None):
        connection.send(message)


@case("dummy.connection.there-and-back", "DUMMY-CONNECTION")
def connection():
    here, there = dummy.Pipe()
    thread = begun(echo, there)
    check(not here.poll() and not here.poll(a_while), "something came")
    for message in ([1, 2, 3], pattern(1 << 20), b""):
        here.send(message)
        check(here.poll(3600), "nothing came")
        check(here.recv() == message, "another message came back")
    here.send(None)
    ends(thread, "the thread at the other end")


@case("dummy.connection.end-of-file", "DUMMY-CONNECTION-EOF")
def connection_eof():
    reader, writer = dummy.Pipe(False)
    writer.send(1)
    writer.close()
    check_equal(reader.recv(), 1)
    with raises(EOFError, what="recv() after the end"):
        in_time("recv() after the other end was closed", reader.recv)


def count_up(value, values, lock):
    for _ in range(100):
        with lock:
            value.value += 1
            values[0] += 1


@case("dummy.value.changed-by-threads", "DUMMY-VALUE", "DUMMY-ARRAY")
def value():
    value, values, lock = dummy.Value("i", 1), dummy.Array("d", [1.0, 2.0]), dummy.Lock()
    for thread in [begun(count_up, value, values, lock) for _ in range(4)]:
        thread.join()
    check_equal((value.value, list(values)), (401, [401.0, 2.0]))


@case("dummy.namespace.values-by-name", "DUMMY-NAMESPACE")
def namespace():
    names = dummy.Manager().Namespace()
    names.number, names.text = 5, "words"
    begun(setattr, names, "number", 6).join()
    check_equal((names.number, names.text), (6, "words"))
    del names.number
    check(not hasattr(names, "number"), "a name that was deleted is there")
