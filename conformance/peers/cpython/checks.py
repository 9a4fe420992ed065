# SPDX-License-Identifier: BSL-1.0
"""What a body may say: checks, evidence, and how it ends if not by pass or fail. For the process of the case alone."""

import inspect
import os
import platform
import threading
import time
import traceback

import record
import registry

# How long a step may take that takes milliseconds where it works: longer where the start of this process took long, as
# under an emulator. It is measured from the moment when everybody is ready, so it holds no start of a process, and what
# has not come back by then is told as a hang.
patience = round(max(3.0, 20 * time.process_time()), 1)

evaluated = 0
failed = 0
first_failure = ""


class Ending(BaseException):
    """Ends the body. Not an Exception, so that no body catches it by mistake."""

    def __init__(self, declared, reason=""):
        super().__init__(declared, reason)
        self.declared = declared
        self.reason = reason


def check(condition, text):
    """Records a failure if it does not hold, and goes on."""
    global evaluated
    evaluated += 1
    if not condition:
        fail(text)
    return bool(condition)


def check_equal(got, expected, text="got"):
    return check(got == expected, "%s %s, expected %s" % (text, _short(got), _short(expected)))


def require(condition, text):
    """As check, but what comes after it makes no sense without it."""
    if not check(condition, text):
        raise Ending("fail")


def fail(text):
    """Records a failure at the line of the case that is being run."""
    _record_failure(_place(inspect.currentframe()), text)


def _record_failure(place, text):
    global failed, first_failure
    failed += 1
    first_failure = first_failure or text.splitlines()[0]
    record.append(type="failure", file=place[0], line=place[1], message=record.clean(text))


class raises:
    """with raises(ValueError): ...    The exception is kept in .error; another one is a failure, and none is too."""

    def __init__(self, *types, what="it"):
        self.types = types
        self.what = what
        self.error = None

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is not None and not isinstance(error, Exception):
            return False
        self.error = error
        said = "came back" if error is None else "raised " + _of(error)
        names = " or ".join(each.__name__ for each in self.types)
        check(isinstance(error, self.types), "%s %s, expected %s" % (self.what, said, names))
        return True


def in_time(what, call, *arguments):
    """What the call returns or raises. If it has not come back after `patience` the body ends as failed: it hangs. The
    call runs in a thread of its own, so a lock that belongs to a thread is taken and given back in one call."""
    outcome = {}

    def run():
        try:
            outcome["value"] = call(*arguments)
        except BaseException as error:
            outcome["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(patience)
    require(outcome, "hangs: %s has not come back after %g s" % (what, patience))
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def ends(process, what):
    """Whether a process ends within `patience`; if not, that is a failure: it hangs."""
    process.join(patience)
    return check(process.exitcode is not None, "hangs: %s still runs after %g s" % (what, patience))


def step(text):
    """A checkpoint: where a case that hangs had got to."""
    record.append(type="step", text=record.clean(text))


def observe(key, value):
    """Evidence for the record, whatever the verdict."""
    record.append(type="observation", key=key, value=value if isinstance(value, (bool, int)) else record.clean(value))


def observed(text):
    """Ends the case: the model leaves the point open, and this is what happens here."""
    raise Ending("observed", text)


def unsupported(reason):
    raise Ending("unsupported", reason)


def untested(reason):
    raise Ending("untested", reason)


def needs(owner, name, since):
    """Ends the case as unsupported if there is no such member. `since` says which Python has it."""
    if not hasattr(owner, name):
        unsupported("%s has no %s: %s; this is Python %s" % (_named(owner), name, since, platform.python_version()))


def not_in_python(owner, name, since="no version of Python has it"):
    """A whole case for what Python lacks: if it has learned it meanwhile there is no body yet."""
    needs(owner, name, since)
    untested("%s has %s now, and there is no body for it yet" % (_named(owner), name))


def no_parameter(call, name, since="no version of Python has it"):
    """As not_in_python, for a parameter that there is none of."""
    if not _takes(call, name):
        text = "%s() takes no %s: %s; this is Python %s"
        unsupported(text % (_named(call), name, since, platform.python_version()))
    untested("%s() takes %s now, and there is no body for it yet" % (_named(call), name))


def _takes(call, name):
    try:
        return name in inspect.signature(call).parameters
    except ValueError:  # some of what is written in C does not tell: then it is called
        try:
            call(**{name: None})
        except TypeError:
            return False
        return True


def fail_uncaught(error):
    """Records what left a body by mistake, at the line of the case where it came from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _is_case(frame.filename)]
    place = (registry.repository_path(frames[0].filename), frames[0].lineno) if frames else ("", 0)
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))[-2000:]
    _record_failure(place, "uncaught %s\n%s" % (_of(error), text))


def _of(error):
    return "%s(%s)" % (type(error).__name__, _short(str(error)))


def _named(owner):
    """As a program calls it: the functions of the package are methods of its default context."""
    return getattr(owner, "__qualname__", type(owner).__name__).replace("BaseContext.", "")


def _short(value):
    text = repr(value)
    return text if len(text) <= 200 else text[:120] + "... (%d characters)" % len(text)


def _is_case(file):
    return os.path.basename(os.path.dirname(os.path.abspath(file))) == "cases"


def _place(frame):
    """The line of the body, not of a helper that several bodies have."""
    found = None
    while frame is not None:
        if _is_case(frame.f_code.co_filename):
            found = frame
        frame = frame.f_back
    return (registry.repository_path(found.f_code.co_filename), found.f_lineno) if found else ("", 0)
