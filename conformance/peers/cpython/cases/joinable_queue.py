# SPDX-License-Identifier: BSL-1.0
"""JoinableQueue: tasks that are done, too often, elsewhere, or never, because a process has died."""

import multiprocessing as mp
from queue import Empty, Full

from checks import check, check_equal, in_time, no_parameter, not_in_python, observe, raises
from processes import a_while, answer, child, end, exitcode_of, pattern, threw, wait_for_ever, yes
from registry import case


def put_three(queue):
    queue.put(3)


@case("joinable_queue.get.is-a-queue", "JOINABLE-QUEUE-AS-QUEUE")
def as_queue():
    queue = mp.JoinableQueue(2)
    queue.put(1)
    queue.put(2)
    check(queue.full(), "it is not full")
    with raises(Full, what="put_nowait()"):
        queue.put_nowait(3)
    check_equal([queue.get(), queue.get()], [1, 2])
    with raises(Empty, what="get_nowait()"):
        queue.get_nowait()
    check_equal(exitcode_of(put_three, queue), 0, "exitcode")
    check_equal(queue.get(), 3)
    queue.close()
    for call in ((queue.put, 4), (queue.get,)):
        with raises(ValueError, what=call[0].__name__ + "() after close()"):
            call[0](*call[1:])


def work(tasks, done):
    for task in iter(tasks.get, None):
        done.put(task)
        tasks.task_done()
    tasks.task_done()


@case("joinable_queue.join.returns-when-all-is-done", "JOINABLE-QUEUE-JOIN")
def join():
    tasks, done = mp.JoinableQueue(), mp.Queue()
    tasks.join()  # nothing is to be done
    workers = [child(work, tasks, done) for _ in range(4)]
    for task in range(40):
        tasks.put(task)
    tasks.join()
    check_equal(sorted(done.get() for _ in range(40)), list(range(40)))
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
        check_equal(worker.exitcode, 0, "exitcode")
    tasks.join()


def join_and_say(tasks, results):
    tasks.join()
    results.send(1)


def get_and_wait(tasks, got, finish):
    tasks.get()
    got.set()
    finish.wait()
    tasks.task_done()


@case("joinable_queue.join.waits-for-the-task-in-the-hands-of-a-worker", "JOINABLE-QUEUE-JOIN")
def join_waits():
    tasks, got, finish = mp.JoinableQueue(), mp.Event(), mp.Event()
    reader, writer = mp.Pipe(False)
    tasks.put(1)
    worker = child(get_and_wait, tasks, got, finish)
    check(got.wait(), "the event was not set")
    joiner = child(join_and_say, tasks, writer)  # join has no timeout, so a process says when it comes back
    check(not reader.poll(a_while), "join() came back before the task was done")
    finish.set()
    check_equal(reader.recv(), 1)
    tasks.join()
    worker.join()
    joiner.join()


@case("joinable_queue.join.times-out-not-early", "JOINABLE-QUEUE-JOIN-TIMEOUT")
def join_timeout():
    no_parameter(mp.JoinableQueue().join, "timeout")


def be_done_once_more(tasks):
    answer(threw(ValueError, tasks.task_done))


@case("joinable_queue.task_done.too-often-is-refused", "JOINABLE-QUEUE-TASK-DONE-TOO-OFTEN")
def task_done_too_often():
    tasks = mp.JoinableQueue()
    with raises(ValueError, what="task_done() before any task"):
        tasks.task_done()
    tasks.put(1)
    tasks.get()
    tasks.task_done()
    with raises(ValueError, what="the second task_done()"):
        tasks.task_done()
    check_equal(exitcode_of(be_done_once_more, tasks), yes, "exitcode")
    tasks.join()


def be_done(tasks):
    tasks.task_done()


@case("joinable_queue.task_done.by-another-process", "JOINABLE-QUEUE-TASK-DONE-ELSEWHERE")
def task_done_elsewhere():
    tasks = mp.JoinableQueue()
    tasks.put(1)
    tasks.get()
    check_equal(exitcode_of(be_done, tasks), 0, "exitcode")
    tasks.join()


@case("joinable_queue.unfinished.counts-puts-and-dones", "JOINABLE-QUEUE-UNFINISHED")
def unfinished():
    not_in_python(mp.JoinableQueue(), "unfinished")


@case("joinable_queue.unfinished.more-than-a-semaphore-counts", "JOINABLE-QUEUE-MANY", limit=180.0)
def unfinished_many():
    tasks = mp.JoinableQueue()
    many = 40_000  # semaphores end at 32,767 on some systems
    for number in range(many):
        tasks.put(number)
        tasks.get()
    for _ in range(many):
        tasks.task_done()
    tasks.join()
    with raises(ValueError, what="task_done() once more"):
        tasks.task_done()


def get_and_stay(tasks, got):
    tasks.get()
    got.set()
    wait_for_ever()


@case("joinable_queue.join.says-that-a-task-is-abandoned", "JOINABLE-QUEUE-ABANDONED")
def abandoned():
    tasks, got = mp.JoinableQueue(), mp.Event()
    tasks.put(1)
    worker = child(get_and_stay, tasks, got)
    check(got.wait(), "the event was not set")
    end(worker)
    try:
        in_time("join() after a worker died with a task in its hands", tasks.join)
    except Exception as error:
        observe("join() raised", error)
    else:
        check(False, "join() came back as if the task of a dead worker were done")


def do_one_and_get(tasks, done):
    tasks.get()
    tasks.task_done()
    done.send(1)
    tasks.get()  # there is none


@case("joinable_queue.join.the-end-of-an-idle-worker-is-no-matter", "JOINABLE-QUEUE-ABANDONED")
def idle_worker():
    tasks = mp.JoinableQueue()
    ready, says_ready = mp.Pipe(False)
    tasks.put(1)
    worker = child(do_one_and_get, tasks, says_ready)
    check_equal(ready.recv(), 1)
    worker.join(a_while)
    end(worker)
    in_time("join() after an idle worker was killed", tasks.join)
    tasks.put(2)
    check_equal(in_time("get() after an idle worker was killed", tasks.get), 2)
    tasks.task_done()
    tasks.join()


@case("joinable_queue.recover.forgets-the-tasks-of-the-dead", "JOINABLE-QUEUE-RECOVER")
def recover():
    not_in_python(mp.JoinableQueue(), "recover")


def put_much_and_say(tasks, done):
    for _ in range(3):
        tasks.put(pattern(1_000_000))  # none of them fits into any transport
    done.set()


@case("joinable_queue.join.does-not-wait-for-what-a-killed-producer-had-not-sent", "JOINABLE-QUEUE-PRODUCER-DIED")
def producer_died():
    tasks, put = mp.JoinableQueue(), mp.Event()
    producer = child(put_much_and_say, tasks, put)
    check(put.wait(), "the event was not set")
    end(producer)
    in_time("join() after the only producer was killed", tasks.join)
    check(True, "it came back")


@case("joinable_queue.shutdown.immediately-nothing-is-unfinished", "JOINABLE-QUEUE-SHUTDOWN")
def shutdown():
    not_in_python(mp.JoinableQueue(), "shutdown", "queue.Queue has it since 3.13, no other")
